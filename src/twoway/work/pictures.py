"""The shelf of pictures: files named by the hash of their bytes, under TWOWAY_HOME/pictures."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


def shelf(home: Path, sha256: str) -> Path:
    """Where the picture with this hash is kept."""
    return home / "pictures" / sha256[:2] / sha256


def keep(home: Path, content: bytes) -> str:
    """Keep the bytes and give their hash; whole or not at all, and once however often it is called."""
    sha256 = hashlib.sha256(content).hexdigest()
    place = shelf(home, sha256)
    if place.exists():
        return sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    Path(draft).replace(place)
    return sha256


def read(home: Path, sha256: str) -> bytes:
    """The bytes of a kept picture; FileNotFoundError when it is gone."""
    return shelf(home, sha256).read_bytes()

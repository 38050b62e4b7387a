"""The keys that live in TWOWAY_HOME: one for the web's signatures, one ring for sealed secrets."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path


def web_key(home: Path) -> str:
    """The key that signs sessions and forms; made on first use, readable by its owner only."""
    return _kept(home / "web.key", lambda: secrets.token_urlsafe(50))


def ring(home: Path) -> dict[str, str]:
    """The sealing keys by name, newest last, as base64; made on first use. Losing them means connecting anew."""
    words = _kept(home / "sealing-keys.json", lambda: json.dumps({"k1": secrets.token_urlsafe(32)}, indent=1))
    found = json.loads(words)
    if not isinstance(found, dict) or not found:
        raise ValueError(f"{home / 'sealing-keys.json'} holds no keys; restore it from your backup")
    return {str(name): str(key) for name, key in found.items()}


def queue_key(ring_: dict[str, str]) -> str:
    """The key that signs wake-ups, made from the newest sealing key: every machine with the same ring has the same."""
    newest = list(ring_.values())[-1]
    return hmac.new(newest.encode(), b"twoway: wake-ups", sha256).hexdigest()


def _kept(file: Path, make: Callable[[], str]) -> str:
    """The file's words; made once, also when two processes start at the same moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_when_written(file)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(make())
    return _read_when_written(file)


def _read_when_written(file: Path) -> str:
    """The words of a file that another process may be writing this very moment."""
    for _ in range(1000):
        words = file.read_text(encoding="utf-8")
        if words:
            return words
    raise ValueError(f"{file} is empty; delete it to have a new one made")

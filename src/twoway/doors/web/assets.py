"""Finds built assets by the names they had before building."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

BUILT = Path(__file__).parent / "static" / "built"


class NotBuilt(Exception):
    """The assets are not built; the message says how to build them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the build made: hashed file by plain name, and the fonts the first paint needs."""

    files: Mapping[str, str]
    preload: tuple[str, ...]

    def path(self, name: str) -> str:
        """The static path of an asset; NotBuilt when the build did not make it."""
        if name not in self.files:
            raise NotBuilt(f"There is no built asset “{name}”. Run `npm run build`.")
        return f"built/{self.files[name]}"


def read_manifest(folder: Path = BUILT) -> Manifest:
    """The manifest as it lies on disk; NotBuilt when there is none."""
    file = folder / "manifest.json"
    if not file.exists():
        raise NotBuilt("The web assets are not built yet. Run `make setup`, or `npm ci && npm run build`.")
    known = json.loads(file.read_text("utf-8"))
    return Manifest(files=known["files"], preload=tuple(known["preload"]))


@lru_cache(maxsize=4)
def _manifest_of(stamp: int) -> Manifest:
    return read_manifest()


def manifest() -> Manifest:
    """The manifest, read again only when a new build has been made."""
    file = BUILT / "manifest.json"
    return _manifest_of(file.stat().st_mtime_ns if file.exists() else 0)

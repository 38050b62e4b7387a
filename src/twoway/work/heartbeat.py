"""The worker's sign of life: a small file in TWOWAY_HOME that everybody can read without asking the database."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

#: How often the worker writes, and after how long a silence it counts as gone.
EVERY = timedelta(seconds=2)
GONE_AFTER = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One sign of life."""

    pid: int
    at: datetime
    version: str
    threads: int

    def is_fresh(self, now: datetime) -> bool:
        """Whether a worker surely runs; a sign from the future (a clock set back) counts only if it is near."""
        return abs(now - self.at) <= GONE_AFTER


def file_in(home: Path) -> Path:
    """Where the sign of life is written."""
    return home / "worker.json"


def write(home: Path, beat: Beat) -> None:
    """Write a sign of life, whole or not at all."""
    handle, draft = tempfile.mkstemp(dir=home, prefix="worker.")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump({**asdict(beat), "at": beat.at.isoformat()}, out)
    Path(draft).replace(file_in(home))


def read(home: Path) -> Beat | None:
    """The latest sign of life; None when there is none or it cannot be read."""
    try:
        found = json.loads(file_in(home).read_text(encoding="utf-8"))
        return Beat(
            pid=int(found["pid"]),
            at=datetime.fromisoformat(found["at"]),
            version=str(found["version"]),
            threads=int(found["threads"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def clear(home: Path, pid: int) -> None:
    """Take the sign of this worker away; another worker's stays."""
    beat = read(home)
    if beat is not None and beat.pid == pid:
        file_in(home).unlink(missing_ok=True)


def worker_runs(home: Path, now: datetime) -> bool:
    """Whether a worker runs on this home."""
    beat = read(home)
    return beat is not None and beat.is_fresh(now)

"""Whether this machine's clock was set: told once, to one of all the processes that share a home, also after they began anew.

A steady clock that nobody can set, and that goes on while the machine sleeps, runs beside. How far the two are apart is kept in
a file, for as long as the machine runs.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from datetime import datetime, timedelta
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
#: What a clock is corrected by little by little is noted from here on (seconds).
_NOTED = 1.0


def steady() -> float:
    """Seconds on a clock that only goes forward, and goes on while the machine sleeps where the system has such a one."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def step_back(home: Path, wall: datetime, beside: float) -> timedelta:
    """By how much the clock was set back since anybody asked last; negative: forward. Nothing when nobody asked before."""
    apart = wall.timestamp() - beside
    held = os.open(home / "clock.json", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(held, "r+", encoding="utf-8") as file:
        # It is let go of with the file.
        fcntl.flock(file, fcntl.LOCK_EX)
        before = _read(file.read())
        if before is not None and abs(before - apart) < _NOTED:
            return timedelta(0)
        file.seek(0)
        file.truncate()
        json.dump({"boot": _boot(), "apart": apart}, file)
    return timedelta(seconds=before - apart) if before is not None else timedelta(0)


def _read(words: str) -> float | None:
    """How far the clocks were apart, if that was said since the machine began; the steady clock begins anew with it."""
    try:
        found = json.loads(words)
        return float(found["apart"]) if found["boot"] == _boot() else None
    except (ValueError, KeyError, TypeError):
        return None


def _boot() -> str:
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""

"""This process by a name that only it has, and whether the process behind a name has surely died.

Each process that sends holds a lock on a file of its own. The operating system lets go of the lock when the process ends,
however that happens, and nobody can take it before: not in another container with process numbers of its own, and not
after a process number was given away anew. A name without a file here belongs to another machine, and nothing is said of it.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import re
import secrets
import threading
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{16}")


_lock = threading.Lock()
#: The names of this process, by process number (a child that was forked takes its own) and home.
_names: dict[tuple[int, Path], str] = {}


def name(home: Path) -> str:
    """The name of this process; the first call takes it, and holds it until the process ends."""
    me = (os.getpid(), home)
    with _lock:
        if me not in _names:
            _names[me] = _take(home)
        return _names[me]


def _take(home: Path) -> str:
    fresh = secrets.token_hex(8)
    file = _file(home, fresh)
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        held = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        # No locks here (a full disk, an odd file system): what this process leaves behind waits for its lease to run out.
        return fresh
    # Never closed: the lock is to end with the process and not before.
    atexit.register(_leave, file, os.getpid())
    return fresh


def _leave(file: Path, pid: int) -> None:
    """Take the file away when the process ends in an orderly way; a child that was forked leaves its parent's."""
    if os.getpid() == pid:
        file.unlink(missing_ok=True)


def _file(home: Path, whose: str) -> Path:
    return home / "workers" / f"{whose}.lock"


def surely_died(home: Path, whose: str) -> bool:
    """Whether the process of this name ran on this machine and has ended. Every doubt is a no."""
    if not _NAME.fullmatch(whose):
        return False
    try:
        with _file(home, whose).open("r+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError:
        return False


def forget(home: Path, whose: str) -> None:
    """Sweep up after a process that has surely died, once nothing bears its name any more."""
    _file(home, whose).unlink(missing_ok=True)


def left_behind(home: Path) -> list[str]:
    """The names of processes that died without a word."""
    found = (file.stem for file in (home / "workers").glob("*.lock"))
    return [one for one in found if surely_died(home, one)]

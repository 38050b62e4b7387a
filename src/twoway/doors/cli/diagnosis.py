"""What `doctor` finds out about the machine: nothing here needs the database, or anybody's help."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from twoway.domain.facts import Facts
from twoway.domain.heads import moment
from twoway.doors.web.assets import NotBuilt, read_manifest
from twoway.plug import finder
from twoway.plug.dated import STALE_AFTER, stale


class Level(StrEnum):
    """How bad it is. Only `broken` makes `doctor` end with 1."""

    GOOD = "good"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing that was looked at: what was found, and the cure where one is needed."""

    name: str
    level: Level
    words: str
    cure: str = ""


OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 31)
LITTLE_DISK, HARDLY_ANY_DISK = 500_000_000, 50_000_000
#: File systems over which SQLite's locks do not hold.
OVER_THE_WIRE = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.davfs", "afs", "ceph", "glusterfs")
CLOCK_WARNS, CLOCK_BREAKS = timedelta(seconds=60), timedelta(minutes=5)


def good(name: str, words: str) -> Diagnosis:
    """Nothing to cure."""
    return Diagnosis(name=name, level=Level.GOOD, words=words)


def warning(name: str, words: str, cure: str) -> Diagnosis:
    """Works, but."""
    return Diagnosis(name=name, level=Level.WARNING, words=words, cure=cure)


def broken(name: str, words: str, cure: str) -> Diagnosis:
    """Does not work."""
    return Diagnosis(name=name, level=Level.BROKEN, words=words, cure=cure)


def versions(python: tuple[int, ...], sqlite: tuple[int, ...]) -> Diagnosis:
    """Whether what we stand on is new enough."""
    words = f"Python {_dotted(python)}, SQLite {_dotted(sqlite)}."
    if python < OLDEST_PYTHON:
        return broken("versions", words, f"Install Python {_dotted(OLDEST_PYTHON)} or newer.")
    if sqlite < OLDEST_SQLITE:
        return broken("versions", words, "Install a Python that comes with a newer SQLite.")
    return good("versions", words)


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))


def home(folder: Path) -> Iterator[Diagnosis]:
    """Whether the folder for everything is there, ours, private, roomy, and on a drive of this computer."""
    name = "home"
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        cure = f"Make {folder} a folder that this user may write, or name another one in TWOWAY_HOME."
        yield broken(name, f"{folder} cannot be written: {error.strerror}.", cure)
        return
    if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield warning(name, f"{folder} can be read by other users of this computer.", f"chmod 700 {folder}")
    else:
        yield good(name, f"Everything is kept in {folder}.")
    yield disk(shutil.disk_usage(folder).free)
    yield drive(folder, _mounts())


def disk(free: int) -> Diagnosis:
    """Whether there is room."""
    words = f"{free / 1_000_000:,.0f} MB are free."
    if free < HARDLY_ANY_DISK:
        return broken("disk", words, "Make room: when the disk is full nothing can be kept, and so nothing is sent.")
    if free < LITTLE_DISK:
        return warning("disk", words, "Make room before long.")
    return good("disk", words)


def drive(folder: Path, mounts: str) -> Diagnosis:
    """Whether the folder lies on a drive of this computer; `mounts` is /proc/mounts."""
    inside = [line.split() for line in mounts.splitlines() if len(line.split()) > 2]
    over = [(len(place), kind) for _, place, kind, *_ in inside if _holds(place, folder)]
    kind = max(over)[1] if over else "unknown"
    if kind in OVER_THE_WIRE:
        words = f"{folder} lies on a network drive ({kind}), where two programs can damage the database."
        return broken("drive", words, "Name a folder on a drive of this computer in TWOWAY_HOME.")
    return good("drive", "It lies on a drive of this computer.")


def _holds(place: str, folder: Path) -> bool:
    return folder.resolve().is_relative_to(place.replace("\\040", " "))


def _mounts() -> str:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def database_file(file: Path, seconds: float = 2.0) -> Diagnosis:
    """Whether the database opens, is whole, and can be written right now."""
    name = "database"
    if not file.exists():
        return broken(name, f"There is no database at {file}.", "Run `twoway init`.")
    try:
        line = sqlite3.connect(file, timeout=seconds, isolation_level=None)
        try:
            verdict = line.execute("PRAGMA quick_check(1)").fetchone()[0]
            line.execute("BEGIN IMMEDIATE")
            line.execute("ROLLBACK")
        finally:
            line.close()
    except sqlite3.Error as error:
        return _unusable(file, str(error))
    if verdict != "ok":
        return broken(name, f"{file} is damaged: {verdict}.", "Stop Twoway and restore the file from your backup.")
    return good(name, f"{file} is whole and can be written.")


def _unusable(file: Path, words: str) -> Diagnosis:
    if "locked" in words or "busy" in words:
        cure = "Close programs that have the file open (a database browser, a backup), or start Twoway again."
        return broken("database", f"{file} is locked by another program.", cure)
    if "not a database" in words or "malformed" in words:
        return broken("database", f"{file} is damaged.", "Stop Twoway and restore the file from your backup.")
    return broken("database", f"{file} cannot be used: {words}.", "Make it readable and writable for this user.")


def assets() -> Diagnosis:
    """Whether the styles and scripts of the pages are there."""
    try:
        found = read_manifest()
    except NotBuilt as error:
        return broken("assets", "The styles and scripts of the pages are missing.", str(error))
    return good("assets", f"{len(found.files)} styles, scripts and fonts are built.")


def clock(told: str, now: datetime, by: str) -> Diagnosis | None:
    """How far our clock is from a network's, by the Date header of its answer; None when that cannot be read."""
    there = moment(told)
    if there is None:
        return None
    off = now - there
    words = f"This computer's clock is {_span(abs(off))} {'ahead of' if off > timedelta() else 'behind'} {by}."
    cure = "Set the clock; on Linux `timedatectl set-ntp true` keeps it right."
    if abs(off) >= CLOCK_BREAKS:
        return broken("clock", f"{words} Posts go out at the wrong hour, and sign-ins can fail.", cure)
    if abs(off) >= CLOCK_WARNS:
        return warning("clock", words, cure)
    return good("clock", f"This computer's clock agrees with {by}.")


def _span(off: timedelta) -> str:
    minutes = round(off.total_seconds() / 60)
    return f"{minutes} minutes" if minutes < 90 else f"{round(minutes / 60)} hours"


def known(networks: Iterable[Facts], today: date) -> Iterator[Diagnosis]:
    """Whether what is known about each network was looked at lately; a network of our own for practice never changes."""
    networks = [facts for facts in networks if not facts.is_practice]
    old = [(facts, found) for facts in networks if (found := stale(facts, today))]
    for facts, found in old:
        names = ", ".join(dict.fromkeys(one.name for one in found))
        words = f"What is known about {facts.name} was last looked at on {found[0].checked_on}: {names}."
        pages = " ".join(dict.fromkeys(one.page for one in found))
        yield warning("facts", words, f"Compare with {pages}, or install a newer version of Twoway.")
    if not old:
        words = f"What is known about {len(networks)} networks was looked at in the last {STALE_AFTER.days} days."
        yield good("facts", words)


def machine(folder: Path | None, now: datetime) -> Iterator[Diagnosis]:
    """Everything about the machine, and what came with the programs."""
    yield versions(sys.version_info[:3], sqlite3.sqlite_version_info)
    if folder is not None:
        yield from home(folder)
    yield assets()
    try:
        networks = [network.facts for network in finder.networks().values()]
    except finder.BadPlugin as error:
        yield broken("facts", f"{error}", "Mend the network, or take its package out.")
        return
    yield from known(networks, now.date())


def is_running(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

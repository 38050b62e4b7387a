"""Showing: JSON for scripts, tables for people, and something that moves while one waits."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any, TypeVar

import click

T = TypeVar("T")


#: Orders to a terminal that JSON lets pass: those of one byte above ASCII.
_HIGH_ORDERS = re.compile("[\x7f-\x9f]")


def print_json(told: object) -> None:
    """One JSON document on stdout."""
    words = json.dumps(told, indent=2, ensure_ascii=False, default=_plain)
    click.echo(_HIGH_ORDERS.sub(lambda found: f"\\u{ord(found[0]):04x}", words))


def _plain(value: Any) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    return str(value)


def print_table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, right: Iterable[int] = ()) -> None:
    """A table as wide as the terminal; plain lines with tabs where nobody looks."""
    found = [[_cell(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in [list(heads), *found]:
            click.echo("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    table = import_module("rich.table").Table(box=None, pad_edge=False, header_style="dim")
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number in set(right) else "left", overflow="fold")
    text = import_module("rich.text").Text
    for row in found:
        table.add_row(*(text(cell) for cell in row))
    import_module("rich.console").Console().print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return printable(str(value))


def printable(text: str) -> str:
    """Words from elsewhere without signs that a terminal would take for orders."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text)


def when(at: datetime | None, zone: Any) -> str:
    """A time as people of the workspace read it."""
    return at.astimezone(zone).strftime("%a %d %b %Y %H:%M") if at else ""


def several(count: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 draft, 3 drafts; `many` where it is made otherwise than with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def ago(at: datetime | None, now: datetime) -> str:
    """How long something has been so."""
    if at is None:
        return ""
    seconds = int((now - at).total_seconds())
    if seconds < 60:
        return "just now"
    for size, word in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {word}"
    return ""


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Something that turns while one waits; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield
        return
    console = import_module("rich.console").Console(stderr=True)
    with console.status(words):
        yield


def in_turn(things: Sequence[T], words: str, label: Callable[[T], str]) -> Iterator[T]:
    """The things, one after the other, with a bar that grows; no bar where nobody looks."""
    if not sys.stderr.isatty() or len(things) < 2:
        yield from things
        return
    progress = import_module("rich.progress")
    console = import_module("rich.console").Console(stderr=True)
    with progress.Progress(console=console, transient=True) as bar:
        task = bar.add_task(words, total=len(things))
        for thing in things:
            bar.update(task, description=f"{words}: {printable(label(thing))}")
            yield thing
            bar.advance(task)

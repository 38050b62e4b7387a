"""`twoway check --fix` and `--diff`: safe fixes put into the words, and files written back as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from twoway.domain import guard
from twoway.domain.choices import Choices
from twoway.domain.errors import BadInput, Conflict
from twoway.domain.findings import Fix
from twoway.doors.cli.judging import Asked, Checked, judged
from twoway.doors.cli.sources import Source, opened

#: One fix can uncover the next; this many rounds are always enough for what people write.
_ROUNDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A text with its safe fixes in it, and what is left."""

    content: str
    left: tuple[Checked, ...]


def mended(source: Source, asked: Asked, choices: Choices) -> Mended:
    """The text with every safe fix that all networks agree on. Words are never lost to a fix that makes things worse."""
    content = source.content
    left = judged(content, asked, choices, file=source.name)
    for _ in range(_ROUNDS):
        better = guard.apply_fixes(content, agreed(left))
        if better == content:
            break
        then = judged(better, asked, choices, file=source.name)
        if _stops(then) > _stops(left):
            break
        content, left = better, then
    return Mended(content=content, left=left)


def agreed(checked: Sequence[Checked]) -> tuple[Fix, ...]:
    """The first safe fix of each finding, where every network asks for the same: the others need words of their own."""
    by_network = [
        {(fix.start, fix.end, fix.text) for one in each.findings if (fix := _first(one.fixes))} for each in checked
    ]
    shared = set.intersection(*by_network) if by_network else set()
    return tuple(Fix(start=start, end=end, text=text, label="") for start, end, text in sorted(shared))


def _first(fixes: Iterable[Fix]) -> Fix | None:
    return next((fix for fix in fixes if fix.is_safe), None)


def _stops(checked: Iterable[Checked]) -> int:
    return sum(not guard.may_go(one.findings) for one in checked)


def difference(source: Source, content: str) -> str:
    """What would change, as a unified diff."""
    name = source.path.as_posix().lstrip("/") if source.path else "words"
    lines = unified_diff(_lines(source.content), _lines(content), f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Lines with their ends. `splitlines` would part at signs that no file parts lines at."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def write_back(source: Source, content: str) -> None:
    """The file with other words, whole or not at all; Conflict when somebody has changed it since it was read."""
    if source.path is None:
        return
    path = source.path.resolve()
    if opened(path).content != source.content:
        raise Conflict(f"{source.name} was changed while it was checked, so it was left alone. Check it again.")
    try:
        _replace(path, source.as_bytes(content))
    except OSError as error:
        raise BadInput(
            f"{source.name} cannot be written: {error.strerror}. It is as it was.", field="file"
        ) from error


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, path.stat().st_mode & 0o7777)
        os.replace(name, path)
    finally:
        # It has gone to its place by now, or it is only begun and is taken away, also when Ctrl-C comes.
        with suppress(OSError):
            os.unlink(name)

"""Reading what people give to a command: texts, answers, times."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from twoway.domain.errors import BadInput
from twoway.domain.text.clean import MOST_CHARACTERS, check_text

#: A sign has four bytes at most; a byte more says that the text is too long without reading all of it.
_MOST_BYTES = 4 * MOST_CHARACTERS + 1
_SPAN = re.compile(r"\+(\d{1,5})\s*(m|min|h|d)")
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days"}


def read_text(text: str | None, file: str | None, *, may_be_file: bool = False) -> str:
    """The words that were given: as an argument, in a file, or on standard input for `-`; BadInput when none or unusable."""
    if text is not None and file is not None:
        raise BadInput("Give the text either on the command line or with --file, not both.", field="text")
    if may_be_file and names_a_file(text):
        text, file = None, text
    if text == "-" or file == "-":
        return check_text(_decoded(sys.stdin.buffer.read(_MOST_BYTES), "What came in on standard input"))
    if file is not None:
        return check_text(_decoded(_bytes_of(Path(file), _MOST_BYTES), file))
    if text is None:
        raise BadInput("Give the text: in quotes, with --file, or - to read it from standard input.", field="text")
    return check_text(text)


def read_picture(path: str, most: int) -> bytes:
    """The bytes of a picture; a byte more than `most` is enough to say that it is too large."""
    return _bytes_of(Path(path), most + 1)


def pairs(words: Iterable[str], option: str, shape: str = "name=value") -> dict[str, str]:
    """NAME=VALUE pairs; BadInput, which says the shape, for one without a name or a sign between."""
    found: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise BadInput(
                f"{option} needs two things with a sign between, like {option} {shape}.", field=option.lstrip("-")
            )
        found[name] = value
    return found


def listed(words: Iterable[str]) -> tuple[str, ...]:
    """Names given one by one or parted by commas, each once."""
    return tuple(dict.fromkeys(name.strip() for word in words for name in word.split(",") if name.strip()))


def read_time(words: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The moment that is meant: a date and an hour or an hour alone in the zone of the workspace, or +30m, +2h, +1d."""
    words = words.strip()
    if span := _SPAN.fullmatch(words.lower()):
        return now + timedelta(**{_UNITS[span[2]]: int(span[1])})
    try:
        if re.fullmatch(r"\d{1,2}:\d{2}", words):
            return _next_time(words, zone, now)
        at = datetime.fromisoformat(words)
    except ValueError:
        raise BadInput(
            f"“{words}” is not a time. Write it like 2026-11-28 09:30, 09:30, or +2h.", field="at"
        ) from None
    if len(words) <= len("2026-11-28"):
        raise BadInput(f"Say at what hour on {words}, like “{words} 09:30”.", field="at")
    return at if at.tzinfo else _in_zone(at, zone)


def _next_time(words: str, zone: ZoneInfo, now: datetime) -> datetime:
    hour = datetime.strptime(words, "%H:%M").time()  # noqa: DTZ007  # only the hour is read; the zone comes below
    today = _in_zone(datetime.combine(now.astimezone(zone).date(), hour), zone)
    if today > now:
        return today
    return _in_zone(datetime.combine(now.astimezone(zone).date() + timedelta(days=1), hour), zone)


def _in_zone(at: datetime, zone: ZoneInfo) -> datetime:
    """The moment; BadInput for one that is left out when the clocks are put forward."""
    meant = at.replace(tzinfo=zone)
    there = meant.astimezone(UTC).astimezone(zone)
    if there.replace(tzinfo=None) != at:
        raise BadInput(
            f"There is no {at:%H:%M} on {at:%Y-%m-%d} in {zone.key}: the clocks are put forward. "
            f"Did you mean {there:%H:%M}?",
            field="at",
        )
    return meant


def names_a_file(text: str | None) -> bool:
    """Whether a text is meant as the name of a file: one word, and there is such a file."""
    try:
        return text is not None and len(text) < 1000 and not re.search(r"\s", text) and Path(text).is_file()
    except (OSError, ValueError):
        return False


def _bytes_of(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as source:
            return source.read(most)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.", field="file") from error


def _decoded(content: bytes, name: str) -> str:
    """The text in some bytes; a mark at its beginning and the line feed at its end are nobody's words."""
    if len(content) >= _MOST_BYTES:
        raise BadInput(f"{name} is longer than {MOST_CHARACTERS:,} characters. Keep the part you want to post.")
    try:
        return content.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not text (UTF-8): byte {error.start + 1} cannot be read.", field="text") from None


def is_asked() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def sure(yes: bool, question: str) -> None:
    """Go on only with a yes: given along, or to the question; BadInput where nobody can be asked."""
    if yes:
        return
    if not is_asked():
        raise BadInput(f"{question} Add --yes to do it without being asked.", field="yes")
    click.confirm(question, abort=True, err=True)


def ask(label: str, *, help_: str = "", secret: bool = False, initial: str = "", required: bool = True) -> str:
    """One question, on stderr so that what is printed for a script stays clean."""
    if help_:
        click.echo(click.style(help_, dim=True), err=True)
    default = initial if initial or not required else None
    answer: str = click.prompt(label, hide_input=secret, default=default, show_default=bool(initial), err=True)
    return answer

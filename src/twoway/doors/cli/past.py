"""What was said before, from a file: `--past FILE.jsonl`, so that rules about repetition work without a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from twoway.domain.errors import BadInput
from twoway.domain.findings import Case
from twoway.domain.history import Archive, Said, Whose
from twoway.domain.text.clean import check_text
from twoway.doors.cli.by_line import lines_of, parsed
from twoway.plug import finder

MOST_LINES = 100_000
#: No rule looks further back, or ahead.
REACH = timedelta(days=60)
_LIKE = '{"text": "Fresh rye at eight", "at": "2026-11-20T08:00:00+00:00"}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that was said: `network` is the slug of the one it was said on, "" where it was said on all of them."""

    said: Said
    network: str = ""


@dataclass(frozen=True, kw_only=True)
class FiledPast:
    """What a file tells of the past, as each network saw it."""

    lines: tuple[Line, ...]
    today: date
    _archives: dict[str, Archive] = field(default_factory=dict)

    def behind(self, case: Case) -> Case:
        """The case with this past behind it, as of today."""
        archive = self._archive(case.facts.slug)
        return replace(case, today=self.today, past=archive.posts, alike=archive.like(case.text))

    def _archive(self, network: str) -> Archive:
        """What was said on a network counts as said there, the rest as said elsewhere."""
        key = network if network in self._named else ""
        if key not in self._archives:
            self._archives[key] = Archive(self._as_seen(one, network) for one in self.lines)
        return self._archives[key]

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(one.network for one in self.lines if one.network)

    @staticmethod
    def _as_seen(one: Line, network: str) -> Said:
        elsewhere = one.network not in ("", network) and one.said.whose is Whose.HERE
        return replace(one.said, whose=Whose.OURS) if elsewhere else one.said


def read_past(name: str, now: datetime) -> FiledPast:
    """The past in a file of one object a line; BadInput that names the line, because half a past would allow too much."""
    lines = tuple(line for line in _lines(name, now) if abs(now - line.said.at) <= REACH)
    return FiledPast(lines=lines, today=now.astimezone().date())


def _lines(name: str, now: datetime) -> Iterator[Line]:
    for number, row in enumerate(lines_of(name), start=1):
        if number > MOST_LINES:
            raise BadInput(f"{name} has more than {MOST_LINES:,} lines. Keep the last weeks of it.", field="past")
        if not row.strip():
            continue
        try:
            yield _line(parsed(row), now)
        except BadInput as error:
            raise BadInput(f"{name}, line {number}: {error.for_people}", field="past") from error


def _line(found: Mapping[str, Any], now: datetime) -> Line:
    text, client, to = (found.get(key, "") for key in ("text", "client", "to"))
    if not (text and isinstance(text, str) and isinstance(client, str) and isinstance(to, str)):
        raise BadInput(f"A line needs a text and a time, like {_LIKE}.")
    at = _moment(found.get("at"))
    network = found.get("network", "")
    if network:
        finder.network(str(network))
    said = Said(
        text=check_text(text),
        at=at,
        whose=Whose.ANOTHER if client else Whose.HERE,
        client=client,
        is_reply=found.get("reply") is True,
        is_coming=at > now,
        to=to,
    )
    return Line(said=said, network=str(network))


def _moment(words: object) -> datetime:
    try:
        at = datetime.fromisoformat(words) if isinstance(words, str) else None
    except ValueError:
        at = None
    if at is None:
        raise BadInput(f"Its time (“at”) cannot be read. A line looks like {_LIKE}.")
    return at if at.tzinfo else at.replace(tzinfo=UTC)

"""What became of a post, as pages show it: numbers in words, and a small picture of how they grew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from twoway.apps.accounts.queries import network_of
from twoway.apps.delivery.models import Delivery
from twoway.apps.insights.counting import histories_of, history_of, tallies_of
from twoway.apps.insights.models import NAMES, Tally
from twoway.domain.counting import echo, growth, in_words, told
from twoway.domain.versions import Counts
from twoway.doors.web.calendar_grid import Chip

WIDTH, HEIGHT, EDGE = 120, 28, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """A line of how the echo grew: its points in a picture of WIDTH by HEIGHT, and what it says in a sentence."""

    points: str
    sentence: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """What became of one post: what the network tells, in words; when it was looked last. `why_not` where nothing is told."""

    words: tuple[str, ...] = ()
    at: datetime | None = None
    spark: Spark | None = None
    why_not: str = ""


def spark(rows: Sequence[tuple[datetime, Counts]]) -> Spark | None:
    """The picture of some counts over time; None where there is nothing to see yet."""
    if len(rows) < 2:
        return None
    first, last = rows[0][0], rows[-1][0]
    span = max((last - first).total_seconds(), 1.0)
    highest = max(max(echo(counts) for _, counts in rows), 1)
    places = (
        (
            EDGE + (WIDTH - 2 * EDGE) * (at - first).total_seconds() / span,
            HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * echo(counts) / highest,
        )
        for at, counts in rows
    )
    return Spark(points=" ".join(f"{x:.1f},{y:.1f}" for x, y in places), sentence=growth(rows))


def echo_of(delivery: Delivery) -> Echo | None:
    """What became of one delivery; None for what is not out."""
    if delivery.sent_at is None:
        return None
    facts = network_of(delivery.account).facts
    if network_of(delivery.account).counts is None:
        return Echo(why_not=f"{facts.name} does not tell Twoway what became of a post.")
    if not delivery.remote_id:
        return Echo(why_not="A person found it there, so Twoway does not know what the network calls it.")
    tally = tallies_of([delivery.pk]).get(delivery.pk)
    if tally is None:
        return Echo(why_not="Nothing was counted yet.")
    return Echo(words=in_words(tally.counts), at=tally.looked_at, spark=spark(history_of(delivery)))


def with_echoes(chips: Sequence[Chip]) -> list[Chip]:
    """Posts of the calendar with what became of all their versions together, in one question however many there are."""
    ids = {spot.delivery_id for chip in chips for spot in chip.glyphs if spot.delivery_id is not None}
    tallies = tallies_of(sorted(ids)) if ids else {}
    return [replace(chip, echo=_together(chip, tallies)) for chip in chips] if tallies else list(chips)


def _together(chip: Chip, tallies: Mapping[int, Tally]) -> str:
    ids = [spot.delivery_id for spot in chip.glyphs if spot.delivery_id is not None]
    found = [tallies[number].counts for number in ids if number in tallies]
    summed = {name: [told(counts)[name] for counts in found if name in told(counts)] for name in NAMES}
    return ", ".join(in_words(Counts(**{name: sum(numbers) for name, numbers in summed.items() if numbers})))


def echoes_of(deliveries: Sequence[Delivery]) -> Mapping[int, Echo]:
    """The same for many, in two questions however many there are; what was never counted is not in it."""
    ids = [one.pk for one in deliveries if one.sent_at is not None]
    if not ids:
        return {}
    tallies, histories = tallies_of(ids), histories_of(ids)
    return {
        number: Echo(words=in_words(tally.counts), at=tally.looked_at, spark=spark(histories.get(number, ())))
        for number, tally in tallies.items()
    }

"""How old what we say about networks is, and whether it can be: every fact with its page and the day it was looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta

from twoway.domain.facts import Facts, Limit

#: Networks changed a limit about every three months in the last two years.
STALE_AFTER = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A fact (`text.limit`, or `sources` for a page as a whole), the page to look at, and when somebody last did."""

    name: str
    page: str
    checked_on: date


def dated(facts: Facts) -> tuple[Dated, ...]:
    """Everything about a network that has a day, the oldest first."""
    found = [
        Dated(name=name, page=limit.source, checked_on=limit.checked_on) for name, limit in limits(facts).items()
    ]
    found += [Dated(name="sources", page=page, checked_on=day) for page, day in facts.sources]
    if facts.app is not None:
        found.append(Dated(name="app", page=facts.app.source, checked_on=facts.app.checked_on))
    return tuple(sorted(found, key=lambda one: (one.checked_on, one.name, one.page)))


def stale(facts: Facts, today: date) -> tuple[Dated, ...]:
    """What has not been looked at for too long."""
    return tuple(one for one in dated(facts) if today - one.checked_on > STALE_AFTER)


def limits(facts: Facts) -> Mapping[str, Limit]:
    """Every limit in the facts, by where it stands in them."""
    return dict(_limits("", facts))


def _limits(place: str, held: object) -> Iterator[tuple[str, Limit]]:
    if isinstance(held, Limit):
        yield place, held
    elif is_dataclass(held):
        for one in fields(held):
            yield from _limits(f"{place}.{one.name}".lstrip("."), getattr(held, one.name))


def faults(facts: Facts) -> Iterator[str]:
    """What cannot be true of any network, each as a sentence that says what to change."""
    for name, limit in limits(facts).items():
        if limit.value < 1:
            yield f"{name} is {limit.value}: nothing could ever be written. Give the number the network takes."
        if not limit.source.strip():
            yield f"{name} has no page to check it on. Give its address in `source`."
    yield from _text_faults(facts)
    yield from _number_faults(facts)


def _text_faults(facts: Facts) -> Iterator[str]:
    text = facts.text
    price = text.link_length
    if price is not None and price < 1:
        yield f"text.link_length is {price}: a link takes room. Give its price, or None where it counts as written."
    if price is not None and price > text.limit.value > 0:
        yield (
            f"text.link_length is {price} and text.limit {text.limit.value}: no link would ever fit. "
            "One of the two numbers is wrong."
        )
    for name in ("caption_limit", "comment_limit"):
        other = getattr(text, name)
        if other is not None and other.unit is not text.limit.unit:
            yield f"text.{name} is in {other.unit} and text.limit in {text.limit.unit}: give both in the same unit."


def _number_faults(facts: Facts) -> Iterator[str]:
    media, tags = facts.media, facts.hashtags
    counted = {
        "media.most": media.most,
        "media.least": media.least,
        "hashtags.usual": tags.usual,
        "hashtags.most": tags.most,
        "links.most": facts.links.most,
        "mentions.most": facts.mentions.most,
        "text.fold": facts.text.fold,
    }
    for name, number in counted.items():
        if number is not None and number < 0:
            yield f"{name} is {number}: there is no such number of them. Give 0 or more, or None where none is known."
    if media.most and media.bytes_limit < 1:
        yield f"media.bytes_limit is {media.bytes_limit}: no picture is that small. Give the size in bytes."
    if media.least > media.most:
        yield f"media.least is {media.least} and media.most {media.most}: no post could have both. Swap or change them."
    if media.ratios is not None and not 0 < media.ratios[0] <= media.ratios[1]:
        yield "media.ratios must be the narrowest width to height, then the widest, both above 0."

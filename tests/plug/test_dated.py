from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from twoway.domain.facts import Facts, Limit, Unit
from twoway.plug import finder
from twoway.plug.dated import STALE_AFTER, dated, faults, limits, stale
from twoway.plug.examples import SHORT

DAY = date(2026, 11, 22)
LIMIT = Limit(value=500, unit=Unit.GRAPHEMES, source="https://docs.example/length", checked_on=DAY)
PAGE = "https://docs.example/posts"


def network(**text: object) -> Facts:
    """A network with these facts about its text."""
    return replace(SHORT, text=replace(SHORT.text, **{"limit": LIMIT, **text}), sources=((PAGE, DAY),))  # type: ignore[arg-type]  # any fact may be set


def test_every_limit_and_every_page_has_its_day_and_the_oldest_comes_first() -> None:
    older = replace(LIMIT, checked_on=DAY - timedelta(days=1))
    facts = replace(network(), media=replace(SHORT.media, alt_limit=older))
    assert [(one.name, one.page) for one in dated(facts)] == [
        ("media.alt_limit", LIMIT.source),
        ("sources", PAGE),
        ("text.limit", LIMIT.source),
    ]


def test_what_was_looked_at_in_time_is_not_stale_and_a_day_later_it_is() -> None:
    facts = replace(network(comment_limit=replace(LIMIT, checked_on=DAY + timedelta(days=9))))
    assert stale(facts, DAY + STALE_AFTER) == ()
    late = stale(facts, DAY + STALE_AFTER + timedelta(days=1))
    assert [one.name for one in late] == ["sources", "text.limit"]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (network(limit=replace(LIMIT, value=0)), "text.limit is 0"),
        (network(limit=replace(LIMIT, value=-280)), "text.limit is -280"),
        (network(bytes_limit=replace(LIMIT, value=0)), "text.bytes_limit is 0"),
        (network(limit=replace(LIMIT, source=" ")), "has no page"),
        (network(link_length=0), "text.link_length is 0"),
        (network(limit=replace(LIMIT, value=20), link_length=23), "no link would ever fit"),
        (network(comment_limit=replace(LIMIT, unit=Unit.BYTES)), "in the same unit"),
        (network(fold=-1), "text.fold is -1"),
        (replace(network(), hashtags=replace(SHORT.hashtags, usual=-1)), "hashtags.usual is -1"),
        (replace(network(), media=replace(SHORT.media, least=9, most=4)), "media.least is 9 and media.most 4"),
        (replace(network(), media=replace(SHORT.media, bytes_limit=0)), "media.bytes_limit is 0"),
        (replace(network(), media=replace(SHORT.media, ratios=(2.0, 1.0))), "media.ratios"),
        (replace(network(), media=replace(SHORT.media, ratios=(0.0, 1.0))), "media.ratios"),
    ],
)
def test_a_limit_that_cannot_be_is_told(facts: Facts, told: str) -> None:
    assert told in " ".join(faults(facts))


def test_facts_that_can_be_have_no_fault() -> None:
    assert list(faults(network(link_length=23, comment_limit=LIMIT))) == []
    # a network for films takes no pictures at all
    assert list(faults(replace(network(), media=replace(SHORT.media, most=0, bytes_limit=0)))) == []


@pytest.mark.parametrize("slug", sorted(finder.networks()))
def test_what_is_known_about_every_network_can_be_and_says_since_when(slug: str) -> None:
    facts = finder.networks()[slug].facts
    assert list(faults(facts)) == []
    assert "text.limit" in limits(facts)
    assert dated(facts)

"""Previews: what people will see, driven by the facts of each network and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from twoway.apps.accounts.models import Account
from twoway.apps.posts.looks import Look
from twoway.domain.facts import Byline, Card, Facts, PageFacts
from twoway.domain.findings import Finding, Severity
from twoway.domain.text.count import count
from twoway.domain.versions import Picture, Version
from twoway.doors.web.previews import Preview, dressed, preview_of
from twoway.plug import finder

FACTS = finder.network("rehearsal").facts
EVERY = [network.facts for network in finder.networks().values()]
LINK = "Read https://www.example.org/rye today"


def picture(mark: str = "a", width: int = 400, height: int = 300) -> Picture:
    return Picture(sha256=mark * 64, mime="image/png", size=9, width=width, height=height, alt="A loaf")


def seen(text: str = "Fresh rye", facts: Facts = FACTS, *findings: Finding, **more: object) -> Preview:
    version = Version(text=text, **more)  # type: ignore[arg-type]  # whatever a version takes
    counted = count(text, facts, {})
    account = Account(pk=7, network=facts.slug, handle="alder.rye")
    look = Look(
        account=account,
        facts=facts,
        version=version,
        changes=(),
        is_edited=False,
        count=counted,
        findings=findings,
        whole=text,
        counts=tuple(count(part, facts, {}) for part in version.parts),
    )
    return preview_of(look, text, version.pictures)


def with_page(**page: object) -> Facts:
    return replace(FACTS, page=replace(PageFacts(), **page))  # type: ignore[arg-type]  # whatever a page has


def test_words_are_escaped_and_links_tags_and_people_stand_out() -> None:
    assert dressed("<b> #rye @kemi https://a.example") == (
        '&lt;b&gt; <span class="ht">#rye</span> <span class="ht">@kemi</span> <span class="ht">https://a.example</span>'
    )


def test_what_is_held_is_marked_where_it_stands() -> None:
    assert dressed("a baby here", [(2, 6)]) == 'a <mark class="h-stop">baby</mark> here'


def test_marks_that_lie_over_each_other_never_show_words_twice() -> None:
    assert dressed("abcdef", [(0, 4), (2, 6)]).replace('<mark class="h-stop">', "").replace("</mark>", "") == "abcdef"


def test_only_findings_that_stop_are_marked() -> None:
    hint = Finding(code="TON005", rule="x", severity=Severity.HINT, message="", start=0, end=5)
    assert "mark" not in seen("Fresh rye", FACTS, hint).parts[0].shown
    stop = replace(hint, severity=Severity.STOP)
    assert '<mark class="h-stop">Fresh</mark>' in seen("Fresh rye", FACTS, stop).parts[0].shown


def test_a_thread_shows_each_part_with_its_own_count() -> None:
    preview = seen("One", FACTS, more=("Two two", "Three"))
    assert [(part.number, part.shown, part.ring.words) for part in preview.parts] == [
        (1, "One", "3 of 300"),
        (2, "Two two", "7 of 300"),
        (3, "Three", "5 of 300"),
    ]


def test_a_link_has_a_card_where_the_network_shows_one() -> None:
    card = seen(LINK, with_page(card=Card.SLIM)).card
    assert card is not None
    assert (card.host, card.address, card.is_slim) == ("example.org", "https://www.example.org/rye", True)
    assert seen(LINK, with_page(card=Card.NONE)).card is None


def test_beside_pictures_the_card_is_left_out_where_the_network_leaves_it_out() -> None:
    beside = replace(with_page(), links=replace(FACTS.links, card_beside_pictures=False))
    assert seen(LINK, beside, pictures=(picture(),)).card is None
    assert seen(LINK, beside).card is not None


def test_a_link_in_a_field_of_its_own_is_a_button() -> None:
    preview = seen("Rye", FACTS, link="https://www.example.org/rye")
    assert (preview.button, preview.card) == ("example.org", None)


def test_four_pictures_are_shown_and_the_others_counted() -> None:
    preview = seen("Loaves", FACTS, pictures=tuple(picture(mark) for mark in "abcdef"))
    assert (len(preview.shots), preview.more_shots) == (4, 2)


@pytest.mark.parametrize(
    ("byline", "shown"),
    [(Byline.BESIDE, "beside"), (Byline.BELOW, "below"), (Byline.INSTEAD, "by handle"), (Byline.NONE, "")],
)
def test_the_handle_stands_where_the_network_has_it(byline: Byline, shown: str) -> None:
    preview = seen("Rye", with_page(byline=byline))
    found = {
        "beside": preview.has_handle_beside,
        "below": preview.has_handle_below,
        "by handle": preview.is_named_by_handle,
    }
    assert [name for name, is_so in found.items() if is_so] == ([shown] if shown else [])


@pytest.mark.parametrize("facts", EVERY, ids=lambda facts: str(facts.slug))
def test_every_network_has_a_preview(facts: Facts) -> None:
    preview = seen(f"{LINK} #rye", facts, pictures=(picture(),), title="Rye day", first_comment="#more")
    assert preview.of == 1
    assert preview.title == "Rye day"
    assert all(action and len(action) < 14 for action in facts.page.actions)


@pytest.mark.parametrize("words", ["", "https://[", "http://", "https://" + "a" * 3000])
def test_links_that_are_none_break_nothing(words: str) -> None:
    assert seen(words).of == 1

"""What was said before, found again and told apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from twoway.domain.history import COMPARED, Archive, Said, Whose, leads_to, squeezed, within

EIGHT = datetime(2026, 11, 3, 8, tzinfo=UTC)
RYE = "Fresh rye at eight, cinnamon buns from nine, and the door is open until all of it is gone"


def said(text: str = RYE, *, days: float = 0, whose: Whose = Whose.HERE, is_reply: bool = False) -> Said:
    return Said(text=text, at=EIGHT - timedelta(days=days), whose=whose, is_reply=is_reply)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.alderandrye.example/menu/", "http://alderandrye.example/menu"),
        ("https://alderandrye.example/menu?utm_source=x#top", "https://alderandrye.example/menu"),
        ("https://alderandrye.example/menu?day=1&utm_source=x", "https://alderandrye.example/menu?day=1"),
        ("www.Alderandrye.example/Menu", "https://alderandrye.example/menu"),
    ],
)
def test_links_to_one_page_are_the_same(one: str, other: str) -> None:
    assert leads_to(one) == leads_to(other)


def test_links_to_two_pages_are_not() -> None:
    assert leads_to("https://a.example/menu?day=1") != leads_to("https://a.example/menu?day=2")


def test_a_text_knows_where_its_links_lead() -> None:
    assert said("See https://a.example/menu. And www.b.example!").addresses == {"a.example/menu", "b.example"}


def test_space_and_capitals_make_no_other_text() -> None:
    assert squeezed("Fresh  RYE\n") == squeezed("fresh rye")
    assert squeezed("Fresh rye") != squeezed("Fresh rye!")


def test_day_and_beginning_read_as_a_person_would_say_them() -> None:
    assert said().day == "on 3 November"
    assert said("Fresh rye\n at eight").beginning == "Fresh rye at eight"
    assert said(RYE).beginning == "Fresh rye at eight, cinnamon buns from nine, and the door…"


def test_within_counts_days_in_both_directions_and_takes_all_where_no_day_is_known() -> None:
    told = [said(days=8), said(days=7), said(days=-7), said(days=-8)]
    assert list(within(told, date(2026, 11, 3), timedelta(days=7))) == told[1:3]
    assert list(within(told, None, timedelta(days=7))) == told


def test_an_archive_finds_again_what_reads_the_same_the_likest_first() -> None:
    archive = Archive([said("Soup today is leek and potato with a slice of our sourdough"), said(RYE)])
    other = said("Fresh rye at nine, cinnamon buns from ten, and the shop is open until all is gone")
    archive.add(other)
    found = archive.like(RYE.replace("eight", "8"))
    assert [one.said.text for one in found] == [RYE, other.text]
    assert found[0].score > found[1].score >= 0.45


def test_posts_are_our_own_newest_first_without_answers() -> None:
    archive = Archive([said(days=3), said(days=1), said(is_reply=True), said(whose=Whose.OURS)])
    assert [one.at for one in archive.posts] == [EIGHT - timedelta(days=1), EIGHT - timedelta(days=3)]


def test_whoever_copies_the_beginning_copies_the_rest() -> None:
    long = " ".join(f"The {n}th loaf of the day goes to the school on the hill" for n in range(60))
    assert len(long) > COMPARED
    (found,) = Archive([said(long)]).like(long[: COMPARED + 20])
    assert found.score == 1.0

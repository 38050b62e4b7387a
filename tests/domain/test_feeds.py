"""Which articles of a feed are new, and how one reads as a draft."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.feeds import Article, as_master, canonical, fresh, keys_of

AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def article(**more: object) -> Article:
    return Article(
        **{"guid": "a1", "link": "https://rye.example/rye", "title": "Rye at eight", "at": AT, **more}  # type: ignore[arg-type]  # what a test leaves out is filled in
    )


def seen(*articles: Article) -> set[str]:
    return {key for _, keys in fresh(articles, ()) for key in keys}


@pytest.mark.parametrize(
    "link",
    [
        "https://rye.example/rye",
        "http://www.rye.example/rye/",
        "https://rye.example/rye?utm_source=feed&utm_medium=rss",
        "https://rye.example/rye#comments",
        "HTTPS://RYE.example/rye?fbclid=abc",
    ],
)
def test_a_link_is_the_same_however_it_is_counted(link: str) -> None:
    assert canonical(link) == "rye.example/rye"


def test_parameters_that_name_the_article_are_kept_in_one_order() -> None:
    assert canonical("https://rye.example/?p=12&lang=en") == canonical("https://rye.example/?lang=en&p=12")
    assert canonical("https://rye.example/?p=12") != canonical("https://rye.example/?p=13")


def test_an_article_is_new_once() -> None:
    assert [a for a, _ in fresh([article()], ())] == [article()]
    assert fresh([article()], seen(article())) == []


@pytest.mark.parametrize(
    "moved",
    [
        {"guid": "https://new.example/?p=7"},
        {"guid": ""},
        {"link": "https://new-name.example/2026/rye"},
        {"title": "Rye at eight, and buns", "guid": "a1"},
        {"guid": "other", "link": "https://new-name.example/rye"},
    ],
)
def test_an_article_that_changed_in_part_is_not_new(moved: dict[str, object]) -> None:
    assert fresh([article(**moved)], seen(article())) == []


def test_another_article_is_new() -> None:
    other = article(guid="a2", link="https://rye.example/buns", title="Buns", at=AT.replace(day=22))

    assert [a for a, _ in fresh([article(), other], seen(article()))] == [other]


def test_an_id_that_all_articles_share_says_nothing() -> None:
    listed = [article(guid="same", link=f"https://rye.example/{n}", title=f"Bread {n}") for n in range(3)]
    later = article(guid="same", link="https://rye.example/9", title="Bread 9")

    assert len(fresh(listed, ())) == 3
    assert [a for a, _ in fresh([later, *listed], seen(*listed))] == [later]


def test_one_shared_id_does_not_hide_the_next_when_it_stands_alone() -> None:
    first = article(guid="same", link="https://rye.example/1", title="One")
    second = article(guid="same", link="https://rye.example/2", title="Two", at=AT.replace(day=22))

    known = seen(first, second)
    third = article(guid="same", link="https://rye.example/3", title="Three", at=AT.replace(day=23))

    assert len(fresh([third, second], known)) == 1


def test_the_same_menu_on_another_day_is_new() -> None:
    monday = article(guid="m1", link="https://rye.example/menu/1", title="Menu", summary="Rye, buns, soup.")
    next_one = article(
        guid="m2", link="https://rye.example/menu/2", title="Menu", summary="Rye, buns, soup.", at=AT.replace(day=28)
    )

    assert [a for a, _ in fresh([next_one], seen(monday))] == [next_one]


def test_the_oldest_comes_first_and_undated_ones_turn_the_feed_s_order_round() -> None:
    dated = [
        article(guid=str(day), link=f"https://rye.example/{day}", title=str(day), at=AT.replace(day=day))
        for day in (3, 9, 5)
    ]
    undated = [article(guid=str(n), link=f"https://rye.example/{n}", title=str(n), at=None) for n in range(3)]

    assert [a.title for a, _ in fresh(dated, ())] == ["3", "5", "9"]
    assert [a.title for a, _ in fresh(undated, ())] == ["2", "1", "0"]


def test_a_draft_holds_the_title_whole_sentences_and_the_link() -> None:
    told = article(
        summary="Rye at eight. Come early: the first forty are warm. " + "And then it goes on and on. " * 20
    )

    master = as_master(told, most=60)

    assert master == "Rye at eight\n\nCome early: the first forty are warm.\n\nhttps://rye.example/rye"


def test_half_a_sentence_is_left_out() -> None:
    assert as_master(article(summary="We bake. And when the oven is…")) == (
        "Rye at eight\n\nWe bake.\n\nhttps://rye.example/rye"
    )


def test_an_article_without_words_is_its_link() -> None:
    assert as_master(Article(link="https://rye.example/rye")) == "https://rye.example/rye"


texts = st.text(max_size=40)


@given(st.lists(st.builds(Article, guid=texts, link=texts, title=texts, summary=texts), max_size=12))
def test_whatever_a_feed_holds_a_second_reading_brings_nothing_new(articles: list[Article]) -> None:
    known = {key for keys in keys_of(articles) for key in keys}
    found = fresh(articles, ())

    assert fresh(articles, known | {key for _, keys in found for key in keys}) == []
    for one in articles:
        assert isinstance(as_master(one), str)

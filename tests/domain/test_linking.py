"""Where links stand, and what they count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.text.made import BIRD, FORUM, HERD, SKY, WALL
from twoway.domain.facts import Facts
from twoway.domain.policy import LinkPlace, Policy
from twoway.domain.tailor import Tailored, tailor

#: A comment may stand below a post, and the first link has a field of its own.
OFFICE = replace(WALL, slug="office", name="Office", first_comment=True, links=replace(WALL.links, own_field=True))
UTM = {"utm_source": "{network}", "utm_campaign": "{persona}-{date}"}


def on(facts: Facts, master: str, policy: Policy) -> Tailored:
    made = tailor(master, facts, {}, (), policy)
    assert tailor(made.text, facts, {}, (), policy).text == made.text
    return made


@pytest.mark.parametrize(
    ("master", "expected"),
    [
        ("Order here: https://a.com/x\nCome by.", "Order here (link below)\nCome by.\n\nhttps://a.com/x"),
        ("At https://a.com/x today", "At (link below) today\n\nhttps://a.com/x"),
        ("Rye. https://a.com/x.\nCome by.", "Rye.\nCome by.\n\nhttps://a.com/x"),
        ("Come by: https://a.com/x", "Come by: https://a.com/x"),  # at the end already
        ("Come by! https://a.com/x #rye", "Come by! https://a.com/x #rye"),
        ("https://a.com\nRye. https://b.com\n\n#rye", "Rye. https://b.com\nhttps://a.com\n\n#rye"),
        ("Mail a@b.com, see shop.com", "Mail a@b.com, see shop.com"),
    ],
)
def test_at_the_end_links_stand_before_the_hashtags_and_a_sentence_says_where(master: str, expected: str) -> None:
    assert on(SKY, master, Policy(links=LinkPlace.END)).text == expected


@pytest.mark.parametrize(
    ("language", "pointer"),
    [("en", "link in the first comment"), ("de-AT", "Link im ersten Kommentar"), ("xx", "link in the first comment")],
)
def test_in_the_first_comment_a_link_leaves_a_word_about_it(language: str, pointer: str) -> None:
    made = on(OFFICE, "Order: https://a.com/x", Policy(links=LinkPlace.COMMENT, language=language))
    assert made.text == f"Order ({pointer})"
    assert made.first_comment == "https://a.com/x"


def test_a_link_that_stands_alone_leaves_a_sentence_once() -> None:
    made = on(OFFICE, "Rye.\nhttps://a.com\nhttps://b.com", Policy(links=LinkPlace.COMMENT))
    assert made.text == "Rye.\nLink in the first comment."
    assert made.first_comment == "https://a.com\nhttps://b.com"


def test_a_field_of_its_own_takes_the_only_link() -> None:
    made = on(OFFICE, "Order here: https://a.com/x", Policy(links=LinkPlace.FIELD))
    assert (made.text, made.link) == ("Order here (see the link)", "https://a.com/x")


@pytest.mark.parametrize("master", ["https://a.com and https://b.com", "https://a.com"])
def test_of_several_links_none_is_taken_out_and_none_of_a_text_that_is_nothing_else(master: str) -> None:
    made = on(OFFICE, master, Policy(links=LinkPlace.FIELD))
    assert (made.text, made.link) == (master, "https://a.com")


def test_where_there_is_no_such_place_links_stay() -> None:
    for place in (LinkPlace.COMMENT, LinkPlace.FIELD):
        made = on(BIRD, "See https://a.com", Policy(links=place))
        assert (made.text, made.link, made.first_comment) == ("See https://a.com", "", "")


def test_a_link_with_a_label_stays_with_it_where_markdown_is_shown() -> None:
    assert on(FORUM, "[Menu](https://a.com) today", Policy(links=LinkPlace.END)).text == "[Menu](https://a.com) today"


@pytest.mark.parametrize("facts", [SKY, HERD, BIRD, WALL, FORUM])
@pytest.mark.parametrize(
    "link", ["https://alder.co.uk/menu?a=1#top", "https://www.alder.co.uk", "https://shop.alder.co.uk/x_(y)"]
)
def test_visits_to_ones_own_site_are_counted_and_links_stay_whole(facts: Facts, link: str) -> None:
    policy = Policy(utm=UTM, own_hosts=("alder.co.uk",), persona="Alder & Rye", date="2026-11-28")
    made = on(facts, f"(See {link}). Or https://other.com/?to=alder.co.uk!", policy).text
    assert f"utm_source={facts.slug}&utm_campaign=alder-rye-2026-11-28" in made
    assert made.count("utm_source") == 1
    assert "https://other.com/?to=alder.co.uk!" in made
    assert ("#top" in made) == ("#top" in link)


def test_a_link_that_is_written_out_is_counted_too() -> None:
    policy = Policy(utm={"utm_source": "x"}, own_hosts=("alder.com",))
    assert on(WALL, "[Menu](https://alder.com)", policy).text == "Menu: https://alder.com?utm_source=x"
    assert on(FORUM, "[Menu](https://alder.com)", policy).text == "[Menu](https://alder.com?utm_source=x)"


def test_who_chose_nothing_gets_links_as_they_are() -> None:
    made = on(OFFICE, "See www.alder.com/menu", Policy(own_hosts=("alder.com",)))
    assert (made.text, made.link) == ("See www.alder.com/menu", "https://www.alder.com/menu")

"""What pages say of themselves for preview cards."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.cards import MOST_ABOUT, MOST_TITLE, Told, card_for, told_by
from twoway.domain.history import leads_to
from twoway.domain.linked import Linked, LinkState
from twoway.domain.versions import Version, from_data, to_data
from twoway.plug.examples import SHORT, picture

AT = "https://rye.example/blog/two-days"


def test_open_graph_goes_before_everything_else() -> None:
    html = """<html><head><title>Blog | Rye</title><meta name="description" content="plain">
    <meta property="og:title" content="Why our rye &amp; buns take two days"><meta property="og:description" content="It rests.">
    <meta name="twitter:title" content="other"><meta property="og:image" content="/loaf.jpg"></head></html>"""

    assert told_by(html, AT) == Told(
        title="Why our rye & buns take two days", about="It rests.", picture="https://rye.example/loaf.jpg"
    )


def test_a_page_without_open_graph_has_its_title_and_description() -> None:
    html = "<head><title> Why our\n rye </title><META NAME='Description' CONTENT='It rests.'></head>"

    assert told_by(html, AT) == Told(title="Why our rye", about="It rests.")


def test_the_names_of_another_network_serve_where_there_are_no_others() -> None:
    html = '<meta name="twitter:title" content="Rye"><meta name="twitter:image" content="https://x.example/a.png">'

    assert told_by(html, AT) == Told(title="Rye", picture="https://x.example/a.png")


def test_empty_names_are_passed_over() -> None:
    assert told_by('<meta property="og:title" content=" "><title>Rye</title>', AT).title == "Rye"


def test_what_stands_in_the_body_is_not_asked() -> None:
    html = "<head></head><body><svg><title>A loaf</title></svg><meta property='og:title' content='planted'></body>"

    assert told_by(html, AT) == Told()


def test_a_picture_that_is_no_address_of_the_web_is_left_out() -> None:
    for address in ("javascript:alert(1)", "data:image/png;base64,x", "file:///x", "http://["):
        assert told_by(f'<meta property="og:image" content="{address}">', AT).picture == ""


def test_long_and_strange_words_are_made_short_and_plain() -> None:
    html = f'<meta property="og:title" content="{"rye " * 500}"><meta name="description" content="a&#x202e;b{"x" * 3000}">'

    told = told_by(html, AT)

    assert len(told.title) <= MOST_TITLE
    assert told.title.endswith("…")
    assert len(told.about) <= MOST_ABOUT
    assert "\u202e" not in told.about


@given(st.text(max_size=300))
def test_whatever_a_page_holds_it_is_read(html: str) -> None:
    told = told_by(f"<head><meta property='og:title' content='{html}'>{html}", AT)

    told.title.encode()
    told.about.encode()


AT_WALK = "https://rye.example/walk"
PAGE = Linked(
    address=AT_WALK, state=LinkState.GOOD, title="The walk", about="Sunday.", picture="a" * 64, picture_size=9
)
BY_US = replace(SHORT, links=replace(SHORT.links, card_by_us=True))


def test_the_first_link_with_something_to_show_makes_the_card() -> None:
    text = f"See https://other.example/x and {AT_WALK}?utm_source=square and so on"

    card = card_for(Version(text=text), BY_US, {leads_to(AT_WALK): PAGE})

    assert card is not None
    assert (card.address, card.title) == (f"{AT_WALK}?utm_source=square", "The walk")
    assert card.picture is not None
    assert (card.picture.sha256, card.picture.size) == ("a" * 64, 9)


def test_no_card_where_the_network_makes_its_own_or_pictures_are_shown_or_nothing_is_known() -> None:
    pages = {leads_to(AT_WALK): PAGE}
    with_picture = Version(text=AT_WALK, pictures=(picture(),))

    assert card_for(Version(text=AT_WALK), SHORT, pages) is None
    assert card_for(with_picture, BY_US, pages) is None
    assert card_for(Version(text=AT_WALK), BY_US, {}) is None
    assert card_for(Version(text=AT_WALK), BY_US, {leads_to(AT_WALK): replace(PAGE, title="")}) is None


def test_a_card_is_frozen_and_read_again_whole() -> None:
    card = card_for(Version(text=AT_WALK), BY_US, {leads_to(AT_WALK): PAGE})
    version = Version(text=AT_WALK, card=card)

    assert from_data(json.loads(json.dumps(to_data(version)))) == version

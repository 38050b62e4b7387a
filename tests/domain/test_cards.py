"""What pages say of themselves for preview cards."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.cards import MOST_ABOUT, MOST_TITLE, Told, told_by

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
    for picture in ("javascript:alert(1)", "data:image/png;base64,x", "file:///x", "http://["):
        assert told_by(f'<meta property="og:image" content="{picture}">', AT).picture == ""


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

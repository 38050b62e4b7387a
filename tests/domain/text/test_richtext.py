import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.text.richtext import Facet, RichText, Segment, sanitised, short_label

HELLO = RichText(text="hello world", facets=(Facet(start=2, end=7, value="x"),))


@pytest.mark.parametrize(
    ("at", "place"),
    [(0, (6, 11)), (2, (6, 11)), (4, (2, 11)), (7, (2, 7)), (9, (2, 7))],
)
def test_inserting_moves_or_grows_a_facet(at: int, place: tuple[int, int]) -> None:
    [facet] = HELLO.insert(at, "test").facets
    assert (facet.start, facet.end, facet.value) == (*place, "x")


def test_facets_come_out_by_their_place_and_those_that_end_before_they_begin_are_gone() -> None:
    rich = RichText(text="hello world", facets=(Facet(start=6, end=8), Facet(start=0, end=2), Facet(start=5, end=4)))
    assert [(one.start, one.end) for one in rich.insert(11, "!").facets] == [(0, 2), (6, 8)]
    assert [(one.start, one.end) for one in rich.delete(10, 11).facets] == [(0, 2), (6, 8)]


def test_inserted_words_move_a_facet_by_their_bytes() -> None:
    assert HELLO.insert(0, "é").facets[0].start == 4


@pytest.mark.parametrize(
    ("start", "end", "place"),
    [(0, 1, (1, 6)), (0, 4, (0, 3)), (3, 5, (2, 5)), (5, 9, (2, 5)), (8, 10, (2, 7)), (2, 7, None), (0, 11, None)],
)
def test_deleting_moves_or_cuts_a_facet(start: int, end: int, place: tuple[int, int] | None) -> None:
    left = HELLO.delete(start, end).facets
    assert [(one.start, one.end) for one in left] == ([place] if place else [])


def test_segments_put_together_are_the_text() -> None:
    rich = RichText(
        text="one two three", facets=(Facet(start=8, end=13), Facet(start=0, end=3), Facet(start=2, end=9))
    )
    assert [segment.text for segment in rich.segments()] == ["one", " two ", "three"]
    assert list(RichText(text="").segments()) == [Segment(text="")]
    blank = RichText(text="a  b", facets=(Facet(start=1, end=3),))
    assert all(segment.facet is None for segment in blank.segments())


@given(st.text(), st.data())
def test_deleting_what_was_inserted_changes_nothing(text: str, data: st.DataObject) -> None:
    at = len(text[: data.draw(st.integers(0, len(text)))].encode())
    words = data.draw(st.text(min_size=1))
    rich = RichText(text=text, facets=(Facet(start=0, end=at),) if at else ())
    assert rich.insert(at, words).delete(at, at + len(words.encode())) == rich


def test_more_than_one_empty_line_becomes_one() -> None:
    rich = sanitised("a\n\n \n\u200b\nb\r\nc\n\n\n\nd", [Facet(start=0, end=1), Facet(start=17, end=18)])
    assert rich.text == "a\n\nb\r\nc\n\nd"
    assert [segment.text for segment in rich.segments() if segment.facet] == ["a", "d"]


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://example.com", "example.com"),
        ("https://Example.com/", "example.com"),
        ("http://example.com:80/abc", "example.com/abc"),
        ("https://example.com:8080/abc", "example.com:8080/abc"),
        ("https://example.com/12345678901234", "example.com/12345678901234"),
        ("https://example.com/123456789012345", "example.com/123456789012..."),
        ("https://example.com?q=1", "example.com/?q=1"),
        ("https://example.com/a/../b/", "example.com/b/"),
        ("https://müller.de/ä", "xn--mller-kva.de/%C3%A4"),
        ("https://user:pw@example.com/x", "example.com/x"),
        ("mailto:bob@example.com", "mailto:bob@example.com"),
        ("https://[broken", "https://[broken"),
        ("no address", "no address"),
    ],
)
def test_a_link_is_shown_short(url: str, label: str) -> None:
    assert short_label(url) == label

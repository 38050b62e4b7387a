"""What a careful reader takes for a link, a hashtag, a handle, an emoji, a word and a sentence."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain import reading


def texts(spans: tuple[reading.Span, ...]) -> list[str]:
    return [span.text for span in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://a.example/b?c=d#e now", ["https://a.example/b?c=d#e"]),
        # The sentence's own punctuation is not a part of it, brackets that belong to it are.
        ("(see https://a.example/x).", ["https://a.example/x"]),
        ("https://a.example/rye_(bread), and www.b.example!", ["https://a.example/rye_(bread)", "www.b.example"]),
        ("“https://a.example” http:// https://.", ["https://a.example"]),
        ("a.example and www. alone", []),
    ],
)
def test_links(text: str, found: list[str]) -> None:
    assert texts(reading.links(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#Rye and #Brötchen, #焼きたて!", ["#Rye", "#Brötchen", "#焼きたて"]),
        # Digits alone are no tag; a part of a link or of a word is none either.
        ("#1 #2026 #a1 C#major &#39; https://a.example/#part", ["#a1"]),
        ("＃Rye", ["＃Rye"]),
    ],
)
def test_hashtags(text: str, found: list[str]) -> None:
    assert texts(reading.hashtags(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@sunnybank, @a.b.example. @a@b.example!", ["@sunnybank", "@a.b.example", "@a@b.example"]),
        ("mail hello@a.example or https://a.example/@me", []),
        ("(@sunnybank) and .@kemi", ["@sunnybank"]),
    ],
)
def test_handles(text: str, found: list[str]) -> None:
    assert texts(reading.handles(text)) == found


def test_an_emoji_is_one_with_its_skin_and_its_family() -> None:
    assert texts(reading.emoji("a 👩🏽‍🍳🥐 🇩🇪 ❤️ 1️⃣ © b")) == ["👩🏽‍🍳", "🥐", "🇩🇪", "❤️", "1️⃣"]


def test_words_leave_out_what_is_no_word() -> None:
    text = "It's @kemi's half-baked #Rye at https://a.example, a@b.example says"
    assert texts(reading.words(text)) == ["It's", "s", "half-baked", "at", "says"]


def test_sentences_know_abbreviations_and_line_ends() -> None:
    text = "We bake rye, e.g. dark rye. “Really?” Yes!\nz.B. heute\n\nDr. Okafor is in."
    assert texts(reading.sentences(text)) == [
        "We bake rye, e.g. dark rye.",
        "“Really?”",
        "Yes!",
        "z.B. heute",
        "Dr. Okafor is in.",
    ]


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("Rye at eight. #Rye #Bakery", "#Rye #Bakery"),
        ("We love #Rye.", ""),
        ("#Rye at eight", ""),
        ("Rye #Rye https://a.example 🥐 ", "#Rye https://a.example 🥐 "),
        ("Rye https://a.example", ""),
        ("", ""),
    ],
)
def test_the_closing_block_of_hashtags(text: str, block: str) -> None:
    assert text[reading.closing_tags_at(text) :] == block


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("The rye is out and we are here for you until it is gone", "en"),
        ("Wir haben für euch das Brot gebacken und es ist noch warm", "de"),
        ("Hoy tenemos pan para todos los que vienen con nosotros a la fiesta", "es"),
        ("Le pain est pour vous et les brioches sont dans le four avec les tartes", "fr"),
        # Not sure is not said.
        ("Rye", ""),
        ("Brot, Kaffee, Kuchen", ""),
    ],
)
def test_the_language_is_told_only_where_it_is_clear(text: str, tag: str) -> None:
    assert reading.language(text) == tag


def test_the_site_of_an_address() -> None:
    assert reading.host("https://www.A.example:8000/b?c#d") == "a.example:8000"
    assert reading.host("a.example") == "a.example"


def test_pictures_are_counted_only_where_there_are_several() -> None:
    assert reading.which_picture(1, 1) == "picture"
    assert [reading.which_picture(n, 30) for n in (1, 2, 3, 4, 11, 21, 22)] == [
        f"{n} picture" for n in ("1st", "2nd", "3rd", "4th", "11th", "21st", "22nd")
    ]


@given(st.text(st.characters() | st.sampled_from("#@.:/ \nhtps🥐!"), max_size=200))
def test_every_span_is_where_it_says(text: str) -> None:
    for look in (reading.links, reading.emails, reading.hashtags, reading.handles, reading.emoji, reading.sentences):
        spans = look(text)
        assert all(text[span.start : span.end] == span.text for span in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))
    assert len(reading.blanked(text)) == len(text)
    assert all(text[word.start : word.end] == word.text for word in reading.words(text))

"""The words inside a hashtag."""

from __future__ import annotations

import pytest

from twoway.domain.tagwords import camel_case, known_words, spoken, tag_words


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("#SmallBusinessSaturday", ("Small", "Business", "Saturday")),
        ("#smallbusinesssaturday", ("small", "business", "saturday")),
        ("#NHSWorkers", ("NHS", "Workers")),
        ("#fresh_rye", ("fresh", "rye")),
        # One word, a name, another script: left alone.
        ("#sourdough", ("sourdough",)),
        ("#millbrook", ("millbrook",)),
        ("#パン屋", ("パン屋",)),
    ],
)
def test_a_tag_is_its_words(tag: str, words: tuple[str, ...]) -> None:
    assert tag_words(tag) == words


@pytest.mark.parametrize(
    "tag", ["weekend", "handmade", "bakery", "healthcare", "millbrook", "brotzeit", "ab", "x" * 200]
)
def test_a_word_that_is_one_or_is_not_known_is_not_taken_apart(tag: str) -> None:
    assert known_words(tag) == ()


def test_as_few_words_as_can_be() -> None:
    assert known_words("handmadegifts") == ("handmade", "gifts")


def test_a_tag_for_screen_readers_and_as_plain_words() -> None:
    assert camel_case("#farmersmarket") == "#FarmersMarket"
    assert spoken("#FarmersMarket") == "Farmers Market"

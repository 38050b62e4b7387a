"""Words to say in place of others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.text.made import BIRD, WALL
from twoway.domain import swaps
from twoway.domain.text.draft import ChangeKind, Draft

SWAPS = {
    "cheap": "good value",
    "clients": "guests",
    "Alder and Rye": "Alder & Rye",
    "bread": "sourdough bread",
    "alder & rye": "Alder & Rye",
}


def said(text: str, chosen: dict[str, str]) -> str:
    draft = Draft(text)
    draft.apply(ChangeKind.WORDS, swaps.swapped(text, chosen))
    return draft.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cheap rolls", "good value rolls"),
        ("Cheap rolls, CHEAP rolls", "Good value rolls, GOOD VALUE rolls"),
        ("At Alder and Rye", "At Alder & Rye"),
        ("At alder & rye, ALDER & RYE", "At Alder & Rye, ALDER & RYE"),
        ("Our clients' bags", "Our guests' bags"),
        ("cheaper and cheap-looking", "cheaper and cheap-looking"),
        ("https://a.example/cheap #cheap @cheap", "https://a.example/cheap #cheap @cheap"),
        ('She said “not cheap” and "cheap"', 'She said “not cheap” and "cheap"'),
        ("> cheap, they say", "> cheap, they say"),
        ("Fresh bread and sourdough bread", "Fresh sourdough bread and sourdough bread"),
    ],
)
def test_whole_words_are_swapped_with_their_capitals_and_nothing_is_touched_that_is_not_ours(
    text: str, expected: str
) -> None:
    assert said(text, SWAPS) == expected
    assert said(expected, SWAPS) == expected


def test_a_swap_leads_to_its_last_word() -> None:
    assert swaps.usable({"cheap": "low-cost", "low-cost": "good value"})["cheap"] == "good value"


@pytest.mark.parametrize(
    "chosen",
    [
        {"a": "b", "b": "a"},
        {"fresh bread": "bread fresh bread"},
        {"sale": "#sale"},
        {"Kemi": "@kemi"},
        {"site": "https://a.example"},
        {"": "x"},
        {"!": "x"},
        {"new": ""},
    ],
)
def test_a_swap_that_would_never_end_or_brings_signs_is_left_out(chosen: dict[str, str]) -> None:
    assert swaps.usable(chosen) == {}


WORDS = st.sampled_from(["a", "b", "c", "A b", "b a", "a b c", "bread", "fresh bread"])


@given(st.dictionaries(WORDS, WORDS, max_size=5), st.lists(WORDS, max_size=12).map(" ".join))
def test_swapping_again_and_again_comes_to_an_end(chosen: dict[str, str], text: str) -> None:
    for _ in range(8):
        text = said(text, chosen)
    assert said(text, chosen) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Please retweet", "Please share"),
        ("Retweeted", "Shared"),
        ("DM us", "Message us"),
        ("Closed? DM us, or DM us later", "Closed? Message us, or message us later"),
        ("Birds tweet here", "Birds tweet here"),
    ],
)
def test_words_of_other_networks_are_put_plainly(text: str, expected: str) -> None:
    draft = Draft(text)
    draft.apply(ChangeKind.WORDS, swaps.plain(text, WALL))
    assert draft.text == expected


def test_words_that_are_at_home_there_stay() -> None:
    there = replace(BIRD, jargon=("retweet", "DM"))
    assert swaps.plain("Please retweet, or DM us", there) == []

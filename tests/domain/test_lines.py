"""Taking a whole line out of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.guard import apply_fix
from twoway.domain.lines import line_around, take_out

TEXT = "Fresh rye at eight. My daughter took her first steps. Come by.\n\nThe baby slept.\n\nWe bake on Sunday."


def without(words: str, text: str = TEXT) -> str:
    start = text.index(words)
    return apply_fix(text, take_out(text, start, start + len(words)))


def test_the_sentence_around_the_words_goes_and_nothing_else() -> None:
    assert without("daughter").startswith("Fresh rye at eight. Come by.\n\nThe baby")


def test_a_paragraph_of_one_sentence_leaves_no_gap() -> None:
    assert without("baby").endswith("Come by.\n\nWe bake on Sunday.")


def test_the_last_line_leaves_no_empty_end() -> None:
    assert without("Sunday").endswith("The baby slept.")


def test_the_first_line_leaves_no_empty_beginning() -> None:
    assert without("rye at eight").startswith("My daughter")


@pytest.mark.parametrize("text", ["The baby.", "baby"])
def test_a_text_that_is_one_line_becomes_empty(text: str) -> None:
    assert without("baby", text) == ""


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_whatever_is_pointed_at_is_gone_and_places_stay_inside(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    first, last = line_around(text, start, end)
    fix = take_out(text, start, end)
    assert 0 <= first <= last <= len(text)
    assert 0 <= fix.start <= fix.end <= len(text)

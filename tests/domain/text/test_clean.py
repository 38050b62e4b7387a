import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.errors import BadInput
from twoway.domain.text.clean import MOST_CHARACTERS, check_text, normalise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cafe\u0301", "café"),  # two-part letters become one
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),  # every line end is a line feed
        ("\ufeffhello", "hello"),  # byte order mark
        ("pay \u202e001\u202c now", "pay 001 now"),  # direction overrides hide what is written
        ("a\x07b\tc", "ab\tc"),  # control signs go, tabs stay
        ("\u2067שלום\u2069", "\u2067שלום\u2069"),  # isolates are needed
        ("👩‍👩‍👧", "👩‍👩‍👧"),  # joiners hold a family together
    ],
)
def test_the_same_words_come_out_in_one_form(text: str, expected: str) -> None:
    assert normalise(text) == expected


@given(st.text(st.characters(codec=None)))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("hello \ud83d world", "line 1, column 7"),
        ("one\ntwo \x00", "line 2, column 5"),
    ],
)
def test_an_unusable_text_is_refused_with_the_place(text: str, place: str) -> None:
    with pytest.raises(BadInput) as refusal:
        check_text(text)
    assert place in refusal.value.for_people
    assert refusal.value.field == "text"


def test_a_text_of_more_than_a_million_characters_is_refused() -> None:
    assert check_text("😀" * MOST_CHARACTERS)
    with pytest.raises(BadInput, match="1,000,001 characters"):
        check_text("😀" * (MOST_CHARACTERS + 1))

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.text.emoji_bytes import length


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", 0),
        ("Fresh rye", 9),
        ("Brötchen für 3 €", 16),
        ("面包", 2),
        ("🍞", 4),
        ("👩‍👩‍👧", 18),
        ("👍🏽", 8),
        ("🇬🇧", 8),
        ("1️⃣", 7),
        ("❤️", 6),
        # signs that are text unless something says otherwise
        ("❤ ☎ © → ★ 1", 11),
        ("⭐", 3),
        ("Rye 🍞 at 8 ☕", 17),
        ("e\u0301", 2),
    ],
)
def test_characters_count_one_and_emoji_their_bytes(text: str, value: int) -> None:
    assert length(text) == value


@given(text=st.text())
def test_it_lies_between_code_points_and_bytes(text: str) -> None:
    assert len(text) <= length(text) <= len(text.encode("utf-8", "surrogatepass"))


@given(text=st.text(st.characters(categories=["L", "N", "P", "Zs"])))
def test_letters_digits_and_punctuation_count_one(text: str) -> None:
    assert length(text) == len(text)

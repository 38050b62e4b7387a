"""Fewer emoji, where somebody set a limit."""

from __future__ import annotations

import pytest

from twoway.domain.fewer_emoji import thinned
from twoway.domain.text.draft import ChangeKind, Draft


def left(text: str, most: int | None, closing: tuple[int, int] | None = None) -> str:
    draft = Draft(text)
    draft.apply(ChangeKind.EMOJI, thinned(text, most, closing))
    return draft.text


#: One sign of seven code points.
_ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("Done 🎉🎉🎉 now 🥐", None, "Done 🎉🎉🎉 now 🥐"),
        ("Done 🎉🎉 🎉!", 3, "Done 🎉!"),
        ("Done 🎉! Rye 🥐. Bag 🛍️.", 1, "Done 🎉! Rye. Bag."),
        ("🍞 Rye\n🥐 Croissant", 1, "🍞 Rye\nCroissant"),
        ("I ❤️ rye 🎉", 0, "I ❤️ rye"),  # it stands for a word
        ("Step 1️⃣ and 🔟, 🚫 nuts", 0, "Step 1️⃣ and 🔟, 🚫 nuts"),  # a number, a no
        ("a🎉b and 1🎉2", 0, "a b and 1 2"),
        ("Done 🎉🎉🎉 rye", 1, "Done 🎉 rye"),
        (f"👩‍👩‍👧 👋🏽 {_ENGLAND}", 2, f"👩‍👩‍👧 👋🏽 {_ENGLAND}"),
        ("https://a.example/🎉 #Rye🎉", 0, "https://a.example/🎉 #Rye"),
    ],
)  # fmt: skip
def test_repeats_and_what_is_over_the_limit_go_whole(text: str, most: int | None, expected: str) -> None:
    assert left(text, most) == expected
    assert left(expected, most) == expected


def test_the_sign_off_keeps_its_own() -> None:
    assert left("Rye 🎉\n\nSarah 🍞", 0, (7, 14)) == "Rye\n\nSarah 🍞"

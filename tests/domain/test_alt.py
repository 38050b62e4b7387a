"""Descriptions as long as a network takes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.alt import fitted


@pytest.mark.parametrize(
    ("alt", "most", "expected"),
    [
        ("A loaf on a board.", None, "A loaf on a board."),
        ("A loaf on a board.", 18, "A loaf on a board."),
        ("A loaf on a board. Beside it a knife. And crumbs.", 40, "A loaf on a board. Beside it a knife."),
        ("Rye. On a long wooden board beside a knife with crumbs", 40, "Rye. On a long wooden board beside a…"),
        ("Eight not cold loaves", 12, "Eight…"),  # never “Eight not…”
        ("A" * 50, 10, "A" * 9 + "…"),
        ("A loaf", 0, ""),
    ],
)
def test_a_long_description_ends_with_a_sentence_or_a_word(alt: str, most: int | None, expected: str) -> None:
    assert fitted(alt, most) == expected


@given(st.text(max_size=200), st.integers(min_value=0, max_value=100))
def test_it_always_fits_and_fitting_again_changes_nothing(alt: str, most: int) -> None:
    once = fitted(alt, most)
    assert len(once) <= most or once == alt
    assert fitted(once, most) == once

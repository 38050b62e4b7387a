"""What sells, and how selling stands against giving."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from twoway.domain.history import Said
from twoway.domain.selling import NEWEST, UNKNOWN, balance, sells

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
OFFER, GIFT = "20% off all buns today", "Thank you, Year 4, for the drawings of our oven."


def said(*texts: str, is_coming: bool = False) -> list[Said]:
    return [Said(text=text, at=NOW - timedelta(days=n), is_coming=is_coming) for n, text in enumerate(texts, 1)]


@pytest.mark.parametrize("text", [OFFER, "Order your loaf, delivery is free", "Vouchers: https://a.example/v"])
def test_a_price_or_what_leaflets_say_sells(text: str) -> None:
    assert sells(text)


@pytest.mark.parametrize("text", [GIFT, "Why is rye dark?", "We open at eight."])
def test_thanks_and_questions_do_not(text: str) -> None:
    assert not sells(text)


def test_a_gift_after_offers_mends_the_balance() -> None:
    found = balance(GIFT, said(OFFER, GIFT, OFFER))
    assert (found.selling, found.of) == (2, 3)
    assert found.is_mended


@pytest.mark.parametrize(
    ("text", "past"),
    [(OFFER, (OFFER, OFFER, OFFER)), (GIFT, (OFFER, OFFER)), (GIFT, (GIFT, GIFT, OFFER)), (GIFT, ())],
    ids=["an offer", "too few before it", "mostly gifts before it", "nothing before it"],
)
def test_otherwise_nobody_is_praised(text: str, past: tuple[str, ...]) -> None:
    assert not balance(text, said(*past)).is_mended


def test_what_waits_to_go_does_not_count_and_neither_does_what_is_long_past() -> None:
    assert balance(GIFT, said(OFFER, OFFER, OFFER, is_coming=True)) == UNKNOWN
    assert balance(GIFT, said(*[OFFER] * (NEWEST + 5))).of == NEWEST

import pytest
from hypothesis import given

from tests.domain.text.made import SKY, awkward
from twoway.domain.essentials import EssentialKind, asks_for_something, essentials, lost

LINK, MENTION, PRICE, DATE, TIME, NUMBER, NEGATION = EssentialKind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We bake rye.", []),
        ("See https://a.com/x?y=1, www.b.com or bob@shop.com.", [LINK, LINK, LINK]),
        ("With @kemi.sky.test today", [MENTION]),
        ("£3.50, 12 €, 3,99 EUR, $ 5, 20 pounds", [PRICE] * 5),
        ("24 December, Dec 24th, 2026-11-22, 22/11/2026, 3. Mai, 3 de mayo de 2026, May 3", [DATE] * 7),
        ("Friday, Samstag, lunes, dimanche", [DATE] * 4),
        ("8 p.m., 8am, 8:30, 17 Uhr, 17h30, 8 o’clock, noon", [TIME] * 7),
        ("12 loaves, 50% off, two for 3.5", [NUMBER] * 4),
        ("½ a loaf", [NUMBER]),
        ("don't, don’t, not, never, nicht, kein, nunca, n’est", [NEGATION] * 8),
        ("#NotToday", [NEGATION]),
        ("#Rye2026", [NUMBER]),
        ("It may rain on the note in March or May", [DATE]),  # may is hardly ever a month
        ("https://a.com/2026/not", [LINK]),
    ],
)
def test_what_may_not_be_lost_is_found(text: str, expected: list[EssentialKind]) -> None:
    assert [one.kind for one in essentials(text, SKY)] == expected


def test_what_is_gone_is_told_as_often_as_it_is_gone() -> None:
    before = essentials("Not £3, not £4, £3 at https://a.com and https://a.com", SKY)
    after = essentials("not £3 https://a.com", SKY)
    assert [one.text for one in lost(before, after)] == ["not", "£4", "£3"]


@pytest.mark.parametrize(
    "sentence", ["Order today.", "Please just come by!", "Kommt vorbei!", "Reserva ya", "Venez !"]
)
def test_a_call_to_action_is_known(sentence: str) -> None:
    assert asks_for_something(sentence)


@pytest.mark.parametrize("sentence", ["We order flour.", "Rye is out.", "", "So good"])
def test_other_sentences_ask_for_nothing(sentence: str) -> None:
    assert not asks_for_something(sentence)


@given(awkward())
def test_places_are_exact_and_never_overlap(text: str) -> None:
    done = 0
    for one in essentials(text, SKY):
        assert done <= one.start < one.end
        assert text[one.start : one.end] == one.text
        done = one.end


@given(awkward())
def test_every_digit_is_in_something_essential(text: str) -> None:
    places = {at for one in essentials(text, SKY) for at in range(one.start, one.end)}
    assert all(at in places for at, sign in enumerate(text) if sign.isdecimal())

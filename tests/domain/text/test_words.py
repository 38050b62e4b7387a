import pytest

from twoway.domain.text.words import can_go, words


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("SmallBusinessSaturday", "Small Business Saturday"),
        ("NHSWorkers", "NHS Workers"),
        ("Rye2026", "Rye 2026"),
        ("50off", "50 off"),
        ("B2B", "B2B"),
        ("rye_bread", "rye bread"),
        ("iPhone", "iPhone"),
        ("millbrook", "millbrook"),
        ("日本語", "日本語"),
    ],
)
def test_a_tag_as_words(tag: str, expected: str) -> None:
    assert words(tag) == expected


def test_a_number_and_a_not_may_not_go() -> None:
    assert can_go("SmallBusiness")
    assert not can_go("NotToday")
    assert not can_go("Rye24")

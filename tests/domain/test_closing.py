"""The sign-off."""

from __future__ import annotations

import pytest

from tests.domain.test_tailor import KEMI
from tests.domain.text.made import BIRD, SKY, WALL
from twoway.domain.facts import Facts
from twoway.domain.policy import HashtagPlace, LinkPlace, Policy
from twoway.domain.tailor import tailor


def on(facts: Facts, master: str, policy: Policy) -> str:
    made = tailor(master, facts, {}, (KEMI,), policy)
    assert tailor(made.text, facts, {}, (KEMI,), policy).text == made.text
    if made.closing:
        assert made.text[slice(*made.closing)].casefold().startswith(made.text[made.closing[0]].casefold())
    return made.text


@pytest.mark.parametrize(
    ("master", "expected"),
    [
        ("Rye at eight.", "Rye at eight.\n\n— Sarah"),
        ("Rye at eight. #rye #bread", "Rye at eight.\n\n— Sarah\n\n#rye #bread"),
        ("Come to our #bakery", "Come to our #bakery\n\n— Sarah"),
        ("Rye at eight.\n\n— sarah", "Rye at eight.\n\n— sarah"),
        ("Rye at eight. — Sarah\n#rye", "Rye at eight. — Sarah\n#rye"),
        ("#rye", "— Sarah\n\n#rye"),
        ("", ""),
        ("Ask for Melisa— Sarah", "Ask for Melisa— Sarah\n\n— Sarah"),
    ],
)
def test_it_closes_a_post_once_before_the_hashtags_at_the_end(master: str, expected: str) -> None:
    assert on(SKY, master, Policy(sign_off="— Sarah")) == expected


def test_it_reads_as_the_network_wants_it_and_stays_in_one_piece() -> None:
    policy = Policy(
        sign_off="**Yours**, @[Kemi Okafor] of #AlderRye 🍞 https://alder.com",
        hashtags=HashtagPlace.END,
        links=LinkPlace.END,
        most_emoji=0,
        utm={"utm_source": "post"},
        own_hosts=("alder.com",),
    )
    assert on(BIRD, "Rye #Oats now 🎉 https://b.com today", policy) == (
        "Rye Oats now (link below) today\n\nhttps://b.com\n\n"
        "Yours, @kemi_o of Alder Rye 🍞 https://alder.com?utm_source=post\n\n#Oats"
    )
    assert on(WALL, "Rye.", policy).endswith("Yours, Kemi Okafor of Alder Rye 🍞 https://alder.com?utm_source=post")

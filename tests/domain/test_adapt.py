"""A master as it goes to each network: it fits, and nothing is lost without a word."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.adapt import adapt
from twoway.domain.facts import Facts, HashtagUse
from twoway.domain.tailor import Handle, Known
from twoway.domain.text.count import count
from twoway.plug import finder

FACTS = [network.facts for network in finder.networks().values()]
MARTA = Known(
    name="Marta Lindqvist", handles={"x": Handle(handle="martal"), "mastodon": Handle(handle="marta@town.example")}
)
WORDS = st.sampled_from(
    [
        "Fresh rye at eight.", "Not before 9 a.m.!", "3 for £5.20", "until 24 December", "#SmallBusinessSaturday", "#bread",
        "https://alderrye.example/a?b=c", "@[Marta Lindqvist]", "🍞🥐", "**warm**", "We are never closed on Mondays.",
        "Große Brötchen, z. B. mit Käse.", "\n\n", "- one\n- two", "(bring a bag)", "الخبز", "今日は", "a" * 40,
    ]
)  # fmt: skip
MASTERS = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)


def by(facts: Facts) -> str:
    return facts.slug


@pytest.mark.parametrize("facts", FACTS, ids=by)
@given(master=MASTERS)
def test_every_part_fits_as_its_network_counts(facts: Facts, master: str) -> None:
    made = adapt(master, facts, {}, (MARTA,))
    assert made.parts or made.problem
    assert not any(count(part, facts, {}).is_over for part in made.parts)


@pytest.mark.parametrize("facts", FACTS, ids=by)
@given(master=MASTERS)
def test_numbers_and_links_are_there_or_said_to_be_left_out(facts: Facts, master: str) -> None:
    made = adapt(master, facts, {}, (MARTA,))
    whole, missed = " ".join(made.parts), " ".join(drop.before for drop in made.missed)
    for essential in ("£5.20", "24 December", "https://alderrye.example/a?b=c"):
        if made.parts and essential in master:
            assert essential in whole or essential in missed


@pytest.mark.parametrize("facts", FACTS, ids=by)
@given(master=MASTERS)
def test_no_handle_of_another_network_and_no_dead_hashtag(facts: Facts, master: str) -> None:
    whole = " ".join(adapt(master, facts, {}, (MARTA,)).parts)
    for slug, handle in (("x", "@martal"), ("mastodon", "@marta@town.example")):
        assert facts.slug == slug or handle not in whole
    if facts.hashtags.use is HashtagUse.NOTHING:
        assert not re.search(r"(?<!\S)#\w", whole)


@pytest.mark.parametrize("facts", FACTS, ids=by)
@given(master=MASTERS)
def test_adapting_again_changes_nothing(facts: Facts, master: str) -> None:
    made = adapt(master, facts, {}, (MARTA,))
    for part in made.parts:
        assert adapt(part, facts, {}, (MARTA,)).parts == (part,)


@pytest.mark.parametrize("facts", FACTS, ids=by)
def test_one_endless_word_is_a_problem_in_words_not_a_crash(facts: Facts) -> None:
    made = adapt("a" * 90_000, facts, {}, ())
    assert made.parts == ()
    assert len(made.problem) > 20

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.text.made import BIRD, HERD, SKY, WALL, awkward, network
from twoway.domain.errors import BadInput
from twoway.domain.essentials import essentials, lost
from twoway.domain.facts import Facts
from twoway.domain.shorten import DropKind, Shortened, shorten
from twoway.domain.text.count import count

NETWORKS = st.sampled_from([SKY, HERD, WALL, BIRD])

POST = (
    "Our rye bread is back from Friday. We missed it a lot (so did you). The oven was broken and the man who repairs ovens "
    "was away. Loaves are £3.50 each. Order at https://alder.com/rye before Thursday. We do not bake on Mondays. Sarah made a "
    "drawing of the oven.\n\n#rye #bread #NotToday #millbrook"
)


def to(most: int, text: str = POST) -> Shortened:
    return shorten(text, network(most=most), {})


def dropped(shortened: Shortened, kind: DropKind) -> list[str]:
    return [drop.before for drop in shortened.changes if drop.kind is kind]


@pytest.mark.parametrize("text", ["", "Rye.", "  as it is  #rye\n\n(aside) ", POST])
def test_a_text_that_fits_is_not_touched(text: str) -> None:
    assert shorten(text, WALL, {}) == Shortened(text=text)


def test_hashtags_at_the_end_go_first_but_none_that_denies_something() -> None:
    shortened = to(270)
    assert shortened.text == POST.partition("#rye")[0] + "#NotToday"
    assert dropped(shortened, DropKind.HASHTAG) == ["#millbrook", "#bread", "#rye"]


def test_a_hashtag_that_a_sentence_needs_stays() -> None:
    shortened = to(26, "We always love our #bakery #rye #bread #oat")
    assert shortened.text == "We always love our #bakery"


def test_asides_go_next() -> None:
    shortened = to(260)
    assert "(so did you)" not in shortened.text
    assert "We missed it a lot. The oven" in shortened.text
    assert dropped(shortened, DropKind.ASIDE) == ["(so did you)"]


def test_an_aside_with_a_price_stays_as_long_as_others_can_go() -> None:
    shortened = to(50, "Rye is out now (only £3.50 a loaf). The oven was fixed by a man (he is nice).")
    assert shortened.text == "Rye is out now (only £3.50 a loaf)."


def test_then_go_sentences_that_say_least_and_facts_and_calls_stay() -> None:
    shortened = to(110)
    assert shortened.text == (
        "Our rye bread is back from Friday. Loaves are £3.50 each. Order at https://alder.com/rye before Thursday."
    )
    assert "We missed it a lot." in dropped(shortened, DropKind.SENTENCE)


def test_what_a_reader_would_miss_is_told() -> None:
    shortened = to(110)
    assert dropped(shortened, DropKind.NEGATION) == ["not", "#NotToday"]
    assert dropped(shortened, DropKind.DATE) == ["Mondays"]
    assert all(drop.why for drop in shortened.changes)


def test_paragraphs_stay_apart() -> None:
    shortened = to(45, "Rye is out today.\n\nIt was a long night in here.\n\nCome by at eight.")
    assert shortened.text == "Rye is out today.\n\nCome by at eight."


def test_a_sentence_that_is_too_long_ends_at_a_word_and_the_link_stays() -> None:
    shortened = to(45)
    assert shortened.text == "Our rye bread is back… https://alder.com/rye"
    assert dropped(shortened, DropKind.PRICE) == ["£3.50"]
    assert dropped(shortened, DropKind.LINK) == []


def test_a_link_is_lost_last_and_told() -> None:
    shortened = to(20)
    assert shortened.text == "Our rye bread…"
    assert dropped(shortened, DropKind.LINK) == ["https://alder.com/rye"]


def test_a_link_in_the_only_sentence_stays() -> None:
    shortened = to(50, "Rye and oat and spelt are fresh out of the oven now at https://alder.com/rye today")
    assert shortened.text == "Rye and oat and spelt… https://alder.com/rye"


@pytest.mark.parametrize(
    ("most", "text", "expected"),
    [
        (30, "Today you can buy about 12 fresh sourdough loaves here", "Today you can buy…"),  # not "12 fresh…"
        (30, "From now on we will be open not only on Monday morning", None),  # what denies is never cut off
        (26, "We sell oat bread, but we have no more rye bread", "We sell oat bread…"),  # another clause may go
        (24, "See our very new menu at https://a.com/menu", "See… https://a.com/menu"),
        (30, "Rye bread (with 5 kinds of old grains) is out", "Rye bread…"),  # no open bracket
        (30, "Rye is late, late or never – as you all know here", "Rye is late…"),  # nor before a dash
    ],
)
def test_numbers_and_negations_stay_with_their_words(most: int, text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(BadInput, match="Make it a thread"):
            to(most, text)
    else:
        assert to(most, text).text == expected


def test_what_cannot_be_shortened_is_told() -> None:
    with pytest.raises(BadInput, match="Make it a thread, or write a shorter version"):
        to(10, "https://alder.com/a/very/long/way")


def long_texts() -> st.SearchStrategy[str]:
    pieces = st.sampled_from(
        [
            "We bake rye every day", "The oven is hot", "Loaves are £3.50", "We do not bake", "See https://alder.com/menu_(x)?q=1",
            "with @kemi.sky.test", "on Friday at 8 p.m.", "12 fresh loaves", "#SmallBusiness", "#NotToday", "(and oat)",
            "👩‍👩‍👧", "e\u0301", "日本語のパンです。", "नमस्ते", "Order now", "never", "z. B. Roggen", "(only 5)",
        ]
    )  # fmt: skip
    ends = st.sampled_from([" ", " ", ", ", ". ", ". ", "! ", "\n", "\n\n", "… ", "\u00a0", " – ", "? "])
    return st.lists(st.tuples(pieces, ends), min_size=1, max_size=40).map(lambda made: "".join(map("".join, made)))


@given(long_texts() | awkward(), NETWORKS, st.integers(20, 300))
def test_it_fits_or_says_that_it_cannot_and_twice_changes_nothing(text: str, facts: Facts, most: int) -> None:
    limits = {"text": most}
    try:
        once = shorten(text, facts, limits)
    except BadInput:
        return
    assert not count(once.text, facts, limits).is_over
    assert shorten(once.text, facts, limits) == Shortened(text=once.text)


@given(long_texts(), NETWORKS, st.integers(20, 300))
def test_nothing_essential_is_lost_without_a_word(text: str, facts: Facts, most: int) -> None:
    try:
        shortened = shorten(text, facts, {"text": most})
    except BadInput:
        return
    told = [drop.before for drop in shortened.changes]
    for one in lost(essentials(text, facts), essentials(shortened.text, facts)):
        assert one.text in told


@given(long_texts(), NETWORKS, st.integers(20, 300))
def test_no_link_is_made_or_broken_and_no_not_stands_at_the_end(text: str, facts: Facts, most: int) -> None:
    try:
        shortened = shorten(text, facts, {"text": most})
    except BadInput:
        return
    assert not lost(essentials(shortened.text, facts), essentials(text, facts))
    assert not re.search(r"\b(?:not|never|no|\d+)…", shortened.text) or "…" in text


def test_a_long_text_is_shortened_at_once() -> None:
    started = time.perf_counter()
    shorten(POST * 33, BIRD, {})
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    "text", ["a " * 50_000, "a. " * 33_000, "x" * 100_000, "#a " * 33_000, "12 x " * 20_000, "not " * 25_000]
)
def test_a_text_far_beyond_any_post_does_not_hang(text: str) -> None:
    started = time.perf_counter()
    try:
        shortened = shorten(text, BIRD, {}).text
    except BadInput:
        shortened = ""
    assert count(shortened, BIRD, {}).value <= 280
    assert time.perf_counter() - started < 20

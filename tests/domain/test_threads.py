import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.text.made import BIRD, HERD, SKY, WALL, awkward, network
from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts, Unit
from twoway.domain.text.count import count
from twoway.domain.text.entities import entities
from twoway.domain.text.graphemes import graphemes
from twoway.domain.threads import Numbering, split

NETWORKS = st.sampled_from([SKY, HERD, WALL, BIRD])
MARKER = re.compile(r" \(?\d+/\d+\)?\Z")


def cut(text: str, most: int, style: Numbering = Numbering.NONE) -> tuple[str, ...]:
    return split(text, network(most=most), {}, style)


def unnumbered(parts: tuple[str, ...]) -> list[str]:
    return [MARKER.sub("", part) for part in parts] if len(parts) > 2 else list(parts)


@pytest.mark.parametrize("text", ["", " ", "Rye at eight.", "  as it is \n\n written  ", "https://alder.com/a"])
def test_a_text_that_fits_is_one_part_and_unchanged(text: str) -> None:
    assert split(text, SKY, {}) == (text,)


@pytest.mark.parametrize(
    ("most", "text", "expected"),
    [
        # a paragraph is better than a sentence
        (30, "Rye is out. Oat is in.\n\nCome by. Bring a bag.", ("Rye is out. Oat is in.", "Come by. Bring a bag.")),
        # a line is better than a sentence
        (30, "Rye is out. Oat is in.\nCome by. Bring a bag.", ("Rye is out. Oat is in.", "Come by. Bring a bag.")),
        (30, "Rye is out today. We open at eight tomorrow.", ("Rye is out today.", "We open at eight tomorrow.")),
        # a sentence that is too long is cut at a clause
        (30, "We bake rye, and if you come early, there is oat", ("We bake rye,", "and if you come early,", "there is oat")),
        # a clause that is too long is cut between words
        (20, "We bake rye and oat and spelt bread", ("We bake rye and oat", "and spelt bread")),
        # a number keeps its word
        (21, "We always open around 8 o'clock on days", ("We always open around", "8 o'clock on days")),
    ],
)  # fmt: skip
def test_it_is_cut_where_a_reader_pauses(most: int, text: str, expected: tuple[str, ...]) -> None:
    assert cut(text, most) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Today Dr. Smith and her team came by for rye bread. Everybody liked it a lot.",
        "We are open until 8 p.m. on Fridays and on Saturdays. Come by, there is rye.",
        "A loaf is £3.50 at our door and £4.25 in the market. Come by, there is rye.",
        "We have rye, oat, spelt, e.g. for the whole weekend. Come by, there is rye.",
        "Wait... there is something in the oven for you today. Come by, there is rye.",
        "Wir backen viele Sorten, z. B. Roggen und auch Hafer. Kommt bald mal vorbei.",
        "Unser Laden öffnet am 3. Mai um 8 Uhr mit viel Brot. Kommt bald mal vorbei.",
        "El Sr. García y la Sra. López llegan a las 5 p. m. hoy. Ya tenemos pan nuevo.",
        "Demain matin M. Dupont et Mme. Durand seront chez nous. Il y a du pain frais.",
    ],
)
def test_what_only_looks_like_the_end_of_a_sentence_is_none(text: str) -> None:
    first, second = cut(text, 58)
    assert second.startswith(("Everybody", "Come by", "Kommt", "Ya", "Il y a"))
    assert first.endswith(".")


def test_numbers_stand_from_three_parts_on() -> None:
    text = "We bake rye. We sell oat. We like it."
    assert cut(text, 25, Numbering.SLASH) == ("We bake rye.", "We sell oat. We like it.")
    assert cut(text, 18, Numbering.SLASH) == ("We bake rye. 1/3", "We sell oat. 2/3", "We like it. 3/3")
    assert cut(text, 18, Numbering.BRACKETS)[0] == "We bake rye. (1/3)"
    assert cut(text, 18, Numbering.NONE)[0] == "We bake rye."


def test_numbers_of_two_digits_are_counted_in() -> None:
    parts = cut("Rye at eight. " * 12, 19, Numbering.SLASH)
    assert len(parts) == 12
    assert parts[11] == "Rye at eight. 12/12"


def test_where_numbers_leave_no_room_there_are_none() -> None:
    assert cut("aaaaaaaaaa bbbbbbbbbb cccccccccc", 10, Numbering.SLASH) == ("aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc")


def test_the_last_part_is_no_single_word() -> None:
    parts = cut("The rye bread is in the oven now, so wait. Thanks", 42)
    assert parts == ("The rye bread is in the oven now,", "so wait. Thanks")


def test_parts_are_about_as_long() -> None:
    lengths = [len(part) for part in cut("We bake rye every day. " * 30, 280)]
    assert len(lengths) == 3
    assert max(lengths) - min(lengths) < 60


@pytest.mark.parametrize("word", ["x" * 31, "https://alder.com/" + "x" * 30])
def test_a_word_that_is_too_long_for_a_part_is_told(word: str) -> None:
    with pytest.raises(BadInput, match="too long to stand in one part"):
        cut(f"See this: {word} today", 30)


def test_a_long_link_is_no_trouble_where_links_have_a_price() -> None:
    link = "https://alder.com/" + "x" * 300
    parts = split("We bake rye. " * 40 + link, HERD, {})
    assert len(parts) == 2
    assert parts[-1].endswith(link)


def test_writing_without_spaces_is_cut_between_its_signs_but_not_in_a_tag() -> None:
    parts = cut("今日はライ麦パンを焼きます。明日も焼きますので来てください #ライ麦パンの日", 18)
    assert (
        "".join(parts).replace(" ", "") == "今日はライ麦パンを焼きます。明日も焼きますので来てください#ライ麦パンの日"
    )
    assert parts[0] == "今日はライ麦パンを焼きます。"
    assert any("#ライ麦パンの日" in part for part in parts)


def test_what_the_account_is_allowed_counts() -> None:
    assert len(split("We bake rye. " * 40, SKY, {"text": 1000})) == 1
    assert len(split("We bake rye. " * 40, SKY, {"text": 300})) == 2


def test_the_limit_in_bytes_is_kept_too() -> None:
    parts = split("👩‍👩‍👧 " * 250, SKY, {})
    assert len(parts) > 1
    assert not any(count(part, SKY, {}).is_over for part in parts)


def long_texts() -> st.SearchStrategy[str]:
    pieces = st.sampled_from(
        [
            "We bake rye every day", "Dr. Smith", "8 p.m.", "£3.50", "not", "https://alder.com/menu_(x)?q=1", "@kemi",
            "@kemi@herd.example", "@kemi.sky.example", "#SmallBusiness", "👩‍👩‍👧", "🇬🇧🇫🇷", "e\u0301", "日本語のパンです。",
            "नमस्ते", "शुभ", "café",
            "(and oat)", "\u0301", "\u200d", "bob@shop.com", "z. B. Roggen",
        ]
    )  # fmt: skip
    ends = st.sampled_from([" ", " ", " ", ", ", ". ", "! ", "\n", "\n\n", "… ", "\u00a0", " – ", "? ", "\r\n", ""])
    return st.lists(st.tuples(pieces, ends), min_size=1, max_size=60).map(lambda made: "".join(map("".join, made)))


@given(long_texts() | awkward(), NETWORKS, st.integers(60, 300), st.sampled_from(Numbering))
def test_every_part_fits_and_together_they_are_the_text(text: str, facts: Facts, most: int, style: Numbering) -> None:
    try:
        parts = split(text, facts, {"text": most}, style)
    except BadInput:
        return
    assert not any(count(part, facts, {"text": most}).is_over for part in parts)
    assert "".join("".join(unnumbered(parts) if style is not Numbering.NONE else parts).split()) == "".join(
        text.split()
    )


@given(long_texts(), NETWORKS, st.integers(60, 300))
def test_nothing_that_belongs_together_is_cut(text: str, facts: Facts, most: int) -> None:
    try:
        parts = split(text, facts, {"text": most}, Numbering.NONE)
    except BadInput:
        return
    at = 0
    whole = {0, len(text)}
    for sign in graphemes(text):
        at += len(sign)
        whole.add(at)
    found = [(entity.start, entity.end) for entity in entities(text, facts)]
    place = 0
    for part in parts:
        start = text.index(part, place)
        place = start + len(part)
        assert {start, place} <= whole
        assert not any(first < edge < last for first, last in found for edge in (start, place))


@given(long_texts(), st.sampled_from([Unit.GRAPHEMES, Unit.X_WEIGHTED, Unit.FEDIVERSE]))
def test_a_part_is_left_alone_when_split_again(text: str, unit: Unit) -> None:
    facts = network(unit=unit, most=120)
    for part in split(text, facts, {}):
        assert split(part, facts, {}) == (part,)


@pytest.mark.parametrize("unit", [Unit.GRAPHEMES, Unit.X_WEIGHTED, Unit.FEDIVERSE, Unit.UTF16])
def test_a_long_text_is_split_at_once(unit: Unit) -> None:
    text = "We bake rye at 8 a.m., e.g. today, see https://alder.com/menu and come by. " * 134
    started = time.perf_counter()
    parts = split(text, network(unit=unit, most=280), {})
    assert len(parts) > 30
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("text", ["a " * 50_000, "a. " * 33_000, "x" * 100_000, "\n" * 100_000, "パン" * 50_000])
def test_a_text_far_beyond_any_post_does_not_hang(text: str) -> None:
    started = time.perf_counter()
    try:
        parts = split(text, WALL, {})
    except BadInput:
        parts = ()
    assert all(len(part) <= 3000 for part in parts)
    assert time.perf_counter() - started < 20

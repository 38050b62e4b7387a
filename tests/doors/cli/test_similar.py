"""`twoway similar`: two messages, or two a line."""

from __future__ import annotations

import json

import pytest

from tests.doors.cli.conftest import Say
from tests.installation import Installation

ONE = "Hi Marta, thanks for your order! Leave us a review: https://shop.example/1"
OTHER = "Hi Dele, thanks for your order! Leave us a review: https://shop.example/2"


def test_two_messages_are_compared(say: Say) -> None:
    assert say("similar", ONE, OTHER).out == "1.00: the same leaflet\n"
    assert say("similar", ONE, "The stove is lit again", "--json").json["same"] is False


def test_each_line_is_answered_with_a_score_and_whether_it_is_the_same(say: Say) -> None:
    lines = [{"a": ONE, "b": OTHER}, {"a": ONE, "b": "The stove is lit again"}]
    said = say("similar", "--jsonl", given="\n".join(json.dumps(line) for line in lines))
    assert said.code == 0
    first, second = (json.loads(line) for line in said.out.splitlines())
    assert first == {"score": 1.0, "same": True}
    assert 0 <= second["score"] < 0.3
    assert second["same"] is False


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

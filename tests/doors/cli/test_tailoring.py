"""`twoway tailor`: one text, or one a line, for many networks, without a database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LINE = json.dumps(
    {
        "text": "Coffee by @[Marta Lindqvist] at 9, not before. #SmallBusinessSaturday",
        "mentions": [
            {"name": "Marta Lindqvist", "handles": {"x": "@martal", "linkedin": "urn:li:person:1", "bluesky": None}}
        ],
    }
)


def tailor(*words: str, told: bytes = b"", code: int = 0, home: Path) -> tuple[list[Any], str]:
    done = subprocess.run(
        [sys.executable, "-m", "twoway", "tailor", *words],
        input=told,
        capture_output=True,
        timeout=60,
        env={"TWOWAY_HOME": str(home), "PATH": ""},
        check=False,
    )
    assert done.returncode == code, done.stderr.decode()
    assert not list(home.iterdir())
    return [json.loads(line) for line in done.stdout.decode().splitlines()] if "--jsonl" in words else [
        done.stdout.decode()
    ], done.stderr.decode()


def test_each_line_is_answered_with_a_version_for_each_network(tmp_path: Path) -> None:
    [answer], _ = tailor("--to", "x,linkedin", "--to", "bluesky", "--jsonl", told=LINE.encode(), home=tmp_path)
    assert set(answer["versions"]) == {"x", "linkedin", "bluesky"}
    assert answer["versions"]["x"]["parts"] == ["Coffee by @martal at 9, not before. #SmallBusinessSaturday"]
    assert answer["versions"]["linkedin"]["parts"] == [
        "Coffee by Marta Lindqvist at 9, not before. Small Business Saturday"
    ]
    assert {change["kind"] for change in answer["versions"]["linkedin"]["changes"]} == {"mention", "hashtag"}


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (b"not json", "not JSON"),
        (b'["a list"]', "not an object"),
        (b'{"text": 5}', "no text"),
        (b'{"text": "a\xff"}', "not UTF-8"),
        (b'{"text": "a\\ud83d"}', "half of a broken character"),
        (b'{"text": "a", "mentions": "Marta"}', "must be a list"),
        (b'{"text": "a", "mentions": [{"name": 1}]}', "needs a"),
        (b'{"text": "' + b"a" * 10_000_000 + b'"}', "is the most"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_others_are_answered(
    bad: bytes, says: str, tmp_path: Path
) -> None:
    told = b"\n".join((LINE.encode(), bad, LINE.encode()))
    answers, errors = tailor("--to", "x", "--jsonl", told=told, code=2, home=tmp_path)
    assert [("error" in answer) for answer in answers] == [False, True, False]
    assert answers[1]["line"] == 2
    assert says in answers[1]["error"]
    assert "line 2" in errors


def test_a_long_text_is_shown_as_a_thread(tmp_path: Path) -> None:
    [shown], _ = tailor("Bread and butter, every day of the year. " * 20, "--to", "bluesky", home=tmp_path)
    assert "1/3" in shown
    assert "3/3" in shown


def test_what_is_left_out_is_a_finding(tmp_path: Path) -> None:
    text = "We bake rye. " + "It is good and dark and warm and lasts a week. " * 60 + "Only 7 left at £4.20."
    line = json.dumps({"text": text}).encode()
    [answer], _ = tailor("--to", "google-business", "--jsonl", told=line, home=tmp_path)
    version = answer["versions"]["google-business"]
    whole = version["parts"][0] + " ".join(finding["message"] for finding in version["findings"])
    assert "£4.20" in whole


@pytest.mark.parametrize(("words", "says"), [((), "--to"), (("--to", "myspace"), "Known ones")])
def test_it_says_what_is_missing(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    _, errors = tailor("Fresh rye", *words, code=2, home=tmp_path)
    assert says in errors


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    _, errors = tailor("gone.jsonl", "--to", "x", "--jsonl", code=2, home=tmp_path)
    assert "cannot be read" in errors

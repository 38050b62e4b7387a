"""`--jsonl`: each line has its answer, whatever is in the others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from twoway.domain.errors import BadInput
from twoway.doors.cli.by_line import LONGEST_LINE, answer_each, lines_of, parsed
from twoway.doors.cli.exits import Ends, Exit


def length(told: Mapping[str, Any]) -> Mapping[str, Any]:
    if "text" not in told:
        raise BadInput("There is no text in it.")
    return {"length": len(told["text"])}


def test_every_line_is_answered_in_its_order_and_empty_ones_are_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"text": "rye"}\n\n{"text": "caf\u00e9"}\n', encoding="utf-8")
    answer_each(str(file), length)
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [{"length": 3}, {"length": 4}]


def test_a_line_that_cannot_be_used_is_named_and_the_others_are_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"txt": "rye"}\nrye\n{"text": "rye"}\n')
    with pytest.raises(Ends) as end:
        answer_each(str(file), length)
    assert end.value.code is Exit.BAD_INPUT
    said = capsys.readouterr()
    assert [json.loads(line).get("line") for line in said.out.splitlines()] == [1, 2, None]
    assert said.err.splitlines()[0] == "line 1: There is no text in it."


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"text": "rye"', "It is not JSON at character 15."),
        (b"[" * 100_000, "It is not JSON"),
        (b'["rye"]', "not an object"),
        (b'{"text": "\xff"}', "not UTF-8 from byte 11 on"),
    ],
)
def test_what_is_no_object_says_why(line: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        parsed(line)


def test_a_line_without_an_end_is_cut_and_not_swallowed(tmp_path: Path) -> None:
    file = tmp_path / "endless.jsonl"
    file.write_bytes(b"x" * (LONGEST_LINE + 5))
    assert [len(line) for line in lines_of(str(file))] == [LONGEST_LINE, 5]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        list(lines_of(str(tmp_path / "none.jsonl")))

import json
from pathlib import Path

import pytest

from benchmarks.vectors import ANSWERS, main

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data" / "text"


def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], *lines: str) -> tuple[int, list[str]]:
    file = tmp_path / "some.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    status = main([str(file)])
    return status, capsys.readouterr().out.splitlines()


def vector(expected: object, section: str = "urls", suite: str = "twitter-text/extract", **given: object) -> str:
    return json.dumps({"id": "v/1", "suite": suite, "section": section, "input": given, "expected": expected})


def test_what_passes_is_only_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, capsys, vector(["a.com"], text="see a.com")) == (0, ["1 passed, 0 failed, 0 skipped"])


def test_what_fails_is_named_with_what_was_expected_and_what_came(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, lines = run(tmp_path, capsys, vector(["b.com"], text="see a.com"))
    assert status == 1
    assert lines == [
        "v/1 (twitter-text/extract/urls): expected ['b.com'], got ['a.com']",
        "0 passed, 1 failed, 0 skipped",
    ]


def test_an_unknown_section_is_an_error_and_only_two_suites_are_skipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    autolink = vector("", suite="twitter-text/autolink", text="a")
    status, lines = run(tmp_path, capsys, vector([], section="nowhere", text="a"), autolink)
    assert status == 1
    assert lines == ["v/1 (twitter-text/extract/nowhere): unknown section", "0 passed, 1 failed, 1 skipped"]


def test_a_line_that_is_no_vector_is_told_with_its_number_and_the_others_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, lines = run(tmp_path, capsys, "{", "[]", vector(["a.com"], text="a.com"), vector([], nothing=1))
    assert status == 1
    assert "some.jsonl:1: is no vector" in lines[0]
    assert "some.jsonl:2: is no vector" in lines[1]
    assert lines[2].startswith("v/1 (twitter-text/extract/urls): expected [], got KeyError")
    assert lines[-1] == "1 passed, 3 failed, 0 skipped"


def test_a_file_that_cannot_be_read_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere.jsonl"]) == 1
    assert "nowhere.jsonl: cannot be read" in capsys.readouterr().out
    assert main([]) == 2


def test_every_vector_on_this_machine_passes(capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(BESIDE.glob("*.jsonl"))
    if not files:
        pytest.skip("the text vectors are not on this machine")
    assert main([str(file) for file in files]) == 0, capsys.readouterr().out
    assert len(ANSWERS) >= 45

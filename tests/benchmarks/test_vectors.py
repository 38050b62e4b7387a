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
    assert "some.jsonl:1: is no vector: it is not JSON at character 2" in lines[0]
    assert "some.jsonl:2: is no vector: it is JSON, but no object" in lines[1]
    assert lines[2].startswith("v/1 (twitter-text/extract/urls): expected [], got KeyError")
    assert lines[-1] == "1 passed, 3 failed, 0 skipped"


def test_what_a_line_lacks_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = run(tmp_path, capsys, '{"id": "v/2", "suite": "twitter-text", "section": "extract/urls"}')
    assert status == 1
    assert lines[0].endswith(":1: is no vector: it has no input, no expected")


def test_a_line_in_another_encoding_is_told_and_the_others_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "some.jsonl"
    good = vector(["a.com"], text="a.com").encode()
    # a byte order mark, an empty line, a line of another encoding, and nothing to end the last line
    file.write_bytes(
        b"\xef\xbb\xbf" + good + b"\r\n\n" + "é".encode("latin-1") + b"\n[" + b"[" * 100_000 + b"\n" + good
    )
    assert main([str(file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("some.jsonl:3: is no vector: it is not UTF-8 from byte 1 on")
    assert lines[1].endswith("some.jsonl:4: is no vector: its JSON is nested too deep")
    assert lines[2] == "2 passed, 2 failed, 0 skipped"


@pytest.mark.parametrize("held", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_a_file_without_vectors_proves_nothing(
    held: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "empty.jsonl"
    file.write_bytes(held)
    assert main([str(file)]) == 1
    assert capsys.readouterr().out.splitlines() == [f"{file}: holds no vectors", "0 passed, 0 failed, 0 skipped"]


@pytest.mark.parametrize("given", [[], "text", None, {"text": 7}, {"text": None}])
@pytest.mark.parametrize("section", sorted(ANSWERS))
def test_an_input_of_another_shape_fails_and_nothing_breaks(
    section: str, given: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suite, _, rest = section.partition("/")
    line = json.dumps({"id": "v/3", "suite": suite, "section": rest, "input": given, "expected": "never"})
    status, lines = run(tmp_path, capsys, line)
    assert (status, lines[-1]) == (1, "0 passed, 1 failed, 0 skipped")


def test_half_a_character_is_counted_or_told_and_breaks_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [vector([], text="a \ud83d b"), vector({}, suite="bluesky-richtext", section="lengths", text="\udc00")]
    assert run(tmp_path, capsys, *lines)[1][-1] == "1 passed, 1 failed, 0 skipped"


def test_fields_that_a_line_may_leave_out_have_their_usual_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = vector({"length": 23, "ok": True}, suite="mastodon-length", section="count", text="https://example.com/a")
    whole = vector([{"text": "rye", "facet": None}], suite="bluesky-richtext", section="segments", text="rye")
    assert run(tmp_path, capsys, short, whole) == (0, ["2 passed, 0 failed, 0 skipped"])


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

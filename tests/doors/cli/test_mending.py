"""Safe fixes, in files and in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.doors.cli.conftest import Say
from twoway.domain.choices import NOTHING
from twoway.domain.errors import Conflict
from twoway.doors.cli.judging import Asked
from twoway.doors.cli.mending import difference, mended, write_back
from twoway.doors.cli.sources import opened

FAULTY = "---\r\ntitle:  two  spaces\r\n---\r\n\r\nFresh  rye at eight – café.\r\nCome  in.\r\n"


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf" + FAULTY.encode())
    return path


def test_a_file_is_written_back_with_its_fixes_and_otherwise_as_it_was(say: Say, post: Path) -> None:
    post.chmod(0o640)
    said = say("check", "a.md", "--network", "rehearsal", "--fix")
    assert said.code == 0
    fixed = FAULTY.replace("Fresh  rye", "Fresh rye").replace("Come  in", "Come in")
    assert post.read_bytes() == b"\xef\xbb\xbf" + fixed.encode()
    assert post.stat().st_mode & 0o777 == 0o640
    assert "a.md is fixed." in said.out
    assert os.listdir(post.parent) == ["a.md"]


def test_what_is_right_is_not_written(say: Say, post: Path) -> None:
    post.write_text("Fresh rye at eight, as on every Friday.\n", encoding="utf-8")
    before = post.stat().st_ino
    assert "is fixed" not in say("check", "a.md", "--network", "rehearsal", "--fix").out
    assert post.stat().st_ino == before


def test_the_difference_is_shown_and_nothing_is_changed(say: Say, post: Path) -> None:
    said = say("check", "a.md", "--network", "rehearsal", "--diff")
    lines = said.out.replace("\r", "").splitlines()
    assert lines[:2] == ["--- a/a.md", "+++ b/a.md"]
    assert "-Fresh  rye at eight – café." in lines
    assert "+Fresh rye at eight – café." in lines
    assert b"Come  in" in post.read_bytes()


def test_words_without_a_file_are_printed_with_their_fixes(say: Say) -> None:
    said = say("check", "-", "--network", "rehearsal", "--fix", given="Fresh  rye at eight.\n")
    assert said.out.startswith("Fresh rye at eight.\n")


def test_only_what_every_network_asks_for_is_fixed(say: Say, post: Path) -> None:
    post.write_text("Come  in for #bread and #rye today\n", encoding="utf-8")
    say("check", "a.md", "--network", "x", "--network", "linkedin", "--fix")
    assert post.read_text(encoding="utf-8") == "Come in for #bread and #rye today\n"


def test_a_file_that_somebody_changed_meanwhile_is_left_alone(post: Path) -> None:
    source = opened(post)
    post.write_text("Something new.\n", encoding="utf-8")
    with pytest.raises(Conflict, match="left alone"):
        write_back(source, "Fresh rye.\n")
    assert post.read_text(encoding="utf-8") == "Something new.\n"


def test_a_link_to_a_file_stays_a_link(say: Say, post: Path) -> None:
    link = post.parent / "b.md"
    link.symlink_to(post)
    say("check", "b.md", "--network", "rehearsal", "--fix")
    assert link.is_symlink()
    assert b"Come in" in post.read_bytes()


def test_fixing_twice_changes_nothing_more(post: Path) -> None:
    asked = Asked(networks=("x", "rehearsal"))
    once = mended(opened(post), asked, NOTHING)
    post.write_bytes(once.content.encode())
    assert mended(opened(post), asked, NOTHING).content == once.content


def test_a_last_line_without_an_end_is_shown_as_one(post: Path) -> None:
    post.write_text("Come  in", encoding="utf-8")
    shown = difference(opened(post), "Come in")
    assert shown.splitlines()[-4:] == [
        "-Come  in",
        "\\ No newline at end of file",
        "+Come in",
        "\\ No newline at end of file",
    ]


@pytest.mark.parametrize("other", ["--tailored", "--jsonl", "--to=rehearsal"])
def test_fixes_go_into_what_is_written_and_nowhere_else(say: Say, other: str) -> None:
    said = say("check", "Fresh  rye", "--network", "rehearsal", "--fix", other)
    assert said.code == 2
    assert "leave out" in said.err

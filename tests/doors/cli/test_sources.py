"""Files and folders of posts, and the choices beside them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.doors.cli.conftest import Say

SHOUT = "WE BAKE THE BEST BREAD OF THE TOWN today.\n"


@pytest.fixture(autouse=True)
def posts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of posts, which one stands beside."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "posts"
    folder.mkdir()
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(text.encode())
    return path


def test_every_markdown_file_of_a_folder_is_a_post(say: Say, posts: Path) -> None:
    write(posts / "a.md", SHOUT)
    write(posts / "deeper" / "b.markdown", SHOUT)
    write(posts / "c.txt", SHOUT)
    write(posts / ".hidden" / "d.md", SHOUT)
    told = say("check", "posts", "--network", "rehearsal", "--json").json
    assert [one["file"] for one in told] == ["posts/a.md", "posts/deeper/b.markdown"]


def test_a_finding_names_its_file_and_its_line_below_the_front_matter(say: Say, posts: Path) -> None:
    write(posts / "a.md", f"---\ntitle: Rye\n---\n\nRye.\n\n{SHOUT}")
    said = say("check", "posts/a.md", "--network", "rehearsal")
    assert "posts/a.md:7:1: warn ACC005" in said.out
    assert said.out.startswith("Rehearsal: 47 of 300 characters as a reader sees them\n")


def test_what_several_networks_find_alike_is_told_once(say: Say, posts: Path) -> None:
    write(posts / "a.md", SHOUT)
    said = say("check", "posts", "--network", "x", "--network", "bluesky")
    assert said.out.count("ACC005") == 1
    assert "(X, Bluesky)" in said.out


def test_several_files_end_with_one_when_one_of_them_is_stopped(say: Say, posts: Path) -> None:
    write(posts / "a.md", "Fresh rye at eight.\n")
    write(posts / "b.md", "rye " * 100)
    said = say("check", "posts/a.md", "posts/b.md", "--network", "rehearsal")
    assert said.code == 1
    assert "posts/b.md:1:301: stop LEN001" in said.out
    assert said.out.splitlines()[-1].startswith("2 files: 1 stop")


def test_a_file_that_is_no_text_is_told_and_the_others_are_checked(say: Say, posts: Path) -> None:
    (posts / "a.md").write_bytes(b"caf\xe9")
    write(posts / "b.md", SHOUT)
    said = say("check", "posts", "--network", "rehearsal")
    assert said.code == 2
    assert "posts/a.md is not text (UTF-8): byte 4" in said.err
    assert "posts/b.md:1:1: warn ACC005" in said.out


def test_a_file_that_is_far_too_long_is_told_without_reading_all_of_it(say: Say, posts: Path) -> None:
    write(posts / "a.md", "a" * 10_000_000)
    said = say("check", "posts/a.md", "--network", "rehearsal")
    assert said.code == 2
    assert said.err == "posts/a.md is longer than 1,000,000 characters. Keep the part you want to post.\n"


def test_a_name_that_is_no_text_is_told_all_the_same(say: Say, posts: Path) -> None:
    path = os.fsencode(posts) + b"/caf\xe9.md"
    with open(path, "wb") as stream:
        stream.write(SHOUT.encode())
    for style in ("text", "json", "sarif", "github"):
        said = say("check", "posts", "--network", "rehearsal", "--format", style)
        assert said.code == 0
        assert "caf" in said.out


def test_a_byte_order_mark_is_nobodys_word(say: Say, posts: Path) -> None:
    write(posts / "a.md", "\ufeff---\na: b\n---\nFresh rye.\n")
    assert say("check", "posts/a.md", "--network", "rehearsal", "--json").json[0]["count"]["value"] == 10


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("gone.md",), "There is no file “gone.md”."),
        (("a.md", "gone"), "There is no file “gone”."),
        (("Fresh", "rye"), "There is no file “Fresh”. Put a text of several words in quotes."),
        (("posts",), "There is no Markdown file (.md) in posts."),
    ],
)
def test_a_file_that_is_not_there_is_not_taken_for_a_text(
    say: Say, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    write(tmp_path / "a.md", "Rye.")
    said = say("check", *words, "--network", "rehearsal")
    assert said.code == 2
    assert told in said.err


# -- choices -----------------------------------------------------------------------------------------------------------


def test_the_nearest_file_of_choices_holds(say: Say, tmp_path: Path, posts: Path) -> None:
    write(posts / "a.md", SHOUT)
    write(posts / "loud" / "b.md", SHOUT)
    write(tmp_path / "pyproject.toml", '[tool.twoway]\nnetworks = ["rehearsal"]\nseverity.ACC005 = "stop"\n')
    write(posts / "loud" / "twoway.toml", 'networks = ["rehearsal"]\nignore = ["all-caps"]\n')
    said = say("check", "posts")
    assert said.code == 1
    assert "posts/a.md:1:1: stop ACC005" in said.out
    assert said.out.count("ACC005") == 1


def test_a_project_file_without_our_table_is_passed_over(say: Say, tmp_path: Path, posts: Path) -> None:
    write(posts / "a.md", SHOUT)
    write(posts / "pyproject.toml", "[project]\nname = 'rye'\n")
    write(tmp_path / "twoway.toml", 'ignore = ["ACC"]')
    assert "ACC005" not in say("check", "posts", "--network", "rehearsal").out


def test_choices_hold_for_words_and_lines_too_and_can_be_left_alone(say: Say, tmp_path: Path) -> None:
    write(tmp_path / "twoway.toml", 'networks = ["rehearsal"]\nignore = ["ACC"]')
    assert "ACC005" not in say("check", SHOUT).out
    assert "ACC005" in say("check", SHOUT, "--bare", "--network", "rehearsal").out
    assert "ACC005" not in say("check", "--jsonl", given=f'{{"text": "{SHOUT.strip()}"}}\n').out


def test_choices_can_be_named(say: Say, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere" / "ours.toml", 'networks = ["rehearsal"]\nselect = ["LEN"]')
    assert "ACC005" not in say("check", SHOUT, "--config", "elsewhere/ours.toml").out


def test_files_that_are_excluded_are_not_looked_at(say: Say, tmp_path: Path, posts: Path) -> None:
    write(tmp_path / "twoway.toml", 'networks = ["rehearsal"]\nexclude = ["README.md", "posts/old/*"]')
    write(posts / "README.md", SHOUT)
    write(posts / "old" / "a.md", SHOUT)
    write(posts / "new.md", SHOUT)
    said = say("check", "posts/README.md", "posts", "--json")
    assert [one["file"] for one in said.json] == ["posts/new.md"]


def test_a_choice_that_makes_no_sense_is_told_with_its_file(say: Say, tmp_path: Path) -> None:
    write(tmp_path / "twoway.toml", 'ignore = ["ACC05"]')
    said = say("check", SHOUT, "--network", "rehearsal")
    assert said.code == 2
    assert said.err.startswith("twoway.toml: There is no rule “ACC05”. Did you mean “ACC005”?")


def test_a_persona_with_a_name_of_its_own_has_its_own_rules(say: Say, tmp_path: Path) -> None:
    write(tmp_path / "twoway.toml", '[personas."Alder & Rye"]\nkind = "work"\nignore = ["ACC"]')
    words = ("check", SHOUT, "--network", "rehearsal")
    assert "ACC005" in say(*words).out
    assert "ACC005" not in say(*words, "--persona", "Alder & Rye").out

"""A folder of posts under git: what a network would refuse is not committed."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shape.tree import ROOT, text_of

PAGE = ROOT / "docs" / "how-to" / "check-posts-before-commit.md"
HOOKS = ROOT / ".pre-commit-hooks.yaml"


@dataclass(frozen=True)
class Repository:
    """A repository of posts; git reads nobody's settings, and `twoway` is the one under test."""

    folder: Path
    env: dict[str, str]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=self.folder, env=self.env, capture_output=True, text=True, timeout=60, check=False
        )

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(self) -> subprocess.CompletedProcess[str]:
        assert self.run("git", "add", "-A").returncode == 0
        return self.run("git", "commit", "-qm", "Posts")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    command = tmp_path / "bin" / "twoway"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -P -m twoway "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    people = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = {
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "TWOWAY_HOME": str(tmp_path / "home"),
        "GIT_CONFIG_NOSYSTEM": "1",
        **people,
    }
    one = Repository(tmp_path / "shop", env)
    one.folder.mkdir()
    assert one.run("git", "init", "-q").returncode == 0
    return one


def the_hook_of_the_page() -> str:
    found = re.search(r"```sh\n(#!/bin/sh\n.+?)```", text_of(PAGE), re.DOTALL)
    assert found
    return found[1]


def test_the_hook_of_the_page_lets_good_posts_in_and_no_others(repository: Repository) -> None:
    hook = repository.folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(the_hook_of_the_page(), encoding="utf-8")
    hook.chmod(0o755)
    repository.write("posts/a first day.md", "---\ntitle: Rye\n---\n\nFresh rye at eight.\n")
    assert repository.commit().returncode == 0
    repository.write("posts/too long.md", "rye " * 1000)
    stopped = repository.commit()
    assert stopped.returncode != 0
    assert "posts/too long.md:1:281: stop LEN001" in stopped.stdout + stopped.stderr
    assert repository.run("git", "log", "--format=%s").stdout == "Posts\n"
    assert not (repository.folder.parent / "home").exists()


def hooks() -> dict[str, str]:
    """Each hook that is offered, with its entry."""
    text = text_of(HOOKS)
    return dict(
        zip(
            re.findall(r"^- id: (.+)$", text, re.MULTILINE),
            re.findall(r"^  entry: (.+)$", text, re.MULTILINE),
            strict=True,
        )
    )


def test_the_offered_hooks_run_on_files_under_the_choices_beside_them(repository: Repository) -> None:
    repository.write("twoway.toml", 'networks = ["x"]\n')
    repository.write("posts/a.md", "Fresh  rye at eight.\n")
    repository.write("posts/b.md", "Come in, it is warm.\n")
    offered = hooks()
    checked = repository.run(*shlex.split(offered["twoway-check"]), "posts/a.md", "posts/b.md")
    assert checked.returncode == 0
    assert "posts/a.md:1:6: hint FMT007" in checked.stdout
    fixed = repository.run(*shlex.split(offered["twoway-fix"]), "posts/a.md", "posts/b.md")
    assert fixed.returncode == 0
    assert (repository.folder / "posts/a.md").read_text(encoding="utf-8") == "Fresh rye at eight.\n"


def test_the_choices_on_the_page_can_be_used(repository: Repository) -> None:
    [choices] = re.findall(r"```toml\n(.+?)```", text_of(PAGE), re.DOTALL)
    repository.write("twoway.toml", choices)
    repository.write("posts/a.md", "Fresh rye at eight.\n")
    for more in ((), ("--persona", "Sarah")):
        told = repository.run("twoway", "check", "posts", *more)
        assert (told.returncode, told.stderr) == (0, "")

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.doors.cli.conftest import Say
from tests.installation import Installation


def new(one: Installation, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "twoway", "new", *words],
        cwd=folder,
        env=one.environ(),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("kind", ["network", "rule", "report"])
def test_a_new_one_begins_as_a_module_and_its_test(kind: str, bare: Installation, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    for folder in ("src/twoway/plug", "tests", "docs"):
        (clone / folder).mkdir(parents=True)
    made = new(bare, clone / "docs", kind, "Town Hall")
    assert made.returncode == 0
    paths = made.stdout.split()
    assert paths == [f"src/twoway/{kind}s/town_hall.py", f"tests/{kind}s/test_town_hall.py"]
    assert all((clone / path).is_file() for path in paths)
    assert new(bare, clone, kind, "town-hall").returncode == 5


def test_outside_of_a_clone_nothing_is_written(bare: Installation, tmp_path: Path) -> None:
    made = new(bare, tmp_path, "rule", "town-hall")
    assert made.returncode == 2
    assert "clone" in made.stderr


def test_what_cannot_be_made_is_told(say: Say) -> None:
    assert say("new", "persona", "x").code == 2

"""A step of the set-up is done once for each state of what it depends on, and a step that fails says what to do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".venv").mkdir()
    return tmp_path


def bash(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """A script that has the steps at hand."""
    return subprocess.run(
        ["bash", "-c", f'set -euo pipefail\n. "{ROOT}/scripts/steps.sh"\n{script}'],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_a_step_is_done_once(folder: Path) -> None:
    script = 'step one "$(sign wishes)" "Doing it" bash -c "echo done >> log"'
    (folder / "wishes").write_text("a")
    assert bash(folder, script).stdout.startswith("Doing it ... done")
    assert bash(folder, script).stdout == ""
    assert (folder / "log").read_text() == "done\n"


def test_a_step_is_done_again_when_what_it_depends_on_changed(folder: Path) -> None:
    script = 'step one "$(sign wishes)" "Doing it" true'
    for wishes in ("a", "b"):
        (folder / "wishes").write_text(wishes)
        assert "done" in bash(folder, script).stdout


def test_a_step_that_fails_shows_what_was_said_and_the_cure_and_is_tried_again(folder: Path) -> None:
    script = 'cure="Plug the cable in."\nstep one same "Fetching" bash -c "echo no network; exit 3"\necho not reached'
    for _ in range(2):
        done = bash(folder, script)
        assert done.returncode == 1
        assert "no network" in done.stdout
        assert "not reached" not in done.stdout
        assert done.stderr == "\ntwoway: Fetching did not work.\n  Plug the cable in.\n"


@pytest.mark.parametrize("name", ["setup", "prepare_tests", "test", "lock", "steps.sh"])
def test_every_script_is_whole(name: str) -> None:
    done = subprocess.run(
        ["bash", "-n", ROOT / "scripts" / name], capture_output=True, text=True, check=False, timeout=30
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_checks_run_the_command_of_the_readme() -> None:
    assert "make test" in (ROOT / ".ci/run").read_text()
    assert "make test" in (ROOT / "README.md").read_text()

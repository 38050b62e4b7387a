"""`twoway new`: what it writes works before a word of it is changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from twoway.domain.errors import BadInput, Conflict
from twoway.plug.new import Kind, as_kind, as_slug, clone_around, pair, title, write

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 22)
NAMES = {Kind.NETWORK: "Village Green", Kind.RULE: "click-here", Kind.REPORT: "sent by account"}


def copy_of_the_clone(root: Path) -> Path:
    """The parts that plug-ins stand on."""
    for folder in ("src/twoway/domain", "src/twoway/plug", "src/twoway/networks", "src/twoway/rules",
                   "src/twoway/reports", "tests/plug"):  # fmt: skip
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("src/twoway/__init__.py", "pyproject.toml"):
        shutil.copy(ROOT / file, root / file)
    return root


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone with one new pair of each kind written into it."""
    root = copy_of_the_clone(tmp_path_factory.mktemp("clone"))
    for kind, name in NAMES.items():
        write(pair(kind, name, TODAY), root)
    return root


def run(clone: Path, *command: str) -> str:
    """The output of a Python tool in the clone; the test fails with it when the tool does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO", "MYPY"))}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=clone,
        env={
            **kept,
            "PYTHONPATH": str(clone / "src"),
            "MYPYPATH": str(clone / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def written(clone: Path) -> list[str]:
    return [file.path for kind, name in NAMES.items() for file in pair(kind, name, TODAY)]


def test_every_pair_passes_its_own_tests(clone: Path) -> None:
    (clone / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    tests = [path for path in written(clone) if path.startswith("tests/")]
    told = run(clone, "pytest", "-q", "-p", "no:django", "-p", "no:cacheprovider", *tests)
    assert "passed" in told


def test_a_new_network_keeps_the_promises_of_all_networks(clone: Path) -> None:
    (clone / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    told = run(
        clone, "pytest", "-q", "-p", "no:django", "-p", "no:cacheprovider",
        "tests/plug/test_every_network.py", "-k", "village-green",
    )  # fmt: skip
    assert "passed" in told


def test_a_new_rule_and_a_new_report_are_found(clone: Path) -> None:
    (clone / "found.py").write_text(
        "from twoway.plug import finder\nprint(*finder.rules(), *finder.reports(), *finder.networks())\n"
    )
    assert {"NEW-CLICK-HERE", "sent-by-account", "village-green"} <= set(run(clone, "found").split())


def test_the_examples_of_a_new_rule_are_true(clone: Path) -> None:
    (clone / "examples.py").write_text(
        "from twoway.plug import finder\n"
        "rule = finder.rules()['NEW-CLICK-HERE']\n"
        "assert not any(list(rule.check(case)) for case in rule.passes)\n"
        "assert all(list(rule.check(case)) for case in rule.fails)\n"
        "print('true')\n"
    )
    assert run(clone, "examples").strip() == "true"


@pytest.mark.parametrize("name", ["q", "the-longest-name-there-may-bee", "Village Green"])
def test_every_pair_passes_lint_and_is_in_the_house_format(tmp_path: Path, name: str) -> None:
    root = copy_of_the_clone(tmp_path)
    paths = [str(path) for kind in Kind for path in write(pair(kind, name, TODAY), root)]
    run(root, "ruff", "check", "--no-cache", *paths)
    run(root, "ruff", "format", "--no-cache", "--check", *paths)


def test_every_pair_passes_the_type_checker(clone: Path) -> None:
    (clone / "mypy.ini").write_text("[mypy]\nstrict = True\nexplicit_package_bases = True\n")
    run(clone, "mypy", "--config-file", "mypy.ini", *written(clone))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Town Hall", "town-hall"),  # as people say it
        ("  town_hall ", "town-hall"),  # as Python says it
        ("x2", "x2"),
    ],
)
def test_a_name_becomes_a_slug(name: str, slug: str) -> None:
    assert as_slug(name) == slug


@pytest.mark.parametrize("name", ["", "  ", "2x", "../../etc", "né", "class", "a" * 31, "semi;colon", "-"])
def test_a_name_that_cannot_name_a_module_is_refused_with_a_reason(name: str) -> None:
    with pytest.raises(BadInput, match=r"cannot name a file|word of Python") as refused:
        as_slug(name)
    assert refused.value.field == "name"


def test_a_kind_that_does_not_exist_is_refused_with_the_list_of_those_that_do() -> None:
    with pytest.raises(BadInput, match="network, rule, report"):
        as_kind("theme")


def test_a_network_is_titled_like_a_name_and_a_report_like_a_sentence() -> None:
    assert title("town-hall", Kind.NETWORK) == "Town Hall"
    assert title("sent-by-account", Kind.REPORT) == "Sent by account"


def test_nothing_is_overwritten_and_nothing_half_written(tmp_path: Path) -> None:
    module, test = pair(Kind.RULE, "click-here", TODAY)
    (tmp_path / test.path).parent.mkdir(parents=True)
    (tmp_path / test.path).write_text("mine")
    with pytest.raises(Conflict, match="is there already"):
        write((module, test), tmp_path)
    assert (tmp_path / test.path).read_text() == "mine"
    assert not (tmp_path / module.path).exists()


def test_the_root_of_the_clone_is_found_from_within(clone: Path) -> None:
    assert clone_around(clone / "src/twoway/rules") == clone


def test_outside_a_clone_the_way_out_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="entry points"):
        clone_around(tmp_path)

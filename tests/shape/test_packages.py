"""What is named is pinned, what is pinned is pinned once, and each package that we chose has its reason written down."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shape.tree import ROOT, TESTS, having, parsed, sources, strings, text_of

PACKAGES = ROOT / "requirements"
PROJECT = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]

#: What only those need who ask for it: several machines, a model of language.
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]


def pinned(name: str) -> dict[str, str]:
    """Versions by package in one of the lock files."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", text_of(PACKAGES / name), re.MULTILINE)
    return {canonicalize_name(package): version for package, version in found}


def asked(path: Path) -> list[Requirement]:
    """What a file of wishes names."""
    lines = [line.split("#")[0].strip() for line in text_of(path).splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


@pytest.mark.parametrize(
    ("wishes", "lock"),
    [
        ([Requirement(words) for words in PROJECT["dependencies"]], "run.txt"),
        (asked(PACKAGES / "build.in"), "run.txt"),
        (asked(PACKAGES / "test.in"), "test.txt"),
        (asked(PACKAGES / "node.in"), "node.txt"),
        (asked(PACKAGES / "lock.in"), "lock.txt"),
        (asked(PACKAGES / "meaning.in"), "meaning.txt"),
        ([Requirement(words) for words in EXTRAS["meaning"]], "meaning.txt"),
    ],
    ids=["pyproject", "build", "test", "node", "lock", "meaning", "the extra meaning"],
)
def test_everything_that_is_asked_for_is_pinned_within_its_range(wishes: list[Requirement], lock: str) -> None:
    versions = pinned(lock)
    wrong = [str(w) for w in wishes if not w.specifier.contains(versions.get(canonicalize_name(w.name), "0"))]
    assert wrong == [], "run: scripts/lock"


def imported(paths: list[Path]) -> set[str]:
    """The packages of others that these files import, by the names under which they are installed."""
    modules = set()
    for path in paths:
        # import_module("rich.table"): imported only when it is needed.
        modules |= set(re.findall(r"""import_module\(["'](\w+)""", text_of(path)))
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.split(".")[0])
    modules -= {*sys.stdlib_module_names, "twoway", "tests", "scripts", "benchmarks"}
    known = packages_distributions()
    return {canonicalize_name(known[module][0]) for module in modules if module in known}


def test_the_product_names_every_package_that_it_imports() -> None:
    wished = [*PROJECT["dependencies"], *(words for extra in EXTRAS.values() for words in extra)]
    assert imported(sources()) - {canonicalize_name(Requirement(words).name) for words in wished} == set()


def test_what_is_asked_for_by_some_only_is_pinned_for_the_tests() -> None:
    versions = pinned("test.txt")
    # A model is too large to install for every test: what needs it skips, and has a lock of its own.
    wishes = [Requirement(words) for name, extra in EXTRAS.items() if name != "meaning" for words in extra]
    assert [str(w) for w in wishes if not w.specifier.contains(versions.get(canonicalize_name(w.name), "0"))] == []


def test_the_product_needs_every_package_that_it_names() -> None:
    # Some are named in the settings only, by their module.
    settings = {word.split(".")[0] for path in sources() for _, word in strings(path) if path.parent.name == "site"}
    known = packages_distributions()
    by_settings = {canonicalize_name(package) for word in settings for package in known.get(word, [])}
    named = {canonicalize_name(Requirement(words).name) for words in PROJECT["dependencies"]}
    assert named - imported(sources()) - by_settings == set()


def test_the_tests_name_every_package_that_they_import() -> None:
    named = {canonicalize_name(wish.name) for wish in asked(PACKAGES / "test.in")}
    named |= {canonicalize_name(Requirement(words).name) for words in PROJECT["dependencies"]}
    assert imported(having(".py", under=TESTS)) - named == set()


def test_tests_and_product_run_on_the_same_versions() -> None:
    run, test = pinned("run.txt"), pinned("test.txt")
    assert {name: (run[name], test[name]) for name in run.keys() & test.keys() if run[name] != test[name]} == {}


def test_every_package_that_we_chose_has_its_reason_in_the_docs() -> None:
    page = text_of(ROOT / "docs/why/dependencies.md").lower()
    node = json.loads(text_of(ROOT / "package.json"))
    chosen = [Requirement(words).name for words in PROJECT["dependencies"]]
    chosen += [wish.name for name in ("build.in", "test.in", "node.in") for wish in asked(PACKAGES / name)]
    chosen += [*node.get("dependencies", {}), *node.get("devDependencies", {})]
    assert [name for name in chosen if name.lower() not in page] == []


def test_the_lock_file_of_the_pages_is_the_one_of_its_wishes() -> None:
    node, lock = (json.loads(text_of(ROOT / name)) for name in ("package.json", "package-lock.json"))
    for kind in ("dependencies", "devDependencies"):
        assert lock["packages"][""].get(kind, {}) == node.get(kind, {})


def test_every_target_says_in_the_help_what_it_does() -> None:
    text = text_of(ROOT / "Makefile")
    targets = set(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)[0].split())
    # `tools` is a step of others and nothing that a person asks for.
    assert targets - set(re.findall(r"^([a-z]+):.*## \S", text, re.MULTILINE)) == {"tools"}

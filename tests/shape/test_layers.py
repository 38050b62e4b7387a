"""Arrows point down, also where a module is imported by its name while the product runs: lint-imports cannot see those."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.shape.tree import ROOT, SRC, name_of, parsed, sources, text_of

CONTRACTS = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]


def places(container: str) -> dict[str, int]:
    """How high each folder stands, from the contract that lint-imports reads."""
    layers = next(c["layers"] for c in CONTRACTS if c.get("containers") == [container])
    return {name.strip(): -height for height, layer in enumerate(layers) for name in layer.split("|")}


FOLDERS, APPS = places("twoway"), places("twoway.apps")


def named(path: Path) -> Iterator[tuple[int, str]]:
    """The modules of ours that a file imports by name, as far as the name stands there."""
    for node in ast.walk(parsed(path)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        word = node.args[0]
        if isinstance(word, ast.JoinedStr) and word.values:
            word = word.values[0]
        if called == "import_module" and isinstance(word, ast.Constant) and str(word.value).startswith("twoway."):
            yield node.lineno, str(word.value)


def may(importer: str, imported: str) -> bool:
    """Whether a module may know another one, both from the folder on: `apps.posts.actions`."""
    (mine, *my_rest), (theirs, *their_rest) = importer.split("."), imported.split(".")
    if mine == theirs == "apps" and my_rest[0] != their_rest[0]:
        return APPS[my_rest[0]] > APPS[their_rest[0]]
    return mine == theirs or FOLDERS[mine] > FOLDERS[theirs]


def module_of(path: Path) -> str:
    return path.relative_to(SRC).with_suffix("").as_posix().replace("/", ".")


def test_what_is_imported_by_name_stands_below() -> None:
    wrong = [
        f"{name_of(path)}:{line}: {module}"
        for path in sources()
        for line, module in named(path)
        # The finder looks into whole folders; the name of the folder is not in its text.
        if module != "twoway." and not may(module_of(path), module.removeprefix("twoway."))
    ]
    assert wrong == []


def test_only_the_finder_puts_the_name_of_a_folder_together() -> None:
    assert {name_of(path) for path in sources() for _, module in named(path) if module == "twoway."} <= {
        "src/twoway/plug/finder.py"
    }


def test_nobody_reaches_for_a_plug_in_by_name() -> None:
    homes = ("twoway.networks", "twoway.rules", "twoway.reports")
    assert [
        f"{name_of(path)}:{line}" for path in sources() for line, module in named(path) if module.startswith(homes)
    ] == []


def test_an_arrow_that_points_up_would_be_seen() -> None:
    assert may("doors.cli.main", "apps.posts.actions")
    assert may("apps.inbox.actions", "apps.delivery.actions")
    assert not may("apps.delivery.jobs", "apps.posts.actions")
    assert not may("apps.posts.actions", "apps.inbox.queries")
    assert not may("domain.tailor", "plug.finder")

"""Every test is collected: a test that never runs is worse than none."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from tests.shape.tree import ROOT, TESTS, having, name_of, parsed, text_of

TEST_FILES = [path for path in having(".py", under=TESTS) if path.name.startswith("test_")]
OTHER_FILES = [path for path in having(".py", under=TESTS) if not path.name.startswith("test_")]


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions at the top, and methods of classes at the top."""
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.ClassDef))]
    return [node for body in bodies for node in body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def names_of_tests(path: Path) -> list[str]:
    """The names of the tests in a file; `TestLane = Lane.TestCase` makes tests out of a machine of hypothesis."""
    machines = [target for node in parsed(path).body if isinstance(node, ast.Assign) for target in node.targets]
    return [
        *(f.name for f in functions(parsed(path)) if f.name.startswith("test_")),
        *(m.id for m in machines if isinstance(m, ast.Name) and m.id.startswith("Test")),
    ]


#: Decorators that hand a function to pytest or hypothesis, which call it.
CALLED_BY_OTHERS = ("fixture", "rule", "initialize", "invariant", "hookimpl")


def is_called_by_others(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    decorators = [ast.unparse(decorator).split("(")[0].split(".")[-1] for decorator in function.decorator_list]
    return any(name in CALLED_BY_OTHERS for name in decorators)


def test_every_test_file_holds_tests() -> None:
    assert [name_of(path) for path in TEST_FILES if not names_of_tests(path)] == []


def test_no_test_hides_in_a_file_that_is_not_collected() -> None:
    assert [f"{name_of(path)}: {name}" for path in OTHER_FILES for name in names_of_tests(path)] == []


def test_no_test_has_the_name_of_another_in_its_file() -> None:
    twice = []
    for path in TEST_FILES:
        top = [f.name for f in parsed(path).body if isinstance(f, (ast.FunctionDef, ast.AsyncFunctionDef))]
        twice += sorted(f"{name_of(path)}: {name}" for name in set(top) if top.count(name) > 1)
    assert twice == []


def asserting_alone(path: Path) -> list[str]:
    """Functions that assert something, and that nobody calls."""
    tree = parsed(path)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return [
        f"{name_of(path)}: {f.name}"
        for f in functions(tree)
        if not f.name.startswith(("test_", "__"))
        and not is_called_by_others(f)
        and f.name not in used
        and any(isinstance(node, ast.Assert) for node in ast.walk(f))
    ]


def test_a_function_that_asserts_is_a_test_or_is_used_by_one() -> None:
    assert [found for path in TEST_FILES for found in asserting_alone(path)] == []


def test_a_class_of_tests_has_a_name_that_is_collected() -> None:
    wrong = [
        f"{name_of(path)}: {node.name}"
        for path in TEST_FILES
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("Test")
        for part in node.body
        if isinstance(part, ast.FunctionDef) and part.name.startswith("test_")
    ]
    assert wrong == []


def test_nothing_is_left_out_of_the_collection() -> None:
    for path in having(".py", under=TESTS):
        names = {node.id for node in ast.walk(parsed(path)) if isinstance(node, ast.Name)}
        assert not names & {"collect_ignore", "collect_ignore_glob", "pytest_ignore_collect"}, name_of(path)
    assert "--ignore" not in text_of(ROOT / "pyproject.toml")


def test_a_run_of_everything_collects_every_test_file(request: pytest.FixtureRequest) -> None:
    """Says something only when everything is asked for; a run of some files is asked to hold those."""
    asked = [Path(str(word).split("::")[0]).resolve() for word in request.config.args]
    wanted = {path for path in TEST_FILES for folder in asked if path == folder or path.is_relative_to(folder)}
    if os.environ.get("TWOWAY_TEST_DATABASE"):
        # What is about SQLite alone stays there.
        wanted = {path for path in wanted if "pytest.mark.sqlite" not in text_of(path)}
    chosen = request.config.getoption("keyword") or request.config.getoption("markexpr")
    collected = {item.path for item in request.session.items}
    assert chosen or any("::" in str(word) for word in request.config.args) or wanted <= collected

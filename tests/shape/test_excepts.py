"""Catching everything has three homes, each with its reason in docs/why/architecture.md; nothing catches BaseException."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "twoway"
HOMES = {"work/clock.py", "doors/cli/main.py", "domain/guard.py"}


def caught(tree: ast.AST) -> set[str]:
    """The names of what a module's handlers catch; an empty one for a bare except."""
    handlers = [node.type for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    names = [name for kind in handlers for name in (ast.walk(kind) if kind is not None else [None])]
    return {"" if name is None else name.id for name in names if name is None or isinstance(name, ast.Name)}


def broad() -> dict[str, set[str]]:
    found = {
        str(file.relative_to(SOURCE)): caught(ast.parse(file.read_text(encoding="utf-8")))
        & {"", "Exception", "BaseException"}
        for file in sorted(SOURCE.rglob("*.py"))
    }
    return {file: names for file, names in found.items() if names}


def test_only_the_homes_catch_everything() -> None:
    assert broad() == {file: {"Exception"} for file in HOMES}


def test_this_test_sees_what_it_looks_for() -> None:
    code = "try:\n    x\nexcept (ValueError, BaseException):\n    y\ntry:\n    x\nexcept:\n    y\n"
    assert caught(ast.parse(code)) == {"ValueError", "BaseException", ""}

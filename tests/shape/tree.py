"""Which files the project has, and how shape tests read them."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "twoway"
TESTS = ROOT / "tests"


@cache
def files() -> tuple[Path, ...]:
    """Every file that is in the project or about to be: not what git ignores."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(path for name in sorted(listed.split("\0")) if name and (path := ROOT / name).is_file())


def having(*endings: str, under: Path = ROOT) -> list[Path]:
    """Files with one of these endings under a folder."""
    return [path for path in files() if path.suffix in endings and path.is_relative_to(under)]


def name_of(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()


@cache
def text_of(path: Path) -> str:
    """The text of a file; empty for a picture or a font."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(text_of(path), filename=str(path))


def sources() -> list[Path]:
    """Every Python file of the product."""
    return having(".py", under=SRC)


def docstrings(tree: ast.Module) -> set[int]:
    """The ids of the nodes that are docstrings, and of strings that stand alone."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Line and value of every string in a Python file that is not a docstring."""
    tree = parsed(path)
    skipped = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


def words(text: str) -> Iterator[str]:
    """The words of a text in lower case; `network_name`, `networkName` and `network-name` are two words each."""
    for run in re.findall(r"[A-Za-z]+", text):
        yield from (word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", run))

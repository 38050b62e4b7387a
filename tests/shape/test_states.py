"""One writer for each state: only the method `become` of a model may write the column."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.shape.tree import name_of, parsed, sources

#: Calls that write rows. A keyword `state` in them changes the state of a row that is there.
WRITES = {"update", "aupdate", "bulk_update", "update_or_create", "setattr"}


def is_state_name(node: ast.expr) -> bool:
    """The string "state", alone or in a list."""
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return any(is_state_name(part) for part in node.elts)
    if isinstance(node, ast.Dict):
        return any(key is not None and is_state_name(key) for key in node.keys)
    return isinstance(node, ast.Constant) and node.value == "state"


def assigns_state(node: ast.AST) -> bool:
    """`x.state = ...`, in all its spellings."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = [part for target in node.targets for part in ast.walk(target) if isinstance(part, ast.expr)]
    elif isinstance(node, (ast.AugAssign, ast.AnnAssign)) and getattr(node, "value", None) is not None:
        targets = [node.target]
    return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)


def calls_a_writer(node: ast.AST) -> bool:
    """`.update(state=...)`, `.save(update_fields=["state"])`, `setattr(row, "state", ...)` and their like."""
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in WRITES:
        return any(k.arg == "state" or is_state_name(k.value) for k in node.keywords) or any(
            map(is_state_name, node.args)
        )
    return name in ("save", "asave") and any(
        k.arg == "update_fields" and is_state_name(k.value) for k in node.keywords
    )


def writers(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, int]]:
    """The function and line of everything that writes a state."""
    for node in ast.iter_child_nodes(tree):
        here = node.name if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else inside
        if assigns_state(node) or calls_a_writer(node):
            yield here, getattr(node, "lineno", 0)
        yield from writers(node, here)


def test_only_become_writes_a_state() -> None:
    found = [
        f"{name_of(path)}:{line} in {name}"
        for path in sources()
        if "apps" in path.parts and "migrations" not in path.parts
        for name, line in writers(parsed(path))
        if name != "become"
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "delivery.state = 'sent'",
        "a, delivery.state = 1, 'sent'",
        "rows.filter(pk=1).update(state='sent')",
        "rows.bulk_update(found, ['state'])",
        "rows.update_or_create(pk=1, defaults={'state': 'sent'})",
        "delivery.save(update_fields=['state'])",
        "setattr(delivery, 'state', 'sent')",
        "rows.update(**{'state': 'sent'})",
    ],
)
def test_a_second_writer_would_be_seen(code: str) -> None:
    assert list(writers(ast.parse(f"def act():\n    {code}\n"))) == [("act", 2)]


@pytest.mark.parametrize(
    "code",
    [
        "rows.filter(state='sent')",  # asking is not writing
        "Delivery(state='waiting')",  # a row that is new begins somewhere
        "state = row.state",
        "post.statement = 'x'",
    ],
)
def test_reading_is_not_writing(code: str) -> None:
    assert list(writers(ast.parse(f"def act():\n    {code}\n"))) == []

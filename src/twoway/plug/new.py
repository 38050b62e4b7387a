"""`twoway new`: writes a module and its test that work, to be filled with what is true.

The patterns lie beside this file in `patterns/`. What is written passes its own tests, the contract tests, lint and
types.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from string import Template

from twoway.domain.errors import BadInput, Conflict


class Kind(StrEnum):
    """What can be added to Twoway as one module with one test."""

    NETWORK = "network"
    RULE = "rule"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file to write, at `path` from the root of the clone."""

    path: str
    text: str


def as_kind(word: str) -> Kind:
    """The kind that is meant; BadInput that lists them when it is none."""
    try:
        return Kind(word.strip().lower())
    except ValueError:
        known = ", ".join(Kind)
        raise BadInput(f"“{word}” cannot be added. What can: {known}.", field="kind") from None


def as_slug(name: str) -> str:
    """`Town Hall` -> `town-hall`; BadInput for a name that cannot name a module."""
    slug = re.sub(r"[\s_-]+", "-", name.strip().lower()).strip("-")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug) or len(slug) > 30:
        raise BadInput(
            f"“{name}” cannot name a file. Use up to 30 letters a to z, digits and hyphens, and begin with a letter.",
            field="name",
        )
    if keyword.iskeyword(slug):
        raise BadInput(f"“{slug}” is a word of Python itself. Choose another name.", field="name")
    return slug


def title(slug: str, kind: Kind) -> str:
    """How people read the name: `Town Hall` for a network, `Sent by account` for the rest."""
    words = slug.replace("-", " ")
    return words.title() if kind is Kind.NETWORK else words.capitalize()


def rule_code(slug: str) -> str:
    """A code that is free for certain because it holds the name; replace it by the family's next number."""
    return "NEW-" + slug.upper()


def pair(kind: Kind, name: str, today: date) -> tuple[NewFile, NewFile]:
    """The module and its test."""
    slug = as_slug(name)
    module = slug.replace("-", "_")
    words = {
        "slug": slug,
        "module": module,
        "title": title(slug, kind),
        "code": rule_code(slug),
        "glyph": slug[0].upper(),
        "year": today.year,
        "month": today.month,
        "day": today.day,
    }
    folder = f"{kind}s"
    patterns = files("twoway.plug") / "patterns"

    def filled(pattern: str) -> str:
        return Template((patterns / pattern).read_text(encoding="utf-8")).substitute(words)

    return (
        NewFile(path=f"src/twoway/{folder}/{module}.py", text=filled(f"{kind}.py.txt")),
        NewFile(path=f"tests/{folder}/test_{module}.py", text=filled(f"{kind}_test.py.txt")),
    )


def clone_around(folder: Path) -> Path:
    """The root of the clone that this folder lies in; BadInput when it lies in none."""
    for root in (folder, *folder.parents):
        if (root / "src/twoway/plug").is_dir() and (root / "tests").is_dir():
            return root
    raise BadInput(
        "This folder is not inside a clone of Twoway. Change into one; a package of your own adds networks, rules "
        "and reports through the entry points twoway.networks, twoway.rules and twoway.reports.",
        field="folder",
    )


def write(new: tuple[NewFile, ...], root: Path) -> tuple[Path, ...]:
    """Write all of them, or none when one of them is there already."""
    paths = tuple(root / file.path for file in new)
    for path in paths:
        if path.exists():
            raise Conflict(f"{path.relative_to(root)} is there already. Choose another name.", field="name")
    for path, file in zip(paths, new, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    return paths

"""A class that two pages' sheets give a shape each would have both on either page: each belongs to one."""

from __future__ import annotations

import re
from collections import defaultdict

from tests.shape.tree import ROOT

SHEETS = ROOT / "src/twoway/doors/web/assets/css"
#: What every page is made of; a page's own sheet may say more of it, and paper may say less.
SHARED = {"app", "base", "components", "fonts", "print", "reset", "tokens", "utilities"}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SELECTORS = re.compile(r"([^{};]+)\{")
_BARE_CLASS = re.compile(r"\.[a-z][\w-]*")


def bare_classes(css: str) -> set[str]:
    """The classes that are given a shape wherever they stand."""
    selectors = (one.strip() for group in _SELECTORS.findall(_COMMENT.sub("", css)) for one in group.split(","))
    return {one for one in selectors if _BARE_CLASS.fullmatch(one)}


def test_bare_classes_are_found_and_others_are_not() -> None:
    css = "/* .no {} */ .one, .two > li { a: b; } @media (x) { .three { c: d; } p.four { e: f } }"
    assert bare_classes(css) == {".one", ".three"}


def test_no_class_is_given_a_shape_by_the_sheets_of_two_pages() -> None:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for sheet in SHEETS.glob("*.css"):
        if sheet.stem not in SHARED:
            for name in bare_classes(sheet.read_text(encoding="utf-8")):
                found[name].add(sheet.name)
    assert {name: sheets for name, sheets in found.items() if len(sheets) > 1} == {}
    assert len(found) > 50, "the sheets are there"

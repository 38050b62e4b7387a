"""What a report is: a module with a docstring, `REPORT`, `COLUMNS` and `report(rows, period) -> Table`.

Rows are plain facts that the insights app hands in; a report never queries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From (included) to (excluded), both aware; weeks and days are cut in the zone of `since`."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened: `kind` is sent, received, replied, refused, unsure or missed."""

    kind: str
    at: datetime
    network: str
    account: str
    persona: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`kind` is text, number or share; `help` is one sentence."""

    name: str
    label: str
    kind: str = "number"
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells in the order of the columns, and one sentence that says what it shows."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | int | float, ...], ...]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """What a report module says of itself as `REPORT`."""

    slug: str
    name: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as the finder found it."""

    facts: ReportFacts
    help: str
    columns: tuple[Column, ...]
    report: Callable[[Sequence[Happening], Period], Table]


#: With these a spreadsheet begins a formula, or a cell that looks like another one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def harmless(cell: str | int | float) -> str | int | float:
    """A cell that no spreadsheet takes for a formula, whoever gave an account or a persona its name."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA) else cell

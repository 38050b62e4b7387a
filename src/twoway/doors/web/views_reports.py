"""Reports: a sentence, a chart, and the same numbers as a table and as CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from twoway.apps.insights.queries import Ran, run
from twoway.domain.permission import Actor
from twoway.doors.web.door import for_members, page
from twoway.doors.web.forms import page_number
from twoway.doors.web.views_inbox import Choice
from twoway.plug import finder
from twoway.plug.report import Table, harmless

PAINTS = ("f-green", "f-brick", "f-sky", "f-brass", "f-plum")
WEEKS = (4, 8, 26, 52)
LEFT, RIGHT, TOP, BASE = 40, 810, 12, 190


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar."""

    x: float
    y: float
    width: float
    height: float
    paint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A level of the scale."""

    y: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A word under the bars."""

    x: float
    words: str
    is_odd: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars for the numbers of a table, as SVG attributes."""

    sentence: str
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]
    series: tuple[tuple[str, str], ...]
    baseline: int = BASE
    height: int = BASE + 24


@require_safe
@for_members
def reports(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What can be asked."""
    found = [report.facts for report in finder.reports().values()]
    return page(request, "reports/list.html", {"reports": found}, section="Reports")


@require_safe
@for_members
def report(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """One report over some weeks, as a page or as CSV."""
    weeks = page_number(request.GET.get("weeks") or "8")
    ran = run(actor, slug, weeks)
    if request.GET.get("as") == "csv":
        return _as_csv(ran)
    context = {
        "ran": ran,
        "chart": chart_of(ran.table),
        "weeks": weeks,
        "choices": [Choice(name=f"{n} weeks", href=f"?weeks={n}", count=None, is_chosen=n == weeks) for n in WEEKS],
    }
    return page(request, "reports/page.html", context, section="Reports")


def _as_csv(ran: Ran) -> HttpResponse:
    name = f"{ran.report.facts.slug}-{ran.period.since:%Y-%m-%d}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
    writer = csv.writer(response)
    writer.writerow([column.label for column in ran.table.columns])
    writer.writerows([[harmless(cell) for cell in row] for row in ran.table.rows])
    return response


def chart_of(table: Table) -> Chart:
    """Bars for every number column, a group for each row; the first column names the groups."""
    columns = [at for at, column in enumerate(table.columns) if column.kind == "number" and at]
    most = max((_value(row[at]) for row in table.rows for at in columns), default=0)
    top = _round_up(most)
    scale = (BASE - TOP) / top
    slot = (RIGHT - LEFT) / max(1, len(table.rows))
    width = max(1.0, slot * 0.8 / max(1, len(columns)))
    bars = tuple(
        Bar(
            x=round(LEFT + number * slot + slot * 0.1 + place * width, 1),
            y=round(BASE - _value(row[at]) * scale, 1),
            width=round(width * 0.9, 1),
            height=round(_value(row[at]) * scale, 1),
            paint=PAINTS[place % len(PAINTS)],
        )
        for number, row in enumerate(table.rows)
        for place, at in enumerate(columns)
    )
    return Chart(
        sentence=table.sentence,
        bars=bars,
        lines=tuple(
            Line(y=round(BASE - part * (BASE - TOP) / 4, 1), label=f"{top * part // 4:g}") for part in range(5)
        ),
        labels=_labels(table, slot),
        series=tuple((table.columns[at].label, PAINTS[place % len(PAINTS)]) for place, at in enumerate(columns)),
    )


def _labels(table: Table, slot: float) -> tuple[Label, ...]:
    """At most eight labels, so that none runs into the next."""
    every = ceil(len(table.rows) / 8) or 1
    return tuple(
        Label(x=round(LEFT + number * slot + slot / 2, 1), words=_short(str(row[0])), is_odd=number // every % 2 == 1)
        for number, row in enumerate(table.rows)
        if number % every == 0
    )


def _short(words: str) -> str:
    """A day without its year, anything else as it is."""
    try:
        return f"{date.fromisoformat(words):%-d %b}"
    except ValueError:
        return words


def _value(cell: str | int | float) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _round_up(most: float) -> int:
    """The next number that can be cut into four."""
    return max(4, ceil(most / 4) * 4)

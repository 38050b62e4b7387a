"""`twoway report`: a table over what happened."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict

import click

from twoway.apps.insights.queries import Ran, run
from twoway.domain.errors import BadInput
from twoway.doors.cli.showing import print_json, print_table
from twoway.doors.cli.whose import actor
from twoway.plug import finder
from twoway.plug.report import harmless


def report(slug: str | None, weeks: int, as_csv: bool, as_json: bool) -> None:
    """Run one, or list them."""
    if slug is None:
        _list(as_json=as_json)
        return
    if as_csv and as_json:
        raise BadInput("Choose --csv or --json, not both.", field="csv")
    ran = run(actor(), slug, weeks)
    if as_json:
        print_json(as_data(ran))
    elif as_csv:
        _print_csv(ran)
    else:
        click.secho(ran.report.facts.name, bold=True)
        numbers = [i for i, column in enumerate(ran.table.columns) if column.kind != "text"]
        print_table([column.label for column in ran.table.columns], ran.table.rows, right=numbers)
        click.echo(ran.table.sentence)


def as_data(ran: Ran) -> dict[str, object]:
    """A report for scripts: rows by the names of their columns."""
    names = [column.name for column in ran.table.columns]
    return {
        "report": ran.report.facts.slug,
        "since": ran.period.since,
        "until": ran.period.until,
        "columns": [asdict(column) for column in ran.table.columns],
        "rows": [dict(zip(names, row, strict=True)) for row in ran.table.rows],
        "sentence": ran.table.sentence,
    }


def _print_csv(ran: Ran) -> None:
    page = io.StringIO()
    out = csv.writer(page, lineterminator="\n")
    out.writerow(column.name for column in ran.table.columns)
    out.writerows([harmless(cell) for cell in row] for row in ran.table.rows)
    click.echo(page.getvalue(), nl=False)


def _list(*, as_json: bool) -> None:
    known = [asdict(found.facts) for found in finder.reports().values()]
    if as_json:
        print_json(known)
    else:
        print_table(("report", "name", "answers"), [(r["slug"], r["name"], r["question"]) for r in known])

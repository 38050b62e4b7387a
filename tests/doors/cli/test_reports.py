from __future__ import annotations

import csv
import io

from tests.doors.cli.conftest import Say
from twoway.apps.accounts.models import Account
from twoway.domain.permission import Actor
from twoway.plug import finder


def test_every_report_is_listed(say: Say, account: Account) -> None:
    assert {row["slug"] for row in say("report", "--json").json} == set(finder.reports())


def test_a_report_counts_what_went_out(say: Say, account: Account) -> None:
    say("post", "Fresh rye at eight", "--to", "rehearsal", "--now")
    told = say("report", "deliveries-by-week", "--weeks", "2", "--json").json
    assert [row["sent"] for row in told["rows"]] == [0, 1]
    assert told["sentence"] in say("report", "deliveries-by-week", "--weeks", "2").out


def test_a_report_goes_into_a_spreadsheet(say: Say, account: Account) -> None:
    rows = list(csv.DictReader(io.StringIO(say("report", "deliveries-by-week", "--weeks", "3", "--csv").out)))
    assert len(rows) == 3
    assert set(rows[0]) == {column.name for column in finder.reports()["deliveries-by-week"].columns}


def test_a_report_that_is_none_is_told(say: Say, account: Account) -> None:
    said = say("report", "moon-phases")
    assert said.code == 2
    assert "deliveries-by-week" in said.err


def test_one_form_is_chosen(say: Say, account: Account) -> None:
    assert say("report", "deliveries-by-week", "--csv", "--json").code == 2


def test_a_stranger_counts_nothing_of_ours(say: Say, account: Account, stranger: Actor) -> None:
    say("post", "Fresh rye at eight", "--to", "rehearsal", "--now")
    told = say("--as", "stranger@elsewhere.example", "report", "deliveries-by-week", "--json").json
    assert sum(row["sent"] for row in told["rows"]) == 0

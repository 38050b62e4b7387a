from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import click
import pytest
from django.conf import settings
from django.db import OperationalError

from tests.doors.cli.conftest import Say
from tests.installation import Installation
from twoway.domain import errors
from twoway.doors.cli.commands import main
from twoway.doors.cli.exits import MEANING, Ends, Exit, as_json, code_of

PAGE = Path(__file__).parents[3] / "docs/how-to/use-the-command-line.md"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.BadInput("x"), 2),
        (errors.Conflict("x"), 5),  # more exact than bad input
        (errors.NotAllowed("x"), 3),
        (errors.Held("x"), 1),
        (errors.TryLater("x"), 4),
        (errors.Unsure("x"), 4),
        (errors.Refused("x"), 4),
        (errors.NeedsReconnect("x"), 4),
        (errors.TwowayError("x"), 70),  # nobody raises it as such
    ],
)
def test_every_error_has_its_exit_code(error: errors.TwowayError, code: int) -> None:
    assert code_of(error)[0] == code


def test_a_script_reads_what_a_person_reads() -> None:
    told = as_json(errors.TryLater("Wait a little.", wait=timedelta(seconds=30)))
    assert told == {"error": {"kind": "try later", "message": "Wait a little.", "exit": 4, "wait_seconds": 30.0}}


def test_a_bad_answer_names_its_field() -> None:
    assert as_json(errors.BadInput("No.", field="text"))["error"]["field"] == "text"  # type: ignore[index]  # a dict


def test_every_exit_code_is_explained_in_the_docs() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [code for code in Exit if f"| {int(code)} | {MEANING[code]} |" not in page] == []


@pytest.fixture
def failing() -> object:
    """A command that fails as it is told to; taken away again afterwards."""
    told: list[BaseException] = []

    @main.command("fail", hidden=True)
    def fail() -> None:
        raise told[0]

    yield told
    del main.commands["fail"]


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (sqlite3.OperationalError("database is locked"), 75, "busy"),
        (sqlite3.OperationalError("no such table: people_user"), 2, "twoway init"),
        (sqlite3.OperationalError("attempt to write a readonly database"), 2, "twoway doctor"),
        (sqlite3.OperationalError("database or disk is full"), 2, "Make room"),
        (sqlite3.DatabaseError("file is not a database"), 2, "backup"),
        (KeyboardInterrupt(), 130, "Stopped"),
        (click.Abort(), 130, "Stopped"),
        (PermissionError(13, "Permission denied", "/x/y"), 2, "/x/y"),
    ],
)
def test_what_can_go_wrong_is_told_in_one_line(
    say: Say, failing: list[BaseException], fault: BaseException, code: int, words: str
) -> None:
    if isinstance(fault, sqlite3.Error):
        outer = OperationalError(str(fault))
        outer.__cause__ = fault
        fault = outer
    failing.append(fault)
    said = say("fail")
    assert said.code == code
    assert words in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_what_nobody_foresaw_is_told_in_one_line_with_the_place_of_its_details(
    say: Say, failing: list[BaseException]
) -> None:
    failing.append(ZeroDivisionError("a secret"))
    said = say("fail")
    assert said.code == 70
    assert said.err.count("\n") == 1
    assert "a secret" not in said.err
    log = Path(settings.TWOWAY_HOME) / "logs" / "faults.log"
    assert str(log) in said.err
    assert "ZeroDivisionError: a secret" in log.read_text(encoding="utf-8")


def test_an_ending_carries_its_code(say: Say, failing: list[BaseException]) -> None:
    failing.append(Ends(Exit.UNDER_WAY))
    said = say("fail")
    assert (said.code, said.err) == (6, "")


def test_what_is_only_for_the_log_stays_off_standard_error(installation: Installation) -> None:
    told = "import logging; logging.getLogger('twoway.http').warning('a detail')"
    begin = "from twoway.doors.cli.begin import _log_to_a_file as to_file; from pathlib import Path"
    code = f"{begin}; to_file(Path({str(installation.home)!r})); {told}"
    assert installation.python(code) == ""
    assert "a detail" in (installation.home / "logs" / "commands.log").read_text(encoding="utf-8")

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.doors.cli.conftest import Say
from twoway.apps.accounts.models import Account
from twoway.apps.inbox.models import Conversation
from twoway.domain.errors import BadInput
from twoway.domain.history import Whose
from twoway.doors.cli.past import read_past
from twoway.plug.examples import LONG, SHORT, example

RYE = "Fresh rye at eight, cinnamon buns from nine, and the door is open until all of it is gone."
NOW = datetime.now(UTC)


def ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


def filed(folder: Path, *rows: object) -> str:
    file = folder / "sent.jsonl"
    file.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return str(file)


def test_a_text_that_went_out_a_short_while_ago_is_found(say: Say, tmp_path: Path) -> None:
    past = filed(tmp_path, {"text": RYE.replace("eight", "8:30"), "at": ago(3)}, "", {"text": "Soup", "at": ago(1)})
    said = say("check", RYE, "--network", "linkedin", "--past", past)
    assert said.code == 0
    assert "SPM001" in said.out
    assert "SPM001" not in say("check", RYE, "--network", "linkedin").out


def test_a_network_that_takes_no_words_twice_stops(say: Say, tmp_path: Path) -> None:
    past = filed(tmp_path, {"text": RYE, "at": ago(3)[:19]})
    assert say("check", RYE, "--network", "x", "--past", past).code == 1


def test_answers_are_compared_with_answers(say: Say, tmp_path: Path) -> None:
    line = "Thank you for your kind words, we are so pleased that you enjoyed your visit to our shop"
    rows = [{"text": f"Hi {n}, {line}", "at": ago(1), "reply": True, "to": n} for n in ("Kemi", "Tom", "Ruta", "Jon")]
    said = say("check", f"Hi Dele, {line}", "--reply", "--network", "x", "--past", filed(tmp_path, *rows))
    assert said.code == 1
    assert "SPM002" in said.out


def test_lines_of_standard_input_have_the_same_past(say: Say, tmp_path: Path) -> None:
    past = filed(tmp_path, {"text": RYE, "at": ago(3)})
    said = say("check", "--jsonl", "--network", "linkedin", "--past", past, given=json.dumps({"text": RYE}) + "\n")
    assert "SPM001" in {finding["code"] for finding in said.json["findings"]}


def test_what_was_said_on_one_network_is_elsewhere_for_the_others(tmp_path: Path) -> None:
    rows = [
        {"text": RYE, "at": ago(2), "network": "x"},
        {"text": RYE, "at": ago(1), "client": "Paper Lane"},
        {"text": RYE, "at": ago(-1)},
        {"text": RYE, "at": ago(200)},
    ]
    past = read_past(filed(tmp_path, *rows), NOW)
    for facts in (SHORT, LONG):
        case = past.behind(example(RYE, facts=facts))
        assert sorted(one.said.whose for one in case.alike) == [Whose.OURS, Whose.ANOTHER, Whose.HERE]
        assert [one.is_coming for one in case.past] == [True]
    assert case.today == NOW.astimezone().date()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{", "line 2: It is not JSON"),
        ({"at": ago(1)}, "line 2: A line needs a text and a time"),
        ({"text": RYE}, r"line 2: Its time \(“at”\) cannot be read"),
        ({"text": RYE, "at": "yesterday"}, "cannot be read"),
        ({"text": RYE, "at": ago(1), "network": "nowhere"}, "no network called “nowhere”"),
        ({"text": RYE, "at": ago(1), "client": 3}, "A line needs"),
    ],
)
def test_a_past_that_cannot_be_read_is_told_with_its_line(tmp_path: Path, row: object, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_past(filed(tmp_path, {"text": RYE, "at": ago(1)}, row), NOW)


def test_a_past_that_is_not_there_ends_with_two(say: Say, tmp_path: Path) -> None:
    said = say("check", RYE, "--network", "x", "--past", str(tmp_path / "none.jsonl"))
    assert said.code == 2
    assert "cannot be read" in said.err


def test_an_account_knows_its_own_past(say: Say, tmp_path: Path) -> None:
    past = filed(tmp_path, {"text": RYE, "at": ago(3)})
    said = say("check", RYE, "--to", "alder.rye", "--past", past)
    assert said.code == 2
    assert "knows its own past" in said.err


# -- how an account behaves --------------------------------------------------------------------------------------------


def test_how_an_account_behaves_is_told(say: Say, account: Account) -> None:
    assert "Nothing to remark" in say("check", "--account", "all").out
    since = timezone.now() - timedelta(hours=30)
    Conversation.objects.create(
        workspace=account.workspace, account=account, root_id="r", waiting_since=since, last_at=since
    )
    said = say("check", "--account", account.handle)
    assert said.code == 0
    assert "RPL001 One person has waited too long" in said.out
    assert [one["code"] for one in say("check", "--account", "all", "--json").json[0]["findings"]] == ["RPL001"]


def test_a_finding_about_an_account_ends_with_one_where_the_team_says_so(say: Say, account: Account) -> None:
    since = timezone.now() - timedelta(hours=30)
    Conversation.objects.create(
        workspace=account.workspace, account=account, root_id="r", waiting_since=since, last_at=since
    )
    account.workspace.rules = {"severity": {"late-reply": "stop"}}
    account.workspace.save()
    assert say("check", "--account", "all").code == 1


def test_an_account_and_words_are_not_looked_at_together(say: Say) -> None:
    said = say("check", RYE, "--account", "all")
    assert said.code == 2
    assert "leave the others out" in said.err


def test_an_account_that_is_not_there_is_told(say: Say, account: Account) -> None:
    assert say("check", "--account", "nobody").code == 2

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doors.cli.conftest import Say
from twoway.apps.accounts.models import Account, Health
from twoway.apps.people.actions import make_persona
from twoway.domain.permission import Actor
from twoway.rehearsal import orders, store
from twoway.rehearsal.orders import Kind
from twoway.rehearsal.server import Stage


@pytest.fixture
def desk(owner: Actor, world: Stage) -> Actor:
    """An owner with nothing connected yet."""
    return owner


def test_an_account_is_connected_under_a_persona(say: Say, desk: Actor) -> None:
    said = say("accounts", "connect", "rehearsal", "--answer", "name=alder.rye", "--persona", "Alder & Rye", "--json")
    assert said.code == 0
    assert said.json["label"] == "alder.rye@rehearsal:rehearsal"
    assert said.json["persona"] == {"name": "Alder & Rye", "kind": "work"}
    assert "secrets" not in said.out
    assert Account.objects.get().sealed not in said.out


def test_the_persona_cannot_be_left_out(say: Say, desk: Actor) -> None:
    said = say("accounts", "connect", "rehearsal", "--answer", "name=alder.rye", "--json")
    assert said.code == 2
    assert said.error["field"] == "persona"
    assert "Alder & Rye" in said.error["message"]
    assert not Account.objects.exists()


def test_an_answer_can_come_from_a_file(say: Say, desk: Actor, tmp_path: Path) -> None:
    file = tmp_path / "name"
    file.write_text("alder.rye\n", encoding="utf-8")
    said = say("accounts", "connect", "rehearsal", "--answer-file", f"name={file}", "--persona", "alder & rye")
    assert said.code == 0
    assert Account.objects.get().handle == "alder.rye@rehearsal"


def test_it_can_begin_by_only_looking(say: Say, desk: Actor) -> None:
    words = ("accounts", "connect", "rehearsal", "--answer", "name=alder.rye", "--persona", "Alder & Rye")
    assert "only looks" in say(*words, "--look-only").out
    assert say("post", "Fresh rye", "--to", "rehearsal", "--now").code == 1
    assert "may post now" in say("accounts", "posting", "rehearsal", "on").out
    assert say("post", "Fresh rye", "--to", "rehearsal", "--now").code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("friendster", "--persona", "Alder & Rye"), "There is no network"),
        (("rehearsal", "--persona", "Nobody"), "There is no persona"),
        (("rehearsal", "--persona", "Alder & Rye"), "is missing"),
        (("rehearsal", "--persona", "Alder & Rye", "--answer", "password=x"), "does not ask for"),
        (("rehearsal", "--persona", "Alder & Rye", "--answer", "name"), "--answer name=value"),
        (("rehearsal", "--persona", "Alder & Rye", "--answer-file", "name=/no/such/file"), "cannot be read"),
    ],
)
def test_what_cannot_be_connected_is_told(say: Say, desk: Actor, words: tuple[str, ...], told: str) -> None:
    said = say("accounts", "connect", *words)
    assert said.code == 2
    assert told in said.err


def test_accounts_are_listed_with_their_personas(say: Say, account: Account) -> None:
    assert "Alder & Rye (work)" in say("accounts").out
    assert say("accounts", "--json").json == say("accounts", "list", "--json").json


def test_nothing_connected_is_told_with_the_next_step(say: Say, desk: Actor) -> None:
    said = say("accounts")
    assert said.code == 0
    assert "twoway accounts connect" in said.err


def test_an_account_is_put_under_another_persona(say: Say, owner: Actor, account: Account) -> None:
    make_persona(owner, "Sarah, at home", "personal")
    assert say("accounts", "persona", "rehearsal", "Sarah, at home").code == 0
    account.refresh_from_db()
    assert account.persona.name == "Sarah, at home"


def test_an_account_that_works_is_told_so(say: Say, account: Account) -> None:
    said = say("accounts", "check", "--json")
    assert said.code == 0
    assert said.json == [{"label": account.label, "works": True, "why": ""}]


def test_an_account_that_was_signed_out_is_told_with_why(say: Say, account: Account, world: Stage) -> None:
    with store.writing(world.path) as db:
        orders.place(db, Kind.SIGN_OUT)
    said = say("accounts", "check", "rehearsal", "--json")
    assert said.code == 4
    assert said.json[0]["works"] is False
    assert said.json[0]["why"]
    account.refresh_from_db()
    assert account.health == Health.RECONNECT


def test_an_account_is_removed_only_when_that_is_sure(say: Say, account: Account) -> None:
    assert say("accounts", "remove", "rehearsal").code == 2
    assert say("accounts", "remove", "rehearsal", "--yes").code == 0
    assert say("accounts", "--json").json == []


@pytest.mark.parametrize("who", ["replier", "guest"])
def test_only_owners_connect_and_change_accounts(
    say: Say, request: pytest.FixtureRequest, account: Account, who: str
) -> None:
    request.getfixturevalue(who)
    name = {"replier": "dele", "guest": "guest"}[who]
    as_them = ("--as", f"{name}@alderrye.example", "accounts")
    connect = ("connect", "rehearsal", "--answer", "name=x", "--persona", "Alder & Rye")
    assert say(*as_them, *connect).code == 3
    assert say(*as_them, "posting", "rehearsal", "off").code == 3
    assert say(*as_them, "remove", "rehearsal", "--yes").code == 3
    assert say(*as_them, "list").code == 0


def test_a_stranger_sees_nothing_of_ours(say: Say, account: Account, stranger: Actor) -> None:
    assert say("--as", "stranger@elsewhere.example", "accounts", "--json").json == []
    assert say("--as", "stranger@elsewhere.example", "accounts", "check", account.label).code == 2


def test_personas_are_listed_and_made(say: Say, account: Account) -> None:
    assert say("personas", "make", "Sarah, at home", "--kind", "personal").code == 0
    told = say("personas", "--json").json
    assert [(row["name"], row["kind"], row["accounts"]) for row in told] == [
        ("Alder & Rye", "work", 1),
        ("Sarah, at home", "personal", 0),
    ]
    assert say("personas", "make", "Sarah, at home").code == 5
    assert say("personas", "make", "Another", "--kind", "secret").code == 2

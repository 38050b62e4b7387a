"""`twoway doctor ACCOUNT`, `twoway hooks` and `twoway apps`, as commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doors.cli.conftest import Say
from twoway.apps.accounts.models import Account
from twoway.apps.hooks.models import Hook
from twoway.domain.permission import Actor
from twoway.rehearsal.orders import Kind
from twoway.rehearsal.server import Stage


def test_the_doctor_looks_at_one_account(say: Say, account: Account) -> None:
    said = say("doctor", "rehearsal")
    assert said.code == 0
    assert "ok    Dry call: Rehearsal knows this account and lets it in." in said.out
    assert "Everything that was looked at is well" in said.out


def test_what_keeps_it_from_working_ends_with_1_and_says_what_to_do(say: Say, account: Account, world: Stage) -> None:
    world.answer("POST", "/_stage/orders", json={"kind": Kind.SIGN_OUT, "touches": "reading", "count": 1})
    said = say("doctor", "rehearsal")
    assert said.code == 1
    assert "bad   Dry call" in said.out
    assert "next: Connect the account again" in said.out


def test_a_script_reads_it(say: Say, account: Account) -> None:
    told = say("doctor", "rehearsal", "--json", "--offline").json
    assert (told["account"], told["network"], told["is_good"]) == (account.label, "rehearsal", True)
    assert {check["name"] for check in told["checks"]} >= {"Posting", "Access"}
    assert "Dry call" not in {check["name"] for check in told["checks"]}


def test_an_account_that_is_not_here_is_told(say: Say, account: Account) -> None:
    said = say("doctor", "nobody")
    assert (said.code, "There is no account" in said.err) == (2, True)


def test_a_network_is_let_call_and_stopped(say: Say, account: Account) -> None:
    assert "No network calls us" in say("hooks").err
    assert say("hooks", "open", "rehearsal").code == 0
    listed = say("hooks", "list", "--json")
    assert listed.json[0]["account"] == account.label
    assert Hook.objects.get().token not in listed.out
    assert account.label in say("hooks").out
    assert say("hooks", "close", "rehearsal").code == 0
    assert say("hooks", "close", "rehearsal").code == 2


def test_who_may_not_change_accounts_may_not_let_anybody_call(say: Say, account: Account, replier: Actor) -> None:
    assert say("--as", "dele@alderrye.example", "hooks", "open", "rehearsal").code == 3
    assert not Hook.objects.exists()


def test_every_network_that_wants_an_app_is_listed_with_what_it_costs(say: Say) -> None:
    told = say("apps", "list", "--json").json
    assert {row["network"] for row in told} >= {"x", "linkedin", "telegram"}
    assert "0.20 USD" in next(row["costs"] for row in told if row["network"] == "x")
    assert "twoway apps show" in say("apps").err


def test_the_steps_are_shown_with_the_address_to_paste(say: Say, owner: Actor) -> None:
    said = say("apps", "show", "telegram")
    assert "cannot be connected yet" in said.out
    assert "  1  In Telegram" in said.out
    assert "address to paste" not in said.out
    told = say("apps", "show", "telegram", "--json").json
    assert told["steps"]
    assert told["redirect_address"] is None
    said = say("apps", "show", "linkedin")
    assert "/accounts/back/" in said.out
    assert "take only public ones with https" in said.out


def test_a_network_that_wants_none_says_so(say: Say, owner: Actor) -> None:
    said = say("apps", "show", "bluesky")
    assert (said.code, "wants no developer app" in said.err) == (2, True)


def test_keys_are_looked_at_and_a_secret_is_not_printed(say: Say, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("0123456789abcdef0123456789abcdef\n", encoding="utf-8")
    words = ("apps", "check", "facebook", "--key-file", f"app_secret={secret}")
    said = say(*words, "--key", "app_id=123456789012345")
    assert said.code == 0
    assert "0123456789abcdef" not in said.out + said.err
    wrong = say(*words, "--key", "app_id=0123456789abcdef0123456789abcdef")
    assert wrong.code == 2
    assert "This looks like “App secret”" in wrong.out


@pytest.mark.parametrize("key", ["nothing=1", "no sign"])
def test_a_key_that_the_network_does_not_give_is_told(say: Say, key: str) -> None:
    assert say("apps", "check", "facebook", "--key", key).code == 2


def test_what_was_left_out_is_told_to_a_script(say: Say) -> None:
    told = say("apps", "check", "facebook", "--key", "app_id=123456789012345", "--json").json
    assert told["missing"] == ["app_secret"]
    assert told["keys"] == [{"key": "app_id", "is_right": True, "told": "It looks right."}]

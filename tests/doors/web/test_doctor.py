"""The doctor's page, the pages of networks, and the guide to developer apps."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.doors.web.conftest import seat
from twoway.apps.accounts.models import Account
from twoway.apps.doctor.models import Examination
from twoway.apps.hooks.models import Hook
from twoway.domain.permission import Actor
from twoway.plug import finder
from twoway.rehearsal.orders import Kind
from twoway.rehearsal.server import Stage

SECRET = "0123456789abcdef0123456789abcdef"
GUIDED = [slug for slug, n in finder.networks().items() if n.facts.app is not None]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def streamed(answer: Any) -> list[str]:
    assert answer.streaming
    return [piece.decode() for piece in answer.streaming_content]


def test_accounts_lead_to_the_doctor_who_has_not_looked_yet(desk: Client, account: Account) -> None:
    assert f"/accounts/{account.pk}/doctor/" in text(desk.get("/accounts/"))
    page = text(desk.get(f"/accounts/{account.pk}/doctor/"))
    assert "Nobody has looked yet" in page
    assert "Look now" in page


def test_what_the_doctor_found_last_stands_beside_the_account(desk: Client, account: Account) -> None:
    assert "Doctor, now" not in text(desk.get("/accounts/"))
    streamed(desk.post(f"/accounts/{account.pk}/doctor/look/"))
    page = text(desk.get("/accounts/"))
    assert "Doctor, now" in page
    assert "Everything that was looked at is well" in page


def test_each_line_is_sent_as_soon_as_it_is_known_and_all_is_there_later(desk: Client, account: Account) -> None:
    pieces = streamed(desk.post(f"/accounts/{account.pk}/doctor/look/"))
    head, *lines, tail = pieces
    assert "What is found now" in head
    assert len(lines) >= 9
    assert "Posting" in lines[0]
    assert "Everything that was looked at is well" in lines[-1]
    assert tail.rstrip().endswith("</html>")
    assert "".join(pieces).count("<h1") == 1
    page = text(desk.get(f"/accounts/{account.pk}/doctor/"))
    assert "Rehearsal knows this account and lets it in." in page
    assert "Sarah looked." in page


def test_what_is_wrong_stands_there_with_what_to_do(desk: Client, account: Account, world: Stage) -> None:
    world.answer("POST", "/_stage/orders", json={"kind": Kind.SIGN_OUT, "touches": "reading", "count": 1})
    page = "".join(streamed(desk.post(f"/accounts/{account.pk}/doctor/look/")))
    assert "Connect the account again" in page
    assert "of 6 things keep" in page or "things keep this connection from working" in page


def test_the_page_keeps_its_policy_while_it_grows(desk: Client, account: Account) -> None:
    answer = desk.post(f"/accounts/{account.pk}/doctor/look/")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    streamed(answer)


def test_a_network_is_let_call_by_page(desk: Client, account: Account) -> None:
    assert "calls us now" in text(desk.post(f"/accounts/{account.pk}/calls/", {"on": "yes"}, follow=True))
    page = text(desk.get(f"/accounts/{account.pk}/doctor/"))
    assert "Let it call no more" in page
    assert Hook.objects.get().token not in page
    assert "calls us no more" in text(desk.post(f"/accounts/{account.pk}/calls/", follow=True))


def test_those_who_may_only_look_look_and_change_nothing(guest: Actor, account: Account) -> None:
    looking = seat(guest)
    assert "An owner can change this" in text(looking.get(f"/accounts/{account.pk}/doctor/"))
    streamed(looking.post(f"/accounts/{account.pk}/doctor/look/"))
    assert looking.post(f"/accounts/{account.pk}/calls/", {"on": "yes"}).status_code == 403
    assert not Hook.objects.exists()


def test_strangers_find_nothing(stranger: Actor, account: Account) -> None:
    elsewhere = seat(stranger)
    assert elsewhere.get(f"/accounts/{account.pk}/doctor/").status_code == 404
    assert elsewhere.post(f"/accounts/{account.pk}/doctor/look/").status_code == 400
    assert elsewhere.post(f"/accounts/{account.pk}/calls/", {"on": "yes"}).status_code == 400
    assert Client().get(f"/accounts/{account.pk}/doctor/").status_code == 302
    assert not Examination.objects.exists()


@pytest.mark.parametrize("slug", finder.networks())
def test_every_network_has_a_page(bare_desk: Client, slug: str) -> None:
    facts = finder.network(slug).facts
    page = text(bare_desk.get(f"/help/networks/{slug}/"))
    assert "Never twice" in page
    assert f"{facts.text.limit.value:,}" in page
    assert all(word.replace("'", "&#x27;") in page for word in facts.cannot)


@pytest.mark.parametrize("slug", GUIDED)
def test_every_app_has_a_guide(bare_desk: Client, slug: str) -> None:
    app = finder.network(slug).facts.app
    page = text(bare_desk.get(f"/help/networks/{slug}/set-up/"))
    assert app is not None
    assert page.count("<li>") >= len(app.steps)
    assert "cannot be connected yet" in page
    assert ("/accounts/back/" in page) is app.takes_address
    # A step that speaks of an address below it has one below it.
    assert app.takes_address is any(" below" in step or "below," in step for step in app.steps if "address" in step)


def test_an_address_that_nobody_outside_reaches_is_told_before_it_is_pasted(bare_desk: Client, settings: Any) -> None:
    settings.TWOWAY_ADDRESS = "http://localhost:8000"
    assert "take only public ones with https" in text(bare_desk.get("/help/networks/x/set-up/"))
    assert "take only public ones with https" not in text(bare_desk.get("/help/networks/telegram/set-up/"))
    settings.TWOWAY_ADDRESS = "https://desk.alderrye.bakery"
    assert "take only public ones with https" not in text(bare_desk.get("/help/networks/x/set-up/"))


@pytest.mark.parametrize("path", ["nothing/", "nothing/set-up/", "bluesky/set-up/"])
def test_a_guide_that_is_none_is_not_there(bare_desk: Client, path: str) -> None:
    assert bare_desk.get(f"/help/networks/{path}").status_code == 404


def test_keys_are_looked_at_without_a_script_and_secrets_do_not_come_back(bare_desk: Client) -> None:
    typed = {"key-app_id": SECRET, "key-app_secret": SECRET[:-2]}
    answer = bare_desk.post("/help/networks/facebook/set-up/", typed)
    page = text(answer)
    assert answer.status_code == 400
    assert "This looks like “App secret”" in page
    assert "a piece may be missing" in page
    assert SECRET[:-2] + '"' not in page
    right = bare_desk.post("/help/networks/facebook/set-up/", {"key-app_id": "123456789012345"})
    assert (right.status_code, "It looks right." in text(right)) == (200, True)


def test_while_typing_only_the_answers_come(bare_desk: Client) -> None:
    page = text(bare_desk.post("/help/networks/facebook/keys/", {"key-app_id": "12", "key-app_secret": SECRET}))
    assert "<html" not in page
    assert "App ID" in page
    assert SECRET not in page


@pytest.mark.parametrize("path", ["facebook/", "facebook/set-up/"])
def test_no_name_stands_twice_on_a_guide(bare_desk: Client, path: str) -> None:
    names = re.findall(r'\sid="([^"]+)"', text(bare_desk.get(f"/help/networks/{path}")))
    assert len(names) == len(set(names))


def test_guides_are_for_members(owner: Actor) -> None:
    client = Client()
    for path in ("facebook/", "facebook/set-up/"):
        assert client.get(f"/help/networks/{path}").status_code == 302

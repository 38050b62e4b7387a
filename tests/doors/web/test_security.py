"""Headers that keep the pages ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from tests.doors.web.conftest import BACKEND
from tests.people import PASSWORD
from twoway.apps.accounts.models import Account
from twoway.apps.inbox.models import Conversation, Message
from twoway.apps.people.models import User
from twoway.domain.permission import Actor
from twoway.doors.web import security
from twoway.doors.web.security import DIRECTIVES, policy
from twoway.doors.web.templatetags.twoway import href

TEMPLATES = Path(security.__file__).parent / "templates"
#: Addresses that our own code makes, and of our own facts.
OURS = {"action_url", "app.console", "begin_again", "other_way", "shot.address", "row.href"}


def test_nothing_is_allowed_that_is_not_named() -> None:
    assert DIRECTIVES["default-src"] == "'none'"
    assert "unsafe" not in policy("x")


def test_scripts_need_the_nonce_of_this_very_answer(client: Client, db: None) -> None:
    first, second = client.get("/welcome/"), client.get("/welcome/")
    nonces = [re.search(r"'nonce-([^']+)'", r.headers["Content-Security-Policy"]) for r in (first, second)]
    assert nonces[0]
    assert nonces[1]
    assert nonces[0][1] != nonces[1][1]
    scripts = re.findall(r"<script[^>]*>", first.content.decode())
    assert scripts
    assert all(f'nonce="{nonces[0][1]}"' in script for script in scripts)


def test_html_may_enter_the_page_by_our_own_policy_alone() -> None:
    assert DIRECTIVES["require-trusted-types-for"] == "'script'"
    assert DIRECTIVES["trusted-types"] == "twoway"


@pytest.mark.parametrize("address", ["/welcome/", "/nothing/", "/networks.css", "/account/login/"])
def test_every_answer_carries_them(client: Client, db: None, address: str) -> None:
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_page_with_peoples_words_is_kept_by_no_cache_in_between(desk: Client) -> None:
    assert desk.get("/inbox/").headers["Cache-Control"] == "no-store"


# -- what comes in


def test_a_null_character_becomes_a_sign_that_is_seen(desk: Client) -> None:
    page = desk.post("/compose/save/", {"master": "Rye \0 at eight"}, follow=True).content.decode()
    assert "Rye \ufffd at eight" in page


def test_a_cookie_with_a_null_character_in_it_is_none(owner: Actor, client: Client) -> None:
    client.cookies["sessionid"] = "abc\0defghijklmnop"
    assert client.get("/inbox/").status_code == 302


def test_strangers_send_no_large_forms(owner: Actor, client: Client) -> None:
    answer = client.post("/account/login/", {"login": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "Nothing of it was read" in answer.content.decode()


def test_who_is_signed_in_sends_long_texts(desk: Client) -> None:
    assert desk.post("/compose/look/", {"master": "rye " * 300_000}).status_code == 400


def test_what_is_asked_for_by_who_is_signed_in_is_kept_by_nobody_in_between(desk: Client) -> None:
    for address in (
        "/settings/rules/twoway.toml",
        "/reports/deliveries-by-week/?as=csv",
        "/compose/people/elsewhere/",
    ):
        assert desk.get(address).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "elsewhere", ["inbox", "//evil.example/", "https://evil.example/", "javascript:alert(1)", "\\\\evil"]
)
def test_a_form_leads_back_to_our_own_pages_alone(desk: Client, elsewhere: str) -> None:
    answer = desk.post("/theme/", {"theme": "dark", "next": elsewhere})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/", "https://evil.example/", "http://[::1", "javascript:alert(1)"]
)
def test_signing_in_leads_to_our_own_pages_alone(owner: Actor, client: Client, elsewhere: str) -> None:
    words = {"login": "sarah@alderrye.example", "password": PASSWORD, "next": elsewhere}
    assert client.post("/account/login/", words).headers["Location"] == "/"


def test_signing_out_and_every_other_form_needs_its_token(owner: Actor) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(), backend=BACKEND)
    for address in ("/account/logout/", "/workspace/", "/compose/pictures/", "/theme/", "/settings/team/invite/"):
        assert strict.post(address).status_code == 403
    assert strict.get("/account/logout/").status_code == 200
    assert strict.get("/inbox/").status_code == 200


def test_a_page_is_asked_for_under_our_own_names_alone(owner: Actor, client: Client) -> None:
    assert client.get("/account/login/", headers={"Host": "evil.example"}).status_code == 400


def test_the_session_has_another_name_after_signing_in(owner: Actor, client: Client) -> None:
    client.get("/welcome/")
    session = client.session
    session["left"] = "behind"
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    client.post("/account/login/", {"login": "sarah@alderrye.example", "password": PASSWORD})
    assert client.cookies["sessionid"].value != session.session_key
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "//evil.example", "vbscript:x"]
)
def test_an_address_that_a_network_names_leads_to_the_web_or_nowhere(address: str) -> None:
    assert href(address) == "#"


@pytest.mark.parametrize("address", ["https://bakery.social/@tom/1", "http://blog.example", "/rehearsal/tom/1"])
def test_an_honest_address_leads_there(address: str) -> None:
    assert href(address) == address


def test_what_strangers_and_networks_name_goes_through_that() -> None:
    """Every link whose address is not made by one of our own names."""
    ours = re.compile(
        r"(place|choice|tab|row|day|chip|slot|asked|command|attrs|verb)\.|_href|^(href|request|clear|earlier|later)"
    )
    found = [
        f"{file.name}: {words}"
        for file in TEMPLATES.rglob("*.html")
        for words in re.findall(r'(?:href|src|action)="\{\{ ([^}]*?) \}\}', file.read_text("utf-8"))
        if not words.endswith("|href") and not ours.search(words) and words not in OURS
    ]
    assert found == []


def test_a_page_shows_the_words_of_a_stranger_and_runs_nothing(desk: Client, account: Account) -> None:
    now = timezone.now()
    where = {"workspace": account.workspace, "account": account, "root_id": "r", "last_at": now}
    talk = Conversation.objects.create(**where)
    evil = '"><script>alert(1)</script>'
    Message.objects.create(conversation=talk, account=account, text=evil, address="javascript:alert(1)", at=now)
    page = desk.get(f"/inbox/{talk.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "javascript:" not in page

"""Going to a network's own page from ours, and coming back, with the real Bluesky at the other end."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.counterparts.bluesky_server import Bluesky, Person
from tests.counterparts.bluesky_sign_in import says_no, says_yes
from tests.doors.web.conftest import BACKEND
from twoway.apps.accounts.models import Account, SignIn
from twoway.apps.accounts.queries import back_at
from twoway.apps.people.models import User
from twoway.apps.people.queries import personas_of
from twoway.domain.permission import Actor

pytestmark = [pytest.mark.bluesky, pytest.mark.django_db, pytest.mark.timeout(120)]

CONNECT = "/accounts/connect/bluesky/"
HERE = "127.0.0.1:8000"


@pytest.fixture(autouse=True)
def known(settings: Any, bluesky: Bluesky) -> None:
    """This installation knows where the network is."""
    settings.TWOWAY_NETWORK_ADDRESS = {"bluesky": bluesky.pds, "bluesky.directory": bluesky.plc}


@pytest.fixture(scope="module")
def bakery(bluesky: Bluesky) -> Person:
    return bluesky.person("alderandrye")


@pytest.fixture
def page(owner: Actor) -> Client:
    """Sarah's browser, under the usual address of a laptop."""
    return signed_in(owner, HERE)


def signed_in(actor: Actor, host: str) -> Client:
    browser = Client(headers={"host": host})
    browser.force_login(_user(actor), backend=BACKEND)
    return browser


def _user(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id)


def go(browser: Client, actor: Actor, **answers: str) -> str:
    """The address of the network's page that the button leads to."""
    asked = {f"answer-{name}": value for name, value in answers.items() if name != "account"}
    if "account" in answers:
        asked["account"] = answers["account"]
    shown = browser.post(CONNECT, {"persona": str(personas_of(actor)[0].pk), "way": "page", **asked})
    assert shown.status_code == 200, shown.content.decode()[:2000]
    return str(shown["Refresh"]).removeprefix("0; url=")


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_page_comes_first_and_an_app_password_is_a_link_away(page: Client) -> None:
    first = page.get(CONNECT)
    assert "Go to Bluesky" in words(first)
    assert 'type="password"' not in first.content.decode()
    [other] = re.findall(r'href="(/accounts/connect/bluesky/\?way=answers)"', first.content.decode())
    second = page.get(other)
    assert 'type="password"' in second.content.decode()
    assert "Sign in on Bluesky's own page instead" in words(second).replace("&#x27;", "'")


def test_somebody_goes_there_comes_back_and_is_connected(page: Client, owner: Actor, bakery: Person) -> None:
    there = go(page, owner, handle=bakery.handle)
    came = says_yes(there, bakery)
    assert came.back == f"http://{HERE}/accounts/back/"
    after = page.get(path_of(came.address), follow=True)
    assert after.redirect_chain == [("/accounts/", 302)]
    assert f"@{bakery.handle} on Bluesky is connected" in words(after)


def test_our_policy_lets_no_form_lead_elsewhere(page: Client, owner: Actor, bakery: Person) -> None:
    shown = page.post(
        CONNECT, {"persona": str(personas_of(owner)[0].pk), "way": "page", "answer-handle": bakery.handle}
    )
    assert "form-action 'self';" in shown["Content-Security-Policy"]
    assert shown.status_code == 200
    there = str(shown["Refresh"]).removeprefix("0; url=")
    assert there.replace("&", "&amp;") in shown.content.decode()


@pytest.mark.parametrize("persona", ["", "999999"])
def test_a_persona_cannot_be_skipped(page: Client, persona: str, bakery: Person) -> None:
    shown = page.post(CONNECT, {"persona": persona, "way": "page", "answer-handle": bakery.handle})
    assert shown.status_code == 400
    assert not SignIn.objects.exists()


def test_a_handle_that_nobody_has_is_told_beside_its_field(page: Client, owner: Actor) -> None:
    shown = page.post(
        CONNECT, {"persona": str(personas_of(owner)[0].pk), "way": "page", "answer-handle": "nobody-at-all.test"}
    )
    assert shown.status_code == 400
    assert "Nobody on Bluesky has the handle nobody-at-all.test" in words(shown)
    assert 'value="nobody-at-all.test"' in shown.content.decode()
    assert re.search(r'name="persona" value="\d+" required checked', shown.content.decode())


def test_a_no_is_told_with_a_way_to_begin_again(page: Client, owner: Actor, bakery: Person) -> None:
    came = says_no(go(page, owner, handle=bakery.handle))
    told = page.get(path_of(came.address))
    assert told.status_code == 400
    assert "Nothing was connected" in words(told)
    assert "You did not let Twoway in at Bluesky" in words(told)
    assert f'href="{CONNECT}?persona={personas_of(owner)[0].pk}"' in told.content.decode()
    assert not Account.objects.exists()


def test_the_back_button_after_it_is_done_says_that_it_is_done(page: Client, owner: Actor, bakery: Person) -> None:
    came = says_yes(go(page, owner, handle=bakery.handle), bakery)
    page.get(path_of(came.address))
    again = page.get(path_of(came.address))
    assert again.status_code == 400
    assert "Connected already" in words(again)
    assert "Begin again" not in words(again)


def test_a_made_up_return_is_told(page: Client) -> None:
    told = page.get("/accounts/back/?state=made-up&code=x")
    assert told.status_code == 400
    assert "not known here" in words(told)


def test_connecting_anew_keeps_to_the_account(page: Client, owner: Actor, bakery: Person, bluesky: Bluesky) -> None:
    page.get(path_of(says_yes(go(page, owner, handle=bakery.handle), bakery).address))
    account = Account.objects.get()
    accounts = page.get("/accounts/").content.decode()
    assert f'href="{CONNECT}?account={account.pk}"' in accounts
    asked = page.get(f"{CONNECT}?account={account.pk}").content.decode()
    assert f'value="{bakery.handle}"' in asked
    somebody = bluesky.person("jonpritch")
    there = go(page, owner, handle="", account=str(account.pk))
    told = page.get(path_of(says_yes(there, somebody).address))
    assert "another account than" in words(told)
    assert Account.objects.get().remote_id == bakery.did


def test_an_account_of_somebody_else_is_not_there(page: Client) -> None:
    assert page.get(f"{CONNECT}?account=987654").status_code == 404


def test_a_team_mate_and_a_stranger_get_nowhere(page: Client, owner: Actor, replier: Actor, bakery: Person) -> None:
    mate = signed_in(replier, HERE)
    assert mate.get(CONNECT).status_code == 403
    assert mate.post(CONNECT, {"persona": str(personas_of(owner)[0].pk), "way": "page"}).status_code == 403
    came = path_of(says_yes(go(page, owner, handle=bakery.handle), bakery).address)
    assert mate.get(came).status_code == 403
    outside = Client(headers={"host": HERE}).get(came)
    assert outside.status_code == 302
    assert outside["Location"].startswith("/account/login/")
    assert page.get(came).status_code == 302


def test_who_opened_us_as_localhost_comes_back_to_localhost(owner: Actor, bakery: Person) -> None:
    browser = signed_in(owner, "localhost:8000")
    came = says_yes(go(browser, owner, handle=bakery.handle), bakery)
    assert came.back == f"http://{HERE}/accounts/back/"
    # Under the number their browser is not signed in.
    sent = Client(headers={"host": HERE}).get(path_of(came.address))
    assert sent["Location"] == came.address.replace("127.0.0.1", "localhost")
    assert browser.get(path_of(came.address), follow=True).redirect_chain == [("/accounts/", 302)]


def test_where_nobody_can_come_back_to_it_is_told_and_the_other_way_is_offered(
    owner: Actor, bakery: Person, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["desk.lan"]
    browser = signed_in(owner, "desk.lan:8000")
    shown = browser.post(
        CONNECT, {"persona": str(personas_of(owner)[0].pk), "way": "page", "answer-handle": bakery.handle}
    )
    assert shown.status_code == 400
    assert "connect with an app password" in words(shown)


@pytest.mark.parametrize(
    ("ours", "opened", "address", "site"),
    [
        ("http://127.0.0.1:8000", "http://localhost:8000", "http://127.0.0.1:8000/b/", ""),
        ("http://localhost:8000", "http://localhost:8000", "http://127.0.0.1:8000/b/", ""),
        ("http://127.0.0.1:8000", "http://desk.lan:8000", "http://desk.lan:8000/b/", ""),
        ("https://desk.example.org", "https://other.example.org", "https://desk.example.org/b/", "https://desk.example.org"),
        ("http://desk.lan:8000", "http://localhost:8000", "http://desk.lan:8000/b/", ""),
    ],
)  # fmt: skip
def test_there_is_one_address_to_come_back_to(settings: Any, ours: str, opened: str, address: str, site: str) -> None:
    settings.TWOWAY_ADDRESS = ours
    back = back_at("/b/", document="/d.json", opened=opened)
    assert (back.address, back.site) == (address, site)
    assert back.document == (f"{site}/d.json" if site else "")


def test_everybody_may_read_who_we_are(owner: Actor, settings: Any) -> None:
    settings.TWOWAY_ADDRESS, settings.ALLOWED_HOSTS = "https://desk.example.org", ["desk.example.org"]
    told = Client(headers={"host": "desk.example.org"}).get("/accounts/client/bluesky.json", secure=True)
    assert told.status_code == 200
    assert told["Content-Type"] == "application/json"
    assert told["Cache-Control"] == "public, max-age=600"
    assert told.json()["client_id"] == "https://desk.example.org/accounts/client/bluesky.json"
    assert "BEGIN" not in told.content.decode()
    assert '"d"' not in told.content.decode()


@pytest.mark.parametrize("slug", ["bluesky", "rehearsal", "nowhere"])
def test_there_is_no_such_document_where_nobody_could_read_it(slug: str, owner: Actor) -> None:
    assert Client(headers={"host": HERE}).get(f"/accounts/client/{slug}.json").status_code == 404

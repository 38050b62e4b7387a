"""Signing in on a server of one's own choice: the whole way through the desk, and every server that is the wrong one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.counterparts.mastodon_server import MastodonServer
from tests.people import member
from twoway.apps.accounts.actions import remove, through
from twoway.apps.accounts.models import Account, SignIn
from twoway.apps.accounts.queries import base_address, http_of, network_of
from twoway.apps.accounts.signing_in import Begun, begin_connecting, finish_connecting
from twoway.apps.people.queries import personas_of
from twoway.domain.errors import BadInput, NeedsReconnect, NotAllowed, Refused, TwowayError
from twoway.domain.permission import Actor, Role
from twoway.plug.signing_in import Back

pytestmark = [pytest.mark.mastodon, pytest.mark.django_db, pytest.mark.timeout(60)]
BACK = Back(address="https://desk.alderrye.example/accounts/back/", site="https://desk.alderrye.example")


def begun(actor: Actor, address: str, **more: Any) -> Begun:
    persona = personas_of(actor).first()
    assert persona is not None
    return begin_connecting(actor, "mastodon", {"address": address}, persona_id=persona.pk, back=BACK, **more)


def said_yes(begun: Begun, name: str) -> dict[str, str]:
    """What a browser comes back with after somebody pressed their name on the server's page."""
    parts = urlsplit(begun.address)
    asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
    page = f"{parts.scheme}://{parts.netloc}/oauth/authorize"
    answer = httpx2.post(page, data={**asked, "username": name}, timeout=10, follow_redirects=False)
    landed = urlsplit(answer.headers["location"])
    assert f"https://{landed.netloc}{landed.path}" == asked["redirect_uri"]
    return {key: values[0] for key, values in parse_qs(landed.query).items()}


def place_of(begun: Begun) -> str:
    """What stands in the redirect address of this sign-in behind the one that all have."""
    [address] = parse_qs(urlsplit(begun.address).query)["redirect_uri"]
    assert address.startswith(BACK.address)
    return address.removeprefix(BACK.address).rstrip("/")


def come_back(actor: Actor, begun: Begun, brings: dict[str, str]) -> Account:
    return finish_connecting(actor, brings["state"], brings, place=place_of(begun))


@pytest.fixture
def known(settings: Any, mastodon_server: MastodonServer) -> str:
    """The server, which an administrator allows though it is a private one."""
    settings.TWOWAY_NETWORK_ADDRESS = {"mastodon": mastodon_server.address}
    return mastodon_server.address


def test_the_whole_way_in_and_out(owner: Actor, known: str) -> None:
    waiting = begun(owner, known)

    account = come_back(owner, waiting, said_yes(waiting, "grace"))

    assert (account.name, account.network, account.may_post) == ("Grace Wynne", "mastodon", False)
    assert account.limits["text"] == 500
    assert "grace" not in account.sealed
    http, is_alive = http_of(account), network_of(account).is_alive
    assert is_alive is not None
    through(account, is_alive)
    remove(owner, account.pk)
    with pytest.raises(NeedsReconnect):
        is_alive(http)  # the access was given back to the server, too


def test_a_code_is_of_use_once(owner: Actor, known: str) -> None:
    waiting = begun(owner, known)
    back = said_yes(waiting, "grace")
    come_back(owner, waiting, back)

    with pytest.raises(BadInput, match="finished already"):
        come_back(owner, waiting, back)


def test_every_sign_in_has_a_place_of_its_own_to_come_back_to(owner: Actor, known: str) -> None:
    one, other = begun(owner, known), begun(owner, known)

    assert place_of(one)
    assert place_of(one) != place_of(other)


@pytest.mark.parametrize("theirs", [True, False])
def test_an_answer_that_comes_to_the_place_of_another_server_is_not_used(
    owner: Actor, known: str, theirs: bool
) -> None:
    """Mix-up: the server that we believe to be asked sent the person on to another one, and wants its code."""
    asked, other = begun(owner, known), begun(owner, known)
    brought = {**said_yes(other, "grace"), "state": parse_qs(urlsplit(asked.address).query)["state"][0]}

    with pytest.raises(BadInput, match="came to another address"):
        finish_connecting(owner, brought["state"], brought, place=place_of(other) if theirs else "")

    assert not Account.objects.exists()
    with pytest.raises(BadInput, match="used already"):
        come_back(owner, asked, brought)


def test_who_refuses_half_way_leaves_nothing_behind(owner: Actor, known: str) -> None:
    waiting = begun(owner, known)
    state = parse_qs(urlsplit(waiting.address).query)["state"][0]

    with pytest.raises(BadInput, match="did not let Twoway in"):
        come_back(owner, waiting, {"error": "access_denied", "state": state})

    assert not Account.objects.exists()
    assert SignIn.objects.get().sealed == ""


def test_a_token_for_another_account_changes_nothing_and_is_given_back(owner: Actor, known: str) -> None:
    first = begun(owner, known)
    account = come_back(owner, first, said_yes(first, "grace"))
    again = begun(owner, known, account_id=account.pk)
    other = said_yes(again, "tom")

    with pytest.raises(BadInput, match="Nothing was changed"):
        come_back(owner, again, other)

    assert [one.name for one in Account.objects.all()] == ["Grace Wynne"]


def test_only_who_began_it_comes_back_and_only_who_may_connect_begins(owner: Actor, known: str) -> None:
    waiting = begun(owner, known)
    back = said_yes(waiting, "grace")
    mate = member(owner, "dele", Role.WRITER)

    with pytest.raises(NotAllowed):
        come_back(mate, waiting, back)
    with pytest.raises(NotAllowed):
        begun(mate, known)

    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("written", "server"),
    [
        ("bakery.social", "bakery.social"),
        ("@alder@bakery.social", "bakery.social"),
        ("alder@bakery.social", "bakery.social"),
        ("https://bakery.social/", "https://bakery.social"),
        ("https://alder:rye@town.social", "https://alder:rye@town.social"),  # which is refused
        ("", "https://mastodon.social"),
    ],
)
def test_a_server_is_taken_from_a_whole_handle(written: str, server: str) -> None:
    assert base_address("mastodon", written) == server


class _Page(BaseHTTPRequestHandler):
    """The website of a bakery, which answers every question with its front page."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>Alder &amp; Rye</title><h1>Fresh rye</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def website() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_website_is_told_from_a_server_before_anybody_goes_there(owner: Actor, website: str, settings: Any) -> None:
    settings.TWOWAY_NETWORK_ADDRESS = {"mastodon": website}

    with pytest.raises(Refused, match="does not answer like a Mastodon server; check its address"):
        begun(owner, website)

    assert not SignIn.objects.exists()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://192.168.1.20", "inside a private network"),
        ("https://[::ffff:127.0.0.1]", "inside a private network"),
        ("https://169.254.169.254", "inside a private network"),
        ("http://town.social", "not reached over https"),
        ("https://alder:rye@town.social", "without a name and password"),
        ("not a server", "is not the address of a server"),
    ],
)
def test_an_address_that_nobody_should_be_sent_to(owner: Actor, address: str, words: str) -> None:
    with pytest.raises(TwowayError, match=words):
        begun(owner, address)

    assert not SignIn.objects.exists()

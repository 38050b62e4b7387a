"""Connecting an account at a server of one's own choice, by its own page, from a browser."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from django.test import Client

from tests.counterparts.mastodon_server import MastodonServer
from tests.doors.web.test_signing_in import HERE, path_of, signed_in, words
from twoway.apps.accounts.models import Account, SignIn
from twoway.apps.people.queries import personas_of
from twoway.domain.permission import Actor

pytestmark = [pytest.mark.mastodon, pytest.mark.django_db, pytest.mark.timeout(90)]
CONNECT = "/accounts/connect/mastodon/"


@pytest.fixture(autouse=True)
def known(settings: Any, mastodon_server: MastodonServer) -> None:
    """This installation knows where the server is."""
    settings.TWOWAY_NETWORK_ADDRESS = {"mastodon": mastodon_server.address}


@pytest.fixture
def page(owner: Actor) -> Client:
    return signed_in(owner, HERE)


def asked(actor: Actor, server: str) -> dict[str, str]:
    return {"persona": str(personas_of(actor)[0].pk), "way": "page", "answer-address": server}


def test_the_page_asks_for_the_server_and_a_token_is_a_link_away(page: Client) -> None:
    first = page.get(CONNECT)

    assert "Go to Mastodon" in words(first)
    assert 'name="answer-address"' in first.content.decode()
    assert 'type="password"' not in first.content.decode()
    [other] = re.findall(r'href="(/accounts/connect/mastodon/\?way=answers)"', first.content.decode())
    assert 'name="answer-token"' in page.get(other).content.decode()


def test_somebody_goes_to_their_server_and_comes_back_connected(
    page: Client, owner: Actor, mastodon_server: MastodonServer
) -> None:
    shown = page.post(CONNECT, asked(owner, mastodon_server.address))
    there = str(shown["Refresh"]).removeprefix("0; url=")
    sent = {key: values[0] for key, values in parse_qs(urlsplit(there).query).items()}
    assert re.fullmatch(rf"http://{HERE}/accounts/back/[\w-]{{43}}/", sent["redirect_uri"])
    pressed = httpx2.post(f"{mastodon_server.address}/oauth/authorize", data={**sent, "username": "kemi"}, timeout=10)

    after = page.get(path_of(pressed.headers["location"]), follow=True)

    assert after.redirect_chain == [("/accounts/", 302)]
    assert "on Mastodon is connected" in words(after)
    assert Account.objects.get(network="mastodon").name == "Kemi Okafor"


def test_who_says_no_there_reads_so_here(page: Client, owner: Actor, mastodon_server: MastodonServer) -> None:
    shown = page.post(CONNECT, asked(owner, mastodon_server.address))
    there = str(shown["Refresh"]).removeprefix("0; url=")
    sent = {key: values[0] for key, values in parse_qs(urlsplit(there).query).items()}
    place = urlsplit(sent["redirect_uri"]).path

    after = page.get(place, {"error": "access_denied", "state": sent["state"]}, follow=True)

    assert "did not let Twoway in" in words(after)
    assert not Account.objects.exists()


def test_who_comes_to_the_place_for_all_with_an_answer_for_one_is_not_connected(
    page: Client, owner: Actor, mastodon_server: MastodonServer
) -> None:
    shown = page.post(CONNECT, asked(owner, mastodon_server.address))
    there = str(shown["Refresh"]).removeprefix("0; url=")
    sent = {key: values[0] for key, values in parse_qs(urlsplit(there).query).items()}
    pressed = httpx2.post(f"{mastodon_server.address}/oauth/authorize", data={**sent, "username": "kemi"}, timeout=10)

    after = page.get(f"/accounts/back/?{urlsplit(pressed.headers['location']).query}", follow=True)

    assert "came to another address than the one for" in words(after)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("server", "told"),
    [
        ("https://10.0.0.7", "private network"),
        ("http://town.social", "not reached over https"),
        ("no server at all", "not the address of a server"),
        ("https://[bad", "not the address of a server"),
    ],
)
def test_a_server_that_is_none_is_told_on_the_page(page: Client, owner: Actor, server: str, told: str) -> None:
    shown = page.post(CONNECT, asked(owner, server))

    assert shown.status_code >= 400
    assert told in words(shown)
    assert not SignIn.objects.exists()

"""Every address and every form, with what nobody in their right mind would send: no page breaks, and no stranger sees a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import twoway.doors.web
from tests.doors.web.conftest import seat
from tests.everything import TELLTALE, Everything, everything
from twoway.apps.accounts.models import Account
from twoway.domain.permission import Actor
from twoway.rehearsal.server import Stage

WEB = Path(twoway.doors.web.__file__).parent

#: What a form may hold when somebody means harm, or has bad luck.
NASTY = (
    "nul \0 inside",
    "-1",
    "99999999999999999999999999",
    "9" * 5000,
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2026-11-28T11:40+23:59",
    "http://[::1",
    "https://example.org:port/",
    "javascript:alert(1)",
    '"><script>alert(1)</script>',
    "line\r\nX-Header: no",
    "\u202eturned \u2066around\x07\x1b[2J\x9b",
    "x" * 30_000,
    "../../../../etc/passwd",
    "[]{}()|*+?\\",
    "inf",
    "\u0130\u00df\ufb03 that grow when they are written otherwise",
    "",
)
#: Numbers in an address that no row has, and that no database holds.
NUMBERS = (0, 2**31, 2**63 - 1, 2**63, 10**40)
#: Addresses that answer people who are not signed in with a page of their own.
PUBLIC = {
    "favicon.ico",
    "account_login", "account_logout", "account_signup", "account_inactive", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "account_email_verification_sent", "account_confirm_email", "account_reauthenticate", "account_confirm_login_code",
    "client-document", "favicon", "health", "hook-feed", "hook-network", "join", "networks-css", "outlet",
    "practice", "practice-member", "practice-post", "styleguide", "welcome",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """An address of the product, as it stands in the list of addresses."""

    name: str
    route: str

    def path(self, numbers: Mapping[str, int | str]) -> str:
        """The address with these in the places of its variables."""
        made = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(numbers.get(found[1], 1)), self.route)
        return "/" + made


#: Addresses that are written as patterns, by examples.
WRITTEN_OUT = {
    "outlet": "feeds/<key>.json",
    "account_reset_password_from_key": "account/password/reset/key/1-set-password/",
    "account_confirm_email": "account/confirm-email/abc/",
}


def places() -> list[Place]:
    """Every address there is."""
    return [*_under(get_resolver().url_patterns, "")]


def _under(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Place]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _under(one.url_patterns, route)
        else:
            name = one.name or route
            yield Place(name, WRITTEN_OUT.get(name, route))


def field_names() -> list[str]:
    """The names of everything that a page reads from an address or a form."""
    asked = re.compile(r"""(?:\.get|getlist|words_from|number)\(\s*(?:[\w.]+, )?["']([a-z][\w-]*)["']""")
    written = re.compile(r"""name="([a-z][\w-]*)\"""")
    found = {name for file in WEB.rglob("*.py") for name in asked.findall(file.read_text("utf-8"))}
    found |= {name for file in WEB.rglob("*.html") for name in written.findall(file.read_text("utf-8"))}
    return sorted(found | {"login", "password", "email", "oldpassword", "password1", "password2", "action_add"})


NAMES = field_names()
PLACES = places()


@pytest.fixture
def there(owner: Actor, account: Account, world: Stage) -> Everything:
    return everything(owner, account, world)


def words_of(there: Everything) -> dict[str, int | str]:
    """What really stands in the addresses of our things."""
    more = {
        "sha256": there.picture,
        "key": there.outlet_key,
        "secret": there.invitation_secret,
        "slug": "rehearsal",
        "handle": "alder.rye",
        "kind": "own",
        "name": "all-caps",
        "token": "abc",
    }
    return {**there.numbers, **more}


def fields(there: Everything, turn: int) -> dict[str, str]:
    """A form with everything in it; every second turn has the right numbers, so that what comes after them is reached."""
    nasty = {name: NASTY[(place * 5 + turn) % len(NASTY)] for place, name in enumerate(NAMES)}
    numbers = there.numbers
    right = {
        "account": str(numbers["account_id"]),
        "persona": str(numbers["persona_id"]),
        "post": str(numbers["post_id"]),
        "picture": str(numbers["picture_id"]),
        "revision": "1",
        "until": "hour",
        "decision": "it-is-there",
        "answer": "changes",
        "do": "send",
        "sure": "yes",
        "on": "yes",
        "part": "",
        f"text-{numbers['account_id']}": NASTY[turn % len(NASTY)],
        f"alt-{numbers['picture_id']}": NASTY[turn % len(NASTY)],
        f"at-{numbers['account_id']}": NASTY[turn % len(NASTY)],
        f"own-{numbers['account_id']}": "yes",
        "other": str(numbers["other_id"]),
        "deliveries": str(numbers["delivery_id"]),
    }
    return {**nasty, **right} if turn % 2 else nasty


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done in here is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def seated(actor: Actor) -> Client:
    """Somebody at the desk, to whom a page that breaks is a page that broke, and no end of the walk."""
    client = seat(actor)
    client.raise_request_exception = False
    return client


def broke(answer: Any, place: Place) -> list[str]:
    """What broke there; a network that does not answer (502, 503) is no fault of ours."""
    if answer.status_code != 500:
        return []
    why = answer.exc_info[1] if getattr(answer, "exc_info", None) else "a page for what went wrong"
    return [f"{answer.request['REQUEST_METHOD']} {place.name}: {why!r:.300}"]


def broken(client: Client, place: Place, path: str, turn: int, there: Everything) -> list[str]:
    """What broke, asked and posted to at that address."""
    data = fields(there, turn)
    headers = {"HX-Request": "true"} if turn % 3 == 2 else {}
    found = []
    for ask in (client.get, client.post):
        with undone():
            found += broke(ask(path, data, headers=headers), place)
    return found


@pytest.mark.parametrize("turn", range(0, 36, 7))
def test_no_form_breaks_a_page(there: Everything, owner: Actor, turn: int) -> None:
    client, known = seated(owner), words_of(there)
    found = [one for place in PLACES for one in broken(client, place, place.path(known), turn, there)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("number", NUMBERS)
def test_no_number_in_an_address_breaks_a_page(there: Everything, owner: Actor, number: int) -> None:
    client, known = seated(owner), dict.fromkeys(there.numbers, number)
    numbered = [place for place in PLACES if "<int:" in place.route]
    found = [one for place in numbered for one in broken(client, place, place.path(known), 1, there)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("words", ["%00", "%ff%fe", "..%2f..%2f", "%ed%a0%80", "%e2%80%ae", "a" * 3000])
def test_no_word_in_an_address_breaks_a_page(there: Everything, owner: Actor, words: str) -> None:
    client = seated(owner)
    named = [place for place in PLACES if re.search(r"<(?!int)", place.route)]
    wrong = []
    for place in named:
        variables = dict.fromkeys(re.findall(r"<(?:\w+:)?(\w+)>", place.route), words)
        path = place.path({**variables, **there.numbers})
        for ask in (client.get, client.post):
            with undone():
                wrong += broke(ask(path), place)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "body", [b"name=%00&text=%FF%FE&q=%ED%A0%80", b"\xff\xfe=\x00&text=\x00", b"&".join([b"a=1"] * 3000), b"text=%"]
)
def test_no_odd_body_breaks_a_page(there: Everything, owner: Actor, body: bytes) -> None:
    client, known = seated(owner), words_of(there)
    wrong = []
    for place in PLACES:
        for kind in ("application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x"):
            with undone():
                wrong += broke(client.generic("POST", place.path(known), body, content_type=kind), place)
    assert not wrong, "\n".join(wrong)


def test_who_is_not_signed_in_sees_no_word_of_ours(there: Everything, client: Client) -> None:
    known = words_of(there)
    wrong = []
    for place in PLACES:
        for ask in (client.get, client.post):
            with undone():
                answer = ask(place.path(known))
            is_told = TELLTALE in b"".join(answer).decode("utf-8", "replace")
            wrong += [f"{place.name} tells"] if is_told and place.name not in ("outlet", *PRACTICE) else []
            wrong += [f"{place.name} answers"] if answer.status_code == 200 and place.name not in PUBLIC else []
    assert not wrong, "\n".join(wrong)


#: The public page of the practice network shows what is posted there, as every network does.
PRACTICE = ("practice", "practice-member", "practice-post")


def test_somebody_of_another_workspace_sees_no_word_of_ours(there: Everything, stranger: Actor) -> None:
    client, known = seat(stranger), words_of(there)
    wrong = []
    for place in PLACES:
        for ask in (client.get, client.post):
            for turn in (1, 3):
                with undone():
                    answer = ask(place.path(known), fields(there, turn))
                is_told = TELLTALE in b"".join(answer).decode("utf-8", "replace")
                wrong += (
                    [f"{ask.__name__} {place.name}"] if is_told and place.name not in ("outlet", *PRACTICE) else []
                )
    assert not wrong, "\n".join(wrong)


def test_what_is_longer_than_a_column_is_told_or_cut(there: Everything, owner: Actor, client: Client) -> None:
    """SQLite takes any length, PostgreSQL does not."""
    desk, long = seated(owner), "x" * 700
    tries = {
        "/compose/save/": {"master": "Rye.", "language": long},
        "/notices/routes/webhook/": {"target": f"https://hooks.example/{long}"},
        "/notices/routes/email/": {"target": f"{'x' * 60}@{'.'.join(['y' * 60] * 4)}.example"},
        "/people/": {"name": long, "network": "rehearsal", "handle": f"{long}@rehearsal"},
        "/settings/": {"name": long, "town": long, "language": long},
        "/settings/team/invite/": {"role": "writer", "note": long},
        "/accounts/personas/": {"name": long, "kind": "work"},
        "/feeds/follow/": {"address": f"https://127.0.0.1/{long * 2}", "persona": str(there.numbers["persona_id"])},
    }
    wrong = []
    for path, data in tries.items():
        with undone():
            wrong += broke(desk.post(path, data), Place(path, path))
    client.raise_request_exception = False
    joined = {"email": "new@alderrye.example", "password": "rye-and-water-1", "person": long}
    wrong += broke(client.post(f"/join/{there.invitation_secret}/", joined), Place("join", "join"))
    assert not wrong, "\n".join(wrong)

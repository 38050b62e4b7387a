"""The door for calls: what strangers get, what the practice network gets, and what becomes due."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.people import Clock
from twoway.apps.accounts.models import Account
from twoway.apps.hooks import actions
from twoway.apps.hooks.models import Hook
from twoway.apps.inbox.jobs import bring
from twoway.apps.inbox.models import Message
from twoway.domain.permission import Actor
from twoway.plug import finder
from twoway.plug.signed import handshake_token
from twoway.plug.signing_in import HookCall
from twoway.rehearsal import calling as calls
from twoway.rehearsal.server import Stage
from twoway.work.sealing import seal, unseal

Door = Callable[[str, bytes, Mapping[str, str]], bool]


@pytest.fixture
def hook(owner: Actor, account: Account) -> Hook:
    return actions.open_hook(owner, account.pk)


def path_of(hook: Hook) -> str:
    return f"/hooks/{hook.account.network}/{hook.token}/"


def knock(address: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """What the wire does for the practice network: our own door answers."""
    path = "/hooks/" + address.partition("/hooks/")[2]
    answer = Client().post(path, body, content_type="application/json", headers=dict(headers))
    return 200 <= answer.status_code < 300


def mention(world: Stage) -> None:
    """Somebody there writes to the bakery."""
    told = world.answer("POST", "/api/sessions", json={"name": "Corner Shop"}).json
    assert isinstance(told, dict)
    said = world.answer(
        "POST",
        "/api/posts",
        json={"text": "Is there rye on Sunday, @alder.rye@rehearsal?"},
        headers={"Authorization": f"Bearer {told['token']}"},
    )
    assert said.status == 201


def put_off(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(read_due_at=timezone.now() + timedelta(hours=1))


def is_due(account: Account) -> bool:
    return Account.objects.filter(pk=account.pk, read_due_at__lte=timezone.now()).exists()


def test_a_call_of_the_network_makes_reading_due_and_the_words_are_fetched(hook: Hook, world: Stage) -> None:
    account = hook.account
    bring(account)
    put_off(account)
    mention(world)

    assert world.call_out(knock) == 1

    assert is_due(account)
    assert Message.objects.count() == 0
    assert bring(Account.objects.get(pk=account.pk)) == 1
    hook.refresh_from_db()
    assert (hook.taken, hook.refused) == (1, 0)
    assert world.call_out(knock) == 0


def test_a_call_that_is_not_taken_is_made_again_and_not_for_ever(hook: Hook, world: Stage) -> None:
    mention(world)
    tries = [world.call_out(lambda *call: False) for _ in range(calls.MOST_TRIES)]
    assert sum(tries) == 0
    assert world.call_out(knock) == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body, told: (body + b" ", told),  # other words
        lambda body, told: (body, {}),  # no signature
        lambda body, told: (body, {"rehearsal-signature": told["rehearsal-signature"][:-2] + "00"}),
        lambda body, told: (body, {"rehearsal-signature": "t=1,v1=é"}),
    ],
    ids=["other words", "none", "another", "signs that are no letters"],
)
def test_what_is_not_signed_is_refused_counted_and_makes_nothing_due(
    hook: Hook, world: Stage, spoil: Callable[..., Any]
) -> None:
    mention(world)
    put_off(hook.account)
    world.call_out(lambda address, body, told: knock(address, *spoil(body, told)))
    hook.refresh_from_db()
    assert (hook.taken, hook.refused) == (0, 1)
    assert "signature" in hook.refused_why
    assert not is_due(hook.account)


def test_a_call_that_was_caught_and_sent_again_later_is_refused(hook: Hook, world: Stage, clock: Clock) -> None:
    mention(world)
    clock.turn(minutes=-10)
    world.call_out(knock)
    hook.refresh_from_db()
    assert "too long ago" in hook.refused_why


@pytest.mark.parametrize("token", ["wrong", "x" * 64, "%00", "é"])
def test_an_address_that_is_nobodys_tells_nothing(hook: Hook, token: str) -> None:
    answer = Client().post(f"/hooks/{hook.account.network}/{token}/", b"{}", content_type="application/json")
    assert answer.status_code == 404
    assert b"rehearsal" not in answer.content


def test_the_token_of_one_network_is_nobody_on_another(hook: Hook) -> None:
    assert Client().post(f"/hooks/mastodon/{hook.token}/", b"{}", content_type="text/plain").status_code == 404


def test_a_removed_account_is_not_called_for(owner: Actor, hook: Hook) -> None:
    Account.objects.filter(pk=hook.account_id).update(removed_at=timezone.now())
    assert Client().post(path_of(hook), b"{}", content_type="application/json").status_code == 404


def test_what_is_too_long_is_not_read(hook: Hook) -> None:
    answer = Client().post(path_of(hook), b"x" * 1_000_001, content_type="application/json")
    assert answer.status_code == 413
    hook.refresh_from_db()
    assert hook.refused == 0


def test_too_many_calls_are_not_listened_to_and_the_minute_after_they_are(hook: Hook) -> None:
    Hook.objects.filter(pk=hook.pk).update(window_at=timezone.now(), count=actions.MOST_CALLS)
    answer = Client().post(path_of(hook), b"{}", content_type="application/json")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    Hook.objects.filter(pk=hook.pk).update(window_at=timezone.now() - timedelta(minutes=2))
    assert Client().post(path_of(hook), b"{}", content_type="application/json").status_code == 401


def test_no_session_no_cookie_and_no_csrf_token_are_needed_or_given(hook: Hook) -> None:
    answer = Client(enforce_csrf_checks=True).post(path_of(hook), b"{}", content_type="application/json")
    assert answer.status_code == 401
    assert not answer.cookies


def test_other_methods_are_not_answered(hook: Hook) -> None:
    assert Client().delete(path_of(hook)).status_code == 405


# -- networks whose accounts cannot be connected yet: the door with their own ways of calling ------------------------------

SECRET = "0123456789abcdef0123456789abcdef"


def calling(account: Account, slug: str, settings: Any) -> str:
    """The account on another network, with a hook; gives its path."""
    Account.objects.filter(pk=account.pk).update(network=slug)
    sealed = seal({"secret": SECRET}, settings.TWOWAY_SEALING_KEYS)
    Hook.objects.create(account=account, token="t" * 32, sealed=sealed)
    return f"/hooks/{slug}/{'t' * 32}/"


@pytest.mark.parametrize("slug", ["facebook", "instagram", "threads"])
def test_a_handshake_is_answered_as_its_house_wants_it(account: Account, settings: Any, slug: str) -> None:
    path = calling(account, slug, settings)
    told = {"hub.mode": "subscribe", "hub.verify_token": handshake_token(SECRET), "hub.challenge": "1158201444"}
    answer = Client().get(path, told)
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert Client().get(path, told | {"hub.verify_token": "wrong"}).status_code == 401
    signature = f"sha256={hmac.new(SECRET.encode(), b'{}', hashlib.sha256).hexdigest()}"
    headers = {"X-Hub-Signature-256": signature}
    assert Client().post(path, b"{}", content_type="application/json", headers=headers).status_code == 204
    assert Client().post(path, b"{ }", content_type="application/json", headers=headers).status_code == 401
    hook = Hook.objects.get()
    assert (hook.taken, hook.refused) == (2, 2)


def test_the_check_of_x_is_answered_with_json(account: Account, settings: Any) -> None:
    answer = Client().get(calling(account, "x", settings), {"crc_token": "abc"})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["response_token"].startswith("sha256=")


def test_what_a_network_that_cannot_be_asked_tells_is_taken_once(account: Account, world: Stage) -> None:
    mention(world)
    told: list[tuple[bytes, Mapping[str, str]]] = []

    def note(address: str, body: bytes, headers: Mapping[str, str]) -> bool:
        told.append((body, headers))
        return True

    actions.begin(account)
    mention(world)
    world.call_out(note)
    ((body, headers),) = told
    call = HookCall(method="POST", headers=headers, params={}, body=body, at=timezone.now())
    secret = unseal_of(account)
    network = replace(finder.network(account.network), fetch=None)
    for _ in range(2):
        actions.take(account, network, call, secret)
    assert Message.objects.count() == 1


def unseal_of(account: Account) -> str:
    return unseal(Hook.objects.get(account=account).sealed, settings.TWOWAY_SEALING_KEYS)["secret"]

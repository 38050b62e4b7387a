"""A thread on its whole way, through the real servers and a proxy that loses their answers: out once, whole, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.counterparts.bluesky_server import Bluesky, Person, until
from tests.counterparts.mastodon_server import MastodonServer
from tests.counterparts.proxy import Accident, Proxy
from tests.people import Clock
from twoway.apps.accounts.actions import connect
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import http_of
from twoway.apps.delivery import lane, leases, parts, sending
from twoway.apps.delivery.actions import enqueue
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.queries import personas_of
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Version
from twoway.networks.mastodon.messages import plain_text
from twoway.work import wire

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(180)]
Before = Callable[[str], Proxy]

ACCIDENTS = [Accident.DROP, Accident.RESET, Accident.HALF, Accident.SAY_500, Accident.UNREACHED, Accident.DUPLICATE]


def thread(name: str) -> Version:
    return Version(
        text=f"{name}: how our rye is made.",
        more=(f"{name}: first the sourdough, from 1953 #rye", f"{name}: then eight hours, https://example.org/rest"),
        first_comment=f"{name}: orders until Friday.",
    )


def due(account: Account, version: Version) -> Delivery:
    now = timezone.now()
    latest = now + timedelta(days=2)
    return enqueue(account, version, urgency=Urgency.SCHEDULED, due_at=now, latest_at=latest)


def go_on(delivery: Delivery, clock: Clock, turns: int = 6) -> Delivery:
    for _ in range(turns):
        lane.advance(delivery.account_id, delivery.urgency, clock=clock)
        clock.turn(seconds=40)
    delivery.refresh_from_db()
    return delivery


def shape(version: Version) -> list[tuple[str, str]]:
    """Each part with what it answers."""
    texts = version.parts
    return [(texts[0], ""), *zip(texts[1:], texts, strict=False), (version.first_comment, texts[0])]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An account that goes through a proxy, and what its network shows of it."""

    account: Account
    way: Proxy
    said: Callable[[str], Sequence[tuple[str, str]]]


@pytest.fixture
def on_bluesky(bluesky: Bluesky, proxy: Before, owner: Actor, settings: Any) -> Desk:
    person, way = bluesky.person("alderandrye"), proxy(bluesky.pds)
    settings.TWOWAY_NETWORK_ADDRESS = {"bluesky": way.address}
    answers = {"handle": person.handle, "password": person.app_password(), "address": way.address}
    account = connect(owner, "bluesky", answers, persona_id=personas_of(owner).get().pk, may_post=True)
    return Desk(account=account, way=way, said=lambda name: said_on_bluesky(person, name))


def said_on_bluesky(person: Person, name: str) -> list[tuple[str, str]]:
    records = {one["uri"]: one for one in person.records() if one["value"]["text"].startswith(f"{name}:")}
    for one in records.values():
        for ref in one["value"].get("reply", {}).values():
            assert records[ref["uri"]]["cid"] == ref["cid"], "a part is named by other contents than it has"
    parents = {uri: one["value"].get("reply", {}).get("parent", {}).get("uri", "") for uri, one in records.items()}
    return [
        (records[uri]["value"]["text"], records[above]["value"]["text"] if above else "")
        for uri, above in parents.items()
    ]


@pytest.fixture
def on_mastodon(mastodon_server: MastodonServer, proxy: Before, owner: Actor, settings: Any) -> Desk:
    way = proxy(mastodon_server.address)
    settings.TWOWAY_NETWORK_ADDRESS = {"mastodon": way.address}
    answers = {"address": way.address, "token": mastodon_server.token("alder")}
    account = connect(owner, "mastodon", answers, persona_id=personas_of(owner).get().pk, may_post=True)
    return Desk(account=account, way=way, said=lambda name: said_on_mastodon(mastodon_server, name))


def said_on_mastodon(server: MastodonServer, name: str) -> list[tuple[str, str]]:
    posts = {post["id"]: post for post in server.posts("alder") if plain_text(post).startswith(f"{name}:")}
    parents = {one: post["in_reply_to_id"] for one, post in posts.items()}
    return [(plain_text(posts[one]), plain_text(posts[above]) if above else "") for one, above in parents.items()]


@pytest.mark.bluesky
def test_bluesky_takes_a_thread_whole_and_readers_see_it(on_bluesky: Desk, bluesky: Bluesky, clock: Clock) -> None:
    version = thread("whole")
    delivery = go_on(due(on_bluesky.account, version), clock, turns=1)
    assert delivery.state == DeliveryState.SENT
    assert sorted(on_bluesky.said("whole")) == sorted(shape(version))
    assert [request for request in on_bluesky.way.seen if "applyWrites" in request] != []
    assert not [request for request in on_bluesky.way.seen if "putRecord" in request]
    reader = bluesky.person("sunnybank")
    assert [part.state for part in delivery.parts] == [DeliveryState.SENT] * 4
    rows = list(delivery.part_rows.all())

    def replies() -> set[str]:
        top = reader.thread(rows[0].remote_id)
        return {one["post"]["uri"] for one in top.get("replies", [])}

    reader.view(rows[0].remote_id)
    until(lambda: replies() >= {rows[1].remote_id, rows[3].remote_id})


@pytest.mark.bluesky
@pytest.mark.parametrize("accident", ACCIDENTS)
def test_a_thread_on_bluesky_is_there_once_whatever_becomes_of_the_answer(
    on_bluesky: Desk, clock: Clock, accident: Accident
) -> None:
    version = thread(accident.name)
    on_bluesky.way.on("POST", "/xrpc/com.atproto.repo.applyWrites", accident)
    delivery = go_on(due(on_bluesky.account, version), clock)
    assert delivery.state == DeliveryState.SENT
    assert sorted(on_bluesky.said(accident.name)) == sorted(shape(version))
    assert all(part.address for part in delivery.parts)


@pytest.mark.bluesky
@pytest.mark.parametrize("called", [True, False], ids=["after the call", "before the call"])
def test_a_killed_worker_costs_a_thread_on_bluesky_a_look(on_bluesky: Desk, clock: Clock, called: bool) -> None:
    version = thread("killed")
    delivery = due(on_bluesky.account, version)
    dies(delivery, clock, called=called)
    delivery = go_on(delivery, clock)
    assert delivery.state == DeliveryState.SENT
    assert sorted(on_bluesky.said("killed")) == sorted(shape(version))


def dies(delivery: Delivery, clock: Clock, *, called: bool) -> None:
    """A worker commits its intent, perhaps calls, and is never heard of again."""
    dead = leases.new_turn(delivery.account_id, delivery.urgency, clock)
    assert leases.take(dead)
    chosen = lane.choose(dead)
    assert chosen is not None
    intent = sending.commit_intent(chosen, parts.next_step(chosen), dead, clock())
    assert intent is not None
    if called:
        intent.step.send(http_of(chosen.account))
    clock.turn(seconds=leases.LEASE.total_seconds() + 1)


@pytest.mark.mastodon
@pytest.mark.parametrize("accident", ACCIDENTS)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_thread_on_a_mastodon_server_is_there_once_whatever_becomes_of_an_answer(
    on_mastodon: Desk, clock: Clock, accident: Accident, place: int
) -> None:
    name = f"{accident.name.lower()}-{place}"
    version = thread(name)
    delivery = due(on_mastodon.account, version)
    mine = leases.new_turn(delivery.account_id, delivery.urgency, clock)
    assert leases.take(mine)
    for _ in range(place):
        chosen = lane.choose(mine)
        assert chosen is not None
        assert sending.send(chosen, mine)
    leases.give_back(mine)
    on_mastodon.way.on("POST", "/api/v1/statuses", accident)
    delivery = go_on(delivery, clock, turns=8)
    assert delivery.state == DeliveryState.SENT, delivery.why
    assert sorted(on_mastodon.said(name)) == sorted(shape(version))
    wire.close()


@pytest.mark.mastodon
@pytest.mark.parametrize("called", [True, False], ids=["after the call", "before the call"])
def test_a_killed_worker_costs_a_thread_on_a_mastodon_server_a_look(
    on_mastodon: Desk, clock: Clock, called: bool
) -> None:
    name = f"killed-{called}".lower()
    version = thread(name)
    delivery = due(on_mastodon.account, version)
    dies(delivery, clock, called=called)
    delivery = go_on(delivery, clock, turns=8)
    assert delivery.state == DeliveryState.SENT, delivery.why
    assert sorted(on_mastodon.said(name)) == sorted(shape(version))
    wire.close()

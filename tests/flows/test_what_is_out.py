"""What is done with what is out, through the real servers: changed, taken down, liked, counted, found; also with lost answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.counterparts.bluesky_server import Bluesky, until
from tests.counterparts.mastodon_server import MastodonServer
from tests.counterparts.proxy import Accident, Proxy
from tests.people import Clock
from twoway.apps.accounts.actions import connect
from twoway.apps.accounts.models import Account
from twoway.apps.delivery import mending
from twoway.apps.delivery.actions import enqueue
from twoway.apps.delivery.changing import edit, take_down, why_not_edit
from twoway.apps.delivery.jobs import drain
from twoway.apps.delivery.models import Change, Delivery
from twoway.apps.inbox.jobs import bring
from twoway.apps.inbox.models import Conversation, Message
from twoway.apps.inbox.reacting import press_due, react
from twoway.apps.inbox.searching import answer, search
from twoway.apps.insights.counting import begin_tallies, count, tallies_of
from twoway.apps.people.models import Handle
from twoway.apps.people.queries import personas_of
from twoway.apps.posts.naming import find_elsewhere, write_down
from twoway.domain.changing import ChangeState, Wanted
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Version
from twoway.networks.mastodon.messages import plain_text

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(180)]
Before = Callable[[str], Proxy]
LOST = [Accident.DROP, Accident.RESET, Accident.HALF, Accident.SAY_500, Accident.UNREACHED, Accident.DUPLICATE]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An account that goes through a proxy, and its network from the other side."""

    account: Account
    way: Proxy
    says: Callable[[str], Sequence[str]]
    ask_us: Callable[[Delivery, str], Any]
    like: tuple[str, str]
    unlike: tuple[str, str]
    delete: tuple[str, str]
    likes: Callable[[str], int]


@pytest.fixture
def on_bluesky(bluesky: Bluesky, proxy: Before, owner: Actor, settings: Any) -> Desk:
    us, kemi, way = bluesky.person("alderandrye"), bluesky.person("kemi"), proxy(bluesky.pds)
    settings.TWOWAY_NETWORK_ADDRESS = {"bluesky": way.address}
    answers = {"handle": us.handle, "password": us.app_password(), "address": way.address}
    account = connect(owner, "bluesky", answers, persona_id=personas_of(owner).get().pk, may_post=True)
    repo = "/xrpc/com.atproto.repo"
    return Desk(
        account=account,
        way=way,
        says=lambda mark: [one["value"]["text"] for one in us.records() if mark in one["value"]["text"]],
        ask_us=lambda delivery, text: kemi.answer(delivery.remote_id, text),
        like=("POST", f"{repo}.putRecord"),
        unlike=("POST", f"{repo}.deleteRecord"),
        delete=("POST", f"{repo}.deleteRecord"),
        likes=lambda uri: int(kemi.view(uri).get("likeCount", 0)),
    )


@pytest.fixture
def on_mastodon(mastodon_server: MastodonServer, proxy: Before, owner: Actor, settings: Any) -> Desk:
    server, way = mastodon_server, proxy(mastodon_server.address)
    settings.TWOWAY_NETWORK_ADDRESS = {"mastodon": way.address}
    answers = {"address": way.address, "token": server.token("alder")}
    account = connect(owner, "mastodon", answers, persona_id=personas_of(owner).get().pk, may_post=True)
    return Desk(
        account=account,
        way=way,
        says=lambda mark: [said for post in server.posts("alder") if mark in (said := plain_text(post))],
        ask_us=lambda delivery, text: server.post("kemi", f"@alder {text}", in_reply_to_id=delivery.remote_id),
        like=("POST", "/favourite"),
        unlike=("POST", "/unfavourite"),
        delete=("DELETE", "/api/v1/statuses"),
        likes=lambda one: int(server.ask("kemi", "GET", f"/api/v1/statuses/{one}")["favourites_count"]),
    )


@pytest.fixture(
    params=[
        pytest.param("on_bluesky", marks=pytest.mark.bluesky),
        pytest.param("on_mastodon", marks=pytest.mark.mastodon),
    ]
)
def desk(request: pytest.FixtureRequest) -> Desk:
    """Either of them."""
    cache.clear()
    found: Desk = request.getfixturevalue(request.param)
    return found


def out(account: Account, mark: str, *, more: tuple[str, ...] = ()) -> Delivery:
    """Something that is out, under words that nobody else used."""
    now = timezone.now()
    version = Version(text=f"{mark} open till six", more=more)
    delivery = enqueue(account, version, urgency=Urgency.SCHEDULED, due_at=now, latest_at=now + timedelta(days=2))
    drain()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    return delivery


def new_mark() -> str:
    return f"loaf{uuid.uuid4().hex[:10]}"


def turns(delivery: Delivery, clock: Clock, number: int = 5) -> Delivery:
    for _ in range(number):
        mending.advance(delivery.account_id, clock=clock)
        clock.turn(minutes=1)
    delivery.refresh_from_db()
    return delivery


# -- changing ------------------------------------------------------------------------------------------------------


@pytest.mark.mastodon
@pytest.mark.parametrize("accident", LOST)
def test_on_mastodon_other_words_are_there_whatever_becomes_of_the_answer(
    on_mastodon: Desk, owner: Actor, clock: Clock, accident: Accident
) -> None:
    mark = new_mark()
    delivery = out(on_mastodon.account, mark)
    on_mastodon.way.on("PUT", f"/api/v1/statuses/{delivery.remote_id}", accident)
    change = edit(owner, delivery.pk, Wanted(texts=(f"{mark} open till five",)))
    delivery = turns(delivery, clock)
    change.refresh_from_db()
    assert change.state == ChangeState.DONE, change.why
    assert on_mastodon.says(mark) == [f"{mark} open till five"]
    assert delivery.text == f"{mark} open till five"


@pytest.mark.mastodon
def test_on_mastodon_one_part_of_a_thread_is_changed_and_stays_where_it_is(
    on_mastodon: Desk, owner: Actor, clock: Clock
) -> None:
    mark = new_mark()
    delivery = out(on_mastodon.account, mark, more=(f"{mark} rye from eight",))
    before = [part.remote_id for part in delivery.part_rows.all()]
    edit(owner, delivery.pk, Wanted(texts=(delivery.text, f"{mark} rye from nine")))
    delivery = turns(delivery, clock)
    assert sorted(on_mastodon.says(mark)) == [f"{mark} open till six", f"{mark} rye from nine"]
    assert [part.remote_id for part in delivery.part_rows.all()] == before


@pytest.mark.bluesky
def test_on_bluesky_nobody_changes_words_and_the_way_out_is_told(on_bluesky: Desk) -> None:
    assert "does not let words be changed" in why_not_edit(out(on_bluesky.account, new_mark()))


# -- taking down ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accident", LOST)
def test_a_thread_that_is_taken_down_is_gone_whatever_becomes_of_an_answer(
    desk: Desk, owner: Actor, clock: Clock, accident: Accident
) -> None:
    mark = new_mark()
    delivery = out(desk.account, mark, more=(f"{mark} rye from eight",))
    assert len(desk.says(mark)) == 2
    desk.way.on(*desk.delete, accident)
    take_down(owner, delivery.pk)
    delivery = turns(delivery, clock)
    assert Change.objects.get().state == ChangeState.DONE, Change.objects.get().why
    assert desk.says(mark) == []
    assert delivery.gone_why == "Taken down by Sarah."


# -- pressing, counting --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accident", [None, Accident.DROP, Accident.SAY_500])
def test_what_somebody_wrote_is_liked_once_and_not_any_more(
    desk: Desk, owner: Actor, clock: Clock, accident: Accident | None
) -> None:
    delivery = out(desk.account, new_mark())
    asked = new_mark()
    desk.ask_us(delivery, f"{asked} and on Sundays?")
    until(lambda: bring(Account.objects.get(pk=desk.account.pk)) > 0)
    message = Message.objects.get(text__contains=asked)
    for wanted, call in ((True, desk.like), (False, desk.unlike)):
        if accident:
            desk.way.on(*call, accident)
        react(owner, message.pk, "like", on=wanted)
        for _ in range(4):
            clock.turn(minutes=2)
            press_due(clock())
        until(partial(_has_likes, desk, message, int(wanted)))
    assert not message.reactions.get().is_pending


def _has_likes(desk: Desk, message: Message, expected: int) -> bool:
    return desk.likes(message.remote_id) == expected


def test_what_became_of_a_post_is_counted(desk: Desk, clock: Clock) -> None:
    delivery = out(desk.account, new_mark())
    desk.ask_us(delivery, "and on Sundays?")

    def replies() -> int | None:
        clock.turn(minutes=6)
        begin_tallies(clock())
        count(desk.account, clock())
        told = tallies_of([delivery.pk])
        return told[delivery.pk].counts.replies if told else None

    until(lambda: replies() == 1)
    assert tallies_of([delivery.pk])[delivery.pk].counts.views is None


def test_what_was_taken_down_over_there_is_noticed(desk: Desk, owner: Actor, clock: Clock) -> None:
    delivery = out(desk.account, new_mark())
    begin_tallies(clock())

    def is_counted() -> bool:
        clock.turn(minutes=6)
        return bool(count(desk.account, clock()))

    until(is_counted)
    take_down(owner, delivery.pk)
    drain()
    Change.objects.all().delete()
    Delivery.objects.filter(pk=delivery.pk).update(gone_at=None, gone_why="")

    def is_gone() -> bool:
        clock.turn(minutes=6)
        count(desk.account, clock())
        delivery.refresh_from_db()
        return delivery.gone_at is not None

    until(is_gone)
    assert "nobody here took it down" in delivery.gone_why


# -- finding -------------------------------------------------------------------------------------------------------


@pytest.mark.mastodon
def test_on_mastodon_a_hashtag_is_found_and_who_said_it_answered(
    on_mastodon: Desk, owner: Actor, mastodon_server: MastodonServer
) -> None:
    tag = f"Loaf{uuid.uuid4().hex[:8]}"
    said = mastodon_server.post("kemi", f"Where is there rye in town? #{tag}")
    found = search(owner, f"#{tag}")
    assert [one.message.remote_id for one in found.results] == [said["id"]]
    assert not Conversation.objects.exists()
    answer(owner, found.results[0].mark, "Kemi, we are on Mill Lane, and there is rye from eight.")
    drain()
    assert Conversation.objects.count() == 1
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_somebody_is_found_by_the_beginning_of_a_name(desk: Desk, owner: Actor) -> None:
    found = find_elsewhere(owner, "kem")
    assert found.troubles == ()
    one = next(one for one in found.people if one.author.handle.startswith("kemi"))
    person = write_down(owner, one.mark)
    assert Handle.objects.get(person=person).remote_id == one.author.remote_id

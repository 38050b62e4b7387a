"""The main job, whole, on every network that runs here: the built-in one, a real Bluesky, the Mastodon API.

Connect, write, look, hold what is too long, send, deliver, receipt with its address, hear somebody answer, answer them,
and read the answer on the network itself, through another client than ours.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from PIL import Image

from tests.counterparts.bluesky_server import Bluesky, until
from tests.counterparts.mastodon_server import MastodonServer
from tests.people import Clock
from twoway.apps.accounts.actions import connect
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import http_of
from twoway.apps.delivery import lane, leases, parts, sending
from twoway.apps.delivery.actions import keep_picture
from twoway.apps.delivery.jobs import drain
from twoway.apps.delivery.models import Delivery
from twoway.apps.inbox.actions import reply
from twoway.apps.inbox.jobs import bring, settle_answers
from twoway.apps.inbox.models import Message
from twoway.apps.inbox.queries import conversation_of
from twoway.apps.people.queries import personas_of
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.looks import look_at_post
from twoway.apps.posts.queries import Draft, post_of
from twoway.domain.errors import BadInput, Held, NetworkAnswer
from twoway.domain.permission import Actor
from twoway.domain.states import ConversationState, DeliveryState, PostState
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage


@dataclass(frozen=True, kw_only=True)
class Place:
    """A network as somebody else sees it: who we are there, how they answer us, what they can read of ours."""

    slug: str
    answers: Mapping[str, str]
    wrong: Mapping[str, str]
    answer_us: Callable[[Delivery, str], None]
    read_ours: Callable[[], list[str]]
    alts: Callable[[], list[str]]


@pytest.fixture
def stage_place(world: Stage, clock: Clock) -> Place:
    def answer_us(delivery: Delivery, text: str) -> None:
        clock.turn(minutes=1)
        reading.act_as(world, "kemi.okafor@rehearsal", delivery.remote_id, text)

    def everything() -> list[str]:
        threads = [reading.thread(world, post.id) for post in reading.posts_of(world, "alder.rye")]
        return [shown.text for thread in threads for shown in thread if shown.handle.startswith("alder.rye")]

    def alts() -> list[str]:
        return [p.alt for post in reading.posts_of(world, "alder.rye") for p in post.pictures]

    return Place(
        slug="rehearsal",
        answers={"name": "alder.rye"},
        wrong={"name": ""},
        answer_us=answer_us,
        read_ours=everything,
        alts=alts,
    )


@pytest.fixture
def bluesky_place(bluesky: Bluesky, settings: object) -> Place:
    settings.TWOWAY_NETWORK_ADDRESS = {"bluesky": bluesky.pds}  # type: ignore[attr-defined]  # pytest-django's wrapper
    us, kemi = bluesky.person("alderrye"), bluesky.person("kemi")
    return Place(
        slug="bluesky",
        answers={"address": bluesky.pds, "handle": us.handle, "password": us.app_password()},
        wrong={"address": bluesky.pds, "handle": us.handle, "password": "not-the-password"},
        answer_us=lambda delivery, text: _discard(kemi.answer(delivery.remote_id, text)),
        read_ours=lambda: [record["value"]["text"] for record in us.records()],
        alts=lambda: [image["alt"] for r in us.records() for image in r["value"].get("embed", {}).get("images", ())],
    )


@pytest.fixture
def mastodon_place(mastodon_server: MastodonServer, settings: object) -> Place:
    settings.TWOWAY_NETWORK_ADDRESS = {"mastodon": mastodon_server.address}  # type: ignore[attr-defined]  # as above

    def answer_us(delivery: Delivery, text: str) -> None:
        mastodon_server.post("kemi", f"@alder {text}", in_reply_to_id=delivery.remote_id)

    def alts() -> list[str]:
        return [m["description"] for post in mastodon_server.posts("alder") for m in post["media_attachments"]]

    return Place(
        slug="mastodon",
        answers={"address": mastodon_server.address, "token": mastodon_server.token("alder")},
        wrong={"address": mastodon_server.address, "token": "not-the-token"},
        answer_us=answer_us,
        read_ours=lambda: [_plain(post["content"]) for post in mastodon_server.posts("alder")],
        alts=alts,
    )


def _discard(_: object) -> None:
    """Callers want no answer."""


def _plain(html: str) -> str:
    import html as entities
    import re

    return entities.unescape(re.sub(r"<[^>]+>", "", html))


@pytest.fixture(
    params=[
        "stage_place",
        pytest.param("bluesky_place", marks=pytest.mark.bluesky),
        pytest.param("mastodon_place", marks=pytest.mark.mastodon),
    ]
)
def place(request: pytest.FixtureRequest) -> Place:
    """Every network that runs here, one after the other."""
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def our_account(owner: Actor, place: Place) -> Account:
    persona = personas_of(owner).get()
    return connect(owner, place.slug, place.answers, persona_id=persona.pk, may_post=True)


def send(owner: Actor, account: Account, text: str, **more: object) -> Delivery:
    post = save(owner, Draft(master=text, account_ids=(account.pk,), **more))  # type: ignore[arg-type]  # pass-through
    delivery = send_now(owner, post.pk).deliveries[0]
    drain()
    delivery.refresh_from_db()
    return delivery


def test_the_main_job_from_the_first_word_to_the_answer(owner: Actor, place: Place, our_account: Account) -> None:
    words = f"Fresh rye at eight, batch {uuid.uuid4().hex[:8]}: https://example.org/rye #SmallBusinessSaturday"
    post = save(owner, Draft(master=words, account_ids=(our_account.pk,)))
    look = look_at_post(owner, post)[0]
    assert look.may_go, look.findings

    delivery = send_now(owner, post.pk).deliveries[0]
    drain()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT, delivery.why
    assert delivery.address.startswith("http")
    assert post_of(owner, post.pk).state is PostState.SENT
    assert place.read_ours().count(look.version.text) == 1

    place.answer_us(delivery, "Do you keep one back for noon?")

    def heard() -> Message | None:
        our_account.refresh_from_db()
        bring(our_account)
        return Message.objects.filter(text__contains="keep one back").first()

    message = until(heard)
    conversation = conversation_of(owner, message.conversation_id)
    assert conversation.state == ConversationState.OURS
    assert conversation.about == delivery
    assert message.person is not None

    answer = f"Yes, loaf {uuid.uuid4().hex[:8]}, with your name on it."
    reply(owner, conversation.pk, answer)
    drain()
    settle_answers()
    assert conversation_of(owner, conversation.pk).state == ConversationState.THEIRS
    assert sum(answer in text for text in place.read_ours()) == 1


def test_a_picture_arrives_with_its_description(owner: Actor, place: Place, our_account: Account) -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#a52").save(out, "PNG")
    stored = keep_picture(owner, out.getvalue(), "loaf.png")
    delivery = send(owner, our_account, "Out of the oven.", pictures=((stored.pk, "A dark rye loaf on a board"),))
    assert delivery.state == DeliveryState.SENT, delivery.why
    assert "A dark rye loaf on a board" in place.alts()


def test_a_version_over_the_limit_stays_here(owner: Actor, place: Place, our_account: Account) -> None:
    post = save(owner, Draft(master="Bread and butter and jam. " * 40, account_ids=(our_account.pk,)))
    before = place.read_ours()
    with pytest.raises(Held):
        send_now(owner, post.pk)
    assert place.read_ours() == before


def test_a_wrong_answer_to_the_connect_form_says_what_to_do(owner: Actor, place: Place) -> None:
    persona = personas_of(owner).get()
    with pytest.raises((BadInput, NetworkAnswer)) as told:
        connect(owner, place.slug, place.wrong, persona_id=persona.pk)
    assert len(told.value.for_people) > 20
    assert "not-the" not in told.value.for_people
    assert not Account.objects.filter(network=place.slug, workspace_id=owner.workspace_id).exists()


def test_a_worker_that_dies_between_the_yes_and_the_writing_doubles_nothing(
    owner: Actor, place: Place, our_account: Account, clock: Clock
) -> None:
    words = f"Two loaves left of batch {uuid.uuid4().hex[:8]}, first come."
    post = save(owner, Draft(master=words, account_ids=(our_account.pk,)))
    delivery = send_now(owner, post.pk).deliveries[0]
    dead = leases.new_turn(our_account.pk, delivery.urgency, clock)
    assert leases.take(dead)
    chosen = lane.choose(dead)
    assert chosen is not None
    step = parts.next_step(chosen)
    assert step is not None
    assert sending.commit_intent(chosen, step, dead, clock()) is not None
    from twoway.apps.accounts.queries import network_of

    publish = network_of(our_account).publish
    assert publish is not None
    publish(http_of(our_account), delivery.version, delivery.key)
    clock.turn(seconds=leases.LEASE.total_seconds() + 1)
    for _ in range(3):
        lane.advance(our_account.pk, delivery.urgency, clock=clock)
        clock.turn(seconds=20)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT, delivery.why
    assert delivery.address.startswith("http")
    assert place.read_ours().count(words) == 1

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.doors.cli.conftest import Say
from tests.doors.cli.test_posting import order
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.actions import enqueue, pause
from twoway.apps.delivery.models import Delivery
from twoway.apps.posts.models import Post
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Version
from twoway.rehearsal.orders import Kind
from twoway.rehearsal.server import Stage

#: A stranger may have founded a workspace first.
SARAH = ("--as", "sarah@alderrye.example")


@pytest.fixture
def waiting(say: Say, account: Account) -> Delivery:
    """A delivery that goes out in two hours."""
    assert say(*SARAH, "post", "Fresh rye at eight", "--to", "rehearsal", "--at", "+2h").code == 0
    return Delivery.objects.get()


@pytest.fixture
def unsure(waiting: Delivery) -> Delivery:
    """A delivery of which nobody knows whether it is out, and that a person must decide about."""
    waiting.become(DeliveryState.SENDING)
    waiting.become(DeliveryState.UNSURE, needs_person=True, why="Look there yourself: is the post up?")
    return waiting


def test_nothing_to_do_is_told(say: Say, account: Account) -> None:
    assert "Nothing waits, and nothing needs you." in say("status").out


def test_what_waits_is_told(say: Say, waiting: Delivery) -> None:
    told = say("status", "--json").json
    assert [row["id"] for row in told["waiting"]] == [waiting.pk]
    assert told["needs_you"] == []
    assert told["worker_runs"] is False
    said = say("status")
    assert "Fresh rye at eight" in said.out
    assert "No worker runs" in said.err


def test_one_post_is_told_with_every_attempt(say: Say, account: Account, world: Stage) -> None:
    order(world, Kind.REFUSE)
    say("post", "Fresh rye at eight", "--to", "rehearsal", "--now")
    told = say("status", str(Post.objects.get().pk), "--json").json
    assert told["state"] == "needs you"
    assert [attempt["outcome"] for attempt in told["deliveries"][0]["attempts"]] == ["refused"]
    assert "refused" in say("status", str(Post.objects.get().pk)).out


def test_a_delivery_is_taken_back_and_then_cannot_be_again(say: Say, waiting: Delivery) -> None:
    assert say("status", "cancel", str(waiting.pk)).code == 0
    assert say("status", "cancel", str(waiting.pk)).code == 5


def test_a_delivery_gets_another_time(say: Say, waiting: Delivery) -> None:
    before = waiting.due_at
    assert say("status", "move", str(waiting.pk), "--at", "+5h").code == 0
    waiting.refresh_from_db()
    assert waiting.due_at > before
    assert waiting.latest_at is not None
    assert waiting.latest_at > waiting.due_at


def test_what_a_person_found_is_taken_over(say: Say, unsure: Delivery) -> None:
    assert [row["id"] for row in say("status", "--json").json["needs_you"]] == [unsure.pk]
    said = say("status", "settle", str(unsure.pk), "--there", "--address", "https://example.org/1")
    assert said.code == 0
    unsure.refresh_from_db()
    assert (unsure.state, unsure.address) == ("sent", "https://example.org/1")


def test_what_a_person_did_not_find_goes_again(say: Say, unsure: Delivery) -> None:
    assert say("status", "settle", str(unsure.pk), "--again").code == 0
    unsure.refresh_from_db()
    assert unsure.state == "waiting"


@pytest.mark.parametrize("words", [(), ("--there", "--again")])
def test_one_thing_was_found(say: Say, unsure: Delivery, words: tuple[str, ...]) -> None:
    assert say("status", "settle", str(unsure.pk), *words).code == 2


def test_what_was_held_back_goes_after_all(say: Say, waiting: Delivery) -> None:
    waiting.become(DeliveryState.HELD, needs_person=True, why="Look-only.")
    assert say("status", "retry", str(waiting.pk)).code == 0
    assert say("status", "retry", str(waiting.pk)).code == 5


def test_what_missed_its_time_is_made_a_draft_again(say: Say, waiting: Delivery) -> None:
    waiting.become(DeliveryState.MISSED, needs_person=True, cause="late", why="Too late.")
    post = Post.objects.get()
    assert "What you can do: Open it again as a draft" in say("status", str(post.pk)).out
    assert f"draft {post.pk} again" in say("status", "reopen", str(waiting.pk)).out
    assert say("status", "reopen", str(waiting.pk)).code == 2
    assert say("status", "--json").json["needs_you"] == []


def test_trouble_that_was_read_waits_for_nobody(say: Say, waiting: Delivery) -> None:
    waiting.become(DeliveryState.MISSED, needs_person=True, why="Too late.")
    assert say("status", "aside", str(waiting.pk)).code == 0
    assert say("status", "--json").json["needs_you"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [(("999",), "no post 999"), (("cancel", "999"), "no such delivery"), (("retry", "x"), "integer")],
)
def test_what_is_not_there_is_told(say: Say, account: Account, words: tuple[str, ...], told: str) -> None:
    said = say("status", *words)
    assert said.code == 2
    assert told in said.err


def test_a_replier_takes_back_no_post(say: Say, replier: Actor, waiting: Delivery) -> None:
    assert say("--as", "dele@alderrye.example", "status", "cancel", str(waiting.pk)).code == 3


def test_a_stranger_sees_and_moves_nothing(say: Say, stranger: Actor, waiting: Delivery) -> None:
    as_stranger = ("--as", "stranger@elsewhere.example", "status")
    assert say(*as_stranger, "--json").json["waiting"] == []
    assert say(*as_stranger, "cancel", str(waiting.pk)).code == 2
    assert say(*as_stranger, str(Post.objects.get().pk)).code == 2


@pytest.fixture
def half(say: Say, account: Account) -> Delivery:
    """A thread that came to a stop after its first part."""
    now = timezone.now()
    version = Version(text="How our rye is made.", more=("First the sourdough.",))
    delivery = enqueue(account, version, urgency=Urgency.SCHEDULED, due_at=now)
    row = delivery.part_rows.all()[0]
    type(row).objects.filter(pk=row.pk).update(sent_at=now, address="http://127.0.0.1/1", remote_id="1")
    Delivery.objects.filter(pk=delivery.pk).update(parts_out=1)
    delivery.refresh_from_db()
    delivery.become(DeliveryState.HELD, needs_person=True, why="1 of 2 are out. The network said no.")
    return delivery


def test_half_a_thread_can_be_left(say: Say, half: Delivery) -> None:
    said = say(*SARAH, "status", "leave", str(half.pk))
    assert said.code == 0
    half.refresh_from_db()
    assert half.state == DeliveryState.SENT
    assert say(*SARAH, "status", "leave", str(half.pk)).code != 0


def test_half_a_thread_can_be_tried_again_and_is_not_taken_back(say: Say, half: Delivery) -> None:
    refused = say(*SARAH, "status", "cancel", str(half.pk))
    assert refused.code != 0
    assert "1 of 2 are out already" in refused.err
    assert say(*SARAH, "status", "retry", str(half.pk)).code == 0
    half.refresh_from_db()
    assert half.state == DeliveryState.WAITING


def test_a_pause_stands_above_everything(say: Say, owner: Actor, waiting: Delivery) -> None:
    pause(owner, "The oven is on fire.")
    assert "Paused: everything, by Sarah: The oven is on fire." in say(*SARAH, "status").out
    assert say(*SARAH, "status", "--json").json["paused"][0]["why"] == "The oven is on fire."


def test_a_post_is_told_with_what_comes_next(say: Say, owner: Actor, waiting: Delivery) -> None:
    post = Post.objects.get()
    assert "Next: It goes out at its time." in say(*SARAH, "status", str(post.pk)).out
    told = say(*SARAH, "status", str(post.pk), "--json").json
    assert [part["state"] for part in told["deliveries"][0]["parts"]] == ["waiting"]

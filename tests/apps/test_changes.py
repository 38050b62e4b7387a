"""Changing what is out, on the practice network, with every failure that can be ordered there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.people import Clock, member
from twoway.apps.accounts.actions import switch_posting
from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery import changing, leases, mending
from twoway.apps.delivery.actions import enqueue, pause, resume
from twoway.apps.delivery.changing import edit, look_at_edit, seen, set_aside, take_back, take_down, try_again
from twoway.apps.delivery.jobs import drain, tell_troubles
from twoway.apps.delivery.models import Change, Delivery, Lane
from twoway.apps.delivery.said import found_again
from twoway.apps.feeds.actions import open_outlet
from twoway.apps.feeds.queries import said_by
from twoway.apps.inbox.actions import reply
from twoway.apps.inbox.jobs import bring, settle_answers, take_over_changes
from twoway.apps.inbox.models import Message
from twoway.apps.notices.models import Notice
from twoway.apps.people.directory import know
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.models import ApprovalRule
from twoway.apps.posts.queries import Draft
from twoway.domain.changing import ChangeState, Wanted
from twoway.domain.errors import BadInput, Conflict, Held, NotAllowed
from twoway.domain.permission import Actor, Role
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Version, to_data
from twoway.plug.http import Answer
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage
from twoway.work.local import answer_locally
from twoway.work.points import Point

OLD, NEW = "Open till six on Saturday.", "Open till five on Saturday."
THREAD = Version(text="Saturday at the market.", more=("Rye from eight.",), first_comment="The map is on our page.")


def out(account: Account, version: Version | None = None) -> Delivery:
    """Something that is on the network."""
    delivery = enqueue(
        account, version or Version(text=OLD), urgency=Urgency.SCHEDULED, due_at=timezone.now(), latest_at=None
    )
    drain()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    return delivery


def out_already(account: Account, number: int) -> Delivery:
    """Something that was said to be on the network before."""
    now = timezone.now()
    version = to_data(Version(text=f"{OLD} {number}"))
    times = {"due_at": now, "next_at": now, "sent_at": now}
    return Delivery.objects.create(
        account=account,
        frozen=version,
        key=f"k{number}",
        state=DeliveryState.SENT,
        remote_id=f"r{number}",
        **times,
    )


def says(world: Stage, delivery: Delivery) -> list[str]:
    """What our account has said there by now, in the thread of a delivery."""
    return [one.text for one in reading.thread(world, delivery.remote_id) if not one.is_cast]


def turn(delivery: Delivery, clock: Clock, **span: float) -> Delivery:
    """Let some time pass and a worker take its turn."""
    clock.turn(**span)
    mending.advance(delivery.account_id, clock=clock)
    delivery.refresh_from_db()
    return delivery


def test_other_words_are_there_and_the_old_ones_stay_on_record(owner: Actor, account: Account, world: Stage) -> None:
    delivery = out(account)
    change = edit(owner, delivery.pk, Wanted(texts=(NEW,)))
    drain()
    delivery.refresh_from_db()
    change.refresh_from_db()
    assert says(world, delivery) == [NEW]
    assert delivery.text == NEW
    assert (change.state, change.by_name) == (ChangeState.DONE, "Sarah")
    assert (change.before["text"], change.after["text"]) == (OLD, NEW)
    assert [attempt.outcome for attempt in delivery.attempts.filter(kind="edit")] == ["done"]
    assert Event.objects.filter(verb="edit", subject_id=delivery.pk).exists()


def test_the_difference_is_told_before_it_is_sent(owner: Actor, account: Account) -> None:
    look = look_at_edit(owner, out(account).pk, Wanted(texts=(NEW,)))
    assert [(one.was, one.text) for one in look.differences[0].stretches] == [
        ("same", "Open till "),
        ("gone", "six"),
        ("new", "five"),
        ("same", " on Saturday."),
    ]
    assert look.stops == ()


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        ("down", ChangeState.WAITING),  # nothing happened
        ("rate-limit", ChangeState.WAITING),  # told to wait
        ("refuse", ChangeState.REFUSED),  # asking again will not help
        ("lose-answer", ChangeState.UNSURE),  # it is there, and nobody told us
        ("garbage", ChangeState.UNSURE),  # it is there, and the answer is nonsense
        ("sign-out", ChangeState.HELD),  # somebody must sign in again
    ],
)
def test_each_failure_leads_where_it_must(
    owner: Actor, account: Account, world: Stage, clock: Clock, failure: str, state: ChangeState
) -> None:
    delivery = out(account)
    reading.order(world, failure)
    change = edit(owner, delivery.pk, Wanted(texts=(NEW,)))
    turn(delivery, clock)
    change.refresh_from_db()
    assert change.state == state
    assert change.why
    assert delivery.text == OLD


@pytest.mark.parametrize("failure", ["down", "rate-limit", "lose-answer", "garbage", "expire-session"])
def test_what_goes_wrong_once_is_there_once_in_the_end(
    owner: Actor, account: Account, world: Stage, clock: Clock, failure: str
) -> None:
    delivery = out(account)
    reading.order(world, failure)
    change = edit(owner, delivery.pk, Wanted(texts=(NEW,)))
    for _ in range(3):
        turn(delivery, clock, minutes=5)
    change.refresh_from_db()
    assert change.state == ChangeState.DONE
    assert says(world, delivery) == [NEW]
    assert delivery.text == NEW


def test_a_worker_that_dies_in_the_middle_leaves_a_change_that_is_said_again(
    owner: Actor, account: Account, world: Stage, clock: Clock
) -> None:
    delivery = out(account)
    change = edit(owner, delivery.pk, Wanted(texts=(NEW,)))
    change.become(ChangeState.SENDING, sending_at=timezone.now(), tries=1)
    turn(delivery, clock)
    change.refresh_from_db()
    assert change.state == ChangeState.UNSURE
    turn(delivery, clock, minutes=1)
    change.refresh_from_db()
    assert change.state == ChangeState.DONE
    assert says(world, delivery) == [NEW]


def test_while_one_worker_is_at_it_another_does_nothing(owner: Actor, account: Account, clock: Clock) -> None:
    delivery = out(account)
    edit(owner, delivery.pk, Wanted(texts=(NEW,)))
    Lane.objects.create(
        account=account, urgency=mending.LANE, owner="somebody", leased_until=clock() + timedelta(minutes=2)
    )
    assert mending.due_accounts(clock()) == []
    assert mending.advance(account.pk, clock=clock) == 0


def test_in_a_thread_only_the_parts_that_changed_are_said_again(owner: Actor, account: Account, world: Stage) -> None:
    delivery = out(account, THREAD)
    texts = (THREAD.text, "Rye from nine.", "The map is on our page, and on the door.")
    change = edit(owner, delivery.pk, Wanted(texts=texts))
    drain()
    delivery.refresh_from_db()
    change.refresh_from_db()
    assert sorted(says(world, delivery)) == sorted(texts)
    assert (delivery.version.more, delivery.version.first_comment) == (texts[1:2], texts[2])
    assert [part.text for part in delivery.part_rows.all()] == list(texts)
    assert change.done == [1, 2]


def test_a_warning_stands_before_every_part(owner: Actor, account: Account, world: Stage) -> None:
    delivery = out(account, replace(THREAD, first_comment=""))
    edit(owner, delivery.pk, Wanted(texts=delivery.version.parts, warning="About bread"))
    drain()
    shown = [one.warning for one in reading.thread(world, delivery.remote_id) if not one.is_cast]
    assert shown == ["About bread", "About bread"]


def test_of_a_thread_that_stops_half_way_it_is_told_how_far_it_came(
    owner: Actor, account: Account, world: Stage, clock: Clock
) -> None:
    delivery = out(account, replace(THREAD, first_comment=""))
    change = edit(owner, delivery.pk, Wanted(texts=("Sunday at the market.", "Rye from nine.")))
    reading.order(world, "refuse")
    turn(delivery, clock)
    change.refresh_from_db()
    assert change.state == ChangeState.REFUSED
    assert change.needs_person
    assert delivery.version.parts == (THREAD.text, *THREAD.more)


def test_people_named_in_new_words_are_told_to_the_network(owner: Actor, account: Account) -> None:
    know(owner, "Tom Hallam", {"rehearsal": "tom.hallam@rehearsal"})
    look = look_at_edit(owner, out(account).pk, Wanted(texts=("Sorry, @tom.hallam@rehearsal, till five.",)))
    assert [one.handle for one in look.version.mentions] == ["tom.hallam@rehearsal"]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Wanted(texts=(OLD,)), "already"),
        (Wanted(texts=("  ",)), "take it down"),
        (Wanted(texts=(NEW, "and more")), "1 parts are out"),
        (Wanted(texts=(NEW,), alts=("A loaf",)), "0 pictures are out"),
        (Wanted(texts=("x\0",)), "NUL|sign|character"),
    ],
)
def test_what_cannot_be_a_change_is_told(owner: Actor, account: Account, wanted: Wanted, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        edit(owner, out(account).pk, wanted)
    assert not Change.objects.exists()


def test_what_the_guard_stops_changes_nothing(owner: Actor, account: Account) -> None:
    with pytest.raises(Held, match="stays as it is"):
        edit(owner, out(account).pk, Wanted(texts=("Rye. " * 80,)))
    assert not Change.objects.exists()


def test_the_second_of_two_people_is_told(owner: Actor, account: Account) -> None:
    delivery = out(account)
    read = seen(delivery)
    edit(owner, delivery.pk, Wanted(texts=(NEW,)), was=read)
    with pytest.raises(Conflict, match="under way"):
        edit(owner, delivery.pk, Wanted(texts=("Closed on Saturday.",)), was=read)
    drain()
    with pytest.raises(Conflict, match="since you read"):
        edit(owner, delivery.pk, Wanted(texts=("Closed on Saturday.",)), was=read)


def test_after_a_week_it_stays_and_the_way_out_is_told(
    owner: Actor, account: Account, world: Stage, clock: Clock
) -> None:
    delivery = out(account)
    Delivery.objects.filter(pk=delivery.pk).update(sent_at=timezone.now() - timedelta(days=8))
    with pytest.raises(BadInput, match=r"7 days only.*write it again"):
        edit(owner, delivery.pk, Wanted(texts=(NEW,)))


def test_what_grew_too_old_while_it_waited_is_held(owner: Actor, account: Account, clock: Clock) -> None:
    delivery = out(account)
    change = edit(owner, delivery.pk, Wanted(texts=(NEW,)))
    Delivery.objects.filter(pk=delivery.pk).update(sent_at=timezone.now() - timedelta(days=8))
    turn(delivery, clock)
    change.refresh_from_db()
    assert change.state == ChangeState.HELD


def test_a_pause_keeps_other_words_but_not_a_taking_down(owner: Actor, account: Account, world: Stage) -> None:
    first, second = out(account), out(account, Version(text="Fresh buns at nine."))
    paused = pause(owner, "Something is wrong")
    edit(owner, first.pk, Wanted(texts=(NEW,)))
    take_down(owner, second.pk)
    drain()
    assert says(world, first) == [OLD]
    assert says(world, second) == []
    resume(owner, paused.pk)
    drain()
    assert says(world, first) == [NEW]


def test_an_account_that_only_looks_changes_nothing(owner: Actor, account: Account, clock: Clock) -> None:
    delivery = out(account)
    change = edit(owner, delivery.pk, Wanted(texts=(NEW,)))
    switch_posting(owner, account.pk, on=False)
    turn(delivery, clock)
    change.refresh_from_db()
    assert change.state == ChangeState.HELD
    assert "look-only" in change.why
    with pytest.raises(BadInput, match="look-only"):
        take_down(owner, delivery.pk)


def test_a_held_change_is_tried_again_by_a_person(owner: Actor, account: Account, world: Stage, clock: Clock) -> None:
    delivery = out(account)
    change = edit(owner, delivery.pk, Wanted(texts=(NEW,)))
    switch_posting(owner, account.pk, on=False)
    turn(delivery, clock)
    switch_posting(owner, account.pk, on=True)
    try_again(owner, change.pk)
    drain()
    assert says(world, delivery) == [NEW]


def test_what_waits_can_be_taken_back(owner: Actor, account: Account, world: Stage) -> None:
    delivery = out(account)
    change = edit(owner, delivery.pk, Wanted(texts=(NEW,)))
    take_back(owner, change.pk)
    drain()
    assert says(world, delivery) == [OLD]
    with pytest.raises(Conflict):
        take_back(owner, change.pk)


def test_a_change_that_failed_reaches_a_person_once(
    owner: Actor, account: Account, world: Stage, clock: Clock
) -> None:
    delivery = out(account)
    reading.order(world, "refuse")
    change = edit(owner, delivery.pk, Wanted(texts=(NEW,)))
    turn(delivery, clock)
    tell_troubles()
    tell_troubles()
    notice = Notice.objects.get(key=f"change:{change.pk}")
    assert "was not changed" in notice.words
    set_aside(owner, change.pk)
    tell_troubles()
    notice.refresh_from_db()
    assert notice.settled_at is not None


# -- taking down ---------------------------------------------------------------------------------------------------


def test_what_is_taken_down_is_gone_with_all_of_its_parts(owner: Actor, account: Account, world: Stage) -> None:
    delivery = out(account, THREAD)
    take_down(owner, delivery.pk)
    drain()
    delivery.refresh_from_db()
    assert says(world, delivery) == []
    assert delivery.gone_at is not None
    assert delivery.gone_why == "Taken down by Sarah."
    assert all(part.gone_at for part in delivery.part_rows.all())
    with pytest.raises(BadInput, match="not there any more"):
        take_down(owner, delivery.pk)


@pytest.mark.parametrize("failure", ["down", "lose-answer", "garbage"])
def test_a_taking_down_that_goes_wrong_once_is_done_in_the_end(
    owner: Actor, account: Account, world: Stage, clock: Clock, failure: str
) -> None:
    delivery = out(account, replace(THREAD, first_comment=""))
    reading.order(world, failure)
    take_down(owner, delivery.pk)
    for _ in range(3):
        turn(delivery, clock, minutes=5)
    assert says(world, delivery) == []
    assert delivery.gone_at is not None


def test_what_was_taken_down_there_already_is_gone(owner: Actor, account: Account, world: Stage) -> None:
    delivery = out(account)
    take_down(owner, delivery.pk)
    drain()
    other = out(account, Version(text="Fresh buns at nine."))
    assert mending.write_gone_elsewhere([other], timezone.now()) == 1
    assert mending.write_gone_elsewhere([other], timezone.now()) == 0
    other.refresh_from_db()
    assert "nobody here took it down" in other.gone_why
    mending.write_back_again(other)
    other.refresh_from_db()
    assert other.gone_at is None
    delivery.refresh_from_db()
    mending.write_back_again(delivery)
    delivery.refresh_from_db()
    assert delivery.gone_at is not None


# -- elsewhere in the product --------------------------------------------------------------------------------------


def test_what_is_gone_is_no_repetition_and_in_no_feed(owner: Actor, account: Account) -> None:
    words = "Fresh rye comes out of the oven at eight, and the heart-shaped buns of Ruta follow it at nine sharp."
    delivery = send_now(owner, save(owner, Draft(master=words, account_ids=(account.pk,))).pk).deliveries[0]
    outlet = open_outlet(owner, account.persona_id)
    drain()
    assert [one.text for one in said_by(outlet)] == [words]
    assert found_again((words,), {owner.workspace_id}, UTC)[words]
    take_down(owner, delivery.pk)
    drain()
    assert said_by(outlet) == ()
    assert not found_again((words,), {owner.workspace_id}, UTC)[words]


def test_an_answer_that_was_changed_says_so_in_the_inbox(
    owner: Actor, replier: Actor, account: Account, world: Stage
) -> None:
    delivery = out(account)
    reading.act_as(world, "kemi.okafor@rehearsal", delivery.remote_id, "And on Sundays?")
    bring(account)
    asked = Message.objects.get(text="And on Sundays?")
    ours = reply(owner, asked.conversation_id, "Kemi, on Sundays from nine.")
    drain()
    settle_answers()
    edit(replier, ours.delivery_id or 0, Wanted(texts=("Kemi, on Sundays from ten.",)))
    drain()
    assert take_over_changes() == 1
    assert take_over_changes() == 0
    ours.refresh_from_db()
    assert ours.text == "Kemi, on Sundays from ten."
    assert "Kemi, on Sundays from ten." in says(world, delivery)


@pytest.mark.parametrize("point", [one for one in Point if one is not Point.MADE_READY])
@pytest.mark.parametrize("kind", ["edit", "take down"])
def test_a_worker_may_die_at_any_moment(
    owner: Actor, account: Account, world: Stage, clock: Clock, settings: Any, point: Point, kind: str
) -> None:
    delivery = out(account, replace(THREAD, first_comment=""))
    texts = ("Sunday at the market.", "Rye from nine.")
    change = edit(owner, delivery.pk, Wanted(texts=texts)) if kind == "edit" else take_down(owner, delivery.pk)

    def dies(here: Point) -> None:
        if here is point:
            raise KeyboardInterrupt

    settings.AT_POINT = dies
    with pytest.raises(KeyboardInterrupt):
        mending.advance(account.pk, clock=clock)
    settings.AT_POINT = None
    for _ in range(4):
        turn(delivery, clock, minutes=5)
    change.refresh_from_db()
    assert change.state == ChangeState.DONE
    assert sorted(says(world, delivery)) == (sorted(texts) if kind == "edit" else [])
    assert all(part.text in texts for part in delivery.part_rows.all()) or kind != "edit"


class Dead(BaseException):
    """A worker ends here, without another word."""


@pytest.fixture
def slow(account: Account, world: Stage, clock: Clock, settings: Any) -> Iterator[list[str]]:
    """The first request that changes something takes so long that another worker takes over, asks again, and dies of it."""
    asked: list[str] = []

    def dies(point: Point) -> None:
        if point is Point.AFTER_SEND:
            raise Dead

    def handler(method: str, path: str, *args: Any, **more: Any) -> Answer:
        answer = world.answer(method, path, *args, **more)
        if method in ("PUT", "DELETE") and not asked:
            asked.append(method)
            clock.turn(seconds=leases.LEASE.total_seconds() + 1)
            settings.AT_POINT = dies
            with pytest.raises(Dead):
                mending.advance(account.pk, clock=clock)
            settings.AT_POINT = None
        return answer

    answer_locally("rehearsal", handler)
    yield asked
    answer_locally("rehearsal", world.answer)


@pytest.mark.parametrize("kind", ["refuse", "down"])
@pytest.mark.parametrize("what", ["edit", "take down"])
def test_an_answer_that_comes_late_does_not_touch_the_try_of_somebody_else(
    owner: Actor, account: Account, world: Stage, clock: Clock, slow: list[str], kind: str, what: str
) -> None:
    delivery = out(account)
    change = edit(owner, delivery.pk, Wanted(texts=(NEW,))) if what == "edit" else take_down(owner, delivery.pk)
    reading.order(world, kind)
    mending.advance(account.pk, clock=clock)
    change.refresh_from_db()
    assert slow
    assert (change.state, change.tries) == (ChangeState.SENDING, 2), "the second try is on the wire"
    for _ in range(3):
        turn(delivery, clock, minutes=5)
    change.refresh_from_db()
    assert (change.state, change.why) == (ChangeState.DONE, "")
    assert says(world, delivery) == ([NEW] if what == "edit" else [])


def test_a_yes_that_comes_late_leaves_the_next_try_alone_and_what_is_there_is_known(
    owner: Actor, account: Account, clock: Clock, slow: list[str]
) -> None:
    delivery = out(account)
    change = edit(owner, delivery.pk, Wanted(texts=(NEW,)))
    mending.advance(account.pk, clock=clock)
    change.refresh_from_db()
    delivery.refresh_from_db()
    assert (change.state, delivery.text) == (ChangeState.SENDING, NEW)


def test_a_taking_down_is_not_kept_by_any_number_of_changes_that_a_pause_keeps(
    owner: Actor, account: Account, world: Stage, clock: Clock
) -> None:
    delivery, now = out(account), clock()
    pause(owner, "The oven is on fire.")
    frozen = {
        "account": account,
        "frozen": delivery.frozen,
        "state": DeliveryState.SENT,
        "due_at": now,
        "next_at": now,
    }
    others = Delivery.objects.bulk_create(Delivery(key=f"other-{n}", **frozen) for n in range(60))
    kept = {"before": delivery.frozen, "after": delivery.frozen, "by_name": "Sarah", "made_at": now, "next_at": now}
    Change.objects.bulk_create(Change(delivery=other, **kept) for other in others)
    take_down(owner, delivery.pk)
    turn(delivery, clock, minutes=1)
    assert says(world, delivery) == []


def test_what_is_due_is_found_with_as_many_questions_however_many_changes_a_pause_keeps(
    owner: Actor, account: Account, django_assert_max_num_queries: Any
) -> None:
    pause(owner, "The oven is on fire.")
    deliveries = [out_already(account, n) for n in range(7)]
    for delivery in deliveries:
        edit(owner, delivery.pk, Wanted(texts=(NEW,)))
    with django_assert_max_num_queries(4):
        assert mending.due_accounts(timezone.now()) == []


# -- who may -------------------------------------------------------------------------------------------------------


def test_a_team_mate_who_posts_may_change_and_who_answers_may_not(
    owner: Actor, account: Account, replier: Actor, guest: Actor
) -> None:
    delivery = out(account)
    for nobody in (replier, guest):
        with pytest.raises(NotAllowed):
            edit(nobody, delivery.pk, Wanted(texts=(NEW,)))
        with pytest.raises(NotAllowed):
            take_down(nobody, delivery.pk)
    change = edit(member(owner, "Kim", Role.WRITER), delivery.pk, Wanted(texts=(NEW,)))
    for act in (take_back, try_again, set_aside):
        with pytest.raises(NotAllowed):
            act(guest, change.pk)


def test_where_words_need_a_yes_nobody_goes_around_it_by_changing_what_is_out(
    owner: Actor, account: Account, replier: Actor
) -> None:
    delivery = out(account)
    writer = member(owner, "Kim", Role.WRITER)
    ApprovalRule.objects.create(workspace_id=owner.workspace_id)
    with pytest.raises(NotAllowed, match="needs a yes"):
        edit(writer, delivery.pk, Wanted(texts=(NEW,)))
    take_down(writer, delivery.pk)
    other = out_with_a_yes(account)
    assert edit(owner, other.pk, Wanted(texts=(NEW,))).state == ChangeState.WAITING


def out_with_a_yes(account: Account) -> Delivery:
    """Something that went out before there was a rule."""
    rules = list(ApprovalRule.objects.all())
    ApprovalRule.objects.all().delete()
    delivery = out(account, Version(text="Fresh buns at nine."))
    ApprovalRule.objects.bulk_create(rules)
    return delivery


def test_a_stranger_sees_nothing_of_it(owner: Actor, account: Account, stranger: Actor) -> None:
    delivery = out(account)
    change = edit(owner, delivery.pk, Wanted(texts=(NEW,)))
    with pytest.raises(BadInput, match="no such delivery"):
        edit(stranger, delivery.pk, Wanted(texts=(NEW,)))
    with pytest.raises(BadInput, match="no such delivery"):
        take_down(stranger, delivery.pk)
    with pytest.raises(BadInput, match="no such delivery"):
        look_at_edit(stranger, delivery.pk, Wanted(texts=(NEW,)))
    for act in (take_back, try_again, set_aside):
        with pytest.raises(BadInput, match="no such change"):
            act(stranger, change.pk)
    assert list(changing.changes_of(stranger)) == []

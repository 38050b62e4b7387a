"""The lane against a model of the world: whatever happens in whatever order, nothing is doubled, lost or moved out of its end.

Hypothesis turns and sets the clock, breaks the network, kills the worker at its worst moments or lets it be heard of when others
have taken over, takes posts back, moves them, pauses, signs out, lets held ones go and leaves half a thread.
"""

from __future__ import annotations

import contextlib
import os
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.people import PASSWORD, Clock
from twoway.apps.accounts.actions import connect
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import http_of
from twoway.apps.delivery import lane, leases, parts, sending, settling
from twoway.apps.delivery.actions import (
    cancel,
    enqueue,
    leave_it,
    move,
    pause,
    resume,
    say_it_is_there,
    send_again,
    try_again,
)
from twoway.apps.delivery.lateness import miss
from twoway.apps.delivery.models import Delivery
from twoway.apps.delivery.queries import pauses_of
from twoway.apps.delivery.sending import Intent
from twoway.apps.people.actions import found_workspace, make_user
from twoway.apps.people.models import User
from twoway.apps.people.queries import personas_of
from twoway.domain.errors import BadInput, Conflict, NetworkAnswer, TryLater
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState, is_final
from twoway.domain.versions import Receipt, Version
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage
from twoway.work.local import answer_locally, local_answers

FAILURES = ("down", "rate-limit", "refuse", "lose-answer", "garbage", "expire-session")


class Lane(RuleBasedStateMachine):
    """One account, any number of posts, one worker at a time, and bad luck."""

    @initialize()
    def begin(self) -> None:
        self.clock = Clock()
        self.folder = TemporaryDirectory(ignore_cleanup_errors=True)
        self.world = Stage(Path(self.folder.name) / "rehearsal.sqlite3", clock=self.clock, pace=0.0)
        self.before = local_answers()["rehearsal"]
        answer_locally("rehearsal", self.world.answer)
        user = make_user(f"sarah{User.objects.count()}@alderrye.example", PASSWORD)
        self.actor = found_workspace(user, name="Alder & Rye")
        persona = personas_of(self.actor).get()
        self.account: Account = connect(self.actor, "rehearsal", {"name": "alder.rye"}, persona_id=persona.pk)
        self.texts: dict[int, tuple[str, ...]] = {}
        self.ended: dict[int, str] = {}
        self.left: set[int] = set()
        self.slow: tuple[Intent, NetworkAnswer | tuple[Receipt, ...]] | None = None

    def teardown(self) -> None:
        if hasattr(self, "before"):
            answer_locally("rehearsal", self.before)
            self.folder.cleanup()

    def turn(self) -> None:
        lane.advance(self.account.pk, Urgency.SCHEDULED, clock=self.clock)

    @rule(minutes=st.integers(0, 30))
    def write(self, minutes: int) -> None:
        text = f"Loaf number {len(self.texts) + 1}."
        due = self.clock() + timedelta(minutes=minutes)
        delivery = enqueue(
            self.account,
            Version(text=text),
            urgency=Urgency.SCHEDULED,
            due_at=due,
            latest_at=due + timedelta(hours=3),
        )
        self.texts[delivery.pk] = (text,)

    @rule(minutes=st.integers(0, 30), parts=st.integers(2, 4), comment=st.booleans())
    def write_thread(self, minutes: int, parts: int, comment: bool) -> None:
        name = f"Loaf number {len(self.texts) + 1}"
        texts = tuple(f"{name}, part {n + 1}." for n in range(parts))
        said = f"{name}, and a word below." if comment else ""
        due = self.clock() + timedelta(minutes=minutes)
        delivery = enqueue(
            self.account,
            Version(text=texts[0], more=texts[1:], first_comment=said),
            urgency=Urgency.SCHEDULED,
            due_at=due,
            latest_at=due + timedelta(hours=3),
        )
        self.texts[delivery.pk] = (*texts, said) if comment else texts

    @rule()
    def work(self) -> None:
        self.turn()

    @rule(minutes=st.integers(1, 90))
    def wait(self, minutes: int) -> None:
        self.clock.turn(minutes=minutes)

    @rule(kind=st.sampled_from(FAILURES), count=st.integers(1, 2), reading_too=st.booleans())
    def bad_luck(self, kind: str, count: int, reading_too: bool) -> None:
        reading.order(self.world, kind, count, touches="any" if reading_too else "", seconds=1)

    @rule()
    def heal(self) -> None:
        reading.cancel_orders(self.world)

    @rule(called=st.booleans())
    def worker_dies(self, called: bool) -> None:
        """A worker takes the lane, commits its intent, perhaps reaches the network, and is never heard of again."""
        turn = leases.new_turn(self.account.pk, Urgency.SCHEDULED, self.clock)
        if not leases.take(turn):
            return
        settling.find_orphans(turn)
        delivery = lane.choose(turn)
        if delivery is None or delivery.state != DeliveryState.WAITING:
            leases.give_back(turn)
            return
        step = parts.next_step(delivery)
        intent = sending.commit_intent(delivery, step, turn, self.clock())
        if called and intent is not None:
            with contextlib.suppress(NetworkAnswer):
                step.send(http_of(self.account))
        self.clock.turn(seconds=leases.LEASE.total_seconds() + 1)

    @rule(called=st.booleans(), passes=st.booleans())
    def worker_is_slow(self, called: bool, passes: bool) -> None:
        """A worker takes the lane and commits its intent, and is heard of much later, when others have done what they like.

        Before each request it asks whether the lane is still its own, so that it reaches the network now or never.
        """
        if self.slow is not None:
            return
        turn = leases.new_turn(self.account.pk, Urgency.SCHEDULED, self.clock)
        if not leases.take(turn):
            return
        settling.find_orphans(turn)
        delivery = lane.choose(turn)
        if delivery is None or delivery.state != DeliveryState.WAITING:
            leases.give_back(turn)
            return
        intent = sending.commit_intent(delivery, parts.next_step(delivery), turn, self.clock())
        if intent is None:
            return
        answer: NetworkAnswer | tuple[Receipt, ...] = TryLater("It never left.")
        if called:
            try:
                answer = intent.step.send(http_of(self.account))
            except NetworkAnswer as error:
                answer = error
        self.slow = (intent, answer)
        if passes:
            self.clock.turn(seconds=leases.LEASE.total_seconds() + 1)

    @rule()
    def slow_worker_is_heard(self) -> None:
        if self.slow is None:
            return
        (intent, answer), self.slow = self.slow, None
        if isinstance(answer, NetworkAnswer):
            sending.write_no(intent, answer, self.clock())
        else:
            sending.write_yes(intent.delivery, intent.attempt(), intent.step.rows, answer, self.clock())

    @rule(minutes=st.integers(-90, 90))
    def clock_is_set(self, minutes: int) -> None:
        span = timedelta(minutes=minutes)
        self.clock.ahead += span
        leases.put_right(-span, self.clock())

    @rule(data=st.data(), minutes=st.integers(1, 60))
    def move_it(self, data: st.DataObject, minutes: int) -> None:
        if self.texts:
            due = self.clock() + timedelta(minutes=minutes)
            with contextlib.suppress(BadInput):
                move(self.actor, data.draw(st.sampled_from(sorted(self.texts))), due, due + timedelta(hours=3))

    @rule()
    def permission_ends_and_comes_back(self) -> None:
        reading.order(self.world, "sign-out", touches="any")
        self.turn()
        reading.cancel_orders(self.world)
        connect(self.actor, "rehearsal", {"name": "alder.rye"}, persona_id=self.account.persona_id)
        self.account.refresh_from_db()

    @rule()
    def late_ones_are_missed(self) -> None:
        miss(self.clock())

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        if self.texts:
            with contextlib.suppress(Conflict):
                cancel(self.actor, data.draw(st.sampled_from(sorted(self.texts))))

    @rule()
    def let_held_go(self) -> None:
        for delivery in Delivery.objects.filter(account=self.account, state=DeliveryState.HELD):
            try_again(self.actor, delivery.pk)

    @rule()
    def leave_half_ones(self) -> None:
        for delivery in Delivery.objects.filter(account=self.account, state=DeliveryState.HELD, parts_out__gt=0):
            leave_it(self.actor, delivery.pk)
            self.left.add(delivery.pk)

    @rule(one_account=st.booleans())
    def pause_everything(self, one_account: bool) -> None:
        with contextlib.suppress(Conflict):
            pause(self.actor, "The oven is on fire.", account_id=self.account.pk if one_account else None)

    @rule()
    def end_a_pause(self) -> None:
        for held in pauses_of(self.actor):
            resume(self.actor, held.pk)

    @rule()
    def person_looks(self) -> None:
        """A person settles what is parked by looking at the network, truthfully."""
        for delivery in Delivery.objects.filter(account=self.account, state=DeliveryState.UNSURE, needs_person=True):
            tried = [row.text for row in parts.uncertain(delivery)] or list(self.texts[delivery.pk])
            if self.said(tried[0]):
                say_it_is_there(self.actor, delivery.pk)
            else:
                send_again(self.actor, delivery.pk)

    def _is_slow(self, delivery: Delivery) -> bool:
        """Whether somebody was told yes of it and has not said so yet."""
        return self.slow is not None and self.slow[0].delivery.pk == delivery.pk

    def said(self, text: str) -> bool:
        return any(post.text == text for post in self.posts())

    def posts(self) -> list[reading.Shown]:
        roots = reading.posts_of(self.world, "alder.rye", 500)
        found = {post.id: post for root in roots for post in reading.thread(self.world, root.id)}
        return [post for post in found.values() if not post.is_cast]

    @invariant()
    def nothing_is_doubled_lost_or_risen(self) -> None:
        out = [post.text for post in self.posts()] if hasattr(self, "world") else []
        for delivery in Delivery.objects.filter(pk__in=getattr(self, "texts", {})):
            state, texts = DeliveryState(delivery.state), self.texts[delivery.pk]
            counts = [out.count(text) for text in texts]
            assert max(counts) <= 1, "doubled"
            assert sorted(counts, reverse=True) == counts, "a part before the one that it answers"
            if state is DeliveryState.SENT and delivery.pk not in self.left:
                assert min(counts) == 1, "said to be sent, and is not there"
            known = [part.state is DeliveryState.SENT for part in delivery.parts]
            if state not in (DeliveryState.SENDING, DeliveryState.UNSURE) and not self._is_slow(delivery):
                assert known == [count == 1 for count in counts], f"what is out is not what we say ({state})"
            if state in (DeliveryState.REFUSED, DeliveryState.CANCELLED, DeliveryState.MISSED):
                assert max(counts) == 0, f"out, while we call it {state}"
            if state not in (DeliveryState.SENT, DeliveryState.WAITING, DeliveryState.SENDING):
                assert delivery.why, "in trouble without a word"
            assert self.ended.get(delivery.pk, state) == state, "moved out of its end"
            if is_final(state):
                self.ended[delivery.pk] = state


class TestLane(TestCase):
    """Run as one test, so that the database is put back after each story."""

    def test_whatever_happens_in_whatever_order(self) -> None:
        from django.db import transaction

        class Story(Lane):
            """One story in a transaction of its own."""

            def __init__(self) -> None:
                super().__init__()
                self.block = transaction.atomic()
                self.block.__enter__()

            def teardown(self) -> None:
                super().teardown()
                transaction.set_rollback(True)
                self.block.__exit__(None, None, None)

        run_state_machine_as_test(
            Story,
            settings=settings(
                max_examples=int(os.environ.get("LANE_STORIES", "40")),
                stateful_step_count=40,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        assert timezone.now()

"""A yes is for exact words at one time, and what it overcomes is overcome for these alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.people import Clock, member
from tests.yeses import WORDS, rewritten, ruled, run_lanes, soon, written
from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery import lane
from twoway.apps.delivery.actions import move, try_again
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.actions import weigh_rule
from twoway.apps.posts import approving, planning
from twoway.apps.posts.actions import reopen, save, schedule, send_now
from twoway.apps.posts.approvals import (
    approval_of,
    page_of,
)
from twoway.apps.posts.consent import missing
from twoway.apps.posts.models import Approval, Post
from twoway.apps.posts.queries import draft_of, post_of
from twoway.domain.errors import Conflict, Held
from twoway.domain.permission import Actor, Role
from twoway.domain.states import ApprovalState, Cause, DeliveryState


class TestAYesIsForExactWords:
    def test_a_change_voids_it(self, owner: Actor, writer: Actor, grace: Actor, account: Account) -> None:
        ruled(owner, grace)
        post = written(writer, account)
        approval = approving.ask(writer, post.pk, of=grace.user_id)
        approving.approve(grace, approval.pk)
        rewritten(writer, post, WORDS + " Bring a friend.")
        with pytest.raises(Held, match="changed since the yes from Grace"):
            send_now(writer, post.pk)
        rewritten(writer, post, WORDS)
        assert send_now(writer, post.pk).deliveries

    def test_a_yes_to_what_was_changed_meanwhile_is_refused(
        self, writer: Actor, grace: Actor, account: Account
    ) -> None:
        post = written(writer, account)
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True)
        rewritten(writer, post, "Something else entirely.")
        with pytest.raises(Conflict, match="Tom has to ask again"):
            approving.approve(grace, approval.pk)
        again = approving.ask(writer, post.pk, of=grace.user_id, goes=True)
        assert again.turn == 2
        assert approving.approve(grace, approval.pk).going

    def test_a_yes_to_what_was_not_seen_is_refused(self, writer: Actor, grace: Actor, account: Account) -> None:
        post = written(writer, account)
        approval = approving.ask(writer, post.pk, of=grace.user_id)
        seen = {v.account.pk: v.mark for v in page_of(grace, approval.pk).versions}
        rewritten(writer, post, "Something else entirely.")
        approving.ask(writer, post.pk, of=grace.user_id)
        with pytest.raises(Conflict, match="while you were reading"):
            approving.approve(grace, approval.pk, seen=seen)

    def test_another_time_in_mind_is_a_change(self, writer: Actor, grace: Actor, account: Account) -> None:
        at = soon()
        post = written(writer, account, planned_at=at)
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True, at=at)
        save(writer, replace(draft_of(post_of(writer, post.pk)), planned_at=at + timedelta(days=1)))
        with pytest.raises(Conflict, match="time was changed"):
            approving.approve(grace, approval.pk)

    def test_what_waits_and_is_moved_needs_a_new_yes(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        ruled(owner, grace)
        at = soon()
        post = written(writer, account, planned_at=at)
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True, at=at)
        approving.approve(grace, approval.pk)
        later = at + timedelta(days=2)
        planning.move(writer, post.pk, later, anyway=True)
        assert approval_of(writer, approval.pk).state == ApprovalState.ASKED
        approving.approve(grace, approval.pk)
        assert Delivery.objects.get().due_at == later
        planning.move(member(owner, "Marta", Role.MANAGER), post.pk, at, anyway=True)
        # She may say yes elsewhere, and is not among those who are named here.
        assert approval_of(writer, approval.pk).state == ApprovalState.ASKED

    def test_moved_by_its_delivery_alone_it_needs_a_new_yes_as_well(
        self, writer: Actor, grace: Actor, account: Account
    ) -> None:
        at = soon()
        post = written(writer, account, planned_at=at)
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True, at=at)
        approving.approve(grace, approval.pk)
        delivery = Delivery.objects.get()
        move(writer, delivery.pk, at + timedelta(days=1), None)
        assert approval_of(writer, approval.pk).state == ApprovalState.ASKED
        assert "waits for a yes from Grace" in missing(Delivery.objects.get())

    def test_what_was_held_for_another_reason_goes_later_with_the_same_yes(
        self, writer: Actor, grace: Actor, account: Account
    ) -> None:
        at = soon()
        post = written(writer, account, planned_at=at)
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True, at=at)
        approving.approve(grace, approval.pk)
        delivery = Delivery.objects.get()
        delivery.become(DeliveryState.HELD, cause=Cause.RECONNECT)
        try_again(writer, delivery.pk)
        run_lanes()
        assert Delivery.objects.get().state == DeliveryState.SENT

    def test_who_may_say_yes_moves_it_along(self, owner: Actor, writer: Actor, account: Account) -> None:
        at = soon()
        post = written(writer, account, planned_at=at)
        approval = approving.ask(writer, post.pk, of=owner.user_id, goes=True, at=at)
        approving.approve(owner, approval.pk)
        planning.move(owner, post.pk, at + timedelta(days=2), anyway=True)
        assert approval_of(writer, approval.pk).state == ApprovalState.YES

    def test_the_lane_looks_again(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account, clock: Clock
    ) -> None:
        ruled(owner, grace)
        post = written(writer, account)
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True)
        approving.approve(grace, approval.pk)
        delivery = Delivery.objects.get()
        # Whatever else might write here: words that nobody said yes to are held.
        Delivery.objects.filter(pk=delivery.pk).update(frozen=delivery.frozen | {"text": "Other words."})
        lane.advance(account.pk, delivery.urgency, clock=clock)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.cause) == (DeliveryState.HELD, Cause.APPROVAL)
        assert "changed since the yes from Grace" in delivery.why

    def test_a_yes_that_comes_late_is_missed_with_the_way_back(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        ruled(owner, grace)
        at = soon()
        post = written(writer, account, planned_at=at)
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True, at=at)
        past = timezone.now() - timedelta(days=2)
        Approval.objects.update(at=past)
        Post.objects.update(planned_at=past)
        approval.texts.update(at=past)
        answered = approving.approve(grace, approval.pk)
        assert answered.is_late
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.needs_person) == (DeliveryState.MISSED, True)
        assert "came after its time" in delivery.why
        reopen(writer, post.pk, account.pk)
        assert schedule(writer, post.pk, soon()).deliveries  # the yes still holds for these words


PRIVATE = "My daughter took her first steps today, past forty loaves of rye."


class TestAFindingThatStops:
    def test_a_yes_with_a_reason_overcomes_it_for_these_very_words(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        weigh_rule(owner, "personal-topic-on-work-account", "stop")
        post = written(writer, account, master=PRIVATE)
        with pytest.raises(Held):
            send_now(writer, post.pk)
        approval = approving.ask(writer, post.pk, of=grace.user_id, words="It is our theme this week")
        with pytest.raises(Held, match="Say why"):
            approving.approve(grace, approval.pk)
        approving.approve(grace, approval.pk, because="It is our theme this week")
        event = Event.objects.get(verb="approve")
        assert event.why == "It is our theme this week"
        assert event.facts["overcome"]
        rewritten(writer, post, PRIVATE + " Really.")
        with pytest.raises(Held):
            send_now(writer, post.pk)
        rewritten(writer, post, PRIVATE)
        send_now(writer, post.pk)
        run_lanes()
        assert Delivery.objects.get().state == DeliveryState.SENT

    def test_what_the_network_would_refuse_nobody_can_allow(
        self, writer: Actor, grace: Actor, account: Account
    ) -> None:
        post = written(writer, account, master="rye " * 500)
        with pytest.raises(Held, match="Nobody can say yes"):
            approving.ask(writer, post.pk, of=grace.user_id)

    def test_a_version_that_nobody_can_allow_does_not_hold_up_the_others(
        self, writer: Actor, grace: Actor, account: Account, second_account: Account
    ) -> None:
        post = written(writer, account, second_account, texts={second_account.pk: "rye " * 500})
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True)
        answered = approving.approve(grace, approval.pk)
        assert answered.going is not None
        assert [delivery.account for delivery in answered.going.deliveries] == [account]

"""A yes before it goes out: asked, answered, voided by any change, and looked at again right before sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.people import Clock, member
from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery import jobs, lane
from twoway.apps.delivery.actions import move, try_again
from twoway.apps.delivery.models import Delivery
from twoway.apps.notices.actions import add_email
from twoway.apps.notices.models import Notice, Telling
from twoway.apps.people.actions import change_role, make_persona, remove_member, weigh_rule
from twoway.apps.people.queries import personas_of
from twoway.apps.posts import approving, planning
from twoway.apps.posts.actions import discard, reopen, save, schedule, send_now
from twoway.apps.posts.approval_rules import free, require_yes
from twoway.apps.posts.approvals import (
    answered_lately,
    approval_of,
    asked_by,
    count_waiting,
    page_of,
    waiting_for,
    waits_for,
)
from twoway.apps.posts.consent import missing
from twoway.apps.posts.models import Approval, Post
from twoway.apps.posts.queries import Draft, draft_of, post_of
from twoway.apps.posts.telling import tell_late
from twoway.domain.errors import BadInput, Conflict, Held, NotAllowed
from twoway.domain.permission import Actor, Role
from twoway.domain.states import ApprovalState, Cause, DeliveryState
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

WORDS = "Fresh rye at eight on Saturday. Come and try a slice."


def written(who: Actor, *accounts: Account, master: str = WORDS, **more: Any) -> Post:
    return save(who, Draft(master=master, account_ids=tuple(a.pk for a in accounts), **more))


def rewritten(who: Actor, post: Post, master: str) -> Post:
    return save(who, replace(draft_of(post_of(who, post.pk)), master=master))


def soon() -> Any:
    return timezone.now() + timedelta(hours=3)


def ruled(owner: Actor, *named: Actor) -> None:
    require_yes(owner, named=[one.user_id for one in named])


def run_lanes() -> None:
    jobs.drain()


class TestARule:
    def test_nothing_goes_out_without_a_yes(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        ruled(owner, grace)
        post = written(writer, account)
        with pytest.raises(Held, match="without a yes from Grace"):
            schedule(writer, post.pk, soon())
        with pytest.raises(Held):
            send_now(writer, post.pk)
        assert not Delivery.objects.exists()

    def test_with_the_yes_it_goes(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account, world: Stage
    ) -> None:
        ruled(owner, grace)
        post = written(writer, account)
        approval = approving.ask(writer, post.pk, of=grace.user_id, words="For Saturday", goes=True)
        answered = approving.approve(grace, approval.pk)
        assert answered.going is not None
        run_lanes()
        [delivery] = Delivery.objects.all()
        assert delivery.state == DeliveryState.SENT
        assert [p.text for p in reading.posts_of(world, account.handle) if not p.is_cast] == [WORDS]

    def test_the_time_that_was_asked_for_is_kept(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        ruled(owner, grace)
        at = soon()
        post = written(writer, account, planned_at=at)
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True, at=at)
        approving.approve(grace, approval.pk)
        assert Delivery.objects.get().due_at == at

    def test_it_holds_for_one_persona_alone(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        other = make_persona(owner, "Sarah at home", "personal")
        require_yes(owner, persona_id=other.pk)
        assert send_now(writer, written(writer, account).pk).deliveries
        require_yes(owner, persona_id=personas_of(owner).exclude(pk=other.pk).get().pk)
        with pytest.raises(Held):
            send_now(writer, written(writer, account, master="Plum cake on Friday.").pk)

    def test_a_yes_from_anybody_else_than_the_named_is_none(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        ruled(owner, grace)
        approval = approving.ask(writer, written(writer, account).pk, goes=True)
        with pytest.raises(NotAllowed, match="Grace"):
            approving.approve(owner, approval.pk)

    def test_nobody_says_yes_to_their_own_words(self, owner: Actor, writer: Actor, account: Account) -> None:
        boss = member(owner, "Marta", Role.MANAGER)
        ruled(owner)
        approval = approving.ask(boss, written(boss, account).pk, goes=True)
        with pytest.raises(NotAllowed, match="own words"):
            approving.approve(boss, approval.pk)
        assert approving.approve(owner, approval.pk).going

    def test_who_only_asks_for_another_writer_does_not_say_yes_either(
        self, owner: Actor, writer: Actor, account: Account
    ) -> None:
        boss = member(owner, "Marta", Role.MANAGER)
        ruled(owner)
        post = written(boss, account)
        approval = approving.ask(writer, post.pk, goes=True)
        with pytest.raises(NotAllowed, match="own words"):
            approving.approve(boss, approval.pk)

    def test_where_nobody_else_could_sending_is_the_yes_and_is_written_down(
        self, owner: Actor, account: Account
    ) -> None:
        ruled(owner)
        send_now(owner, written(owner, account).pk)
        run_lanes()
        assert Delivery.objects.get().state == DeliveryState.SENT
        event = Event.objects.get(verb="approve")
        assert "nobody else could" in event.summary

    def test_a_named_person_who_left_blocks_nothing(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        ruled(owner, grace)
        approval = approving.ask(writer, written(writer, account).pk, of=grace.user_id, goes=True)
        remove_member(owner, grace.user_id)
        assert page_of(owner, approval.pk).has_left
        assert approving.approve(owner, approval.pk).going

    def test_only_who_manages_sets_it_and_only_for_those_who_may(
        self, owner: Actor, writer: Actor, grace: Actor, stranger: Actor
    ) -> None:
        for who in (writer, grace):
            with pytest.raises(NotAllowed):
                require_yes(who)
            with pytest.raises(NotAllowed):
                free(who)
        with pytest.raises(BadInput, match="Make them an approver"):
            require_yes(owner, named=[writer.user_id])
        with pytest.raises(BadInput, match="Nobody of that name"):
            require_yes(owner, named=[stranger.user_id])
        with pytest.raises(BadInput):
            require_yes(owner, persona_id=personas_of(stranger).get().pk)

    def test_what_was_scheduled_before_the_rule_is_held_and_goes_with_a_yes(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        post = written(writer, account)
        send_now(writer, post.pk)
        ruled(owner, grace)
        run_lanes()
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.cause) == (DeliveryState.HELD, Cause.APPROVAL)
        assert "yes from Grace" in delivery.why
        try_again(writer, delivery.pk)
        run_lanes()
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.HELD
        approval = approving.ask(writer, post.pk, of=grace.user_id)
        approving.approve(grace, approval.pk)
        run_lanes()
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.SENT

    def test_freed_it_goes_as_before(self, owner: Actor, writer: Actor, grace: Actor, account: Account) -> None:
        ruled(owner, grace)
        free(owner)
        assert send_now(writer, written(writer, account).pk).deliveries


class TestAsking:
    def test_by_hand_it_waits_until_it_is_answered_or_withdrawn(
        self, writer: Actor, grace: Actor, account: Account
    ) -> None:
        post = written(writer, account)
        approval = approving.ask(writer, post.pk, of=grace.user_id)
        with pytest.raises(Held, match="waits for a yes from Grace"):
            send_now(writer, post.pk)
        approving.withdraw(writer, approval.pk)
        assert send_now(writer, post.pk).deliveries

    def test_without_a_time_the_yes_is_good_for_any(self, writer: Actor, grace: Actor, account: Account) -> None:
        post = written(writer, account)
        approval = approving.ask(writer, post.pk, of=grace.user_id)
        assert approving.approve(grace, approval.pk).going is None
        assert send_now(writer, post.pk).deliveries

    @pytest.mark.parametrize("who", ["themselves", "a guest", "a stranger"])
    def test_only_who_may_say_it_is_asked(
        self, who: str, writer: Actor, grace: Actor, guest: Actor, stranger: Actor, account: Account
    ) -> None:
        of = {"themselves": writer, "a guest": guest, "a stranger": stranger}[who]
        with pytest.raises(BadInput, match="Ask"):
            approving.ask(writer, written(writer, account).pk, of=of.user_id)
        assert not Approval.objects.exists()

    def test_an_owner_alone_has_nobody_to_ask(self, owner: Actor, account: Account) -> None:
        with pytest.raises(BadInput, match="Nobody else"):
            approving.ask(owner, written(owner, account).pk)

    def test_without_accounts_there_is_nothing_to_ask_about(self, writer: Actor, grace: Actor) -> None:
        with pytest.raises(BadInput, match="at least one account"):
            approving.ask(writer, written(writer).pk)

    def test_the_approver_is_told_once_and_the_notice_ends_with_the_answer(
        self, writer: Actor, grace: Actor, account: Account
    ) -> None:
        approval = approving.ask(writer, written(writer, account).pk, of=grace.user_id, words="For Saturday")
        notice = Notice.objects.get(settled_at=None)
        assert "Tom asks Grace for a yes" in notice.words
        assert "For Saturday" in notice.words
        assert notice.path == f"/approvals/{approval.pk}/"
        approving.approve(grace, approval.pk)
        assert [n.words[:14] for n in Notice.objects.filter(settled_at=None)] == ["Grace said yes"]

    def test_only_who_is_asked_is_told_on_a_route_of_their_own(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        for who in (owner, writer, grace):
            add_email(who, own=True)
        approval = approving.ask(writer, written(writer, account).pk, of=grace.user_id)
        assert [telling.route.user_id for telling in Telling.objects.all()] == [grace.user_id]
        approving.approve(grace, approval.pk)
        told = Telling.objects.filter(notice__key=f"approval-answer:{approval.pk}")
        assert [telling.route.user_id for telling in told] == [writer.user_id]

    def test_a_time_that_passes_without_an_answer_is_told_once(
        self, writer: Actor, grace: Actor, account: Account
    ) -> None:
        approval = approving.ask(writer, written(writer, account).pk, of=grace.user_id, goes=True, at=soon())
        assert tell_late() == 0
        Approval.objects.update(at=timezone.now() - timedelta(minutes=1))
        assert tell_late() == 1
        assert tell_late() == 0
        assert Notice.objects.filter(key=f"approval-late:{approval.pk}", settled_at=None).count() == 1

    def test_lists_show_what_waits_for_whom(
        self, owner: Actor, writer: Actor, grace: Actor, guest: Actor, stranger: Actor, account: Account
    ) -> None:
        post = written(writer, account)
        approval = approving.ask(writer, post.pk, of=grace.user_id)
        assert (count_waiting(grace), count_waiting(owner)) == (1, 1)
        assert (count_waiting(writer), count_waiting(guest), count_waiting(stranger)) == (0, 0, 0)
        assert list(waiting_for(grace)) == list(asked_by(writer)) == [approval]
        assert waits_for([post.pk]) == {post.pk: "waits for Grace’s yes"}
        approving.approve(grace, approval.pk)
        assert list(waiting_for(grace)) == []
        assert list(answered_lately(writer)) == [approval]


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


class TestAnswers:
    def test_changes_are_asked_for_made_and_asked_again(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        ruled(owner, grace)
        post = written(writer, account)
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True)
        approving.ask_changes(grace, approval.pk, "Say which hall.")
        with pytest.raises(Held, match="Grace asked for changes"):
            send_now(writer, post.pk)
        rewritten(writer, post, "Fresh rye at eight on Saturday, in the market hall.")
        approving.ask(writer, post.pk, of=grace.user_id, goes=True)
        approving.approve(grace, approval.pk)
        verbs = [deed.verb for deed in page_of(writer, approval.pk).deeds]
        assert verbs == ["asked Grace", "asked for changes", "asked Grace again", "said yes"]

    def test_no_is_no_until_it_is_asked_again_or_withdrawn(
        self, writer: Actor, grace: Actor, account: Account
    ) -> None:
        post = written(writer, account)
        approval = approving.ask(writer, post.pk, of=grace.user_id)
        approving.refuse(grace, approval.pk, "We do not sell rye on Saturdays.")
        with pytest.raises(Held, match="Grace said no"):
            send_now(writer, post.pk)
        approving.withdraw(writer, approval.pk)
        assert send_now(writer, post.pk).deliveries

    @pytest.mark.parametrize("deed", [approving.ask_changes, approving.refuse])
    def test_without_words_there_is_no_such_answer(
        self, deed: Callable[[Actor, int, str], Approval], writer: Actor, grace: Actor, account: Account
    ) -> None:
        approval = approving.ask(writer, written(writer, account).pk, of=grace.user_id)
        with pytest.raises(BadInput):
            deed(grace, approval.pk, " ... ")

    def test_a_yes_can_be_taken_back_and_what_waits_comes_back(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        at = soon()
        post = written(writer, account, planned_at=at)
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True, at=at)
        approving.approve(grace, approval.pk)
        approving.refuse(grace, approval.pk, "It is closed that day.")
        assert Delivery.objects.get().state == DeliveryState.CANCELLED
        with pytest.raises(Held):
            schedule(writer, post.pk, soon())

    def test_what_is_scheduled_with_a_yes_is_taken_back_before_the_request_is(
        self, writer: Actor, grace: Actor, account: Account
    ) -> None:
        at = soon()
        approval = approving.ask(writer, written(writer, account, planned_at=at).pk, goes=True, at=at)
        approving.approve(grace, approval.pk)
        with pytest.raises(Conflict, match="Take what is scheduled back first"):
            approving.withdraw(writer, approval.pk)

    def test_a_small_change_of_the_approver_goes_with_the_yes_and_the_author_is_told(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account, world: Stage
    ) -> None:
        ruled(owner, grace)
        post = written(writer, account)
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True)
        better = WORDS.replace("a slice", "two slices")
        approving.approve(grace, approval.pk, texts={account.pk: better})
        run_lanes()
        assert [p.text for p in reading.posts_of(world, account.handle) if not p.is_cast] == [better]
        notice = Notice.objects.get(key=f"approval-answer:{approval.pk}")
        assert "With a change of their own" in notice.words
        bits = Event.objects.get(verb="change", subject="post").facts["bits"]
        assert bits == [["out", "a"], ["in", "two"], ["out", "slice"], ["in", "slices"]]

    def test_who_answers_second_is_told_who_was_first(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        approval = approving.ask(writer, written(writer, account).pk, of=grace.user_id)
        approving.approve(grace, approval.pk)
        with pytest.raises(Conflict, match="Grace was first"):
            approving.approve(owner, approval.pk)


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


def test_an_account_that_comes_later_needs_a_yes_of_its_own(
    writer: Actor, grace: Actor, account: Account, second_account: Account
) -> None:
    post = written(writer, account)
    approval = approving.ask(writer, post.pk, of=grace.user_id)
    save(writer, replace(draft_of(post_of(writer, post.pk)), account_ids=(account.pk, second_account.pk)))
    with pytest.raises(Conflict, match="has to ask again"):
        approving.approve(grace, approval.pk)


def test_a_draft_that_is_thrown_away_leaves_nothing_to_answer(writer: Actor, grace: Actor, account: Account) -> None:
    post = written(writer, account)
    approving.ask(writer, post.pk, of=grace.user_id)
    discard(writer, post.pk)
    assert not Notice.objects.filter(settled_at=None).exists()


class TestWhoMay:
    def test_only_who_may_approve_answers(
        self, writer: Actor, replier: Actor, guest: Actor, stranger: Actor, grace: Actor, account: Account
    ) -> None:
        approval = approving.ask(writer, written(writer, account).pk)
        for who in (writer, replier, guest):
            with pytest.raises(NotAllowed):
                approving.approve(who, approval.pk)
            with pytest.raises(NotAllowed):
                approving.ask_changes(who, approval.pk, "Other words.")
            with pytest.raises(NotAllowed):
                approving.refuse(who, approval.pk, "No good.")
        for deed in (approving.approve, page_of, approving.withdraw):
            with pytest.raises(BadInput):
                deed(stranger, approval.pk)

    def test_only_who_writes_asks_and_withdraws(
        self, writer: Actor, replier: Actor, guest: Actor, grace: Actor, account: Account
    ) -> None:
        post = written(writer, account)
        approval = approving.ask(writer, post.pk)
        for who in (replier, guest, grace):
            with pytest.raises(NotAllowed):
                approving.ask(who, post.pk)
            with pytest.raises(NotAllowed):
                approving.withdraw(who, approval.pk)

    def test_somebody_else_may_answer_for_who_was_asked(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        approval = approving.ask(writer, written(writer, account).pk, of=grace.user_id)
        approving.approve(owner, approval.pk)
        assert approval_of(writer, approval.pk).answered_by_name == "Sarah"

    def test_who_is_no_approver_any_more_answers_nothing(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        approval = approving.ask(writer, written(writer, account).pk, of=grace.user_id)
        change_role(owner, grace.user_id, "guest")
        with pytest.raises(NotAllowed):
            approving.approve(replace(grace, role=Role.GUEST), approval.pk)

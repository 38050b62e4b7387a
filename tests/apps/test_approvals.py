"""A yes before it goes out: asked for, answered, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.yeses import WORDS, rewritten, ruled, run_lanes, soon, written
from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery.models import Delivery
from twoway.apps.notices.actions import add_email
from twoway.apps.notices.models import Notice, Telling
from twoway.apps.people.actions import change_role
from twoway.apps.posts import approving
from twoway.apps.posts.actions import discard, save, schedule, send_now
from twoway.apps.posts.approvals import (
    answered_lately,
    approval_of,
    asked_by,
    count_waiting,
    page_of,
    waiting_for,
    waits_for,
)
from twoway.apps.posts.models import Approval
from twoway.apps.posts.queries import draft_of, post_of
from twoway.apps.posts.telling import tell_late
from twoway.domain.errors import BadInput, Conflict, Held, NotAllowed
from twoway.domain.permission import Actor, Role
from twoway.domain.states import DeliveryState
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage


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

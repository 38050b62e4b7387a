"""Where nothing goes out without a yes, and whose yes that is."""

from __future__ import annotations

import pytest

from tests.people import member
from tests.yeses import WORDS, ruled, run_lanes, soon, written
from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery.actions import try_again
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.actions import make_persona, remove_member
from twoway.apps.people.queries import personas_of
from twoway.apps.posts import approving
from twoway.apps.posts.actions import schedule, send_now
from twoway.apps.posts.approval_rules import free, require_yes
from twoway.apps.posts.approvals import (
    page_of,
)
from twoway.domain.errors import BadInput, Held, NotAllowed
from twoway.domain.permission import Actor, Role
from twoway.domain.states import Cause, DeliveryState
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage


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

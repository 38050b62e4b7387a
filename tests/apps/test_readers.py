"""Whom a post is meant for: kept with it, told where it goes wrong, and what becomes of a yes when it changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery import jobs
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.actions import change_brand, make_persona
from twoway.apps.people.queries import personas_of
from twoway.apps.posts import approving
from twoway.apps.posts.actions import save, schedule, send_now
from twoway.apps.posts.approval_rules import require_yes
from twoway.apps.posts.approvals import page_of
from twoway.apps.posts.looks import look_at, look_at_post
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft, draft_of, post_of
from twoway.domain.errors import BadInput, Conflict, Held, NotAllowed
from twoway.domain.findings import Finding
from twoway.domain.permission import Actor
from twoway.domain.persona import PersonaKind
from twoway.domain.states import ApprovalState, DeliveryState

WORDS = "Fresh rye at eight on Saturday. Come and try a slice."
WRONG = "AUD003"


@pytest.fixture
def speaking(owner: Actor, account: Account) -> Account:
    """The bakery speaks to regulars, Sarah at home to friends, and the mill to cafés."""
    change_brand(owner, personas_of(owner).get().pk, {"readers": "Regulars, New in town"})
    home = make_persona(owner, name="Sarah, at home", kind=PersonaKind.PERSONAL)
    change_brand(owner, home.pk, {"readers": "Friends, Family"})
    mill = make_persona(owner, name="The mill", kind=PersonaKind.WORK)
    change_brand(owner, mill.pk, {"readers": "Cafés"})
    return Account.objects.get(pk=account.pk)


def draft(account: Account, *readers: str, **more: Any) -> Draft:
    return Draft(master=WORDS, account_ids=(account.pk,), readers=readers, **more)


def codes(findings: Iterable[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def meant(who: Actor, post: Post, *readers: str) -> Post:
    return save(who, replace(draft_of(post_of(who, post.pk)), readers=readers))


class TestKept:
    def test_nobody_in_particular_is_meant_until_somebody_is_chosen(self, owner: Actor, speaking: Account) -> None:
        post = save(owner, draft(speaking))
        assert post.readers == []
        assert meant(owner, post, "Regulars", " new  in town").readers == ["Regulars", "new in town"]
        assert draft_of(post_of(owner, post.pk)).readers == ("Regulars", "new in town")
        assert meant(owner, post).readers == []

    def test_a_change_is_on_record(self, owner: Actor, speaking: Account) -> None:
        post = save(owner, draft(speaking))
        meant(owner, post, "Regulars")
        meant(owner, post, "Regulars")
        assert [e.summary for e in Event.objects.filter(verb="change", subject="post")] == [
            f"Meant “{post}” for Regulars"
        ]

    def test_what_names_nobody_is_told_and_nothing_is_saved(self, owner: Actor, speaking: Account) -> None:
        post = save(owner, draft(speaking, "Regulars"))
        with pytest.raises(BadInput, match="too long"):
            meant(owner, post, "x" * 61)
        assert post_of(owner, post.pk).readers == ["Regulars"]

    def test_a_team_mate_who_writes_chooses_them_others_do_not(
        self, owner: Actor, writer: Actor, replier: Actor, guest: Actor, stranger: Actor, speaking: Account
    ) -> None:
        post = save(owner, draft(speaking))
        assert meant(writer, post, "Regulars").readers == ["Regulars"]
        for somebody in (replier, guest):
            with pytest.raises(NotAllowed):
                meant(somebody, post, "Friends")
        with pytest.raises(BadInput):
            meant(stranger, post, "Friends")
        with pytest.raises(BadInput):
            save(stranger, replace(draft_of(post_of(owner, post.pk)), account_ids=(), readers=("Friends",)))
        assert post_of(owner, post.pk).readers == ["Regulars"]


class TestTold:
    def test_readers_of_another_persona_hold_it(self, owner: Actor, speaking: Account) -> None:
        [look] = look_at(owner, draft(speaking, "Friends"))
        [stop] = look.stops
        assert stop.code == WRONG
        assert "Friends" in stop.message
        assert "Sarah, at home" in stop.message
        assert "Regulars and New in town" in stop.message
        post = save(owner, draft(speaking, "Friends"))
        with pytest.raises(Held, match="Sarah, at home"):
            send_now(owner, post.pk)

    @pytest.mark.parametrize("readers", [(), ("Regulars",), ("Friends", "regulars"), ("Teachers",)])
    def test_it_goes_to_its_own(self, owner: Actor, speaking: Account, readers: tuple[str, ...]) -> None:
        [look] = look_at(owner, draft(speaking, *readers))
        assert WRONG not in codes(look.findings)

    def test_readers_of_another_business_are_nobodys_here(
        self, owner: Actor, stranger: Actor, speaking: Account
    ) -> None:
        change_brand(stranger, personas_of(stranger).get().pk, {"readers": "Gardeners"})
        [look] = look_at(owner, draft(speaking, "Gardeners"))
        assert WRONG not in codes(look.findings)

    def test_a_look_that_means_everybody_asks_nothing_more(self, owner: Actor, speaking: Account) -> None:
        with CaptureQueriesContext(connection) as everybody:
            look_at(owner, draft(speaking))
        with CaptureQueriesContext(connection) as chosen:
            look_at(owner, draft(speaking, "Friends"))
        assert len(chosen) == len(everybody) + 1


class TestSetAside:
    def test_a_reason_counts_for_the_readers_it_was_given_for(self, owner: Actor, speaking: Account) -> None:
        why = {speaking.pk: {WRONG: "They asked for it"}}
        post = save(owner, draft(speaking, "Friends", set_aside=why))
        [look] = look_at_post(owner, post)
        assert look.may_go
        [look] = look_at_post(owner, meant(owner, post, "Cafés"))
        assert codes(look.stops) == {WRONG}
        assert post_of(owner, post.pk).versions.get().set_aside == {}

    def test_a_reason_that_is_given_with_the_change_counts(self, owner: Actor, speaking: Account) -> None:
        post = save(owner, draft(speaking, "Friends", set_aside={speaking.pk: {WRONG: "They asked for it"}}))
        anew = replace(
            draft_of(post_of(owner, post.pk)), readers=("Cafés",), set_aside={speaking.pk: {WRONG: "They read along"}}
        )
        [look] = look_at_post(owner, save(owner, anew))
        assert look.may_go
        assert [one.reason for one in look.aside] == ["They read along"]


class TestAYes:
    """The words are what a yes is for. What readers decide beside them, it decides for those readers."""

    def test_it_stays_while_nothing_is_found(
        self, owner: Actor, writer: Actor, grace: Actor, speaking: Account
    ) -> None:
        require_yes(owner, named=[grace.user_id])
        post = save(writer, draft(speaking))
        approval = approving.ask(writer, post.pk, of=grace.user_id)
        approving.approve(grace, approval.pk)
        meant(writer, post, "Regulars")
        assert page_of(grace, approval.pk).is_as_asked
        send_now(writer, post.pk)
        jobs.drain()
        assert Delivery.objects.get().state == DeliveryState.SENT

    def test_it_does_not_carry_what_other_readers_lead_to(
        self, owner: Actor, writer: Actor, grace: Actor, speaking: Account
    ) -> None:
        require_yes(owner, named=[grace.user_id])
        post = save(writer, draft(speaking))
        approval = approving.ask(writer, post.pk, of=grace.user_id)
        approving.approve(grace, approval.pk)
        meant(writer, post, "Friends")
        with pytest.raises(Held, match="Sarah, at home"):
            send_now(writer, post.pk)
        meant(writer, post, "Regulars")
        assert send_now(writer, post.pk).deliveries

    def test_what_it_overcame_it_overcame_for_those_readers(
        self, owner: Actor, writer: Actor, grace: Actor, speaking: Account
    ) -> None:
        post = save(writer, draft(speaking, "Friends"))
        approval = approving.ask(writer, post.pk, of=grace.user_id)
        approving.approve(grace, approval.pk, because="They come every week")
        [look] = look_at_post(writer, post_of(writer, post.pk))
        assert look.may_go
        with pytest.raises(Held, match="The mill"):
            send_now(writer, meant(writer, post, "Cafés").pk)
        assert send_now(writer, meant(writer, post, "Friends").pk).deliveries

    def test_while_it_is_waited_for_other_readers_ask_again(
        self, writer: Actor, grace: Actor, speaking: Account
    ) -> None:
        post = save(writer, draft(speaking, "Regulars"))
        approval = approving.ask(writer, post.pk, of=grace.user_id)
        meant(writer, post, "Friends")
        page = page_of(grace, approval.pk)
        assert page.is_meant_otherwise
        assert not page.is_as_asked
        with pytest.raises(Conflict, match="other readers"):
            approving.approve(grace, approval.pk, because="It is fine")
        approving.ask(writer, post.pk, of=grace.user_id)
        answered = approving.approve(grace, approval.pk, because="It is fine")
        assert answered.approval.state == ApprovalState.YES

    def test_what_is_scheduled_goes_as_it_was_judged(self, writer: Actor, speaking: Account) -> None:
        post = save(writer, draft(speaking, "Regulars"))
        schedule(writer, post.pk, timezone.now())
        meant(writer, post, "Friends")
        jobs.drain()
        assert Delivery.objects.get().state == DeliveryState.SENT

"""Whatever people do in whatever order: nothing reaches the network without a yes that holds for exactly its words."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import member
from twoway.apps.accounts.models import Account
from twoway.apps.delivery import jobs
from twoway.apps.delivery.actions import try_again
from twoway.apps.delivery.models import Delivery
from twoway.apps.posts import approving, planning
from twoway.apps.posts.actions import reopen, save, schedule, send_now
from twoway.apps.posts.approval_rules import require_yes
from twoway.apps.posts.models import Approval, Post
from twoway.apps.posts.queries import Draft, draft_of, post_of
from twoway.domain.errors import TwowayError
from twoway.domain.permission import Actor, Role
from twoway.domain.states import DeliveryState

TEXTS = ("Fresh rye at eight.", "Fresh rye at nine.")
DEEDS = (
    "write 0",
    "write 1",
    "ask",
    "ask and send",
    "yes",
    "changes",
    "no",
    "withdraw",
    "send",
    "plan",
    "move",
    "tamper",
    "try again",
    "open again",
    "turn",
)

#: Most orders of deeds come to nothing; these come to something.
BEGINNINGS = ((), ("ask", "yes"), ("ask", "yes", "plan"), ("ask and send", "yes"))


class Desk:
    """One post, its writer and its approver, and a notebook in which stands what was said yes to."""

    def __init__(self, writer: Actor, grace: Actor, account: Account) -> None:
        self.writer, self.grace, self.account = writer, grace, account
        self.post: Post = save(writer, Draft(master=TEXTS[0], account_ids=(account.pk,)))
        #: The text that a yes holds for now; None where there is none.
        self.heard: str | None = None
        #: What went out while no yes held for it.
        self.wrong: list[str] = []

    def do(self, deed: str) -> None:
        word, _, number = deed.partition(" ")
        with suppress(TwowayError), transaction.atomic():
            getattr(self, f"_{word}")(number)

    def _approval(self) -> Approval:
        return Approval.objects.get(post=self.post) if Approval.objects.exists() else Approval(pk=0)

    def _write(self, number: str) -> None:
        draft = draft_of(post_of(self.writer, self.post.pk))
        save(self.writer, replace(draft, master=TEXTS[int(number)], texts={}))

    def _ask(self, then: str) -> None:
        approving.ask(self.writer, self.post.pk, goes=bool(then))
        self.heard = None

    def _yes(self, _: str) -> None:
        approving.approve(self.grace, self._approval().pk)
        self.heard = str(self._approval().texts.get().frozen["text"])

    def _changes(self, _: str) -> None:
        approving.ask_changes(self.grace, self._approval().pk, "Other words.")
        self.heard = None

    def _no(self, _: str) -> None:
        approving.refuse(self.grace, self._approval().pk, "No good.")
        self.heard = None

    def _withdraw(self, _: str) -> None:
        approving.withdraw(self.writer, self._approval().pk)
        self.heard = None

    def _send(self, _: str) -> None:
        send_now(self.writer, self.post.pk)

    def _plan(self, _: str) -> None:
        schedule(self.writer, self.post.pk, timezone.now() + timedelta(hours=2))

    def _move(self, _: str) -> None:
        planning.move(self.writer, self.post.pk, timezone.now() + timedelta(seconds=1), anyway=True)

    def _tamper(self, _: str) -> None:
        for delivery in Delivery.objects.filter(state=DeliveryState.WAITING):
            other = TEXTS[1 - TEXTS.index(delivery.text)]
            Delivery.objects.filter(pk=delivery.pk).update(frozen=delivery.frozen | {"text": other})

    def _try(self, _: str) -> None:
        for delivery in Delivery.objects.filter(state=DeliveryState.HELD):
            try_again(self.writer, delivery.pk)

    def _open(self, _: str) -> None:
        reopen(self.writer, self.post.pk, self.account.pk)

    def _turn(self, _: str) -> None:
        before = self._out()
        jobs.drain()
        self.wrong += [text for text in self._out()[len(before) :] if text != self.heard]

    def _out(self) -> list[str]:
        return [delivery.text for delivery in Delivery.objects.filter(state=DeliveryState.SENT).order_by("sent_at")]


@pytest.fixture
def people(owner: Actor) -> tuple[Actor, Actor]:
    writer, grace = member(owner, "Tom", Role.WRITER), member(owner, "Grace", Role.APPROVER)
    require_yes(owner, named=[grace.user_id])
    return writer, grace


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(begins=st.sampled_from(BEGINNINGS), deeds=st.lists(st.sampled_from(DEEDS), min_size=2, max_size=9))
def test_nothing_goes_out_without_a_yes_that_holds(
    people: tuple[Actor, Actor], account: Account, begins: tuple[str, ...], deeds: list[str]
) -> None:
    with transaction.atomic():
        desk = Desk(*people, account)
        for deed in (*begins, *deeds, "turn"):
            desk.do(deed)
        transaction.set_rollback(True)
    assert desk.wrong == []


def test_in_the_right_order_it_does_go_out(people: tuple[Actor, Actor], account: Account) -> None:
    desk = Desk(*people, account)
    for deed in ("ask", "yes", "write 1", "send", "turn", "ask and send", "yes", "turn"):
        desk.do(deed)
    assert [delivery.text for delivery in Delivery.objects.all()] == [TEXTS[1]]
    assert Delivery.objects.get().state == DeliveryState.SENT

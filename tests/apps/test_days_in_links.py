"""The day in a post's links is the day it goes, in the workspace's zone; and no midnight voids a yes.

Days change here by moving the workspace around the world: between Kiritimati and Pago Pago it is always another day.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.delivery import jobs
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.models import Workspace
from twoway.apps.posts import approving, planning
from twoway.apps.posts.actions import reopen, save, schedule, send_now
from twoway.apps.posts.approval_rules import require_yes
from twoway.apps.posts.approvals import page_of
from twoway.apps.posts.consent import missing
from twoway.apps.posts.looks import look_at, look_at_post
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft, post_of
from twoway.domain.errors import Conflict
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

WORDS = "Fresh rye at eight on Saturday: https://alderrye.example/rye"
EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
#: Noon in London on a Friday in winter; over there it is that day or the next one.
FRIDAY = (timezone.now() + timedelta(days=8)).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture(autouse=True)
def dated(account: Account, second_account: Account) -> None:
    """The persona of both accounts puts the day behind links."""
    account.persona.brand = {"own_hosts": ["alderrye.example"], "utm_campaign": "{persona}-{date}"}
    account.persona.save()


def live_in(zone: str) -> ZoneInfo:
    Workspace.objects.update(zone=zone)
    return ZoneInfo(zone)


def written(who: Actor, *accounts: Account, master: str = WORDS, **more: Any) -> Post:
    return save(who, Draft(master=master, account_ids=tuple(a.pk for a in accounts), **more))


def on(day: datetime, zone: str) -> str:
    return f"{WORDS}?utm_campaign=alder-rye-{day.astimezone(ZoneInfo(zone)).date().isoformat()}"


def texts() -> list[str]:
    return [delivery.text for delivery in Delivery.objects.order_by("account_id")]


class TestTheDay:
    @pytest.mark.parametrize("zone", ["Europe/London", EAST, WEST])
    def test_it_is_that_of_the_workspace(self, owner: Actor, account: Account, zone: str) -> None:
        live_in(zone)
        late = datetime(2027, 11, 26, 23, 30, tzinfo=UTC)
        [look] = look_at(owner, Draft(master=WORDS, account_ids=(account.pk,), planned_at=late))
        assert look.version.text == on(late, zone)

    def test_a_draft_that_is_scheduled_for_friday_carries_friday(self, owner: Actor, account: Account) -> None:
        schedule(owner, written(owner, account).pk, FRIDAY)
        assert texts() == [on(FRIDAY, "Europe/London")]

    def test_it_is_that_of_the_sending_whatever_was_in_mind(self, owner: Actor, account: Account) -> None:
        send_now(owner, written(owner, account, planned_at=FRIDAY).pk)
        assert texts() == [on(timezone.now(), "Europe/London")]

    def test_a_version_with_a_time_of_its_own_has_a_day_of_its_own(
        self, owner: Actor, account: Account, second_account: Account
    ) -> None:
        later = FRIDAY + timedelta(days=2)
        post = written(owner, account, second_account, planned_at=FRIDAY, times={second_account.pk: later})
        wanted = [on(FRIDAY, "Europe/London"), on(later, "Europe/London")]
        assert [look.version.text for look in look_at_post(owner, post)] == wanted
        schedule(owner, post.pk, FRIDAY)
        assert texts() == wanted

    def test_versions_that_follow_each_other_over_midnight_have_each_their_day(
        self, owner: Actor, account: Account, second_account: Account
    ) -> None:
        midnight = FRIDAY.replace(hour=23, minute=58)
        live_in("UTC")
        schedule(owner, written(owner, account, second_account).pk, midnight, spread=True)
        assert texts() == [on(midnight, "UTC"), on(midnight + timedelta(days=1), "UTC")]

    def test_a_move_takes_it_along_and_back(self, owner: Actor, account: Account) -> None:
        post = written(owner, account)
        schedule(owner, post.pk, FRIDAY)
        moved = planning.move(owner, post.pk, FRIDAY + timedelta(days=3), anyway=True)
        assert texts() == [on(FRIDAY + timedelta(days=3), "Europe/London")]
        planning.put_back(owner, post.pk, moved.was)
        assert texts() == [on(FRIDAY, "Europe/London")]

    def test_what_was_tried_already_keeps_its_words(self, owner: Actor, account: Account) -> None:
        post = written(owner, account)
        schedule(owner, post.pk, FRIDAY)
        Delivery.objects.get().attempts.create(started_at=timezone.now())
        planning.move(owner, post.pk, FRIDAY + timedelta(days=3), anyway=True)
        assert texts() == [on(FRIDAY, "Europe/London")]

    def test_a_thread_moves_with_all_its_parts(self, owner: Actor, account: Account) -> None:
        post = written(owner, account, master=f"{WORDS}\n---\nMore at https://alderrye.example/more")
        schedule(owner, post.pk, FRIDAY)
        planning.move(owner, post.pk, FRIDAY + timedelta(days=3), anyway=True)
        delivery = Delivery.objects.get()
        day = (FRIDAY + timedelta(days=3)).date().isoformat()
        assert all(day in part for part in delivery.version.parts)
        assert all(day in row.text for row in delivery.part_rows.all())

    def test_words_opened_again_follow_their_new_day(self, owner: Actor, account: Account) -> None:
        post = written(owner, account)
        schedule(owner, post.pk, FRIDAY)
        Delivery.objects.get().become(DeliveryState.MISSED)
        reopen(owner, post.pk, account.pk)
        schedule(owner, post.pk, FRIDAY + timedelta(days=3))
        assert on(FRIDAY + timedelta(days=3), "Europe/London") in texts()


class TestAYes:
    def test_a_midnight_between_asking_and_sending_voids_nothing(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account, world: Stage
    ) -> None:
        require_yes(owner, named=[grace.user_id])
        live_in(EAST)
        post = written(writer, account)
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True)
        live_in(WEST)
        page = page_of(grace, approval.pk)
        assert page.is_as_asked
        assert not any(version.drift or version.since for version in page.versions)
        approving.approve(grace, approval.pk, seen={v.account.pk: v.mark for v in page.versions})
        jobs.drain()
        [delivery] = Delivery.objects.all()
        assert delivery.state == DeliveryState.SENT, delivery.why
        [sent] = [p.text for p in reading.posts_of(world, account.handle) if not p.is_cast]
        assert sent == on(timezone.now(), WEST)

    def test_a_midnight_after_it_went_into_the_lane_voids_nothing(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        require_yes(owner, named=[grace.user_id])
        live_in(EAST)
        approval = approving.ask(writer, written(writer, account).pk, of=grace.user_id, goes=True)
        approving.approve(grace, approval.pk)
        live_in(WEST)
        jobs.drain()
        assert [delivery.state for delivery in Delivery.objects.all()] == [DeliveryState.SENT]

    def test_one_for_any_time_holds_on_any_day(self, writer: Actor, grace: Actor, account: Account) -> None:
        post = written(writer, account)
        approving.approve(grace, approving.ask(writer, post.pk, of=grace.user_id).pk)
        going = schedule(writer, post.pk, FRIDAY)
        assert not going.held
        assert texts() == [on(FRIDAY, "Europe/London")]

    def test_one_that_is_asked_for_another_day_than_was_in_mind_is_no_change(
        self, writer: Actor, grace: Actor, account: Account
    ) -> None:
        post = written(writer, account, planned_at=FRIDAY)
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True, at=FRIDAY + timedelta(days=1))
        assert page_of(grace, approval.pk).is_as_asked
        approving.approve(grace, approval.pk)
        assert texts() == [on(FRIDAY + timedelta(days=1), "Europe/London")]

    def test_who_may_say_it_anew_moves_it_along_with_its_day(
        self, owner: Actor, writer: Actor, account: Account
    ) -> None:
        require_yes(owner, named=[owner.user_id])
        post = written(writer, account, planned_at=FRIDAY)
        approving.approve(owner, approving.ask(writer, post.pk, goes=True, at=FRIDAY).pk)
        planning.move(owner, post.pk, FRIDAY + timedelta(days=3), anyway=True)
        assert texts() == [on(FRIDAY + timedelta(days=3), "Europe/London")]
        [version] = look_at_post(owner, post_of(owner, post.pk))
        assert version.delivery is not None

        assert missing(version.delivery) == ""

    def test_another_date_in_the_words_still_voids_it(self, writer: Actor, grace: Actor, account: Account) -> None:
        post = written(writer, account, master=f"{WORDS} on 2026-11-28")
        approval = approving.ask(writer, post.pk, of=grace.user_id)
        Post.objects.filter(pk=post.pk).update(master=f"{WORDS} on 2026-11-29")
        with pytest.raises(Conflict, match="has to ask again"):
            approving.approve(grace, approval.pk)

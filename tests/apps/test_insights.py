"""Reports over real deliveries and messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.actions import enqueue
from twoway.apps.delivery.jobs import drain
from twoway.apps.inbox.models import Conversation, Message
from twoway.apps.insights.queries import behaviours, happenings, last_weeks, run
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.queries import Draft
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor
from twoway.domain.persona import PersonaKind
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Version
from twoway.plug import finder


def test_weeks_begin_on_monday_at_midnight_of_the_workspace() -> None:
    period = last_weeks(datetime(2026, 11, 22, 15, 0, tzinfo=UTC), 2)
    assert (period.since.day, period.until.day) == (9, 23)
    assert period.since.hour == 0


def test_what_was_sent_is_counted_and_a_stranger_sees_none_of_it(
    owner: Actor, stranger: Actor, account: Account
) -> None:
    post = save(owner, Draft(master="Fresh rye at eight.", account_ids=(account.pk,)))
    send_now(owner, post.pk)
    drain()
    period = last_weeks(timezone.now(), 1)
    assert [h.kind for h in happenings(owner, period)] == ["sent"]
    assert list(happenings(stranger, period)) == []


@pytest.mark.parametrize("slug", list(finder.reports()))
def test_every_report_runs_on_real_rows(owner: Actor, account: Account, slug: str) -> None:
    post = save(owner, Draft(master="Fresh rye at eight.", account_ids=(account.pk,)))
    send_now(owner, post.pk)
    drain()
    ran = run(owner, slug, weeks=4)
    assert ran.table.rows
    assert ran.table.sentence
    assert all(len(row) == len(ran.table.columns) for row in ran.table.rows)


def test_questions_do_not_grow_with_rows(
    owner: Actor, account: Account, django_assert_max_num_queries: object
) -> None:
    for number in range(10):
        send_now(owner, save(owner, Draft(master=f"Loaf number {number}.", account_ids=(account.pk,))).pk)
    with django_assert_max_num_queries(3):  # type: ignore[operator]  # pytest-django's fixture has no public type
        run(owner, next(iter(finder.reports())))


@pytest.mark.parametrize(("slug", "weeks"), [("no-such", 8), ("deliveries-by-week", 0), ("deliveries-by-week", 1000)])
def test_a_report_that_cannot_be_run_says_why(owner: Actor, slug: str, weeks: int) -> None:
    with pytest.raises(BadInput):
        run(owner, slug, weeks)


# -- how accounts behave -----------------------------------------------------------------------------------------------


def posted(account: Account, *, days: float, text: str = "Fresh rye at eight") -> None:
    at = timezone.now() - timedelta(days=days)
    delivery = enqueue(account, Version(text=text), urgency=Urgency.SCHEDULED, due_at=at)
    assert delivery.become(DeliveryState.SENDING)
    assert delivery.become(DeliveryState.SENT, sent_at=at)


def waits(account: Account, *, hours: float, number: int = 1) -> Conversation:
    since = timezone.now() - timedelta(hours=hours)
    return Conversation.objects.create(
        workspace=account.workspace, account=account, root_id=f"r{number}", waiting_since=since, last_at=since
    )


def found(actor: Actor, **more: object) -> list[set[str]]:
    return [{finding.rule for finding in one.findings} for one in behaviours(actor, **more)]  # type: ignore[arg-type]  # passed on


def test_a_silent_account_is_told_until_it_says_something_to_somebody(owner: Actor, account: Account) -> None:
    posted(account, days=20)
    assert found(owner) == [{"silent-account"}]
    asked = waits(account, hours=1)
    Message.objects.create(conversation=asked, account=account, is_ours=True, text="Yes", at=timezone.now())
    assert found(owner) == [set()]


def test_people_who_wait_too_long_are_told(owner: Actor, account: Account) -> None:
    waits(account, hours=30)
    waits(account, hours=1, number=2)
    (one,) = behaviours(owner)
    assert [finding.message[:40] for finding in one.findings] == ["One person has waited too long for an an"]


def test_the_rules_about_accounts_are_the_workspaces_to_choose(owner: Actor, account: Account) -> None:
    waits(account, hours=30)
    account.workspace.rules = {"ignore": ["late-reply"]}
    account.workspace.save()
    assert found(owner) == [set()]


def test_private_accounts_and_those_of_others_are_left_alone(
    owner: Actor, stranger: Actor, guest: Actor, account: Account
) -> None:
    waits(account, hours=30)
    assert found(guest) == [{"late-reply"}]
    assert found(stranger) == []
    assert found(owner, account_ids=(account.pk + 1,)) == []
    account.persona.kind = PersonaKind.PERSONAL
    account.persona.save()
    assert found(owner) == []


def test_behaviour_is_read_in_a_constant_number_of_questions(
    owner: Actor, account: Account, second_account: Account, django_assert_max_num_queries: object
) -> None:
    for number in range(1, 8):
        for one in (account, second_account):
            posted(one, days=number)
            waits(one, hours=number, number=number)
    with django_assert_max_num_queries(4):  # type: ignore[operator]  # pytest-django's fixture has no public type
        assert len(behaviours(owner)) == 2

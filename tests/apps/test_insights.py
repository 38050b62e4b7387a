"""Reports over real deliveries and messages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.jobs import drain
from twoway.apps.insights.queries import happenings, last_weeks, run
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.queries import Draft
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor
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

"""What became of our posts, counted on the practice network."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.people import Clock
from twoway.apps.accounts.actions import remove
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.actions import enqueue
from twoway.apps.delivery.changing import take_down
from twoway.apps.delivery.jobs import drain
from twoway.apps.delivery.models import Delivery
from twoway.apps.insights.counting import accounts_due, begin_tallies, count, history_of, tallies_of
from twoway.apps.insights.models import Counted, Tally
from twoway.apps.notices.models import Notice
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.versions import Version
from twoway.rehearsal import reading, store
from twoway.rehearsal.server import Stage


def out(account: Account, text: str = "Fresh rye at eight.") -> Delivery:
    delivery = enqueue(account, Version(text=text), urgency=Urgency.SCHEDULED, due_at=timezone.now())
    drain()
    delivery.refresh_from_db()
    return delivery


def look(account: Account, clock: Clock, **span: float) -> int:
    clock.turn(**span)
    begin_tallies(clock())
    return count(account, clock()) if account.pk in accounts_due(clock()) else 0


@pytest.fixture
def rye(account: Account, world: Stage) -> Delivery:
    """A post that nobody said anything about, since its people are elsewhere."""
    delivery = out(account)
    with store.writing(world.path) as db:
        db.execute("DELETE FROM plan")
        db.execute("DELETE FROM liking")
        db.execute("DELETE FROM post WHERE parent_id <> ''")
    return delivery


def test_the_first_look_tells_nothing_much_and_nothing_that_is_not_told(
    account: Account, rye: Delivery, clock: Clock
) -> None:
    assert look(account, clock) == 1
    counts = tallies_of([rye.pk])[rye.pk].counts
    assert (counts.likes, counts.replies, counts.reposts, counts.views) == (0, 0, None, None)


def test_a_row_is_kept_only_when_something_changed(
    account: Account, rye: Delivery, clock: Clock, world: Stage
) -> None:
    for _ in range(3):
        look(account, clock, minutes=6)
    reading.act_as(world, "kemi.okafor@rehearsal", rye.remote_id, "Lovely.")
    look(account, clock, minutes=6)
    assert [counts.replies for _, counts in history_of(rye)] == [0, 1]
    assert tallies_of([rye.pk])[rye.pk].counts.replies == 1


def test_a_post_is_not_counted_again_before_its_time(account: Account, rye: Delivery, clock: Clock) -> None:
    assert look(account, clock) == 1
    assert look(account, clock, minutes=4) == 0
    assert look(account, clock, minutes=2) == 1


def test_nobody_counts_what_is_a_month_old(account: Account, rye: Delivery, clock: Clock) -> None:
    look(account, clock)
    look(account, clock, days=31)
    assert look(account, clock, days=10) == 0
    assert Tally.objects.get().next_at is None


def test_many_posts_are_asked_for_together(account: Account, clock: Clock) -> None:
    for number in range(5):
        out(account, f"Rye number {number}")
    assert look(account, clock) == 5


def test_a_network_that_is_down_is_left_alone_for_a_while(
    account: Account, rye: Delivery, clock: Clock, world: Stage
) -> None:
    reading.order(world, "down", touches="reading")
    look(account, clock)
    assert not Counted.objects.exists()
    assert look(account, clock, seconds=1) == 0
    assert look(account, clock, minutes=11) == 1


def test_what_was_taken_down_there_is_noticed_at_the_second_look(
    account: Account, rye: Delivery, clock: Clock, world: Stage
) -> None:
    look(account, clock)
    with store.writing(world.path) as db:
        store.take_down(db, rye.remote_id)
    look(account, clock, minutes=6)
    rye.refresh_from_db()
    assert rye.gone_at is None
    look(account, clock, minutes=3)
    rye.refresh_from_db()
    assert rye.gone_at is not None
    notice = Notice.objects.get(key=f"gone:{rye.pk}")
    assert "nobody here took it down" in notice.words
    with store.writing(world.path) as db:
        db.execute("UPDATE post SET is_gone = 0")
    look(account, clock, minutes=6)
    rye.refresh_from_db()
    notice.refresh_from_db()
    assert rye.gone_at is None
    assert notice.settled_at is not None


def test_what_we_took_down_ourselves_is_no_news(owner: Actor, account: Account, rye: Delivery, clock: Clock) -> None:
    look(account, clock)
    take_down(owner, rye.pk)
    drain()
    for _ in range(3):
        look(account, clock, minutes=6)
    assert not Notice.objects.exists()


def test_a_removed_account_is_not_counted(owner: Actor, account: Account, rye: Delivery, clock: Clock) -> None:
    remove(owner, account.pk)
    assert begin_tallies(clock()) == 0
    assert accounts_due(clock()) == []


def test_the_latest_counts_of_many_posts_are_one_question(account: Account, clock: Clock) -> None:
    ids = [out(account, f"Rye number {number}").pk for number in range(4)]
    look(account, clock)
    with CaptureQueriesContext(connection) as asked:
        assert len(tallies_of(ids)) == 4
    assert len(asked) == 1

"""What the worker does for feeds."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from twoway.apps.feeds import hubs
from twoway.apps.feeds.actions import EVERY, read_when_due
from twoway.apps.feeds.models import Feed, Goodbye, Subscription


@task()
def read(feed_id: int) -> int:
    """Ask one feed for news; gives how many new articles there were. Harmless when called twice."""
    feed = Feed.objects.select_related("workspace", "persona").filter(pk=feed_id).first()
    return read_when_due(feed) if feed is not None else 0


def wake_feeds() -> int:
    """Wake a reading for every feed that is due, and say when the next is due."""
    now = timezone.now()
    woken = 0
    for feed_id, due in Feed.objects.filter(read_due_at__lte=now).values_list("id", "read_due_at"):
        if Feed.objects.filter(pk=feed_id, read_due_at=due).update(read_due_at=now + EVERY):
            read.enqueue(feed_id)
            woken += 1
    return woken


@task()
def subscribe(subscription_id: int) -> bool:
    """Ask one hub to tell us of news. Harmless when called twice."""
    found = Subscription.objects.filter(pk=subscription_id).first()
    return found is not None and hubs.subscribe(found)


@task()
def say_goodbye(goodbye_id: int) -> bool:
    """Tell one hub to call us no more. Harmless when called twice."""
    found = Goodbye.objects.filter(pk=goodbye_id).first()
    return found is not None and hubs.say_goodbye(found)


def wake_hubs() -> int:
    """Wake an asking for every hub that is due for one, or for a goodbye, and say when the next is due."""
    now = timezone.now()
    woken = 0
    for pk in hubs.due(now):
        if Subscription.objects.filter(pk=pk, due_at__lte=now).update(due_at=now + hubs.AGAIN):
            subscribe.enqueue(pk)
            woken += 1
    for pk in hubs.goodbyes_due(now):
        if Goodbye.objects.filter(pk=pk, due_at__lte=now).update(due_at=now + hubs.AGAIN):
            say_goodbye.enqueue(pk)
            woken += 1
    return woken

"""What the worker does for the inbox."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from twoway.apps.accounts.actions import tell_trouble, through
from twoway.apps.accounts.models import Account, Health
from twoway.apps.accounts.queries import network_of
from twoway.apps.delivery.queries import latest_remote_ids
from twoway.apps.inbox.actions import hear_all, settle
from twoway.apps.inbox.again import look_again
from twoway.apps.inbox.models import Conversation, Message
from twoway.domain.changing import ChangeKind, ChangeState
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, TryLater
from twoway.domain.schedule import Urgency
from twoway.domain.states import ConversationState, DeliveryState
from twoway.work import statements

#: Answers that were changed this long ago are looked at again, so that a worker that was away misses none of a day.
CHANGED_LATELY = timedelta(days=1)
_CHANGED = "SELECT 1 FROM delivery_change WHERE kind = %s AND state = %s AND ended_at >= %s LIMIT 1"


@task()
def fetch(account_id: int) -> int:
    """Ask one account's network for what people wrote; gives how many new messages came. Harmless when called twice."""
    account = Account.objects.select_related("workspace", "persona").get(pk=account_id)
    return bring(account)


def bring(account: Account) -> int:
    """Fetch and hear; the cursor moves on only when everything before it was heard."""
    network = network_of(account)
    if network.fetch is None or account.removed_at is not None:
        return 0
    fetch_now, cursor, own = network.fetch, account.cursor, latest_remote_ids(account.pk)
    try:
        batch = through(account, lambda http: fetch_now(http, cursor, own))
    except NeedsReconnect:
        return 0  # `through` has told the account's health already
    except NetworkAnswer as answer:
        tell_trouble(account, f"New messages could not be read: {answer.for_people}")
        if isinstance(answer, TryLater) and answer.wait:
            Account.objects.filter(pk=account.pk).update(read_due_at=timezone.now() + answer.wait)
        return 0
    heard = hear_all(account, batch.raw)
    Account.objects.filter(pk=account.pk).update(cursor=batch.cursor or cursor, read_at=timezone.now())
    look_again(account)
    return sum(not message.is_ours for message in heard)


def wake_fetches() -> int:
    """Wake a fetch for every account that is due for one, and say when the next is due."""
    now = timezone.now()
    # Asked every second, and mostly none is.
    if not statements.ask("SELECT 1 FROM accounts_account WHERE read_due_at <= %s LIMIT 1", (now,)):
        return 0
    due = Account.objects.filter(read_due_at__lte=now, removed_at=None).exclude(health=Health.RECONNECT)
    woken = 0
    for account_id, read_due_at in due.values_list("id", "read_due_at"):
        later = now + timedelta(seconds=settings.TWOWAY_FETCH_SECONDS)
        if Account.objects.filter(pk=account_id, read_due_at=read_due_at).update(read_due_at=later):
            fetch.enqueue(account_id)
            woken += 1
    return woken


def settle_answers() -> int:
    """Take over what became of our answers."""
    over = (
        DeliveryState.SENT,
        DeliveryState.REFUSED,
        DeliveryState.HELD,
        DeliveryState.MISSED,
        DeliveryState.CANCELLED,
    )
    # Asked every second, and mostly there is none.
    if not statements.ask("SELECT 1 FROM inbox_message WHERE NOT is_settled LIMIT 1", ()):
        return 0
    waiting = Message.objects.filter(is_settled=False, delivery__state__in=over)
    return sum(settle(m) for m in waiting.select_related("delivery", "conversation", "account")[:200])


def take_over_changes() -> int:
    """Answers of ours that were changed since they went out say here what they say there. Gives how many that were."""
    since = timezone.now() - CHANGED_LATELY
    if not statements.ask(_CHANGED, (ChangeKind.EDIT.value, ChangeState.DONE.value, since)):
        return 0
    changed = Message.objects.filter(
        delivery__urgency=Urgency.URGENT,
        delivery__changes__kind=ChangeKind.EDIT,
        delivery__changes__state=ChangeState.DONE,
        delivery__changes__ended_at__gte=since,
    ).select_related("delivery")
    told = 0
    for message in changed.distinct():
        text = message.delivery.text if message.delivery is not None else message.text
        if text != message.text:
            told += Message.objects.filter(pk=message.pk).update(text=text)
    return told


def end_snoozes() -> int:
    """Conversations whose time has come are ours again."""
    now = timezone.now()
    due = Conversation.objects.filter(state=ConversationState.SNOOZED, snoozed_until__lte=now)
    return sum(c.become(ConversationState.OURS, snoozed_until=None, waiting_since=now) for c in due[:200])

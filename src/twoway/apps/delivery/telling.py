"""Telling people of trouble, once for each trouble, and settling it when it is solved.

What is the matter stands in the rows, so nothing is lost when the telling fails: it is asked for again with the next tick.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from twoway.apps.accounts.models import Account, Health
from twoway.apps.accounts.queries import network_name
from twoway.apps.delivery.models import Delivery, Pause
from twoway.apps.delivery.queries import any_delivery_to_tell, any_pause_to_ask_about
from twoway.apps.notices.actions import raise_notice, settle_notice
from twoway.apps.notices.models import Notice
from twoway.domain.schedule import Urgency
from twoway.domain.states import Cause, DeliveryState
from twoway.work.now import now

#: Troubles that come in numbers: one notice for an account, however many posts are in it.
TOGETHER = (Cause.RECONNECT, Cause.POSTING, Cause.LATE, Cause.PAUSED)
#: So often it is asked whether what is paused may go on.
ASK_EVERY = timedelta(hours=4)
#: How the keys of those questions begin; a delivery's or an account's begin otherwise.
PAUSED = "pause:"
#: So many rows are told of in one go.
MOST = 200

CURES = {
    Cause.WORDS: "Read what is wrong and change the words, or let it go as it is if you may.",
    Cause.POSTING: "Switch posting on under Accounts, then let it go.",
    Cause.RECONNECT: "Connect the account again under Accounts, then let go what was held back.",
    Cause.BROKEN: "Try it again. If it breaks again, show the worker's log to whoever looks after this Twoway.",
    Cause.PICTURE: "Open it again, and add the picture again.",
    Cause.TRIED: "See whether the network works for you, then let it go.",
    Cause.REFUSED: "Open it again as a draft, change what the network did not take, and send it anew.",
    Cause.LATE: "Open it again as a draft and give it another time, or set it aside.",
    Cause.PAUSED: "Read each again, then give it another time or set it aside.",
    Cause.UNSURE: "Look on the network, then say whether it is there or should be sent again.",
    Cause.HALF: "Try the rest again, or leave it at that.",
    Cause.APPROVAL: "Ask for a yes; with it, it goes out, or comes back for another time.",
}


def cure_of(delivery: Delivery) -> str:
    """What a person can do about the trouble that a delivery is in, in a sentence; empty where nobody is asked."""
    if not delivery.needs_person:
        return ""
    return CURES.get(Cause(delivery.cause), "Look at it and decide.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing to tell: `key` names it for as long as it lasts."""

    workspace_id: int
    key: str
    words: str
    cure: str
    path: str
    urgent: bool = False


def tell() -> int:
    """Raise what nobody was told of yet, settle what is solved. Gives how many rows that concerned."""
    troubles = 0
    if any_delivery_to_tell():
        troubles = _raise_deliveries() + _raise_accounts() + _settle_deliveries() + _settle_accounts()
    if not any_pause_to_ask_about():
        return troubles
    return troubles + _ask_about_pauses() + _settle_pauses()


def _raise_deliveries() -> int:
    rows = Delivery.objects.filter(needs_person=True, told_at=None).select_related("account")
    found = list(rows.order_by("id")[:MOST])
    for key in dict.fromkeys(_key(delivery) for delivery in found):
        _raise(next(one for one in found if _key(one) == key), [one.pk for one in found if _key(one) == key])
    return len(found)


@transaction.atomic
def _raise(delivery: Delivery, ids: list[int]) -> None:
    told = Delivery.objects.filter(pk__in=ids, needs_person=True, told_at=None).update(told_at=now())
    if told:
        trouble = _trouble(delivery)
        raise_notice(
            workspace_id=trouble.workspace_id,
            key=trouble.key,
            words=trouble.words,
            cure=trouble.cure,
            path=trouble.path,
            urgent=trouble.urgent,
        )


def alarm(delivery: Delivery, words: str) -> None:
    """It is out, and not as it may be: more people see it than were meant to. Told at once, with the cure."""
    account = delivery.account
    what = "An answer" if delivery.urgency == Urgency.URGENT else "A post"
    raise_notice(
        workspace_id=account.workspace_id,
        key=alarm_key(delivery.pk),
        words=f"{what} of {account} on {network_name(account.network)} came out otherwise. {words}",
        cure="Look at it now, and take it down if others must not read it.",
        path=f"/deliveries/{delivery.pk}/",
        urgent=True,
    )


def alarm_key(delivery_id: int) -> str:
    """What that notice is called; it is settled when the delivery is taken down, or by a person."""
    return f"alarm:{delivery_id}"


def _key(delivery: Delivery) -> str:
    if delivery.cause in TOGETHER:
        return _shared_key(delivery.cause, delivery.account_id)
    return f"delivery:{delivery.pk}"


def _shared_key(cause: str, account_id: int) -> str:
    return f"{cause}:account:{account_id}"


def _trouble(delivery: Delivery) -> Trouble:
    """What is the matter, for people."""
    account, count = delivery.account, _together(delivery.cause, delivery.account_id).count()
    what = "An answer" if delivery.urgency == Urgency.URGENT else "A post"
    where = f"{account} on {network_name(account.network)}"
    many = delivery.cause in TOGETHER and count > 1
    words = (
        f"{count} posts for {where} {_happened(delivery)}" if many else f"{what} for {where} {_happened(delivery)}"
    )
    return Trouble(
        workspace_id=account.workspace_id,
        key=_key(delivery),
        words=f"{words} {delivery.why}".strip(),
        cure=cure_of(delivery) or "Look at it and decide.",
        path=f"/deliveries/{delivery.pk}/",
        urgent=delivery.urgency == Urgency.URGENT or delivery.cause in (Cause.UNSURE, Cause.HALF, Cause.RECONNECT),
    )


def _happened(delivery: Delivery) -> str:
    if delivery.cause == Cause.HALF:
        return "came to a stop half-way."
    return {
        DeliveryState.REFUSED: "did not go out: the network said no.",
        DeliveryState.MISSED: "did not go out in time.",
        DeliveryState.UNSURE: "may be out or not; nobody can tell but you.",
    }.get(DeliveryState(delivery.state), "was held back.")


def _together(cause: str, account_id: int) -> QuerySet[Delivery]:
    return Delivery.objects.filter(account_id=account_id, cause=cause, needs_person=True)


def _raise_accounts() -> int:
    """An account that must be connected again is told of even when no post is waiting for it."""
    lost = Account.objects.filter(health=Health.RECONNECT, removed_at=None, told_at=None).order_by("id")
    return sum(_raise_account(account, now()) for account in lost[:MOST])


@transaction.atomic
def _raise_account(account: Account, at: datetime) -> int:
    told = Account.objects.filter(pk=account.pk, health=Health.RECONNECT, told_at=None).update(told_at=at)
    if told:
        raise_notice(
            workspace_id=account.workspace_id,
            key=_shared_key(Cause.RECONNECT, account.pk),
            words=f"{account} on {network_name(account.network)} must be connected again. {account.health_why}".strip(),
            cure=CURES[Cause.RECONNECT],
            path=f"/accounts/{account.pk}/doctor/",
            urgent=True,
        )
    return told


def _settle_deliveries() -> int:
    rows = Delivery.objects.filter(needs_person=False, told_at__isnull=False).select_related("account")
    found = list(rows.order_by("id")[:MOST])
    for delivery in found:
        settle(delivery)
    return len(found)


@transaction.atomic
def settle(delivery: Delivery) -> None:
    """A delivery is out of the trouble that its people were told of; what befalls it next is told anew."""
    if Delivery.objects.filter(pk=delivery.pk, needs_person=False).update(told_at=None):
        settle_notice(delivery.account.workspace_id, f"delivery:{delivery.pk}")
        _settle_shared(delivery.account, TOGETHER)


def _settle_shared(account: Account, causes: Iterable[Cause]) -> None:
    """What many posts share is settled with the last of them, and an account that is lost only when it is back."""
    for cause in causes:
        is_lost = cause is Cause.RECONNECT and account.health == Health.RECONNECT and account.removed_at is None
        if not is_lost and not _together(cause, account.pk).exists():
            settle_notice(account.workspace_id, _shared_key(cause, account.pk))


def _settle_accounts() -> int:
    back = Account.objects.filter(told_at__isnull=False).exclude(health=Health.RECONNECT, removed_at=None)
    found = list(back.order_by("id")[:MOST])
    for account in found:
        with transaction.atomic():
            Account.objects.filter(pk=account.pk).update(told_at=None)
            _settle_shared(account, (Cause.RECONNECT,))
    return len(found)


def _ask_about_pauses() -> int:
    """Every few hours it is asked whether what is paused may go on; who settles the question has answered it till then."""
    at = now()
    long = Pause.objects.filter(ended_at=None, began_at__lte=at - ASK_EVERY).select_related("persona", "account")
    return sum(_ask_about(one, at) for one in long.order_by("id")[:MOST])


def _ask_about(one: Pause, at: datetime) -> int:
    times = (at - one.began_at) // ASK_EVERY
    key = f"{PAUSED}{one.pk}:{times}"
    if Notice.objects.filter(workspace_id=one.workspace_id, key=key).exists():
        return 0
    settle_notice(one.workspace_id, f"{PAUSED}{one.pk}:{times - 1}")
    hours = int((at - one.began_at).total_seconds() // 3600)
    raise_notice(
        workspace_id=one.workspace_id,
        key=key,
        words=f"Nothing goes out for {one}: {one.by_name} paused it {hours} hours ago (“{one.why}”).",
        cure="End the pause, or settle this if it should go on.",
        path="/settings/pause/",
    )
    return 1


def _settle_pauses() -> int:
    """What was asked about a pause that is over needs no answer."""
    asked = Notice.objects.filter(settled_at=None, key__startswith=PAUSED)
    holds = {str(pk) for pk in Pause.objects.filter(ended_at=None).values_list("pk", flat=True)} if asked else set()
    over = [notice for notice in asked if notice.key.split(":")[1] not in holds]
    for notice in over:
        settle_notice(notice.workspace_id, notice.key)
    return len(over)

"""Hubs that tell when a feed has news (WebSub, https://www.w3.org/TR/websub/, read 2026-11-22).

A call only makes the feed due: what is in it is read from the feed itself, as always. So nothing that a hub says is
believed, and where there is none, or it falls silent, the feed is asked every few minutes all the same.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from twoway.apps.accounts.queries import trusted_addresses
from twoway.apps.feeds.models import LEASE, Feed, Goodbye, Subscription
from twoway.domain import feeds as pure
from twoway.domain.errors import NeedsReconnect, NetworkAnswer
from twoway.plug.signing_in import HookCall
from twoway.work.asking import send_form
from twoway.work.outside import can_be_reached, is_among
from twoway.work.sealing import seal, unseal

#: The least and most that is taken from a hub, whatever was asked of it.
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=30)
#: A hub that did not come back is asked again after this; one that said no, after a day.
AGAIN, AFTER_A_NO = timedelta(hours=1), timedelta(days=1)
#: A feed is not read more often than this, however often its hub calls.
BREATH = timedelta(seconds=10)
MOST_CHALLENGE = 2000
#: A hub that does not take a goodbye is told so often; then it may call, and is answered like anybody who calls a wrong number.
MOST_GOODBYES = 6
METHODS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


def can_call(hub: str) -> bool:
    """Whether a hub could reach us: we have a public address, or the administrator named the hub."""
    return can_be_reached(settings.TWOWAY_ADDRESS) or is_among(hub, trusted_addresses())


def address_of(token: str) -> str:
    """Where a hub calls us."""
    return f"{settings.TWOWAY_ADDRESS}/hooks/-/feed/{token}/"


def notice(feed: Feed, read: pure.Feed) -> None:
    """Take down which hub a feed names now; asking it is the worker's."""
    topic = read.topic or feed.address
    known = Subscription.objects.filter(feed=feed).first()
    if not read.hub or not can_call(read.hub):
        if known is not None:
            known.delete()
        return
    if known is not None and (known.hub, known.topic) == (read.hub, topic):
        return
    if known is not None:
        known.delete()
    fresh = {
        "hub": read.hub,
        "topic": topic,
        "token": secrets.token_urlsafe(24),
        "sealed": seal({"secret": secrets.token_urlsafe(32)}, settings.TWOWAY_SEALING_KEYS),
        "asked_at": None,
        "verified_at": None,
        "lease_until": None,
        "due_at": timezone.now(),
        "why": "",
    }
    Subscription.objects.update_or_create(feed=feed, defaults=fresh)


def goodbyes_due(now: datetime) -> list[int]:
    """The goodbyes that are to be said, first or again; those that nobody has to hear any more are forgotten."""
    Goodbye.objects.filter(Q(ends_at__lte=now) | Q(tries__gte=MOST_GOODBYES, due_at__lte=now)).delete()
    return list(Goodbye.objects.filter(due_at__lte=now).values_list("pk", flat=True)[:100])


def say_goodbye(goodbye: Goodbye) -> bool:
    """Tell the hub; it comes back with a question before it believes that."""
    # Written down first: the hub may come back before its answer does.
    later = timezone.now() + AGAIN * 2**goodbye.tries
    Goodbye.objects.filter(pk=goodbye.pk).update(tries=F("tries") + 1, due_at=later)
    asked = {
        "hub.mode": "unsubscribe",
        "hub.topic": goodbye.topic,
        "hub.callback": address_of(goodbye.token),
    }
    try:
        return send_form(goodbye.hub, asked, seconds=15, trusted=trusted_addresses()).status < 300
    except NetworkAnswer:
        return False


def _confirm_goodbye(token: str, call: HookCall) -> str | None:
    found = Goodbye.objects.filter(token=token, tries__gt=0).first()
    challenge = call.params.get("hub.challenge", "")
    is_meant = found is not None and call.params.get("hub.topic", "") == found.topic
    if not is_meant or call.params.get("hub.mode", "") != "unsubscribe" or not 0 < len(challenge) <= MOST_CHALLENGE:
        return None
    # It has heard; for a while a hub that asks twice is told the same.
    over = timezone.now() + AGAIN
    Goodbye.objects.filter(token=token).update(tries=MOST_GOODBYES, due_at=over, ends_at=over)
    return challenge


def due(now: datetime) -> list[int]:
    """The subscriptions that are to be asked for, first or again."""
    return list(Subscription.objects.filter(due_at__lte=now).values_list("pk", flat=True)[:100])


def subscribe(subscription: Subscription) -> bool:
    """Ask the hub; it comes back with a question of its own before anything holds. What it has against us is kept."""
    now = timezone.now()
    # Written down first: the hub may come back before its answer does.
    Subscription.objects.filter(pk=subscription.pk).update(asked_at=now, due_at=now + AGAIN)
    try:
        secret = unseal(subscription.sealed, settings.TWOWAY_SEALING_KEYS)["secret"]
        answer = send_form(
            subscription.hub,
            {
                "hub.mode": "subscribe",
                "hub.topic": subscription.topic,
                "hub.callback": address_of(subscription.token),
                "hub.secret": secret,
                "hub.lease_seconds": str(int(LEASE.total_seconds())),
            },
            seconds=15,
            trusted=trusted_addresses(),
        )
    except (NetworkAnswer, NeedsReconnect) as error:
        Subscription.objects.filter(pk=subscription.pk).update(why=error.for_people)
        return False
    if 200 <= answer.status < 300:
        return True
    words = f"The hub answered {answer.status} instead of taking us on."
    Subscription.objects.filter(pk=subscription.pk).update(why=words, due_at=now + AFTER_A_NO)
    return False


def confirm(token: str, call: HookCall) -> str | None:
    """What a hub wants to hear back when it asks whether we meant it; None for what we did not ask."""
    found = Subscription.objects.filter(token=token).exclude(asked_at=None).first()
    if found is None:
        return _confirm_goodbye(token, call)
    if call.params.get("hub.topic", "") != found.topic:
        return None
    now, mode = call.at or timezone.now(), call.params.get("hub.mode", "")
    if mode == "denied":
        why = call.params.get("hub.reason", "").strip()[:300] or "It gave no reason."
        said_no = {"why": f"The hub said no. {why}", "verified_at": None, "due_at": now + AFTER_A_NO}
        Subscription.objects.filter(pk=found.pk).update(**said_no)
        return ""
    challenge = call.params.get("hub.challenge", "")
    if mode != "subscribe" or not 0 < len(challenge) <= MOST_CHALLENGE:
        return None
    lease = _lease(call.params.get("hub.lease_seconds", ""))
    Subscription.objects.filter(pk=found.pk).update(
        verified_at=now, lease_until=now + lease, due_at=now + lease - min(lease / 5, timedelta(days=1)), why=""
    )
    return challenge


def _lease(told: str) -> timedelta:
    is_number = told.isascii() and told.isdigit() and len(told) < 12
    return min(max(timedelta(seconds=int(told)), SHORTEST), LONGEST) if is_number else LEASE


def hear_news(token: str, call: HookCall) -> bool:
    """A hub says that there is news: the feed is due. False for an address that is nobody's."""
    found = Subscription.objects.filter(token=token).exclude(verified_at=None).select_related("feed").first()
    if found is None:
        return False
    rows, now = Subscription.objects.filter(pk=found.pk), call.at or timezone.now()
    if not _is_signed(found, call):
        rows.update(refused=F("refused") + 1)
        return True
    rows.update(taken=F("taken") + 1, taken_at=now)
    soon = max(now, found.feed.read_at + BREATH) if found.feed.read_at else now
    # One that is not read any more stays so.
    Feed.objects.filter(pk=found.feed_id, read_due_at__gt=soon).update(read_due_at=soon)
    return True


def _is_signed(subscription: Subscription, call: HookCall) -> bool:
    method, _, told = call.headers.get("x-hub-signature", "").partition("=")
    make = METHODS.get(method.strip().lower())
    if make is None:
        return False
    try:
        secret = unseal(subscription.sealed, settings.TWOWAY_SEALING_KEYS)["secret"]
    except NeedsReconnect:
        return False
    right = hmac.new(secret.encode(), call.body, make).hexdigest()
    return hmac.compare_digest(right.encode(), told.strip().lower().encode("utf-8", "replace"))

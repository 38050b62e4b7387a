"""The careful lane: lease, intent, check again, call, outcome. Nothing goes out by any other way.

The order is the promise. The intent is committed before the network is called, so a worker that dies leaves a row that
says `sending`; whoever finds it calls it unsure and looks on the network before anything else. Every write is a
compare-and-set, so a worker whose lease ran out can no longer change what somebody else took over.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Exists, Q
from django.utils import timezone

from twoway.apps.accounts.actions import require_posting, through
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import network_of
from twoway.apps.delivery.actions import spread
from twoway.apps.delivery.models import Attempt, Delivery, Lane
from twoway.apps.delivery.queries import findings_of, is_paused, pauses_on
from twoway.domain import guard
from twoway.domain.errors import (
    NeedsReconnect,
    NetworkAnswer,
    NotAllowed,
    Refused,
    TryLater,
    Unsure,
)
from twoway.domain.facts import Idempotency
from twoway.domain.findings import Scope
from twoway.domain.schedule import MOST_TRIES, is_too_late, wait_after
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Receipt, Version
from twoway.plug.http import Http
from twoway.work import ending, pictures

log = logging.getLogger("twoway.delivery")

#: Longer than three whole calls to a network, so that a lease never runs out under a call on the wire.
LEASE = timedelta(seconds=120)
#: One turn ends after so many deliveries or so long, and gives the lane back.
TURN_DELIVERIES = 20
TURN_SECONDS = 30.0
#: How often an unsure delivery is looked for before a person is asked.
MOST_LOOKS = 6
FIRST_LOOK = timedelta(seconds=3)
#: Networks without any key show what was sent only after a while; looking earlier proves nothing.
SLOW_LOOK = timedelta(seconds=60)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One worker's turn in one lane."""

    account_id: int
    urgency: str
    owner: str
    clock: Clock


def advance(account_id: int, urgency: str, *, clock: Clock = timezone.now) -> int:
    """Take one turn in a lane: send what is due, settle what is unsure. Gives how many deliveries it moved."""
    turn = Turn(account_id=account_id, urgency=urgency, owner=secrets.token_hex(8), clock=clock)
    if not _take_lease(turn):
        return 0
    try:
        return _take_turn(turn)
    finally:
        _give_back(turn)


def _take_turn(turn: Turn) -> int:
    _find_orphans(turn)
    moved, until = 0, time.monotonic() + TURN_SECONDS
    while moved < TURN_DELIVERIES and time.monotonic() < until and not ending.is_asked():
        delivery = _next(turn)
        if delivery is None or not _renew_lease(turn):
            break
        if delivery.state == DeliveryState.UNSURE:
            _settle(delivery, turn)
        else:
            _send(delivery, turn)
        moved += 1
    return moved


def _take_lease(turn: Turn) -> bool:
    lane, _ = Lane.objects.get_or_create(account_id=turn.account_id, urgency=turn.urgency)
    now = turn.clock()
    free = Lane.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), pk=lane.pk)
    return free.update(owner=turn.owner, leased_until=now + LEASE) == 1


def _renew_lease(turn: Turn) -> bool:
    """Whether the lane still is ours, for a whole lease from now."""
    lanes = Lane.objects.filter(account_id=turn.account_id, urgency=turn.urgency, owner=turn.owner)
    return lanes.update(leased_until=turn.clock() + LEASE) == 1


def _give_back(turn: Turn) -> None:
    lanes = Lane.objects.filter(account_id=turn.account_id, urgency=turn.urgency, owner=turn.owner)
    lanes.update(owner="", leased_until=None)


def _find_orphans(turn: Turn) -> None:
    """What is `sending` while the lane was free was left by a worker that died: it may be out."""
    for delivery in Delivery.objects.filter(
        account_id=turn.account_id, urgency=turn.urgency, state=DeliveryState.SENDING
    ):
        now = turn.clock()
        if delivery.become(
            DeliveryState.UNSURE, next_at=now, looks=0, why="The sending was cut off; looking for it."
        ):
            delivery.attempts.filter(ended_at=None).update(
                ended_at=now,
                outcome="cut off",
                words="The worker stopped before the network's answer was written down.",
            )


def _next(turn: Turn) -> Delivery | None:
    """The next to do in this lane: unsure first, because nothing may overtake a post that may be out."""
    rows = Delivery.objects.filter(
        account_id=turn.account_id, urgency=turn.urgency, next_at__lte=turn.clock()
    ).select_related("account__workspace", "account__persona")
    unsure = rows.filter(state=DeliveryState.UNSURE, needs_person=False).order_by("next_at", "id").first()
    if unsure is not None:
        return unsure
    if _paused(turn):
        return None
    return rows.filter(state=DeliveryState.WAITING).order_by("due_at", "id").first()


def _paused(turn: Turn) -> bool:
    """Whether a pause keeps this lane from sending. Looking for what may be out goes on."""
    account = Account.objects.filter(pk=turn.account_id).first()
    return account is None or is_paused(account, turn.urgency) is not None


def _send(delivery: Delivery, turn: Turn) -> None:
    now = turn.clock()
    if is_too_late(now, delivery.latest_at):
        delivery.become(DeliveryState.MISSED, needs_person=True, why=_missed_words(delivery))
        return
    reason = _reason_to_hold(delivery)
    if reason:
        delivery.become(DeliveryState.HELD, needs_person=True, why=reason)
        return
    attempt = _commit_intent(delivery, now)
    if attempt is None:
        return
    publish = network_of(delivery.account).publish
    version, key = delivery.version, delivery.key
    try:
        if publish is None:
            raise Refused("Twoway cannot post to this network yet.")
        call = partial(_publish, publish, version, key)
        receipt = through(delivery.account, call)
    except NetworkAnswer as answer:
        _commit(partial(_write_no, delivery, attempt, answer, turn.clock()))
        return
    _commit(partial(_write_yes, delivery, attempt, receipt, turn.clock()))


def _publish(publish: Callable[[Http, Version, str], Receipt], version: Version, key: str, http: Http) -> Receipt:
    return publish(http, version, key)


def _missed_words(delivery: Delivery) -> str:
    last = delivery.attempts.exclude(words="").last()
    because = f" The last try said: {last.words}" if last else " No worker was there to send it."
    return f"It could not go out in time, and a late post can do harm, so it was not sent.{because}"


def _reason_to_hold(delivery: Delivery) -> str:
    """Why these words may not go now, in words for people; empty when they may."""
    if delivery.tries >= MOST_TRIES:
        return f"It was tried {delivery.tries} times without an answer that says what became of it."
    try:
        require_posting(delivery.account)
    except NotAllowed as error:
        return error.for_people
    version = delivery.version
    if not all(pictures.shelf(settings.TWOWAY_HOME, p.sha256).exists() for p in version.pictures):
        return "A picture of this post is missing from the server's disk. Add it again."
    scope = Scope.REPLY if version.reply_to else Scope.POST
    findings = findings_of(delivery.account, version, scope)
    if guard.may_go(findings):
        return ""
    return findings[0].message


@transaction.atomic
def _commit_intent(delivery: Delivery, now: datetime) -> Attempt | None:
    """Write down that we are about to call; None when somebody took it back or paused it a moment ago."""
    paused = Exists(pauses_on(delivery.account, delivery.urgency))
    if not delivery.become(DeliveryState.SENDING, ~paused, sending_at=now, tries=delivery.tries + 1):
        return None
    return Attempt.objects.create(delivery=delivery, started_at=now)


def _commit(write: Callable[[], None]) -> None:
    """Write an outcome down, whatever it takes: a busy database must not turn a yes into a maybe."""
    for pause in (0.05, 0.2, 1.0, 5.0):
        try:
            write()
        except OperationalError:
            log.warning("an outcome could not be written at once; trying again in %s s", pause)
            time.sleep(pause)
        else:
            return
    write()


@transaction.atomic
def _write_yes(delivery: Delivery, attempt: Attempt, receipt: Receipt, now: datetime) -> None:
    # It is out, but not quite as it was meant (other words, another visibility): said, never hidden.
    surprise = str(receipt.refs.get("surprise", ""))
    delivery.become(
        DeliveryState.SENT,
        remote_id=receipt.remote_id,
        address=receipt.address[:1000],
        sent_at=receipt.at,
        refs=dict(receipt.refs),
        needs_person=False,
        why=surprise,
    )
    _close(attempt, now, "sent", f"The network said yes. {surprise}".strip())


@transaction.atomic
def _write_no(delivery: Delivery, attempt: Attempt, answer: NetworkAnswer, now: datetime) -> None:
    match answer:
        case TryLater() if delivery.tries >= MOST_TRIES:
            words = f"{answer.for_people} It was tried {delivery.tries} times."
            delivery.become(DeliveryState.HELD, needs_person=True, why=words)
        case TryLater():
            wait = wait_after(delivery.tries, answer.wait, spread())
            delivery.become(DeliveryState.WAITING, next_at=now + wait, why=answer.for_people)
        case Unsure():
            look_at = now + _first_look(delivery)
            delivery.become(DeliveryState.UNSURE, next_at=look_at, looks=0, why=answer.for_people)
        case NeedsReconnect():
            delivery.become(DeliveryState.HELD, needs_person=True, why=answer.for_people)
        case _:
            delivery.become(DeliveryState.REFUSED, needs_person=True, why=answer.for_people)
    _close(attempt, now, _outcome(answer), answer.for_people, answer.for_log)


def _outcome(answer: NetworkAnswer) -> str:
    names = {TryLater: "try later", Unsure: "unsure", Refused: "refused", NeedsReconnect: "reconnect"}
    return names.get(type(answer), "refused")


def _close(attempt: Attempt, now: datetime, outcome: str, words: str, more: str = "") -> None:
    Attempt.objects.filter(pk=attempt.pk).update(ended_at=now, outcome=outcome, words=words, log=more[:4000])


def _first_look(delivery: Delivery) -> timedelta:
    """How long to wait before the first look: at once where our own key finds it, later where only words can."""
    return SLOW_LOOK if network_of(delivery.account).facts.idempotency is Idempotency.NONE else FIRST_LOOK


def _settle(delivery: Delivery, turn: Turn) -> None:
    """Look on the network for what may be out."""
    network = network_of(delivery.account)
    now = turn.clock()
    if network.find is None:
        _ask_person(delivery, "This network cannot be searched. Look there yourself: is the post up?")
        return
    find, version, key = network.find, delivery.version, delivery.key
    since = delivery.sending_at or delivery.created_at
    attempt = Attempt.objects.create(delivery=delivery, kind="look", started_at=now)
    try:
        receipt = through(delivery.account, lambda http: find(http, version, key, since))
    except NetworkAnswer as answer:
        _commit(partial(_write_no_look, delivery, attempt, answer, turn.clock()))
        return
    if receipt is not None:
        _commit(partial(_write_yes, delivery, attempt, receipt, turn.clock()))
        return
    _commit(partial(_write_not_there, delivery, attempt, turn.clock()))


def _ask_person(delivery: Delivery, words: str) -> None:
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.UNSURE).update(needs_person=True, why=words)


@transaction.atomic
def _write_no_look(delivery: Delivery, attempt: Attempt, answer: NetworkAnswer, now: datetime) -> None:
    """The look itself failed: look again later, a few times, then ask a person."""
    _close(attempt, now, _outcome(answer), answer.for_people, answer.for_log)
    if delivery.looks + 1 >= MOST_LOOKS or isinstance(answer, Refused | NeedsReconnect):
        _ask_person(delivery, f"It may be out, and looking for it failed: {answer.for_people}")
        return
    told = answer.wait if isinstance(answer, TryLater) else None
    wait = wait_after(delivery.looks + 1, told, spread())
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.UNSURE).update(
        looks=delivery.looks + 1, next_at=now + wait
    )


@transaction.atomic
def _write_not_there(delivery: Delivery, attempt: Attempt, now: datetime) -> None:
    """It is not there. Where a key guards against doubling it goes again; elsewhere a person decides."""
    _close(attempt, now, "not there", "It was looked for and is not on the network.")
    facts = network_of(delivery.account).facts
    window = facts.key_window_seconds
    began = delivery.attempts.filter(kind="send").first()
    in_window = window is None or (began is not None and now - began.started_at < timedelta(seconds=window))
    if facts.idempotency is Idempotency.NONE or not in_window:
        _ask_person(
            delivery, "It was looked for and not found, but this network cannot rule it out. Look there yourself."
        )
        return
    delivery.become(DeliveryState.WAITING, next_at=now, why="It was not there, so it goes again with the same key.")

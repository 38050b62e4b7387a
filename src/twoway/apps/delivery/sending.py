"""One call to a network: check again, commit the intent, call, commit the outcome. Nothing goes out by any other way.

The order is the promise. The intent is committed before the network is called, so a worker that dies leaves a row that
says `sending`; whoever finds it calls it unsure and looks on the network before anything else. Every write is a
compare-and-set, so a worker whose lease ran out can no longer change what somebody else took over.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import OperationalError, transaction

from twoway.apps.accounts.actions import require_posting, through
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import facts_of
from twoway.apps.delivery import allowances, asked, leases, parts, telling
from twoway.apps.delivery.actions import spread
from twoway.apps.delivery.casework import last_look
from twoway.apps.delivery.leases import Turn
from twoway.apps.delivery.models import Attempt, Delivery, Part
from twoway.apps.delivery.parts import Step
from twoway.apps.delivery.queries import judged_by, not_paused, pauses_on
from twoway.domain import guard
from twoway.domain.errors import (
    NeedsReconnect,
    NetworkAnswer,
    NotAllowed,
    Reach,
    Refused,
    TryLater,
    Unsure,
)
from twoway.domain.facts import Idempotency, RateFacts
from twoway.domain.findings import Scope
from twoway.domain.parts import why_not
from twoway.domain.schedule import MOST_TRIES, is_too_late, wait_after
from twoway.domain.states import Cause, DeliveryState
from twoway.domain.versions import Receipt
from twoway.work import pictures, points, statements
from twoway.work.points import Point
from twoway.work.statements import Condition
from twoway.work.turnstile import turnstile

log = logging.getLogger("twoway.delivery")

_MAY_POST = "EXISTS (SELECT 1 FROM accounts_account a WHERE a.id = %s AND a.may_post AND a.removed_at IS NULL)"

FIRST_LOOK = timedelta(seconds=3)
#: Networks without any key show what was sent only after a while; looking earlier proves nothing.
SLOW_LOOK = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is written down before a call."""

    delivery: Delivery
    step: Step
    began_at: datetime

    def attempt(self) -> Attempt:
        """The row that tells of this call, still to be written with its outcome."""
        return Attempt(delivery=self.delivery, started_at=self.began_at, place=self.step.place)


def send(delivery: Delivery, turn: Turn) -> bool:
    """Send what is next of a delivery. False when this turn had better end: paused, told to wait, or no longer ours."""
    now = turn.clock()
    if is_too_late(now, delivery.latest_at):
        stop(delivery, DeliveryState.MISSED, Cause.LATE, _missed_words(delivery))
        return True
    reason = _reason_to_hold(delivery)
    if reason is not None:
        stop(delivery, DeliveryState.HELD, *reason)
        return True
    try:
        step = parts.next_step(delivery, now)
    except Refused as answer:
        stop(delivery, DeliveryState.HELD, Cause.WORDS, answer.for_people)
        return True
    points.reach(Point.BEFORE_INTENT)
    intent = commit_intent(delivery, step, turn, now)
    if intent is None:
        return _may_go_on(delivery, turn)
    points.reach(Point.AFTER_INTENT)
    try:
        receipts = _call(intent, turn)
    except NetworkAnswer as answer:
        commit(partial(write_no, intent, answer, turn.clock()))
        return True
    except _TakenOver:
        return False
    points.reach(Point.AFTER_SEND)
    commit(partial(write_yes, delivery, intent.attempt(), step.rows, receipts, turn.clock()))
    return True


class _TakenOver(Exception):
    """Somebody else found this lane free: nothing may be let out or written down here any more."""


def _call(intent: Intent, turn: Turn) -> tuple[Receipt, ...]:
    """Call the network; where a post is made ready first, its handle is committed before it is let out."""
    delivery, step, ready = intent.delivery, intent.step, intent.step.ready
    if ready is None:
        return through(delivery.account, step.send)
    try:
        handle = through(delivery.account, ready.prepare)
    except Unsure as answer:
        # It may be ready or not; nobody sees it either way, and it is made ready anew.
        raise TryLater(answer.for_people, for_log=answer.for_log) from answer
    kept: list[bool] = []
    commit(lambda: kept.append(parts.keep_handle(delivery, step, handle, turn.clock())))
    if not kept[-1]:
        log.warning("a delivery was taken over while it was made ready; it is not let out here")
        raise _TakenOver
    points.reach(Point.MADE_READY)
    return through(delivery.account, lambda http: ready.let_out(http, handle))


def _may_go_on(delivery: Delivery, turn: Turn) -> bool:
    """After an intent that was not written: whether the next delivery of the lane may be tried."""
    may_post = Account.objects.filter(pk=delivery.account_id, may_post=True, removed_at=None)
    return leases.renew(turn) and may_post.exists() and not pauses_on(delivery.account, delivery.urgency).exists()


def stop(delivery: Delivery, state: DeliveryState, cause: Cause, words: str) -> None:
    """Let a person know that this does not go. Of a thread that is half out, only the rest stops."""
    if delivery.parts_out:
        state, cause = DeliveryState.HELD, Cause.HALF
        words = f"{half_words(delivery)} {words}"
    delivery.become(state, cause=cause, needs_person=True, why=words)


def half_words(delivery: Delivery) -> str:
    """How far a thread has come, for people."""
    return f"{delivery.parts_out} of {delivery.parts_count} are out."


def _missed_words(delivery: Delivery) -> str:
    last = delivery.attempts.exclude(words="").last()
    because = f" The last try said: {last.words}" if last else " No worker was there to send it."
    return f"It could not go out in time, and a late post can do harm, so it was not sent.{because}"


def _reason_to_hold(delivery: Delivery) -> tuple[Cause, str] | None:
    """Why these words may not go now, in a word and in a sentence; None when they may."""
    if delivery.tries >= MOST_TRIES:
        return Cause.TRIED, f"It was tried {delivery.tries} times without an answer that says what became of it."
    try:
        require_posting(delivery.account)
    except NotAllowed as error:
        return Cause.POSTING, error.for_people
    version = delivery.version
    if not all(pictures.shelf(settings.TWOWAY_HOME, p.sha256).exists() for p in version.shelved):
        return Cause.PICTURE, "A picture of this post is missing from the server's disk. Add it again."
    if words := why_not(version, facts_of(delivery.account)):
        return Cause.WORDS, words
    if words := asked.against(delivery):
        return Cause.APPROVAL, words
    if delivery.judged_by == judged_by(delivery.account):
        return None
    scope = Scope.REPLY if version.reply_to else Scope.POST
    findings = last_look(delivery.account, version, scope, (delivery.pk,))
    return None if guard.may_go(findings) else (Cause.WORDS, findings[0].message)


@turnstile()
@transaction.atomic
def commit_intent(
    delivery: Delivery, step: Step, turn: Turn, now: datetime, rates: Sequence[RateFacts] | None = None
) -> Intent | None:
    """Write down that we are about to call. `rates` are the network's own, unless others are given.

    None, and nothing is written, when the lane is no longer ours or has to wait, when the delivery was taken back or paused a
    moment ago, and when the network's allowance is used up.
    """
    facts = facts_of(delivery.account)
    allowed = facts.rates if rates is None else rates
    used_up = allowances.take(delivery.account, allowed, delivery.urgency, step.calls, now)
    if used_up is not None:
        _wait_until(delivery, used_up[0], allowances.words(facts, used_up[1]))
        return None
    account = delivery.account
    free = (turn.still_mine(now), not_paused(account, delivery.urgency), Condition(_MAY_POST, (account.pk,)))
    # It may have been moved or tried since it was read.
    same = Condition("key = %s AND tries = %s AND next_at <= %s", (delivery.key, delivery.tries, now))
    if not delivery.become(DeliveryState.SENDING, same, *free, sending_at=now, tries=delivery.tries + 1):
        return None
    parts.begin(step, now)
    return Intent(delivery=delivery, step=step, began_at=now)


def _wait_until(delivery: Delivery, until: datetime, words: str) -> None:
    """Not a try: nothing was sent. Both the lane and the row say until when and why."""
    rows = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING)
    rows.update(next_at=until, why=words)
    leases.hold(delivery.account, delivery.urgency, Reach.POST, until, words)


def commit(write: Callable[[], None]) -> None:
    """Write an outcome down, whatever it takes: a busy database must not turn a yes into a maybe."""
    for pause in (0.05, 0.2, 1.0, 5.0):
        try:
            with turnstile():
                write()
        except OperationalError:
            log.warning("an outcome could not be written at once; trying again in %s s", pause)
            time.sleep(pause)
        else:
            return
    write()


@transaction.atomic
def write_yes(
    delivery: Delivery, attempt: Attempt, rows: Sequence[Part], receipts: Sequence[Receipt], now: datetime
) -> None:
    """What is out is written down; of a thread, the next part follows at once."""
    first, last = receipts[0], receipts[-1]
    # It is out, but not quite as it was meant (other words, another visibility): said, never hidden.
    surprise = " ".join(filter(None, (str(receipt.refs.get("surprise", "")) for receipt in receipts)))
    parts.keep(rows, receipts)
    out = delivery.parts_out + max(len(rows), 1)
    fields: dict[str, object] = {"parts_out": out, "needs_person": False, "cause": Cause.NONE}
    if not delivery.parts_out:
        fields |= {"remote_id": first.remote_id[:600], "address": first.address[:1000], "refs": dict(first.refs)}
    if out >= delivery.parts_count:
        delivery.become(DeliveryState.SENT, sent_at=last.at, why=surprise, **fields)
    else:
        words = f"{out} of {delivery.parts_count} are out; the next follows. {surprise}".strip()
        delivery.become(DeliveryState.WAITING, next_at=now, tries=0, looks=0, why=words, **fields)
    if last.rest is not None:
        facts = facts_of(delivery.account)
        words = f"{facts.name} takes nothing more from this account for a while."
        leases.hold(delivery.account, delivery.urgency, Reach.ACCOUNT, now + last.rest, words)
    if alarm := " ".join(filter(None, (str(receipt.refs.get("alarm", "")) for receipt in receipts))):
        # Whatever becomes of the telling, the outcome stays written; the delivery says it, too.
        transaction.on_commit(partial(telling.alarm, delivery, alarm), robust=True)
    close(attempt, now, "sent", f"The network said yes. {surprise}".strip())
    points.reach(Point.BEFORE_OUTCOME)


@transaction.atomic
def write_no(intent: Intent, answer: NetworkAnswer, now: datetime) -> None:
    """Anything but a yes is written down, with what happens next."""
    delivery = intent.delivery
    if not isinstance(answer, Unsure):
        parts.surely_not_out(delivery)
    match answer:
        case TryLater() if delivery.tries >= MOST_TRIES:
            words = f"{answer.for_people} It was tried {delivery.tries} times."
            stop(delivery, DeliveryState.HELD, Cause.TRIED, words)
        case TryLater():
            _try_later(delivery, answer, now)
        case Unsure():
            look_at = now + first_look(delivery)
            delivery.become(DeliveryState.UNSURE, next_at=look_at, looks=0, cause=Cause.UNSURE, why=answer.for_people)
        case NeedsReconnect():
            stop(delivery, DeliveryState.HELD, Cause.RECONNECT, answer.for_people)
        case _:
            stop(delivery, DeliveryState.REFUSED, Cause.REFUSED, answer.for_people)
    close(intent.attempt(), now, outcome_of(answer), answer.for_people, answer.for_log)


def _try_later(delivery: Delivery, answer: TryLater, now: datetime) -> None:
    wait = wait_after(delivery.tries, answer.wait, spread())
    words = f"{half_words(delivery)} {answer.for_people}" if delivery.parts_out else answer.for_people
    delivery.become(DeliveryState.WAITING, next_at=now + wait, why=words)
    if answer.reach is not Reach.POST or wait <= leases.HOLD_BACK:
        leases.hold(delivery.account, delivery.urgency, answer.reach, now + wait, answer.for_people)


def outcome_of(answer: NetworkAnswer) -> str:
    """An answer's name in the list of attempts."""
    names = {TryLater: "try later", Unsure: "unsure", Refused: "refused", NeedsReconnect: "reconnect"}
    return names.get(type(answer), "refused")


def close(attempt: Attempt, now: datetime, outcome: str, words: str, more: str = "") -> None:
    """Write down an attempt and what came of it. Joins the caller's transaction."""
    statements.insert(
        Attempt,
        {
            "delivery": attempt.delivery_id,
            "place": attempt.place,
            "kind": attempt.kind,
            "started_at": attempt.started_at,
            "ended_at": now,
            "outcome": outcome,
            "words": words,
            "log": more[:4000],
        },
    )


def first_look(delivery: Delivery) -> timedelta:
    """How long to wait before the first look: at once where our own key finds it, later where only words can."""
    return SLOW_LOOK if facts_of(delivery.account).idempotency is Idempotency.NONE else FIRST_LOOK

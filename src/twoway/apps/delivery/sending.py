"""One call to a network: check again, commit the intent, call, commit the outcome. Nothing goes out by any other way.

The order is the promise. The intent is committed before the network is called, so a worker that dies leaves a row that
says `sending`; whoever finds it calls it unsure and looks on the network before anything else. Every write is a
compare-and-set bound to the try it belongs to, so a worker whose lease ran out can no longer change what somebody else took
over. Only a yes is written down however late it comes: it is out.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Model

from twoway.apps.accounts.actions import require_posting, through
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import facts_of, network_of
from twoway.apps.delivery import allowances, asked, doubts, leases, parts, telling
from twoway.apps.delivery.actions import spread
from twoway.apps.delivery.casework import last_look
from twoway.apps.delivery.leases import Turn
from twoway.apps.delivery.models import Attempt, Delivery, Part
from twoway.apps.delivery.parts import Step
from twoway.apps.delivery.queries import judged_by, may_go, not_paused, pauses_on
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
from twoway.plug.absent import is_absent, words_of_absent
from twoway.work import ending, pictures, points, statements
from twoway.work.points import Point
from twoway.work.statements import Condition
from twoway.work.surely import surely_written
from twoway.work.turnstile import turnstile

log = logging.getLogger("twoway.delivery")

_MAY_POST = "EXISTS (SELECT 1 FROM accounts_account a WHERE a.id = %s AND a.may_post AND a.removed_at IS NULL)"

#: Named by the network already, as another delivery of the same account.
_NAMED = "SELECT 1 FROM delivery_delivery WHERE account_id = %s AND remote_id = %s AND id <> %s"

JUST_AFTER = timedelta(seconds=1)
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
        return _give_up(delivery, now, DeliveryState.MISSED, Cause.LATE, missed_words(delivery))
    reason = _reason_to_hold(delivery, turn)
    if reason is not None:
        return _give_up(delivery, now, DeliveryState.HELD, *reason)
    try:
        step = parts.next_step(delivery, now)
    except Refused as answer:
        return _give_up(delivery, now, DeliveryState.HELD, Cause.WORDS, answer.for_people)
    if doubts.look_again(delivery, now):
        return True
    points.reach(Point.BEFORE_INTENT)
    try:
        with _surely(delivery):
            intent = commit_intent(delivery, step, turn, now)
    except leases.TakenOver:
        return False
    if intent is None:
        return _may_not_go(delivery, turn)
    points.reach(Point.AFTER_INTENT)
    try:
        receipts = _call(intent, turn)
    except NetworkAnswer as answer:
        commit(partial(write_no, intent, answer, turn.clock()), delivery)
        return True
    except leases.TakenOver:
        return False
    points.reach(Point.AFTER_SEND)
    commit(partial(write_yes, delivery, intent.attempt(), step.rows, receipts, turn.clock()), delivery)
    return True


def _give_up(delivery: Delivery, now: datetime, state: DeliveryState, cause: Cause, words: str) -> bool:
    """Stop what cannot go; what may be out from an earlier try is looked for before. The next of the lane may be tried."""
    if not doubts.look_before_giving_up(delivery, now):
        stop(delivery, state, cause, words)
    return True


def _surely(delivery: Delivery) -> AbstractContextManager[None]:
    """Where no key of ours guards against a second sending, an intent must be on the disk before anybody is called."""
    unguarded = facts_of(delivery.account).idempotency in (Idempotency.NONE, Idempotency.TWO_PHASE)
    return surely_written() if unguarded else nullcontext()


def _call(intent: Intent, turn: Turn) -> tuple[Receipt, ...]:
    """Call the network; where a post is made ready first, its handle is committed before it is let out."""
    delivery, step, ready = intent.delivery, intent.step, intent.step.ready
    with leases.watched(turn):
        if ready is None:
            return through(delivery.account, step.send)
        try:
            handle = through(delivery.account, ready.prepare)
        except Unsure as answer:
            # It may be ready or not; nobody sees it either way, and it is made ready anew.
            raise TryLater(answer.for_people, for_log=answer.for_log) from answer
        _keep_handle(intent, handle, turn)
        points.reach(Point.MADE_READY)
        return through(delivery.account, lambda http: ready.let_out(http, handle))


def _keep_handle(intent: Intent, handle: str, turn: Turn) -> None:
    """Write a handle down before it is let out. Making ready may have taken a while, so it is asked again whether it may go."""
    delivery = intent.delivery
    kept: list[bool] = []

    def keep() -> None:
        with surely_written():
            kept.append(parts.keep_handle(delivery, intent.step, handle, turn.clock()))

    commit(keep)
    if not kept[-1]:
        log.warning("a delivery was taken over while it was made ready; it is not let out here")
        raise leases.TakenOver
    if not may_go(delivery.account, delivery.urgency):
        raise TryLater("It was paused while it was made ready, and nothing was let out.", wait=timedelta(seconds=1))


def _may_not_go(delivery: Delivery, turn: Turn) -> bool:
    """After an intent that was not written: whether the next delivery of the lane may be tried."""
    if words := asked.against(delivery):
        stop(delivery, DeliveryState.HELD, Cause.APPROVAL, words)
        return True
    may_post = Account.objects.filter(pk=delivery.account_id, may_post=True, removed_at=None)
    return leases.renew(turn) and may_post.exists() and not pauses_on(delivery.account, delivery.urgency).exists()


def stop(delivery: Delivery, state: DeliveryState, cause: Cause, words: str, *only_if: Condition) -> bool:
    """Let a person know that this does not go. Of a thread that is half out, only the rest stops."""
    if delivery.parts_out:
        state, cause = DeliveryState.HELD, Cause.HALF
        words = f"{half_words(delivery)} {words}"
    return delivery.become(state, *only_if, cause=cause, needs_person=True, why=words)


def half_words(delivery: Delivery) -> str:
    """How far a thread has come, for people."""
    return f"{delivery.parts_out} of {delivery.parts_count} are out."


def missed_words(delivery: Delivery, waited_for: str = "") -> str:
    """Why something was too late, for people; `waited_for` is what its lane waits for."""
    last = delivery.attempts.filter(kind="send").exclude(words="").last()
    if waited_for:
        because = f" It had to wait: {waited_for}"
    else:
        because = f" The last try said: {last.words}" if last else " No worker was there to send it."
    late = "It could not go out in time, and a late post can do harm, so it was not sent."
    return f"{late}{because}{doubts.words_of(delivery)}"


def _reason_to_hold(delivery: Delivery, turn: Turn) -> tuple[Cause, str] | None:
    """Why these words may not go now, in a word and in a sentence; None when they may."""
    if delivery.tries >= MOST_TRIES:
        return Cause.TRIED, f"It was tried {delivery.tries} times without an answer that says what became of it."
    if is_absent(network_of(delivery.account)):
        return Cause.BROKEN, words_of_absent(delivery.account.network)
    try:
        require_posting(delivery.account)
    except NotAllowed as error:
        return Cause.POSTING, error.for_people
    version = delivery.version
    if not all(pictures.shelf(settings.TWOWAY_HOME, p.sha256).exists() for p in version.shelved):
        return Cause.PICTURE, "A picture of this post is missing from the server's disk. Add it again."
    if words := why_not(version, facts_of(delivery.account)):
        return Cause.WORDS, words
    if delivery.judged_by == _judged_by(delivery.account, turn):
        return None
    scope = Scope.REPLY if version.reply_to else Scope.POST
    findings = last_look(delivery.account, version, scope, (delivery.pk,))
    return None if guard.may_go(findings) else (Cause.WORDS, findings[0].message)


def _judged_by(account: Account, turn: Turn) -> str:
    """Worked out once for all deliveries of a turn, which share one reading of their account."""
    if turn.judged is None or turn.judged[0] is not account:
        turn.judged = (account, judged_by(account))
    return turn.judged[1]


@turnstile()
@transaction.atomic
def commit_intent(
    delivery: Delivery, step: Step, turn: Turn, now: datetime, rates: Sequence[RateFacts] | None = None
) -> Intent | None:
    """Write down that we are about to call. `rates` are the network's own, unless others are given.

    None, and nothing is written, when the lane is no longer ours or has to wait, when the delivery was taken back or paused a
    moment ago, when it wants a yes that it does not have, and when the network's allowance is used up.
    """
    if asked.against(delivery):
        return None
    leases.renew_old(turn, now)
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
    rows.update(next_at=until_late(delivery, until), why=words)
    leases.hold(delivery.account, delivery.urgency, Reach.POST, until, words)


#: How long (seconds) it is waited before an outcome is written again; and longer, because a database that starts anew takes half
#: a minute, unless this worker is to end.
PAUSES, LONG_PAUSES = (0.05, 0.2, 1.0, 5.0), (10.0, 20.0)


def commit(write: Callable[[], None], *touched: Model) -> None:
    """Write an outcome down, whatever it takes: a busy database must not turn a yes into a maybe.

    `touched` are the rows that `write` moves: what was not written is not so in memory either.
    """
    before = [dict(vars(row)) for row in touched]
    for pause in (*PAUSES, *LONG_PAUSES):
        try:
            with turnstile():
                write()
        except (OperationalError, InterfaceError):
            log.warning("an outcome could not be written at once; trying again in %s s", pause)
            for row, was in zip(touched, before, strict=True):
                vars(row).update(was)
            if pause not in LONG_PAUSES:
                time.sleep(pause)
            elif ending.wait(pause):
                break
        else:
            return
    write()


def ours(delivery: Delivery) -> Condition:
    """That a delivery still is at the try that we made."""
    return Condition(
        "tries = %s AND parts_out = %s AND due_at = %s", (delivery.tries, delivery.parts_out, delivery.due_at)
    )


@transaction.atomic
def write_yes(
    delivery: Delivery, attempt: Attempt, rows: Sequence[Part], receipts: Sequence[Receipt], now: datetime
) -> None:
    """What is out is written down; of a thread, the next part follows at once."""
    last = receipts[-1]
    # It is out, but not quite as it was meant (other words, another visibility): said, never hidden.
    surprise = _said_of("surprise", receipts)
    if other := named_before(delivery, receipts[0], rows):
        _ask_about_name(delivery, other, attempt, now)
        return
    parts.keep(rows, receipts)
    if not _write_out(delivery, rows, receipts, surprise, now):
        _write_late_yes(delivery, rows, receipts, surprise, now)
    if last.rest is not None:
        facts = facts_of(delivery.account)
        words = f"{facts.name} takes nothing more from this account for a while."
        leases.hold(delivery.account, delivery.urgency, Reach.ACCOUNT, now + last.rest, words)
    if alarm := _said_of("alarm", receipts):
        # Whatever becomes of the telling, the outcome stays written; the delivery says it, too.
        transaction.on_commit(partial(telling.alarm, delivery, alarm), robust=True)
    close(attempt, now, "sent", f"The network said yes. {surprise}".strip())
    points.reach(Point.BEFORE_OUTCOME)


def _said_of(name: str, receipts: Sequence[Receipt]) -> str:
    return " ".join(filter(None, (str(receipt.refs.get(name, "")) for receipt in receipts)))


def _write_out(
    delivery: Delivery, rows: Sequence[Part], receipts: Sequence[Receipt], surprise: str, now: datetime
) -> bool:
    """Move a delivery on after a yes; False when it is not where we left it."""
    first, out = receipts[0], parts.count_out(delivery) if rows else 1
    fields: dict[str, object] = {"parts_out": out, "needs_person": False, "cause": Cause.NONE}
    if not delivery.parts_out and not (rows and rows[0].place):
        fields |= {"remote_id": first.remote_id[:600], "address": first.address[:1000], "refs": dict(first.refs)}
    if out >= delivery.parts_count:
        return delivery.become(DeliveryState.SENT, ours(delivery), sent_at=receipts[-1].at, why=surprise, **fields)
    words = f"{out} of {delivery.parts_count} are out; the next follows. {surprise}".strip()
    return delivery.become(DeliveryState.WAITING, ours(delivery), next_at=now, tries=0, looks=0, why=words, **fields)


def _write_late_yes(
    delivery: Delivery, rows: Sequence[Part], receipts: Sequence[Receipt], surprise: str, now: datetime
) -> None:
    """A yes that came after somebody else had taken the delivery over. It is out, whatever they think of it."""
    there = Delivery.objects.select_related("account__workspace", "account__persona").get(pk=delivery.pk)
    if there.state == DeliveryState.SENT:
        return
    if there.state == DeliveryState.SENDING and there.parts_count > 1:
        # Another part is on the wire; whoever sends it counts anew.
        return
    log.warning("a yes came after a delivery had been taken over; it is %s", there.state)
    if there.state == DeliveryState.HELD and there.parts_count == 1:
        there.become(DeliveryState.WAITING, ours(there))
    if there.state == DeliveryState.WAITING:
        there.become(DeliveryState.SENDING, ours(there), sending_at=now)
    if not _write_out(there, rows, receipts, surprise, now):
        words = f"It went out after all: {receipts[0].address}".strip(": ")
        Delivery.objects.filter(pk=there.pk).update(why=words)
        transaction.on_commit(partial(telling.alarm, there, words), robust=True)


def named_before(delivery: Delivery, receipt: Receipt, rows: Sequence[Part] = ()) -> Delivery | Part | None:
    """What else the network has called by this name: another delivery of the account, or an earlier part of this one.

    Then it says nothing of what was sent.
    """
    name = receipt.remote_id[:600]
    if not name:
        return None
    if rows and rows[0].place and (twin := delivery.part_rows.filter(remote_id=name).exclude(pk=rows[0].pk).first()):
        return twin
    if not statements.ask(_NAMED, (delivery.account_id, name, delivery.pk)):
        return None
    same = Delivery.objects.filter(account_id=delivery.account_id, remote_id=name)
    return same.exclude(pk=delivery.pk).first()


def _ask_about_name(delivery: Delivery, other: Delivery | Part, attempt: Attempt, now: datetime) -> None:
    """A yes that names an earlier post: perhaps the network took it for a repetition. A person looks."""
    words = f"The network said yes and named an earlier post ({other.address or other.remote_id}). Look whether it is there."
    fields: dict[str, object] = {"needs_person": True, "cause": Cause.UNSURE, "why": words}
    if delivery.state != DeliveryState.UNSURE:
        delivery.become(DeliveryState.UNSURE, ours(delivery), **fields)
    else:
        Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.UNSURE).update(**fields)
    close(attempt, now, "unsure", words)


@transaction.atomic
def write_no(intent: Intent, answer: NetworkAnswer, now: datetime) -> None:
    """Anything but a yes is written down, with what happens next. Of a try that was taken over, only the attempt."""
    delivery = intent.delivery
    if _moved(delivery, answer, now) and not isinstance(answer, Unsure):
        parts.surely_not_out(delivery)
    close(intent.attempt(), now, outcome_of(answer), answer.for_people, answer.for_log)


def _moved(delivery: Delivery, answer: NetworkAnswer, now: datetime) -> bool:
    """Move a delivery where this answer leads; False when it is not where we left it."""
    same = ours(delivery)
    match answer:
        case TryLater() if delivery.tries >= MOST_TRIES:
            words = f"{answer.for_people} It was tried {delivery.tries} times."
            return stop(delivery, DeliveryState.HELD, Cause.TRIED, words, same)
        case TryLater():
            return _try_later(delivery, answer, now)
        case Unsure():
            fields: dict[str, object] = {"next_at": now + first_look(delivery), "looks": 0}
            return delivery.become(DeliveryState.UNSURE, same, cause=Cause.UNSURE, why=answer.for_people, **fields)
        case NeedsReconnect():
            return stop(delivery, DeliveryState.HELD, Cause.RECONNECT, answer.for_people, same)
        case _:
            return stop(delivery, DeliveryState.REFUSED, Cause.REFUSED, answer.for_people, same)


def _try_later(delivery: Delivery, answer: TryLater, now: datetime) -> bool:
    wait = wait_after(delivery.tries, answer.wait, spread())
    words = f"{half_words(delivery)} {answer.for_people}" if delivery.parts_out else answer.for_people
    at = until_late(delivery, now + wait)
    moved = delivery.become(DeliveryState.WAITING, ours(delivery), next_at=at, why=words)
    if answer.reach is not Reach.POST or wait <= leases.HOLD_BACK:
        leases.hold(delivery.account, delivery.urgency, answer.reach, now + wait, answer.for_people)
    return moved


def until_late(delivery: Delivery, at: datetime) -> datetime:
    """When to look at it again: at that time, or as soon as it is too late anyway, so that its people hear of it then."""
    return at if delivery.latest_at is None else min(at, max(delivery.latest_at, delivery.due_at) + JUST_AFTER)


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

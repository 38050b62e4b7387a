"""Changing what is out: the one place that asks a network to edit or delete, with the same order as a sending.

One worker at a time for an account, by a lease on a lane of its own; the intent is committed before the call, in one statement
that asks whether it may still be; the outcome after it. A change says what is to be there in the end, so what is unsure is
looked at by saying the same again: a network that has done it already says yes and does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet

from twoway.apps.accounts.actions import require_posting, through
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import facts_of, network_name, network_of
from twoway.apps.delivery import allowances, broken, leases
from twoway.apps.delivery.actions import spread
from twoway.apps.delivery.changing import why_not_edit
from twoway.apps.delivery.leases import Clock, Turn
from twoway.apps.delivery.models import Attempt, Change, Delivery, Lane, Part, Pause
from twoway.apps.delivery.queries import any_change_due, any_change_to_tell, not_paused
from twoway.apps.delivery.sending import close, commit, outcome_of
from twoway.apps.delivery.settling import ARRIVING
from twoway.apps.delivery.telling import alarm_key
from twoway.apps.notices.actions import raise_notice, settle_notice
from twoway.domain.changing import ChangeKind, ChangeState, places_changed, with_place_done
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, NotAllowed, Reach, Refused, TryLater, Unsure
from twoway.domain.parts import part_version
from twoway.domain.schedule import MOST_TRIES, Urgency, wait_after
from twoway.domain.versions import Receipt, Version, from_data, known_there, to_data
from twoway.work import ending, points
from twoway.work.clock import safely
from twoway.work.now import now
from twoway.work.points import Point
from twoway.work.statements import Condition
from twoway.work.turnstile import turnstile

#: The lane of changes, beside those of the two urgencies: an account's lease, and its waits.
LANE = "changes"
#: One turn makes so many calls and gives the lane back.
TURN_CALLS = 20
AGAIN = timedelta(seconds=3)
#: So many are told of in one go.
MOST = 200

_MAY_POST = "EXISTS (SELECT 1 FROM accounts_account a WHERE a.id = %s AND a.may_post AND a.removed_at IS NULL)"


def due_accounts(at: datetime) -> list[int]:
    """The accounts on which something is to be changed now."""
    if not any_change_due(at):
        return []
    pauses = list(Pause.objects.filter(ended_at=None))
    rows = _under_way().filter(next_at__lte=at)
    due = [change for change in rows if change.state != ChangeState.WAITING or not _is_paused(change, pauses)]
    busy = Lane.objects.filter(Q(leased_until__gt=at) | Q(waits_until__gt=at), urgency=LANE)
    return sorted({change.delivery.account_id for change in due} - set(busy.values_list("account_id", flat=True)))


def advance(account_id: int, *, clock: Clock = now) -> int:
    """Take one turn with the changes of an account. Gives how many calls were made."""
    turn = leases.new_turn(account_id, LANE, clock)
    if not leases.take(turn):
        return 0
    try:
        return _take_turn(turn)
    finally:
        leases.give_back(turn)


def _take_turn(turn: Turn) -> int:
    _find_orphans(turn)
    calls = 0
    while calls < TURN_CALLS and not ending.is_asked():
        change = _next(turn)
        if change is None or not leases.renew(turn):
            break
        if not _carefully(change, turn):
            break
        calls += 1
    return calls


def _carefully(change: Change, turn: Turn) -> bool:
    """Make the next call of a change. What nobody foresaw is told to a person, and does not keep other changes back."""
    goes_on: list[bool] = []
    error = safely(f"change {change.pk}", lambda: goes_on.append(_mend(change, turn)))
    if isinstance(error, OperationalError | InterfaceError):
        raise error
    if error is None:
        return goes_on[0]
    if not isinstance(error, leases.TakenOver):
        commit(partial(_write_broken, change.pk, broken.words_of(error), turn.clock()))
    return not isinstance(error, leases.TakenOver)


@transaction.atomic
def _write_broken(change_id: int, words: str, at: datetime) -> None:
    """By its row, because nobody knows how far the one in memory had come."""
    change = Change.objects.get(pk=change_id)
    if change.state == ChangeState.SENDING:
        # It may be made; it is said again, and not for ever.
        change.become(ChangeState.UNSURE, next_at=at + max(AGAIN, _wait(change)), why=words)
    elif change.state == ChangeState.WAITING:
        change.become(ChangeState.HELD, needs_person=True, why=words)


def _under_way() -> QuerySet[Change]:
    open_by_itself = (ChangeState.WAITING, ChangeState.SENDING, ChangeState.UNSURE)
    rows = Change.objects.filter(state__in=open_by_itself)
    return rows.select_related("delivery__account__workspace", "delivery__account__persona").order_by("next_at", "id")


def _next(turn: Turn) -> Change | None:
    rows = _under_way().filter(delivery__account_id=turn.account_id, next_at__lte=turn.clock())
    found = rows.exclude(state=ChangeState.SENDING)
    pauses = list(Pause.objects.filter(ended_at=None))
    return next((change for change in found if not _is_paused(change, pauses)), None)


def _is_paused(change: Change, pauses: Iterable[Pause]) -> bool:
    """A pause keeps words from being said, not from being taken down."""
    if change.kind == ChangeKind.TAKE_DOWN:
        return False
    delivery = change.delivery
    return any(one.keeps(delivery.account, delivery.urgency) for one in pauses)


def _find_orphans(turn: Turn) -> None:
    """What is `sending` while the lane was free was left by a worker that died."""
    left = Change.objects.filter(state=ChangeState.SENDING, delivery__account_id=turn.account_id)
    for change in left.select_related("delivery__account"):
        at = turn.clock()
        sent = min(change.sending_at or at, at)
        words = "A worker stopped before the network's answer was written down. It is asked again."
        if change.become(ChangeState.UNSURE, next_at=max(at, sent + ARRIVING), why=words):
            attempt = Attempt(delivery=change.delivery, kind=change.kind, started_at=sent)
            close(attempt, at, "cut off", "The worker stopped before the network's answer was written down.")


# -- one call ----------------------------------------------------------------------------------------------------------


class _Call:
    """What is to be asked of the network next: for which part, and how."""

    def __init__(
        self, delivery: Delivery, place: int, row: Part | None, ask: Callable[[Account], Receipt | None]
    ) -> None:
        self.delivery, self.place, self.row, self.ask = delivery, place, row, ask

    @property
    def shown_place(self) -> int | None:
        return self.place if self.row is not None else None


def _mend(change: Change, turn: Turn) -> bool:
    """Make the next call of a change. False when this turn had better end."""
    at = turn.clock()
    if change.state == ChangeState.UNSURE and not change.become(ChangeState.WAITING, next_at=at):
        return True
    reason = _reason_to_hold(change)
    if reason:
        change.become(ChangeState.HELD, needs_person=True, why=reason)
        return True
    call = _next_call(change)
    if call is None:
        # All of it was done and the last word was not written down.
        change.become(ChangeState.SENDING, sending_at=at)
        change.become(ChangeState.DONE, ended_at=at, why="")
        return True
    points.reach(Point.BEFORE_INTENT)
    if not _commit_intent(change, turn, at):
        return False
    points.reach(Point.AFTER_INTENT)
    attempt = Attempt(delivery=change.delivery, kind=change.kind, started_at=at, place=call.shown_place)
    try:
        with leases.watched(turn):
            receipt = call.ask(change.delivery.account)
    except NetworkAnswer as answer:
        commit(partial(_write_no, change, attempt, answer, turn.clock()), change)
        return not isinstance(answer, TryLater) or answer.reach is Reach.POST
    points.reach(Point.AFTER_SEND)
    commit(partial(_write_yes, change, attempt, call, receipt, turn.clock()), change)
    return True


def _reason_to_hold(change: Change) -> str:
    """Why a change may not be made now, in a sentence."""
    if change.tries >= MOST_TRIES:
        return f"It was tried {change.tries} times without a yes or a no. {change.why}".strip()
    try:
        require_posting(change.delivery.account)
    except NotAllowed as error:
        return error.for_people
    return why_not_edit(change.delivery) if change.kind == ChangeKind.EDIT else ""


def _next_call(change: Change) -> _Call | None:
    delivery = change.delivery
    rows = list(delivery.part_rows.all()) if delivery.parts_count > 1 else []
    if change.kind == ChangeKind.TAKE_DOWN:
        return _next_deletion(delivery, rows)
    return _next_edit(change, rows)


def _next_edit(change: Change, rows: list[Part]) -> _Call | None:
    delivery, new = change.delivery, from_data(change.after)
    edit = network_of(delivery.account).edit
    left = [place for place in places_changed(from_data(change.before), new) if place not in change.done]
    if not left or edit is None:
        return None
    place = left[0]
    row = rows[place] if rows else None
    part = _part(new, place, rows)
    remote_id, refs = (row.remote_id, row.refs) if row is not None else (delivery.remote_id, delivery.refs)
    part = known_there(part, refs)
    return _Call(delivery, place, row, lambda account: through(account, lambda http: edit(http, part, remote_id)))


def _part(new: Version, place: int, rows: list[Part]) -> Version:
    """One part as a version of its own, answering what it stands under."""
    known = [
        Receipt(remote_id=row.remote_id, address=row.address, at=row.sent_at, refs=row.refs) if row.sent_at else None
        for row in rows
    ]
    part = part_version(new, place, known) if rows else new
    if part is None:
        raise ValueError(f"part {place} answers nothing that is known")
    return part


def _next_deletion(delivery: Delivery, rows: list[Part]) -> _Call | None:
    """From the end on, so that no answer ever hangs under nothing."""
    delete = network_of(delivery.account).delete
    if delete is None or delivery.gone_at is not None:
        return None
    out = [row for row in reversed(rows) if row.sent_at is not None and row.gone_at is None]
    if rows and not out:
        return None
    row = out[0] if out else None
    remote_id = row.remote_id if row is not None else delivery.remote_id
    return _Call(
        delivery,
        row.place if row is not None else 0,
        row,
        lambda account: through(account, lambda http: delete(http, remote_id)),
    )


@turnstile()
@transaction.atomic
def _commit_intent(change: Change, turn: Turn, at: datetime) -> bool:
    """Write down that the network is about to be asked. False, and nothing is written, when it may not be now."""
    delivery, account = change.delivery, change.delivery.account
    facts = facts_of(account)
    # What is wrong should be gone: a taking down may use what is kept for answers.
    urgency = Urgency.URGENT if change.kind == ChangeKind.TAKE_DOWN else Urgency.SCHEDULED
    used_up = allowances.take(account, facts.rates, urgency, 1, at)
    if used_up is not None:
        words = allowances.words(facts, used_up[1])
        Change.objects.filter(pk=change.pk, state=ChangeState.WAITING).update(next_at=used_up[0], why=words)
        return False
    free = [turn.still_mine(at), Condition(_MAY_POST, (account.pk,)), Condition("tries = %s", (change.tries,))]
    if change.kind == ChangeKind.EDIT:
        free.append(not_paused(account, delivery.urgency))
    return change.become(ChangeState.SENDING, *free, sending_at=at, tries=change.tries + 1)


# -- what came of it ---------------------------------------------------------------------------------------------------


@transaction.atomic
def _write_yes(change: Change, attempt: Attempt, call: _Call, receipt: Receipt | None, at: datetime) -> None:
    same, surprise = _same_try(change), ""
    if receipt is not None:
        surprise = " ".join(filter(None, (str(receipt.refs.get(name, "")) for name in ("surprise", "alarm"))))
    change.done = [*change.done, call.place]
    fields = {"done": change.done, "tries": 0, "needs_person": False, "why": surprise}
    if _is_last(change, call):
        moved = change.become(ChangeState.DONE, same, ended_at=at, **fields)
    else:
        moved = change.become(ChangeState.WAITING, same, next_at=at, **fields)
    if not moved:
        # Somebody else has taken it over. What is there now is there, unless another change has come since.
        change.delivery.refresh_from_db()
    if moved or not change.delivery.changes.filter(pk__gt=change.pk).exists():
        _write_what_is_there(change, call, receipt, at)
    if not moved:
        given_up = (ChangeState.HELD, ChangeState.REFUSED, ChangeState.CANCELLED)
        Change.objects.filter(pk=change.pk, state__in=given_up).update(why="It was made after all.")
    close(attempt, at, "done", f"The network said yes. {surprise}".strip())
    points.reach(Point.BEFORE_OUTCOME)


def _same_try(change: Change) -> Condition:
    """That a change still is at the try that we made."""
    return Condition("tries = %s AND sending_at = %s", (change.tries, change.sending_at))


def _is_last(change: Change, call: _Call) -> bool:
    """Whether nothing is left to do after this call."""
    if change.kind == ChangeKind.EDIT:
        return set(places_changed(from_data(change.before), from_data(change.after))) <= set(change.done)
    if call.row is None:
        return True
    there = call.delivery.part_rows.filter(gone_at=None).exclude(sent_at=None)
    return not there.exclude(pk=call.row.pk).exists()


def _write_what_is_there(change: Change, call: _Call, receipt: Receipt | None, at: datetime) -> None:
    if receipt is None:
        _write_gone(change, call, at)
    else:
        _write_said(change, call, receipt)


def _write_said(change: Change, call: _Call, receipt: Receipt) -> None:
    """What a part says now."""
    delivery, new = call.delivery, from_data(change.after)
    frozen = to_data(with_place_done(delivery.version, new, call.place))
    before = delivery.refs if call.row is None else call.row.refs
    # What was said of the first sending is over; what the network did not name anew still holds.
    refs = {**{name: ref for name, ref in before.items() if name not in ("surprise", "alarm")}, **receipt.refs}
    known = {"refs": refs, "address": receipt.address[:1000] or delivery.address}
    if call.row is not None:
        text = _part(new, call.place, list(delivery.part_rows.all())).text
        address = receipt.address[:1000] or call.row.address
        Part.objects.filter(pk=call.row.pk).update(text=text, refs=refs, address=address)
    Delivery.objects.filter(pk=delivery.pk).update(frozen=frozen, **(known if call.place == 0 else {}))
    delivery.frozen = frozen


def _write_gone(change: Change, call: _Call, at: datetime) -> None:
    """A part is gone; with the last one, all of it is."""
    if call.row is not None:
        Part.objects.filter(pk=call.row.pk).update(gone_at=at)
    if not _is_last(change, call):
        return
    why = f"Taken down by {change.by_name}."
    Delivery.objects.filter(pk=call.delivery.pk).update(gone_at=at, gone_why=why[:300])
    settle_notice(call.delivery.account.workspace_id, alarm_key(call.delivery.pk))


@transaction.atomic
def _write_no(change: Change, attempt: Attempt, answer: NetworkAnswer, at: datetime) -> None:
    words, same = f"{_so_far(change)}{answer.for_people}", _same_try(change)
    match answer:
        case TryLater():
            _try_later(change, answer, words, at)
        case Unsure():
            change.become(ChangeState.UNSURE, same, next_at=at + max(AGAIN, _wait(change)), why=words)
        case NeedsReconnect():
            change.become(ChangeState.HELD, same, needs_person=True, why=words)
        case Refused():
            change.become(ChangeState.REFUSED, same, needs_person=True, ended_at=at, why=words)
    close(attempt, at, outcome_of(answer), answer.for_people, answer.for_log)


def _so_far(change: Change) -> str:
    """Of a thread, how much is done."""
    return f"{len(change.done)} of its parts are done. " if change.done else ""


def _wait(change: Change, told: timedelta | None = None) -> timedelta:
    return wait_after(change.tries, told, spread())


def _try_later(change: Change, answer: TryLater, words: str, at: datetime) -> None:
    until = at + _wait(change, answer.wait)
    change.become(ChangeState.WAITING, _same_try(change), next_at=until, why=words)
    if answer.reach is not Reach.POST:
        leases.hold(change.delivery.account, LANE, answer.reach, until, answer.for_people)


# -- noticed by looking ------------------------------------------------------------------------------------------------


def write_gone_elsewhere(deliveries: Iterable[Delivery], at: datetime) -> int:
    """Write down that posts are not there any more although nobody here took them down; gives how many are news."""
    count = 0
    for delivery in deliveries:
        name = network_name(delivery.account.network)
        why = f"It is not on {name} any more, and nobody here took it down."
        with transaction.atomic():
            if not Delivery.objects.filter(pk=delivery.pk, gone_at=None).update(gone_at=at, gone_why=why):
                continue
            raise_notice(
                workspace_id=delivery.account.workspace_id,
                key=f"gone:{delivery.pk}",
                words=f"A post of {delivery.account} is not on {name} any more, and nobody here took it down.",
                cure=f"See whether {name} removed it, and why; then settle this.",
                path=f"/deliveries/{delivery.pk}/",
            )
            count += 1
    return count


def write_back_again(delivery: Delivery) -> None:
    """It was missed and is there after all."""
    if delivery.changes.filter(kind=ChangeKind.TAKE_DOWN, state=ChangeState.DONE).exists():
        return
    with transaction.atomic():
        if Delivery.objects.filter(pk=delivery.pk).exclude(gone_at=None).update(gone_at=None, gone_why=""):
            settle_notice(delivery.account.workspace_id, f"gone:{delivery.pk}")


# -- telling people ----------------------------------------------------------------------------------------------------


def tell() -> int:
    """Let people know of changes that did not come about, once; and settle what is solved."""
    if not any_change_to_tell():
        return 0
    rows = Change.objects.select_related("delivery__account").order_by("id")
    new = list(rows.filter(needs_person=True, told_at=None)[:MOST])
    over = list(rows.filter(needs_person=False).exclude(told_at=None)[:MOST])
    for change in new:
        _raise(change)
    for change in over:
        with transaction.atomic():
            Change.objects.filter(pk=change.pk).update(told_at=None)
            settle_notice(change.delivery.account.workspace_id, f"change:{change.pk}")
    return len(new) + len(over)


@transaction.atomic
def _raise(change: Change) -> None:
    if not Change.objects.filter(pk=change.pk, needs_person=True, told_at=None).update(told_at=now()):
        return
    account, what = change.delivery.account, "taken down" if change.kind == ChangeKind.TAKE_DOWN else "changed"
    raise_notice(
        workspace_id=account.workspace_id,
        key=f"change:{change.pk}",
        words=f"A post of {account} on {network_name(account.network)} was not {what}. {change.why}".strip(),
        cure="Look at it and decide: try again, or leave it.",
        path=f"/deliveries/{change.delivery_id}/",
        urgent=True,
    )

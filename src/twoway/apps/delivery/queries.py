"""Reading deliveries. What the guard says of their words is asked in `casework`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.metadata import version

from django.db.models import Q, QuerySet

from twoway.apps.accounts.models import Account, Health
from twoway.apps.delivery.casework import findings_of as findings_of
from twoway.apps.delivery.models import Delivery, Lane, Pause
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import Cause, DeliveryState
from twoway.plug import finder
from twoway.work import statements
from twoway.work.statements import Condition

#: Reading it takes a file, and each sending asks.
_TWOWAY = version("twoway")


def judged_by(account: Account) -> str:
    """A fingerprint of everything besides the words that the guard's answer hangs on.

    While it is the same, words that the guard has let through are let through again. The past and the people whom it knows
    besides were known when the post was given its time.
    """
    rows = (account.workspace, account.persona)
    told = {field.name: getattr(row, field.attname) for row in rows for field in row._meta.concrete_fields}
    told |= {"limits": account.limits, "handle": account.handle, "twoway": _TWOWAY}
    return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """What happens next with a delivery, in words for people; `at` None: when nobody knows, or a person decides."""

    words: str
    at: datetime | None = None


def coming(delivery: Delivery, now: datetime) -> Coming:
    """What happens next with a delivery: after its pause, its wait, its time, the next look, or nothing by itself."""
    match DeliveryState(delivery.state):
        case DeliveryState.WAITING:
            return _coming_out(delivery, now)
        case DeliveryState.UNSURE if not delivery.needs_person:
            return Coming(words="It is looked for on the network before anything else.", at=delivery.next_at)
        case DeliveryState.UNSURE if delivery.next_at > now and _is_looked_for(delivery):
            return Coming(
                words="You decide. If it is found by then, that settles it. It is looked for again",
                at=delivery.next_at,
            )
        case DeliveryState.SENDING:
            return Coming(words="The network is being asked. Whatever it answers is written down here.")
    if delivery.needs_person:
        return Coming(words="Nothing happens by itself: you decide.")
    return Coming(words="Nothing more happens.")


def _is_looked_for(delivery: Delivery) -> bool:
    """Whether somebody still looks for what a person was asked about."""
    if delivery.sending_at is None or delivery.next_at > delivery.sending_at + SHOWN_FOR:
        return False
    network = finder.networks().get(delivery.account.network)
    return network is not None and network.find is not None


def _coming_out(delivery: Delivery, now: datetime) -> Coming:
    held = is_paused(delivery.account, delivery.urgency)
    if held is not None:
        return Coming(words=f"Paused by {held.by_name}: “{held.why}” It goes on when the pause is ended.")
    lane = Lane.objects.filter(
        account_id=delivery.account_id, urgency=delivery.urgency, waits_until__gt=max(now, delivery.next_at)
    ).first()
    if lane is not None:
        return Coming(words=f"This account has to wait: {lane.waits_why}", at=lane.waits_until)
    if delivery.parts_out:
        return Coming(
            words=f"{delivery.parts_out} of {delivery.parts_count} are out; the next follows.", at=delivery.next_at
        )
    if delivery.tries:
        return Coming(words=f"It is tried again; it was tried {delivery.tries} times.", at=delivery.next_at)
    return Coming(
        words="It goes out at its time." if delivery.next_at > now else "It goes out now.", at=delivery.next_at
    )


def deliveries_of(actor: Actor) -> QuerySet[Delivery]:
    """The workspace's deliveries with their accounts."""
    return Delivery.objects.filter(account__workspace_id=actor.workspace_id).select_related("account__persona")


def delivery_of(actor: Actor, delivery_id: int) -> Delivery:
    """One delivery; BadInput for one that is not there."""
    found = deliveries_of(actor).filter(pk=delivery_id).first()
    if found is None:
        raise BadInput("There is no such delivery here.", field="delivery")
    return found


def troubles_of(actor: Actor) -> QuerySet[Delivery]:
    """What waits for a person: refused, held, missed, and unsure ones that could not be settled."""
    stuck = Q(state__in=(DeliveryState.REFUSED, DeliveryState.HELD, DeliveryState.MISSED), needs_person=True)
    unsure = Q(state=DeliveryState.UNSURE, needs_person=True)
    return deliveries_of(actor).filter(stuck | unsure).order_by("-due_at")


def missed_in_pauses(actor: Actor) -> QuerySet[Delivery]:
    """What missed its time during a pause and nobody has looked at, the earliest first."""
    return troubles_of(actor).filter(state=DeliveryState.MISSED, cause=Cause.PAUSED).order_by("due_at", "id")


def pauses_of(actor: Actor, *, ended: bool = False) -> QuerySet[Pause]:
    """The workspace's pauses that hold, or with `ended` the ones that are over; the latest first."""
    rows = Pause.objects.filter(workspace_id=actor.workspace_id, ended_at__isnull=not ended)
    return rows.select_related("persona", "account", "account__persona")


def pause_of(actor: Actor, pause_id: int) -> Pause:
    """One pause; BadInput for one that is not there."""
    found = Pause.objects.filter(workspace_id=actor.workspace_id, pk=pause_id).first()
    if found is None:
        raise BadInput("There is no such pause here.", field="pause")
    return found


def pauses_on(account: Account, urgency: str = Urgency.SCHEDULED) -> QuerySet[Pause]:
    """The pauses that keep an account from sending at this urgency; the oldest first."""
    mine = Q(persona=None, account=None) | Q(account_id=account.pk)
    mine |= Q(persona_id=account.persona_id, account=None)
    rows = Pause.objects.filter(mine, workspace_id=account.workspace_id, ended_at=None)
    if urgency == Urgency.URGENT:
        rows = rows.filter(lets_replies=False)
    return rows.order_by("began_at", "id")


def is_paused(account: Account, urgency: str = Urgency.SCHEDULED) -> Pause | None:
    """The pause that keeps an account from sending; None when nothing does. For answers, ask with `Urgency.URGENT`."""
    return pauses_on(account, urgency).first()


#: The same question as `pauses_on`, in the words of the database.
_NOT_PAUSED = """NOT EXISTS (SELECT 1 FROM delivery_pause pause WHERE pause.workspace_id = %s AND pause.ended_at IS NULL
AND (pause.account_id = %s OR (pause.account_id IS NULL AND (pause.persona_id IS NULL OR pause.persona_id = %s))){more})"""


def not_paused(account: Account, urgency: str) -> Condition:
    """That nothing keeps an account from sending, as a condition that another write is bound to."""
    more = " AND NOT pause.lets_replies" if urgency == Urgency.URGENT else ""
    return Condition(_NOT_PAUSED.format(more=more), (account.workspace_id, account.pk, account.persona_id))


def may_go(account: Account, urgency: str) -> bool:
    """Whether no pause keeps an account from sending."""
    asked = not_paused(account, urgency)
    return statements.ask(f"SELECT 1 WHERE {asked.sql}", asked.values)


def under_pause(pause: Pause) -> QuerySet[Delivery]:
    """What waits and is kept by this pause."""
    rows = Delivery.objects.filter(state=DeliveryState.WAITING, account__workspace_id=pause.workspace_id)
    if pause.account_id is not None:
        rows = rows.filter(account_id=pause.account_id)
    elif pause.persona_id is not None:
        rows = rows.filter(account__persona_id=pause.persona_id)
    if pause.lets_replies:
        rows = rows.exclude(urgency=Urgency.URGENT)
    return rows.select_related("account__persona")


_ANYTHING = """SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery_delivery WHERE state = 'waiting' AND {urgency} AND next_at <= %s)
OR EXISTS (SELECT 1 FROM delivery_delivery WHERE state = 'unsure' AND NOT needs_person AND {urgency} AND next_at <= %s)
OR EXISTS (SELECT 1 FROM delivery_delivery WHERE state = 'sending' AND {urgency})"""


def anything_due(now: datetime, urgencies: Iterable[str] = tuple(Urgency)) -> bool:
    """Whether `due_lanes` is worth asking. It is asked many times a second, and mostly the answer is no."""
    chosen = tuple(str(one) for one in urgencies)
    urgency = f"urgency IN ({', '.join(['%s'] * len(chosen))})"
    return statements.ask(_ANYTHING.format(urgency=urgency), (*chosen, now, *chosen, now, *chosen))


def due_lanes(now: datetime, urgencies: Iterable[str] = tuple(Urgency)) -> set[tuple[int, str]]:
    """Lanes in which something is to be done: due, unsure and to be looked for, or left behind by a dead worker.

    A leased lane has a worker in it already, and one that has to wait needs none.
    """
    there = Delivery.objects.filter(urgency__in=urgencies).order_by()
    waiting = there.filter(state=DeliveryState.WAITING, next_at__lte=now)
    unsure = there.filter(state=DeliveryState.UNSURE, needs_person=False, next_at__lte=now)
    orphaned = there.filter(state=DeliveryState.SENDING)
    lanes = {lane for rows in (_without_paused(waiting), unsure, orphaned) for lane in _lanes_of(rows)}
    return lanes - _taken(now) if lanes else lanes


def _lanes_of(rows: QuerySet[Delivery]) -> QuerySet[Delivery, tuple[int, str]]:
    return rows.values_list("account_id", "urgency").distinct()


def _taken(now: datetime) -> set[tuple[int, str]]:
    """Asked once for all, not for each of the thousands of rows that may be due."""
    taken = Q(leased_until__gt=now) | Q(waits_until__gt=now)
    return set(Lane.objects.filter(taken).values_list("account_id", "urgency"))


def in_fair_order(lanes: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Answers first; then one lane of each workspace, the second of each, and so on: nobody waits behind a crowd of others."""
    asked = sorted(lanes)
    home = dict(Account.objects.filter(pk__in={i for i, _ in asked}).values_list("pk", "workspace_id"))
    turns: Counter[tuple[int, str]] = Counter()
    ranked = []
    for account_id, urgency in asked:
        place = (home.get(account_id, 0), urgency)
        ranked.append((urgency != Urgency.URGENT, turns[place], place[0], account_id, urgency))
        turns[place] += 1
    return [(account_id, urgency) for *_, account_id, urgency in sorted(ranked)]


def _without_paused(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Without what pauses keep: waking their lanes every second would be for nothing."""
    for held in Pause.objects.filter(ended_at=None):
        if held.account_id is not None:
            under = Q(account_id=held.account_id)
        elif held.persona_id is not None:
            under = Q(account__persona_id=held.persona_id)
        else:
            under = Q(account__workspace_id=held.workspace_id)
        rows = rows.exclude(under & ~Q(urgency=Urgency.URGENT) if held.lets_replies else under)
    return rows


def latest_remote_ids(account_id: int, limit: int = 20) -> tuple[str, ...]:
    """Remote ids of what an account sent last, newest first."""
    there = Delivery.objects.filter(account_id=account_id, state=DeliveryState.SENT, gone_at=None)
    sent = there.exclude(remote_id="")
    return tuple(sent.order_by("-sent_at").values_list("remote_id", flat=True)[:limit])


def sent_as(account_id: int, remote_ids: Iterable[str]) -> dict[str, Delivery]:
    """Deliveries by the remote id they became."""
    wanted: Sequence[str] = [i for i in remote_ids if i]
    return {d.remote_id: d for d in Delivery.objects.filter(account_id=account_id, remote_id__in=wanted)}


# -- asked every few seconds; mostly the answer is no, and whoever would act on a yes need not be there ------------------

_TO_TELL = """SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery_delivery WHERE needs_person AND told_at IS NULL)
OR EXISTS (SELECT 1 FROM delivery_delivery WHERE told_at IS NOT NULL AND NOT needs_person)
OR EXISTS (SELECT 1 FROM accounts_account WHERE health = %s AND removed_at IS NULL AND told_at IS NULL)
OR EXISTS (SELECT 1 FROM accounts_account WHERE told_at IS NOT NULL AND (health <> %s OR removed_at IS NOT NULL))"""
#: Something is paused, or a question about a pause (`telling.PAUSED`) still stands.
_PAUSES = """SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery_pause WHERE ended_at IS NULL)
OR EXISTS (SELECT 1 FROM notices_notice WHERE settled_at IS NULL AND key >= 'pause:' AND key < 'pause;')"""
_CHANGES_TO_TELL = """SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery_change WHERE needs_person AND told_at IS NULL)
OR EXISTS (SELECT 1 FROM delivery_change WHERE told_at IS NOT NULL AND NOT needs_person)"""
_CHANGES_DUE = """SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery_change
WHERE state IN ('waiting', 'sending', 'unsure') AND next_at <= %s)"""
_WAITING_LANES = "SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery_lane WHERE waits_until > %s)"

_SHOWN_DUE = """SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery_delivery
WHERE needs_person AND state = 'unsure' AND next_at <= %s AND sending_at > %s)"""
#: For so long what a person was asked about is looked for now and then.
SHOWN_FOR = timedelta(days=1)


def any_shown_due(at: datetime) -> bool:
    """Whether something that a person was asked about may be looked for once more."""
    return statements.ask(_SHOWN_DUE, (at, at - SHOWN_FOR))


def any_delivery_to_tell() -> bool:
    """Whether a delivery or an account is in trouble that nobody was told of, or out of one that somebody was."""
    return statements.ask(_TO_TELL, (Health.RECONNECT, Health.RECONNECT))


def any_pause_to_ask_about() -> bool:
    """Whether something is paused, or was when somebody was asked about it."""
    return statements.ask(_PAUSES, ())


def any_change_to_tell() -> bool:
    """The same of changes."""
    return statements.ask(_CHANGES_TO_TELL, ())


def any_trouble() -> bool:
    """Whether there is anything to tell."""
    return any_delivery_to_tell() or any_pause_to_ask_about() or any_change_to_tell()


def any_change_due(at: datetime) -> bool:
    """Whether something that is out is to be changed now."""
    return statements.ask(_CHANGES_DUE, (at,))


def any_lane_waits(at: datetime) -> bool:
    """Whether a network asked somebody of us to wait."""
    return statements.ask(_WAITING_LANES, (at,))

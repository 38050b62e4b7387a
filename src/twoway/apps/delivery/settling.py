"""Looking on the network for what may be out, before anything else happens to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from twoway.apps.accounts.actions import through
from twoway.apps.accounts.queries import facts_of, network_of
from twoway.apps.delivery import doubts, leases, parts
from twoway.apps.delivery.actions import spread
from twoway.apps.delivery.leases import Clock, Turn
from twoway.apps.delivery.models import Attempt, Delivery, Part
from twoway.apps.delivery.queries import SHOWN_FOR
from twoway.apps.delivery.sending import close, commit, first_look, named_before, ours, outcome_of, write_yes
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, Refused, TryLater
from twoway.domain.facts import Idempotency
from twoway.domain.parts import part_version
from twoway.domain.schedule import wait_after
from twoway.domain.states import Cause, DeliveryState
from twoway.domain.versions import Receipt
from twoway.plug.http import Http
from twoway.plug.network import Network

#: How often an unsure delivery is looked for before a person is asked.
MOST_LOOKS = 6
#: A request may still be on its way into the network when its worker is dead. Where a key does not guard against two at once,
#: it is given this time to arrive before anybody looks.
ARRIVING = timedelta(seconds=15)
#: What a person was asked about is looked for again at least so long after, and each time twice as late.
SHOWN_EVERY = timedelta(minutes=10)
#: So many of these in one go.
MOST_SHOWN = 20
NOT_FOUND = "It was looked for and is not on the network."


def settle(delivery: Delivery, turn: Turn) -> None:
    """Look on the network for what may be out."""
    network = network_of(delivery.account)
    now = turn.clock()
    rows = parts.uncertain(delivery)
    is_sure = not parts.was_let_out(delivery, rows, network)
    if network.find is None and not is_sure:
        _ask_person(delivery, "This network cannot be searched. Look there yourself: is the post up?", now)
        return
    if not rows and delivery.parts_count > 1:
        delivery.become(
            DeliveryState.WAITING, ours(delivery), next_at=now, cause=Cause.NONE, why="No part of it was under way."
        )
        return
    attempt = Attempt(delivery=delivery, kind="look", started_at=now, place=rows[0].place if len(rows) == 1 else None)
    if is_sure:
        words = "It was never let out: the network had only been asked to make it ready."
        commit(partial(_write_not_there, delivery, attempt, rows, turn.clock(), words), delivery)
        return
    try:
        with leases.watched(turn):
            found = through(delivery.account, _search(delivery, rows, network))
    except NetworkAnswer as answer:
        commit(partial(_write_no_look, delivery, attempt, answer, turn.clock()), delivery)
        return
    if found and named_before(delivery, found[0], rows) is None:
        commit(partial(_write_found, delivery, attempt, rows, found, turn.clock()), delivery)
        return
    commit(partial(_write_not_there, delivery, attempt, rows, turn.clock()), delivery)


def _search(delivery: Delivery, rows: list[Part], network: Network) -> Callable[[Http], list[Receipt]]:
    """How to look for what is uncertain: the receipts of what is there, from the first on, up to what is not."""
    find, version = network.find, delivery.version
    doubt = doubts.doubt_of(delivery)
    # From the first try on that may have arrived, not from the last.
    since = doubt.since if doubt else delivery.sending_at or delivery.created_at

    def search(http: Http) -> list[Receipt]:
        if find is None:
            return []
        if not rows:
            one = find(http, version, _name_of(delivery, network), since)
            return [one] if one else []
        known = parts.receipts_of(list(delivery.part_rows.all()))
        found: list[Receipt] = []
        for row in rows:
            part = part_version(version, row.place, known)
            name = _name_of(row, network)
            there = find(http, part, name, min(row.sending_at or since, since)) if part is not None and name else None
            if there is None:
                break
            known[row.place] = there
            found.append(there)
        return found

    return search


def _name_of(what: Delivery | Part, network: Network) -> str:
    """What the network may know it by: the handle under which it was let out, or its key."""
    return what.key if network.prepare is None else what.handle


def _ask_person(delivery: Delivery, words: str, now: datetime) -> None:
    again = now + SHOWN_EVERY
    _same(delivery).update(needs_person=True, cause=Cause.UNSURE, why=words, next_at=again)


def _same(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, while it still is in doubt about the very try that was looked for."""
    tries = {"tries": delivery.tries, "parts_out": delivery.parts_out, "due_at": delivery.due_at}
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.UNSURE, **tries)


@transaction.atomic
def _write_no_look(delivery: Delivery, attempt: Attempt, answer: NetworkAnswer, now: datetime) -> None:
    """The look itself failed: look again later, a few times, then ask a person."""
    close(attempt, now, outcome_of(answer), answer.for_people, answer.for_log)
    if delivery.looks + 1 >= MOST_LOOKS or isinstance(answer, Refused | NeedsReconnect):
        _ask_person(delivery, f"It may be out, and looking for it failed: {answer.for_people}", now)
        return
    told = answer.wait if isinstance(answer, TryLater) else None
    wait = wait_after(delivery.looks + 1, told, spread())
    _same(delivery).update(looks=delivery.looks + 1, next_at=now + wait)


@transaction.atomic
def _write_found(delivery: Delivery, attempt: Attempt, rows: list[Part], found: list[Receipt], now: datetime) -> None:
    """It is there. What was sent in one call with it and is not there is free to go again."""
    write_yes(delivery, attempt, rows[: len(found)], found, now)
    if delivery.state == DeliveryState.WAITING:
        parts.surely_not_out(delivery)


@transaction.atomic
def _write_not_there(delivery: Delivery, attempt: Attempt, rows: list[Part], now: datetime, sure: str = "") -> None:
    """It is not there. Where a key guards against doubling, or it is sure anyway, it goes again; elsewhere a person decides."""
    facts, doubt = facts_of(delivery.account), doubts.doubt_of(delivery)
    close(attempt, now, "not there", sure or NOT_FOUND)
    # A handle is asked itself, so that it does not matter how long ago that was.
    if not sure and not doubts.is_guarded(doubt, facts, now) and facts.idempotency is not Idempotency.TWO_PHASE:
        _ask_person(
            delivery,
            "It was looked for and not found, but this network cannot rule it out. Look there yourself.",
            now,
        )
        return
    words = "It was not there, so it goes again with the same key."
    if delivery.become(DeliveryState.WAITING, ours(delivery), next_at=now, cause=Cause.NONE, why=words):
        parts.surely_not_out(delivery)


@transaction.atomic
def _orphan(delivery: Delivery, now: datetime) -> None:
    """What was cut off is unsure, and so is the part of it that was on its way."""
    words = "The sending was cut off; looking for it."
    soon = _worth_a_look(delivery, now)
    if not delivery.become(
        DeliveryState.UNSURE, ours(delivery), next_at=soon, looks=0, cause=Cause.UNSURE, why=words
    ):
        return
    rows = parts.uncertain(delivery)
    place = rows[0].place if len(rows) == 1 else None
    attempt = Attempt(delivery=delivery, started_at=delivery.sending_at or now, place=place)
    close(attempt, now, "cut off", "The worker stopped before the network's answer was written down.")


def look_at_shown(clock: Clock) -> int:
    """Look once more for what people were asked about: a network that could not be searched may be there again. How many looks.

    Only what is found changes anything; what is not there is left to the person who was asked, with one more look to go by.
    """
    at = clock()
    asked = Delivery.objects.filter(state=DeliveryState.UNSURE, needs_person=True, next_at__lte=at)
    rows = asked.filter(sending_at__gt=at - SHOWN_FOR).select_related("account__workspace", "account__persona")
    looks = 0
    for delivery in rows.order_by("next_at", "id")[:MOST_SHOWN]:
        turn = leases.new_turn(delivery.account_id, delivery.urgency, clock)
        if leases.take(turn):
            try:
                looks += _look_once_more(delivery, turn)
            finally:
                leases.give_back(turn)
    return looks


def _look_once_more(delivery: Delivery, turn: Turn) -> bool:
    """Whether anybody was asked."""
    at, began = turn.clock(), delivery.sending_at or delivery.created_at
    _same(delivery).update(next_at=at + max(SHOWN_EVERY, at - began))
    network, rows = network_of(delivery.account), parts.uncertain(delivery)
    if network.find is None:
        return False
    attempt = Attempt(delivery=delivery, kind="look", started_at=at, place=rows[0].place if len(rows) == 1 else None)
    try:
        with leases.watched(turn):
            found = through(delivery.account, _search(delivery, rows, network))
    except NetworkAnswer as answer:
        close(attempt, turn.clock(), outcome_of(answer), answer.for_people, answer.for_log)
        return True
    if found and named_before(delivery, found[0], rows) is None:
        commit(partial(_write_found, delivery, attempt, rows, found, turn.clock()), delivery)
    else:
        close(attempt, turn.clock(), "not there", NOT_FOUND)
    return True


def find_orphans(turn: Turn) -> None:
    """What is `sending` while the lane was free was left by a worker that died: it may be out."""
    left = Delivery.objects.filter(account_id=turn.account_id, urgency=turn.urgency, state=DeliveryState.SENDING)
    for delivery in left.select_related("account"):
        _orphan(delivery, turn.clock())


def _worth_a_look(delivery: Delivery, now: datetime) -> datetime:
    """When a look proves something: at once where the same key may arrive twice, else when it must have arrived."""
    kind = facts_of(delivery.account).idempotency
    if kind is Idempotency.CLIENT_ID or delivery.sending_at is None:
        return now
    wait = max(ARRIVING, first_look(delivery)) if kind is Idempotency.NONE else ARRIVING
    # After a clock was set back, the sending lies in the future.
    return max(now, min(delivery.sending_at, now) + wait)

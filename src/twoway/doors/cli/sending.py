"""Waiting for what was sent: with a worker by looking, without one by doing its work here."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import click

from twoway.apps.accounts.queries import place_of
from twoway.apps.delivery.jobs import drain
from twoway.apps.delivery.models import Delivery
from twoway.apps.inbox.jobs import settle_answers
from twoway.domain.states import DeliveryState
from twoway.doors.cli.exits import Exit
from twoway.doors.cli.showing import waiting
from twoway.work import presence

LOOK_EVERY = 0.2
_NO = (DeliveryState.REFUSED, DeliveryState.HELD, DeliveryState.MISSED, DeliveryState.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of some deliveries when the waiting was over."""

    deliveries: tuple[Delivery, ...]

    @property
    def code(self) -> Exit:
        """Good when all are out; else what weighs most."""
        states = {DeliveryState(delivery.state) for delivery in self.deliveries}
        if any(state in _NO or state is DeliveryState.UNSURE for state in states):
            return Exit.NETWORK
        return Exit.GOOD if states <= {DeliveryState.SENT} else Exit.UNDER_WAY


def worker_runs() -> bool:
    """Whether somebody else does the sending."""
    return presence.worker_runs()


def wait_for(deliveries: Sequence[Delivery], seconds: float) -> Outcome:
    """Wait until all of them are decided, or the time is over. Without a worker, do what is due in this very process."""
    ids = [delivery.pk for delivery in deliveries]
    until = time.monotonic() + seconds
    found = _read(ids)
    with waiting("Sending"):
        while seconds > 0 and not all(_is_decided(delivery) for delivery in found) and time.monotonic() < until:
            if not worker_runs():
                drain()
                settle_answers()
            found = _read(ids)
            if not all(_is_decided(delivery) for delivery in found):
                time.sleep(LOOK_EVERY)
                found = _read(ids)
    return Outcome(deliveries=found)


def _read(ids: list[int]) -> tuple[Delivery, ...]:
    return tuple(Delivery.objects.filter(pk__in=ids).select_related("account__persona").order_by("pk"))


def _is_decided(delivery: Delivery) -> bool:
    """Whether waiting brings nothing more: it is over, or it waits for a person."""
    return delivery.is_over or delivery.needs_person


def say_if_no_worker() -> None:
    """A word of warning when nothing will happen by itself."""
    if not worker_runs():
        click.echo("No worker runs, so nothing goes out by itself. Run `twoway serve`, or `twoway worker`.", err=True)


def show(outcome: Outcome) -> None:
    """A line for each: the receipt, or why there is none."""
    for delivery in outcome.deliveries:
        place = place_of(delivery.account)
        if delivery.state == DeliveryState.SENT:
            click.echo(f"{place}: sent. {delivery.address}".rstrip())
            continue
        why = delivery.why or "It goes on by itself; `twoway status` tells."
        click.echo(f"{place}: {delivery.state} (delivery {delivery.pk}). {why}", err=True)
    if outcome.code is Exit.UNDER_WAY:
        say_if_no_worker()


def as_data(outcome: Outcome) -> dict[str, object]:
    """The outcome for scripts: every delivery, and the receipts alone."""
    rows = [delivery_data(delivery) for delivery in outcome.deliveries]
    receipts = [
        {name: row[name] for name in ("account", "network", "address", "remote_id", "sent_at")}
        for row in rows
        if row["state"] == DeliveryState.SENT
    ]
    return {"deliveries": rows, "receipts": receipts}


def delivery_data(delivery: Delivery) -> dict[str, object]:
    """A delivery for scripts."""
    return {
        "id": delivery.pk,
        "account": delivery.account.handle,
        "network": delivery.account.network,
        "state": delivery.state,
        "text": delivery.text,
        "due_at": delivery.due_at,
        "sent_at": delivery.sent_at,
        "address": delivery.address,
        "remote_id": delivery.remote_id,
        "needs_person": delivery.needs_person,
        "why": delivery.why,
    }

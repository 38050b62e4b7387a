"""`twoway status`: what waits, what is on its way, what needs a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import click
from django.conf import settings
from django.utils import timezone

from twoway.apps.accounts.queries import place_of
from twoway.apps.delivery import actions
from twoway.apps.delivery.models import Attempt, Delivery
from twoway.apps.delivery.queries import coming, deliveries_of, pauses_of, troubles_of
from twoway.apps.delivery.telling import cure_of
from twoway.apps.inbox.queries import counts_of
from twoway.apps.people.queries import workspace_of
from twoway.apps.posts.again import open_again
from twoway.apps.posts.queries import drafts_of, post_of
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor, Verb
from twoway.domain.states import DeliveryState
from twoway.doors.cli import sending
from twoway.doors.cli.reading import read_time
from twoway.doors.cli.showing import print_json, print_table, printable, several, when
from twoway.doors.cli.whose import actor

MOST = 50

WAITS, WAIT = "conversation waits", "conversations wait"


def overview(as_json: bool) -> None:
    """Everything that is not over."""
    who = actor()
    who.require(Verb.READ)
    rows = deliveries_of(who)
    waits = list(rows.filter(state=DeliveryState.WAITING).order_by("due_at", "id")[:MOST])
    under_way = list(rows.filter(state__in=(DeliveryState.SENDING, DeliveryState.UNSURE), needs_person=False))
    needs = list(troubles_of(who)[:MOST])
    if as_json:
        print_json(
            {
                "worker_runs": sending.worker_runs(),
                "waiting": [sending.delivery_data(d) for d in waits],
                "on_its_way": [sending.delivery_data(d) for d in under_way],
                "needs_you": [sending.delivery_data(d) for d in needs],
                "paused": [{"id": p.pk, "what": str(p), "why": p.why, "by": p.by_name} for p in pauses_of(who)],
                "drafts": drafts_of(who).count(),
                "inbox": counts_of(who),
            }
        )
        return
    _show(who, waits, under_way, needs)


def _show(who: Actor, waits: list[Delivery], under_way: list[Delivery], needs: list[Delivery]) -> None:
    for pause in pauses_of(who):
        click.secho(f"Paused: {pause}, by {pause.by_name}: {pause.why}", bold=True)
    if needs:
        click.secho("Needs you", bold=True)
        _table(who, needs)
    for head, rows in (("On its way", under_way), ("Waits", waits)):
        if rows:
            click.secho(head, bold=True)
            _table(who, rows)
    if not (waits or under_way or needs):
        click.echo("Nothing waits, and nothing needs you.")
    owed = counts_of(who)
    ours = next((number for state, number in owed.items() if state == "ours"), 0)
    click.echo(f"{several(drafts_of(who).count(), 'draft')}. {several(ours, WAITS, WAIT)} for an answer.")
    sending.say_if_no_worker()


def _table(who: Actor, rows: Iterable[Delivery]) -> None:
    zone = workspace_of(who).tz
    print_table(
        ("delivery", "account", "state", "due", "words", "why"),
        [(d.pk, place_of(d.account), d.state, when(d.due_at, zone), d.text[:50], d.why) for d in rows],
        right=(0,),
    )


def show(post_id: int, as_json: bool) -> None:
    """One post, account by account."""
    who = actor()
    who.require(Verb.READ)
    post = post_of(who, post_id)
    found = [v.delivery for v in post.versions.all() if v.delivery is not None]
    if as_json:
        rows = [{**sending.delivery_data(d), "parts": _parts(d), "attempts": _attempts(d)} for d in found]
        print_json({"post": post.pk, "state": post.state, "text": post.master, "deliveries": rows})
        return
    zone = workspace_of(who).tz
    click.secho(f"Post {post.pk}: {post.state}", bold=True)
    click.echo(f"  {printable(post.master)}")
    for version in post.versions.all():
        delivery = version.delivery
        if delivery is None:
            click.echo(f"{place_of(version.account)}: a draft")
            continue
        click.echo(
            f"{place_of(version.account)}: {delivery.state} (delivery {delivery.pk}) {delivery.address}".rstrip()
        )
        if delivery.why:
            click.echo(f"  {delivery.why}")
        if cure := cure_of(delivery):
            click.echo(f"  What you can do: {cure}")
        _tell_parts(delivery)
        following = coming(delivery, timezone.now())
        if not delivery.is_over:
            click.echo(f"  Next: {following.words} {when(following.at, zone) if following.at else ''}".rstrip())
        for attempt in delivery.attempts.all():
            click.echo(
                f"  {when(attempt.started_at, zone)} {attempt.kind}{_which(attempt)}: {attempt.outcome} {attempt.words}"
            )


def _which(attempt: Attempt) -> str:
    return "" if attempt.place is None else f" part {attempt.place + 1}"


def _tell_parts(delivery: Delivery) -> None:
    for part in delivery.parts if delivery.parts_count > 1 else ():
        click.echo(f"  {part.kind} {part.number}: {part.state} {part.address}".rstrip())


def _parts(delivery: Delivery) -> list[dict[str, object]]:
    return [
        {"kind": p.kind, "text": p.text, "state": p.state, "address": p.address, "sent_at": p.sent_at}
        for p in delivery.parts
    ]


def _attempts(delivery: Delivery) -> list[dict[str, object]]:
    return [
        {
            "kind": a.kind,
            "part": a.place,
            "started_at": a.started_at,
            "ended_at": a.ended_at,
            "outcome": a.outcome,
            "words": a.words,
        }
        for a in delivery.attempts.all()
    ]


def settle(delivery: int, there: bool, address: str, again: bool) -> None:
    """What a person found who looked."""
    if there == again:
        raise BadInput("Say what you found: --there, or --again to send it again.", field="there")
    who = actor()
    settled = actions.say_it_is_there(who, delivery, address) if there else actions.send_again(who, delivery)
    _say(settled)


def retry(delivery: int) -> None:
    """Held words may go."""
    _say(actions.try_again(actor(), delivery))


def reopen(delivery: int) -> None:
    """As a draft."""
    post = open_again(actor(), delivery)
    click.echo(f"It is draft {post.pk} again. `twoway post --id {post.pk} --at WHEN` gives it a new time.")


def leave(delivery: int) -> None:
    """Half a thread is enough."""
    _say(actions.leave_it(actor(), delivery))


def cancel(delivery: int) -> None:
    """Taken back."""
    _say(actions.cancel(actor(), delivery))


def move(delivery: int, at: str) -> None:
    """Another time."""
    who = actor()
    zone = workspace_of(who).tz
    due_at = read_time(at, zone, timezone.now())
    moved = actions.move(who, delivery, due_at, due_at + timedelta(minutes=settings.TWOWAY_LATE_MINUTES))
    click.echo(f"{place_of(moved.account)}: goes out {when(moved.due_at, zone)}.")


def aside(delivery: int) -> None:
    """Read, and done with."""
    actions.set_aside(actor(), delivery)
    click.echo("Set aside.")


def _say(delivery: Delivery) -> None:
    click.echo(f"{place_of(delivery.account)}: {delivery.state} (delivery {delivery.pk}).")
    if delivery.state == DeliveryState.WAITING:
        sending.say_if_no_worker()

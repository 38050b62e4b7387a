"""What `twoway posts` does with what is out: other words, taking down, and deciding about a change."""

from __future__ import annotations

import time

import click

from twoway.apps.accounts.queries import account_named, place_of
from twoway.apps.delivery import changing
from twoway.apps.delivery.changing import EditLook
from twoway.apps.delivery.jobs import drain
from twoway.apps.delivery.models import Change, Delivery
from twoway.apps.people.queries import workspace_of
from twoway.apps.posts.again import write_again
from twoway.apps.posts.queries import post_of
from twoway.domain.changing import ChangeKind, ChangeState, Wanted, wanted_of
from twoway.domain.differing import as_marked
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor, Verb
from twoway.domain.states import DeliveryState
from twoway.doors.cli import sending
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.reading import read_text, sure
from twoway.doors.cli.showing import print_json, printable, waiting, when
from twoway.doors.cli.whose import actor


def edit(
    post_id: int,
    texts: tuple[str, ...],
    file: str | None,
    alts: tuple[str, ...],
    warning: str | None,
    account: str | None,
    diff: bool,
    wait: float,
    as_json: bool,
) -> None:
    """Other words, or only how they would differ."""
    who = actor()
    delivery = _out(who, post_id, account)
    wanted = _wanted(delivery, texts, file, alts, warning)
    if diff:
        look = changing.look_at_edit(who, delivery.pk, wanted)
        _show_look(look, as_json=as_json)
        return
    change = changing.edit(who, delivery.pk, wanted)
    _tell(_waited_for(change, wait), as_json=as_json)


def _wanted(
    delivery: Delivery, texts: tuple[str, ...], file: str | None, alts: tuple[str, ...], warning: str | None
) -> Wanted:
    now = wanted_of(delivery.version)
    if file is not None or texts == ("-",):
        texts = (read_text(texts[0] if texts else None, file),)
    return Wanted(
        texts=texts or now.texts, alts=alts or now.alts, warning=now.warning if warning is None else warning
    )


def _out(who: Actor, post_id: int, account: str | None) -> Delivery:
    """The one version of a post that is meant; BadInput when there are several, or none is out."""
    post = post_of(who, post_id)
    chosen = account_named(who, account).pk if account else None
    there = [
        version.delivery
        for version in post.versions.all()
        if version.delivery is not None
        and (version.delivery.state == DeliveryState.SENT or version.delivery.is_half)
        and chosen in (None, version.account_id)
    ]
    if not there:
        raise BadInput(f"Nothing of post {post_id} is out{f' on {account}' if account else ''}.", field="post")
    if len(there) > 1:
        places = ", ".join(one.account.label for one in there)
        raise BadInput(f"Post {post_id} is out on {places}. Say which with --account.", field="account")
    return there[0]


def _show_look(look: EditLook, *, as_json: bool) -> None:
    if as_json:
        print_json({"differences": look.differences, "findings": look.findings, "may_go": not look.stops})
    else:
        for one in look.differences:
            click.echo(f"{one.name}: {printable(as_marked(one.stretches))}")
        if not look.differences:
            click.echo("That is what it says already.", err=True)
        for finding in look.findings:
            click.echo(f"{finding.severity}: {finding.message}", err=True)
    if look.stops:
        raise Ends(Exit.STOPPED)


def take_down(post_id: int, account: str | None, yes: bool, wait: float, as_json: bool) -> None:
    """Gone from there."""
    who = actor()
    delivery = _out(who, post_id, account)
    sure(yes, f"Take it down from {place_of(delivery.account)}? Nobody can put it back.")
    _tell(_waited_for(changing.take_down(who, delivery.pk), wait), as_json=as_json)


def _waited_for(change: Change, seconds: float) -> Change:
    """Wait until a change is decided, or the time is over. Without a worker, do what is due in this very process."""
    until = time.monotonic() + seconds
    with waiting("Asking"):
        while change.is_open and not change.needs_person and time.monotonic() < until:
            if not sending.worker_runs():
                drain()
            change.refresh_from_db()
            if change.is_open and not change.needs_person:
                time.sleep(sending.LOOK_EVERY)
    change.refresh_from_db()
    return change


def _tell(change: Change, *, as_json: bool) -> None:
    place, state = place_of(change.delivery.account), ChangeState(change.state)
    if as_json:
        print_json(change_data(change))
    elif state is ChangeState.DONE:
        what = "taken down" if change.kind == ChangeKind.TAKE_DOWN else "changed"
        click.echo(f"{place}: {what}. {change.why}".rstrip())
    else:
        why = change.why or "It goes on by itself."
        click.echo(f"{place}: {change.state} (change {change.pk}). {why}", err=True)
    if state is ChangeState.DONE:
        return
    if change.is_open and not change.needs_person:
        sending.say_if_no_worker()
        raise Ends(Exit.UNDER_WAY)
    raise Ends(Exit.NETWORK)


def change_data(change: Change) -> dict[str, object]:
    """A change for scripts."""
    return {
        "id": change.pk,
        "delivery": change.delivery_id,
        "kind": change.kind,
        "state": change.state,
        "by": change.by_name,
        "made_at": change.made_at,
        "ended_at": change.ended_at,
        "why": change.why,
        "differences": [
            {"name": one.name, "difference": as_marked(one.stretches)} for one in changing.difference_of(change)
        ],
    }


def again(post_id: int, account: str | None) -> None:
    """A draft with the same words."""
    who = actor()
    who.require(Verb.WRITE)
    post = write_again(who, _out(who, post_id, account).pk)
    click.echo(f"Kept as draft {post.pk}. `twoway post --id {post.pk} --now` sends it.")


def history(post_id: int, as_json: bool) -> None:
    """Every change of a post."""
    who = actor()
    who.require(Verb.READ)
    there = [version.delivery for version in post_of(who, post_id).versions.all() if version.delivery is not None]
    found = [change for delivery in there for change in changing.history_of(delivery)]
    if as_json:
        print_json({"post": post_id, "changes": [change_data(change) for change in found]})
        return
    if not found:
        click.echo("Nothing of it was changed.", err=True)
    zone = workspace_of(who).tz
    for change in found:
        click.secho(
            f"{change.pk}: {change.kind} on {place_of(change.delivery.account)}, {change.state}, by {change.by_name}, "
            f"{when(change.made_at, zone)}",
            bold=True,
        )
        if change.why:
            click.echo(f"  {change.why}")
        for one in changing.difference_of(change):
            click.echo(f"  {one.name}: {printable(as_marked(one.stretches))}")


def retry(change: int) -> None:
    """Once more."""
    changed = changing.try_again(actor(), change)
    click.echo(f"{place_of(changed.delivery.account)}: {changed.state} (change {changed.pk}).")
    sending.say_if_no_worker()


def leave(change: int) -> None:
    """As it is."""
    changed = changing.take_back(actor(), change)
    click.echo(f"{place_of(changed.delivery.account)}: left as it is.")


def seen(change: int) -> None:
    """Read, and done with."""
    changing.set_aside(actor(), change)
    click.echo("Set aside.")

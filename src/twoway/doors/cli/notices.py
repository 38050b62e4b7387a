"""What `twoway notices` does."""

from __future__ import annotations

from datetime import time

import click
from django.utils import timezone

from twoway.apps.notices import actions
from twoway.apps.notices.actions import Manners
from twoway.apps.notices.models import Notice, Route
from twoway.apps.notices.queries import notices_of, route_of, routes_of, settled_of
from twoway.domain.errors import BadInput, NetworkAnswer
from twoway.domain.permission import Verb
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.showing import ago, print_json, print_table, waiting
from twoway.doors.cli.whose import actor

#: So many settled ones are listed.
LATELY = 20


def list_notices(settled: bool, as_json: bool) -> None:
    """What is open, and with `settled` what was settled lately."""
    who = actor()
    who.require(Verb.READ)
    found = [*notices_of(who), *(settled_of(who)[:LATELY] if settled else ())]
    if as_json:
        print_json([_as_data(notice) for notice in found])
        return
    if not found:
        click.echo("Nothing needs you.", err=True)
        return
    now = timezone.now()
    rows = [(n.pk, _state(n), ago(n.created_at, now), n.times, n.words, n.cure) for n in found]
    print_table(("notice", "", "since", "times", "what", "what to do"), rows, right=(0, 3))


def _state(notice: Notice) -> str:
    if not notice.is_open:
        return "settled"
    return "urgent" if notice.urgent else "open"


def _as_data(notice: Notice) -> dict[str, object]:
    names = ("key", "words", "cure", "path", "urgent", "times", "created_at", "last_at", "seen_at", "settled_at")
    return {"id": notice.pk, **{name: getattr(notice, name) for name in names}}


def settle(numbers: tuple[int, ...]) -> None:
    """Each of them."""
    who = actor()
    for number in numbers:
        click.echo(f"Settled: {actions.settle(who, number).words}")


def list_routes(as_json: bool) -> None:
    """The workspace's and one's own."""
    who = actor()
    who.require(Verb.READ)
    rows = [_route(route) for route in routes_of(who)]
    if as_json:
        print_json(rows)
        return
    if not rows:
        click.echo("Notices are told here only. `twoway notices route add email` tells them by mail.", err=True)
        return
    heads = ("route", "kind", "target", "whose", "tells", "quiet", "state")
    print_table(heads, [tuple(row[h] for h in ("id", *heads[1:])) for row in rows], right=(0,))


def _route(route: Route) -> dict[str, object]:
    quiet = f"{route.quiet_from:%H:%M}-{route.quiet_until:%H:%M}" if route.quiet_from and route.quiet_until else ""
    works = f"does not get through: {route.trouble}" if route.trouble else "on"
    return {
        "id": route.pk,
        "kind": route.kind,
        "target": route.target,
        "whose": "yours" if route.user_id else "the workspace's",
        "tells": "urgent" if route.only_urgent else "everything",
        "quiet": quiet,
        "urgent_at_night": route.urgent_at_night,
        "state": works if route.is_on else "off",
        "told_at": route.told_at,
    }


def add_email(
    address: str | None, only_urgent: bool | None, quiet: str | None, urgent_at_night: bool | None, as_json: bool
) -> None:
    """To oneself without an address."""
    manners = _manners(Manners(), only_urgent, quiet, urgent_at_night)
    made = actions.add_email(actor(), address or "", own=not address, manners=manners)
    if as_json:
        print_json(_route(made))
        return
    click.echo(f"Notices go to {made.target} from now on. `twoway notices route test {made.pk}` sends a test.")


def add_webhook(
    address: str, only_urgent: bool | None, quiet: str | None, urgent_at_night: bool | None, as_json: bool
) -> None:
    """The secret goes to stdout alone, so that it can be kept in a file."""
    made, secret_ = actions.add_webhook(
        actor(), address, manners=_manners(Manners(), only_urgent, quiet, urgent_at_night)
    )
    if as_json:
        print_json({**_route(made), "secret": secret_})
        return
    click.echo(f"Notices go to {made.target} from now on. Its secret, shown this once:", err=True)
    click.echo(secret_)


def change(
    number: int,
    only_urgent: bool | None,
    quiet: str | None,
    no_quiet: bool,
    urgent_at_night: bool | None,
    is_on: bool | None,
) -> None:
    """What is not given stays as it is."""
    who = actor()
    route = route_of(who, number)
    old = Manners(
        only_urgent=route.only_urgent,
        quiet_from=None if no_quiet else route.quiet_from,
        quiet_until=None if no_quiet else route.quiet_until,
        urgent_at_night=route.urgent_at_night,
    )
    manners = _manners(old, only_urgent, quiet, urgent_at_night)
    made = actions.change_route(who, number, manners, is_on=route.is_on if is_on is None else is_on)
    click.echo(f"{made.target} is changed.")


def _manners(old: Manners, only_urgent: bool | None, quiet: str | None, urgent_at_night: bool | None) -> Manners:
    begins, ends = _hours(quiet) if quiet else (old.quiet_from, old.quiet_until)
    return Manners(
        only_urgent=old.only_urgent if only_urgent is None else only_urgent,
        quiet_from=begins,
        quiet_until=ends,
        urgent_at_night=old.urgent_at_night if urgent_at_night is None else urgent_at_night,
    )


def _hours(words: str) -> tuple[time, time]:
    begins, _, ends = words.partition("-")
    try:
        return time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
    except ValueError as error:
        raise BadInput(f"“{words}” are no hours. They look like 21:00-07:00.", field="quiet") from error


def test(number: int) -> None:
    """Now, and say whether it went."""
    who = actor()
    try:
        with waiting("Sending a test"):
            actions.try_out(who, number)
    except NetworkAnswer as answer:
        click.echo(f"It did not go: {answer.for_people}", err=True)
        raise Ends(Exit.NETWORK) from answer
    click.echo("The test went out. Look whether it arrived.")


def secret(number: int) -> None:
    """Printed alone."""
    click.echo(actions.new_secret(actor(), number))


def remove(number: int) -> None:
    """Gone."""
    who = actor()
    target = route_of(who, number).target
    actions.remove_route(who, number)
    click.echo(f"No notices go to {target} any more.")

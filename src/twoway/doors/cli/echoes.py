"""`twoway posts`: what is out, and what became of it."""

from __future__ import annotations

import click

from twoway.apps.accounts.queries import place_of
from twoway.apps.delivery.models import Delivery
from twoway.apps.delivery.queries import deliveries_of
from twoway.apps.insights.counting import tallies_of
from twoway.apps.insights.models import NAMES, Tally
from twoway.apps.people.queries import workspace_of
from twoway.domain.permission import Verb
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.doors.cli.showing import print_json, print_table, when
from twoway.doors.cli.whose import actor


def list_posts(counts: bool, most: int, as_json: bool) -> None:
    """Posts that are out."""
    who = actor()
    who.require(Verb.READ)
    out = deliveries_of(who).filter(state=DeliveryState.SENT, urgency=Urgency.SCHEDULED)
    rows = list(out.select_related("post_version").order_by("-sent_at", "-id")[:most])
    tallies = tallies_of([row.pk for row in rows]) if counts else {}
    if as_json:
        print_json({"posts": [_data(row, tallies.get(row.pk), counts=counts) for row in rows]})
        return
    if not rows:
        click.echo("Nothing is out yet.", err=True)
        return
    zone, names = workspace_of(who).tz, NAMES if counts else ()
    print_table(
        ("post", "account", "out since", "words", *names),
        [
            (
                _post_id(row) or "",
                place_of(row.account),
                "gone" if row.gone_at else when(row.sent_at, zone) if row.sent_at else "",
                row.text[:50],
                *(_number(tallies.get(row.pk), name) for name in names),
            )
            for row in rows
        ],
        right=(0, *range(4, 4 + len(names))),
    )


def _post_id(row: Delivery) -> int | None:
    version = getattr(row, "post_version", None)
    return version.post_id if version is not None else None


def _number(tally: Tally | None, name: str) -> str:
    number = getattr(tally, name) if tally is not None else None
    return "" if number is None else str(number)


def _data(row: Delivery, tally: Tally | None, *, counts: bool) -> dict[str, object]:
    told: dict[str, object] = {
        "post": _post_id(row),
        "delivery": row.pk,
        "account": row.account.handle,
        "network": row.account.network,
        "sent_at": row.sent_at,
        "address": row.address,
        "text": row.text,
        "gone_at": row.gone_at,
        "gone_why": row.gone_why,
    }
    if counts:
        told["counts"] = {name: getattr(tally, name) for name in NAMES} if tally is not None else None
        told["counted_at"] = tally.looked_at if tally is not None else None
    return told

"""`twoway calendar` and `twoway move`: what goes out when, and another time for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from twoway.apps.accounts.queries import account_named, place_of
from twoway.apps.inbox.queries import busiest_hour
from twoway.apps.people.models import Workspace
from twoway.apps.people.queries import persona_named, workspace_of
from twoway.apps.posts import planning
from twoway.apps.posts.calendar import (
    Entry,
    Wanted,
    Whose,
    aim_of,
    entries_of,
    hours_of,
    planned_of,
    posts_by_day,
    replies_by_day,
    shortened,
    whose,
)
from twoway.apps.posts.planning import BadSlot
from twoway.domain.cadence import Aim, Standing, Week, clusters, days_from, monday_of, span_of, weeks
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor
from twoway.domain.slots import Slot, good_slots
from twoway.doors.cli.reading import read_time
from twoway.doors.cli.showing import print_json, print_table, when
from twoway.doors.cli.whose import actor

HEARD_FOR = timedelta(days=42)
WEEKS_BACK, OFFERED = 5, 3


def calendar(
    first: str | None,
    days: int,
    persona: str | None,
    account: str | None,
    state: str | None,
    as_json: bool,
) -> None:
    """What is planned, under way and out, with this week against the aim and good times for more."""
    who = actor()
    workspace = workspace_of(who)
    today = timezone.now().astimezone(workspace.tz).date()
    shown = list(days_from(_day(first) if first else today, days))
    since, until = span_of(shown, workspace.tz)
    wanted = Wanted(
        persona_id=persona_named(who, persona).pk if persona else None,
        account_id=account_named(who, account).pk if account else None,
        standing=Standing(state) if state else None,
    )
    theirs = whose(who)
    entries = entries_of(theirs, since, until, workspace.tz, wanted)
    found = _weeks(theirs, workspace, today)
    good = _good(who, workspace, entries, [day for day in shown if day >= today][:7])
    if as_json:
        print_json(_data(entries, found, good, workspace))
        return
    _show(entries, found, good, workspace)


def aim(posts: int | None, replies: int | None, hours: str | None, as_json: bool) -> None:
    """Say what the workspace wants of a week, or show it."""
    who = actor()
    now = aim_of(workspace_of(who))
    if posts is not None or replies is not None or hours:
        wanted = Aim(posts=now.posts if posts is None else posts, replies=now.replies if replies is None else replies)
        planning.set_rhythm(who, aim=wanted, hours=_hours(hours) if hours else None)
    workspace = workspace_of(who)
    told, spoken = aim_of(workspace), hours_of(workspace)
    if as_json:
        print_json({"posts": told.posts, "replies": told.replies, "hours": [spoken.first, spoken.last]})
        return
    click.echo(
        f"{told.posts} posts and {told.replies} replies a week, between {spoken.first:%H:%M} and {spoken.last:%H:%M}."
    )


def move(post_id: int, at: str, account: str | None, anyway: bool, as_json: bool) -> None:
    """Give a post another time."""
    who = actor()
    zone = workspace_of(who).tz
    due_at = read_time(at, zone, timezone.now())
    account_id = account_named(who, account).pk if account else None
    try:
        moved = planning.move(who, post_id, due_at, account_id=account_id, anyway=anyway)
    except BadSlot as against:
        raise BadInput(f"{against.for_people} Give --anyway to move it there all the same.", field="at") from against
    if as_json:
        was = [{"delivery": place.delivery_id, "at": place.at} for place in moved.was]
        print_json({"post": post_id, "at": moved.at.astimezone(zone), "was": was, "stayed": moved.stayed})
        return
    click.echo(f"Moved to {when(moved.at, zone)}.")
    for words in moved.stayed:
        click.echo(words, err=True)


def _day(words: str) -> date:
    try:
        found = date.fromisoformat(words)
    except ValueError:
        found = date.min
    if not 1970 <= found.year <= 9000:
        raise BadInput(f"“{words}” is not a day. Write it like 2026-11-28.", field="from")
    return found


def _hours(words: str) -> tuple[time, time]:
    first, _, last = words.partition("-")
    try:
        return time.fromisoformat(first.strip()), time.fromisoformat(last.strip())
    except ValueError:
        raise BadInput(f"“{words}” are no hours. Write them like 08:00-18:00.", field="hours") from None


def _weeks(theirs: Whose, workspace: Workspace, today: date) -> tuple[Week, ...]:
    monday, zone = monday_of(today), workspace.tz
    since, until = span_of([monday - timedelta(weeks=WEEKS_BACK), monday + timedelta(days=6)], zone)
    posts = posts_by_day(theirs.accounts, since, until, zone)
    return weeks(today, WEEKS_BACK, posts, replies_by_day(theirs.accounts, since, until, zone))


def _good(who: Actor, workspace: Workspace, entries: Sequence[Entry], days: Sequence[date]) -> tuple[Slot, ...]:
    now = timezone.now()
    hours = hours_of(workspace, busiest_hour(who, now - HEARD_FOR, workspace.tz))
    return good_slots(days, [entry.at for entry in entries], hours, workspace.tz, now, most=OFFERED)


def _show(entries: Sequence[Entry], found: Sequence[Week], good: Sequence[Slot], workspace: Workspace) -> None:
    zone, wanted, this = workspace.tz, aim_of(workspace), found[-1]
    click.echo(
        f"This week: {this.posts} of {wanted.posts} posts, {this.replies} of {wanted.replies} replies.", err=True
    )
    rows = [
        (when(e.at, zone), e.post_id, e.standing, ", ".join(place_of(s.account) for s in e.spots), shortened(e.words))
        for e in entries
    ]
    print_table(("when", "post", "state", "where", "words"), rows, right=(1,))
    for cluster in clusters(planned_of(entries)):
        click.echo(f"{cluster.words}: posts {', '.join(str(key) for key in cluster.keys)}.", err=True)
    for slot in good:
        click.echo(f"A good time: {when(slot.at, zone)}. {slot.why}", err=True)


def _data(
    entries: Sequence[Entry], found: Sequence[Week], good: Sequence[Slot], workspace: Workspace
) -> dict[str, object]:
    """All of it for scripts; times are in the workspace's zone."""
    zone, wanted = workspace.tz, aim_of(workspace)
    return {
        "zone": workspace.zone,
        "aim": {"posts": wanted.posts, "replies": wanted.replies},
        "weeks": [{"monday": w.monday, "posts": w.posts, "replies": w.replies} for w in found],
        "entries": [_entry_data(entry, zone) for entry in entries],
        "clusters": [{"posts": c.keys, "words": c.words} for c in clusters(planned_of(entries))],
        "good": [{"at": slot.at.astimezone(zone), "why": slot.why} for slot in good],
    }


def _entry_data(entry: Entry, zone: ZoneInfo) -> dict[str, object]:
    return {
        "post": entry.post_id,
        "at": entry.at.astimezone(zone),
        "state": entry.standing,
        "words": entry.words,
        "may_move": entry.may_move,
        "versions": [
            {
                "account": spot.account.label,
                "at": spot.at.astimezone(zone),
                "state": spot.standing,
                "delivery": spot.delivery_id,
            }
            for spot in entry.spots
        ],
    }

"""Calendar: month, week, list and day; one post's plan; and moving it to another time."""

from __future__ import annotations

import zlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import facts_of, place_of
from twoway.apps.delivery.models import Delivery
from twoway.apps.delivery.queries import troubles_of
from twoway.apps.delivery.telling import cure_of
from twoway.apps.inbox.queries import busiest_hour
from twoway.apps.people.models import Workspace
from twoway.apps.people.queries import actors_of, workspace_of, workspaces_of
from twoway.apps.posts.calendar import (
    Entry,
    Spot,
    Wanted,
    Whose,
    aim_of,
    entries_of,
    hours_of,
    last_spoken,
    posts_by_day,
    replies_by_day,
    whose,
)
from twoway.apps.posts.queries import drafts_of
from twoway.domain.cadence import (
    Aim,
    Standing,
    Week,
    days_from,
    monday_of,
    month_away,
    month_of,
    silences,
    span_of,
    start_of,
    week_of,
    weeks,
)
from twoway.domain.permission import Actor
from twoway.domain.slots import Slot, good_slots
from twoway.domain.states import DeliveryState
from twoway.doors.web.calendar_grid import (
    IN_A_CELL,
    IN_AN_HOUR,
    Day,
    Folded,
    Frame,
    chips_of,
    days_of,
    fold,
    hint_words,
    listed,
    with_hours,
)
from twoway.doors.web.door import LIVE, for_members, is_fragment, page, signed_in
from twoway.doors.web.echoes import with_echoes
from twoway.doors.web.forms import page_number
from twoway.doors.web.panes import DELIVERY_KINDS, DELIVERY_WORDS

VIEWS = {"month": "Month", "week": "Week", "list": "List"}
#: A list is of so many days, from a week ago on.
LISTED, BEFORE = 28, 7
ON_A_PAGE = 30
#: So many posts stand on a page of a list.
MOST_LISTED = 100
#: How many drafts and troubles stand beside the calendar; the others have pages of their own.
FEW, FEW_TROUBLES = 10, 3
WEEKS_BACK = 5
#: Silences are told up to so many days ahead.
AHEAD = timedelta(days=28)
HEARD_FOR = timedelta(days=42)
#: What has been due for longer than this is not about to go: no worker runs.
LONG_DUE = timedelta(hours=1)
#: While something is under way the page asks this often; else not before the next one is due.
SOON, LATEST_LOOK = 3, 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to see: a view, the day it is around, and only some posts."""

    view: str
    day: date
    is_dated: bool
    wanted: Wanted
    client: str = ""

    def href(self, **other: object) -> str:
        """The address of this view with something changed."""
        wanted = {
            "view": self.view,
            "from": self.day.isoformat() if self.is_dated else "",
            "persona": self.wanted.persona_id,
            "account": self.wanted.account_id,
            "state": self.wanted.standing,
            "client": self.client,
        } | other
        return f"{reverse('calendar')}?{urlencode({k: v for k, v in wanted.items() if v})}"

    @property
    def is_narrow(self) -> bool:
        """Whether some posts are left out."""
        return self.wanted != Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whose calendar is looked at, in which zone, and what time it is."""

    actor: Actor
    workspace: Workspace
    theirs: Whose
    clients: Mapping[int, str]
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The zone that its hours are meant in."""
        return self.workspace.tz

    @property
    def today(self) -> date:
        """The day it is there."""
        return self.now.astimezone(self.zone).date()

    @property
    def account_ids(self) -> tuple[int, ...]:
        """Every account."""
        return tuple(self.theirs.accounts)


@require_safe
@for_members
def calendar(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The page; for htmx only what lives in it, and nothing at all when it is still as it was."""
    workspace = workspace_of(actor)
    asked = _asked(request, timezone.now().astimezone(workspace.tz).date())
    place = _place(request, actor, workspace, asked)
    days = days_shown(asked, place.today)
    since, until = span_of(days, place.zone)
    entries = entries_of(place.theirs, since, until, place.zone, asked.wanted)
    troubles = list(troubles_of(actor)[: FEW + 1])
    stamp = _stamp(entries, troubles, place)
    if is_fragment(request) and request.GET.get("seen") == stamp:
        return HttpResponse(status=204)
    context = _sheet(place, asked, days, entries, page_number(request.GET.get("page")))
    context |= {
        "asked": asked,
        "zone": place.zone.key,
        **_beside(actor, troubles),
        **_poll(request, entries, place, stamp),
    }
    is_turned = request.GET.get("turned") == "yes"
    if request.GET.get("part") != LIVE or is_turned:
        context |= _frame(request, place, asked, days) | {"is_turned": is_turned and is_fragment(request)}
    return page(request, "calendar/page.html", context, section="Calendar")


@require_safe
@for_members
def drafts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every draft, newest first."""
    found = Paginator(drafts_of(actor), ON_A_PAGE).get_page(page_number(request.GET.get("page")))
    context = {"title": "Drafts", "listed": found, "drafts": list(found.object_list)}
    return page(request, "calendar/more.html", context, section="Calendar")


@require_safe
@for_members
def trouble(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every delivery that waits for a person."""
    found = Paginator(troubles_of(actor), ON_A_PAGE).get_page(page_number(request.GET.get("page")))
    context = {"title": "These need you", "listed": found, "troubles": [_trouble(d) for d in found.object_list]}
    return page(request, "calendar/more.html", context, section="Calendar")


# -- what is asked -----------------------------------------------------------------------------------------------------


def _asked(request: HttpRequest, today: date) -> Asked:
    """What the address says; a mistyped one should still show something."""
    view, day = request.GET.get("view", ""), _day(request.GET.get("from", ""))
    standing = request.GET.get("state", "")
    return Asked(
        view=view if view in (*VIEWS, "day") else "month",
        day=day or today,
        is_dated=day is not None,
        wanted=Wanted(
            persona_id=_chosen(request.GET.get("persona", "")),
            account_id=_chosen(request.GET.get("account", "")),
            standing=Standing(standing) if standing in set(Standing) else None,
        ),
        client=request.GET.get("client", "")[:20],
    )


def _day(words: str) -> date | None:
    try:
        found = date.fromisoformat(words)
    except ValueError:
        return None
    return found if 1970 <= found.year <= 9000 else None


def _chosen(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else None


def _place(request: HttpRequest, actor: Actor, workspace: Workspace, asked: Asked) -> Place:
    """Whose calendar it is: this workspace's, another client's of theirs, or all of them, then with names."""
    actors, names = [actor], {}
    user = signed_in(request)
    if asked.client and user is not None:
        wanted = [a for a in actors_of(user) if asked.client in ("all", str(a.workspace_id))]
        actors = wanted or actors
        names = {a.workspace_id: a.workspace for a in wanted} if len(wanted) > 1 else {}
    return Place(actor=actor, workspace=workspace, theirs=whose(*actors), clients=names, now=timezone.now())


def days_shown(asked: Asked, today: date) -> tuple[date, ...]:
    """The days of a view. A list that names no day begins a week ago."""
    if asked.view == "month":
        return month_of(asked.day)
    if asked.view == "week":
        return week_of(asked.day)
    if asked.view == "day":
        return (asked.day,)
    first = asked.day if asked.is_dated else today - timedelta(days=BEFORE)
    return tuple(days_from(first, LISTED))


def _around(asked: Asked, days: Sequence[date]) -> tuple[date, date]:
    """The day to ask for before and after this view."""
    if asked.view == "month":
        return month_away(asked.day, -1), month_away(asked.day, 1)
    span = timedelta(days=len(days))
    return days[0] - span, days[0] + span


# -- what is shown -----------------------------------------------------------------------------------------------------


def _sheet(place: Place, asked: Asked, days: Sequence[date], entries: Sequence[Entry], leaf: int) -> dict[str, Any]:
    """The days with everything in them, and the strip above."""
    strip = _strip(place)
    this_week = strip["weeks"][-1]
    best = busiest_hour(place.actor, place.now - HEARD_FOR, place.zone)
    frame = Frame(
        zone=place.zone,
        today=place.today,
        now=place.now,
        hours=hours_of(place.workspace, best),
        href=lambda day: asked.href(view="day", **{"from": day.isoformat()}),
        clients=place.clients,
    )
    good = _good(place, asked, days, entries, frame, this_week, strip["aim"])
    leaves = Paginator(entries, MOST_LISTED).get_page(leaf) if asked.view in ("list", "day") else None
    folded = _folded(asked.view, list(leaves.object_list) if leaves else entries, place.zone)
    chips = chips_of(folded.shown, entries, frame)
    made = days_of(
        days,
        with_echoes(chips) if asked.view in ("list", "day") else chips,
        frame,
        silent=_silent(place, asked, days, entries),
        good=good,
        month=asked.day.month if asked.view == "month" else 0,
        more=_by_day(folded),
    )
    return {
        "days": _in_view(asked.view, made, frame, folded),
        "leaves": leaves,
        "is_empty": not entries,
        "seven": _seven(made, place.today),
        **strip,
    }


def _folded(view: str, entries: Sequence[Entry], zone: ZoneInfo) -> Folded:
    """What there is room for: in a month some in each day, in a week some in each hour."""
    if view == "month":
        return fold(entries, lambda entry: entry.day, IN_A_CELL)
    if view == "week":
        return fold(entries, lambda entry: (entry.day, entry.at.astimezone(zone).hour), IN_AN_HOUR)
    return Folded(shown=tuple(entries), more={})


def _by_day(folded: Folded) -> dict[Hashable, int]:
    """How many are folded away in each day, whatever hour they are at."""
    found: dict[Hashable, int] = {}
    for place, more in folded.more.items():
        day = place[0] if isinstance(place, tuple) else place
        found[day] = found.get(day, 0) + more
    return found


def _in_view(view: str, days: list[Day], frame: Frame, folded: Folded) -> list[Day]:
    if view == "week":
        return with_hours(days, frame.hours, folded.more)
    return listed(days) if view == "list" else days


def _seven(days: Sequence[Day], today: date) -> list[Day]:
    """The seven days above a phone's list: this week's, or the first of what is shown."""
    here = [day for day in days if day.is_near]
    return here if len(here) == len(week_of(today)) else list(days[:7])


def _good(
    place: Place,
    asked: Asked,
    days: Sequence[date],
    entries: Sequence[Entry],
    frame: Frame,
    week: Week,
    aim: Aim,
) -> tuple[Slot, ...]:
    """Good times for the week that is looked at, as many as it lacks; for an empty month, some in the days to come."""
    if asked.is_narrow or asked.view not in ("month", "week") or (asked.view == "month" and entries):
        return ()
    lacking = aim.posts - (len({e.post_id for e in entries}) if asked.view == "week" else week.posts)
    coming = [day for day in days if day >= place.today][:7]
    return good_slots(
        coming, [e.at for e in entries], frame.hours, place.zone, place.now, most=max(0, min(3, lacking))
    )


def _silent(place: Place, asked: Asked, days: Sequence[date], entries: Sequence[Entry]) -> dict[date, str]:
    """Quiet words for empty days, about accounts that may post."""
    if asked.view not in ("month", "week") or asked.wanted.standing is not None:
        return {}
    posting = {i: a for i, a in place.theirs.accounts.items() if a.may_post and a.removed_at is None}
    spoken: dict[int, set[date]] = {i: set() for i in posting}
    for i, day in last_spoken(posting, start_of(days[0], place.zone), place.zone).items():
        spoken[i].add(day)
    for entry in entries:
        for spot in entry.spots:
            if spot.account.pk in spoken and not spot.standing.is_trouble:
                spoken[spot.account.pk].add(entry.day)
    wanted = {i: d for i, d in spoken.items() if asked.wanted.takes(posting[i])}
    names = _names(list(posting.values()))
    return {day: hint_words(s, names) for day, s in silences(days, wanted, place.today + AHEAD).items()}


def _names(accounts: Sequence[Account]) -> dict[int, str]:
    """A network's name where one account is on it, else the handle."""
    on: dict[str, int] = {}
    for account in accounts:
        on[account.network] = on.get(account.network, 0) + 1
    return {a.pk: facts_of(a).name if on[a.network] == 1 else f"@{a.handle.partition('@')[0]}" for a in accounts}


def _strip(place: Place) -> dict[str, Any]:
    """Posts and replies of the last weeks and of this one, against the aim."""
    monday = monday_of(place.today)
    since = start_of(monday - timedelta(weeks=WEEKS_BACK), place.zone)
    until = start_of(monday + timedelta(weeks=1), place.zone)
    posts = posts_by_day(place.account_ids, since, until, place.zone)
    replies = replies_by_day(place.account_ids, since, until, place.zone)
    found, aim = weeks(place.today, WEEKS_BACK, posts, replies), aim_of(place.workspace)
    return {
        "weeks": found,
        "aim": aim,
        "hours": hours_of(place.workspace),
        "bars": [
            bars("Posts", "green", [(w.monday, w.posts, w.is_now) for w in found], aim.posts),
            bars("Replies", "sky", [(w.monday, w.replies, w.is_now) for w in found], aim.replies),
        ],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One week, drawn up to 24 high."""

    x: int
    y: int
    height: int
    paint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Some weeks against an aim, and the same in words."""

    name: str
    bars: tuple[Bar, ...]
    aim: int
    aim_y: int
    now: int
    words: str
    width: int


HIGH, WIDE, STEP = 24, 8, 12


def bars(name: str, paint: str, found: Sequence[tuple[date, int, bool]], aim: int) -> Bars:
    """A little chart. Its words say every number, for those who do not see it."""
    most = max([aim, 1, *(number for _, number, _ in found)])
    drawn = tuple(
        Bar(
            x=n * STEP,
            y=HIGH - max(1, number * HIGH // most),
            height=max(1, number * HIGH // most),
            paint=f"f-{paint}" if is_now else "f-line",
        )
        for n, (_, number, is_now) in enumerate(found)
    )
    told = ", ".join(f"{number} in the week of {monday.day} {monday:%b}" for monday, number, _ in found)
    return Bars(
        name=name,
        bars=drawn,
        aim=aim,
        aim_y=HIGH - aim * HIGH // most,
        now=found[-1][1],
        words=f"{name}: {told}; the aim is {aim} a week",
        width=len(found) * STEP,
    )


# -- around it ---------------------------------------------------------------------------------------------------------


def _frame(request: HttpRequest, place: Place, asked: Asked, days: Sequence[date]) -> dict[str, Any]:
    """What stands around the days: the way to other views and days, and the filters."""
    before, after = _around(asked, days)
    clients = list(workspaces_of(user)) if (user := signed_in(request)) is not None else []
    personas = {a.persona_id: a.persona.name for a in place.theirs.accounts.values()}
    return {
        "title": _title(asked, days),
        "views": [
            {"name": name, "href": asked.href(view=view), "key": str(n), "is_chosen": view == asked.view}
            for n, (view, name) in enumerate(VIEWS.items(), 1)
        ],
        "earlier": asked.href(**{"from": before.isoformat()}),
        "later": asked.href(**{"from": after.isoformat()}),
        "now_href": asked.href(**{"from": ""}),
        "personas": [(str(i), name) for i, name in personas.items()],
        "accounts": [(str(i), place_of(a)) for i, a in place.theirs.accounts.items()],
        "standings": [(str(s), str(s).capitalize()) for s in Standing],
        "clients": [(str(w.pk), w.name) for w in clients] if len(clients) > 1 else [],
        "clear": asked.href(persona=None, account=None, state=None, client=""),
    }


def _title(asked: Asked, days: Sequence[date]) -> str:
    if asked.view == "month":
        return f"{asked.day:%B %Y}"
    if asked.view == "day":
        return f"{asked.day:%A} {asked.day.day} {asked.day:%B %Y}"
    first, last = days[0], days[-1]
    begin = f"{first.day} {first:%b}" if first.month != last.month else f"{first.day}"
    return f"{begin} to {last.day} {last:%b %Y}"


def _beside(actor: Actor, troubles: Sequence[Delivery]) -> dict[str, Any]:
    found = list(drafts_of(actor)[: FEW + 1])
    return {
        "troubles": [_trouble(d) for d in troubles[:FEW_TROUBLES]],
        "more_trouble": len(troubles) > FEW_TROUBLES,
        "drafts": found[:FEW],
        "more_drafts": len(found) > FEW,
    }


def _trouble(delivery: Delivery) -> dict[str, object]:
    state = DeliveryState(delivery.state)
    return {
        "delivery": delivery,
        "cure": cure_of(delivery),
        "facts": facts_of(delivery.account),
        "words": DELIVERY_WORDS[state],
        "kind": DELIVERY_KINDS[state],
    }


# -- while it is open --------------------------------------------------------------------------------------------------


def _stamp(entries: Sequence[Entry], troubles: Sequence[Delivery], place: Place) -> str:
    """A short sum of everything that may change by itself."""
    rows = [(e.post_id, e.at, e.words, *((s.delivery_id, s.standing) for s in e.spots)) for e in entries]
    whole = f"{rows}{[(d.pk, d.state) for d in troubles]}{place.today}{_is_under_way(entries, place)}"
    return f"{zlib.crc32(whole.encode('utf-8', 'backslashreplace')):08x}"


def _is_under_way(entries: Sequence[Entry], place: Place) -> bool:
    """Whether something in view is being sent or is due, and no pause keeps it."""
    return any(_is_busy(spot, place.now) for entry in entries for spot in entry.spots)


def _is_busy(spot: Spot, now: datetime) -> bool:
    if spot.standing is Standing.SENDING:
        return True
    waits = spot.standing in (Standing.SCHEDULED, Standing.WAITING) and not spot.is_paused
    return waits and now - LONG_DUE < spot.at <= now


def _poll(request: HttpRequest, entries: Sequence[Entry], place: Place, stamp: str) -> dict[str, Any]:
    """How often to ask again: soon while something is under way, when the next one is due, or never."""
    query = request.GET.copy()
    query["part"], query["seen"] = LIVE, stamp
    query.pop("turned", None)
    refresh = query.copy()
    refresh.pop("seen")
    waits = (Standing.SCHEDULED, Standing.WAITING)
    ahead = [s.at for e in entries for s in e.spots if s.at > place.now and s.standing in waits]
    coming = [at for at in ahead if at - place.now < timedelta(seconds=LATEST_LOOK)]
    every = 0
    if _is_under_way(entries, place):
        every = SOON
    elif coming:
        every = int((min(coming) - place.now).total_seconds()) + 1
    return {
        "stamp": stamp,
        "poll": f"{reverse('calendar')}?{query.urlencode()}",
        "refresh": f"{reverse('calendar')}?{refresh.urlencode()}",
        "every": every,
    }

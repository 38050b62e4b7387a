"""Calendar as a list: what goes out when, what did, and the silences in between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from twoway.apps.accounts.queries import facts_of
from twoway.apps.delivery.models import Delivery
from twoway.apps.delivery.queries import troubles_of
from twoway.apps.people.queries import workspace_of
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import calendar_of, drafts_of
from twoway.domain.facts import Facts
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState, PostState
from twoway.doors.web.door import for_members, page
from twoway.doors.web.forms import page_number
from twoway.doors.web.panes import DELIVERY_KINDS, DELIVERY_WORDS

SPAN = timedelta(days=28)
#: A silence of this many days is worth a quiet word.
GAP = 4
MOST = 300
ON_A_PAGE = 30
#: How many drafts and troubles stand beside the calendar; the others have pages of their own.
FEW = 10

STATE_KINDS = {
    PostState.DRAFT: "",
    PostState.SCHEDULED: "info",
    PostState.SENDING: "info",
    PostState.SENT: "good",
    PostState.PARTLY: "info",
    PostState.TROUBLE: "urgent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One account's delivery in a row."""

    delivery: Delivery
    facts: Facts
    words: str
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A post in the list, at the time its first version goes out."""

    post: Post
    at: datetime
    chips: tuple[Chip, ...]
    state: PostState
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day with its entries, or a gap of several days without any."""

    day: date
    entries: tuple[Entry, ...] = ()
    gap: int = 0
    is_today: bool = False


@require_safe
@for_members
def calendar(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Four weeks, from a week ago unless another day is asked for."""
    zone = workspace_of(actor).tz
    today = timezone.now().astimezone(zone).date()
    first = _asked(request.GET.get("from", ""), today - timedelta(days=7))
    since = datetime.combine(first, time.min, zone)
    posts = list(calendar_of(actor, since, since + SPAN)[:MOST])
    troubles, drafts = list(troubles_of(actor)[: FEW + 1]), list(drafts_of(actor)[: FEW + 1])
    context = {
        "days": days(_entries(posts, zone), first, first + SPAN, today),
        "troubles": [_trouble(d) for d in troubles[:FEW]],
        "more_trouble": len(troubles) > FEW,
        "drafts": drafts[:FEW],
        "more_drafts": len(drafts) > FEW,
        "first": first,
        "last": first + SPAN - timedelta(days=1),
        "earlier": first - SPAN,
        "later": first + SPAN,
        "is_cut": len(posts) == MOST,
        "zone": zone.key,
    }
    return page(request, "calendar.html", context, section="Calendar")


@require_safe
@for_members
def drafts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every draft, newest first."""
    listed = Paginator(drafts_of(actor), ON_A_PAGE).get_page(page_number(request.GET.get("page")))
    context = {"title": "Drafts", "listed": listed, "drafts": list(listed.object_list)}
    return page(request, "calendar_more.html", context, section="Calendar")


@require_safe
@for_members
def trouble(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every delivery that waits for a person."""
    listed = Paginator(troubles_of(actor), ON_A_PAGE).get_page(page_number(request.GET.get("page")))
    context = {"title": "These need you", "listed": listed, "troubles": [_trouble(d) for d in listed.object_list]}
    return page(request, "calendar_more.html", context, section="Calendar")


def _asked(words: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(words)
    except ValueError:
        return otherwise
    return found if 1970 <= found.year <= 9000 else otherwise


def _entries(posts: Iterable[Post], zone: ZoneInfo) -> list[Entry]:
    entries = []
    for post in posts:
        live = [v.delivery for v in post.versions.all() if v.delivery and v.delivery.state != DeliveryState.CANCELLED]
        if live:
            at = min(delivery.due_at for delivery in live).astimezone(zone)
            chips = tuple(_chip(delivery, post) for delivery in live)
            entries.append(Entry(post=post, at=at, chips=chips, state=post.state, kind=STATE_KINDS[post.state]))
    return entries


def _chip(delivery: Delivery, post: Post) -> Chip:
    version = next(v for v in post.versions.all() if v.delivery_id == delivery.pk)
    words = f"{version.account} on {facts_of(version.account).name}: {DELIVERY_WORDS[DeliveryState(delivery.state)]}"
    short = version.account.handle.partition("@")[0]
    return Chip(delivery=delivery, facts=facts_of(version.account), words=words, short=short)


def _trouble(delivery: Delivery) -> dict[str, object]:
    state = DeliveryState(delivery.state)
    return {
        "delivery": delivery,
        "facts": facts_of(delivery.account),
        "words": DELIVERY_WORDS[state],
        "kind": DELIVERY_KINDS[state],
    }


def days(entries: Sequence[Entry], first: date, end: date, today: date) -> list[Day]:
    """Days that have entries, today, and the longer silences between what lies ahead."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.at.date(), []).append(entry)
    wanted = sorted({*by_day, *({today} if first <= today < end else set())})
    found: list[Day] = []
    for day in wanted:
        before = found[-1].day if found else None
        silent = (day - before).days - 1 if before else 0
        if before and silent >= GAP:
            found.append(Day(day=before + timedelta(days=1), gap=silent))
        found.append(Day(day=day, entries=tuple(by_day.get(day, ())), is_today=day == today))
    return found

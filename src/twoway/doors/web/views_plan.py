"""When one post goes out: each version at its time, another time for it, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import facts_of, place_of
from twoway.apps.inbox.queries import busiest_hour
from twoway.apps.people.models import Workspace
from twoway.apps.people.queries import actor_for, workspace_of
from twoway.apps.posts import planning
from twoway.apps.posts.calendar import hours_of, workspace_of_post
from twoway.apps.posts.models import Post
from twoway.apps.posts.planning import BadSlot, Moved, Was
from twoway.apps.posts.queries import post_of
from twoway.domain.cadence import Aim, Standing, days_from, gravest, standing_of
from twoway.domain.errors import BadInput, NotAllowed
from twoway.domain.facts import Facts
from twoway.domain.permission import Actor, Verb, may
from twoway.domain.slots import Slot, good_slots
from twoway.domain.states import DeliveryState
from twoway.doors.web.calendar_grid import ICONS, KINDS, VERBS
from twoway.doors.web.door import back, for_members, is_fragment, page, signed_in
from twoway.doors.web.echoes import Echo, echoes_of
from twoway.doors.web.forms import moment, number, numbers

#: Good times are looked for in so many days, and so many are offered.
LOOK_AHEAD, OFFERED = 14, 3
HEARD_FOR = timedelta(days=42)
#: A page that shows the calendar hears by this name that something in it has changed.
CHANGED = "calendar-moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One version of the post: where it goes, when, and where it stands. `at` is None where nothing is planned."""

    account: Account
    facts: Facts
    at: datetime | None
    standing: Standing
    kind: str
    icon: str
    delivery_id: int | None
    verb: str
    may_move: bool
    echo: Echo | None = None
    gone: str = ""
    is_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants of a move, kept over a question."""

    at: str = ""
    account: str = ""
    deliveries: str = ""


@require_safe
@for_members
def plan(request: HttpRequest, actor: Actor, post_id: int) -> HttpResponse:
    """When the post goes out; for the calendar's own box, only what stands in it."""
    return _show(request, _owner(request, actor, post_id), post_id, Wish())


@require_POST
@for_members
def move(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Another time. Where something is against it, that is explained, with the nearest good time as the first button."""
    post_id = number(request.POST.get("post"), field="post")
    owner = _owner(request, actor, post_id)
    zone, data = workspace_of(owner).tz, request.POST
    wish = Wish(at=data.get("at", ""), account=data.get("account", ""), deliveries=data.get("deliveries", ""))
    at = moment(wish.at, zone)
    if at is None:
        raise BadInput("Choose a time for it.", field="at")
    try:
        moved = planning.move(
            owner,
            post_id,
            at,
            account_id=number(wish.account) if wish.account else None,
            delivery_ids=() if wish.account else numbers([i for i in wish.deliveries.split(",") if i]),
            anyway=data.get("anyway") == "yes",
        )
    except BadSlot as against:
        return _show(request, owner, post_id, wish, against=against)
    _tell_moved(request, moved, zone)
    return _done(request)


@require_POST
@for_members
def put_back(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Undo a move."""
    post, _, places = request.POST.get("was", "").partition("/")
    post_id = number(post, field="was")
    owner = _owner(request, actor, post_id)
    moved = planning.put_back(owner, post_id, _read_places(places))
    words = "Put back. It has no time any more."
    if moved.post.planned_at is not None:
        words = f"Put back to {_when(moved.at, workspace_of(owner).tz)}."
    messages.success(request, words)
    return _done(request)


@require_POST
@for_members
def rhythm(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the workspace wants of a week."""
    posts, replies = (number(request.POST.get(name), field=name) for name in ("posts", "replies"))
    hours = (_clock(request.POST.get("first", "")), _clock(request.POST.get("last", "")))
    planning.set_rhythm(actor, aim=Aim(posts=posts, replies=replies), hours=hours)
    messages.success(request, f"The aim is {posts} posts and {replies} replies a week now.")
    return back(request, reverse("calendar"))


def _clock(words: str) -> time:
    try:
        return time.fromisoformat(words)
    except ValueError as error:
        raise BadInput("That is not an hour. One looks like 08:00.", field="hours") from error


def _owner(request: HttpRequest, actor: Actor, post_id: int) -> Actor:
    """Whoever asks, in the workspace of the post: the calendar of all clients shows posts of several."""
    theirs, user = workspace_of_post(post_id), signed_in(request)
    if theirs is None or user is None or theirs == actor.workspace_id:
        return actor
    try:
        return actor_for(user, theirs)
    except NotAllowed:
        return actor


def _show(
    request: HttpRequest, actor: Actor, post_id: int, wish: Wish, against: BadSlot | None = None
) -> HttpResponse:
    context = _sheet(request, actor, post_of(actor, post_id), wish, against)
    status = 409 if against else 200
    if is_fragment(request):
        return render(request, "calendar/plan_body.html", context | {"in_box": True}, status=status)
    return page(request, "calendar/plan.html", context, section="Calendar", status=status)


def _sheet(request: HttpRequest, actor: Actor, post: Post, wish: Wish, against: BadSlot | None) -> dict[str, Any]:
    workspace = workspace_of(actor)
    lines = _lines(post, workspace.tz)
    moving = [line for line in lines if line.may_move]
    is_draft = all(line.delivery_id is None for line in lines)
    first = min((line.at for line in moving if line.at), default=None)
    may_move = may(actor.role, Verb.WRITE if is_draft else Verb.SEND) and (is_draft or bool(moving))
    came_from = request.POST.get("next", "") or request.headers.get("HX-Current-URL", "")
    return {
        "post": post,
        "lines": lines,
        "standing": gravest([line.standing for line in lines]),
        "is_draft": is_draft,
        "may_move": may_move,
        "moving": ",".join(str(line.delivery_id) for line in moving if line.delivery_id),
        "choices": [(str(line.account.pk), f"{place_of(line.account)} alone") for line in moving],
        "wish": wish,
        "at": wish.at[:16] or (f"{first:%Y-%m-%dT%H:%M}" if first else ""),
        "against": against,
        "nearest": _offer(against.nearest, workspace.tz) if against and against.nearest else None,
        "offers": _offers(actor, post, workspace) if may_move and not against else [],
        "zone": workspace.zone,
        "elsewhere": workspace if workspace.pk != _sits_in(request) else None,
        "next": came_from or request.headers.get("Referer", ""),
    }


def _sits_in(request: HttpRequest) -> int:
    known: Actor = request.twoway_actor  # type: ignore[attr-defined]  # the door has let them in
    return known.workspace_id


def _lines(post: Post, zone: ZoneInfo) -> list[Line]:
    found = []
    sent = [version.delivery for version in post.versions.all() if version.delivery is not None]
    echoes = echoes_of(sent)
    for version in post.versions.all():
        delivery = version.delivery
        standing = standing_of(DeliveryState(delivery.state), tries=delivery.tries) if delivery else Standing.DRAFT
        if standing is None:
            delivery, standing = None, Standing.DRAFT
        at = delivery.due_at if delivery else version.planned_at or post.planned_at
        found.append(
            Line(
                account=version.account,
                facts=facts_of(version.account),
                at=at.astimezone(zone) if at else None,
                standing=standing,
                kind=KINDS[standing],
                icon=ICONS[standing],
                delivery_id=delivery.pk if delivery else None,
                verb=VERBS.get(standing, ""),
                may_move=delivery is not None and delivery.state == DeliveryState.WAITING,
                echo=echoes.get(delivery.pk) if delivery is not None else None,
                gone=delivery.gone_why if delivery is not None and delivery.gone_at else "",
                is_out=delivery is not None and delivery.state == DeliveryState.SENT and delivery.gone_at is None,
            )
        )
    return found


def _offers(actor: Actor, post: Post, workspace: Workspace) -> list[dict[str, str]]:
    """Some good times in the next two weeks."""
    now, zone = timezone.now(), workspace.tz
    hours = hours_of(workspace, busiest_hour(actor, now - HEARD_FOR, zone))
    taken = [other.at for other in planning.others_around(actor, now + timedelta(days=7), zone, but=post.pk)]
    days = list(days_from(now.astimezone(zone).date(), LOOK_AHEAD))
    return [_offer(slot, zone) for slot in good_slots(days, taken, hours, zone, now, most=OFFERED)]


def _offer(slot: Slot, zone: ZoneInfo) -> dict[str, str]:
    at = slot.at.astimezone(zone)
    return {"at": f"{at:%Y-%m-%dT%H:%M}", "words": date_format(at, "D j M, H:i"), "why": slot.why}


# -- telling -----------------------------------------------------------------------------------------------------------


def _when(at: datetime, zone: ZoneInfo) -> str:
    return date_format(at.astimezone(zone), "D j M, H:i")


def _tell_moved(request: HttpRequest, moved: Moved, zone: ZoneInfo) -> None:
    words = " ".join((f"Moved to {_when(moved.at, zone)}.", *moved.stayed))
    messages.success(request, words, extra_tags=f"moveback:{moved.post.pk}/{_write_places(moved.was)}")


def _done(request: HttpRequest) -> HttpResponse:
    """For the calendar that is open: a word, and that it should look again. For everybody else: back to it."""
    if not is_fragment(request):
        return back(request, reverse("calendar"))
    response = render(request, "calendar/moved.html")
    response.headers["HX-Trigger"] = CHANGED
    return response


def _write_places(was: Sequence[Was]) -> str:
    return ",".join(f"{place.delivery_id or 'draft'}@{place.at.isoformat() if place.at else ''}" for place in was)


def _read_places(words: str) -> tuple[Was, ...]:
    """The places of an undo button; BadInput for anything else."""
    found = []
    for place in words.split(",")[:100]:
        ident, _, at = place.partition("@")
        delivery_id = None if ident == "draft" else number(ident, field="was")
        found.append(Was(delivery_id=delivery_id, at=moment(at, ZoneInfo("UTC"))))
    return tuple(found)

"""Giving posts another time: moved and put back, with what is against a time, and versions spread out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from twoway.apps.audit.actions import note
from twoway.apps.delivery import actions as delivery_actions
from twoway.apps.delivery.models import Delivery
from twoway.apps.delivery.queries import findings_of
from twoway.apps.people.models import Workspace
from twoway.apps.people.queries import workspace_of
from twoway.apps.posts.calendar import (
    AROUND,
    entries_of,
    hours_of,
    planned_of,
    whose,
)
from twoway.apps.posts.models import Post, PostVersion
from twoway.apps.posts.queries import post_of
from twoway.domain.cadence import Aim, Planned
from twoway.domain.errors import BadInput, Conflict, Held
from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.permission import Actor, Verb
from twoway.domain.schedule import checked_time
from twoway.domain.slots import Against, Hours, Slot, clashes, nearest_good, staggered
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Version
from twoway.plug import finder

#: The family of rules that look at when something goes out.
RHYTHM = "Rhythm"


class BadSlot(BadInput):
    """A time that something is against. `reasons` say what, `nearest` is a better one close by, when there is one."""

    def __init__(self, reasons: tuple[str, ...], nearest: Slot | None, zone: ZoneInfo) -> None:
        self.reasons, self.nearest = reasons, nearest
        better = f" {nearest.at.astimezone(zone):%a %d %b, %H:%M} is clear." if nearest else ""
        super().__init__(" ".join(reasons) + better, field="at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Was:
    """Where something stood before it was moved; `delivery_id` is None for a draft."""

    delivery_id: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a move did: the first new time, what stood where before, and a sentence for each version that stayed."""

    post: Post
    at: datetime
    was: tuple[Was, ...]
    stayed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What is against a time, in sentences, whether a team's own rule forbids it, and the nearest good time."""

    reasons: tuple[str, ...]
    is_forbidden: bool
    nearest: Slot | None


WHY_NOT: Mapping[DeliveryState, str] = {
    DeliveryState.UNSURE: "Nobody knows yet whether it is out. Look at it and say so; then it can be moved or rests.",
    DeliveryState.SENDING: "It is on its way to the network this moment, so it cannot be moved.",
    DeliveryState.HELD: "It is held back. Let it go or take it back first.",
    DeliveryState.REFUSED: "The network said no. Open the version again, change it, and give it a new time.",
    DeliveryState.MISSED: "It missed its time. Open the version again and give it a new time.",
    DeliveryState.SENT: "It is out already, so it cannot be moved. Write a new post for another time.",
}


def spread(at: datetime, account_ids: Iterable[int]) -> Mapping[int, datetime]:
    """When each account's version goes so that they do not all come in one minute: the first at `at`, then 7 to 15 minutes apart.

    The same accounts in the same order always get the same times.
    """
    return staggered(at, account_ids)


@transaction.atomic
def move(
    actor: Actor,
    post_id: int,
    at: datetime,
    *,
    account_id: int | None = None,
    delivery_ids: Iterable[int] = (),
    anyway: bool = False,
) -> Moved:
    """Give what still waits of a post another time: all of it, one account's version, or these deliveries.

    The first goes at `at`, the others keep their distance to it. BadSlot when something is against the time, unless
    `anyway`; BadInput for a time that has passed; Conflict when nothing of it waits any more; Held when a rule that the
    team has made a stop forbids the time.
    """
    now, post = timezone.now(), _taken(actor, post_id)
    chosen = _chosen(post, account_id, frozenset(delivery_ids))
    if chosen is None:
        return _move_draft(actor, post, at, now, anyway=anyway)
    actor.require(Verb.SEND)
    moving = sorted(
        (d for d in chosen if d.state == DeliveryState.WAITING), key=lambda delivery: (delivery.due_at, delivery.pk)
    )
    if not moving:
        raise Conflict(_why_not(chosen))
    at = checked_time(at, now)
    _require_good(advice(actor, post, at, moving, now), workspace_of(actor), anyway=anyway)
    by = at - moving[0].due_at
    was, late = _shift(actor, [(delivery, delivery.due_at + by) for delivery in moving])
    if not was:
        raise Conflict("It cannot be moved any more: it is on its way or out already.")
    _keep_plan(post)
    _note_move(actor, post, at, was)
    stayed = [_sentence(d) for d in chosen if d.state != DeliveryState.WAITING] + [_sentence(d) for d in late]
    return Moved(post=post_of(actor, post.pk), at=at, was=tuple(was), stayed=tuple(stayed))


@transaction.atomic
def put_back(actor: Actor, post_id: int, was: Sequence[Was]) -> Moved:
    """Undo a move: everything that still waits goes where it was. Conflict when nothing of it waits any more."""
    now, post = timezone.now(), _taken(actor, post_id)
    draft = next((place for place in was if place.delivery_id is None), None)
    if draft is not None:
        if _chosen(post, None, frozenset()) is not None:
            raise Conflict("It has been scheduled since. Move it in the calendar.")
        return _plan_draft(actor, post, checked_time(draft.at, now) if draft.at else None)
    actor.require(Verb.SEND)
    times = {place.delivery_id: place.at for place in was}
    live = _chosen(post, None, frozenset(i for i in times if i is not None)) or []
    back = [(delivery, at) for delivery in live if (at := times[delivery.pk]) is not None]
    before, _ = _shift(actor, [(delivery, checked_time(at, now)) for delivery, at in back])
    if not before:
        raise Conflict("It is too late to move it back: it is on its way or out already.")
    _keep_plan(post)
    first = min(at for _, at in back)
    _note_move(actor, post, first, before)
    return Moved(post=post_of(actor, post.pk), at=first, was=tuple(before))


def _taken(actor: Actor, post_id: int) -> Post:
    """The post with its row locked, so that two people who move it do so one after the other."""
    Post.objects.select_for_update().filter(pk=post_id, workspace_id=actor.workspace_id).first()
    return post_of(actor, post_id)


def _chosen(post: Post, account_id: int | None, delivery_ids: frozenset[int]) -> list[Delivery] | None:
    """The deliveries meant; None for a post of which nothing is on its way or out."""
    live = [v.delivery for v in post.versions.all() if v.delivery and v.delivery.state != DeliveryState.CANCELLED]
    if not live:
        return None
    found = [d for d in live if account_id in (None, d.account_id) and (not delivery_ids or d.pk in delivery_ids)]
    if not found:
        raise BadInput(
            "Nothing of this post is planned on that account. Choose another account, or move the whole post.",
            field="account",
        )
    return found


def _why_not(deliveries: Sequence[Delivery]) -> str:
    states = {DeliveryState(delivery.state) for delivery in deliveries}
    return next((words for state, words in WHY_NOT.items() if state in states), "There is nothing to move here.")


def _sentence(delivery: Delivery) -> str:
    return f"{delivery.account} stays where it is ({delivery.state})."


def _shift(actor: Actor, wanted: Sequence[tuple[Delivery, datetime]]) -> tuple[list[Was], list[Delivery]]:
    """Move each, if it still waits where it was read; what was moved with its old time, and what was too late."""
    was: list[Was] = []
    late: list[Delivery] = []
    for delivery, at in wanted:
        grace = delivery.latest_at - delivery.due_at if delivery.latest_at else None
        old = Was(delivery_id=delivery.pk, at=delivery.due_at)
        try:
            delivery_actions.move(actor, delivery.pk, at, at + grace if grace is not None else None)
        except Conflict:
            late.append(delivery)
        else:
            was.append(old)
    return was, late


def _keep_plan(post: Post) -> None:
    """The composer shows the time of the first version that still waits."""
    waiting = Delivery.objects.filter(post_version__post=post, state=DeliveryState.WAITING).order_by("due_at")
    first = waiting.values_list("due_at", flat=True).first()
    if first is not None:
        Post.objects.filter(pk=post.pk).update(planned_at=first)


def _note_move(actor: Actor, post: Post, at: datetime, was: Sequence[Was]) -> None:
    zone = workspace_of(actor).tz
    facts = {"was": {str(place.delivery_id or "draft"): place.at.isoformat() if place.at else "" for place in was}}
    note(actor, "move", "post", post.pk, f"Moved “{post}” to {at.astimezone(zone):%a %d %b %Y, %H:%M}", facts=facts)


# -- drafts ------------------------------------------------------------------------------------------------------------


def _move_draft(actor: Actor, post: Post, at: datetime, now: datetime, *, anyway: bool) -> Moved:
    actor.require(Verb.WRITE)
    at = checked_time(at, now)
    _require_good(advice(actor, post, at, (), now), workspace_of(actor), anyway=anyway)
    return _plan_draft(actor, post, at)


def _plan_draft(actor: Actor, post: Post, at: datetime | None) -> Moved:
    """Write the time down; versions with a time of their own keep their distance.

    A tab that holds the draft with its old time is told, instead of taking the move back.
    """
    actor.require(Verb.WRITE)
    old = post.planned_at
    written = Post.objects.filter(pk=post.pk, revision=post.revision).update(
        planned_at=at, revision=post.revision + 1, changed_at=timezone.now()
    )
    if not written:
        raise Conflict("This draft was changed by somebody else this moment. Move it again.")
    if at is not None and old is not None:
        own = PostVersion.objects.filter(post=post, planned_at__isnull=False, delivery__isnull=True)
        own.update(planned_at=F("planned_at") + (at - old))
    was = (Was(delivery_id=None, at=old),)
    shown = at or timezone.now()
    _note_move(actor, post, shown, was)
    return Moved(post=post_of(actor, post.pk), at=shown, was=was)


# -- what is against a time --------------------------------------------------------------------------------------------


def advice(actor: Actor, post: Post, at: datetime, moving: Sequence[Delivery], now: datetime) -> Advice:
    """What is against sending these deliveries of a post from `at` on, or the whole draft when there are none."""
    actor.require(Verb.READ)
    workspace = workspace_of(actor)
    zone, hours = workspace.tz, hours_of(workspace)
    versions = list(post.versions.all())
    places = frozenset(d.account_id for d in moving) or frozenset(v.account_id for v in versions)
    others = others_around(actor, at, zone, but=post.pk)
    found = clashes(at, places, others, hours, zone, now)
    told = [clash.words for clash in found if clash.kind in (Against.PAST, Against.TOO_CLOSE)]
    rules = _against(versions, moving, at, post.planned_at)
    told += [finding.message for finding in rules]
    return Advice(
        reasons=tuple(dict.fromkeys(told)),
        is_forbidden=any(finding.severity is Severity.STOP for finding in rules),
        nearest=nearest_good(at, places, others, hours, zone, now) if told else None,
    )


def others_around(actor: Actor, at: datetime, zone: ZoneInfo, but: int = 0) -> tuple[Planned, ...]:
    """The workspace's posts some days around a time."""
    entries = entries_of(whose(actor), at - AROUND, at + AROUND, zone)
    return planned_of(entry for entry in entries if entry.post_id != but)


def _against(
    versions: Sequence[PostVersion], moving: Sequence[Delivery], at: datetime, planned_at: datetime | None
) -> list[Finding]:
    """What the guard's rules about time find at the new time that they do not find at the old one."""
    if not moving:
        drafts = [(version, Version(text=version.text or version.post.master)) for version in versions]
        return [
            finding
            for version, words in drafts
            for finding in _new_trouble(version, words, {v.account_id: (planned_at, at) for v, _ in drafts})
        ]
    by = at - moving[0].due_at
    ids = {delivery.pk for delivery in moving}
    times = {
        v.account_id: (v.delivery.due_at, v.delivery.due_at + by if v.delivery.pk in ids else v.delivery.due_at)
        for v in versions
        if v.delivery and v.delivery.state != DeliveryState.CANCELLED
    }
    going = [(v, v.delivery.version) for v in versions if v.delivery and v.delivery.pk in ids]
    return [finding for version, words in going for finding in _new_trouble(version, words, times)]


def _new_trouble(
    version: PostVersion, words: Version, times: Mapping[int, tuple[datetime | None, datetime]]
) -> list[Finding]:
    before, after = ({i: pair[n] for i, pair in times.items()} for n in (0, 1))
    known = {finding.code for finding in _about_time(version, words, before)}
    return [finding for finding in _about_time(version, words, after) if finding.code not in known]


def _about_time(version: PostVersion, words: Version, times: Mapping[int, datetime | None]) -> list[Finding]:
    at = times.get(version.account_id)
    if at is None:
        return []
    siblings = {str(i): other for i, other in times.items() if i != version.account_id and other is not None}
    codes = {rule.facts.code for rule in finder.rules().values() if rule.facts.family == RHYTHM}
    own = (version.delivery_id,) if version.delivery_id else ()
    found = findings_of(version.account, words, Scope.POST, at=at, siblings_at=siblings, but=own)
    return [finding for finding in found if finding.code in codes]


def _require_good(found: Advice, workspace: Workspace, *, anyway: bool) -> None:
    if found.is_forbidden:
        raise Held(f"{' '.join(found.reasons)} Your team lets nothing out then.")
    if found.reasons and not anyway:
        raise BadSlot(found.reasons, found.nearest, workspace.tz)


# -- what a workspace wants --------------------------------------------------------------------------------------------

MOST_A_WEEK = 500


@transaction.atomic
def set_rhythm(actor: Actor, *, aim: Aim | None = None, hours: tuple[time, time] | None = None) -> Hours:
    """Say how much the workspace wants of a week, and between which hours it likes to speak; None leaves it as it is."""
    actor.require(Verb.MANAGE)
    told: dict[str, object] = {}
    if aim is not None:
        if not (0 <= aim.posts <= MOST_A_WEEK and 0 <= aim.replies <= MOST_A_WEEK):
            raise BadInput(f"Choose a number from 0 to {MOST_A_WEEK}.", field="aim")
        told |= {"aim_posts": aim.posts, "aim_replies": aim.replies}
    if hours is not None:
        if any(clock.tzinfo for clock in hours):
            raise BadInput("Say the hours without a zone: they are meant in that of the workspace.", field="hours")
        if hours[1] <= hours[0] or (_minutes(hours[1]) - _minutes(hours[0])) < timedelta(hours=1):
            raise BadInput("The last hour comes at least an hour after the first one.", field="hours")
        told |= {"speaks_from": hours[0], "speaks_until": hours[1]}
    if told:
        Workspace.objects.filter(pk=actor.workspace_id).update(**told)
        note(actor, "set rhythm", "workspace", actor.workspace_id, "Changed the weekly aim or the hours")
    return hours_of(workspace_of(actor))


def _minutes(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)

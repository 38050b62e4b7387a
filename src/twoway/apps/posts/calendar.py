"""Reading what goes out when: posts by day with where they stand, in a number of queries that does not grow with the posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import Left

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery, Pause
from twoway.apps.people.models import Workspace
from twoway.apps.posts.models import Approval, Post, PostVersion
from twoway.domain.cadence import Aim, Planned, Standing, gravest, standing_of
from twoway.domain.permission import Actor, Verb
from twoway.domain.schedule import Urgency
from twoway.domain.slots import Hours
from twoway.domain.states import ApprovalState, DeliveryState

#: So much of a post's words is read for a calendar.
FIRST_WORDS = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to see; None and "" stand for everything."""

    persona_id: int | None = None
    account_id: int | None = None
    standing: Standing | None = None

    def takes(self, account: Account) -> bool:
        """Whether an account is among what is wanted."""
        return self.account_id in (None, account.pk) and self.persona_id in (None, account.persona_id)


ALL = Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One version at its time. `delivery_id` is None while it is a draft; `is_paused`: it waits until a pause is ended."""

    account: Account
    at: datetime
    standing: Standing
    delivery_id: int | None = None
    is_paused: bool = False

    @property
    def may_move(self) -> bool:
        """Whether it can be given another time."""
        return self.standing in MOVABLE


#: What still waits can be moved, nothing else.
MOVABLE = (Standing.DRAFT, Standing.SCHEDULED, Standing.WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A post on one day, at the time of the first of its versions that go out on it. `at` is in UTC, `day` in the zone.

    `waits`: whose yes it waits for, or what came of asking, in a few words.
    """

    post_id: int
    workspace_id: int
    words: str
    at: datetime
    day: date
    standing: Standing
    spots: tuple[Spot, ...]
    waits: str = ""

    @property
    def may_move(self) -> bool:
        """Whether any of it can be given another time."""
        return any(spot.may_move for spot in self.spots) or self.standing is Standing.DRAFT

    @property
    def moving(self) -> tuple[int, ...]:
        """The deliveries that a move of this entry takes along."""
        return tuple(spot.delivery_id for spot in self.spots if spot.may_move and spot.delivery_id is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose calendar it is: one workspace or several, with every account of theirs by its number, and those that are paused."""

    workspace_ids: tuple[int, ...]
    accounts: Mapping[int, Account]
    paused: frozenset[int] = frozenset()


def whose(*actors: Actor) -> Whose:
    """The actors' workspaces; accounts that were removed are there as well, as their past stays."""
    for actor in actors:
        actor.require(Verb.READ)
    ids = tuple(actor.workspace_id for actor in actors)
    found = Account.objects.filter(workspace_id__in=ids).select_related("persona", "workspace")
    found = found.order_by("workspace_id", "-persona__kind", "persona_id", "id")
    accounts = {account.pk: account for account in found}
    return Whose(workspace_ids=ids, accounts=accounts, paused=_paused(ids, accounts))


def _paused(workspace_ids: Sequence[int], accounts: Mapping[int, Account]) -> frozenset[int]:
    """Accounts that a pause of theirs, of their persona or of everything keeps from posting."""
    pauses = Pause.objects.filter(workspace_id__in=workspace_ids, ended_at=None)
    held = list(pauses.values_list("workspace_id", "persona_id", "account_id"))
    return frozenset(
        i
        for i, a in accounts.items()
        for workspace_id, persona_id, account_id in held
        if a.workspace_id == workspace_id and persona_id in (None, a.persona_id) and account_id in (None, i)
    )


def entries_of(theirs: Whose, since: datetime, until: datetime, zone: ZoneInfo, wanted: Wanted = ALL) -> list[Entry]:
    """What is planned, under way and out in a span of time, in its order."""
    chosen = {i: account for i, account in theirs.accounts.items() if wanted.takes(account)}
    found = [*_going(theirs, chosen, since, until, zone), *_drafts(theirs, chosen, since, until, zone, wanted)]
    told = _told_of_yes(theirs)
    shown = (replace(e, waits=told[e.post_id]) if e.post_id in told else e for e in found)
    return sorted((e for e in shown if wanted.standing in (None, e.standing)), key=lambda e: (e.at, e.post_id, e.day))


def _told_of_yes(theirs: Whose) -> dict[int, str]:
    """Whose yes posts wait for, or what came of the asking."""
    unsettled = (ApprovalState.ASKED, ApprovalState.CHANGES, ApprovalState.NO)
    rows = Approval.objects.filter(workspace_id__in=theirs.workspace_ids, state__in=unsettled)
    return {row.post_id: row.told for row in rows}


def _live(account_ids: Iterable[int]) -> QuerySet[PostVersion]:
    """Versions of these accounts that are on their way or out."""
    return PostVersion.objects.filter(delivery__account_id__in=list(account_ids)).exclude(
        delivery__state=DeliveryState.CANCELLED
    )


def _going(
    theirs: Whose, accounts: Mapping[int, Account], since: datetime, until: datetime, zone: ZoneInfo
) -> Iterator[Entry]:
    """Versions with a delivery, those of one post on one day together."""
    rows = _live(accounts).filter(delivery__due_at__gte=since, delivery__due_at__lt=until)
    rows = rows.annotate(first_words=Left("post__master", FIRST_WORDS)).order_by("delivery__due_at", "delivery_id")
    together: dict[tuple[int, date], list[Spot]] = {}
    told: dict[int, tuple[int, str]] = {}
    for post_id, workspace_id, words, account_id, delivery_id, state, due_at, tries in rows.values_list(
        "post_id",
        "post__workspace_id",
        "first_words",
        "account_id",
        "delivery_id",
        "delivery__state",
        "delivery__due_at",
        "delivery__tries",
    ):
        standing = standing_of(DeliveryState(state), tries=tries)
        if standing is None:
            continue
        told[post_id] = (workspace_id, words)
        is_paused = account_id in theirs.paused and standing in MOVABLE
        spot = Spot(
            account=accounts[account_id],
            at=due_at,
            standing=Standing.WAITING if is_paused else standing,
            delivery_id=delivery_id,
            is_paused=is_paused,
        )
        together.setdefault((post_id, due_at.astimezone(zone).date()), []).append(spot)
    for (post_id, day), spots in together.items():
        workspace_id, words = told[post_id]
        yield _entry(post_id, workspace_id, words, day, spots)


def _entry(post_id: int, workspace_id: int, words: str, day: date, spots: Sequence[Spot]) -> Entry:
    return Entry(
        post_id=post_id,
        workspace_id=workspace_id,
        words=" ".join(words.split()),
        at=spots[0].at,
        day=day,
        standing=gravest([spot.standing for spot in spots]),
        spots=tuple(spots),
    )


def _drafts(
    theirs: Whose,
    chosen: Mapping[int, Account],
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    wanted: Wanted,
) -> Iterator[Entry]:
    """Drafts that have a time in mind and nothing on its way."""
    if wanted.standing not in (None, Standing.DRAFT):
        return
    rows = list(_draft_rows(theirs, since, until))
    places = _places_of([post_id for post_id, *_ in rows])
    everything = wanted.account_id is None and wanted.persona_id is None
    for post_id, workspace_id, words, at in rows:
        here = [(chosen[i], own) for i, own in places.get(post_id, ()) if i in chosen]
        if at is None or not (here or everything):
            continue
        spots = tuple(Spot(account=account, at=own or at, standing=Standing.DRAFT) for account, own in here)
        yield Entry(
            post_id=post_id,
            workspace_id=workspace_id,
            words=" ".join(words.split()),
            at=at,
            day=at.astimezone(zone).date(),
            standing=Standing.DRAFT,
            spots=spots,
        )


def _draft_rows(theirs: Whose, since: datetime, until: datetime) -> Iterator[tuple[int, int, str, datetime | None]]:
    """Number, workspace, first words and time of each."""
    span = Q(planned_at__gte=since, planned_at__lt=until)
    busy = _live(theirs.accounts).filter(post__planned_at__gte=since, post__planned_at__lt=until).values("post_id")
    posts = (
        Post.objects.filter(span, workspace_id__in=theirs.workspace_ids)
        .exclude(pk__in=busy)
        .order_by("planned_at", "id")
    )
    yield from posts.annotate(first_words=Left("master", FIRST_WORDS)).values_list(
        "pk", "workspace_id", "first_words", "planned_at"
    )


def _places_of(post_ids: Sequence[int]) -> dict[int, list[tuple[int, datetime | None]]]:
    """The accounts that each post has a version for, each with the version's own time if it has one."""
    found: dict[int, list[tuple[int, datetime | None]]] = {}
    rows = PostVersion.objects.filter(post_id__in=post_ids).values_list("post_id", "account_id", "planned_at")
    for post_id, account_id, at in rows:
        found.setdefault(post_id, []).append((account_id, at))
    return found


def workspace_of_post(post_id: int) -> int | None:
    """The workspace that a post belongs to; whoever asks still has to be let in there."""
    return Post.objects.filter(pk=post_id).values_list("workspace_id", flat=True).first()


def planned_of(entries: Iterable[Entry]) -> tuple[Planned, ...]:
    """Entries as the domain looks at them."""
    return tuple(
        Planned(
            key=entry.post_id,
            at=entry.at,
            voice=entry.spots[0].account.persona_id if entry.spots else 0,
            places=frozenset(spot.account.pk for spot in entry.spots),
            words=shortened(entry.words),
        )
        for entry in entries
    )


def shortened(words: str, most: int = 48) -> str:
    """The first words, cut between two of them."""
    if len(words) <= most:
        return words or "An empty draft"
    return f"{words[: most - 1].rsplit(' ', 1)[0].rstrip(' ,;:.')}…"


# -- rhythm ------------------------------------------------------------------------------------------------------------


def last_spoken(accounts: Iterable[int], before: datetime, zone: ZoneInfo) -> dict[int, date]:
    """The last day before a moment on which each account said something that is still there, or was to."""
    spoken = Delivery.objects.filter(
        account_id__in=list(accounts), due_at__lt=before, urgency=Urgency.SCHEDULED, gone_at=None
    ).filter(Q(state=DeliveryState.SENT) | Q(state=DeliveryState.WAITING))
    rows = spoken.order_by().values("account_id").annotate(last=Max("due_at"))
    return {row["account_id"]: row["last"].astimezone(zone).date() for row in rows}


#: What has been tried and did not get out does not count as said.
_SAID = (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNSURE)


def posts_by_day(accounts: Iterable[int], since: datetime, until: datetime, zone: ZoneInfo) -> list[date]:
    """For each post that went out in a span and is still there, or will go out, the day of its first version."""
    said = _live(accounts).filter(delivery__state__in=_SAID, delivery__gone_at=None)
    rows = said.filter(delivery__due_at__gte=since, delivery__due_at__lt=until)
    firsts = rows.order_by().values("post_id").annotate(first=Min("delivery__due_at")).values_list("first", flat=True)
    return [first.astimezone(zone).date() for first in firsts]


def replies_by_day(accounts: Iterable[int], since: datetime, until: datetime, zone: ZoneInfo) -> list[date]:
    """For each answer that went out in a span and is still there, its day."""
    sent = Delivery.objects.filter(
        account_id__in=list(accounts),
        urgency=Urgency.URGENT,
        state=DeliveryState.SENT,
        sent_at__gte=since,
        sent_at__lt=until,
        gone_at=None,
    )
    return [at.astimezone(zone).date() for at in sent.values_list("sent_at", flat=True) if at is not None]


# -- what a workspace wants --------------------------------------------------------------------------------------------

#: Under this name the workspace's words hold the days without posts; a rule reads the same list.
QUIET_DAYS = "quiet_days"


def hours_of(workspace: Workspace, best: int | None = None) -> Hours:
    """When the workspace likes to speak; a quiet day that makes no sense counts as not said."""
    quiet = frozenset(day for day in map(_day, (workspace.words or {}).get(QUIET_DAYS, ())) if day is not None)
    usual, first, last = Hours(), workspace.speaks_from, workspace.speaks_until
    if first is None or last is None:
        first, last = usual.first, usual.last
    return Hours(first=first, last=last, quiet_days=quiet, best=best)


def aim_of(workspace: Workspace) -> Aim:
    """How many posts and answers the workspace wants of a week."""
    usual, posts, replies = Aim(), workspace.aim_posts, workspace.aim_replies
    return Aim(posts=usual.posts if posts is None else posts, replies=usual.replies if replies is None else replies)


def _day(words: object) -> date | None:
    try:
        return date.fromisoformat(str(words))
    except ValueError:
        return None


#: Posts this far around a time say whether it is a good one.
AROUND = timedelta(days=8)

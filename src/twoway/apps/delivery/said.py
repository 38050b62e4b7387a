"""What went out before and what waits to go, as rules are told of it: a constant number of queries, however much was said.

The words themselves are found again by an index that this process keeps for each workspace. It holds only the numbers of
deliveries, so an answer is never older than the rows: what is found is read anew. It is filled from the newest on, a few rows
at every look, and each look first reads whatever came since the one before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from threading import Lock
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import network_name
from twoway.apps.delivery.models import Delivery
from twoway.domain.history import COMPARED, MOST_ALIKE, Alike, Said, Whose
from twoway.domain.repetition import Past
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState

#: Rules look this far back.
REACH = timedelta(days=30)
#: Of each account so many posts are told at most, those that wait to go among them.
MOST_POSTS = 30
#: What is remembered of a workspace: when it is first asked for, then at every look until all of it is.
_AT_ONCE = 150
_AT_EACH_LOOK = 6
_AT_MOST_NEW = 500
#: More than a workspace says in `REACH`; and all indexes together.
_MOST_IN_INDEX = 100_000
_MOST_IN_ALL = 200_000

_LIVE = (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNSURE)
_WHO = ("account_id", "account__handle", "account__network", "account__workspace_id", "account__workspace__name")
_ROW = ("id", *_WHO, "urgency", "state", "due_at", "sent_at", "frozen")


def posts_of(accounts: Sequence[Account], at: datetime, but: Iterable[int] = ()) -> dict[int, tuple[Said, ...]]:
    """What each account posted and is going to post around a time, by its number, the newest first. One query.

    `but` are deliveries that do not count, such as those of the very post that is looked at.
    """
    if not accounts:
        return {}
    around = Delivery.objects.filter(account__in=accounts, urgency=Urgency.SCHEDULED, state__in=_LIVE)
    around = around.filter(due_at__gte=at - REACH, due_at__lt=at + REACH, gone_at=None).exclude(pk__in=tuple(but))
    # The newest of all together: where one account says more than all others, fewer of theirs are told. A query that cuts at each
    # account would cost more to build than all rules together.
    rows = around.order_by("-due_at", "-id").values(*_ROW)[: MOST_POSTS * len(accounts)]
    zone = accounts[0].workspace.tz
    told: dict[int, list[Said]] = {account.pk: [] for account in accounts}
    for row in rows:
        told[row["account_id"]].append(_said(row, Whose.HERE, zone))
    return {account_id: tuple(posts[:MOST_POSTS]) for account_id, posts in told.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What reads the same as some words, with the account that said it."""

    account_id: int
    workspace_id: int
    alike: Alike

    def seen_from(self, account: Account) -> Alike:
        """The same, as that account sees it."""
        if account.pk == self.account_id:
            return self.alike
        whose = Whose.OURS if account.workspace_id == self.workspace_id else Whose.ANOTHER
        said = self.alike.said
        seen = Said(
            text=said.text,
            at=said.at,
            whose=whose,
            account=said.account,
            client=said.client,
            is_reply=said.is_reply,
            is_coming=said.is_coming,
            to=said.to,
            pictures=said.pictures,
        )
        return Alike(score=self.alike.score, said=seen)


def found_again(
    texts: Iterable[str], workspace_ids: Iterable[int], zone: tzinfo, but: Iterable[int] = ()
) -> dict[str, tuple[Found, ...]]:
    """What reads the same as each text, in any of the workspaces, the most alike first. At most three queries."""
    group = tuple(sorted(set(workspace_ids)))
    index = _index_of(group)
    with index.lock:
        _refresh(index, group)
        again = {text: index.past.find(text[:COMPARED]) for text in dict.fromkeys(texts) if text.strip()}
    # The newest of each come first, so that what is left out is what is oldest.
    numbers = sorted({number for found in again.values() for one in found for number in one.keys}, reverse=True)
    if not numbers:
        return dict.fromkeys(again, ())
    live = _rows(group).filter(pk__in=numbers[:MOST_ALIKE], state__in=_LIVE, gone_at=None).exclude(pk__in=tuple(but))
    rows = {row["id"]: row for row in live.filter(due_at__gte=timezone.now() - REACH).values(*_ROW)}
    return {
        text: tuple(
            _found(rows[number], one.score, zone) for one in found for number in reversed(one.keys) if number in rows
        )
        for text, found in again.items()
    }


def _found(row: Mapping[str, Any], score: float, zone: tzinfo) -> Found:
    alike = Alike(score=score, said=_said(row, Whose.HERE, zone))
    return Found(account_id=row["account_id"], workspace_id=row["account__workspace_id"], alike=alike)


def _said(row: Mapping[str, Any], whose: Whose, zone: tzinfo) -> Said:
    frozen = row["frozen"]
    reply = frozen.get("reply_to") or {}
    return Said(
        text=str(frozen.get("text", "")),
        at=(row["sent_at"] or row["due_at"]).astimezone(zone),
        whose=whose,
        account=f"@{row['account__handle']} on {network_name(row['account__network'])}",
        client=row["account__workspace__name"],
        is_reply=row["urgency"] == Urgency.URGENT,
        is_coming=row["state"] != DeliveryState.SENT,
        to=str(reply.get("remote_id", "")),
        pictures=frozenset(picture["sha256"] for picture in frozen.get("pictures", ())),
    )


# -- the index ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Index:
    """Words by the number of their delivery. `newest` and `born` are the last row that was read: they tell when the table
    is not the one that was read. `oldest` is None once everything that rules look back to is in it."""

    past: Past[int] = field(default_factory=Past)
    newest: int = 0
    born: datetime | None = None
    oldest: int | None = None
    lock: Lock = field(default_factory=Lock)


_INDEXES: OrderedDict[tuple[int, ...], _Index] = OrderedDict()
_INDEXES_LOCK = Lock()


def _index_of(group: tuple[int, ...]) -> _Index:
    """The index of these workspaces; those that were not asked for the longest time make room."""
    with _INDEXES_LOCK:
        index = _INDEXES.setdefault(group, _Index())
        _INDEXES.move_to_end(group)
        while len(_INDEXES) > 1 and sum(len(one.past) for one in _INDEXES.values()) > _MOST_IN_ALL:
            _INDEXES.popitem(last=False)
        return index


def _rows(group: tuple[int, ...]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(account__workspace_id__in=group)


def _refresh(index: _Index, group: tuple[int, ...]) -> None:
    """Read what came since the last look, and a little of what is older."""
    rows = _rows(group).values_list("id", "created_at", "frozen")
    if index.newest:
        # The last row that is known is read again: it tells whether this still is the table that was read.
        came = list(rows.filter(pk__gte=index.newest).order_by("id")[:_AT_MOST_NEW])
        if came and came[0][:2] == (index.newest, index.born) and len(index.past) < _MOST_IN_INDEX:
            _take(index, came[1:])
            _read_back(index, group)
            return
    index.past, index.newest, index.born = Past(), 0, None
    first = list(rows.order_by("-id")[:_AT_ONCE])
    _take(index, first[::-1])
    index.oldest = first[-1][0] if len(first) == _AT_ONCE else None


def _read_back(index: _Index, group: tuple[int, ...]) -> None:
    if index.oldest is None:
        return
    # What was planned long ago goes out now; twice the reach is enough for all but the rarest.
    since = timezone.now() - 2 * REACH
    older = _rows(group).filter(pk__lt=index.oldest, created_at__gte=since).order_by("-id")
    found = list(older.values_list("id", "frozen")[:_AT_EACH_LOOK])
    for number, frozen in found:
        index.past.add(number, str(frozen.get("text", ""))[:COMPARED])
    index.oldest = found[-1][0] if len(found) == _AT_EACH_LOOK else None


def _take(index: _Index, rows: Iterable[tuple[int, datetime, Mapping[str, Any]]]) -> None:
    for number, created_at, frozen in rows:
        index.past.add(number, str(frozen.get("text", ""))[:COMPARED])
        index.newest, index.born = number, created_at

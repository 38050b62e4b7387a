"""What a command line decides for a post besides its words.

Threads, findings set aside, times, a first comment, a title, a warning, who sees it and whom it is for, what stays in view of
a picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from twoway.apps.accounts.queries import account_named, accounts_of, facts_of
from twoway.apps.people.queries import workspace_of
from twoway.apps.posts.looks import look_at
from twoway.apps.posts.queries import Draft
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor
from twoway.domain.policy import Fit
from twoway.domain.readers import checked
from twoway.doors.cli.reading import listed, read_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The options as they were given; None and empty ones leave the draft as it is."""

    first_comment: str | None = None
    title: str | None = None
    thread: bool = False
    shorten: bool = False
    asides: tuple[str, ...] = ()
    spread: bool = False
    times: tuple[str, ...] = ()
    warning: str | None = None
    audiences: tuple[str, ...] = ()
    focuses: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything was decided."""
        return self != Choices()


def with_choices(who: Actor, draft: Draft, choices: Choices) -> Draft:
    """The draft with what was decided; BadInput for what makes no sense on it."""
    if choices.thread and choices.shorten:
        raise BadInput("Choose one of --thread and --shorten.", field="thread")
    if choices.first_comment is not None:
        draft = replace(draft, first_comment=choices.first_comment)
    if choices.title is not None:
        draft = replace(draft, title=choices.title)
    if choices.warning is not None:
        draft = replace(draft, warning=choices.warning)
    if choices.audiences:
        draft = replace(draft, audiences={**(draft.audiences or {}), **_audiences(who, draft, choices.audiences)})
    if choices.readers:
        # An empty one goes back to all whom the personas speak to.
        draft = replace(draft, readers=checked(listed(choices.readers)))
    if choices.focuses:
        draft = replace(draft, focuses=_focuses(draft, choices.focuses))
    if choices.spread:
        draft = replace(draft, spread=True)
    if choices.times:
        draft = replace(draft, times={**(draft.times or {}), **dict(_times(who, draft, choices.times))})
    if choices.thread or choices.shorten:
        draft = replace(draft, fits={**(draft.fits or {}), **_fits(who, draft, thread=choices.thread)})
    for words in choices.asides:
        draft = _without(who, draft, words)
    return draft


def _times(who: Actor, draft: Draft, rows: Iterable[str]) -> Iterable[tuple[int, datetime]]:
    zone, now = workspace_of(who).tz, timezone.now()
    for row in rows:
        name, equals, at = row.partition("=")
        account = account_named(who, name.strip())
        if not equals or account.pk not in draft.account_ids:
            raise BadInput(f"“{row}” should be ACCOUNT=WHEN, with an account that the post goes to.", field="at-for")
        yield account.pk, read_time(at, zone, now)


def _audiences(who: Actor, draft: Draft, rows: Iterable[str]) -> dict[int, str]:
    """NAME for every account whose network has it, ACCOUNT=NAME for one; BadInput where nobody has it."""
    chosen = [account for account in accounts_of(who) if account.pk in draft.account_ids]
    found: dict[int, str] = {}
    for row in rows:
        place, equals, name = row.rpartition("=")
        only = account_named(who, place.strip()).pk if equals else None
        asked = [account for account in chosen if only in (None, account.pk)]
        having = [a.pk for a in asked if name.strip() in {one.name for one in facts_of(a).audiences}]
        if not having:
            known = sorted({one.name for account in asked for one in facts_of(account).audiences})
            offered = f"There is {', '.join(known)}." if known else "Everybody sees everything there."
            raise BadInput(f"None of these accounts has an audience “{name.strip()}”. {offered}", field="audience")
        found |= dict.fromkeys(having, name.strip())
    return found


def _focuses(draft: Draft, rows: Sequence[str]) -> dict[int, tuple[float, float]]:
    """X,Y for each picture in its order, from 0 to 1; an empty one keeps the middle."""
    if len(rows) != len(draft.pictures):
        raise BadInput(
            'Give one --focus for each picture, in the same order; --focus "" keeps the middle.', field="focus"
        )
    return {stored_id: _point(row) for (stored_id, _), row in zip(draft.pictures, rows, strict=True) if row.strip()}


def _point(row: str) -> tuple[float, float]:
    try:
        left, top = (float(part) for part in row.split(","))
    except ValueError as error:
        raise BadInput(
            f"“{row}” should be X,Y, such as 0.5,0.2 for the middle of the upper part.", field="focus"
        ) from error
    return left, top


def _fits(who: Actor, draft: Draft, *, thread: bool) -> dict[int, str]:
    """A thread where the network has them, or shortening everywhere; it only matters for texts that are too long."""
    chosen = [account for account in accounts_of(who) if account.pk in draft.account_ids]
    if not thread:
        return {account.pk: Fit.SHORTEN.value for account in chosen}
    threaded = {account.pk: Fit.THREAD.value for account in chosen if facts_of(account).threads}
    if not threaded:
        names = ", ".join(sorted({facts_of(account).name for account in chosen}))
        raise BadInput(f"There are no threads on {names}. Use --shorten, or change the words.", field="thread")
    return threaded


def _without(who: Actor, draft: Draft, words: str) -> Draft:
    """The draft with a finding set aside: CODE=REASON where it finds something, ACCOUNT:CODE=REASON for one account."""
    left, equals, reason = words.partition("=")
    name, _, code = left.strip().rpartition(":")
    if not equals or not code:
        raise BadInput(
            f"“{words}” should be CODE=REASON, such as TAG003=It is our brand's own tag.", field="set-aside"
        )
    only = account_named(who, name).pk if name else None
    found = [
        look.account.pk
        for look in look_at(who, draft)
        if only in (None, look.account.pk) and any(finding.code == code for finding in look.findings)
    ]
    if not found:
        raise BadInput(f"{code} finds nothing in this post, so there is nothing to set aside.", field="set-aside")
    kept = {i: dict(reasons) for i, reasons in (draft.set_aside or {}).items()}
    for account_id in found:
        kept.setdefault(account_id, {})[code] = reason.strip()
    return replace(draft, set_aside=kept)

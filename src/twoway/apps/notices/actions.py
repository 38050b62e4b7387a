"""Raising and settling notices. What goes out of the house is written down in the same transaction, and sent after it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from twoway.apps.audit.actions import note
from twoway.apps.notices.models import Notice
from twoway.apps.notices.queries import notice_of
from twoway.domain.permission import Actor, Verb


def raise_notice(*, workspace_id: int, key: str, words: str, cure: str, path: str, urgent: bool = False) -> None:
    """Let the people of a workspace know: what is the matter (`words`), what to do (`cure`), and where (`path`).

    While a notice of this `key` is open, another call only counts up and tells nobody again. `path` is one of our own
    pages, beginning with a slash. Call it inside the transaction of what it tells about, or outside of any.
    """
    told = {"words": words, "cure": cure, "path": path}
    if _count_up(workspace_id, key, told, urgent=urgent):
        return
    now = timezone.now()
    try:
        with transaction.atomic():
            Notice.objects.create(
                workspace_id=workspace_id, key=key, urgent=urgent, created_at=now, last_at=now, **told
            )
    except IntegrityError:
        # Somebody raised it in the same moment.
        _count_up(workspace_id, key, told, urgent=urgent)


def _count_up(workspace_id: int, key: str, told: Mapping[str, str], *, urgent: bool) -> bool:
    """Whether it was open already; what the page says of it is kept up to date, and urgent stays urgent."""
    same = Notice.objects.filter(workspace_id=workspace_id, key=key, settled_at=None)
    more = {"urgent": True} if urgent else {}
    return same.update(times=F("times") + 1, last_at=timezone.now(), **told, **more) > 0


def settle_notice(workspace_id: int, key: str) -> None:
    """The trouble is gone; harmless when there is no such notice."""
    Notice.objects.filter(workspace_id=workspace_id, key=key, settled_at=None).update(settled_at=timezone.now())


@transaction.atomic
def settle(actor: Actor, notice_id: int) -> Notice:
    """A person says that nothing more is to be done about it."""
    actor.require(Verb.REPLY)
    notice = notice_of(actor, notice_id)
    open_ones = Notice.objects.filter(pk=notice.pk, settled_at=None)
    if open_ones.update(settled_at=timezone.now(), settled_by=actor.user_id or None):
        note(actor, "settle", "notice", notice.pk, f"Settled: {notice.words}")
    notice.refresh_from_db()
    return notice


def see(actor: Actor) -> int:
    """Note that the open notices were looked at; gives how many were new."""
    actor.require(Verb.READ)
    fresh = Notice.objects.filter(workspace_id=actor.workspace_id, settled_at=None, seen_at=None)
    return fresh.update(seen_at=timezone.now())

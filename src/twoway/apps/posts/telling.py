"""Telling people about approvals, once each: who is asked, who asked, and everybody when a time passes without an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from twoway.apps.notices.actions import raise_notice, settle_notice
from twoway.apps.posts.actions import Going
from twoway.apps.posts.approvals import due_today
from twoway.apps.posts.consent import rules_of, team_of_workspace
from twoway.apps.posts.models import Approval
from twoway.apps.posts.yeses import notice_keys
from twoway.domain.states import ApprovalState
from twoway.work import statements
from twoway.work.now import now

#: So many are told of in one go.
MOST = 200
_ANY_LATE = "SELECT 1 FROM posts_approval WHERE state = %s AND goes AND at < %s AND told_late_at IS NULL LIMIT 1"


def _path(approval: Approval) -> str:
    return f"/approvals/{approval.pk}/"


def settle_told(approval: Approval) -> None:
    """Whatever was told about it is over."""
    for key in notice_keys(approval.pk):
        settle_notice(approval.workspace_id, key)


def tell_asked(approval: Approval) -> None:
    """Let those know who may answer; urgent when the answer is owed today."""
    settle_told(approval)
    whom = f"{approval.asked_of_name} " if approval.asked_of_name else ""
    words = f" “{approval.words}”" if approval.words else ""
    raise_notice(
        workspace_id=approval.workspace_id,
        key=notice_keys(approval.pk)[0],
        words=f"{approval.asked_by_name} asks {whom}for a yes: “{approval.post}”.{words}",
        cure="Read it, then say yes, ask for changes, or say no.",
        path=_path(approval),
        urgent=due_today(approval, now()),
        only_for=(approval.asked_of_id,) if approval.asked_of_id else _able(approval),
    )


def _able(approval: Approval) -> tuple[int, ...]:
    """Who may answer."""
    team = team_of_workspace(approval.workspace_id)
    accounts = [text.account for text in approval.texts.select_related("account")]
    return team.may_say_yes(
        rules_of(approval.workspace_id), accounts, (approval.asked_by_id, approval.post.author_id)
    )


def tell_answer(approval: Approval, words: str, *, is_done: bool) -> None:
    """Let the author know what came of it. `is_done`: nothing is left to do about it."""
    settle_told(approval)
    raise_notice(
        workspace_id=approval.workspace_id,
        key=notice_keys(approval.pk)[1],
        words=words,
        cure="There is nothing left to do." if is_done else "Look at it, change it, and ask again.",
        path=f"/compose/{approval.post_id}/",
        only_for=(approval.asked_by_id,) if approval.asked_by_id else (),
    )


def yes_words(approval: Approval, changed: Sequence[str], going: Going | None, *, is_late: bool) -> str:
    """What the author reads about a yes."""
    words = f"{approval.answered_by_name} said yes to “{approval.post}”."
    if changed:
        words += f" With a change of their own, to {', '.join(changed)}."
    if is_late:
        return f"{words} It came after its time, so nothing went out: give it another time."
    if going is not None:
        zone = going.post.workspace.tz
        first = min(delivery.due_at for delivery in going.deliveries).astimezone(zone)
        return f"{words} It goes out {first:%a %d %b, %H:%M}."
    return f"{words} It may go out whenever you like, as long as the words stay the same."


def tell_late() -> int:
    """A time that passes without an answer is told once; settles what was told of a yes that is a day old. Gives how many."""
    # Asked every few seconds, and mostly there is none.
    if not statements.ask(_ANY_LATE, (ApprovalState.ASKED.value, now())):
        return 0
    found = list(_late(now())[:MOST])
    for approval in found:
        _tell_late(approval, now())
    return len(found)


def _late(at: datetime) -> QuerySet[Approval]:
    waiting = Approval.objects.filter(state=ApprovalState.ASKED, goes=True, at__lt=at, told_late_at=None)
    return waiting.select_related("post", "workspace").order_by("id")


@transaction.atomic
def _tell_late(approval: Approval, at: datetime) -> None:
    mine = Approval.objects.filter(pk=approval.pk, told_late_at=None)
    if not mine.update(told_late_at=at) or approval.at is None:
        return
    when = approval.at.astimezone(approval.workspace.tz)
    raise_notice(
        workspace_id=approval.workspace_id,
        key=notice_keys(approval.pk)[2],
        words=f"“{approval.post}” was to go out {when:%a %d %b, %H:%M}, and nobody has said yes. It was not sent.",
        cure="Answer it, or give it another time and ask again.",
        path=_path(approval),
        urgent=True,
    )

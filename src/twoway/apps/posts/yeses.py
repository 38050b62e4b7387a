"""Writing down what was asked about and what a yes was for. Every function joins the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.audit.actions import note
from twoway.apps.posts.consent import books_of, team_of_workspace
from twoway.apps.posts.looks import Look
from twoway.apps.posts.models import Approval, ApprovalDeed, ApprovalText, Post
from twoway.domain.approve import Consent, mark_of
from twoway.domain.permission import Actor
from twoway.domain.states import ApprovalState, DeliveryState
from twoway.domain.versions import Version, to_data


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One version as it is asked about, and when it is to go; None: at no time in particular."""

    account: Account
    version: Version
    whole: str
    at: datetime | None = None
    overcome: Mapping[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """The hash of what its readers would see."""
        return mark_of(self.account.pk, self.version)


def asked_about(look: Look, at: datetime | None = None) -> Asked:
    """A look as it is asked about; what is on its way, as it was frozen."""
    if look.delivery is not None and look.delivery.state != DeliveryState.CANCELLED:
        frozen = look.delivery.version
        return Asked(account=look.account, version=frozen, whole=frozen.text, at=look.delivery.due_at)
    return Asked(account=look.account, version=look.version, whole=look.whole or look.version.text, at=at)


def notice_keys(approval_id: int) -> tuple[str, str, str]:
    """How the notices of an asking are called: that it was asked, that it was answered, that its time passed."""
    return (f"approval:{approval_id}", f"approval-answer:{approval_id}", f"approval-late:{approval_id}")


def write_texts(approval: Approval, asked: Iterable[Asked], *, is_yes: bool) -> None:
    """These versions, and no others, are what it is about, meant for whom the post is meant for now."""
    approval.readers = Post.objects.values_list("readers", flat=True).get(pk=approval.post_id)
    approval.save(update_fields=["readers"])
    approval.texts.all().delete()
    ApprovalText.objects.bulk_create(
        ApprovalText(
            approval=approval,
            account=one.account,
            mark=one.mark,
            frozen=to_data(one.version),
            whole=one.whole,
            at=one.at,
            is_yes=is_yes,
            overcome=dict(one.overcome),
        )
        for one in asked
    )


def write_deed(approval: Approval, actor: Actor, verb: str, words: str = "") -> None:
    """What somebody did, for those who read it later."""
    ApprovalDeed.objects.create(
        approval=approval,
        verb=verb,
        by_id=actor.user_id or None,
        by_name=actor.name[:200],
        words=words,
        turn=approval.turn,
        at=timezone.now(),
    )


def own_yes(actor: Actor, post: Post, going: Sequence[Look], times: Mapping[int, datetime]) -> None:
    """Where nobody else could say yes to somebody's words, their sending them is their yes, and it is written down as that."""
    books = books_of(actor.workspace_id, post.pk)
    wanting = (Consent.MISSING, Consent.CHANGED, Consent.MOVED)
    found = [look for look in going if books.rules.on(look.account)]
    if not any(books.consent(look.account, look.version, times[look.account.pk]) in wanting for look in found):
        return
    authors = (actor.user_id, post.author_id)
    able = team_of_workspace(actor.workspace_id).may_say_yes(books.rules, [look.account for look in found], authors)
    if able != (actor.user_id,):
        return
    now = timezone.now()
    approval = books.approval or Approval.objects.create(
        workspace_id=actor.workspace_id,
        post=post,
        asked_by_id=actor.user_id,
        asked_by_name=actor.name[:200],
        asked_of_id=actor.user_id,
        asked_of_name=actor.name[:200],
        asked_at=now,
    )
    if approval.state != ApprovalState.ASKED:
        approval.become(ApprovalState.ASKED, turn=approval.turn + 1, asked_at=now)
    approval.become(
        ApprovalState.YES,
        answered_by_id=actor.user_id,
        answered_by_name=actor.name[:200],
        answered_at=now,
        answer="",
        goes=False,
        told_late_at=None,
    )
    write_texts(approval, [asked_about(look, times[look.account.pk]) for look in going], is_yes=True)
    write_deed(approval, actor, "said yes to their own words, as nobody else could")
    note(actor, "approve", "post", post.pk, f"Said yes to their own “{post}”, as nobody else could")

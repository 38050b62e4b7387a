"""What people say about the words of a post that somebody was asked about: comments on a sentence, answers, done."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from twoway.apps.audit.actions import note
from twoway.apps.posts.approvals import Page, comment_of, page_of, seen_now
from twoway.apps.posts.models import ApprovalComment, ApprovalLook
from twoway.domain.errors import BadInput, Conflict, NotAllowed
from twoway.domain.permission import Actor, Verb, may
from twoway.domain.text.clean import check_text

LONGEST = 4000


def _may_speak(actor: Actor) -> None:
    """Pass for who writes posts or says yes to them."""
    if not (may(actor.role, Verb.WRITE) or may(actor.role, Verb.APPROVE)):
        actor.require(Verb.APPROVE)


def _checked(words: str) -> str:
    clean = check_text(words).strip()
    if not clean:
        raise BadInput("Write what you want to say.", field="words")
    if len(clean) > LONGEST:
        raise BadInput(f"Say it in at most {LONGEST:,} characters.", field="words")
    return clean


@transaction.atomic
def comment(
    actor: Actor, approval_id: int, account_id: int, words: str, *, on: tuple[int, int] | None = None, quote: str = ""
) -> ApprovalComment:
    """Say something about words of a version: those at `on`, those of `quote`, or, without either, about the whole.

    BadInput for words that are not in it.
    """
    _may_speak(actor)
    clean = _checked(words)
    page = page_of(actor, approval_id)
    text = next((version.text for version in page.versions if version.account.pk == account_id), None)
    if text is None:
        raise BadInput("That version is not part of this. Choose one of those that are shown.", field="account")
    start, end = _place(text, on, quote)
    made = ApprovalComment.objects.create(
        approval=page.approval,
        account_id=account_id,
        text=text,
        start=start,
        end=end,
        words=clean,
        by_id=actor.user_id or None,
        by_name=actor.name[:200],
        at=timezone.now(),
    )
    about = f"“{made.quote}”" if made.quote else "the whole"
    note(actor, "comment", "post", page.post.pk, f"Said something about {about}", why=clean)
    return made


def _place(text: str, on: tuple[int, int] | None, quote: str) -> tuple[int, int]:
    if on is not None:
        start, end = on
        if not 0 <= start < end <= len(text):
            raise BadInput("Those words are not in it any more. Choose them again.", field="on")
        return start, end
    if not quote:
        return 0, 0
    at = text.find(quote)
    if at < 0:
        raise BadInput(f"“{quote}” is not in it. Give words as they stand in the text.", field="on")
    return at, at + len(quote)


@transaction.atomic
def answer(actor: Actor, comment_id: int, words: str) -> ApprovalComment:
    """Answer a comment; answers to an answer stand under the same comment."""
    _may_speak(actor)
    clean, about = _checked(words), comment_of(actor, comment_id)
    made = ApprovalComment.objects.create(
        approval=about.approval,
        account_id=about.account_id,
        under_id=about.under_id or about.pk,
        words=clean,
        by_id=actor.user_id or None,
        by_name=actor.name[:200],
        at=timezone.now(),
    )
    note(actor, "answer", "post", about.approval.post_id, f"Answered {about.by_name}: “{about}”", why=clean)
    return made


@transaction.atomic
def done(actor: Actor, comment_id: int, *, is_done: bool = True) -> ApprovalComment:
    """What a comment asks for is done, or, after all, is not."""
    _may_speak(actor)
    found = comment_of(actor, comment_id)
    if found.under_id is not None:
        raise BadInput("Only a comment can be done, not an answer.", field="comment")
    fields = {"done_at": timezone.now() if is_done else None, "done_by_name": actor.name[:200] if is_done else ""}
    if not ApprovalComment.objects.filter(pk=found.pk, done_at__isnull=is_done).update(**fields):
        raise Conflict("It is done already." if is_done else "It is open already.")
    word = "Did" if is_done else "Opened again"
    note(actor, "done", "post", found.approval.post_id, f"{word} what {found.by_name} asked for: “{found}”")
    return comment_of(actor, comment_id)


@transaction.atomic
def delete(actor: Actor, comment_id: int) -> None:
    """Take back what one said oneself, with the answers to it; NotAllowed for what others said."""
    found = comment_of(actor, comment_id)
    if found.by_id != actor.user_id:
        raise NotAllowed(f"Only {found.by_name} can take this back.")
    note(actor, "delete", "post", found.approval.post_id, f"Took back “{found}”")
    found.delete()


@transaction.atomic
def look(actor: Actor, approval_id: int) -> Page:
    """The page of an asking, and a note of what this person saw: next time the difference to it is shown."""
    page = page_of(actor, approval_id)
    now, turn = seen_now(page), page.approval.turn
    seen = ApprovalLook.objects.filter(approval=page.approval, user_id=actor.user_id).first()
    if seen is None:
        ApprovalLook.objects.create(
            approval=page.approval, user_id=actor.user_id, texts={"now": now}, turn=turn, at=timezone.now()
        )
    elif seen.turn < turn or seen.texts.get("now") != now:
        before = seen.texts.get("now", {}) if seen.turn < turn else seen.texts.get("before", {})
        seen.texts, seen.turn, seen.at = {"now": now, "before": before}, turn, timezone.now()
        seen.save(update_fields=["texts", "turn", "at"])
    return page


def marks_seen(actor: Actor, page: Page) -> dict[int, str] | None:
    """The marks of what somebody looked at, when it is what is there now; None when they have to look first."""
    seen = ApprovalLook.objects.filter(approval=page.approval, user_id=actor.user_id).first()
    if seen is None or seen.turn != page.approval.turn or seen.texts.get("now") != seen_now(page):
        return None
    return {version.account.pk: version.mark for version in page.versions}

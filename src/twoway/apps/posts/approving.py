"""Asking for a yes, answering, and what is said about words on the way. Each is one transaction, and is told once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import place_of
from twoway.apps.audit.actions import note
from twoway.apps.delivery.models import Delivery
from twoway.apps.posts.actions import Going, is_live, set_out, times_of
from twoway.apps.posts.approvals import Page, approval_of, authors_of, impossible, page_of
from twoway.apps.posts.consent import ANYBODY, rules_of, team_of_workspace
from twoway.apps.posts.looks import Look, look_at_post
from twoway.apps.posts.models import Approval, Post, PostVersion
from twoway.apps.posts.queries import post_of
from twoway.apps.posts.telling import settle_told, tell_answer, tell_asked, yes_words
from twoway.apps.posts.yeses import Asked, asked_about, write_deed, write_texts
from twoway.domain.approve import difference
from twoway.domain.errors import BadInput, Conflict, Held, NotAllowed
from twoway.domain.permission import Actor, Verb, may
from twoway.domain.schedule import checked_time
from twoway.domain.states import ApprovalState, Cause, DeliveryState
from twoway.domain.text.clean import check_text

#: What people say to each other about a post is no novel.
LONGEST_WORDS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of a yes: what was set out with it, and whether it came after its time."""

    approval: Approval
    going: Going | None = None
    is_late: bool = False


def _checked(words: str, *, field: str = "words", needed: str = "") -> str:
    """Words as they are kept; BadInput for too many, or, where they are needed, for none."""
    clean = check_text(words).strip()
    if needed and not any(sign.isalnum() for sign in clean):
        raise BadInput(needed, field=field)
    if len(clean) > LONGEST_WORDS:
        raise BadInput(f"Say it in at most {LONGEST_WORDS:,} characters.", field=field)
    return clean


# -- asking ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(
    actor: Actor,
    post_id: int,
    *,
    of: int | None = None,
    words: str = "",
    goes: bool = False,
    at: datetime | None = None,
) -> Approval:
    """Ask for a yes to a post as it reads now: of one member by their number, or of whoever may say it.

    With `goes` it is scheduled with the yes: for `at`, or at once where that is None. Asking again asks about the words as they
    are then; an earlier yes is void. BadInput for somebody who may not say it, for oneself, and where there is nothing to ask
    about; Held when the network would refuse every version.
    """
    actor.require(Verb.WRITE)
    if goes:
        actor.require(Verb.SEND)
    Post.objects.select_for_update().filter(pk=post_id, workspace_id=actor.workspace_id).first()
    post = post_of(actor, post_id)
    if at is not None:
        checked_time(at, timezone.now())
    asked = _askable(actor, post, at if goes else None)
    name = _checked_approver(actor, post, [one.account for one in asked], of)
    approval = _opened(actor, post, of=of, name=name, words=_checked(words), goes=goes, at=at if goes else None)
    write_texts(approval, asked, is_yes=False)
    if goes:
        Post.objects.filter(pk=post.pk).update(planned_at=at)
    again = " again" if approval.turn > 1 else ""
    write_deed(approval, actor, f"asked {name or ANYBODY}{again}", approval.words)
    note(actor, "ask", "post", post.pk, f"Asked {name or ANYBODY} for a yes to “{post}”{again}", why=approval.words)
    tell_asked(approval)
    return approval


def _askable(actor: Actor, post: Post, at: datetime | None) -> list[Asked]:
    """The versions that can be asked about: all that are not out and that their network would take."""
    looks = look_at_post(actor, post)
    wanted = [look for look in looks if not _is_settled(look)]
    if not wanted:
        raise BadInput(
            "There is nothing to ask about: choose at least one account that it has not gone to yet.",
            field="accounts",
        )
    able = [look for look in wanted if not impossible(look)]
    if not able:
        reasons = " ".join(f"{place_of(look.account)}: {impossible(look)}" for look in wanted)
        raise Held(f"Nobody can say yes to this as it is. {reasons}", findings=wanted[0].stops)
    versions = {v.account_id: v for v in post.versions.all()}
    new = [versions[look.account.pk] for look in able if not is_live(versions[look.account.pk])]
    times = times_of(at, new, is_spread=post.spread) if at is not None else {}
    return [asked_about(look, times.get(look.account.pk)) for look in able]


def _is_settled(look: Look) -> bool:
    """Whether a version is on its way to the network, out, or needs to be opened again first."""
    asking = (DeliveryState.WAITING, DeliveryState.HELD, DeliveryState.CANCELLED)
    return look.delivery is not None and look.delivery.state not in asking


def _checked_approver(actor: Actor, post: Post, accounts: Sequence[Account], of: int | None) -> str:
    """The name of who is asked, "" for whoever may; BadInput for somebody who may not, and where nobody is there to ask."""
    team = team_of_workspace(actor.workspace_id)
    rules = rules_of(actor.workspace_id)
    able = team.may_say_yes(rules, accounts, (actor.user_id, post.author_id))
    others = [i for i in able if i != actor.user_id]
    if not others:
        raise BadInput(
            "Nobody else here may say yes. Schedule it yourself, or make somebody an approver under Settings, Team.",
            field="of",
        )
    if of is None:
        return ""
    if of == actor.user_id:
        raise BadInput(f"Ask somebody else than yourself: {team.listed(others)}.", field="of")
    if of not in able:
        who = team.names.get(of, "Somebody who is not in this workspace")
        raise BadInput(f"{who} may not say yes to this. Ask {team.listed(others)}.", field="of")
    return team.names[of]


def _opened(
    actor: Actor, post: Post, *, of: int | None, name: str, words: str, goes: bool, at: datetime | None
) -> Approval:
    fields = {
        "goes": goes,
        "at": at,
        "words": words,
        "asked_by_id": actor.user_id or None,
        "asked_by_name": actor.name[:200],
        "asked_of_id": of,
        "asked_of_name": name[:200],
        "asked_at": timezone.now(),
        "told_late_at": None,
    }
    found = Approval.objects.filter(post=post).first()
    if found is None:
        return Approval.objects.create(workspace_id=actor.workspace_id, post=post, **fields)
    if not found.become(ApprovalState.ASKED, turn=found.turn + 1, **fields):
        raise Conflict("Somebody answered this moment. Look at the answer first.")
    return found


@transaction.atomic
def withdraw(actor: Actor, approval_id: int) -> Approval:
    """Take the asking back. Conflict while something that was let go by its yes is still to go out."""
    actor.require(Verb.WRITE)
    approval = _taken(actor, approval_id)
    waiting = _deliveries(approval).filter(state__in=(DeliveryState.WAITING, DeliveryState.SENDING))
    if approval.state == ApprovalState.YES and waiting.exists():
        raise Conflict("It is scheduled with that yes. Take what is scheduled back first, then withdraw.")
    if not approval.become(ApprovalState.WITHDRAWN):
        raise Conflict("It is withdrawn already.")
    write_deed(approval, actor, "withdrew the request")
    note(actor, "withdraw", "post", approval.post_id, f"Asks nobody for a yes to “{approval.post}” any more")
    settle_told(approval)
    return approval


# -- answering ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def approve(
    actor: Actor,
    approval_id: int,
    *,
    seen: Mapping[int, str] | None = None,
    because: str = "",
    texts: Mapping[int, str] | None = None,
) -> Answered:
    """Say yes to exactly the words that were asked about; with it they go, where that was asked for.

    `seen` are the marks of what the person read, by account; Conflict when anything is not as it was asked about, or as they
    saw it. `because` is the reason for which findings that stop may be overcome; without it, what they stop stays. `texts` are
    small changes of one's own, by account: the yes is for the words with them.
    """
    page = _to_answer(actor, approval_id)
    approval, because = page.approval, _checked(because, field="because")
    _require_unchanged(page, seen)
    changed = _with_changes(actor, page, texts or {})
    asked, overcome = _said_yes_to(actor, page, because)
    is_late = _is_late(approval)
    _become(approval, ApprovalState.YES, actor, because)
    # A yes that comes late is good for whatever time it gets.
    write_texts(approval, [replace(one, at=None) if is_late else one for one in asked], is_yes=True)
    told = f" with a change to {', '.join(changed)}" if changed else ""
    write_deed(approval, actor, f"said yes{told}", because)
    facts: dict[str, object] = {"overcome": overcome, "changed": changed, "marks": [one.mark for one in asked]}
    note(actor, "approve", "post", approval.post_id, f"Said yes to “{approval.post}”{told}", why=because, facts=facts)
    going = _set_out(actor, page, asked, is_late=is_late)
    _let_go(approval, actor)
    tell_answer(approval, yes_words(approval, changed, going, is_late=is_late), is_done=not is_late)
    return Answered(approval=approval_of(actor, approval.pk), going=going, is_late=is_late)


@transaction.atomic
def ask_changes(actor: Actor, approval_id: int, words: str) -> Approval:
    """Ask the author for changes, in words. A yes that was given before is taken back, and what it let go with it."""
    needed = "Say what should change; the author reads it beside the text."
    return _answer(actor, approval_id, ApprovalState.CHANGES, _checked(words, needed=needed), "asked for changes")


@transaction.atomic
def refuse(actor: Actor, approval_id: int, words: str) -> Approval:
    """Say no, and why. A yes that was given before is taken back, and what it let go with it."""
    needed = "Say why not, so that the author knows what to do."
    return _answer(actor, approval_id, ApprovalState.NO, _checked(words, needed=needed), "said no")


def _answer(actor: Actor, approval_id: int, state: ApprovalState, words: str, verb: str) -> Approval:
    page = _to_answer(actor, approval_id)
    approval = page.approval
    had_yes = approval.state == ApprovalState.YES
    _become(approval, state, actor, words)
    approval.texts.update(is_yes=False, overcome={})
    if had_yes:
        _take_back(approval, actor)
    write_deed(approval, actor, verb, words)
    note(actor, verb, "post", approval.post_id, f"{verb.capitalize()} about “{approval.post}”", why=words)
    tell_answer(approval, f"{actor.name} {verb}: “{approval.post}”. {words}", is_done=False)
    return approval_of(actor, approval.pk)


def _to_answer(actor: Actor, approval_id: int) -> Page:
    """The asking, locked, when this person may answer it; NotAllowed with who could."""
    actor.require(Verb.APPROVE)
    _taken(actor, approval_id)
    page = page_of(actor, approval_id)
    if page.approval.state == ApprovalState.WITHDRAWN:
        raise Conflict("The request was withdrawn, so there is nothing to answer.")
    if not page.may_answer:
        own = actor.user_id in authors_of(page.approval, page.post)
        why = "Nobody says yes to their own words here." if own else "You are not among those who say yes to this."
        raise NotAllowed(f"{why} {page.who or 'An owner'} can.")
    return page


def _taken(actor: Actor, approval_id: int) -> Approval:
    """The asking with its row locked, so that two answers come one after the other."""
    Approval.objects.select_for_update().filter(pk=approval_id, workspace_id=actor.workspace_id).first()
    return approval_of(actor, approval_id)


def _require_unchanged(page: Page, seen: Mapping[int, str] | None) -> None:
    who = page.approval.asked_by_name
    if page.is_moved:
        raise Conflict(f"Its time was changed since {who} asked. {who} has to ask again.")
    if page.is_meant_otherwise:
        raise Conflict(f"It is meant for other readers than {who} asked about. {who} has to ask again.")
    if not page.is_as_asked:
        raise Conflict(f"It was changed since {who} asked. {who} has to ask again; the difference is shown.")
    if seen is not None and any(seen.get(version.account.pk) != version.mark for version in page.versions):
        raise Conflict("It was changed while you were reading. Read it again; the difference is shown.")


def _with_changes(actor: Actor, page: Page, texts: Mapping[int, str]) -> list[str]:
    """Put the approver's own small changes in; gives the names of the accounts whose text they changed."""
    changed = []
    for version in page.versions:
        text = texts.get(version.account.pk)
        if text is None or check_text(text).strip() == version.text.strip():
            continue
        if is_live(PostVersion.objects.get(post=page.post, account=version.account)):
            raise Conflict("What is scheduled already cannot be changed here. Ask for changes instead.")
        if not text.strip():
            raise BadInput("Leave some words in it, or ask for changes.", field="text")
        PostVersion.objects.filter(post=page.post, account=version.account).update(
            text=text.strip("\n"), is_edited=True, edited_from=page.post.master
        )
        bits = [[bit.kind, bit.text] for bit in difference(version.text, text) if bit.kind != "same"]
        name = place_of(version.account)
        note(actor, "change", "post", page.post.pk, f"Changed the words for {name} with a yes", facts={"bits": bits})
        changed.append(name)
    if changed:
        Post.objects.filter(pk=page.post.pk).update(revision=page.post.revision + 1, changed_at=timezone.now())
    return changed


def _said_yes_to(actor: Actor, page: Page, because: str) -> tuple[list[Asked], list[str]]:
    """What the yes is for, and the findings that it overcomes; what is stopped stays where nobody says why it may go."""
    times = {version.account.pk: version.at for version in page.versions}
    asked, overcome, kept = [], [], []
    for look in look_at_post(actor, post_of(actor, page.post.pk)):
        if look.account.pk not in times:
            continue
        if words := impossible(look):
            kept.append(words)
        elif look.stops and not because and look.delivery is None:
            kept.append(f"{look.stops[0].message} Say why it may go all the same, or ask for changes.")
        else:
            reasons = {finding.code: because for finding in look.stops} if look.delivery is None else {}
            reasons |= {one.finding.code: one.reason for one in look.aside if one.by_yes}
            overcome += [f"{code} for {look.account}" for code in reasons]
            asked.append(replace(asked_about(look, times[look.account.pk]), overcome=reasons))
    if not asked:
        raise Held(" ".join(dict.fromkeys(kept)) or "There is nothing left to say yes to.")
    return asked, overcome


def _become(approval: Approval, state: ApprovalState, actor: Actor, words: str) -> None:
    went = approval.become(
        state,
        answered_by_id=actor.user_id or None,
        answered_by_name=actor.name[:200],
        answered_at=timezone.now(),
        answer=words,
    )
    if not went:
        raise Conflict(f"This was answered already: {approval.answered_by_name or 'somebody'} was first.")


def _is_late(approval: Approval) -> bool:
    """Whether the time that was asked about is over, and further than a post may be late."""
    grace = timedelta(minutes=settings.TWOWAY_LATE_MINUTES)
    return approval.goes and approval.at is not None and approval.at + grace < timezone.now()


def _set_out(actor: Actor, page: Page, asked: Sequence[Asked], *, is_late: bool) -> Going | None:
    """What was asked to go with the yes goes; what comes too late is missed, with the way back."""
    approval = page.approval
    post = post_of(actor, page.post.pk)
    fresh = {v.account_id for v in post.versions.all() if not is_live(v)}
    wanted = {one.account.pk for one in asked if one.account.pk in fresh}
    if not approval.goes or not wanted:
        return None
    at = approval.at or timezone.now()
    times = {version.account.pk: version.at or at for version in page.versions}
    going = [look for look in look_at_post(actor, post) if look.account.pk in wanted]
    made = set_out(actor, post, at, going, times, author_id=approval.asked_by_id)
    if is_late:
        words = f"The yes from {actor.name} came after its time. It holds: open it again and give it another time."
        for delivery in made.deliveries:
            delivery.become(DeliveryState.MISSED, cause=Cause.APPROVAL, needs_person=True, why=words)
    return made


def _let_go(approval: Approval, actor: Actor) -> None:
    """What was held back for want of this yes goes after all, while its time has not passed."""
    now = timezone.now()
    for delivery in _deliveries(approval).filter(state=DeliveryState.HELD, cause=Cause.APPROVAL):
        if delivery.latest_at is not None and delivery.latest_at < now:
            continue
        delivery.become(
            DeliveryState.WAITING, next_at=now, needs_person=False, cause=Cause.NONE, why=f"{actor.name} said yes."
        )


def _take_back(approval: Approval, actor: Actor) -> None:
    """What still waits does not go; it can be changed again."""
    words = f"{actor.name} took the yes back."
    for delivery in _deliveries(approval).filter(state__in=(DeliveryState.WAITING, DeliveryState.HELD)):
        delivery.become(DeliveryState.CANCELLED, needs_person=False, cause=Cause.NONE, why=words)


def _deliveries(approval: Approval) -> QuerySet[Delivery]:
    return Delivery.objects.filter(post_version__post_id=approval.post_id)


# -- moved -------------------------------------------------------------------------------------------------------------


def after_move(actor: Actor, delivery: Delivery) -> None:
    """A yes for a time does not hold for another one: whoever could say it anew moves it along, all others ask again with it.

    Joins the caller's transaction, which has moved the delivery.
    """
    mine = PostVersion.objects.filter(delivery=delivery).values_list("post_id", flat=True)
    approval = Approval.objects.filter(post_id__in=mine, workspace_id=actor.workspace_id).first()
    if approval is None or approval.state not in (ApprovalState.YES, ApprovalState.ASKED):
        return
    timed = approval.texts.filter(account_id=delivery.account_id, at__isnull=False).exclude(at=delivery.due_at)
    if not timed.update(at=delivery.due_at) or approval.state == ApprovalState.ASKED:
        return
    if may(actor.role, Verb.APPROVE) and page_of(actor, approval.pk).may_answer:
        write_deed(approval, actor, "moved it, and the yes with it")
        return
    if approval.become(ApprovalState.ASKED, turn=approval.turn + 1, asked_at=timezone.now(), goes=False):
        approval.refresh_from_db()
        approval.texts.update(is_yes=False)
        write_deed(approval, actor, "moved it to another time, so a yes is asked for again")
        note(actor, "ask", "post", approval.post_id, f"Moved “{approval.post}”, so a yes is asked for again")
        tell_asked(approval)

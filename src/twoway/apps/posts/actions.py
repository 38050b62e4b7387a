"""Writing posts and sending them on their way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from twoway.apps.accounts.actions import require_posting
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import account_of, facts_of, place_of
from twoway.apps.audit.actions import note
from twoway.apps.delivery.actions import enqueue
from twoway.apps.delivery.models import Delivery
from twoway.apps.links.jobs import ask_for
from twoway.apps.notices.actions import settle_notice
from twoway.apps.posts.consent import books_of
from twoway.apps.posts.looks import Look, look_at_post
from twoway.apps.posts.models import Approval, Post, PostPicture, PostVersion
from twoway.apps.posts.queries import Draft, post_of, stored_pictures
from twoway.apps.posts.yeses import notice_keys, own_yes
from twoway.domain import readers
from twoway.domain.asides import set_aside
from twoway.domain.dating import redated
from twoway.domain.errors import BadInput, Conflict, Held, NotAllowed
from twoway.domain.parts import why_not
from twoway.domain.permission import Actor, Verb
from twoway.domain.reading import pages_named
from twoway.domain.schedule import Urgency, checked_time
from twoway.domain.slots import staggered
from twoway.domain.states import DeliveryState
from twoway.domain.text.clean import check_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """What became of a wish to send: the deliveries that were made, and the versions that were held with their reasons."""

    post: Post
    deliveries: tuple[Delivery, ...]
    held: tuple[tuple[Look, str], ...]


@transaction.atomic
def save(actor: Actor, draft: Draft) -> Post:
    """Keep a draft; Conflict when another tab or person saved since it was read, and then nothing is overwritten."""
    actor.require(Verb.WRITE)
    master = check_text(draft.master)
    texts = {i: check_text(words) for i, words in (draft.texts or {}).items()}
    post = _take_post(actor, draft)
    post.master, post.language, post.planned_at = master, _language(draft.language), draft.planned_at
    post.first_comment, post.title = check_text(draft.first_comment), check_text(draft.title)
    post.warning = " ".join(check_text(draft.warning).split())
    post.spread = draft.spread
    set_before = {v.account_id: v.set_aside for v in post.versions.all()}
    draft = _meant_for(actor, post, draft, set_before)
    post.revision += 1
    post.save()
    _save_versions(actor, post, draft, texts)
    _save_pictures(actor, post, draft)
    _account_for(actor, post, draft, set_before)
    ask_for(actor.workspace_id, pages_named((master, *texts.values(), post.first_comment)))
    if draft.post_id is None:
        note(actor, "write", "post", post.pk, f"Began “{post}”")
    return post_of(actor, post.pk)


def _meant_for(actor: Actor, post: Post, draft: Draft, before: Mapping[int, Mapping[str, str]]) -> Draft:
    """The post with its readers, and the draft without the reasons for findings that other readers had led to."""
    chosen = list(readers.checked(draft.readers))
    if set(chosen) == set(post.readers):
        return draft
    post.readers = chosen
    if draft.post_id is not None:
        whom = ", ".join(chosen) or "all whom its personas speak to"
        note(actor, "change", "post", post.pk, f"Meant “{post}” for {whom}")
    kept = {
        i: {
            code: why
            for code, why in reasons.items()
            if code not in readers.DECIDES or before.get(i, {}).get(code) != why
        }
        for i, reasons in (draft.set_aside or {}).items()
    }
    return replace(draft, set_aside={i: reasons for i, reasons in kept.items() if reasons})


def _language(words: str) -> str:
    """The language of a post as networks name it; BadInput for what is none."""
    if len(words) > 16 or not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", words):
        raise BadInput(f"“{words[:40]}” is not a language. One looks like en, de or pt-BR.", field="language")
    return words


def _take_post(actor: Actor, draft: Draft) -> Post:
    """The post to write into, with its revision claimed."""
    if draft.post_id is None:
        return Post.objects.create(workspace_id=actor.workspace_id, author_id=actor.user_id or None)
    post = Post.objects.select_for_update().filter(pk=draft.post_id, workspace_id=actor.workspace_id).first()
    if post is None:
        raise BadInput(f"There is no post {draft.post_id} here any more. Keep your words as a new one.", field="post")
    if post.revision != draft.revision:
        raise Conflict(
            "This draft was changed in another tab or by somebody else. Your words are kept here: "
            "copy them, then load the newer draft, or save yours as a new one.",
            field="revision",
        )
    return post


def _save_versions(actor: Actor, post: Post, draft: Draft, texts: dict[int, str]) -> None:
    """One version for each chosen account. One that is on its way is frozen and stays."""
    old = {v.account_id: v for v in post.versions.select_related("delivery")}
    for account_id in draft.account_ids:
        version = old.pop(account_id, None)
        if version is None:
            version = PostVersion(post=post, account=account_of(actor, account_id))
        elif is_live(version):
            continue
        hand = texts.get(account_id)
        if hand is not None and (not version.is_edited or account_id in draft.caught_up):
            version.edited_from = post.master
        version.is_edited, version.text = hand is not None, hand or ""
        version.fit = (draft.fits or {}).get(account_id, "")
        version.set_aside = dict((draft.set_aside or {}).get(account_id, {}))
        version.planned_at = (draft.times or {}).get(account_id)
        version.audience = _audience(version.account, (draft.audiences or {}).get(account_id, ""))
        version.save()
    for left in old.values():
        if not is_live(left):
            left.delete()


def _audience(account: Account, name: str) -> str:
    """Who may see it, as the network calls them; BadInput for one that it does not have."""
    facts = facts_of(account)
    known = [audience.name for audience in facts.audiences]
    if name and name not in known:
        offered = f"It knows {', '.join(known)}." if known else "Everybody sees everything there."
        raise BadInput(f"{facts.name} has no audience “{name}”. {offered}", field="audience")
    return name


def _account_for(actor: Actor, post: Post, draft: Draft, before: Mapping[int, Mapping[str, str]]) -> None:
    """Whoever sets a finding aside must be allowed to, and gives a reason that stays on record."""
    wanted = {i: reasons for i, reasons in (draft.set_aside or {}).items() if i in draft.account_ids}
    if all(reasons.items() <= before.get(i, {}).items() for i, reasons in wanted.items()):
        return
    for look in look_at_post(actor, post_of(actor, post.pk)):
        reasons = wanted.get(look.account.pk, {})
        everything = (*look.findings, *(aside.finding for aside in look.aside))
        for aside in set_aside(actor, everything, reasons, before.get(look.account.pk)):
            summary = f"{aside.summary} for {place_of(look.account)}"
            note(actor, "set aside", "post", post.pk, summary, why=aside.reason)


def is_live(version: PostVersion) -> bool:
    """Whether a version is on its way or out."""
    return version.delivery is not None and version.delivery.state != DeliveryState.CANCELLED


def _save_pictures(actor: Actor, post: Post, draft: Draft) -> None:
    stored = stored_pictures(actor, [i for i, _ in draft.pictures])
    focuses = {i: _checked_focus(focus) for i, focus in (draft.focuses or {}).items()}
    wanted = [(i, check_text(alt), place, focuses.get(i)) for place, (i, alt) in enumerate(draft.pictures)]
    if wanted == [(p.stored_id, p.alt, p.place, p.focus) for p in post.pictures.all()]:
        return
    post.pictures.all().delete()
    PostPicture.objects.bulk_create(
        PostPicture(
            post=post,
            stored=stored[i],
            alt=alt,
            place=place,
            focus_x=focus[0] if focus else None,
            focus_y=focus[1] if focus else None,
        )
        for i, alt, place, focus in wanted
    )


def _checked_focus(focus: tuple[float, float]) -> tuple[float, float]:
    """A point of a picture; BadInput for one outside of it."""
    if not all(0 <= part <= 1 for part in focus):
        raise BadInput(
            "The point to keep lies outside the picture; 0 is its left or top edge, 1 the other.", field="focus"
        )
    return focus


def send_now(actor: Actor, post_id: int, *, undo: bool = False, spread: bool = False) -> Going:
    """Send a post's versions now, or after the time in which it can be taken back; with `spread` the first, then the others."""
    wait = timedelta(seconds=settings.TWOWAY_UNDO_SECONDS if undo else 0)
    return schedule(actor, post_id, timezone.now() + wait, spread=spread)


@transaction.atomic
def schedule(actor: Actor, post_id: int, at: datetime, *, spread: bool | None = None) -> Going:
    """Freeze and schedule every version that may go; those that findings stop are held back, each with its reason.

    A version with a time of its own goes then. With `spread` (None: as the post says) the others go minutes apart, the first
    at `at`. Held back is also what needs a yes and has none; the yes of whoever is the only one to give it is written down.
    Held when none may go; BadInput for a time in the past or a post without accounts.
    """
    actor.require(Verb.SEND)
    Post.objects.select_for_update().filter(pk=post_id).first()
    post = post_of(actor, post_id)
    at = checked_time(at, timezone.now())
    going, held = _sorted_looks(actor, post)
    is_spread = post.spread if spread is None else spread
    versions = {v.account_id: v for v in post.versions.all()}
    times = times_of(at, [versions[look.account.pk] for look in going], is_spread=is_spread)
    own_yes(actor, post, going, times)
    return set_out(actor, post, at, going, times, held, author_id=actor.user_id or None)


def set_out(
    actor: Actor,
    post: Post,
    at: datetime,
    going: Sequence[Look],
    times: Mapping[int, datetime],
    held: Sequence[tuple[Look, str]] = (),
    *,
    author_id: int | None,
) -> Going:
    """Make deliveries of what has the yes it needs. Whoever calls has asked whether this actor may set it out."""
    made: list[Delivery] = []
    kept = list(held)
    books = books_of(actor.workspace_id, post.pk)
    for look in going:
        due_at = times[look.account.pk]
        if words := books.why_not(look.account, look.version, due_at):
            kept.append((look, words))
            continue
        delivery = _enqueue(look, due_at, author_id)
        PostVersion.objects.filter(post=post, account=look.account).update(delivery=delivery)
        made.append(delivery)
    _tell(actor, post, made, kept)
    Post.objects.filter(pk=post.pk).update(planned_at=at)
    return Going(post=post_of(actor, post.pk), deliveries=tuple(made), held=tuple(kept))


def _sorted_looks(actor: Actor, post: Post) -> tuple[list[Look], list[tuple[Look, str]]]:
    """The versions that are not on their way: those that may go, and those that may not with the reason."""
    open_ids = {v.account_id for v in post.versions.all() if not is_live(v)}
    going: list[Look] = []
    held: list[tuple[Look, str]] = []
    for look in look_at_post(actor, post):
        if look.account.pk not in open_ids:
            continue
        if reason := reason_to_hold(look):
            held.append((look, reason))
        else:
            going.append(look)
    return going, held


def times_of(at: datetime, versions: Sequence[PostVersion], *, is_spread: bool) -> dict[int, datetime]:
    """When each version goes, by account id."""
    own = {v.account_id: checked_time(v.planned_at, timezone.now()) for v in versions if v.planned_at is not None}
    others = [v.account_id for v in versions if v.account_id not in own]
    return {**(staggered(at, others) if is_spread else dict.fromkeys(others, at)), **own}


def reason_to_hold(look: Look) -> str:
    """Why a version stays, in words for people; empty when it may go."""
    try:
        require_posting(look.account)
    except NotAllowed as error:
        return error.for_people
    return look.stops[0].message if look.stops else why_not(look.version, look.facts)


def _enqueue(look: Look, at: datetime, author_id: int | None) -> Delivery:
    """The delivery of a version, with the day in its links on which it goes."""
    return enqueue(
        look.account,
        redated(look.version, at.astimezone(look.account.workspace.tz).date()),
        urgency=Urgency.SCHEDULED,
        due_at=at,
        latest_at=at + timedelta(minutes=settings.TWOWAY_LATE_MINUTES),
        author_id=author_id,
    )


def _tell(actor: Actor, post: Post, made: list[Delivery], held: list[tuple[Look, str]]) -> None:
    """Note what goes; Held when nothing does."""
    if made:
        places = ", ".join(str(d.account) for d in made)
        note(actor, "schedule", "post", post.pk, f"Scheduled “{post}” for {places}")
        return
    if not held:
        raise BadInput("Choose at least one account to send this to.", field="accounts")
    reasons = " ".join(f"{place_of(look.account)}: {why}" for look, why in held)
    raise Held(f"Nothing was scheduled; your words are kept. {reasons}", findings=held[0][0].stops)


@transaction.atomic
def discard(actor: Actor, post_id: int) -> None:
    """Throw a draft away; Conflict when any of it is on its way or out."""
    actor.require(Verb.WRITE)
    post = post_of(actor, post_id)
    if any(is_live(v) for v in post.versions.all()):
        raise Conflict("Part of this post is scheduled or sent, so it is kept. Take the scheduled part back first.")
    note(actor, "discard", "post", post.pk, f"Threw the draft “{post}” away")
    for approval_id in Approval.objects.filter(post=post).values_list("pk", flat=True):
        for key in notice_keys(approval_id):
            settle_notice(actor.workspace_id, key)
    post.delete()


@transaction.atomic
def reopen(actor: Actor, post_id: int, account_id: int) -> Post:
    """Make a version that was refused, missed or held back editable again; what happened stays on record.

    Conflict while it is on its way, out, or unsure.
    """
    actor.require(Verb.WRITE)
    post = post_of(actor, post_id)
    version = next((v for v in post.versions.all() if v.account_id == account_id), None)
    if version is None or version.delivery is None:
        raise BadInput("There is nothing to open again here: this version was never on its way.", field="account")
    delivery = version.delivery
    if delivery.state == DeliveryState.HELD:
        delivery.become(DeliveryState.CANCELLED, needs_person=False)
    if delivery.state not in (DeliveryState.REFUSED, DeliveryState.MISSED, DeliveryState.CANCELLED):
        raise Conflict("This version is on its way or out. It cannot be changed any more.")
    Delivery.objects.filter(pk=delivery.pk).update(needs_person=False)
    # What was frozen is what the person saw last; it becomes their own text, so that nothing they wrote is lost.
    text = "\n---\n".join(delivery.version.parts)
    PostVersion.objects.filter(pk=version.pk).update(
        delivery=None, is_edited=version.is_edited or text != post.master, text=text
    )
    note(actor, "reopen", "post", post.pk, f"Opened the version for {version.account} again")
    return post_of(actor, post.pk)

"""From the composer's form to a draft: reading it, keeping it, and what its buttons do to it.

The buttons: fixes, the master's changes, what becomes of a long text, findings set aside. A press is answered with another
draft and saves nothing, but for a line that moves into a draft of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict

from twoway.apps.delivery.actions import keep_picture
from twoway.apps.posts import actions
from twoway.apps.posts.looks import caught_up, look_at
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft, draft_of
from twoway.apps.posts.redrafting import STALE, by_hand, look_for, moved_line, put_back, started_over
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor
from twoway.domain.policy import Fit
from twoway.doors.web.forms import FITS, draft_from, mark_of, number
from twoway.doors.web.panes import TOO_LONG
from twoway.doors.web.sheets import Desk, desk_of
from twoway.doors.web.writing import LINE, fixed, name_of

MOST_PICTURES = 10


# -- reading and keeping -----------------------------------------------------------------------------------------------


class Keeping:
    """A draft on its way from the form into the books. `draft` is what to show again, however far it came."""

    def __init__(self, request: HttpRequest, actor: Actor) -> None:
        """Read what stands in the form."""
        self.request, self.actor = request, actor
        self.draft, self.wrong = read_form(request, desk_of(actor))

    def keep(self) -> Post:
        """Save it with the pictures that came along; a TwowayError where something in it makes no sense."""
        if self.wrong is not None:
            raise self.wrong
        self.draft = with_pictures(self.request, self.actor, self.draft)
        post = actions.save(self.actor, self.draft)
        self.draft = draft_of(post)
        return post


def read_form(request: HttpRequest, desk: Desk) -> tuple[Draft, BadInput | None]:
    """What stands in the form. A time or a point that is none is left out and told, so that no word is lost over it."""
    data, zone = request.POST.copy(), desk.zone
    wrong: BadInput | None = None
    for button, field in (("slot", "at"), ("over", "revision")):
        pressed = data.get(button, "")
        if pressed:
            data[field] = pressed
    while True:
        try:
            draft = draft_from(data, zone)
            break
        except BadInput as error:
            if not error.field.startswith(("at", "focus-")) or not data.get(error.field):
                raise
            wrong = wrong or error
            data[error.field] = ""
    return (replace(draft, post_id=None, revision=0) if data.get("anew") == "yes" else draft), wrong


def with_pictures(request: HttpRequest, actor: Actor, draft: Draft) -> Draft:
    """The draft with the pictures that came along, minus those taken off."""
    off, earlier = request.POST.get("take_off", ""), request.POST.get("earlier", "")
    kept = [p for p in draft.pictures if str(p[0]) != off]
    for place, (stored_id, _) in enumerate(kept):
        if place and str(stored_id) == earlier:
            kept.insert(place - 1, kept.pop(place))
            break
    files = [f for f in request.FILES.getlist("pictures") if isinstance(f, UploadedFile)]
    if len(kept) + len(files) > MOST_PICTURES:
        raise BadInput(f"A post may hold up to {MOST_PICTURES} pictures. Take one off first.", field="pictures")
    fresh = tuple((keep_picture(actor, f.read(), f.name or "").pk, "") for f in files)
    known = {i for i, _ in kept}
    return replace(draft, pictures=(*kept, *(p for p in dict(fresh).items() if p[0] not in known)))


# -- what a press does -------------------------------------------------------------------------------------------------


def changed(actor: Actor, draft: Draft, asked: QueryDict) -> Draft:
    """The draft after the one button that was pressed; BadInput for one that makes no sense any more."""
    if wanted := asked.get("merge", ""):
        return caught_up(actor, draft, number(wanted))
    if wanted := asked.get("follow", ""):
        return started_over(draft, number(wanted))
    if wanted := asked.get("fix", ""):
        return _fixed(actor, draft, wanted)
    if wanted := asked.get("restore", ""):
        return _restored(actor, draft, wanted)
    if wanted := asked.get("choose", ""):
        return _chosen(actor, draft, wanted)
    if wanted := asked.get("aside", ""):
        return _set_aside(draft, wanted, asked)
    if wanted := asked.get("heed", ""):
        return _heeded(draft, wanted)
    return draft


def _fixed(actor: Actor, draft: Draft, wanted: str) -> Draft:
    for look in look_at(actor, draft):
        found = fixed(look.whole or look.version.text, look.findings, str(look.account.pk), wanted)
        if found is not None:
            return by_hand(draft, look.account.pk, found)
    return draft


def _restored(actor: Actor, draft: Draft, wanted: str) -> Draft:
    """The author's own words back in the place of what tailoring made of them."""
    parts = wanted.split(":")
    if len(parts) != 4:
        raise BadInput(STALE, field="restore")
    account_id, start, end = (number(part, field="restore") for part in parts[:3])
    look = look_for(actor, draft, account_id)
    for change in look.changes:
        if (change.start, change.end, mark_of(change.before)) == (start, end, parts[3]):
            return put_back(draft, look, change)
    raise BadInput(STALE, field="restore")


def _chosen(actor: Actor, draft: Draft, wanted: str) -> Draft:
    """Send it as a thread, shorten it, or neither (nothing after the colon): one version, or all that are too long."""
    account, _, fit = wanted.partition(":")
    if fit and fit not in FITS:
        raise BadInput("Choose one of the ways offered.", field="choose")
    ids = _too_long(actor, draft, fit) if account == "all" else {number(account, field="choose")}
    others = {i: chosen for i, chosen in (draft.fits or {}).items() if i not in ids}
    return replace(draft, fits={**others, **dict.fromkeys(ids, fit)} if fit else others)


def _too_long(actor: Actor, draft: Draft, fit: str) -> set[int]:
    """The accounts whose version is held for its length, and where this way is open."""
    return {
        look.account.pk
        for look in look_at(actor, draft)
        if any(finding.code in TOO_LONG for finding in look.stops) and (fit != Fit.THREAD or look.facts.threads)
    }


def _set_aside(draft: Draft, wanted: str, asked: QueryDict) -> Draft:
    account, _, code = wanted.partition(":")
    account_id = number(account, field="aside")
    reason = " ".join(asked.get(f"reason-{account_id}-{code}", "").split())
    if not reason:
        raise BadInput("Say why this may be set aside; the reason is kept with the post.", field="reason")
    return _with_asides(draft, account_id, {**(draft.set_aside or {}).get(account_id, {}), code: reason})


def _heeded(draft: Draft, wanted: str) -> Draft:
    """A finding that was set aside counts again."""
    account, _, code = wanted.partition(":")
    account_id = number(account, field="heed")
    reasons = (draft.set_aside or {}).get(account_id, {})
    return _with_asides(draft, account_id, {c: reason for c, reason in reasons.items() if c != code})


def _with_asides(draft: Draft, account_id: int, reasons: Mapping[str, str]) -> Draft:
    others = {i: kept for i, kept in (draft.set_aside or {}).items() if i != account_id}
    return replace(draft, set_aside={**others, account_id: reasons} if reasons else others)


def moved(actor: Actor, draft: Draft, wanted: str) -> tuple[Draft, Post]:
    """The draft without the line, and the new draft that holds it, for all accounts of the persona it was moved to."""
    way, _, persona = wanted.rpartition(":")
    persona_id = number(persona, field="move")
    look = look_for(actor, draft, number(way.partition(":")[0], field="move"))
    for finding in look.findings:
        owner = str(look.account.pk)
        if name_of(owner, finding, LINE) != way or finding.end <= finding.start:
            continue
        return moved_line(actor, draft, look, finding, persona_id)
    raise BadInput(STALE, field="move")

"""Compose: write once, see each version, send what may go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from twoway.apps.accounts.queries import accounts_of
from twoway.apps.delivery.actions import keep_picture
from twoway.apps.people.models import Workspace
from twoway.apps.people.queries import find_people, workspace_of
from twoway.apps.posts import actions
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import (
    Draft,
    Look,
    caught_up,
    drafts_of,
    look_at,
    look_at_post,
    post_of,
    stored_pictures,
)
from twoway.domain.errors import BadInput, Conflict, TwowayError
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState
from twoway.doors.web.door import for_members, how_to_tell, is_fragment, page
from twoway.doors.web.forms import draft_from, moment_or_none, number
from twoway.doors.web.panes import Pane, go_words, hats, panes_of, status_words
from twoway.doors.web.twice import comes_again, forget
from twoway.doors.web.writing import fixed

MOST_PICTURES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything the composer shows."""

    draft: Draft
    panes: tuple[Pane, ...]
    tab: str
    saved_at: datetime | None = None
    error: TwowayError | None = None


@require_safe
@for_members
def compose(request: HttpRequest, actor: Actor, post_id: int | None = None) -> HttpResponse:
    """An empty composer, or a draft to go on with."""
    if post_id is None:
        return _show(request, actor, _empty_sheet(request, actor))
    post = post_of(actor, post_id)
    sheet = Sheet(
        draft=_draft_of(post),
        panes=panes_of(look_at_post(actor, post)),
        tab=request.GET.get("tab", "master"),
        saved_at=post.changed_at,
    )
    return _show(request, actor, sheet)


@require_POST
@for_members
def look(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the words would become now, nothing saved."""
    return _answer(request, actor, _looked_at(request, actor, _read(request, actor)[0]))


@require_POST
@for_members
def save(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep the draft. The second of two tabs is told, and keeps its words."""
    draft, wrong = _read(request, actor)
    try:
        if wrong is not None:
            raise wrong
        draft = _with_pictures(request, actor, draft)
        post = actions.save(actor, draft)
    except TwowayError as error:
        return _refuse(request, actor, draft, error)
    if not is_fragment(request):
        messages.success(request, "Draft saved.")
        return redirect("post", post.pk)
    response = _answer(request, actor, _looked_at(request, actor, _draft_of(post), post), saved=True)
    response.headers["HX-Trigger"] = "twoway:saved"
    return response


@require_POST
@for_members
def fix(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Put a suggestion into a version, bring the master's changes in, or let it follow again; then keep the draft."""
    draft, _ = _read(request, actor)
    if request.POST.get("merge"):
        draft = caught_up(actor, draft, number(request.POST["merge"]))
    draft = replace(draft, texts=_fixed(actor, draft, request.POST.get("fix", ""), request.POST.get("follow", "")))
    try:
        post = actions.save(actor, draft)
    except TwowayError as error:
        return _refuse(request, actor, draft, error)
    if not is_fragment(request):
        return redirect(f"{reverse('post', args=[post.pk])}?tab={request.POST.get('tab', 'master')}")
    return _answer(request, actor, _looked_at(request, actor, _draft_of(post), post), saved=True)


@require_POST
@for_members
def go(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Save, then schedule or send what may go; the rest stays here with its reasons."""
    draft, wrong = _read(request, actor)
    if draft.post_id is None and comes_again(request):
        messages.success(request, "You pressed twice; it goes out once.")
        return redirect("calendar")
    try:
        if wrong is not None:
            raise wrong
        draft = _with_pictures(request, actor, draft)
        post = actions.save(actor, draft)
        draft = _draft_of(post)
        if draft.planned_at is None:
            going = actions.send_now(actor, post.pk, undo=True)
        else:
            going = actions.schedule(actor, post.pk, draft.planned_at)
    except TwowayError as error:
        forget(request)
        return _refuse(request, actor, draft, error)
    _tell_going(request, going, workspace_of(actor))
    return redirect("post", post.pk) if going.held else redirect("calendar")


@require_POST
@for_members
def discard(request: HttpRequest, actor: Actor, post_id: int) -> HttpResponse:
    """Throw a draft away."""
    actions.discard(actor, post_id)
    messages.success(request, "The draft is thrown away.")
    return redirect("calendar")


@require_safe
@for_members
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """People whose name or handle holds some letters, for the mention list; for anybody else, the composer."""
    if not is_fragment(request):
        return redirect("compose")
    found = find_people(actor, request.GET.get("who", "").strip().lstrip("@")[:80])
    return render(request, "compose/people.html", {"people": found})


def _read(request: HttpRequest, actor: Actor) -> tuple[Draft, BadInput | None]:
    """What stands in the form. A time that is none is left out and told, so that no word is lost over it."""
    data, zone = request.POST, workspace_of(actor).tz
    wrong: BadInput | None = None
    try:
        draft = draft_from(data, zone)
    except BadInput as error:
        if error.field != "at":
            raise
        wrong, timeless = error, data.copy()
        timeless["at"] = ""
        draft = draft_from(timeless, zone)
    return (replace(draft, post_id=None, revision=0) if data.get("anew") == "yes" else draft), wrong


def _draft_of(post: Post) -> Draft:
    """A saved post as what stands in the composer."""
    versions = list(post.versions.all())
    live = [v for v in versions if v.delivery is not None and v.delivery.state != DeliveryState.CANCELLED]
    return Draft(
        master=post.master,
        account_ids=tuple(v.account_id for v in versions),
        texts={v.account_id: v.text for v in versions if v.is_edited},
        pictures=tuple((p.stored_id, p.alt) for p in post.pictures.all()),
        language=post.language,
        planned_at=None if live else post.planned_at,
        post_id=post.pk,
        revision=post.revision,
    )


def _empty_sheet(request: HttpRequest, actor: Actor) -> Sheet:
    """A first draft for every work account that may post; personal ones are chosen by hand. The calendar says `at`."""
    chosen = tuple(a.pk for a in accounts_of(actor) if a.may_post and not a.persona.is_personal)
    workspace = workspace_of(actor)
    planned_at = moment_or_none(request.GET.get("at", ""), workspace.tz)
    draft = Draft(master="", account_ids=chosen, language=workspace.language, planned_at=planned_at)
    return Sheet(draft=draft, panes=_quiet(panes_of(look_at(actor, draft))), tab="master")


def _quiet(panes: tuple[Pane, ...]) -> tuple[Pane, ...]:
    """Nobody is scolded for an empty page."""
    return tuple(replace(pane, stops=(), others=()) for pane in panes)


def _looked_at(request: HttpRequest, actor: Actor, draft: Draft, post: Post | None = None) -> Sheet:
    if post is None and draft.post_id is not None:
        post = post_of(actor, draft.post_id)
    panes = panes_of(_looks(actor, draft, post))
    if not draft.master.strip() and not draft.pictures and not draft.texts:
        panes = _quiet(panes)
    saved_at = post.changed_at if post else None
    return Sheet(draft=draft, panes=panes, tab=request.POST.get("tab", "master"), saved_at=saved_at)


def _looks(actor: Actor, draft: Draft, post: Post | None) -> tuple[Look, ...]:
    """Looks at what stands there; what is on its way is shown as it was frozen."""
    looks = look_at(actor, draft)
    if post is None:
        return looks
    sent = {v.account_id: v.delivery for v in post.versions.all() if v.delivery is not None}
    return tuple(replace(look, delivery=sent.get(look.account.pk)) for look in looks)


def _fixed(actor: Actor, draft: Draft, wanted: str, follow: str) -> dict[int, str]:
    texts = dict(draft.texts or {})
    if follow:
        texts.pop(number(follow), None)
    for look in look_at(actor, draft) if wanted else ():
        found = fixed(look.version.text, look.findings, str(look.account.pk), wanted)
        if found is not None:
            texts[look.account.pk] = found
    return texts


def _with_pictures(request: HttpRequest, actor: Actor, draft: Draft) -> Draft:
    """The draft with the pictures that came along, minus those taken off."""
    off = request.POST.get("take_off", "")
    kept = tuple(p for p in draft.pictures if str(p[0]) != off)
    files = [f for f in request.FILES.getlist("pictures") if isinstance(f, UploadedFile)]
    if len(kept) + len(files) > MOST_PICTURES:
        raise BadInput(f"A post may hold up to {MOST_PICTURES} pictures. Take one off first.", field="pictures")
    fresh = tuple((keep_picture(actor, f.read(), f.name or "").pk, "") for f in files)
    known = {i for i, _ in kept}
    return replace(draft, pictures=kept + tuple(p for p in dict(fresh).items() if p[0] not in known))


def _refuse(request: HttpRequest, actor: Actor, draft: Draft, error: TwowayError) -> HttpResponse:
    """The same page with everything still in it, and what stands in the way on top."""
    try:
        sheet = replace(_looked_at(request, actor, draft), error=error)
    except BadInput as worse:
        sheet = Sheet(draft=replace(draft, account_ids=()), panes=(), tab="master", error=worse)
    if is_fragment(request):
        return _answer(request, actor, sheet, status=how_to_tell(error).status)
    return _show(request, actor, sheet, status=how_to_tell(error).status)


def _tell_going(request: HttpRequest, going: actions.Going, workspace: Workspace) -> None:
    places = ", ".join(str(delivery.account) for delivery in going.deliveries)
    due = min(delivery.due_at for delivery in going.deliveries)
    ids = ",".join(str(delivery.pk) for delivery in going.deliveries)
    is_soon = (due - timezone.now()).total_seconds() < 120
    when = "Going out now" if is_soon else f"Scheduled for {date_format(due.astimezone(workspace.tz), 'D j M, H:i')}"
    messages.success(request, f"{when}: {places}.", extra_tags=f"undo:{ids}")
    for held, why in going.held:
        messages.error(request, f"{held.account} on {held.facts.name} is held: {why}")


def _context(actor: Actor, sheet: Sheet) -> dict[str, Any]:
    workspace = workspace_of(actor)
    draft, panes = sheet.draft, sheet.panes
    stored = stored_pictures(actor, [i for i, _ in draft.pictures])
    tabs = {str(pane.account.pk) for pane in panes} | {"master"}
    return {
        "sheet": sheet,
        "draft": draft,
        "panes": panes,
        "tab": sheet.tab if sheet.tab in tabs else "master",
        "hats": hats(accounts_of(actor), panes),
        "pictures": [{"stored": stored[i], "alt": alt} for i, alt in draft.pictures],
        "at": draft.planned_at.astimezone(workspace.tz).strftime("%Y-%m-%dT%H:%M") if draft.planned_at else "",
        "zone": workspace.zone,
        "go_words": go_words(panes, now=draft.planned_at is None),
        "may_go": any(not pane.is_held and not pane.is_frozen for pane in panes),
        "status": status_words(panes),
        "is_conflict": isinstance(sheet.error, Conflict),
        "told": how_to_tell(sheet.error) if sheet.error else None,
        "shown_pictures": [stored[i].with_alt(alt) for i, alt in draft.pictures],
        "saved_time": date_format(timezone.localtime(sheet.saved_at, workspace.tz), "H:i") if sheet.saved_at else "",
    }


def _show(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    context = _context(actor, sheet)
    if sheet.draft.post_id is None:
        context["drafts"] = list(drafts_of(actor)[:5])
    return page(request, "compose/page.html", context, section="Compose", status=status)


def _answer(
    request: HttpRequest, actor: Actor, sheet: Sheet, *, saved: bool = False, status: int = 200
) -> HttpResponse:
    """The pieces that change, for htmx to put in their places."""
    context = _context(actor, sheet) | {"oob": True, "saved": saved}
    return render(request, "compose/answer.html", context, status=status)

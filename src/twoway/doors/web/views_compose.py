"""Compose: write once, see each version, send what may go."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from twoway.apps.accounts.queries import account_of, place_of
from twoway.apps.delivery.actions import keep_picture
from twoway.apps.delivery.models import StoredPicture
from twoway.apps.people.models import Workspace
from twoway.apps.people.queries import workspace_of
from twoway.apps.posts import actions
from twoway.apps.posts.looks import fitted_for
from twoway.apps.posts.naming import SHORTEST
from twoway.apps.posts.queries import Draft, draft_of, drafts_of, post_of
from twoway.domain.errors import BadInput, TwowayError
from twoway.domain.permission import Actor
from twoway.doors.web.composing import Keeping, changed, moved, read_form
from twoway.doors.web.door import for_members, how_to_tell, is_fragment, page
from twoway.doors.web.forms import is_meant_otherwise
from twoway.doors.web.mentions import mentionable
from twoway.doors.web.sheets import (
    Sheet,
    context_of,
    desk_of,
    empty_sheet,
    look_over,
    whole_page,
)
from twoway.doors.web.starters import first_words
from twoway.doors.web.twice import comes_again, forget
from twoway.work import pictures


@require_safe
@for_members
def compose(request: HttpRequest, actor: Actor, post_id: int | None = None) -> HttpResponse:
    """An empty composer, or a draft to go on with."""
    if post_id is None:
        words = first_words(actor, request.GET.get("starter", ""))
        return _show(request, actor, empty_sheet(desk_of(actor), request.GET.get("at", ""), words))
    post = post_of(actor, post_id)
    return _show(
        request, actor, look_over(desk_of(actor), draft_of(post), tab=request.GET.get("tab", "master"), post=post)
    )


@require_POST
@for_members
def look(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the words would become now, nothing saved."""
    desk = desk_of(actor)
    draft, _ = read_form(request, desk)
    return _answer(request, actor, look_over(desk, draft, tab=_tab(request), open_tab=_open(request, draft)))


@require_POST
@for_members
def save(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep the draft. The second of two tabs is told, and keeps its words."""
    form = Keeping(request, actor)
    try:
        post = form.keep()
    except TwowayError as error:
        return refuse(request, actor, form.draft, error)
    draft = form.draft
    if not is_fragment(request):
        messages.success(request, "Draft saved.")
        return redirect("post", post.pk)
    sheet = look_over(desk_of(actor), draft, tab=_tab(request), post=post, open_tab=_open(request, draft))
    response = _answer(request, actor, sheet, saved=True)
    response.headers["HX-Trigger"] = "twoway:saved"
    return response


@require_POST
@for_members
def fix(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Do what one button of a version says (a suggestion, the master's changes, a thread, setting aside); keep the draft."""
    draft, _ = read_form(request, desk_of(actor))
    elsewhere = None
    try:
        if request.POST.get("move"):
            draft, elsewhere = moved(actor, draft, request.POST["move"])
        else:
            draft = changed(actor, draft, request.POST)
        post = actions.save(actor, draft)
    except TwowayError as error:
        return refuse(request, actor, draft, error)
    if not is_fragment(request):
        if elsewhere is not None:
            messages.success(request, f"Moved to a draft of its own: {elsewhere}")
        return redirect(f"{reverse('post', args=[post.pk])}?tab={_tab(request)}")
    sheet = look_over(desk_of(actor), draft_of(post), tab=_tab(request), post=post, open_tab=_open(request, draft))
    return _answer(request, actor, replace(sheet, elsewhere=elsewhere), saved=True)


@require_POST
@for_members
def go(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Save, then schedule or send what may go; the rest stays here with its reasons."""
    form = Keeping(request, actor)
    if form.draft.post_id is None and comes_again(request):
        messages.success(request, "You pressed twice; it goes out once.")
        return redirect("calendar")
    try:
        post = form.keep()
        if form.draft.planned_at is None:
            going = actions.send_now(actor, post.pk, undo=True)
        else:
            going = actions.schedule(actor, post.pk, form.draft.planned_at)
    except TwowayError as error:
        forget(request)
        return refuse(request, actor, form.draft, error)
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
    accounts = request.GET.getlist("account")
    found = mentionable(actor, request.GET.get("who", "").strip().lstrip("@")[:80], accounts)
    asks = request.GET.urlencode() if len(request.GET.get("who", "").strip().lstrip("@")) >= SHORTEST else ""
    context = {"people": found, "into": request.GET.get("into", "master")[:40], "asks": asks}
    return render(request, "compose/people.html", context)


@require_POST
@for_members
def add_picture(request: HttpRequest, actor: Actor) -> JsonResponse:
    """Keep one picture that a page with scripts uploads by itself; its number, or why it was not kept."""
    file = request.FILES.get("picture")
    if not isinstance(file, UploadedFile):
        return JsonResponse({"why": "No picture came along. Choose it again."}, status=400)
    try:
        stored = keep_picture(actor, file.read(), file.name or "")
    except TwowayError as error:
        return JsonResponse({"why": error.for_people}, status=how_to_tell(error).status)
    return JsonResponse({"id": stored.pk})


@require_safe
@for_members
def picture_there(request: HttpRequest, actor: Actor, sha256: str, account_id: int) -> HttpResponse:
    """A picture of the workspace as an account's network takes it: cut, smaller, or of another kind."""
    stored = StoredPicture.objects.filter(workspace_id=actor.workspace_id, sha256=sha256).first()
    if stored is None:
        raise Http404
    fitted = fitted_for(account_of(actor, account_id), stored.with_alt("", _point(request.GET.get("keep", ""))))
    try:
        content = pictures.read(settings.TWOWAY_HOME, fitted.sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    kept = {"Cache-Control": "private, max-age=86400"}
    return HttpResponse(content, content_type=fitted.mime, headers=kept)


def _point(words: str) -> tuple[float, float] | None:
    """The point that a cut keeps, from an address; None for one that makes no sense, as the middle always does."""
    try:
        left, top = (float(part) for part in words.split(","))
    except ValueError:
        return None
    return (left, top) if 0 <= left <= 1 and 0 <= top <= 1 else None


def _tab(request: HttpRequest) -> str:
    return request.POST.get("tab", "master")


def _open(request: HttpRequest, draft: Draft) -> str:
    """The version that is open on a page that has panels for these accounts; "" where all panels are to be made."""
    has_panels = request.POST.get("panels", "") == ",".join(map(str, draft.account_ids))
    # Other readers can be another finding on every version.
    has_panels = has_panels and not is_meant_otherwise(request.POST)
    return request.POST.get("tab", "") if is_fragment(request) and has_panels else ""


def _looked_at(request: HttpRequest, actor: Actor, draft: Draft) -> Sheet:
    return look_over(desk_of(actor), draft, tab=_tab(request), open_tab=_open(request, draft))


def refuse(request: HttpRequest, actor: Actor, draft: Draft, error: TwowayError) -> HttpResponse:
    """The same page with everything still in it, and what stands in the way on top."""
    try:
        sheet = replace(_looked_at(request, actor, draft), error=error)
    except BadInput as worse:
        sheet = Sheet(desk=desk_of(actor), draft=replace(draft, account_ids=()), panes=(), tab="master", error=worse)
    if is_fragment(request):
        return _answer(request, actor, sheet, status=how_to_tell(error).status)
    return _show(request, actor, sheet, status=how_to_tell(error).status)


def _tell_going(request: HttpRequest, going: actions.Going, workspace: Workspace) -> None:
    places = ", ".join(str(delivery.account) for delivery in going.deliveries)
    times = sorted(delivery.due_at.astimezone(workspace.tz) for delivery in going.deliveries)
    ids = ",".join(str(delivery.pk) for delivery in going.deliveries)
    is_soon = (times[-1] - timezone.now()).total_seconds() < 120
    when = "Going out now" if is_soon else f"Scheduled for {date_format(times[0], 'D j M, H:i')}"
    if not is_soon and times[-1] != times[0]:
        same_day = times[0].date() == times[-1].date()
        when += f" to {date_format(times[-1], 'H:i' if same_day else 'D j M, H:i')}"
    messages.success(request, f"{when}: {places}.", extra_tags=f"undo:{ids}")
    for held, why in going.held:
        messages.error(request, f"{place_of(held.account)} is held: {why}")


def _show(request: HttpRequest, actor: Actor, sheet: Sheet, status: int = 200) -> HttpResponse:
    context = context_of(sheet) | whole_page(sheet)
    if sheet.draft.post_id is None:
        context["drafts"] = list(drafts_of(actor)[:5])
    return page(request, "compose/page.html", context, section="Compose", status=status)


def _answer(
    request: HttpRequest, actor: Actor, sheet: Sheet, *, saved: bool = False, status: int = 200
) -> HttpResponse:
    """The pieces that change, for htmx to put in their places."""
    context = context_of(sheet) | {"oob": True, "saved": saved, "have": request.POST.getlist("have")}
    return render(request, "compose/answer.html", context, status=status)

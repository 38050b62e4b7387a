"""What every page stands in: where one lands, the workspace, the colours, the mark, pictures from the shelf."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from twoway.apps.delivery.models import StoredPicture
from twoway.apps.people.queries import actor_for
from twoway.domain.permission import Actor
from twoway.doors.web.door import WORKSPACE, back, for_members, page, signed_in
from twoway.doors.web.forms import number
from twoway.doors.web.network_css import network_css
from twoway.plug import finder
from twoway.work import pictures

YEAR = 31_536_000
THEMES = ("system", "light", "dark")
MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#124d38"/>'
    '<g fill="none" stroke="#f7f4ec" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round">'
    '<path d="M6 12.5h18M19 7.500l5 5M26 19.500H8M13 24.500l-5-5"/></g></svg>'
)


@for_members
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What people need comes first."""
    return redirect("inbox")


@require_safe
@for_members
def more(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything that has no room in the phone's bar."""
    return page(request, "more.html", section="More")


@require_POST
@for_members
def workspace(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Sit down in another workspace of theirs."""
    user = signed_in(request)
    if user is not None:
        wanted = actor_for(user, number(request.POST.get("workspace")))
        request.session[WORKSPACE] = wanted.workspace_id
    return redirect("inbox")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system says; the page does the same with scripts."""
    chosen = request.POST.get("theme", "")
    response = back(request, "home")
    response.set_cookie("theme", chosen if chosen in THEMES else "system", max_age=YEAR, samesite="Lax")
    return response


@require_safe
@cache_control(max_age=3600)
def networks_css(request: HttpRequest) -> HttpResponse:
    """The colours of the glyphs."""
    sheet = network_css(network.facts for network in finder.networks().values())
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")


@require_safe
@cache_control(max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Two arrows."""
    return HttpResponse(MARK, content_type="image/svg+xml")


@require_safe
@for_members
def picture(request: HttpRequest, actor: Actor, sha256: str) -> HttpResponse:
    """A picture of the workspace, as it lies on the shelf."""
    stored = StoredPicture.objects.filter(workspace_id=actor.workspace_id, sha256=sha256).first()
    if stored is None:
        raise Http404
    try:
        content = pictures.read(settings.TWOWAY_HOME, sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(
        content, content_type=stored.mime, headers={"Cache-Control": "private, max-age=31536000, immutable"}
    )

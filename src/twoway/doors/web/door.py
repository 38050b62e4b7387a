"""Lets people in, hands views an actor, and turns errors into words: what happened, what was kept, what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from twoway.apps.people.models import User
from twoway.apps.people.queries import actor_for, has_owner
from twoway.domain.errors import (
    BadInput,
    Conflict,
    Held,
    NeedsReconnect,
    NotAllowed,
    Refused,
    TryLater,
    TwowayError,
    Unsure,
)
from twoway.domain.permission import Actor
from twoway.doors.web.shell import shell_for

P = ParamSpec("P")
#: The part of a page that is asked for again while it is open; templates mark it with `partialdef live`.
LIVE = "live"
#: No row has a greater number, and no database can be asked for one.
GREATEST = 2**63 - 1
#: Where the session keeps the workspace that somebody sits in.
WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How an error is told: the status, what kind of trouble it is, what was kept, and what to do."""

    status: int
    title: str
    kept: str
    todo: str


#: From the most exact class to the widest; the first that fits tells.
TELLING: tuple[tuple[type[TwowayError], Told], ...] = (
    (
        Conflict,
        Told(
            status=409,
            title="Somebody else was first",
            kept="Nothing was overwritten.",
            todo="Load the page again and look at what is there now.",
        ),
    ),
    (
        BadInput,
        Told(
            status=400,
            title="That does not work yet",
            kept="Nothing was changed.",
            todo="Change what it says above and send it again.",
        ),
    ),
    (
        NotAllowed,
        Told(
            status=403,
            title="You may not do that here",
            kept="Nothing was changed.",
            todo="Ask an owner of this workspace.",
        ),
    ),
    (
        Held,
        Told(
            status=422,
            title="Held back",
            kept="Your words are kept as they were.",
            todo="Change what is marked, or take that account off, and it can go.",
        ),
    ),
    (
        NeedsReconnect,
        Told(
            status=409,
            title="The permission is gone",
            kept="Everything that waits for this account is kept.",
            todo="Connect the account anew under Accounts.",
        ),
    ),
    (
        TryLater,
        Told(
            status=503,
            title="The network does not answer at the moment",
            kept="Nothing was sent and nothing was lost.",
            todo="Wait a little, then try again.",
        ),
    ),
    (
        Unsure,
        Told(
            status=502,
            title="The network did not say whether it worked",
            kept="Nothing is sent twice.",
            todo="Look on the network whether it is there.",
        ),
    ),
    (
        Refused,
        Told(
            status=422,
            title="The network said no",
            kept="Your words are kept.",
            todo="Change what it objects to, then try again.",
        ),
    ),
)


def how_to_tell(error: TwowayError) -> Told:
    """The way to tell this error."""
    return next((told for kind, told in TELLING if isinstance(error, kind)), TELLING[1][1])


def signed_in(request: HttpRequest) -> User | None:
    """Who asks, when they are signed in."""
    user: Any = request.user
    return user if isinstance(user, User) or getattr(user, "is_authenticated", False) else None


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request; NotAllowed for somebody without a workspace."""
    known: Actor | None = getattr(request, "twoway_actor", None)
    if known is None:
        known = _find_actor(request)
        request.twoway_actor = known  # type: ignore[attr-defined]  # asked for several times while one page is made
    return known


def _find_actor(request: HttpRequest) -> Actor:
    user = signed_in(request)
    if user is None:
        raise NotAllowed("Sign in first.")
    chosen = request.session.get(WORKSPACE)
    try:
        return actor_for(user, chosen)
    except NotAllowed:
        # They were let go from the workspace they sat in last.
        request.session.pop(WORKSPACE, None)
        return actor_for(user)


def _place(request: HttpRequest) -> Actor | None:
    """Who acts, or None for somebody without a workspace."""
    try:
        return actor_of(request)
    except NotAllowed:
        return None


def sits_here(request: HttpRequest) -> bool:
    """Whether somebody of a workspace asks."""
    return _place(request) is not None


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of a page."""
    return bool(getattr(request, "htmx", False))


def for_members(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view for people of a workspace. Strangers are sent to sign in, an empty installation to its first run."""

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if signed_in(request) is None:
            return _send_in(request)
        if any(isinstance(value, int) and value > GREATEST for value in kwargs.values()):
            raise Http404
        actor = _place(request)
        if actor is None:
            return redirect("welcome")
        try:
            return view(request, actor, *args, **kwargs)
        except TwowayError as error:
            return tell(request, error)

    return inner


def _send_in(request: HttpRequest) -> HttpResponse:
    if not has_owner():
        return redirect("welcome")
    return redirect_to_login(request.get_full_path(), "account_login")


def tell(request: HttpRequest, error: TwowayError) -> HttpResponse:
    """An error as a fragment for htmx, as a page for everybody else. What is not there is a page that is not there."""
    told = how_to_tell(error)
    if type(error) is BadInput and request.method == "GET" and not is_fragment(request):
        raise Http404(error.for_people) from error
    context: dict[str, Any] = {"error": error, "told": told}
    if is_fragment(request):
        return render(request, "shell/told_fragment.html", context, status=told.status)
    return page(request, "told.html", context, status=told.status)


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    section: str = "",
    status: int = 200,
) -> HttpResponse:
    """A whole page in its frame; for htmx, which asks every few seconds, only the part that lives."""
    if is_fragment(request) and request.GET.get("part") == LIVE:
        return render(request, f"{template}#{LIVE}", context, status=status)
    user, actor = signed_in(request), _place(request)
    frame = {"shell": shell_for(actor, user), "section": section} if user and actor else {}
    return render(request, template, {**frame, **(context or {})}, status=status)


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Back to where somebody came from, if that is one of our own pages."""
    wanted = request.POST.get("next", "") or request.headers.get("Referer", "")
    is_whole = wanted.startswith(("/", "http://", "https://"))
    if is_whole and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(wanted)
    return redirect(otherwise)

"""The team: who is in the workspace as what, letting people in by a link, and following one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twoway.apps.people import actions
from twoway.apps.people.queries import invitations_of, open_invitation, team_of
from twoway.domain.errors import TwowayError
from twoway.domain.permission import PERMISSIONS, Actor, Role, Verb, may
from twoway.doors.web.door import WORKSPACE, for_members, how_to_tell, signed_in
from twoway.doors.web.settings_pages import settings_page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
@for_members
def team(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who is here, and who was invited."""
    return _show(request, actor)


def _show(request: HttpRequest, actor: Actor, link: str = "", error: TwowayError | None = None) -> HttpResponse:
    context = {
        "members": list(team_of(actor)),
        "me": actor.user_id,
        "invitations": list(invitations_of(actor)) if may(actor.role, Verb.MANAGE) else [],
        "roles": [(str(role), str(role).capitalize()) for role in Role],
        "grid": [(role, [verb in PERMISSIONS[role] for verb in Verb]) for role in Role],
        "verbs": [str(verb).capitalize() for verb in Verb],
        "may_manage": may(actor.role, Verb.MANAGE),
        "link": link,
    }
    return settings_page(request, "settings/team.html", "Team", context, error)


@require_POST
@for_members
def invite(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a link; it is shown on this answer and nowhere again."""
    try:
        _, secret = actions.invite(actor, request.POST.get("role", ""), request.POST.get("note", ""))
    except TwowayError as error:
        return _show(request, actor, error=error)
    response = _show(request, actor, link=settings.TWOWAY_ADDRESS + reverse("join", args=(secret,)))
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@for_members
def withdraw(request: HttpRequest, actor: Actor, invitation_id: int) -> HttpResponse:
    """Take a link back."""
    actions.withdraw(actor, invitation_id)
    messages.success(request, "That link lets nobody in any more.")
    return redirect("team")


@require_POST
@for_members
def role(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """Make somebody something else."""
    place = actions.change_role(actor, user_id, request.POST.get("role", ""))
    messages.success(request, f"{place.user} is {place.role} now.")
    return redirect("team")


@require_POST
@for_members
def remove(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """Let somebody go, or go oneself."""
    actions.remove_member(actor, user_id)
    if user_id == actor.user_id:
        messages.success(request, f"You left {actor.workspace}.")
        return redirect("home")
    messages.success(request, "They are not in this workspace any more. What they wrote stays.")
    return redirect("team")


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Follow a link: as whoever is signed in, or as somebody new."""
    user = signed_in(request)
    try:
        invitation = open_invitation(secret)
        if request.method == "GET":
            return _join_page(request, {"invitation": invitation, "user": user})
    except TwowayError as error:
        return _join_page(request, {"invitation": None}, error)
    data = request.POST
    try:
        if user is not None:
            actor = actions.join(user, secret)
        else:
            user, actor = actions.join_as_new(
                secret, data.get("email", ""), data.get("password", ""), data.get("person", "")
            )
            login(request, user, backend=BACKEND)
    except TwowayError as error:
        typed = {name: data.get(name, "") for name in ("email", "person")}
        return _join_page(request, {"invitation": invitation, "user": signed_in(request), "typed": typed}, error)
    request.session[WORKSPACE] = actor.workspace_id
    messages.success(request, f"You are in: {actor.role} of {actor.workspace}.")
    return redirect("home")


def _join_page(request: HttpRequest, context: dict[str, object], error: TwowayError | None = None) -> HttpResponse:
    told = how_to_tell(error) if error else None
    response = render(
        request, "join.html", {**context, "error": error, "told": told}, status=told.status if told else 200
    )
    response.headers["Cache-Control"] = "no-store"
    return response

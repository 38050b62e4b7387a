"""First run: look around, start yours, or start yours and connect a network. Nothing is asked that is not needed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from twoway.apps.accounts.queries import connectable
from twoway.apps.demo.actions import join_demo, open_demo
from twoway.apps.people.actions import checked_zone, found_first_owner, found_workspace
from twoway.apps.people.models import User
from twoway.apps.people.queries import has_owner, is_visitor
from twoway.domain.errors import BadInput, NotAllowed, TwowayError
from twoway.domain.permission import Actor
from twoway.doors.web.door import WORKSPACE, how_to_tell, signed_in
from twoway.doors.web.forms import list_of_words
from twoway.doors.web.practice import practice_facts

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def enter(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Sit down in a workspace."""
    request.session[WORKSPACE] = actor.workspace_id
    return redirect("inbox")


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """The three choices; who has a workspace already goes there, and strangers to somebody's desk to its door."""
    member = _member(request)
    if member is not None and "another" not in request.GET:
        return redirect("home")
    if member is None and has_owner():
        return redirect("home" if signed_in(request) else "account_login")
    return _show(request, request.GET)


def _member(request: HttpRequest) -> User | None:
    """Who is signed in and belongs here; somebody who only looks around in the demo is a guest still."""
    user = signed_in(request)
    return None if user is None or is_visitor(user) else user


@require_POST
def look_around(request: HttpRequest) -> HttpResponse:
    """Open the demo workspace and sit down in it. On a desk that has an owner, only for people who are signed in."""
    member = _member(request)
    if member is not None:
        return enter(request, join_demo(member))
    if signed_in(request) is None and has_owner():
        return _show(request, QueryDict(), NotAllowed("Somebody owns this desk already. Sign in to look around."))
    opened = open_demo()
    login(request, User.objects.get(email=opened.email), backend=BACKEND)
    messages.info(
        request,
        f"You sit at {opened.actor.name}’s desk. To come back: {opened.email}, password {opened.password}",
        extra_tags="stays",
    )
    return enter(request, opened.actor)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Found a workspace; on a fresh installation its owner as well."""
    data = request.POST
    try:
        user, actor = _found(_member(request), data)
    except TwowayError as error:
        return _show(request, data, error)
    if signed_in(request) != user:
        login(request, user, backend=BACKEND)
    enter(request, actor)
    return redirect(reverse("accounts") + "#connect" if data.get("connect") == "yes" else "compose")


@transaction.atomic
def _found(user: User | None, data: QueryDict) -> tuple[User, Actor]:
    owner = user or found_first_owner(data.get("email", ""), data.get("password", ""), data.get("person", ""))
    actor = found_workspace(
        owner,
        name=data.get("business", ""),
        town=data.get("town", ""),
        topics=list_of_words(data.get("topics", "")),
        never_mix=list_of_words(data.get("never", "")),
        zone=_zone(data.get("zone", "")),
    )
    return owner, actor


def _zone(told: str) -> str:
    """The browser's zone; a browser that tells nonsense does not stop anybody."""
    try:
        return checked_zone(told)
    except BadInput:
        return "UTC"


def _show(request: HttpRequest, data: QueryDict, error: TwowayError | None = None) -> HttpResponse:
    names = ("person", "email", "business", "town", "topics", "never", "connect")
    context: dict[str, Any] = {
        "needs_owner": _member(request) is None,
        "is_taken": _member(request) is None and has_owner(),
        "typed": {name: data.get(name, "") for name in names},
        "networks": connectable(),
        "practice": practice_facts(),
        "error": error,
        "told": how_to_tell(error) if error else None,
    }
    return render(request, "welcome.html", context, status=how_to_tell(error).status if error else 200)

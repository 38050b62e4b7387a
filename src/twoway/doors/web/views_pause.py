"""Pausing what goes out, and looking one by one at what missed its time meanwhile."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twoway.apps.accounts.queries import accounts_of, facts_of, place_of
from twoway.apps.delivery import actions
from twoway.apps.delivery.queries import missed_in_pauses, pauses_of
from twoway.apps.people.queries import personas_of, workspace_of
from twoway.apps.posts.actions import reopen
from twoway.domain.errors import BadInput, TwowayError
from twoway.domain.permission import Actor, Verb, may
from twoway.doors.web.door import back, for_members
from twoway.doors.web.forms import number, words_from
from twoway.doors.web.settings_pages import settings_page

#: How many pauses that are over are shown.
LATELY = 10


@require_http_methods(["GET", "POST"])
@for_members
def pause(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is paused, what was, and a form to pause."""
    if request.method == "GET":
        return _show(request, actor)
    kind, _, which = request.POST.get("what", "").partition(":")
    try:
        made = actions.pause(
            actor,
            words_from(request.POST, "why"),
            persona_id=number(which) if kind == "persona" else None,
            account_id=number(which) if kind == "account" else None,
            lets_replies=request.POST.get("lets_replies") == "yes",
        )
    except BadInput as error:
        return _show(request, actor, error)
    messages.success(request, made.begun)
    return redirect("pause")


def _show(request: HttpRequest, actor: Actor, error: TwowayError | None = None) -> HttpResponse:
    choices = [
        ("workspace", "Everything of this workspace"),
        *((f"persona:{persona.pk}", f"The persona {persona}") for persona in personas_of(actor)),
        *((f"account:{a.pk}", place_of(a)) for a in accounts_of(actor)),
    ]
    context = {
        "pauses": list(pauses_of(actor)),
        "past": list(pauses_of(actor, ended=True)[:LATELY]),
        "choices": choices,
        "missed": missed_in_pauses(actor).count(),
        "typed": request.POST,
        "zone": workspace_of(actor).zone,
        "may_pause": may(actor.role, Verb.SEND),
    }
    return settings_page(request, "settings/pause.html", "Pause", context, error)


@require_POST
@for_members
def end(request: HttpRequest, actor: Actor, pause_id: int) -> HttpResponse:
    """End a pause; what missed its time comes back for a look."""
    resumed = actions.resume(actor, pause_id)
    messages.success(request, resumed.told)
    return redirect("missed") if resumed.missed else back(request, "pause")


@require_safe
@for_members
def missed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One of them at a time: read it again, then decide."""
    waiting = missed_in_pauses(actor)
    found = waiting.select_related("account__persona", "post_version").first()
    version = getattr(found, "post_version", None)
    context = {
        "delivery": found,
        "facts": facts_of(found.account) if found else None,
        "post_id": version.post_id if version else None,
        "left": waiting.count(),
        "zone": workspace_of(actor).zone,
        "may_decide": may(actor.role, Verb.SEND),
    }
    return settings_page(request, "settings/missed.html", "Pause", context)


@require_POST
@for_members
def decide(request: HttpRequest, actor: Actor, delivery_id: int) -> HttpResponse:
    """Leave one out, or take it up again: then it opens where it can be changed and given a new time."""
    found = missed_in_pauses(actor).filter(pk=delivery_id).first()
    if found is None:
        return redirect("missed")
    version = getattr(found, "post_version", None)
    if request.POST.get("decision") == "again" and version is not None:
        post = reopen(actor, version.post_id, found.account_id)
        messages.success(request, "Read it again, then give it a new time.")
        return redirect("post", post.pk)
    actions.set_aside(actor, delivery_id)
    messages.success(request, "Left out.")
    return redirect("missed")

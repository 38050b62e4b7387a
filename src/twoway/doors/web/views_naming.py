"""People whom the networks know: below our own while a name is typed, and on a page for whoever has no script."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from twoway.apps.people.queries import find_people
from twoway.apps.posts.naming import Elsewhere, askable, find_elsewhere, write_down
from twoway.domain.errors import TwowayError
from twoway.domain.permission import Actor, Verb
from twoway.doors.web.door import for_members, how_to_tell, is_fragment, page


@require_safe
@for_members
def elsewhere(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whom the networks of the chosen accounts know by the beginning of a name; for anybody else, the composer."""
    if not is_fragment(request):
        return redirect("compose")
    chosen = [int(i) for i in request.GET.getlist("account") if i.isascii() and i.isdigit() and len(i) < 18]
    found = find_elsewhere(actor, request.GET.get("who", "")[:80], chosen)
    return render(request, "compose/elsewhere.html", {"found": found, "into": request.GET.get("into", "master")[:40]})


@require_POST
@for_members
def keep(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Write somebody down: their name for a page with a script, their card for everybody else."""
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        person = write_down(actor, request.POST.get("mark", ""))
    except TwowayError as error:
        if not wants_json:
            raise
        return JsonResponse({"why": error.for_people}, status=how_to_tell(error).status)
    if wants_json:
        return JsonResponse({"name": person.name})
    messages.success(request, f"{person} is in the directory. Write @[{person}] in a post to mention them anywhere.")
    return redirect("person", person.pk)


@require_safe
@for_members
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Looking for somebody on the networks, without a script."""
    actor.require(Verb.WRITE)
    words = request.GET.get("words", "").strip()[:80]
    asked = askable(actor)
    found = find_elsewhere(actor, words) if words else Elsewhere()
    context = {
        "words": words,
        "found": found,
        "known": find_people(actor, words) if words else [],
        "can_ask": bool(asked),
    }
    return page(request, "people/find.html", context, section="People")

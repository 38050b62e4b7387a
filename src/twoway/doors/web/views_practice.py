"""The practice network's public page: its timeline, its people, and the failures one can order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from twoway.domain.permission import Actor, Verb
from twoway.doors.web.door import for_members, page, sits_here
from twoway.doors.web.forms import page_number, words_from
from twoway.doors.web.practice import practice_facts
from twoway.rehearsal import reading
from twoway.work.stage import stage

ON_A_PAGE = 20
MOST = 400


@require_safe
def timeline(request: HttpRequest, handle: str = "") -> HttpResponse:
    """What everybody says there, or one member."""
    number = page_number(request.GET.get("page"))
    wanted = min(number * ON_A_PAGE + 1, MOST)
    found = reading.posts_of(stage(), handle, wanted) if handle else reading.timeline(stage(), wanted)
    shown = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    context = {
        "posts": shown,
        "handle": handle,
        "newer": number - 1,
        "older": number + 1 if len(found) > number * ON_A_PAGE else 0,
    }
    return _show(request, context)


@require_safe
def post(request: HttpRequest, handle: str, post_id: str) -> HttpResponse:
    """A post with everything said under it."""
    found = reading.thread(stage(), post_id)
    if not found:
        raise Http404
    return _show(request, {"posts": found, "handle": handle, "wanted": post_id, "is_thread": True})


def _show(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The page; its director's desk is for people who are signed in."""
    desk: dict[str, Any] = {"facts": practice_facts()}
    seated = sits_here(request)
    if seated:
        desk |= {
            "people": reading.people(stage()),
            "failures": reading.failures(),
            "orders": reading.orders(stage()),
        }
    return page(request, "practice.html" if seated else "practice_public.html", context | desk)


@require_POST
@for_members
def act(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Play one of the people by hand."""
    actor.require(Verb.REPLY)
    said = reading.act_as(
        stage(), request.POST.get("who", ""), request.POST.get("post", ""), words_from(request.POST, "text")
    )
    messages.success(request, f"{said.name} said it.")
    return redirect(said.path if said.path.startswith("/") else reverse("practice"))


@require_POST
@for_members
def order(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Order a failure, or take all orders back."""
    actor.require(Verb.CONNECT)
    if request.POST.get("cancel") == "yes":
        reading.cancel_orders(stage())
        messages.success(request, "All goes well again.")
    else:
        kind, count = request.POST.get("kind", ""), page_number(request.POST.get("count") or "1")
        reading.order(stage(), kind, count)
        messages.success(request, "Ordered. It happens to the next post.")
    return redirect("practice")

"""Notices: what the desk has to tell, with its cure, and the ways on which it is told outside."""

from __future__ import annotations

from datetime import time

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from twoway.apps.notices import actions
from twoway.apps.notices.actions import Manners
from twoway.apps.notices.queries import notices_of, routes_of, settled_of
from twoway.domain.errors import BadInput, NetworkAnswer, TwowayError
from twoway.domain.permission import Actor, Verb, may
from twoway.doors.web.door import for_members
from twoway.doors.web.forms import page_number
from twoway.doors.web.settings_pages import settings_page
from twoway.work import mail

ON_A_PAGE = 30
#: How many of the settled ones are shown below.
LATELY = 10


@require_safe
@for_members
def notices(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is open, what was settled lately, and the routes."""
    return _show(request, actor)


def _show(request: HttpRequest, actor: Actor, error: TwowayError | None = None, secret: str = "") -> HttpResponse:
    open_ones = Paginator(notices_of(actor), ON_A_PAGE).get_page(page_number(request.GET.get("page")))
    found = list(open_ones)
    context = {
        "page": open_ones,
        "notices": found,
        "settled": list(settled_of(actor)[:LATELY]),
        "routes": list(routes_of(actor)),
        "secret": secret,
        "mail_settings": () if mail.can_mail() else mail.SETTINGS,
        "typed": request.POST,
        "may_settle": may(actor.role, Verb.REPLY),
        "may_manage": may(actor.role, Verb.MANAGE),
    }
    response = settings_page(request, "notices/page.html", "Notices", context, error)
    if any(notice.seen_at is None for notice in found):
        actions.see(actor)
    return response


@require_POST
@for_members
def settle(request: HttpRequest, actor: Actor, notice_id: int) -> HttpResponse:
    """Nothing more is to be done about it."""
    actions.settle(actor, notice_id)
    messages.success(request, "Settled.")
    return redirect("notices")


@require_POST
@for_members
def add_route(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """Another way out. A webhook's secret is shown on this answer and nowhere again."""
    data = request.POST
    try:
        manners = _manners(data)
        if kind == "webhook":
            _, secret = actions.add_webhook(actor, data.get("target", ""), manners=manners)
            return _show(request, actor, secret=secret)
        own = kind == "own"
        actions.add_email(actor, "" if own else data.get("target", ""), own=own, manners=manners)
    except BadInput as error:
        return _show(request, actor, error)
    messages.success(request, "Notices go there from now on. Send a test to see one arrive.")
    return _routes()


@require_POST
@for_members
def change_route(request: HttpRequest, actor: Actor, route_id: int) -> HttpResponse:
    """Other wishes for a route."""
    try:
        actions.change_route(actor, route_id, _manners(request.POST), is_on=request.POST.get("is_on") == "yes")
    except BadInput as error:
        return _show(request, actor, error)
    messages.success(request, "Saved.")
    return _routes()


@require_POST
@for_members
def try_route(request: HttpRequest, actor: Actor, route_id: int) -> HttpResponse:
    """Send a test now, and say whether it went."""
    try:
        actions.try_out(actor, route_id)
        messages.success(request, "The test went out. Look whether it arrived.")
    except NetworkAnswer as error:
        messages.error(request, f"The test did not go out. {error.for_people}")
    return _routes()


@require_POST
@for_members
def new_secret(request: HttpRequest, actor: Actor, route_id: int) -> HttpResponse:
    """Another secret for a webhook, shown once."""
    return _show(request, actor, secret=actions.new_secret(actor, route_id))


@require_POST
@for_members
def remove_route(request: HttpRequest, actor: Actor, route_id: int) -> HttpResponse:
    """No more notices go there."""
    actions.remove_route(actor, route_id)
    messages.success(request, "No notices go there any more.")
    return _routes()


def _routes() -> HttpResponse:
    return redirect(reverse("notices") + "#routes")


def _manners(data: QueryDict) -> Manners:
    return Manners(
        only_urgent=data.get("only_urgent") == "yes",
        quiet_from=_clock(data.get("quiet_from", "")),
        quiet_until=_clock(data.get("quiet_until", "")),
        urgent_at_night=data.get("urgent_at_night") == "yes",
    )


def _clock(words: str) -> time | None:
    try:
        return time.fromisoformat(words).replace(second=0, microsecond=0, tzinfo=None) if words else None
    except ValueError as error:
        raise BadInput("That is not a time. One looks like 21:30.", field="quiet_from") from error

"""Settings of the business itself: its name, town, hours' zone, topics, what is never mixed, and its language."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from twoway.apps.people.actions import change_workspace
from twoway.apps.people.queries import workspace_of
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor, Verb, may
from twoway.doors.web.door import for_members
from twoway.doors.web.settings_pages import settings_page

FIELDS = ("name", "town", "zone", "topics", "never_mix", "language")


@require_http_methods(["GET", "POST"])
@for_members
def business(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is known of the business."""
    if request.method == "GET":
        return _show(request, actor)
    try:
        change_workspace(actor, {field: request.POST.get(field, "") for field in FIELDS if field in request.POST})
    except BadInput as error:
        return _show(request, actor, error)
    messages.success(request, "Saved.")
    return redirect("settings")


def _show(request: HttpRequest, actor: Actor, error: BadInput | None = None) -> HttpResponse:
    workspace = workspace_of(actor)
    kept = {
        "name": workspace.name,
        "town": workspace.town,
        "zone": workspace.zone,
        "topics": "\n".join(workspace.topics),
        "never_mix": "\n".join(workspace.never_mix),
        "language": workspace.language,
    }
    context = {
        "typed": {**kept, **request.POST.dict()},
        "zones": sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"),
        "may_manage": may(actor.role, Verb.MANAGE),
        "wrong": {error.field: error.for_people} if error else {},
    }
    return settings_page(request, "settings/business.html", "Business", context, error)

"""A network's own help page, and the guide to its developer app: what to click, what it costs, whether the keys look right."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twoway.domain.app_keys import Looked, look
from twoway.domain.facts import AppFacts, AppField
from twoway.domain.permission import Actor
from twoway.doors.web.door import for_members, page
from twoway.plug import finder
from twoway.plug.network import Network
from twoway.plug.network_pages import NOT_OUTSIDE, about, parts, standing
from twoway.work.outside import can_be_reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A field of the guide with what was typed; a secret is never sent back."""

    field: AppField
    name: str
    kind: str
    value: str
    looked: Looked | None

    @property
    def wrong(self) -> str:
        """What is wrong with it, "" when nothing is."""
        return "" if self.looked is None or self.looked.is_right else self.looked.told


def _known(slug: str) -> Network:
    found = finder.networks().get(slug)
    if found is None:
        raise Http404
    return found


@require_safe
@for_members
def network(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Everything that is known of one network."""
    found = _known(slug)
    context = {
        "network": found,
        "facts": found.facts,
        "about": about(found).split("\n\n"),
        "parts": parts(found),
    }
    return page(request, "help/network.html", context)


@require_http_methods(["GET", "POST"])
@for_members
def set_up(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """The guide; with a form, whether the keys can be right. They are looked at and forgotten."""
    found, app = _guided(slug)
    keys, back = _keys(request, app), settings.TWOWAY_ADDRESS + reverse("connect-back")
    is_wrong = any(key.wrong for key in keys)
    context = {
        "network": found,
        "facts": found.facts,
        "app": app,
        "standing": standing(found),
        "back": back if app.takes_address else "",
        "not_outside": "" if can_be_reached(back) else NOT_OUTSIDE,
        "keys": keys,
        "looked": [key for key in keys if key.looked],
    }
    return page(request, "help/set_up.html", context, status=400 if is_wrong else 200)


@require_POST
@for_members
def looked(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """What the keys look like, while they are typed."""
    _, app = _guided(slug)
    return render(request, "help/looked.html", {"looked": [key for key in _keys(request, app) if key.looked]})


def _guided(slug: str) -> tuple[Network, AppFacts]:
    found = _known(slug)
    if found.facts.app is None:
        raise Http404
    return found, found.facts.app


def _keys(request: HttpRequest, app: AppFacts) -> list[Key]:
    given = {field.name: request.POST.get(f"key-{field.name}", "") for field in app.fields}
    others = {n.facts.name: n.facts.app for n in finder.networks().values() if n.facts.app is not None}
    found = {one.field: one for one in look(app, given, others)}
    return [
        Key(
            field=field,
            name=f"key-{field.name}",
            kind="password" if field.secret else "text",
            value="" if field.secret else given[field.name],
            looked=found.get(field.name),
        )
        for field in app.fields
    ]

"""Help that is printed from the code: every rule with its examples, every network with its limits."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from twoway.domain.permission import Actor
from twoway.doors.web.door import for_members, page
from twoway.plug import finder
from twoway.plug.network_pages import abilities


@require_safe
@for_members
def overview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where to look."""
    return page(request, "help/overview.html", {"rules": len(finder.rules()), "networks": len(finder.networks())})


@require_safe
@for_members
def rules(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every rule, by family."""
    families: dict[str, list[object]] = {}
    for rule in sorted(finder.rules().values(), key=lambda rule: (rule.facts.family, rule.facts.code)):
        families.setdefault(rule.facts.family, []).append(rule)
    return page(request, "help/rules.html", {"families": families})


@require_safe
@for_members
def rule(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """One rule: what is wrong, why, what to do instead, and examples."""
    found = next((r for r in finder.rules().values() if name in (r.facts.name, r.facts.code)), None)
    if found is None:
        raise Http404
    return page(request, "help/rule.html", {"rule": found, "fails": found.fails[:5], "passes": found.passes[:5]})


@require_safe
@for_members
def networks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is known of every network, with the page it was read on."""
    known = [{"facts": found.facts, "can": abilities(found)} for found in finder.networks().values()]
    return page(request, "help/networks.html", {"networks": known})

"""Help that is printed from the code: every rule with its examples, every network with its limits."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from twoway.domain.permission import Actor
from twoway.doors.web.door import for_members, page
from twoway.plug import finder
from twoway.plug.network import Network

#: What a network's functions mean for people; what is not named here is a step of something that is.
ABILITIES = {
    "connect": "connect an account",
    "publish": "post",
    "find": "find out whether an unsure post is there",
    "fetch": "bring what people write",
    "look_up": "look up people",
    "instance": "read the limits of your server",
    "renew": "renew its access by itself",
    "begin": "sign in on the network's own page",
    "edit": "change a post that is out",
    "delete": "take a post down",
    "react": "like what people wrote",
    "counts": "read likes, reposts and answers",
    "search": "search what is said",
    "people": "find people while you type",
    "wakes": "hear of news at once",
    "from_hook": "be told of news by the network",
}


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
    known = [{"facts": found.facts, "can": _abilities(found)} for found in finder.networks().values()]
    return page(request, "help/networks.html", {"networks": known})


def _abilities(network: Network) -> tuple[str, ...]:
    """What Twoway can do there; nothing where no account can be connected yet."""
    can = network.can() if network.is_connectable else ()
    return tuple(words for name, words in ABILITIES.items() if name in can)

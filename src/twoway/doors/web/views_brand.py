"""Personas, and the brand template of each: how it sounds, looks, and how its posts would read on each network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twoway.apps.accounts.queries import accounts_of, facts_of
from twoway.apps.people import actions
from twoway.apps.people.models import Persona
from twoway.apps.people.queries import brand_of, persona_of, personas_of, workspace_of
from twoway.domain import brand as brands
from twoway.domain.adapt import adapt
from twoway.domain.brand import BY_NAME, Brand, Key
from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts
from twoway.domain.permission import Actor, Verb, may
from twoway.domain.persona import PERSONA_KINDS
from twoway.doors.web.door import for_members
from twoway.doors.web.forms import words_from
from twoway.doors.web.settings_pages import settings_page
from twoway.plug import finder

#: One post in which every key of a brand finds something to do.
EXAMPLE = (
    "Rye is back tomorrow at eight \U0001f35e\U0001f35e It is cheap, too: 4.20 a loaf. "
    "Everything about it: https://{host}/rye #rye #MillbrookMarket"
)
#: The example is looked at while somebody types.
MOST_SIGNS = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One key of the template with what stands in it."""

    key: Key
    value: str
    wrong: str

    @property
    def choices(self) -> list[tuple[str, str]]:
        """As a list to choose from takes them."""
        return list(self.key.choices.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """How the example would read on one network."""

    facts: Facts
    parts: tuple[str, ...]
    comment: str
    link: str
    reasons: tuple[str, ...]


@require_safe
@for_members
def personas(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every persona with its colours and its way to sound."""
    worn = personas_of(actor).annotate(wearing=Count("accounts", filter=Q(accounts__removed_at=None)))
    context = {
        "personas": [{"persona": persona, "brand": brand_of(persona)} for persona in worn],
        "kinds": PERSONA_KINDS.items(),
        "may_manage": may(actor.role, Verb.MANAGE),
    }
    return settings_page(request, "settings/personas.html", "Personas", context)


@require_http_methods(["GET", "POST"])
@for_members
def brand(request: HttpRequest, actor: Actor, persona_id: int) -> HttpResponse:
    """A persona's brand template, with one post as it would read on each network."""
    persona = persona_of(actor, persona_id)
    if request.method == "GET":
        return _show(request, actor, persona, brand_of(persona))
    typed = _typed(request)
    try:
        if request.POST.get("do") == "show":
            return _show(request, actor, persona, brands.changed(brand_of(persona), typed))
        actions.change_brand(actor, persona_id, typed)
    except BadInput as error:
        return _show(request, actor, persona, brand_of(persona), error)
    messages.success(request, f"The brand template of {persona} is saved.")
    return redirect("brand", persona_id)


@require_POST
@for_members
def example(request: HttpRequest, actor: Actor, persona_id: int) -> HttpResponse:
    """The example alone, while somebody types; what makes no sense yet is left as it was."""
    persona = persona_of(actor, persona_id)
    found, faults = brand_of(persona), []
    for name, value in _typed(request).items():
        try:
            found = brands.changed(found, {name: value})
        except BadInput as error:
            faults.append(f"{BY_NAME[name].label}: {error.for_people}")
    return render(request, "settings/example.html", {**_example(request, actor, persona, found), "faults": faults})


@require_POST
@for_members
def rename(request: HttpRequest, actor: Actor, persona_id: int) -> HttpResponse:
    """Another name."""
    made = actions.rename_persona(actor, persona_id, request.POST.get("name", ""), words_from(request.POST, "about"))
    messages.success(request, f"It is called {made} now.")
    return redirect("personas")


@require_POST
@for_members
def remove(request: HttpRequest, actor: Actor, persona_id: int) -> HttpResponse:
    """Take a persona away that nobody wears."""
    persona = persona_of(actor, persona_id)
    actions.remove_persona(actor, persona_id)
    messages.success(request, f"{persona} is gone.")
    return redirect("personas")


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: words_from(request.POST, name) for name in BY_NAME if name in request.POST}


def _show(
    request: HttpRequest, actor: Actor, persona: Persona, found: Brand, error: BadInput | None = None
) -> HttpResponse:
    values = {**brands.shown(found), **_typed(request)}
    wrong = {error.field: error.for_people} if error else {}
    lines = [Line(key=key, value=values[key.name], wrong=wrong.get(key.name, "")) for key in brands.KEYS]
    context = {
        "persona": persona,
        "brand": found,
        "groups": [(title, [line for line in lines if line.key.name in names]) for title, names in GROUPS],
        "may_manage": may(actor.role, Verb.MANAGE),
        **_example(request, actor, persona, found),
    }
    return settings_page(request, "settings/brand.html", "Personas", context, error)


#: The keys as the page puts them together.
GROUPS = (
    ("Voice and look", ("voice", "readers", "colours", "sign_off")),
    ("Words", ("never", "swaps", "must_have", "jargon")),
    ("Hashtags and emoji", ("hashtags", "most_hashtags", "camel_case", "most_emoji")),
    ("Links", ("links", "own_hosts", "utm_source", "utm_medium", "utm_campaign")),
    ("Long texts", ("fit", "numbering")),
)


def _example(request: HttpRequest, actor: Actor, persona: Persona, found: Brand) -> dict[str, object]:
    host = found.own_hosts[0] if found.own_hosts else "example.com"
    words = words_from(request.POST, "example")[:MOST_SIGNS].strip() or EXAMPLE.format(host=host)
    workspace = workspace_of(actor)
    today = timezone.now().astimezone(workspace.tz).date()
    own = {account.network: facts_of(account) for account in accounts_of(actor)}
    others = [network.facts for slug, network in finder.networks().items() if slug not in own]
    reads = [_reads(words, facts, persona, found, today, workspace.language) for facts in (*own.values(), *others)]
    return {"example": words, "networks": reads[: len(own)], "others": reads[len(own) :], "faults": []}


def _reads(words: str, facts: Facts, persona: Persona, found: Brand, today: date, language: str) -> Reads:
    policy = brands.policy(found, persona=persona.name, date=today.isoformat(), language=language)
    made = adapt(words, facts, {}, (), policy)
    return Reads(
        facts=facts,
        parts=made.parts or (made.whole,),
        comment=made.first_comment,
        link=made.link,
        reasons=tuple(dict.fromkeys(filter(None, (made.problem, *(change.why for change in made.changes))))),
    )

"""Settings of the rules: what each does for the workspace, a persona or a network; the words they read; both as a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twoway.apps.accounts.queries import accounts_of
from twoway.apps.people import actions
from twoway.apps.people.queries import choices_of, personas_of, workspace_of
from twoway.domain.choices import WORDS, Choices, Layer
from twoway.domain.choosing import Weight, as_toml, set_in, weight_in
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor, Verb, may
from twoway.domain.persona import PersonaKind
from twoway.doors.web.door import for_members
from twoway.doors.web.forms import words_from
from twoway.doors.web.settings_pages import settings_page
from twoway.plug import finder
from twoway.plug.rule import Rule

SAYS = {Weight.STOP: "stops", Weight.WARN: "warns", Weight.HINT: "hints", Weight.OFF: "is off"}
#: A file of choices is a few kilobytes.
MOST_BYTES = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class For:
    """What the weights are chosen for: everything, a network, or a persona by name or kind."""

    network: str = ""
    persona: str = ""

    @property
    def word(self) -> str:
        """As it stands in the address of the page."""
        return f"network:{self.network}" if self.network else f"persona:{self.persona}" if self.persona else ""

    def layer(self, choices: Choices) -> Layer:
        """What was chosen for it alone."""
        if self.network:
            return choices.networks.get(self.network, Layer())
        return choices.personas.get(self.persona, Layer()) if self.persona else choices.base

    def below(self, choices: Choices) -> Layer:
        """What holds where it says nothing."""
        return choices.base if self.word else Layer()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A rule with what it does there; `usual` is what it does where nothing is chosen."""

    rule: Rule
    chosen: Weight
    usual: str


def _for(words: str) -> For:
    """What the page is about; everything for nonsense."""
    kind, _, name = words.partition(":")
    if kind == "network" and name in finder.networks():
        return For(network=name)
    return For(persona=name) if kind == "persona" and name else For()


@require_http_methods(["GET", "POST"])
@for_members
def rules(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every rule by family, with what it does."""
    where = _for(request.GET.get("for", ""))
    words = request.GET.get("q", "").strip()
    if request.method == "GET":
        return _show(request, actor, where, words)
    try:
        changed = _changes(request, actor, where)
        actions.weigh_rules(actor, changed, network=where.network, persona=where.persona)
    except BadInput as error:
        return _show(request, actor, where, words, error)
    told = f"{len(changed)} rules changed." if len(changed) != 1 else f"{next(iter(changed))} changed."
    messages.success(request, told if changed else "Nothing was changed.")
    query = urlencode({key: value for key, value in (("for", where.word), ("q", words)) if value})
    return redirect(reverse("settings-rules") + (f"?{query}" if query else ""))


def _changes(request: HttpRequest, actor: Actor, where: For) -> dict[str, str]:
    """The rules for which something else was chosen than is kept."""
    layer = where.layer(choices_of(workspace_of(actor)))
    chosen = {}
    for rule in finder.rules().values():
        wanted = request.POST.get(rule.facts.code, "")
        if wanted and wanted != set_in(layer, rule.facts.code, rule.facts.name):
            chosen[rule.facts.name] = wanted
    return chosen


def _show(request: HttpRequest, actor: Actor, where: For, words: str, error: BadInput | None = None) -> HttpResponse:
    workspace = workspace_of(actor)
    choices = choices_of(workspace)
    families: dict[str, list[Row]] = {}
    for rule in sorted(finder.rules().values(), key=lambda one: (one.facts.family, one.facts.code)):
        if _holds(rule, words):
            families.setdefault(rule.facts.family, []).append(_row(rule, where, choices))
    context = {
        "families": families,
        "words": words,
        "where": where,
        "places": _places(actor, choices),
        "weights": [(Weight.STOP, "Stops"), (Weight.WARN, "Warns"), (Weight.HINT, "Hints"), (Weight.OFF, "Off")],
        "may_manage": may(actor.role, Verb.MANAGE),
    }
    return settings_page(request, "settings/rules.html", "Rules", context, error)


def _holds(rule: Rule, words: str) -> bool:
    facts = rule.facts
    return all(
        word in f"{facts.code} {facts.name} {facts.family} {rule.what}".casefold()
        for word in words.casefold().split()
    )


def _row(rule: Rule, where: For, choices: Choices) -> Row:
    facts = rule.facts
    usual = weight_in(where.below(choices), facts.code, facts.name, facts.default)
    return Row(rule=rule, chosen=set_in(where.layer(choices), facts.code, facts.name), usual=SAYS[usual])


def _places(actor: Actor, choices: Choices) -> list[tuple[str, str]]:
    """What weights can be chosen for: personas and the networks of one's accounts, and whatever has some already."""
    named = [*(str(kind) for kind in PersonaKind), *(persona.name for persona in personas_of(actor))]
    used = {account.network for account in accounts_of(actor)} | set(choices.networks)
    networks = [(slug, network.facts.name) for slug, network in finder.networks().items() if slug in used]
    return [
        ("", "Everywhere"),
        *((f"persona:{name}", _persona(name)) for name in dict.fromkeys((*named, *choices.personas))),
        *((f"network:{slug}", f"On {name}") for slug, name in networks),
    ]


def _persona(name: str) -> str:
    return f"Every {name} persona" if name in list(PersonaKind) else f"As {name}"


@require_http_methods(["GET", "POST"])
@for_members
def words(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The lists that rules read."""
    if request.method == "POST":
        given = {name: _lines(words_from(request.POST, name)) for name in WORDS if name in request.POST}
        actions.list_words(actor, given)
        messages.success(request, "The words are saved.")
        return redirect("settings-words")
    kept = workspace_of(actor).words
    lists = [
        (name, _title(name), _sentence(meaning), "\n".join(kept.get(name, ()))) for name, meaning in WORDS.items()
    ]
    context = {"lists": lists, "may_manage": may(actor.role, Verb.MANAGE)}
    return settings_page(request, "settings/words.html", "Words", context)


def _lines(text: str) -> Iterable[str]:
    return text.split("\n")


def _title(name: str) -> str:
    return "UTM" if name == "utm" else name.replace("_", " ").capitalize()


def _sentence(meaning: str) -> str:
    return f"{meaning[0].upper()}{meaning[1:]}."


@require_safe
@for_members
def file(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Rules and words as a twoway.toml, which `twoway check` reads beside your texts."""
    workspace = workspace_of(actor)
    text = as_toml(workspace.rules, workspace.words)
    headers = {"Content-Disposition": 'attachment; filename="twoway.toml"'}
    return HttpResponse(text, content_type="application/toml; charset=utf-8", headers=headers)


@require_POST
@for_members
def take(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take a twoway.toml in place of what was chosen."""
    given = request.FILES.get("file")
    try:
        if given is None or (given.size or 0) > MOST_BYTES:
            raise BadInput("Choose a twoway.toml, at most half a megabyte long.", field="file")
        actions.take_choices(actor, given.read().decode("utf-8"))
    except UnicodeDecodeError:
        return _show(request, actor, For(), "", BadInput("That file is not text in UTF-8.", field="file"))
    except BadInput as error:
        return _show(request, actor, For(), "", error)
    messages.success(request, "The rules and words of the file hold now.")
    return redirect("settings-rules")

"""Accounts and personas: connecting asks for the persona first and cannot be skipped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twoway.apps.accounts import actions
from twoway.apps.accounts.models import Account, Health
from twoway.apps.accounts.queries import account_of, accounts_of, connectable, facts_of
from twoway.apps.doctor.models import Examination
from twoway.apps.doctor.queries import examinations_of, told, worst
from twoway.apps.inbox.listening import heard_at_once
from twoway.apps.insights.queries import behaviours
from twoway.apps.people.actions import make_persona
from twoway.apps.people.queries import persona_of, personas_of
from twoway.domain.errors import BadInput, NetworkAnswer, TwowayError
from twoway.domain.facts import Facts
from twoway.domain.findings import Finding
from twoway.domain.permission import Actor, Verb
from twoway.domain.persona import PERSONA_KINDS
from twoway.doors.web.door import for_members, how_to_tell, page
from twoway.doors.web.forms import number
from twoway.doors.web.views_doctor import SHOWN
from twoway.doors.web.views_signing_in import Way, again, connected, go_there, other_way, way_of
from twoway.doors.web.writing import ICONS, KINDS
from twoway.plug import finder
from twoway.plug.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An account as it is doing, and what the rules about accounts say of it: (kind of note, icon, finding).

    `hears`: its network tells us of news at once.
    """

    account: Account
    facts: Facts
    health: str
    kind: str
    notes: tuple[tuple[str, str, Finding], ...] = ()
    hears: bool = False
    doctor: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the doctor found last: the kind of its tag, a drawing, one sentence, and when."""

    kind: str
    icon: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of a network with what was answered; a secret is never shown again."""

    name: str
    label: str
    help: str
    kind: str
    value: str
    wrong: str
    required: bool


@require_safe
@for_members
def accounts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Personas with their accounts, and the networks that can be connected."""
    lines: dict[int, list[Line]] = {}
    behave = {one.account.pk: one.findings for one in behaviours(actor)}
    found = list(accounts_of(actor))
    heard, examined = heard_at_once(account.pk for account in found), examinations_of(actor)
    for account in found:
        line = _line(account, timezone.now(), behave.get(account.pk, ()))
        seen = _seen(examined.get(account.pk))
        lines.setdefault(account.persona_id, []).append(replace(line, hears=account.pk in heard, doctor=seen))
    personas = list(personas_of(actor))
    context = {
        "personas": [{"persona": persona, "lines": lines.get(persona.pk, [])} for persona in personas],
        "networks": connectable(),
        "kinds": PERSONA_KINDS.items(),
    }
    return page(request, "accounts/page.html", context, section="Accounts")


@require_http_methods(["GET", "POST"])
@for_members
def connect(request: HttpRequest, actor: Actor, slug: str) -> HttpResponse:
    """Whose account is it? Then the network's own page, or what the network asks."""
    actor.require(Verb.CONNECT)
    network = finder.network(slug)
    if request.method == "GET":
        return _ask(request, actor, network, request.GET)
    try:
        persona_id = _persona(actor, request.POST)
        if way_of(network, request) is Way.PAGE:
            return go_there(request, actor, network, persona_id)
        answers = {q.name: request.POST.get(f"answer-{q.name}", "") for q in network.facts.connecting.questions}
        account = actions.connect(actor, slug, answers, persona_id=persona_id, account_id=again(request.POST))
    except TwowayError as error:
        return _ask(request, actor, network, request.POST, error)
    return connected(request, account)


@require_POST
@for_members
def posting(request: HttpRequest, actor: Actor, account_id: int) -> HttpResponse:
    """Let it post, or only look."""
    on = request.POST.get("on") == "yes"
    account = actions.switch_posting(actor, account_id, on=on)
    messages.success(request, f"{account} may post now." if on else f"{account} only looks now.")
    return redirect("accounts")


@require_POST
@for_members
def persona(request: HttpRequest, actor: Actor, account_id: int) -> HttpResponse:
    """Put an account under another persona."""
    account = actions.change_persona(actor, account_id, number(request.POST.get("persona")))
    messages.success(request, f"{account} belongs to {account.persona.name} now.")
    return redirect("accounts")


@require_POST
@for_members
def check(request: HttpRequest, actor: Actor, account_id: int) -> HttpResponse:
    """Ask the network whether the account still works."""
    account = account_of(actor, account_id)
    try:
        actions.check(actor, account_id)
        messages.success(request, f"{account} works.")
    except NetworkAnswer as error:
        messages.error(request, f"{account}: {error.for_people}")
    return redirect("accounts")


@require_POST
@for_members
def remove(request: HttpRequest, actor: Actor, account_id: int) -> HttpResponse:
    """Stop speaking through an account."""
    account = account_of(actor, account_id)
    actions.remove(actor, account_id)
    messages.success(request, f"{account} is removed. What it sent stays on record.")
    return redirect("accounts")


@require_POST
@for_members
def new_persona(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new hat."""
    made = make_persona(actor, request.POST.get("name", ""), request.POST.get("kind", ""))
    messages.success(request, f"{made.name} is there. Connect an account for it.")
    return redirect("accounts")


def _persona(actor: Actor, data: QueryDict) -> int:
    """The persona that was chosen, made on the spot when it is a new one."""
    chosen = data.get("persona", "")
    if not chosen:
        raise BadInput("Say first whose account this is: work, personal, or both.", field="persona")
    if chosen == "new":
        return make_persona(actor, data.get("new-name", ""), data.get("new-kind", "")).pk
    return persona_of(actor, number(chosen, field="persona")).pk


def _ask(
    request: HttpRequest, actor: Actor, network: Network, data: QueryDict, error: TwowayError | None = None
) -> HttpResponse:
    facts, way = network.facts, way_of(network, request)
    before = account_of(actor, account_id) if (account_id := again(data)) else None
    wrong = error.field if isinstance(error, BadInput) else ""
    asked = facts.connecting.page_questions if way is Way.PAGE else facts.connecting.questions
    known = {"handle": before.handle, "address": before.address} if before else {}
    questions = [
        Asked(
            name=f"answer-{q.name}",
            label=q.label,
            help=q.help,
            kind="password" if q.secret else "text",
            value="" if q.secret else data.get(f"answer-{q.name}", known.get(q.name, q.initial)),
            wrong=error.for_people if error and wrong == q.name else "",
            required=q.required,
        )
        for q in asked
    ]
    context = {
        "facts": facts,
        "questions": questions,
        "on_page": way is Way.PAGE,
        "other_way": other_way(network, way, data),
        "again": before,
        "personas": list(personas_of(actor)),
        "kinds": PERSONA_KINDS.items(),
        "chosen": data.get("persona", str(before.persona_id) if before else ""),
        "new_name": data.get("new-name", ""),
        "new_kind": data.get("new-kind", ""),
        "error": error if wrong not in {question.name for question in asked} else None,
        "told": how_to_tell(error) if error else None,
        "steps": ["Whose account is it?", f"Sign in to {facts.name}"],
    }
    status = how_to_tell(error).status if error else 200
    return page(request, "accounts/connect.html", context, section="Accounts", status=status)


def _line(account: Account, now: datetime, findings: Iterable[Finding] = ()) -> Line:
    health, kind = _health(account, now)
    notes = tuple((KINDS[finding.severity], ICONS[finding.severity], finding) for finding in findings)
    return Line(account=account, facts=facts_of(account), health=health, kind=kind, notes=notes)


def _seen(examination: Examination | None) -> Seen | None:
    if examination is None or not examination.checks:
        return None
    kind, sign, _ = SHOWN[worst(examination.checks)]
    return Seen(kind=kind, icon=sign, words=told(examination.checks), at=examination.at)


def _health(account: Account, now: datetime) -> tuple[str, str]:
    """How it is doing, in one line."""
    if account.health == Health.RECONNECT:
        return f"Connect it anew: {account.health_why}", "urgent"
    if account.health == Health.TROUBLE:
        return account.health_why or "The network has not answered lately.", "warn"
    parts = ["Works"]
    if account.expires_at is not None:
        days = (account.expires_at - now).days
        parts.append("access is renewed by itself" if days < 2 else f"access until {account.expires_at:%d %b}")
    return ", ".join(parts), "good"

"""To approve: what waits for a yes, each version as its readers will see it, what is said about it, and the answer.

Nothing here needs a script.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twoway.apps.people.queries import personas_of, workspace_of
from twoway.apps.posts import approval_rules, approving, remarks
from twoway.apps.posts.approvals import (
    Page,
    Version,
    answered_lately,
    asked_by,
    comment_of,
    rules_shown,
    waiting_for,
)
from twoway.apps.posts.consent import Team, team_of_workspace
from twoway.apps.posts.models import Approval, ApprovalRule
from twoway.domain.errors import BadInput, TwowayError
from twoway.domain.permission import Actor, Verb, may
from twoway.domain.states import ApprovalState
from twoway.doors.web.door import for_members, how_to_tell, page
from twoway.doors.web.forms import number, numbers, page_number, words_from
from twoway.doors.web.panes import Around, Pane, panes_of
from twoway.doors.web.settings_pages import settings_page

ON_A_PAGE = 20
LISTS = (("waiting", "To answer"), ("mine", "You asked"), ("answered", "Answered lately"))
EMPTY = {
    "waiting": ("Nothing waits for your yes.", "When somebody asks you about a post, it stands here."),
    "mine": ("You asked about nothing.", "In a draft, choose somebody under “A yes from somebody”."),
    "answered": ("Nothing was answered lately.", "Answers of the last thirty days stand here."),
}
KINDS = {
    ApprovalState.ASKED: "warn",
    ApprovalState.YES: "good",
    ApprovalState.CHANGES: "warn",
    ApprovalState.NO: "urgent",
    ApprovalState.WITHDRAWN: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An asking in the list."""

    approval: Approval
    kind: str
    when: str


@require_safe
@for_members
def approvals(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits, what one asked for, and what was answered lately."""
    usual = "waiting" if may(actor.role, Verb.APPROVE) else "mine"
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in EMPTY else usual
    found = {"waiting": waiting_for, "mine": asked_by, "answered": answered_lately}[chosen](actor)
    leaves = Paginator(found, ON_A_PAGE).get_page(page_number(request.GET.get("page")))
    zone = workspace_of(actor).tz
    context = {
        "tabs": [(slug, name, slug == chosen) for slug, name in LISTS],
        "chosen": chosen,
        "rows": [Row(approval=one, kind=_kind(one), when=_when(one, zone)) for one in leaves],
        "leaves": leaves,
        "empty": EMPTY[chosen],
    }
    return page(request, "approvals/list.html", context, section="To approve")


def _kind(approval: Approval) -> str:
    return KINDS[ApprovalState(approval.state)]


def _when(approval: Approval, zone: object) -> str:
    """When it goes with the yes, in words."""
    if not approval.goes:
        return "at no set time"
    at: datetime | None = approval.at
    return date_format(timezone.localtime(at, zone), "D j M, H:i") if at else "at once"  # type: ignore[arg-type]  # a zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A version with its preview, and whether a comment on it is being written: on which words, by their place."""

    version: Version
    pane: Pane
    on: str = ""
    quote: str = ""
    is_chosen: bool = False


@require_safe
@for_members
def approval(request: HttpRequest, actor: Actor, approval_id: int) -> HttpResponse:
    """Everything about one asking."""
    return _show(request, actor, remarks.look(actor, approval_id))


def _show(
    request: HttpRequest, actor: Actor, found: Page, error: TwowayError | None = None, typed: QueryDict | None = None
) -> HttpResponse:
    zone = workspace_of(actor).tz
    originals = tuple(p.stored.with_alt(p.alt) for p in found.post.pictures.all())
    panes = panes_of([version.look for version in found.versions], Around(originals=originals))
    when = _when(found.approval, zone)
    context = {
        "page": found,
        "approval": found.approval,
        "state": found.approval.state,
        "kind": _kind(found.approval),
        "when": when,
        "when_words": when if found.approval.goes and found.approval.at else "with a yes",
        "shown": [
            _shown(version, pane, request.GET.get("on", ""))
            for version, pane in zip(found.versions, panes, strict=True)
        ],
        "may_speak": may(actor.role, Verb.WRITE) or may(actor.role, Verb.APPROVE),
        "may_write": may(actor.role, Verb.WRITE),
        "me": actor.user_id,
        "zone": zone.key,
        "typed": typed or QueryDict(),
        "error": error,
        "told": how_to_tell(error) if error else None,
        "later": not found.approval.goes,
    }
    status = how_to_tell(error).status if error else 200
    return page(request, "approvals/page.html", context, section="To approve", status=status)


def _shown(version: Version, pane: Pane, on: str) -> Shown:
    """The version, with the words chosen for a comment: ACCOUNT:START:END, or ACCOUNT for the whole."""
    account, _, place = on.partition(":")
    if account != str(version.account.pk):
        return Shown(version=version, pane=pane)
    start, end = _place(place) or (0, 0)
    quote = version.text[start:end]
    return Shown(version=version, pane=pane, on=place if quote else "", quote=quote, is_chosen=True)


def _place(words: str) -> tuple[int, int] | None:
    start, _, end = words.partition(":")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() and len(words) < 20 else None


@require_POST
@for_members
def answer(request: HttpRequest, actor: Actor, approval_id: int) -> HttpResponse:
    """Yes, yes with a change, changes, no, or the request withdrawn."""
    data = request.POST
    try:
        told = _answered(actor, approval_id, data)
    except TwowayError as error:
        found = remarks.look(actor, approval_id)
        return _show(request, actor, found, error, data)
    messages.success(request, told)
    return redirect("approvals" if data.get("answer") != "withdraw" else reverse("approval", args=[approval_id]))


def _answered(actor: Actor, approval_id: int, data: QueryDict) -> str:
    words = words_from(data, "words")
    match data.get("answer", ""):
        case "yes":
            return _yes(actor, approval_id, data)
        case "changes":
            approving.ask_changes(actor, approval_id, words)
            return "They read what should change."
        case "no":
            approving.refuse(actor, approval_id, words)
            return "They read why not."
        case "withdraw":
            approving.withdraw(actor, approval_id)
            return "Nobody is asked any more."
    raise BadInput("Choose one of the answers.", field="answer")


def _yes(actor: Actor, approval_id: int, data: QueryDict) -> str:
    seen = {number(key.removeprefix("mark-")): words_from(data, key) for key in data if key.startswith("mark-")}
    texts = {number(key.removeprefix("text-")): words_from(data, key) for key in data if key.startswith("text-")}
    answered = approving.approve(
        actor,
        approval_id,
        seen=seen,
        because=words_from(data, "because"),
        texts=texts if data.get("with") == "changes" else {},
    )
    if answered.is_late:
        return "Your yes is kept. Its time had passed, so nothing went out; the author gives it another."
    if answered.going is None:
        return "Your yes is kept. It goes out when the author says so."
    zone = workspace_of(actor).tz
    first = min(delivery.due_at for delivery in answered.going.deliveries)
    return f"Yes. It goes out {date_format(timezone.localtime(first, zone), 'D j M, H:i')}."


@require_POST
@for_members
def comment(request: HttpRequest, actor: Actor, approval_id: int) -> HttpResponse:
    """Say something about some words."""
    data = request.POST
    try:
        remarks.comment(
            actor,
            approval_id,
            number(data.get("account"), field="account"),
            words_from(data, "words"),
            on=_place(data.get("on", "")),
        )
    except BadInput as error:
        return _show(request, actor, remarks.look(actor, approval_id), error, data)
    messages.success(request, "Said. The author sees it beside the words.")
    return redirect(f"{reverse('approval', args=[approval_id])}#version-{data.get('account')}")


@require_POST
@for_members
def said(request: HttpRequest, actor: Actor, comment_id: int) -> HttpResponse:
    """Answer a comment, say that it is done, or take one's own back."""
    found = comment_of(actor, comment_id)
    data = request.POST
    match data.get("deed", ""):
        case "done" | "open" as deed:
            remarks.done(actor, comment_id, is_done=deed == "done")
        case "delete":
            remarks.delete(actor, comment_id)
        case _:
            remarks.answer(actor, comment_id, words_from(data, "words"))
    return redirect(f"{reverse('approval', args=[found.approval_id])}#version-{found.account_id}")


# -- the rules ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a yes may be needed: everywhere, or for a persona."""

    key: str
    name: str
    is_on: bool
    named: frozenset[int]
    who: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def rules(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where nothing goes out without a yes, and whose."""
    error: TwowayError | None = None
    if request.method == "POST":
        try:
            _set_rule(actor, request.POST)
        except BadInput as wrong:
            error = wrong
        else:
            messages.success(request, "Saved.")
            return redirect("settings-approvals")
    team = team_of_workspace(actor.workspace_id)
    context = {
        "places": _places(actor, team),
        "able": [(i, team.names[i]) for i, role in team.roles.items() if may(role, Verb.APPROVE)],
        "may_manage": may(actor.role, Verb.MANAGE),
    }
    return settings_page(request, "settings/approvals.html", "Approvals", context, error)


def _set_rule(actor: Actor, data: QueryDict) -> None:
    place = data.get("place", "")
    persona_id = number(place, field="place") if place else None
    if data.get("on") == "yes":
        approval_rules.require_yes(actor, persona_id=persona_id, named=numbers(data.getlist("named")))
    else:
        approval_rules.free(actor, persona_id=persona_id)


def _places(actor: Actor, team: Team) -> list[Place]:
    found: dict[int | None, ApprovalRule] = {rule.persona_id: rule for rule in rules_shown(actor)}

    def made(key: int | None, name: str) -> Place:
        rule = found.get(key)
        named = frozenset(user.pk for user in rule.named.all()) if rule else frozenset[int]()
        return Place(
            key=str(key or ""), name=name, is_on=rule is not None, named=named, who=team.listed(sorted(named))
        )

    return [made(None, "Everything"), *(made(persona.pk, persona.name) for persona in personas_of(actor))]

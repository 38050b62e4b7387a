"""Changing what is out: other words, with the exact difference before they go; taking it down; and deciding about either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from twoway.apps.accounts.queries import facts_of, limits_of
from twoway.apps.delivery import changing
from twoway.apps.delivery.changing import Difference, EditLook
from twoway.apps.delivery.models import Change, Delivery
from twoway.apps.delivery.queries import delivery_of
from twoway.apps.people.queries import workspace_of
from twoway.apps.posts.again import write_again
from twoway.domain.changing import ChangeKind, ChangeState, Wanted, until_when, wanted_of
from twoway.domain.errors import BadInput, Held, TwowayError
from twoway.domain.permission import Actor, Verb, may
from twoway.domain.schedule import Urgency
from twoway.domain.text.count import Count, count
from twoway.doors.web.door import for_members, how_to_tell, is_fragment, page
from twoway.doors.web.forms import words_from
from twoway.doors.web.writing import remarks

WORDS = {
    ChangeState.WAITING: ("waits", "info"),
    ChangeState.SENDING: ("on its way", "info"),
    ChangeState.UNSURE: ("unsure", "warn"),
    ChangeState.DONE: ("done", "good"),
    ChangeState.HELD: ("held", "warn"),
    ChangeState.REFUSED: ("refused", "urgent"),
    ChangeState.CANCELLED: ("taken back", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A change on record as the page of its delivery shows it."""

    change: Change
    what: str
    words: str
    kind: str
    differences: tuple[Difference, ...]
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One text of the form: its name in the form, what it is called, its words, and how long it may be."""

    name: str
    label: str
    text: str
    count: Count | None = None
    sha256: str = ""


def lines_of(delivery: Delivery) -> list[Line]:
    """Every change of a delivery, the newest first."""
    lines = []
    for change in changing.history_of(delivery):
        change.delivery = delivery
        words, kind = WORDS[ChangeState(change.state)]
        what = "Taking it down" if change.kind == ChangeKind.TAKE_DOWN else "Other words"
        told = changing.waits_for(change) if change.is_open else ""
        lines.append(
            Line(
                change=change,
                what=what,
                words=words,
                kind=kind,
                differences=changing.difference_of(change),
                next=told,
            )
        )
    return lines


def may_change(actor: Actor, delivery: Delivery) -> bool:
    """Whether somebody may change what is out; why the network may not let them is another question."""
    return may(actor.role, Verb.SEND if delivery.urgency == Urgency.SCHEDULED else Verb.REPLY)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def edit(request: HttpRequest, actor: Actor, delivery_id: int) -> HttpResponse:
    """The form with the words that are out; with other words in it, the difference; then it goes."""
    found = delivery_of(actor, delivery_id)
    if request.method != "POST":
        return _show(request, actor, found, wanted_of(found.version), changing.seen(found))
    wanted, was = _wanted(request.POST, found), request.POST.get("was", "")
    if request.POST.get("do") != "send":
        return _show(request, actor, found, wanted, was)
    try:
        changing.edit(actor, delivery_id, wanted, was=was)
    except TwowayError as error:
        return _show(request, actor, found, wanted, was, error=error)
    messages.success(request, "The change is on its way. What it said before stays on record.")
    return redirect("delivery", delivery_id)


def _wanted(data: QueryDict, found: Delivery) -> Wanted:
    now = wanted_of(found.version)
    return Wanted(
        texts=tuple(words_from(data, f"text-{place}") for place in range(len(now.texts))),
        alts=tuple(words_from(data, f"alt-{place}") for place in range(len(now.alts))),
        warning=words_from(data, "warning"),
    )


def _show(
    request: HttpRequest,
    actor: Actor,
    found: Delivery,
    wanted: Wanted,
    was: str,
    *,
    error: TwowayError | None = None,
) -> HttpResponse:
    facts = facts_of(found.account)
    look: EditLook | None = None
    wrong = error
    try:
        look = changing.look_at_edit(actor, found.pk, wanted)
    except BadInput as told:
        wrong = wrong or told
    why_not = changing.why_not_edit(found)
    context: dict[str, Any] = {
        "delivery": found,
        "facts": facts,
        "name": found.account.name or found.account.handle,
        "fields": _fields(found, wanted),
        "alts": _alts(found, wanted),
        "warning": wanted.warning if facts.warnings else None,
        "was": was,
        "look": look,
        "stops": remarks(look.stops, "change") if look else (),
        "others": remarks((one for one in look.findings if one not in look.stops), "change") if look else (),
        "why_not": why_not,
        "way_out": changing.way_out(found) if why_not else "",
        "may_change": may_change(actor, found),
        "until": until_when(found.sent_at, facts),
        "error": wrong if not isinstance(wrong, Held) else None,
        "zone": workspace_of(actor).zone,
        "now": timezone.now(),
    }
    if is_fragment(request):
        return render(request, "delivery/difference.html", context)
    status = how_to_tell(error).status if error else 200
    return page(request, "delivery/edit.html", context, section="Calendar", status=status)


def _fields(found: Delivery, wanted: Wanted) -> list[Field]:
    facts, limits = facts_of(found.account), limits_of(found.account)
    names = changing.part_names(found.version)
    return [
        Field(name=f"text-{place}", label=label, text=text, count=count(text, facts, limits))
        for place, (label, text) in enumerate(zip(names, wanted.texts, strict=True))
    ]


def _alts(found: Delivery, wanted: Wanted) -> list[Field]:
    return [
        Field(name=f"alt-{place}", label=f"What picture {place + 1} shows", text=alt, sha256=picture.sha256)
        for place, (picture, alt) in enumerate(zip(found.version.pictures, wanted.alts, strict=True))
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def take_down(request: HttpRequest, actor: Actor, delivery_id: int) -> HttpResponse:
    """Asks first, then takes it down."""
    found = delivery_of(actor, delivery_id)
    if request.method == "POST":
        changing.take_down(actor, delivery_id)
        messages.success(request, "It is being taken down. What it said stays on record here.")
        return redirect("delivery", delivery_id)
    context = {
        "delivery": found,
        "facts": facts_of(found.account),
        "name": found.account.name or found.account.handle,
        "why_not": changing.why_not_take_down(found),
        "may_change": may_change(actor, found),
        "parts": len(found.parts),
    }
    return page(request, "delivery/take_down.html", context, section="Calendar")


@require_POST
@for_members
def again(request: HttpRequest, actor: Actor, delivery_id: int) -> HttpResponse:
    """A draft with the same words, for what has to be written anew."""
    post = write_again(actor, delivery_id)
    messages.success(request, "A draft with the same words. Nothing of it is out.")
    return redirect("post", post.pk)


DECISIONS: dict[str, tuple[Callable[[Actor, int], Change], str]] = {
    "take-back": (changing.take_back, "Taken back. What is out stays as it is."),
    "try-again": (changing.try_again, "It is tried again."),
    "set-aside": (changing.set_aside, "Set aside. It stays on record."),
}


@require_POST
@for_members
def decide(request: HttpRequest, actor: Actor, change_id: int) -> HttpResponse:
    """What a person decides about a change."""
    decision = DECISIONS.get(request.POST.get("decision", ""))
    if decision is None:
        raise BadInput("Choose one of the buttons on the page.", field="decision")
    act, words = decision
    change = act(actor, change_id)
    messages.success(request, words)
    return redirect("delivery", change.delivery_id)

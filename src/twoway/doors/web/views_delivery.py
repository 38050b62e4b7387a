"""One delivery: what was sent, every attempt, what came back, and what a person may decide."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from twoway.apps.accounts.queries import facts_of, network_name
from twoway.apps.delivery import actions, changing, doubts
from twoway.apps.delivery.models import Delivery, ShownPart
from twoway.apps.delivery.parts import payloads
from twoway.apps.delivery.queries import coming, delivery_of
from twoway.apps.delivery.telling import cure_of
from twoway.apps.people.queries import workspace_of
from twoway.apps.posts.again import open_again
from twoway.domain.changing import ChangeKind, ChangeState
from twoway.domain.errors import BadInput, Conflict
from twoway.domain.parts import PartKind
from twoway.domain.permission import Actor, Verb, may
from twoway.domain.states import DeliveryState
from twoway.doors.web.door import back, for_members, is_fragment, page
from twoway.doors.web.echoes import echo_of
from twoway.doors.web.forms import moment, number, numbers
from twoway.doors.web.panes import DELIVERY_KINDS, DELIVERY_WORDS
from twoway.doors.web.views_changes import lines_of, may_change

#: What each state means for the person who reads it.
MEANS = {
    DeliveryState.WAITING: "It waits for its time. You can take it back until then.",
    DeliveryState.SENDING: "It is on its way to the network this moment.",
    DeliveryState.SENT: "It is out.",
    DeliveryState.UNSURE: "The network did not say whether it took it. It is looked for before anything else happens.",
    DeliveryState.REFUSED: "The network said no. It is not out, and not sent again as it is.",
    DeliveryState.HELD: "It was held back. Once the reason is gone it can go.",
    DeliveryState.MISSED: "Its time passed before it could go out, so it was not sent late.",
    DeliveryState.CANCELLED: "It was taken back and never sent.",
}
#: What an attempt was.
KINDS = {
    "send": "Sent off",
    "look": "Looked for",
    doubts.BY_PERSON: "Looked at by a person",
    ChangeKind.EDIT.value: "Changed",
    ChangeKind.TAKE_DOWN.value: "Taken down",
}
#: States in which somebody may want to write it anew, so that what an earlier try left in doubt has to be said.
_ENDED = (DeliveryState.HELD, DeliveryState.REFUSED, DeliveryState.MISSED)


def _means(found: Delivery) -> str:
    """What its state means, where it stands."""
    if found.gone_at:
        return found.gone_why
    match DeliveryState(found.state):
        case DeliveryState.WAITING if found.parts_out:
            return "Part of it is out, and the rest follows."
        case DeliveryState.WAITING if found.tries:
            return "It waits for its next try. You can take it back until then."
        case DeliveryState.UNSURE if found.needs_person:
            return "It may be out or not, and Twoway could not find out. You decide."
        case DeliveryState.HELD if found.parts_out:
            return "Part of it is out. The rest was held back."
        case state:
            return MEANS[state]


def _in_doubt(found: Delivery) -> str:
    """What an earlier try left in doubt, where that is not said already."""
    words = doubts.words_of(found).strip() if found.state in _ENDED else ""
    return "" if words in found.why else words


@require_safe
@for_members
def delivery(request: HttpRequest, actor: Actor, delivery_id: int) -> HttpResponse:
    """The page."""
    found = delivery_of(actor, delivery_id)
    state = DeliveryState(found.state)
    changes = lines_of(found)
    is_changing = any(line.change.is_open and line.change.state != ChangeState.HELD for line in changes)
    version = getattr(found, "post_version", None)
    answer = getattr(found, "inbox_message", None)
    context = {
        **_of_network(found),
        "delivery": found,
        "state": state,
        "words": "gone" if found.gone_at else DELIVERY_WORDS[state],
        "kind": "" if found.gone_at else DELIVERY_KINDS[state],
        "means": _means(found),
        "cure": cure_of(found),
        "doubt": _in_doubt(found),
        "lives": not found.is_over or is_changing,
        "changes": changes,
        "may_change": may_change(actor, found),
        "name": found.account.name or found.account.handle,
        "attempts": [(KINDS.get(one.kind, one.kind), one) for one in found.attempts.all()[:200]],
        "parts": [_shown(part) for part in found.parts] if found.parts_count > 1 else [],
        "next": coming(found, timezone.now()),
        "pictures": found.version.pictures,
        "post_id": version.post_id if version else None,
        "may_reopen": version is not None and not found.parts_out and state in _ENDED and may(actor.role, Verb.WRITE),
        "conversation_id": answer.conversation_id if answer else None,
        "zone": workspace_of(actor).zone,
    }
    response = page(request, "delivery.html", context, section="Calendar")
    if found.is_over and not is_changing and is_fragment(request):
        # Nothing more can happen: the page is loaded once more and then rests.
        response.headers["HX-Refresh"] = "true"
    return response


def _of_network(found: Delivery) -> dict[str, object]:
    """What only its network knows."""
    return {
        "network": network_name(found.account.network),
        "facts": facts_of(found.account),
        "payload": _payload(found),
        "echo": echo_of(found),
        "why_not_edit": changing.why_not_edit(found),
        "way_out": changing.way_out(found),
        "why_not_take_down": changing.why_not_take_down(found),
    }


def _payload(found: Delivery) -> str:
    """What is sent, as the network gets it."""
    made = payloads(found)
    return json.dumps(made[0] if len(made) == 1 else made, ensure_ascii=False, indent=2, default=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """A part of a thread as the page shows it."""

    part: ShownPart
    name: str
    words: str
    kind: str


def _shown(part: ShownPart) -> PartLine:
    words = "left out" if part.state is DeliveryState.CANCELLED else DELIVERY_WORDS[part.state]
    if part.state is DeliveryState.WAITING:
        words = "waits its turn"
    name = "First comment" if part.kind is PartKind.COMMENT else f"Part {part.number}"
    return PartLine(part=part, name=name, words=words, kind=DELIVERY_KINDS[part.state])


#: What the buttons of a delivery's page do, and what is said when it is done.
DECISIONS: Mapping[str, tuple[Callable[[Actor, int], object], str]] = {
    "send-again": (actions.send_again, "It goes again, with the same key."),
    "cancel": (actions.cancel, "Taken back. Nothing was sent."),
    "try-again": (actions.try_again, "It is looked at again and goes if it may."),
    "leave-it": (actions.leave_it, "Left at that. What is out stays out."),
    "set-aside": (actions.set_aside, "Set aside. It stays on record."),
}


@require_POST
@for_members
def decide(request: HttpRequest, actor: Actor, delivery_id: int) -> HttpResponse:
    """What a person decides about a delivery."""
    decision = request.POST.get("decision", "")
    if decision == "open-again":
        post = open_again(actor, delivery_id)
        messages.success(request, "Open again as a draft. Change what has to be changed, and give it a new time.")
        return redirect("post", post.pk)
    if decision == "it-is-there":
        actions.say_it_is_there(actor, delivery_id, request.POST.get("address", ""))
        messages.success(request, "Noted: it is there.")
    elif decision in DECISIONS:
        act, words = DECISIONS[decision]
        act(actor, delivery_id)
        messages.success(request, words)
    else:
        raise BadInput("Choose one of the buttons on the page.", field="decision")
    return redirect("delivery", delivery_id)


@require_POST
@for_members
def move(request: HttpRequest, actor: Actor, delivery_id: int) -> HttpResponse:
    """Another time for what waits."""
    workspace = workspace_of(actor)
    at = moment(request.POST.get("at", ""), workspace.tz)
    if at is None or at < timezone.now():
        raise BadInput("Choose a time that is still to come.", field="at")
    found = delivery_of(actor, delivery_id)
    latest = at + (found.latest_at - found.due_at) if found.latest_at else None
    actions.move(actor, delivery_id, at, latest)
    messages.success(request, f"Moved to {at.astimezone(workspace.tz):%a %d %b, %H:%M}.")
    return redirect("delivery", delivery_id)


@require_POST
@for_members
def undo(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take back what has just been sent on its way, as far as it is not out yet."""
    late = 0
    ids = numbers([word for word in request.POST.get("deliveries", "").split(",") if word][:100])
    for delivery_id in ids:
        try:
            actions.cancel(actor, number(str(delivery_id)))
        except Conflict:
            late += 1
    if late == len(ids):
        messages.error(request, "It is too late to take it back: it is out already.")
    elif late:
        messages.error(request, f"{len(ids) - late} taken back; {late} had gone out already.")
    else:
        messages.success(request, "Taken back. Nothing was sent; your words are kept.")
    return back(request, "calendar")

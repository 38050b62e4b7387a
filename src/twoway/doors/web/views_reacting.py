"""One press under what somebody wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from twoway.apps.accounts.queries import network_of
from twoway.apps.inbox import reacting
from twoway.apps.inbox.models import Conversation, Reaction
from twoway.domain.permission import Actor
from twoway.doors.web.door import back, for_members, is_fragment


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A reaction as a button: its word, whether it is pressed, and what became of the last press."""

    word: str
    is_on: bool
    told: str = ""


def presses_of(actor: Actor, opened: Conversation) -> Mapping[int, tuple[Press, ...]]:
    """The buttons under each message of a conversation, by its number; one question however many there are."""
    account = opened.account
    network = network_of(account)
    theirs = [one for one in opened.messages.all() if not one.is_ours and one.reply_to]
    if network.react is None or not account.may_post or not theirs:
        return {}
    pressed = reacting.reactions_of(theirs)
    words = reacting.words_for(actor, opened)
    return {one.pk: tuple(_press(word, pressed.get(one.pk, {}).get(word)) for word in words) for one in theirs}


def _press(word: str, row: Reaction | None) -> Press:
    if row is None:
        return Press(word=word, is_on=False)
    told = "On its way." if row.is_pending else f"It did not get through. {row.why}" if row.why else ""
    return Press(word=word, is_on=row.wanted, told=told)


@require_POST
@for_members
def react(request: HttpRequest, actor: Actor, message_id: int) -> HttpResponse:
    """Press it, or take it back."""
    row = reacting.react(actor, message_id, request.POST.get("reaction", ""), on=request.POST.get("on") != "no")
    if is_fragment(request):
        response = HttpResponse(status=204)
        response.headers["HX-Trigger"] = "twoway:pressed"
        return response
    return back(request, redirect("conversation", row.message.conversation_id).url)

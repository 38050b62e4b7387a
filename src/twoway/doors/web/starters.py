"""Beginnings for somebody who faces an empty page: a friend's news, a question that people ask, how the work is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from twoway.apps.inbox.models import Message
from twoway.domain.permission import Actor
from twoway.domain.persona import PersonaKind

#: A question older than this is nobody's any more.
LATELY = timedelta(days=21)
#: What is longer is a letter, not a question to be answered for everybody.
LONGEST = 220
_LOOKED_AT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A way to begin: its name in an address, what the button says, why it is offered, the first words."""

    name: str
    icon: str
    label: str
    why: str
    words: str


def starters_for(actor: Actor) -> tuple[Starter, ...]:
    """Three beginnings; the question is one that somebody asked in public, where there is one."""
    question = _asked_lately(actor)
    return (
        Starter(
            name="news",
            icon="heart",
            label="Share a friend’s news",
            why="Somebody nearby opened, won or finished something.",
            words="Good news from next door: ",
        ),
        Starter(
            name="question",
            icon="q",
            label="Answer it for everybody" if question else "Answer a common question",
            why=f"“{question}”" if question else "What people ask you at the counter, they look for here too.",
            words=f"Somebody asked: “{question}” " if question else "You often ask us ",
        ),
        Starter(
            name="work",
            icon="eye",
            label="Show the work",
            why="How it is made, and who makes it.",
            words="This is what it looks like before we open: ",
        ),
    )


def first_words(actor: Actor, name: str) -> str:
    """How a beginning begins; "" for one that is none."""
    return next((one.words for one in starters_for(actor) if one.name == name), "") if name else ""


def _asked_lately(actor: Actor) -> str:
    said = Message.objects.filter(account__workspace_id=actor.workspace_id, is_ours=False, text__contains="?")
    said = said.filter(at__gte=timezone.now() - LATELY, conversation__is_private=False)
    said = said.exclude(account__persona__kind=PersonaKind.PERSONAL).order_by("-at", "-id")
    texts = (" ".join(text.split()) for text in said.values_list("text", flat=True)[:_LOOKED_AT])
    return next((text for text in texts if len(text) <= LONGEST and "@" not in text), "")

"""Every component in every state, on one page that is looked at and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from twoway.doors.web.door import page, sits_here
from twoway.doors.web.practice import practice_facts
from twoway.doors.web.views_inbox import Choice
from twoway.doors.web.views_inbox import Line as Conversation
from twoway.doors.web.views_reports import chart_of
from twoway.plug import finder
from twoway.plug.report import Column, Table

TOKENS = ("paper", "surface", "raised", "sunken", "line", "ink", "green", "brass", "brick", "sky", "plum")
#: Every drawing of the sprite.
ICONS = tuple(
    re.findall(r'id="i-([a-z]+)"', (Path(__file__).parent / "templates/shell/sprite.html").read_text("utf-8"))
)
SAYS = "Third time this month my order wasn’t ready when you said it would be. I drove in specially."


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """An account that is only drawn."""

    pk: int = 1
    handle: str = "alder.rye"

    def __str__(self) -> str:
        """As accounts are written."""
        return f"@{self.handle}"


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The page; it shows nobody's data, so nobody needs to sign in."""
    template = "styleguide.html" if sits_here(request) else "styleguide_public.html"
    return page(request, template, samples())


def samples() -> dict[str, Any]:
    """Things to draw, all made up."""
    facts = practice_facts()
    others = [network.facts for network in finder.networks().values()]
    now = timezone.now()
    return {
        "facts": facts,
        "all_facts": others,
        "tokens": TOKENS,
        "icons": ICONS,
        "now": now,
        "personas": [
            SimpleNamespace(name="Alder & Rye", kind="work", is_personal=False),
            SimpleNamespace(name="Sarah, at home", kind="personal", is_personal=True),
            SimpleNamespace(name="Sarah the baker", kind="double duty", is_personal=False),
        ],
        "account": MadeUp(),
        "choices": [
            Choice(name="Needs a reply", href="#seg", count=14, is_chosen=True),
            Choice(name="Done", href="#seg", count=0, is_chosen=False),
        ],
        "rows": [
            Conversation(
                name="Tom Hallam",
                href="#conversation",
                facts=facts,
                at=now - timedelta(minutes=42),
                words=SAYS,
                tags=("Complaint",),
                is_open=True,
                is_hot=True,
                due_at=now + timedelta(minutes=18, seconds=30),
            ),
            Conversation(
                name="Kemi Okafor",
                href="#conversation",
                facts=facts,
                at=now - timedelta(hours=3),
                words="Do you do anything without nuts? It’s for a school fair on Friday.",
                tags=("Question",),
                is_open=False,
                due_at=now + timedelta(hours=2, seconds=30),
            ),
        ],
        "person": SimpleNamespace(name="Tom Hallam", met="Saturday market, June 2021.", about="His daughter’s cake."),
        "handles": [{"facts": facts, "handle": "tom.hallam"}],
        "history": [{"at": now - timedelta(days=50), "words": "She cried when she saw the cake. Thank you."}],
        "table": _table(),
        "chart": chart_of(_table()),
        "kinds": [("work", "Work: the business speaks here"), ("personal", "Personal: a private person speaks here")],
        "steps": ["Whose account is it?", "Sign in", "Done"],
        "says": SAYS,
        "long": f"{SAYS} Not sure I’ll bother again. #millbrook https://town.example/bakery",
    }


def _table() -> Table:
    columns = (
        Column(name="week", label="Week", kind="text"),
        Column(name="sent", label="Sent"),
        Column(name="received", label="Received"),
        Column(name="replied", label="Replied"),
    )
    rows = (("3 Nov", 9, 14, 11), ("10 Nov", 7, 18, 12), ("17 Nov", 4, 22, 21))
    return Table(columns=columns, rows=rows, sentence="20 posts went out, 54 messages came in, 44 were answered.")

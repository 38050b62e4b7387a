"""Every component in every state, on one page that is looked at and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from twoway.apps.posts.calendar import Entry
from twoway.domain.cadence import Standing
from twoway.doors.web.calendar_grid import ICONS as ICONS_OF_STANDINGS
from twoway.doors.web.calendar_grid import KINDS, VERBS, Chip, Dashed, Day, Glyph, Verb
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
        "calendar": calendar_sample(now),
        "table": _table(),
        "chart": chart_of(_table()),
        "kinds": [("work", "Work: the business speaks here"), ("personal", "Personal: a private person speaks here")],
        "steps": ["Whose account is it?", "Sign in", "Done"],
        "says": SAYS,
        "long": f"{SAYS} Not sure I’ll bother again. #millbrook https://town.example/bakery",
    }


def calendar_sample(now: datetime) -> list[Day]:
    """Seven days in which every standing of a post occurs once, with a bracket, a quiet hint and a good time."""
    monday = now.replace(hour=11, minute=30) - timedelta(days=now.weekday())
    days = [
        Day(day=(monday + timedelta(days=n)).date(), href="#sg-calendar", is_today=n == 2, is_past=n < 2)
        for n in range(7)
    ]
    for n, standing in enumerate(Standing):
        where = min(n // 2, 4)
        chip = _chip_sample(n, standing, monday + timedelta(days=where))
        days[where] = replace(days[where], chips=(*days[where].chips, chip))
    days[5] = replace(days[5], hint="9 days since the other account", more=12)
    why = "Nothing else within three days, and within your hours."
    days[6] = replace(days[6], dashed=(Dashed(at=monday + timedelta(days=6), why=why, href="#sg-calendar"),))
    return days


def _chip_sample(number: int, standing: Standing, at: datetime) -> Chip:
    entry = Entry(post_id=number, workspace_id=0, words=SAYS, at=at, day=at.date(), standing=standing, spots=())
    facts = practice_facts()
    glyph = Glyph(facts=facts, words=facts.name, short="", is_trouble=standing.is_trouble, delivery_id=None)
    return Chip(
        entry=entry,
        ident=f"sg-chip-{number}",
        href="#sg-calendar",
        at=at,
        glyphs=(glyph,),
        persona=("work", "home", "both")[number % 3],
        persona_name="",
        kind=KINDS[standing],
        icon=ICONS_OF_STANDINGS[standing],
        words=SAYS,
        verb=Verb(words=VERBS[standing], href="#sg-calendar") if standing.is_trouble else None,
        bracket={2: "start", 3: "end"}.get(number, ""),
        bracket_words="4 about yourselves in a row" if number == 2 else "",
    )


def _table() -> Table:
    columns = (
        Column(name="week", label="Week", kind="text"),
        Column(name="sent", label="Sent"),
        Column(name="received", label="Received"),
        Column(name="replied", label="Replied"),
    )
    rows = (("3 Nov", 9, 14, 11), ("10 Nov", 7, 18, 12), ("17 Nov", 4, 22, 21))
    return Table(columns=columns, rows=rows, sentence="20 posts went out, 54 messages came in, 44 were answered.")

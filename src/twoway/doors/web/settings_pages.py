"""What the pages under Settings share: the row of places at their top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from twoway.domain.errors import TwowayError
from twoway.doors.web.door import how_to_tell, page

#: Their names as people read them, and as addresses are made.
PLACES = (
    ("Business", "settings"),
    ("Personas", "personas"),
    ("Rules", "settings-rules"),
    ("Words", "settings-words"),
    ("Team", "team"),
    ("Approvals", "settings-approvals"),
    ("Notices", "notices"),
    ("Pause", "pause"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One place, as the row shows it."""

    name: str
    href: str
    is_chosen: bool
    count: int | None = None


def settings_page(
    request: HttpRequest,
    template: str,
    chosen: str,
    context: dict[str, Any],
    error: TwowayError | None = None,
) -> HttpResponse:
    """A page of the settings; with an error, its words beside what was typed, and its status."""
    tabs = [Tab(name=name, href=reverse(place), is_chosen=name == chosen) for name, place in PLACES]
    more = {"tabs": tabs, "error": error, "told": how_to_tell(error) if error else None}
    status = how_to_tell(error).status if error else 200
    return page(request, template, {**context, **more}, section="Settings", status=status)

"""Everything the composer shows, gathered once for the page and for each answer."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import accounts_of, facts_of
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.models import Persona, Workspace
from twoway.apps.people.queries import brand_of, workspace_of
from twoway.apps.posts.calendar import hours_of
from twoway.apps.posts.looks import Look, look_at
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft, post_of, stored_pictures
from twoway.domain.brand import Brand
from twoway.domain.errors import Conflict, TwowayError
from twoway.domain.permission import Actor, Verb, may
from twoway.domain.slots import good_slots
from twoway.domain.states import DeliveryState
from twoway.doors.web.asking import said_beneath, yes_for
from twoway.doors.web.door import how_to_tell
from twoway.doors.web.forms import moment_or_none
from twoway.doors.web.panes import (
    Around,
    Hat,
    Pane,
    besides,
    glances,
    go_words,
    hats,
    panes_of,
    status_words,
    tightest,
    too_long,
    well_balanced,
)
from twoway.doors.web.starters import starters_for

#: For so many days ahead good times are offered.
DAYS_AHEAD = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who writes, where, and for which accounts: read once for each request."""

    actor: Actor
    workspace: Workspace
    accounts: tuple[Account, ...]

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which times are meant."""
        return self.workspace.tz


def desk_of(actor: Actor) -> Desk:
    """The desk that somebody sits at. The workspace is read once, not with each account."""
    workspace, accounts = workspace_of(actor), tuple(accounts_of(actor))
    for account in accounts:
        account.workspace = workspace
    return Desk(actor=actor, workspace=workspace, accounts=accounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A draft and how it stands: its versions, which one is open, and what went wrong."""

    desk: Desk
    draft: Draft
    panes: tuple[Pane, ...]
    tab: str
    open_tab: str = ""
    saved_at: datetime | None = None
    error: TwowayError | None = None
    elsewhere: Post | None = None
    post: Post | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A persona's brand template as it stands beside the editor."""

    persona: Persona
    brand: Brand
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some readers, and whether the post is meant for them."""

    name: str
    is_meant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Who a persona speaks to, as it was said; and who alone sees a version: (network, words)."""

    persona: Persona
    groups: tuple[Group, ...]
    narrow: tuple[tuple[str, str], ...]


def empty_sheet(desk: Desk, at: str = "", words: str = "") -> Sheet:
    """A first draft for every work account that may post; personal ones are chosen by hand. The calendar says `at`, a
    starter its first words."""
    chosen = tuple(a.pk for a in desk.accounts if a.may_post and not a.persona.is_personal and facts_of(a).posts)
    draft = Draft(
        master=words,
        account_ids=chosen,
        language=desk.workspace.language,
        planned_at=moment_or_none(at, desk.zone),
        spread=len(chosen) > 1,
    )
    return look_over(desk, draft)


def look_over(
    desk: Desk, draft: Draft, *, tab: str = "master", post: Post | None = None, open_tab: str = ""
) -> Sheet:
    """The draft with each version as it would go out now; what is on its way is shown as it was frozen.

    With `open_tab` only that version is made in full.
    """
    if post is None and draft.post_id is not None:
        post = post_of(desk.actor, draft.post_id)
    panes = panes_of(_looks(desk, draft, post), _around(desk, draft, open_tab))
    if not draft.master.strip() and not draft.pictures and not draft.texts:
        panes = _quiet(panes)
    saved_at = post.changed_at if post else None
    return Sheet(desk=desk, draft=draft, panes=panes, tab=tab, open_tab=open_tab, saved_at=saved_at, post=post)


def _looks(desk: Desk, draft: Draft, post: Post | None) -> tuple[Look, ...]:
    looks = look_at(desk.actor, draft, desk.accounts)
    if post is None:
        return looks
    sent: dict[int, Delivery] = {v.account_id: v.delivery for v in post.versions.all() if v.delivery is not None}
    return tuple(replace(look, delivery=sent.get(look.account.pk)) for look in looks)


def _around(desk: Desk, draft: Draft, open_tab: str) -> Around:
    stored = stored_pictures(desk.actor, [i for i, _ in draft.pictures]) if draft.pictures else {}
    return Around(
        originals=tuple(stored[i].with_alt(alt, (draft.focuses or {}).get(i)) for i, alt in draft.pictures),
        homes=tuple({a.persona_id: a.persona for a in desk.accounts if a.persona.is_personal}.values()),
        fits=draft.fits or {},
        times={i: in_field(at, desk.zone) for i, at in (draft.times or {}).items()},
        open_tab=open_tab,
        audiences=draft.audiences or {},
    )


def _quiet(panes: tuple[Pane, ...]) -> tuple[Pane, ...]:
    """Nobody is scolded for an empty page."""
    return tuple(replace(pane, stops=(), others=()) for pane in panes)


def in_field(at: datetime | None, zone: ZoneInfo) -> str:
    """A time as a date-time field holds it."""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if at else ""


def context_of(sheet: Sheet) -> dict[str, Any]:
    """What the templates need for the pieces that change."""
    actor, workspace = sheet.desk.actor, sheet.desk.workspace
    draft, panes = sheet.draft, sheet.panes
    readers = readers_of(panes, draft.readers)
    rows, templates, beside = hats(sheet.desk.accounts, panes), templates_of(panes), besides(panes)
    yes = yes_for(actor, draft, panes, sheet.post)
    tabs = {pane.key for pane in panes} | {"master"}
    tab = sheet.tab if sheet.tab in tabs else "master"
    saved_time = date_format(timezone.localtime(sheet.saved_at, workspace.tz), "H:i") if sheet.saved_at else ""
    return {
        "sheet": sheet,
        "draft": draft,
        "panes": panes,
        "shown": [pane for pane in panes if sheet.open_tab in ("", pane.key)],
        "shows_master": sheet.open_tab in ("", "master"),
        "tab": tab,
        "tightest": tightest(panes),
        "too_long": too_long(panes),
        "glances": glances(panes),
        "good": well_balanced(panes),
        "threaded": sum(pane.facts.threads for pane in too_long(panes)),
        "besides": beside,
        "hats": rows,
        "pictures": _shelf(actor, draft, panes),
        "at": in_field(draft.planned_at, workspace.tz),
        "zone": workspace.zone,
        "go_words": go_words(panes, now=draft.planned_at is None),
        "may_go": any(not pane.is_held and not pane.is_frozen for pane in panes),
        "status": status_words(panes),
        "told": how_to_tell(sheet.error) if sheet.error else None,
        "saved_time": saved_time,
        "templates": templates,
        "readers": readers,
        "more_readers": [group for group in draft.readers if not any(group in _names(one) for one in readers)],
        "starters": starters_for(actor) if _is_bare(draft, panes) else (),
        "may_say_readers": may(actor.role, Verb.MANAGE),
        "marks": {
            "who": _mark(
                "who",
                [(h.persona.pk, h.persona.name, h.persona.kind, _states(h)) for h in rows],
                templates,
                readers,
                draft.readers,
            ),
            "tabs": _mark("tabs", [(p.key, p.label, len(p.stops), len(p.others)) for p in panes]),
            "besides": _mark("besides", beside, len(draft.first_comment), len(draft.title), len(draft.warning)),
        },
        "when_words": date_format(draft.planned_at.astimezone(workspace.tz), "D j M, H:i")
        if draft.planned_at
        else "now",
        "acts": _acts("compose-fix"),
        "saves": _acts("compose-save"),
        "panel_keys": ",".join(pane.key for pane in panes),
        "yes": yes,
        "saids": said_beneath(yes, [pane for pane in panes if sheet.open_tab in ("", pane.key)]),
        **_both_sides(actor, sheet),
    }


def _is_bare(draft: Draft, panes: Sequence[Pane]) -> bool:
    """Whether somebody faces an empty page that could become a post."""
    return bool(panes) and not (draft.post_id or draft.master.strip() or draft.pictures or draft.texts)


def _states(hat: Hat) -> list[tuple[object, ...]]:
    """What a persona's rows show."""
    return [
        (row.account.pk, row.label, row.pane and (row.pane.words, row.pane.state, row.pane.is_frozen))
        for row in hat.rows
    ]


def _mark(name: str, *shown: object) -> str:
    """A short sum of what a piece of the page shows; a page that has it already is not sent it again."""
    return f"{name}:{zlib.crc32(repr(shown).encode('utf-8', 'backslashreplace')):08x}"


@cache
def _acts(name: str) -> SafeString:
    """What makes a button act at once where scripts run, and send the whole form where they do not."""
    return format_html(
        'formaction="{0}" hx-post="{0}" hx-include="#composer" hx-swap="none" hx-sync="#identity:queue all" '
        'hx-encoding="application/x-www-form-urlencoded"',
        reverse(name),
    )


def whole_page(sheet: Sheet) -> dict[str, Any]:
    """What only the page as a whole needs."""
    return {"slots": slots_for(sheet.desk) if not sheet.draft.planned_at else ()}


def _shelf(actor: Actor, draft: Draft, panes: Sequence[Pane]) -> list[dict[str, Any]]:
    """The pictures with their descriptions, and what each network's limit for these is."""
    stored = stored_pictures(actor, [i for i, _ in draft.pictures]) if draft.pictures else {}
    limits = {pane.facts.name: _alt_limit(pane) for pane in panes if pane.facts.media.takes_alt}
    least = min((limit for limit in limits.values() if limit), default=0)
    deaf = sorted({pane.facts.name for pane in panes if not pane.facts.media.takes_alt})
    last = len(draft.pictures) - 1
    return [
        {
            "stored": stored[i],
            "alt": alt,
            "focus": [round(100 * part) for part in (draft.focuses or {}).get(i, ())],
            "limit": least,
            "limits": [(name, limit, len(alt)) for name, limit in limits.items() if limit],
            "deaf": deaf,
            "is_first": place == 0,
            "is_last": place == last,
        }
        for place, (i, alt) in enumerate(draft.pictures)
    ]


def _alt_limit(pane: Pane) -> int:
    limit = pane.facts.media.alt_limit
    return int(pane.account.limits.get("alt", limit.value if limit else 0))


def _both_sides(actor: Actor, sheet: Sheet) -> dict[str, Any]:
    """For a draft that somebody else changed: theirs, to be read beside ours."""
    if not isinstance(sheet.error, Conflict) or sheet.draft.post_id is None:
        return {"is_conflict": False}
    theirs = post_of(actor, sheet.draft.post_id)
    rows = [("Master", sheet.draft.master, theirs.master)]
    own = {v.account_id: v for v in theirs.versions.all() if v.is_edited}
    for pane in sheet.panes:
        mine = (sheet.draft.texts or {}).get(pane.account.pk, "")
        other = own[pane.account.pk].text if pane.account.pk in own else ""
        if mine != other:
            rows.append((f"{pane.facts.name}, {pane.account}", mine, other))
    differing = [row for row in rows if row[1] != row[2]]
    return {"is_conflict": True, "theirs": theirs, "sides": differing}


def templates_of(panes: Sequence[Pane]) -> tuple[Template, ...]:
    """The brand templates of the personas that speak here; one that says nothing is left out."""
    personas: Mapping[int, Persona] = {pane.account.persona_id: pane.account.persona for pane in panes}
    made = ((persona, brand_of(persona)) for persona in personas.values())
    found = (Template(persona=persona, brand=brand, rows=_rows(brand)) for persona, brand in made)
    return tuple(template for template in found if template.rows)


def readers_of(panes: Sequence[Pane], chosen: Sequence[str] = ()) -> tuple[Readers, ...]:
    """Who this is for, persona by persona: those who were `chosen` for the post, or all."""
    personas: Mapping[int, Persona] = {pane.account.persona_id: pane.account.persona for pane in panes}
    return tuple(
        Readers(
            persona=persona,
            groups=tuple(
                Group(name=name, is_meant=not chosen or name in chosen) for name in brand_of(persona).readers
            ),
            narrow=tuple(
                (pane.facts.name, pane.preview.audience)
                for pane in panes
                if pane.account.persona_id == persona.pk and pane.preview.is_narrow
            ),
        )
        for persona in personas.values()
    )


def _names(one: Readers) -> list[str]:
    return [group.name for group in one.groups]


def _rows(brand: Brand) -> tuple[tuple[str, str], ...]:
    """What a brand says, in the order one looks for it."""
    rows = (
        ("Sounds", ", ".join(brand.voice)),
        ("Never says", ", ".join(brand.never)),
        ("Says instead", ", ".join(f"{new} for {old}" for old, new in brand.swaps.items())),
        ("Always has", ", ".join(brand.must_have)),
        ("Signs off", brand.sign_off),
        ("Hashtags", str(brand.hashtags.value) if brand.hashtags else ""),
        ("Links", str(brand.links.value) if brand.links else ""),
        ("Links carry", ", ".join(f"{name}={words}" for name, words in brand.utm.items())),
    )
    return tuple((name, words) for name, words in rows if words)


def slots_for(desk: Desk) -> tuple[dict[str, str], ...]:
    """Good times within the next days, each with its reason."""
    now, zone = timezone.now(), desk.zone
    today = now.astimezone(zone).date()
    mine = Delivery.objects.filter(account__workspace_id=desk.workspace.pk)
    taken = mine.filter(
        due_at__gte=now - timedelta(days=3),
        due_at__lt=now + timedelta(days=DAYS_AHEAD + 3),
        state__in=(DeliveryState.WAITING, DeliveryState.SENT),
    ).values_list("due_at", flat=True)
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    found = good_slots(days, taken, hours_of(desk.workspace), zone, now)
    return tuple(
        {
            "value": in_field(slot.at, zone),
            "words": date_format(slot.at.astimezone(zone), "D j M, H:i"),
            "why": slot.why,
        }
        for slot in found
    )

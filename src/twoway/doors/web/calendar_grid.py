"""The calendar as it is drawn: days with their chips, what is folded, quiet hints, brackets, and dashed good times."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from twoway.apps.accounts.queries import facts_of, place_of
from twoway.apps.posts.calendar import Entry, planned_of, shortened
from twoway.domain.cadence import Cluster, Silence, Standing, at_clock, clusters
from twoway.domain.facts import Facts
from twoway.domain.persona import PersonaKind
from twoway.domain.slots import Hours, Slot

#: So many posts of a day are drawn in a month's cell, and in an hour of a week; the others are folded.
IN_A_CELL, IN_AN_HOUR = 3, 3
WORDS_IN_A_CHIP = 90

ICONS: Mapping[Standing, str] = {
    Standing.DRAFT: "pen",
    Standing.SCHEDULED: "clock",
    Standing.WAITING: "pause",
    Standing.SENDING: "send",
    Standing.SENT: "check",
    Standing.HELD: "lock",
    Standing.REFUSED: "block",
    Standing.MISSED: "warn",
    Standing.UNSURE: "q",
}
#: The colour of a standing's tag.
KINDS: Mapping[Standing, str] = {
    Standing.DRAFT: "",
    Standing.SCHEDULED: "info",
    Standing.WAITING: "warn",
    Standing.SENDING: "info",
    Standing.SENT: "good",
    Standing.HELD: "urgent",
    Standing.REFUSED: "urgent",
    Standing.MISSED: "urgent",
    Standing.UNSURE: "urgent",
}
#: What to do about what did not go out.
VERBS: Mapping[Standing, str] = {
    Standing.HELD: "Let it go",
    Standing.REFUSED: "Look at it",
    Standing.MISSED: "New time",
    Standing.UNSURE: "Is it there?",
}
PERSONAS: Mapping[str, str] = {PersonaKind.PERSONAL: "home", PersonaKind.WORK: "work"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """One version in a chip: its network, and where it stands in words. `delivery_id` is None for a draft."""

    facts: Facts
    words: str
    short: str
    is_trouble: bool
    delivery_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """What to do about a chip in brick, and where."""

    words: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A post in the calendar. `moving` names what a move takes along; `bracket` is its place in a cluster."""

    entry: Entry
    ident: str
    href: str
    at: datetime
    glyphs: tuple[Glyph, ...]
    persona: str
    persona_name: str
    kind: str
    icon: str
    words: str
    client: str = ""
    verb: Verb | None = None
    bracket: str = ""
    bracket_words: str = ""
    echo: str = ""

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return self.entry.standing

    @property
    def moving(self) -> str:
        """The deliveries that a move takes along, as a form carries them."""
        return ",".join(str(i) for i in self.entry.moving)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashed:
    """A good time that nobody has taken."""

    at: datetime
    why: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """An hour of a day in a week."""

    hour: int
    chips: tuple[Chip, ...]
    dashed: tuple[Dashed, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day. `more` are folded; `hint` is a quiet word about a silence; `new` is the time a new post would get."""

    day: date
    href: str = ""
    chips: tuple[Chip, ...] = ()
    more: int = 0
    is_today: bool = False
    is_past: bool = False
    is_outside: bool = False
    is_near: bool = False
    hint: str = ""
    new: datetime | None = None
    dashed: tuple[Dashed, ...] = ()
    hours: tuple[Hour, ...] = ()
    gap: int = 0

    @property
    def count(self) -> int:
        """How many posts it has."""
        return len(self.chips) + self.more

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.chips and not self.dashed

    @property
    def ident(self) -> str:
        """Its name in the page."""
        return f"d-{self.day.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is the same for every chip and day: the zone, today, the hours, the clients' names when there are several.

    `href` leads to a day.
    """

    zone: ZoneInfo
    today: date
    now: datetime
    hours: Hours
    href: Callable[[date], str]
    clients: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """The entries that are drawn, and how many are folded away in each place."""

    shown: tuple[Entry, ...]
    more: Mapping[Hashable, int]


def fold(entries: Sequence[Entry], place: Callable[[Entry], Hashable], most: int) -> Folded:
    """The first few of each place, and before them what needs somebody: that is folded last."""
    places: dict[Hashable, list[Entry]] = {}
    for entry in entries:
        places.setdefault(place(entry), []).append(entry)
    shown: list[Entry] = []
    for here in places.values():
        needed = sorted(here, key=lambda entry: not entry.standing.is_trouble)[:most] if len(here) > most else here
        shown += needed
    shown.sort(key=lambda entry: (entry.at, entry.post_id, entry.day))
    return Folded(
        shown=tuple(shown), more={where: len(here) - most for where, here in places.items() if len(here) > most}
    )


def chips_of(shown: Sequence[Entry], entries: Sequence[Entry], frame: Frame) -> list[Chip]:
    """Those entries that are shown as chips, with brackets around clusters."""
    made: list[Chip] = []
    met: dict[int, int] = {}
    for entry in shown:
        met[entry.post_id] = met.get(entry.post_id, 0) + 1
        made.append(_chip(entry, met[entry.post_id], frame))
    return _bracketed(made, clusters(planned_of(entries)))


def _chip(entry: Entry, turn: int, frame: Frame) -> Chip:
    persona = entry.spots[0].account.persona if entry.spots else None
    return Chip(
        entry=entry,
        ident=f"e-{entry.post_id}-{turn}",
        href=reverse("calendar-post", args=[entry.post_id]),
        at=entry.at.astimezone(frame.zone),
        glyphs=_glyphs(entry),
        persona=PERSONAS.get(persona.kind, "both") if persona else "none",
        persona_name=persona.name if persona else "",
        kind=KINDS[entry.standing],
        icon=ICONS[entry.standing],
        words=shortened(entry.words, WORDS_IN_A_CHIP),
        client=frame.clients.get(entry.workspace_id, ""),
        verb=_verb(entry),
    )


def _glyphs(entry: Entry) -> tuple[Glyph, ...]:
    return tuple(
        Glyph(
            facts=facts_of(spot.account),
            words=f"{place_of(spot.account)}: {'paused' if spot.is_paused else spot.standing}",
            short=spot.account.handle.partition("@")[0],
            is_trouble=spot.standing.is_trouble,
            delivery_id=spot.delivery_id,
        )
        for spot in entry.spots
    )


def _verb(entry: Entry) -> Verb | None:
    stuck = next((s for s in entry.spots if s.standing is entry.standing and s.standing.is_trouble), None)
    if stuck is None or stuck.delivery_id is None:
        return None
    return Verb(words=VERBS[stuck.standing], href=reverse("delivery", args=[stuck.delivery_id]))


def _bracketed(chips: list[Chip], found: Iterable[Cluster]) -> list[Chip]:
    first: dict[int, int] = {}
    for place, chip in enumerate(chips):
        first.setdefault(chip.entry.post_id, place)
    for cluster in found:
        places = [first[key] for key in cluster.keys if key in first]
        for nth, place in enumerate(places):
            where = "start" if nth == 0 else "end" if nth == len(places) - 1 else "mid"
            words = cluster.words if nth == 0 else ""
            chips[place] = replace(chips[place], bracket=where, bracket_words=words)
    return chips


# -- days --------------------------------------------------------------------------------------------------------------


def days_of(
    days: Sequence[date],
    chips: Sequence[Chip],
    frame: Frame,
    *,
    silent: Mapping[date, str],
    good: Sequence[Slot] = (),
    month: int = 0,
    more: Mapping[Hashable, int] | None = None,
) -> list[Day]:
    """The days with what stands in them, and how many are folded away in each."""
    by_day: dict[date, list[Chip]] = {}
    for chip in chips:
        by_day.setdefault(chip.entry.day, []).append(chip)
    dashed = _dashed(good, frame)
    near = {frame.today.toordinal() - frame.today.weekday() + n for n in range(7)}
    made = []
    for day in days:
        here = by_day.get(day, [])
        made.append(
            Day(
                day=day,
                href=frame.href(day),
                chips=tuple(here),
                more=(more or {}).get(day, 0),
                is_today=day == frame.today,
                is_past=day < frame.today,
                is_outside=bool(month) and day.month != month,
                is_near=day.toordinal() in near,
                hint="" if here else silent.get(day, ""),
                new=_new_at(day, here, frame),
                dashed=tuple(dashed.get(day, ())),
            )
        )
    return made


def _new_at(day: date, chips: Sequence[Chip], frame: Frame) -> datetime | None:
    """When a new post on a day would go: late in the morning, or after what is there; None for a day that has passed."""
    if day < frame.today:
        return None
    taken = {chip.at.hour for chip in chips}
    hours = [
        h for h in (11, 15, 9, 17, 13, 10, 14, 16, 18, 12) if frame.hours.first.hour <= h < frame.hours.last.hour
    ]
    free = [at_clock(day, frame.hours.first.replace(hour=h, minute=0), frame.zone) for h in hours if h not in taken]
    return next((at.astimezone(frame.zone) for at in free if at > frame.now), None)


def _dashed(good: Iterable[Slot], frame: Frame) -> dict[date, list[Dashed]]:
    found: dict[date, list[Dashed]] = {}
    for slot in good:
        at = slot.at.astimezone(frame.zone)
        found.setdefault(at.date(), []).append(Dashed(at=at, why=slot.why, href=compose_at(at)))
    return found


def compose_at(at: datetime) -> str:
    """The composer, with a time."""
    return f"{reverse('compose')}?at={at:%Y-%m-%dT%H:%M}"


def with_hours(days: Sequence[Day], hours: Hours, more: Mapping[Hashable, int]) -> list[Day]:
    """The days of a week by the hour, all with the same hours: the workspace's own, and any at which something goes."""
    used = [chip.at.hour for day in days for chip in day.chips]
    first = min([hours.first.hour, *used])
    last = max([hours.last.hour - 1, *used])
    return [replace(day, hours=tuple(_hour(day, hour, more) for hour in range(first, last + 1))) for day in days]


def _hour(day: Day, hour: int, more: Mapping[Hashable, int]) -> Hour:
    return Hour(
        hour=hour,
        chips=tuple(chip for chip in day.chips if chip.at.hour == hour),
        dashed=tuple(slot for slot in day.dashed if slot.at.hour == hour),
        more=more.get((day.day, hour), 0),
    )


#: A silence of so many days is worth a line in the list.
GAP = 4


def listed(days: Sequence[Day]) -> list[Day]:
    """Days with something in them and today, and one line for each longer silence between two of them."""
    found: list[Day] = []
    for day in days:
        if day.is_empty and not day.is_today:
            continue
        silent = (day.day - found[-1].day).days - 1 if found else 0
        if found and silent >= GAP:
            found.append(Day(day=found[-1].day, gap=silent))
        found.append(day)
    return found


def hint_words(silence: Silence, names: Mapping[int, str]) -> str:
    """“9 days since LinkedIn”."""
    return f"{silence.days} days since {names[silence.key]}"

"""Compose as it is shown: one pane for each account, and the sentence on the button."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import facts_of, limits_of
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.models import Persona
from twoway.apps.posts.looks import Look
from twoway.apps.posts.redrafting import can_be_put_back
from twoway.domain.asides import SetAside
from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts
from twoway.domain.findings import Finding, Severity
from twoway.domain.policy import Fit
from twoway.domain.shorten import shorten
from twoway.domain.states import DeliveryState
from twoway.domain.threads import split
from twoway.domain.versions import Picture
from twoway.doors.web.forms import mark_of
from twoway.doors.web.previews import Preview, preview_of
from twoway.doors.web.writing import LINE, Remark, Ring, WayOut, marks, name_of, remarks, ring, said_once
from twoway.plug import finder


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """Something that tailoring did: the words before and now, why, where they stand now, and the button that takes it back."""

    before: str
    after: str
    why: str
    place: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A way to make a text fit: what the button says, what it does, and what would be left out."""

    label: str
    value: str
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """How one account's version is shown."""

    look: Look
    text: str
    ring: Ring
    marks: str
    stops: tuple[Remark, ...]
    others: tuple[Remark, ...]
    preview: Preview
    delivery: Delivery | None
    did: tuple[Did, ...] = ()
    offers: tuple[Offer, ...] = ()
    fit: str = ""
    at: str = ""
    label: str = ""
    audience: str = ""

    @property
    def account(self) -> Account:
        """Whose version it is."""
        return self.look.account

    @property
    def facts(self) -> Facts:
        """What is known about its network."""
        return self.look.facts

    @property
    def name(self) -> str:
        """How people see the account there."""
        return self.account.name or self.account.handle

    @property
    def mark(self) -> str:
        """Tells the text as it was shown from one that was changed since, where no script can say so."""
        return mark_of(self.text)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why tailoring changed the words, each reason once."""
        return tuple(dict.fromkeys(change.why for change in self.look.changes))

    @property
    def key(self) -> str:
        """How fields of this version are named."""
        return str(self.account.pk)

    @property
    def parts(self) -> int:
        """How many posts it goes out as."""
        return len(self.preview.parts)

    @property
    def unit(self) -> str:
        """How the page can go on counting while somebody types, until the exact count is there; "" where it cannot."""
        return "" if self.parts > 1 else self.look.count.unit.name.lower()

    @property
    def link_length(self) -> str:
        """What a link counts there; "" where it counts as it is written."""
        fixed = self.facts.text.link_length
        return str(self.account.limits.get("link_length", fixed)) if fixed is not None else ""

    @property
    def length(self) -> int:
        """How many signs the marks are about."""
        return len(self.text)

    @property
    def is_frozen(self) -> bool:
        """Whether it is on its way or out, and can no longer be written in."""
        return self.delivery is not None

    @property
    def asides(self) -> tuple[SetAside, ...]:
        """What was set aside for it, each thing once."""
        return said_once(self.look.aside)

    @property
    def is_good_for_balance(self) -> bool:
        """Whether it gives where the account sold much lately; an empty page is no gift."""
        is_written = len(self.text.split()) >= FEW_WORDS or bool(self.look.version.pictures)
        return is_written and not self.is_held and not self.is_frozen and self.look.balance.is_mended

    @property
    def is_look_only(self) -> bool:
        """Whether posting is not switched on for the account."""
        return not self.account.may_post

    @property
    def is_held(self) -> bool:
        """Whether something keeps it here."""
        return not self.is_frozen and (bool(self.stops) or self.is_look_only)

    @property
    def state(self) -> str:
        """ok, bad or warn: how the account's row is marked."""
        if self.is_held:
            return "bad"
        is_warned = any(remark.finding.severity is Severity.WARN for remark in self.others)
        return "warn" if is_warned and not self.is_frozen else "ok"

    @property
    def tag(self) -> str:
        """What the preview's corner says."""
        if self.delivery is not None:
            return DELIVERY_WORDS[DeliveryState(self.delivery.state)].capitalize()
        if self.is_held:
            return "Held"
        return f"{self.parts} parts" if self.parts > 1 else self.ring.words.replace(" of ", "/")

    @property
    def tag_kind(self) -> str:
        """And its colour."""
        if self.delivery is not None:
            return DELIVERY_KINDS[DeliveryState(self.delivery.state)]
        return "urgent" if self.is_held else "good"

    @property
    def words(self) -> str:
        """The row's second line."""
        if self.delivery is not None:
            return DELIVERY_WORDS[DeliveryState(self.delivery.state)]
        if self.is_look_only:
            return "look only"
        if self.stops:
            return f"held: {self.stops[0].finding.rule.replace('-', ' ')}"
        how = "by hand" if self.look.is_edited else "tailored" if self.look.changes else "as the master"
        return f"{how}, a thread of {self.parts}" if self.parts > 1 else how


#: Fewer words than this are not praised yet.
FEW_WORDS = 5

#: A delivery's state, as a tag says it.
DELIVERY_WORDS = {
    DeliveryState.WAITING: "scheduled",
    DeliveryState.SENDING: "being sent",
    DeliveryState.SENT: "sent",
    DeliveryState.UNSURE: "unsure",
    DeliveryState.REFUSED: "refused",
    DeliveryState.HELD: "held",
    DeliveryState.MISSED: "missed its time",
    DeliveryState.CANCELLED: "taken back",
}

#: And the colour of that tag.
DELIVERY_KINDS = {
    DeliveryState.WAITING: "info",
    DeliveryState.SENDING: "info",
    DeliveryState.SENT: "good",
    DeliveryState.UNSURE: "warn",
    DeliveryState.REFUSED: "urgent",
    DeliveryState.HELD: "urgent",
    DeliveryState.MISSED: "urgent",
    DeliveryState.CANCELLED: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around the looks of one draft: its pictures as they were added, and the private hats to move words to."""

    originals: tuple[Picture, ...] = ()
    homes: tuple[Persona, ...] = ()
    fits: Mapping[int, str] = field(default_factory=dict)
    times: Mapping[int, str] = field(default_factory=dict)
    open_tab: str = ""
    audiences: Mapping[int, str] = field(default_factory=dict)


def pane_of(look: Look, around: Around) -> Pane:
    """A look as a pane. What is only seen when a version is open is only made for the open one, or for all without scripts."""
    live = look.delivery if look.delivery and look.delivery.state != DeliveryState.CANCELLED else None
    text = live.text if live else look.whole or look.version.text
    findings = () if live else look.findings
    others = tuple(f for f in findings if f not in look.stops)
    owner = str(look.account.pk)
    is_open = around.open_tab in ("", owner) and live is None
    offers = _offers(look, owner) if is_open else ()
    did = tuple(_did(look, owner)) if is_open else ()
    return Pane(
        look=look,
        text=text,
        ring=ring(look.count),
        marks=";".join(filter(None, (marks(findings), _other_marks(look, did)))) if is_open else "",
        stops=tuple(
            _with_ways(r, look, owner, around, offers) for r in remarks(look.stops if not live else (), owner)
        ),
        others=tuple(_with_ways(r, look, owner, around, ()) for r in remarks(others, owner)),
        preview=preview_of(look, text if live else look.version.text, around.originals),
        delivery=live,
        did=did,
        offers=offers,
        fit=around.fits.get(look.account.pk, ""),
        at=around.times.get(look.account.pk, ""),
        audience=around.audiences.get(look.account.pk, ""),
    )


def _with_ways(remark: Remark, look: Look, owner: str, around: Around, offers: tuple[Offer, ...]) -> Remark:
    """The finding with the ways out that the page knows besides the rule's own."""
    finding, ways = remark.finding, list(remark.ways_out)
    if finding.code in TOO_LONG:
        ways = [WayOut(label=offer.label, value=offer.value, name="choose") for offer in offers] + ways
    if finding.end > finding.start and is_private(finding) and remark.places == 1:
        if not ways:
            ways.append(WayOut(label="Take the line out", value=name_of(owner, finding, LINE)))
        if not look.account.persona.is_personal:
            moved = name_of(owner, finding, LINE)
            ways += [
                WayOut(label=f"Move it to {home.name}", value=f"{moved}:{home.pk}", name="move")
                for home in around.homes
            ]
    return replace(remark, ways_out=tuple(ways))


#: What the guard says of a text that is too long.
TOO_LONG = frozenset({"LEN001", "LEN003"})


def is_private(finding: Finding) -> bool:
    """Whether a finding is about private life in the wrong place."""
    rule = finder.rules().get(finding.code)
    return rule is not None and rule.facts.family == "Private and business"


def _offers(look: Look, owner: str) -> tuple[Offer, ...]:
    """How a text that is too long could be made to fit."""
    if not any(finding.code in TOO_LONG for finding in look.stops):
        return ()
    limits, found = limits_of(look.account), []
    if look.facts.threads:
        with suppress(BadInput):
            parts = split(look.whole, look.facts, limits)
            found.append(Offer(label=f"Send it as a thread of {len(parts)}", value=f"{owner}:{Fit.THREAD}"))
    with suppress(BadInput):
        lost = tuple(drop.before for drop in shorten(look.whole, look.facts, limits).changes)
        found.append(Offer(label="Shorten it", value=f"{owner}:{Fit.SHORTEN}", lost=lost))
    return tuple(found)


def _did(look: Look, owner: str) -> Iterator[Did]:
    for change in look.changes:
        is_placed = can_be_put_back(look, change)
        yield Did(
            before=change.before.strip(),
            after=change.after.strip(),
            why=change.why,
            place=f"{change.start},{change.end}" if change.end > change.start else "",
            value=f"{owner}:{change.start}:{change.end}:{mark_of(change.before)}" if is_placed else "",
        )


def _other_marks(look: Look, did: Sequence[Did]) -> str:
    """Where tailoring changed words, and where the parts of a thread begin."""
    places = [f"{one.place},did" for one in did if one.place]
    return ";".join([*places, *(f"{start},{start + 1},break" for start in _breaks(look))])


def _breaks(look: Look) -> Iterator[int]:
    """Where each part of a thread after the first begins in the text as it stands in the editor."""
    at = 0
    for part in look.version.more:
        start = look.whole.find(part.strip()[:12], at + 1)
        if start < 0:
            return
        yield start
        at = start


def panes_of(looks: Iterable[Look], around: Around | None = None) -> tuple[Pane, ...]:
    """All of them; two on one network are told apart by their handles."""
    panes = tuple(pane_of(look, around or Around()) for look in looks)
    names = Counter(pane.facts.name for pane in panes)
    return tuple(
        replace(pane, label=pane.facts.name if names[pane.facts.name] == 1 else pane.account.handle.partition("@")[0])
        for pane in panes
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What keeps versions here, as it is told beside the master: the same thing once, with all whom it keeps."""

    message: str
    panes: tuple[Pane, ...]
    is_look_only: bool = False
    is_about_pictures: bool = False


def glances(panes: Sequence[Pane]) -> tuple[Glance, ...]:
    """Why versions are held, each reason once; a network's own name in it keeps reasons apart."""
    found: dict[tuple[str, bool], list[Pane]] = {}
    for pane in panes:
        if pane.is_held:
            message = pane.stops[0].finding.message if pane.stops else ""
            found.setdefault((message, not pane.stops), []).append(pane)
    return tuple(
        Glance(
            message=message or "look only; switch posting on under Accounts.",
            panes=tuple(kept),
            is_look_only=is_look_only,
            is_about_pictures=bool(kept[0].stops)
            and not kept[0].stops[0].place
            and bool(kept[0].look.version.pictures),
        )
        for (message, is_look_only), kept in found.items()
    )


def too_long(panes: Sequence[Pane]) -> list[Pane]:
    """The versions that are held for their length."""
    return [pane for pane in panes if any(remark.finding.code in TOO_LONG for remark in pane.stops)]


def tightest(panes: Sequence[Pane]) -> Pane | None:
    """The version that follows the master and has the least room left: what somebody who writes the master looks at."""
    following = [pane for pane in panes if not pane.look.is_edited and not pane.is_frozen and pane.parts == 1]
    return min(following, key=lambda pane: pane.look.count.left / max(pane.look.count.limit, 1), default=None)


def well_balanced(panes: Sequence[Pane]) -> Pane | None:
    """The version that does most for its account's balance, for whoever writes the master; None where none does."""
    good = [pane for pane in panes if pane.is_good_for_balance]
    return max(good, key=lambda pane: pane.look.balance.selling / pane.look.balance.of, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """What goes along with a post where a network has it: which networks take a first comment or a title, and which do not."""

    commented: tuple[str, ...]
    uncommented: tuple[str, ...]
    titled: tuple[str, ...]
    comment_limit: int
    title_limit: int
    warned: tuple[str, ...] = ()
    unwarned: tuple[str, ...] = ()
    sharing: tuple[str, ...] = ()


def besides(panes: Sequence[Pane]) -> Besides:
    """What the chosen networks take besides the post."""
    facts = list({pane.facts.slug: pane.facts for pane in panes}.values())
    titles = [one.text.title_limit for one in facts if one.text.title_limit is not None]
    comments = [one.text.comment_limit or one.text.limit for one in facts if one.first_comment]
    return Besides(
        commented=tuple(one.name for one in facts if one.first_comment),
        uncommented=tuple(one.name for one in facts if not one.first_comment),
        titled=tuple(one.name for one in facts if one.text.title_limit is not None),
        comment_limit=min((limit.value for limit in comments), default=0),
        title_limit=min((limit.value for limit in titles), default=0),
        warned=tuple(one.name for one in facts if one.warnings),
        unwarned=tuple(one.name for one in facts if not one.warnings),
        sharing=tuple(one.name for one in facts if one.warnings and one.text.warning_counts),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An account in the column of places to send to; it has a pane when it is chosen. `label` tells it from all others."""

    account: Account
    facts: Facts
    pane: Pane | None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hat:
    """A persona with its accounts."""

    persona: Persona
    rows: tuple[Row, ...]


def hats(accounts: Iterable[Account], panes: Sequence[Pane]) -> tuple[Hat, ...]:
    """Accounts under their personas: work and personal are different cards, never one list."""
    by_account = {pane.account.pk: pane for pane in panes}
    found: dict[int, tuple[Persona, list[Row]]] = {}
    accounts = tuple(accounts)
    called = Counter((account.network, _first_name(account)) for account in accounts)
    for account in accounts:
        if not facts_of(account).posts and account.pk not in by_account:
            # It only answers people: nothing can be written for it here.
            continue
        _, rows = found.setdefault(account.persona_id, (account.persona, []))
        is_alone = called[account.network, _first_name(account)] == 1
        label = _first_name(account) if is_alone else str(account)
        rows.append(Row(account=account, facts=facts_of(account), pane=by_account.get(account.pk), label=label))
    return tuple(Hat(persona=persona, rows=tuple(rows)) for persona, rows in found.values())


def _first_name(account: Account) -> str:
    """The handle without the server that it is on."""
    return f"@{account.handle.partition('@')[0]}"


def go_words(panes: Sequence[Pane], *, now: bool) -> str:
    """What the button does: Schedule 3, hold 1."""
    open_panes = [pane for pane in panes if not pane.is_frozen]
    held = sum(pane.is_held for pane in open_panes)
    going = len(open_panes) - held
    verb = "Send" if now else "Schedule"
    if not open_panes:
        return verb
    if not going:
        return f"All {held} held" if held > 1 else "Held"
    words = f"{verb} {going}" if len(open_panes) > 1 else verb
    return f"{words}, hold {held}" if held else words


def status_words(panes: Sequence[Pane]) -> str:
    """One sentence for those who hear the page."""
    held = sum(pane.is_held for pane in panes)
    hints = sum(len(pane.others) for pane in panes)
    parts = [f"{held} held" if held else "", f"{hints} suggestions" if hints > 1 else "1 suggestion" if hints else ""]
    said = ", ".join(filter(None, parts))
    return f"{said}." if said else ("All versions are ready." if panes else "")

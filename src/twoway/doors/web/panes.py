"""Compose as it is shown: one pane for each account, and the sentence on the button."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import facts_of
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.models import Persona
from twoway.apps.posts.queries import Look
from twoway.domain.facts import Facts
from twoway.domain.states import DeliveryState
from twoway.doors.web.forms import mark_of
from twoway.doors.web.writing import Remark, Ring, fold, marks, remarks, ring

#: A preview is to be looked at; far beyond any limit it only makes the page heavy.
MOST_SHOWN = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """How one account's version is shown."""

    look: Look
    text: str
    ring: Ring
    marks: str
    stops: tuple[Remark, ...]
    others: tuple[Remark, ...]
    shown: str
    folded: str
    delivery: Delivery | None
    label: str = ""

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
    def length(self) -> int:
        """How many signs the marks are about."""
        return len(self.text)

    @property
    def is_frozen(self) -> bool:
        """Whether it is on its way or out, and can no longer be written in."""
        return self.delivery is not None

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
        return "warn" if self.others and not self.is_frozen else "ok"

    @property
    def tag(self) -> str:
        """What the preview's corner says."""
        if self.delivery is not None:
            return DELIVERY_WORDS[DeliveryState(self.delivery.state)].capitalize()
        return "Held" if self.is_held else self.ring.words.replace(" of ", "/")

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
        if self.look.is_edited:
            return "written by hand"
        return "tailored" if self.look.changes else "as the master"


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


def pane_of(look: Look) -> Pane:
    """A look as a pane."""
    live = look.delivery if look.delivery and look.delivery.state != DeliveryState.CANCELLED else None
    text = live.text if live else look.version.text
    shown, folded = fold(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…", look.facts.text.fold)
    findings = () if live else look.findings
    others = tuple(f for f in findings if f not in look.stops)
    owner = str(look.account.pk)
    return Pane(
        look=look,
        text=text,
        ring=ring(look.count),
        marks=marks(findings),
        stops=remarks(look.stops if not live else (), owner),
        others=remarks(others, owner),
        shown=shown,
        folded=folded,
        delivery=live,
    )


def panes_of(looks: Iterable[Look]) -> tuple[Pane, ...]:
    """All of them; two on one network are told apart by their handles."""
    panes = tuple(pane_of(look) for look in looks)
    names = Counter(pane.facts.name for pane in panes)
    return tuple(
        replace(pane, label=pane.facts.name if names[pane.facts.name] == 1 else pane.account.handle.partition("@")[0])
        for pane in panes
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An account in the column of places to send to; it has a pane when it is chosen."""

    account: Account
    facts: Facts
    pane: Pane | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hat:
    """A persona with its accounts."""

    persona: Persona
    rows: tuple[Row, ...]


def hats(accounts: Iterable[Account], panes: Sequence[Pane]) -> tuple[Hat, ...]:
    """Accounts under their personas: work and personal are different cards, never one list."""
    by_account = {pane.account.pk: pane for pane in panes}
    found: dict[int, tuple[Persona, list[Row]]] = {}
    for account in accounts:
        _, rows = found.setdefault(account.persona_id, (account.persona, []))
        rows.append(Row(account=account, facts=facts_of(account), pane=by_account.get(account.pk)))
    return tuple(Hat(persona=persona, rows=tuple(rows)) for persona, rows in found.values())


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

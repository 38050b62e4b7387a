"""Whether somebody's yes holds: a yes is for exact words, and for whoever may say it. Nothing here asks a clock.

Each version has a mark, a hash of everything that its readers would see. A yes is kept with the marks that it was given for;
any change makes another mark, so that no yes outlives its text.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256
from re import findall

from twoway.domain.dating import undated
from twoway.domain.merge import pairs
from twoway.domain.permission import Role, Verb, may
from twoway.domain.states import ApprovalState
from twoway.domain.versions import Version, to_data


def mark_of(account_id: int, version: Version) -> str:
    """The hash of what readers of that account would see: text, parts, pictures with their descriptions and points, mentions,
    comment, title, link, audience, warning, languages.

    Not in it: what a linked page says of itself, and the network's own numbers for people and uploads. They come later, and
    are not the author's words. Nor is the day that stands in its links: that is its time, which a yes is asked for apart.
    """
    version = undated(version)
    seen = to_data(version)
    del seen["card"], seen["set_aside"], seen["dated"]
    seen["mentions"] = [[mention.handle, mention.name] for mention in version.mentions]
    seen["pictures"] = [[picture.sha256, picture.alt, picture.focus] for picture in version.pictures]
    return sha256(json.dumps([account_id, seen], sort_keys=True, default=str).encode()).hexdigest()


# -- whether a version may go ------------------------------------------------------------------------------------------


class Consent(StrEnum):
    """How it stands with the yes for one version."""

    FREE = "free"
    GIVEN = "given"
    MISSING = "missing"
    ASKED = "asked"
    CHANGES = "changes wanted"
    REFUSED = "refused"
    CHANGED = "changed since"
    MOVED = "moved since"

    @property
    def lets_go(self) -> bool:
        """Whether the version may go out."""
        return self in (Consent.FREE, Consent.GIVEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What stands in the books for one version: the mark that was asked about, whether the yes was for it, and for which
    time; `at` None: for any.
    """

    mark: str
    is_yes: bool
    at: datetime | None = None


def consent(
    *, is_needed: bool, state: ApprovalState | None, given: Given | None, mark: str, at: datetime | None
) -> Consent:
    """How it stands with a version whose words have `mark` and that is to go at `at` (None: at no time that is known).

    `is_needed`: the workspace or the persona lets nothing out without a yes. `state` is that of the asking, `given` what was
    asked and answered for this very account; None where nobody asked.
    """
    asked = state not in (None, ApprovalState.WITHDRAWN)
    if not asked or given is None:
        return Consent.MISSING if is_needed else Consent.FREE
    if state is not ApprovalState.YES:
        waiting = {ApprovalState.CHANGES: Consent.CHANGES, ApprovalState.NO: Consent.REFUSED}
        return waiting.get(ApprovalState(str(state)), Consent.ASKED)
    if not given.is_yes:
        return Consent.MISSING
    if given.mark != mark:
        return Consent.CHANGED
    if given.at is not None and at is not None and given.at != at:
        return Consent.MOVED
    return Consent.GIVEN


def why_not(found: Consent, who: str) -> str:
    """Why a version may not go, in a sentence with the way out; "" when it may. `who` is whom one asks, or who answered."""
    return {
        Consent.MISSING: f"Nothing goes out here without a yes from {who}. Ask for it.",
        Consent.ASKED: f"It waits for a yes from {who}.",
        Consent.CHANGES: f"{who} asked for changes. Make them, then ask again.",
        Consent.REFUSED: f"{who} said no. Change it and ask again, or withdraw the request.",
        Consent.CHANGED: f"It was changed since the yes from {who}. Ask again; the difference is shown.",
        Consent.MOVED: f"The yes from {who} was for another time. Ask again, or move it back.",
    }.get(found, "")


# -- who may say it ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Nothing goes out here without a yes. `named`: who may say it; nobody named stands for everybody whose role allows it."""

    named: frozenset[int] = frozenset()


def may_say_yes(members: Mapping[int, Role], rules: Iterable[Rule], authors: Collection[int] = ()) -> frozenset[int]:
    """Who of the members may say yes to words of these authors, where these rules hold.

    Where several rules hold, whoever all of them allow. Named people who left, or whose role changed, count no more; if nobody
    named is left, the owners may, so that nothing is stuck for ever. With a rule nobody says yes to their own words, unless
    nobody else could.
    """
    able = frozenset(i for i, role in members.items() if may(role, Verb.APPROVE))
    rules = tuple(rules)
    allowed = able
    for rule in rules:
        allowed = allowed & rule.named if rule.named else allowed
    if not allowed:
        allowed = frozenset(i for i, role in members.items() if role is Role.OWNER)
    if not rules:
        return allowed
    others = allowed - frozenset(authors)
    if others:
        return others
    elsewhere = frozenset(i for i, role in members.items() if role is Role.OWNER) - frozenset(authors)
    return elsewhere or allowed


# -- comments on words -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Words [start, end) of a text that a comment is about."""

    text: str
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The words."""
        return self.text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where those words stand in a later text; `is_changed`: it is the same sentence with other words."""

    start: int
    end: int
    is_changed: bool = False


def place_of(anchor: Anchor, text: str) -> Place | None:
    """Where the words of a comment are in the text as it reads now; None when they are gone."""
    if text == anchor.text:
        return Place(start=anchor.start, end=anchor.end)
    quote, kept = anchor.quote, None
    for (was, was_end), (start, end) in pairs(anchor.text, text):
        if was < anchor.end and anchor.start < was_end:
            kept = Place(start=kept.start if kept else start, end=end, is_changed=True)
    if quote and kept is not None:
        at = text.find(quote, kept.start)
        if at >= 0 and at + len(quote) <= kept.end:
            return Place(start=at, end=at + len(quote))
    if quote and text.count(quote) == 1:
        at = text.find(quote)
        return Place(start=at, end=at + len(quote))
    return kept


# -- what changed ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Bit:
    """A piece of a difference: `kind` is "same", "in" or "out"."""

    kind: str
    text: str


#: Longer texts are compared line by line: word by word would take too long.
_BY_WORD = 20_000


def difference(old: str, new: str) -> tuple[Bit, ...]:
    """How the old text became the new one, word by word."""
    pattern = r"\s+|\w+|[^\w\s]" if len(old) + len(new) <= _BY_WORD else r"[^\n]*\n|[^\n]+"
    before, after = findall(pattern, old), findall(pattern, new)
    bits: list[Bit] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            bits.append(Bit(kind="same", text="".join(before[a:b])))
            continue
        both = (("out", "".join(before[a:b])), ("in", "".join(after[c:d])))
        bits += [Bit(kind=name, text=said) for name, said in both if said]
    return tuple(bits)

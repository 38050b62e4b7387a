"""A master text as it goes to one network, whole: tailored, and where it is too long cut into a thread or shortened.

Which of the two is asked of the facts: where a post may go on in answers to itself, nothing is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts
from twoway.domain.shorten import Drop, DropKind, shorten
from twoway.domain.tailor import Change, Known, tailor
from twoway.domain.text.count import count
from twoway.domain.threads import Numbering, split
from twoway.domain.versions import Mention

#: How words were left out, as against what a reader would miss.
_HOW = frozenset({DropKind.HASHTAG, DropKind.ASIDE, DropKind.SENTENCE, DropKind.WORDS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """`parts` each fit the network's own count; empty with a `problem` where nothing that fits can be made.

    `dropped` is everything that was left out to make it fit; what a reader would miss is in `missed`.
    """

    parts: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    mentions: tuple[Mention, ...] = ()
    dropped: tuple[Drop, ...] = ()
    problem: str = ""

    @property
    def missed(self) -> tuple[Drop, ...]:
        """Links, prices, dates, numbers, negations and people that are in no part any more."""
        return tuple(drop for drop in self.dropped if drop.kind not in _HOW)


def adapt(
    master: str,
    facts: Facts,
    limits: Mapping[str, int],
    people: Sequence[Known],
    style: Numbering = Numbering.SLASH,
) -> Adapted:
    """The parts that go to this network, with everything that was changed and why. Never raises for a long text."""
    made = tailor(master, facts, limits, people)
    if not count(made.text, facts, limits).is_over:
        return Adapted(parts=(made.text,), changes=made.changes, mentions=made.mentions)
    try:
        if facts.threads:
            return Adapted(parts=split(made.text, facts, limits, style), changes=made.changes, mentions=made.mentions)
        shorter = shorten(made.text, facts, limits)
    except BadInput as error:
        return Adapted(parts=(), changes=made.changes, mentions=made.mentions, problem=error.for_people)
    named = tuple(m for m in made.mentions if f"@{m.handle}" in shorter.text)
    return Adapted(parts=(shorter.text,), changes=made.changes, mentions=named, dropped=shorter.changes)

"""A text as it goes to one network, whole: tailored, cut into a thread or shortened where it is too long, with all that stands
beside it.

`version_for` makes the version that is counted, previewed and sent; nothing else makes one from words. What somebody wrote by
hand is never changed: it is only cut where they put a line of `---`, or where they chose a thread, and the day that the brand
put behind a link in it stays that of the post.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from twoway.domain import breaks, closing, dating
from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts
from twoway.domain.findings import COMMENT, Finding
from twoway.domain.naming import Directory
from twoway.domain.policy import PLAIN, Fit, HashtagPlace, LinkPlace, Policy, suiting
from twoway.domain.shorten import Drop, DropKind, Shortened, shorten
from twoway.domain.tailor import Change, ChangeKind, Known, Tailored, Tailoring, tailor
from twoway.domain.text.count import Count, beside_warning, count
from twoway.domain.text.draft import Edit
from twoway.domain.threads import FEWEST_NUMBERED, Numbering, number, split
from twoway.domain.versions import Mention, Picture, Version

#: How words were left out, as against what a reader would miss.
_HOW = frozenset({DropKind.HASHTAG, DropKind.ASIDE, DropKind.SENTENCE, DropKind.WORDS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """`parts` each fit the network's own count, unless a person is to be asked (`Fit.ASK`) about a text that is too long.

    They are empty with a `problem` where nothing that fits can be made. `whole` is the text before it is cut. `dropped` is
    everything that was left out to make it fit; what a reader would miss is in `missed`.
    """

    parts: tuple[str, ...]
    whole: str = ""
    changes: tuple[Change, ...] = ()
    mentions: tuple[Mention, ...] = ()
    dropped: tuple[Drop, ...] = ()
    problem: str = ""
    first_comment: str = ""
    link: str = ""

    @property
    def missed(self) -> tuple[Drop, ...]:
        """Links, prices, dates, numbers, negations and people that are in no part any more."""
        return _missed(self.dropped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a person wrote: a master text, or with `is_edited` the very text for one account; and what stands beside it."""

    text: str
    is_edited: bool = False
    first_comment: str = ""
    title: str = ""
    warning: str = ""
    audience: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A version, the text it was cut from (as it stands in an editor), and what was done to the words."""

    version: Version
    whole: str
    changes: tuple[Change, ...] = ()
    dropped: tuple[Drop, ...] = ()
    problem: str = ""

    @property
    def missed(self) -> tuple[Drop, ...]:
        """What a reader would miss of what was left out."""
        return _missed(self.dropped)

    def counts(self, facts: Facts, limits: Mapping[str, int]) -> tuple[Count, ...]:
        """How long each part is there; the first one carries the pictures."""
        first, *more = self.version.parts
        return (
            count(first, facts, allowed(facts, limits, self.version.pictures, self.version.warning)),
            *(count(part, facts, allowed(facts, limits, warning=self.version.warning)) for part in more),
        )


def _missed(dropped: Iterable[Drop]) -> tuple[Drop, ...]:
    return tuple(drop for drop in dropped if drop.kind not in _HOW)


def in_whole(finding: Finding, made: Made) -> Finding:
    """A finding with its places in the whole text; one about the first comment, which is not in it, has no place there."""
    if finding.part == COMMENT:
        return replace(finding, start=0, end=0, fixes=())
    parts = made.version.parts
    if len(parts) == 1 and parts[0] == made.whole:
        return finding
    first, last = _places(made)[finding.part]
    start, end = (min(first + at, last) for at in (finding.start, finding.end))
    fixes = (replace(one, start=first + one.start, end=first + one.end) for one in finding.fixes)
    return replace(finding, start=start, end=end, fixes=tuple(one for one in fixes if one.end <= last))


def _places(made: Made) -> list[tuple[int, int]]:
    """Where each part stands in the whole text, without its number."""
    found, at = [], 0
    for part in made.version.parts:
        start = made.whole.find(part, at)
        words = part if start >= 0 else _NUMBER.sub("", part)
        start = max(made.whole.find(words, at), at)
        at = min(start + len(words), len(made.whole))
        found.append((start, at))
    return found


_NUMBER = re.compile(r" \(?\d+/\d+\)?\Z")


def allowed(
    facts: Facts, limits: Mapping[str, int], pictures: Sequence[Picture] = (), warning: str = ""
) -> Mapping[str, int]:
    """The limits of a text with these pictures beside it and this warning before it.

    What the account's own server said goes before the facts.
    """
    if pictures and facts.text.caption_limit is not None:
        limits = {"text": facts.text.caption_limit.value, **limits}
    return beside_warning(limits, facts, warning)


def version_for(
    words: Words,
    facts: Facts,
    limits: Mapping[str, int],
    people: Sequence[Known],
    policy: Policy,
    *,
    pictures: tuple[Picture, ...] = (),
) -> Made:
    """The version that goes to one account. Words that do not fit stay whole, and the guard says so."""
    warning = words.warning.strip() if facts.warnings else ""
    own_limits, limits = limits, allowed(facts, limits, pictures, warning)
    if pictures and not facts.links.card_beside_pictures and policy.links is LinkPlace.FIELD:
        # A post with pictures has no such field there: what was moved into it would be lost.
        policy = replace(policy, links=LinkPlace.INLINE)
    make = _by_hand if words.is_edited else adapt
    made = make(words.text, facts, limits, people, policy)
    comment, told = _comment(words.first_comment, made.first_comment, facts, own_limits, people, policy)
    told = (*told, *_unwarned(words.warning, facts))
    first, *more = made.parts or (made.whole,)
    version = Version(
        dated=dating.found_in((made.whole, comment, made.link), dating.parameters(policy, facts)),
        text=first,
        more=tuple(more),
        pictures=pictures,
        mentions=made.mentions,
        languages=(policy.language,),
        first_comment=comment,
        title=_title(words.title, facts, limits, people, policy),
        link=made.link,
        warning=warning,
        audience=words.audience if words.audience in {one.name for one in facts.audiences} else "",
    )
    return Made(
        version=version,
        whole=made.whole,
        changes=(*made.changes, *told),
        dropped=made.dropped,
        problem=made.problem,
    )


def adapt(
    master: str, facts: Facts, limits: Mapping[str, int], people: Sequence[Known], policy: Policy | None = None
) -> Adapted:
    """The parts that go to this network, with everything that was changed and why. Never raises for a long text.

    Without a policy, what is too long is made to fit as suits the network.
    """
    policy = policy or replace(PLAIN, fit=suiting(facts))
    work = Tailoring(master, facts, limits, people, policy)
    made = work.made()
    told: tuple[Change, ...] = ()
    if _has_no_room(made, facts, limits):
        work = Tailoring(master, facts, limits, people, replace(policy, sign_off=""))
        told = (_no_room(made, work.made(), facts),)
        made = work.made()
    adapted = _fitted(work, made, facts, limits, policy)
    return replace(adapted, changes=(*adapted.changes, *told))


def _fitted(work: Tailoring, made: Tailored, facts: Facts, limits: Mapping[str, int], policy: Policy) -> Adapted:
    """The parts of a tailored text."""
    fit = policy.fit if facts.threads or policy.fit is not Fit.THREAD else Fit.ASK
    try:
        if fit is Fit.SHORTEN and _is_over(made.text, facts, limits):
            return _shortened(work, facts, limits)
        return _adapted(made, parts_of(made.text, facts, limits, policy.numbering, may_split=fit is Fit.THREAD))
    except BadInput as error:
        return replace(_adapted(made, ()), problem=error.for_people)


def _by_hand(text: str, facts: Facts, limits: Mapping[str, int], people: Sequence[Known], policy: Policy) -> Adapted:
    """What somebody wrote for this account, letter for letter, with the day of the post where the brand puts one."""
    text = dating.on_day(text, dating.parameters(policy, facts), policy.date)
    mentions = Directory(people, facts).known_in(text)
    try:
        parts = parts_of(text, facts, limits, policy.numbering, may_split=facts.threads and policy.fit is Fit.THREAD)
    except BadInput as error:
        return Adapted(parts=(), whole=text, mentions=mentions, problem=error.for_people)
    return Adapted(parts=parts, whole=text, mentions=mentions)


def _adapted(made: Tailored, parts: tuple[str, ...], dropped: tuple[Drop, ...] = ()) -> Adapted:
    mentions = made.mentions
    if len(parts) > 1:
        # Places lead into the whole text; in a part of it the name is found.
        mentions = tuple(replace(one, start=None) for one in mentions)
    return Adapted(
        parts=parts,
        whole=made.text,
        changes=made.changes,
        mentions=mentions,
        dropped=dropped,
        first_comment=made.first_comment,
        link=made.link,
    )


def _is_over(text: str, facts: Facts, limits: Mapping[str, int]) -> bool:
    return any(count(one, facts, limits).is_over for one in (breaks.sections(text) if facts.threads else (text,)))


# The sign-off


def _has_no_room(made: Tailored, facts: Facts, limits: Mapping[str, int]) -> bool:
    """Whether only a sign-off that we put there makes the text too long."""
    if made.closing is None or not any(change.kind is ChangeKind.SIGN_OFF for change in made.changes):
        return False
    return _is_over(made.text, facts, limits) and not _is_over(_without(made.text, made.closing), facts, limits)


def _no_room(made: Tailored, without: Tailored, facts: Facts) -> Change:
    sign_off = made.text[slice(*made.closing)] if made.closing else ""
    end = len(without.text)
    why = f"There is no room for the sign-off on {facts.name}."
    return Change(kind=ChangeKind.SIGN_OFF, before=sign_off, after="", why=why, start=end, end=end)


def _without(text: str, place: tuple[int, int]) -> str:
    start, end = _around(text, place)
    return text[:start] + _joint(text, start, end) + text[end:]


def _around(text: str, place: tuple[int, int]) -> tuple[int, int]:
    """A place with the white space on both sides."""
    return len(text[: place[0]].rstrip()), len(text) - len(text[place[1] :].lstrip())


def _joint(text: str, start: int, end: int) -> str:
    return "\n\n" if start and end < len(text) else ""


# Threads


def parts_of(
    text: str, facts: Facts, limits: Mapping[str, int], style: Numbering, *, may_split: bool
) -> tuple[str, ...]:
    """The parts of a text, with their numbers: cut at each line of `---`, and with `may_split` where it is too long.

    BadInput where something cannot be cut so that it fits. Without threads, the text itself.
    """
    sections = breaks.sections(text) if facts.threads else (text,)
    if len(sections) < 2:
        whole = sections[0] if sections else ""
        return split(whole, facts, limits, style) if may_split else (whole,)
    for digits in range(1, 4):
        room = _less(facts, limits, _marker_length(style, digits))
        parts = tuple(part for one in sections for part in (_split(one, facts, room) if may_split else (one,)))
        if len(parts) < 10**digits:
            break
    numbered = number(parts, style)
    is_tight = any(count(part, facts, limits).is_over for part in numbered)
    return tuple(parts) if is_tight and not may_split else numbered


def _split(text: str, facts: Facts, limits: Mapping[str, int]) -> tuple[str, ...]:
    return split(text, facts, limits, Numbering.NONE)


def _marker_length(style: Numbering, digits: int) -> int:
    shortest = len(number([""] * FEWEST_NUMBERED, style)[0])
    return shortest + 2 * (digits - 1) if shortest else 0


def _less(facts: Facts, limits: Mapping[str, int], room: int) -> Mapping[str, int]:
    """Limits that leave room for so many signs of ASCII."""
    most = count("", facts, limits)
    less = {**limits, "text": max(most.limit - room, 1)}
    return less | {"bytes": max(most.bytes_limit - room, 1)} if most.bytes_limit else less


# Shorter


def _shortened(work: Tailoring, facts: Facts, limits: Mapping[str, int]) -> Adapted:
    """The text made to fit; its sign-off stays, where there is room for it. BadInput where that cannot be done."""
    made = work.made()
    shorter = _before_sign_off(made, facts, limits) or shorten(made.text, facts, limits)
    work.draft.apply(ChangeKind.SHORTENED, _differences(made.text, shorter))
    return _adapted(work.made(), (shorter.text,), shorter.changes)


def _before_sign_off(made: Tailored, facts: Facts, limits: Mapping[str, int]) -> Shortened | None:
    if made.closing is None:
        return None
    start, end = made.closing
    sign_off = made.text[start:end]
    room = count(f"\n\n{sign_off}\n\n", facts, limits).value
    try:
        shorter = shorten(_without(made.text, made.closing), facts, _less(facts, limits, room))
    except BadInput:
        return None
    [edit] = closing.signed(shorter.text, sign_off) or [Edit(start=0, end=0, text="")]
    text = shorter.text[: edit.start] + edit.text + shorter.text[edit.end :]
    return None if count(text, facts, limits).is_over else replace(shorter, text=text)


_WORDS = re.compile(r"\s+|\S+")
#: In longer texts only the beginning and the end that both have in common are told apart.
_CLOSELY_UP_TO = 4_000
_NO_ROOM = "There was no room for it."


def _differences(old: str, shorter: Shortened) -> Iterator[Edit]:
    """What turns the text into the shorter one, in words, with the reasons that were given."""
    before, after = _WORDS.findall(old), _WORDS.findall(shorter.text)
    if len(before) > _CLOSELY_UP_TO:
        before, after = [old], [shorter.text]
    places = [0]
    for word in before:
        places.append(places[-1] + len(word))
    for tag, first, last, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            start, stop = places[first], places[last]
            gone = old[start:stop].strip()
            why = next((drop.why for drop in shorter.changes if gone and gone in drop.before), _NO_ROOM)
            yield Edit(start=start, end=stop, text="".join(after[begin:end]), why=why)


# Beside the words


def _comment(
    written: str,
    taken: str,
    facts: Facts,
    limits: Mapping[str, int],
    people: Sequence[Known],
    policy: Policy,
) -> tuple[str, tuple[Change, ...]]:
    """The first comment: what somebody wrote for it, then what tailoring put there."""
    if not written.strip():
        return taken, ()
    if not facts.first_comment:
        why = f"{facts.name} has no first comment, so this one is not sent there."
        return "", (Change(kind=ChangeKind.COMMENT, before=written, after="", why=why),)
    keeps = policy.hashtags is HashtagPlace.COMMENT
    beside = replace(
        policy,
        sign_off="",
        hashtags=HashtagPlace.KEEP if keeps else policy.hashtags,
        links=LinkPlace.INLINE,
    )
    made = tailor(written, facts, limits, people, beside)
    return "\n\n".join(filter(None, (made.text, taken))), ()


def _unwarned(warning: str, facts: Facts) -> tuple[Change, ...]:
    """What is said where a network has no place for a warning."""
    if facts.warnings or not warning.strip():
        return ()
    why = f"{facts.name} has no warnings, so yours is not shown there and the text is open."
    return (Change(kind=ChangeKind.WARNING, before=warning, after="", why=why),)


def _title(title: str, facts: Facts, limits: Mapping[str, int], people: Sequence[Known], policy: Policy) -> str:
    """The title in one line, where posts have one."""
    if facts.text.title_limit is None or not title.strip():
        return ""
    plain = replace(PLAIN, swaps=policy.swaps, jargon=policy.jargon)
    return " ".join(tailor(title, facts, limits, people, plain).text.split())

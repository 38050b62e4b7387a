"""One master text as it should read on one network: pure, and doing it twice changes nothing.

In this order: clean -> people -> hashtags -> formatting -> spacing. Nothing is ever cut to fit: a text that is too long is a
finding, not a shorter text. A number, a link or a "not" is never lost.

In the master a person is `@[Their Name]`, or @ and their handle on any network the people directory knows for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from twoway.domain.facts import Facts, HashtagUse
from twoway.domain.tagwords import spoken
from twoway.domain.text import clean, markdown
from twoway.domain.text.draft import Change, ChangeKind, Draft, Edit
from twoway.domain.text.entities import EntityKind, entities
from twoway.domain.text.guards import masked_addresses
from twoway.domain.text.words import can_go
from twoway.domain.versions import Mention

__all__ = ["Change", "ChangeKind", "Handle", "Known", "Tailored", "tailor"]

#: Taking formatting away can uncover a name or a tag; this many rounds are always enough for what people write.
_ROUNDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """How a person is called on one network, without @."""

    handle: str
    remote_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person of the people directory, with a handle per network (by slug)."""

    name: str
    handles: Mapping[str, Handle] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tailored:
    """The words for one network, what was changed in the master and why, and who is named in them."""

    text: str
    changes: tuple[Change, ...] = ()
    mentions: tuple[Mention, ...] = ()


def tailor(master: str, facts: Facts, limits: Mapping[str, int], people: Sequence[Known]) -> Tailored:
    """The master as it should read there. `limits` is what the account allows: it may say how many `hashtags` are usual.

    A text that is longer than any network takes is only cleaned, and one change says so.
    """
    if clean.is_beyond_all(master) and clean.is_beyond_all(text := clean.normalise(master)):
        return _only_cleaned(text)
    directory = _Directory(people, facts)
    draft = Draft(master)
    for _ in range(_ROUNDS):
        before = draft.text
        _round(draft, facts, limits, directory)
        if draft.text == before:
            break
    return Tailored(text=draft.text, changes=draft.changes, mentions=directory.named_in(draft.text))


def _only_cleaned(text: str) -> Tailored:
    why = f"No network takes more than {clean.BEYOND_ALL:,} characters, so this text is cleaned but not tailored."
    return Tailored(text=text, changes=(Change(kind=ChangeKind.CLEANED, before="", after="", why=why),))


def _round(draft: Draft, facts: Facts, limits: Mapping[str, int], directory: _Directory) -> None:
    draft.apply(ChangeKind.CLEANED, _cleaning(draft.text))
    draft.apply(ChangeKind.MENTION, directory.edits(draft.text))
    draft.apply(ChangeKind.HASHTAG, _hashtags(draft.text, facts, limits.get("hashtags", facts.hashtags.usual)))
    if not facts.text.markdown:
        for step in markdown.steps():
            draft.apply(ChangeKind.FORMAT, step(draft.text))
    for spacing in (_trailing_space, _blank_lines, _ends):
        draft.apply(ChangeKind.SPACING, spacing(draft.text))


# Cleaning

_WHY_CLEANED = "Invisible signs and two-part letters are counted and shown differently from network to network."


def _cleaning(text: str) -> list[Edit]:
    """What `normalise` does, line by line, so that a change points at the line it is in."""
    if clean.normalise(text) == text:
        return []
    edits, at = [], 0
    for line in _lines(text):
        edits += _difference(at, line, clean.normalise(line))
        at += len(line)
    return edits


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n\r]*(?:\r\n|\r|\n)|[^\n\r]+", text)


def _difference(at: int, old: str, new: str) -> list[Edit]:
    if old == new:
        return []
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    why = "" if old.rstrip("\r\n") == new.rstrip("\n") else _WHY_CLEANED
    return [Edit(start=at + start, end=at + len(old) - end, text=new[start : len(new) - end], why=why)]


def _common(one: str, two: str) -> int:
    """How many signs both begin with."""
    for index, (left, right) in enumerate(zip(one, two, strict=False)):
        if left != right:
            return index
    return min(len(one), len(two))


# People

# A row of signs is tried at its first sign, or at its second where a word stands before it: never at all of a thousand.
_TOKEN = re.compile(
    r"(?<![@＠])[@＠]++\[(?P<name>[^\[\]\n]{1,200})\](?!\()"
    r"|(?:(?<![\w/@＠])|(?<=[\w/][@＠]))[@＠]++(?P<handle>[\w.-]*\w(?:@[\w.-]*\w)?)",
)
_SIGNS_IN_NAMES = re.compile(r"[@＠\[\]\n]+")


class _Directory:
    """The people, looked up by what an author may write for them, seen from one network."""

    def __init__(self, people: Sequence[Known], facts: Facts) -> None:
        self._facts = facts
        self._own = re.compile(f"(?:{facts.mentions.handle})", re.IGNORECASE)
        self._telling = re.compile(facts.mentions.telling, re.IGNORECASE) if facts.mentions.telling else None
        sign = facts.mentions.sign
        self._named = _TOKEN if sign == "@" else re.compile(rf"(?<![\w/@]){re.escape(sign)}(?P<handle>[\w.-]*\w)")
        self._by_name: dict[str, list[Known]] = {}
        self._by_handle: dict[str, list[Known]] = {}
        self._here: dict[str, Known] = {}
        for person in people:
            self._add(person)

    def _add(self, person: Known) -> None:
        self._by_name.setdefault(_key(person.name), []).append(person)
        for slug, handle in person.handles.items():
            owners = self._by_handle.setdefault(_key(handle.handle), [])
            if person not in owners:
                owners.append(person)
            if slug == self._facts.slug:
                self._here.setdefault(_key(handle.handle), person)

    def edits(self, text: str) -> Iterable[Edit]:
        """Everyone as they are called here, or by their plain name."""
        for match in _TOKEN.finditer(masked_addresses(text)):
            edit = self._for_name(match) if match["name"] else self._for_handle(match)
            if edit:
                yield edit

    def _for_name(self, match: re.Match[str]) -> Edit:
        owners = self._by_name.get(_key(match["name"]), [])
        if len(owners) == 1:
            return self._called(match, owners[0])
        who = "Nobody" if not owners else "More than one person"
        why = f"{who} in People is called {match['name']}, so the name stands without a mention."
        return _edit(match, _plain(match["name"]), why)

    def _for_handle(self, match: re.Match[str]) -> Edit | None:
        written = match["handle"]
        owners = self._by_handle.get(_key(written), [])
        person = self._here.get(_key(written)) or (owners[0] if len(owners) == 1 else None)
        if person:
            return self._called(match, person)
        if len(match[0]) == len(written) + 1 and not owners and self._is_ours(written):
            return None
        return _edit(match, _local(written), self._why_plain(written, owners))

    def _why_plain(self, written: str, owners: list[Known]) -> str:
        if owners:
            return f"More than one person in People is @{written}, so nobody is mentioned."
        return f"Nobody in People is @{written}, who could be somebody else on {self._facts.name}."

    def _called(self, match: re.Match[str], person: Known) -> Edit:
        network = self._facts.name
        handle = person.handles.get(self._facts.slug)
        if handle is None:
            return _edit(match, _plain(person.name), f"{person.name} has no handle on {network} in People.")
        if not self._can_be_named(handle):
            return _edit(
                match, _plain(person.name), f"Text alone mentions nobody on {network}, so the name stands there."
            )
        written = self._facts.mentions.sign + handle.handle.lstrip("@＠")
        return _edit(match, written, f"{person.name} is called this on {network}.")

    def _can_be_named(self, handle: Handle) -> bool:
        """Whether the handle means something in a text there (some networks know people by a number only)."""
        mentions = self._facts.mentions
        match = _TOKEN.fullmatch(f"@{handle.handle.lstrip('@＠')}")
        if match is None or not match["handle"]:
            return False
        if handle.remote_id:
            return True
        return not mentions.needs_id and (mentions.notifies or mentions.sign != "@")

    def _is_ours(self, written: str) -> bool:
        """Whether a handle that nobody knows can only be meant for this network."""
        if not self._own.fullmatch(written):
            return False
        if self._telling and self._telling.fullmatch(written):
            return True
        return not self._own.fullmatch("name")

    def named_in(self, text: str) -> tuple[Mention, ...]:
        """Who is mentioned, in the order of the text, each once."""
        found: dict[str, Mention] = {}
        for match in self._named.finditer(masked_addresses(text)):
            if match["handle"]:
                found.setdefault(_key(match["handle"]), self._mention(match["handle"]))
        return tuple(found.values())

    def _mention(self, written: str) -> Mention:
        person = self._here.get(_key(written))
        handle = person.handles[self._facts.slug] if person else None
        return Mention(handle=written, remote_id=handle.remote_id if handle else None)


def _key(words: str) -> str:
    return " ".join(words.casefold().lstrip("@＠").split())


def _plain(name: str) -> str:
    return _SIGNS_IN_NAMES.sub(" ", name).strip() or "somebody"


def _local(handle: str) -> str:
    """A handle as a name: `sunnybank` for `sunnybank@server` and `sunnybank.some.network`."""
    name = handle.partition("@")[0]
    return name.partition(".")[0] if name.count(".") > 1 and name.partition(".")[0] else name


# Hashtags

_TAG = re.compile(r"(?:(?<![\w&/#＃])|(?<=[\w&/][#＃]))[#＃]++(?P<tag>\w[\w·・\u200c]*)")
_END_OF_LINE = re.compile(r"[^\S\n]*[.!?…]*[^\S\n]*(?:\n|\Z|https?://)")
_STANDS_ALONE_AFTER = re.compile(r"(?:\A|\n|[.!?…:)\"”’]|[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[^\S\n]*\Z")


def _hashtags(text: str, facts: Facts, usual: int) -> list[Edit]:
    if "#" not in text and "＃" not in text:
        return []
    if facts.hashtags.use is HashtagUse.NOTHING:
        why = f"Hashtags do nothing on {facts.name}, so they read as words."
        return _as_words(text, [_Tag(m.start(), m.end(), m["tag"]) for m in _plain_tags(text)], why)
    if text.count("#") + text.count("＃") <= usual:
        return []
    tags = [_Tag(e.start, e.end, e.value) for e in entities(text, facts) if e.kind is EntityKind.HASHTAG]
    return _too_many(text, tags, usual, f"More than {usual} hashtags look out of place on {facts.name}.")


@dataclass(frozen=True, slots=True)
class _Tag:
    start: int
    end: int
    value: str


def _plain_tags(text: str) -> Iterable[re.Match[str]]:
    """What reads as a hashtag to anybody: a letter must be in it, so `#1` stays."""
    for match in _TAG.finditer(masked_addresses(text)):
        if any(sign.isalpha() for sign in match["tag"]):
            yield match


def _as_words(text: str, tags: list[_Tag], why: str) -> list[Edit]:
    edits = []
    for run in _runs(text, tags):
        listed = len(run) > 1 and _ends_line(text, run[-1].end)
        for index, tag in enumerate(run):
            start = run[index - 1].end if listed and index else tag.start
            comma = ", " if listed and index else ""
            edits.append(Edit(start=start, end=tag.end, text=comma + spoken(tag.value), why=why))
    return edits


def _too_many(text: str, tags: list[_Tag], usual: int, why: str) -> list[Edit]:
    """Those beyond the usual number: left out where they stand by themselves, as words where a sentence needs them."""
    surplus = set(tags[max(usual, 0) :])
    edits = []
    for run in _runs(text, tags):
        alone = _stands_alone(text, run)
        for tag in run:
            if tag not in surplus:
                continue
            if alone and can_go(spoken(tag.value)):
                edits.append(Edit(start=_with_space_before(text, tag.start), end=tag.end, text="", why=why))
            else:
                edits.append(Edit(start=tag.start, end=tag.end, text=spoken(tag.value), why=why))
    return edits


def _runs(text: str, tags: list[_Tag]) -> list[list[_Tag]]:
    """Tags with nothing but spaces between them."""
    runs: list[list[_Tag]] = []
    for tag in tags:
        between = text[runs[-1][-1].end : tag.start] if runs else "-"
        if between and not between.strip(" \t\xa0"):
            runs[-1].append(tag)
        else:
            runs.append([tag])
    return runs


def _stands_alone(text: str, run: list[_Tag]) -> bool:
    """Whether a run of tags is no part of a sentence."""
    before = text[max(0, run[0].start - 40) : run[0].start]
    return bool(_STANDS_ALONE_AFTER.search(before)) and _ends_line(text, run[-1].end)


def _ends_line(text: str, at: int) -> bool:
    return _END_OF_LINE.match(text, at) is not None


def _with_space_before(text: str, at: int) -> int:
    while at and text[at - 1] in " \t\xa0":
        at -= 1
    return at


# Spacing

_TRAILING = re.compile(r"(?<![^\S\n])[^\S\n]+(?=\n|\Z)")
_WHY_SPACING = "Spare space is taken away."


def _trailing_space(text: str) -> list[Edit]:
    return [Edit(start=m.start(), end=m.end(), text="", why=_WHY_SPACING) for m in _TRAILING.finditer(text)]


def _blank_lines(text: str) -> list[Edit]:
    return [Edit(start=m.start(), end=m.end(), text="\n\n", why=_WHY_SPACING) for m in re.finditer(r"\n{3,}", text)]


def _ends(text: str) -> list[Edit]:
    front = len(text) - len(text.lstrip())
    back = len(text.rstrip())
    edits = [Edit(start=0, end=front, text="", why=_WHY_SPACING)] if front else []
    return [*edits, Edit(start=back, end=len(text), text="", why=_WHY_SPACING)] if front < back < len(text) else edits


def _edit(match: re.Match[str], text: str, why: str) -> Edit:
    return Edit(start=match.start(), end=match.end(), text=text, why=why)

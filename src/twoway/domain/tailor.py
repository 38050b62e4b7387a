"""One master text as it should read on one network: pure, and doing it twice changes nothing.

In this order: clean -> breaks -> people -> hashtags -> links -> words -> emoji -> quotations -> formatting -> sign-off ->
spacing. Nothing is ever cut to fit: a text that is too long is a finding, not a shorter text. A number, a link or a "not"
is never lost; what goes into the first comment or into a field of its own is told.

In the master a person is `@[Their Name]`, or @ and their handle on any network the people directory knows for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from twoway.domain import breaks, closing, fewer_emoji, linking, quotes, swaps, tagging
from twoway.domain.facts import Facts
from twoway.domain.naming import Directory, Handle, Known
from twoway.domain.policy import PLAIN, HashtagPlace, LinkPlace, Policy
from twoway.domain.text import clean, markdown
from twoway.domain.text.draft import Change, ChangeKind, Draft, Edit
from twoway.domain.versions import Mention

__all__ = ["Change", "ChangeKind", "Handle", "Known", "Tailored", "Tailoring", "tailor"]

#: Taking formatting away can uncover a name or a tag; this many rounds are always enough for what people write.
_ROUNDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Tailored:
    """The words for one network, what was changed in the master and why, and who is named in them.

    `first_comment` is what was taken out of the words to stand right below them. `link` goes into a field of its own, where
    the network has one: taken out of the words by choice, else the first link that stands in them. `closing` is where
    the sign-off stands in the text.
    """

    text: str
    changes: tuple[Change, ...] = ()
    mentions: tuple[Mention, ...] = ()
    first_comment: str = ""
    link: str = ""
    closing: tuple[int, int] | None = None


def tailor(
    master: str, facts: Facts, limits: Mapping[str, int], people: Sequence[Known], policy: Policy = PLAIN
) -> Tailored:
    """The master as it should read there. `limits` is what the account allows: it may say how many `hashtags` are usual.

    A text that is longer than any network takes is only cleaned, and one change says so.
    """
    return Tailoring(master, facts, limits, people, policy).made()


class Tailoring:
    """One text on its way to one network. Whoever goes on changing `draft` afterwards asks `made` again what has become of it."""

    def __init__(
        self, master: str, facts: Facts, limits: Mapping[str, int], people: Sequence[Known], policy: Policy
    ) -> None:
        self.draft = Draft(master)
        self._facts, self._limits, self._people, self._policy = facts, limits, people, policy
        self._directory = Directory(people, facts)
        self._sign_off = self._tailored_sign_off() if policy.sign_off.strip() else ""
        #: What was taken out of the text, in order.
        self._tags: list[str] = []
        self._links: list[str] = []
        self._tailor()

    def _tailor(self) -> None:
        draft = self.draft
        if clean.is_beyond_all(draft.text) and clean.is_beyond_all(text := clean.normalise(draft.text)):
            draft.apply(ChangeKind.CLEANED, [Edit(start=0, end=len(draft.text), text=text)])
            return
        for _ in range(_ROUNDS):
            before = draft.text
            self._round()
            if draft.text == before:
                break

    def made(self) -> Tailored:
        """The text as it is now."""
        draft = self.draft
        if clean.is_beyond_all(draft.text):
            return Tailored(text=draft.text, changes=(_only_cleaned(),))
        changes = draft.changes
        return Tailored(
            text=draft.text,
            changes=changes,
            mentions=self._directory.named_in(draft.text, changes),
            first_comment=self._first_comment(),
            link=self._link(),
            closing=self._closing(),
        )

    def _tailored_sign_off(self) -> str:
        """The sign-off as it reads there: its hashtags are words, its links stay in it."""
        alone = replace(
            self._policy, sign_off="", hashtags=HashtagPlace.WORDS, links=LinkPlace.INLINE, most_emoji=None
        )
        return tailor(self._policy.sign_off, self._facts, self._limits, self._people, alone).text

    def _closing(self) -> tuple[int, int] | None:
        return closing.place_of(self.draft.text, self._sign_off)

    def _round(self) -> None:
        draft, facts, policy = self.draft, self._facts, self._policy
        draft.apply(ChangeKind.CLEANED, _cleaning(draft.text))
        if not facts.threads:
            draft.apply(ChangeKind.BREAK, breaks.as_blank_lines(draft.text, facts.name))
        draft.apply(ChangeKind.MENTION, self._directory.edits(draft.text))
        if not facts.text.markdown:
            draft.apply(ChangeKind.FORMAT, markdown.written_out(draft.text))
        self._tags += self._move(ChangeKind.HASHTAG, tagging.placed(draft.text, facts, policy, self._limits))
        draft.apply(ChangeKind.HASHTAG, tagging.capitals(draft.text, policy))
        draft.apply(ChangeKind.LINK, linking.with_tracking(draft.text, facts, policy))
        self._links += self._move(ChangeKind.LINK, linking.placed(draft.text, facts, policy, self._closing()))
        draft.apply(ChangeKind.WORDS, swaps.swapped(draft.text, policy.swaps))
        if policy.jargon:
            draft.apply(ChangeKind.WORDS, swaps.plain(draft.text, facts))
        draft.apply(ChangeKind.EMOJI, fewer_emoji.thinned(draft.text, policy.most_emoji, self._closing()))
        if not facts.text.markdown:
            draft.apply(ChangeKind.QUOTE, quotes.unmarked(draft.text, policy.language))
            self._each(ChangeKind.FORMAT, markdown.steps())
        draft.apply(ChangeKind.SIGN_OFF, closing.signed(draft.text, self._sign_off))
        self._each(ChangeKind.SPACING, (_trailing_space, _blank_lines, _ends))

    def _move(self, kind: ChangeKind, moved: tagging.Moved) -> tuple[str, ...]:
        self.draft.apply(kind, moved.edits)
        return moved.taken

    def _each(self, kind: ChangeKind, steps: Iterable[Callable[[str], Sequence[Edit]]]) -> None:
        for step in steps:
            self.draft.apply(kind, step(self.draft.text))

    def _first_comment(self) -> str:
        links = self._links if linking.place_of(self._facts, self._policy) is LinkPlace.COMMENT else []
        most = tagging.most_of(self._facts, self._policy, self._limits)
        tags = dict.fromkeys(tagging.with_capitals(tag, self._policy) for tag in self._tags)
        lines = [*dict.fromkeys(links), " ".join([*tags][:most])]
        return "\n".join(line for line in lines if line)

    def _link(self) -> str:
        if not self._facts.links.own_field:
            return ""
        if linking.place_of(self._facts, self._policy) is LinkPlace.FIELD and self._links:
            return linking.with_scheme(self._links[0])
        return linking.first_link(self.draft.text, self._facts)


# Cleaning


def _only_cleaned() -> Change:
    why = f"No network takes more than {clean.BEYOND_ALL:,} characters, so this text is cleaned but not tailored."
    return Change(kind=ChangeKind.CLEANED, before="", after="", why=why)


_WHY_CLEANED = "Invisible signs and two-part letters are counted and shown differently from network to network."


# The same words are tailored for each network that they go to, and in most rounds nothing of them has changed.
@lru_cache(maxsize=16)
def _cleaning(text: str) -> tuple[Edit, ...]:
    """What `normalise` does, line by line, so that a change points at the line it is in."""
    if clean.normalise(text) == text:
        return ()
    edits: list[Edit] = []
    at = 0
    for line in _lines(text):
        edits += _difference(at, line, clean.normalise(line))
        at += len(line)
    return tuple(edits)


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


# Spacing

_TRAILING = re.compile(r"(?<![^\S\n])[^\S\n]+(?=\n|\Z)")
_WHY_SPACING = "Spare space is taken away."


@lru_cache(maxsize=16)
def _trailing_space(text: str) -> tuple[Edit, ...]:
    return tuple(Edit(start=m.start(), end=m.end(), text="", why=_WHY_SPACING) for m in _TRAILING.finditer(text))


def _blank_lines(text: str) -> list[Edit]:
    if "\n\n\n" not in text:
        return []
    return [Edit(start=m.start(), end=m.end(), text="\n\n", why=_WHY_SPACING) for m in re.finditer(r"\n{3,}", text)]


def _ends(text: str) -> list[Edit]:
    front = len(text) - len(text.lstrip())
    back = len(text.rstrip())
    edits = [Edit(start=0, end=front, text="", why=_WHY_SPACING)] if front else []
    return [*edits, Edit(start=back, end=len(text), text="", why=_WHY_SPACING)] if front < back < len(text) else edits

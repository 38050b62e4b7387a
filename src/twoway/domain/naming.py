"""The people of the directory, seen from one network: how each is called there, and who is named in a text.

In the master a person is `@[Their Name]`, @ and their handle on any network the people directory knows for them, or @ and
their whole name as it stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from twoway.domain.facts import Facts
from twoway.domain.payloads import by_name
from twoway.domain.text.draft import Change, ChangeKind, Edit
from twoway.domain.text.guards import masked_addresses
from twoway.domain.versions import Mention


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


# A row of signs is tried at its first sign, or at its second where a word stands before it: never at all of a thousand.
_TOKEN = re.compile(
    r"(?<![@＠])[@＠]++\[(?P<name>[^\[\]\n]{1,200})\](?!\()"
    r"|(?:(?<![\w/@＠])|(?<=[\w/][@＠]))[@＠]++(?P<handle>[\w.-]*\w(?:@[\w.-]*\w)?)",
)
_SIGN = re.compile("[@＠]")
_SIGNS_IN_NAMES = re.compile(r"[@＠\[\]\n]+")


class Directory:
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
        #: Who can be meant by a plain name, by the name as it stands in the text.
        self._by_id: dict[str, Mention] = {}
        for person in people:
            self._add(person)
        alone = [owners[0] for owners in self._by_name.values() if len(owners) == 1]
        #: Names that nobody shares, the longest first: `@Marta Lindqvist` is not Marta.
        self._full_names = sorted(((p.name, p) for p in alone if p.name.strip()), key=lambda pair: -len(pair[0]))

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
        for match in _tokens(text):
            edit = self._for_name(match) if match["name"] else self._in_full(match, text) or self._for_handle(match)
            if edit:
                yield edit

    def _in_full(self, match: re.Match[str], text: str) -> Edit | None:
        """Somebody whose whole name stands behind the sign, without brackets: `@Marta Lindqvist`."""
        start = match.start("handle")
        if _key(match["handle"]) in self._by_handle:
            return None
        for name, person in self._full_names:
            end = start + len(name)
            if text[start:end].casefold() == name.casefold() and not text[end : end + 1].isalnum():
                return replace(self._called(match, person), end=end)
        return None

    def _for_name(self, match: re.Match[str]) -> Edit:
        owners = self._by_name.get(_key(match["name"]), [])
        if len(owners) == 1:
            return self._called(match, owners[0])
        who = "Nobody" if not owners else "More than one person"
        why = f"{who} in People is called {match['name']}, so the name stands without a mention."
        return Edit.of(match, _plain(match["name"]), why)

    def _for_handle(self, match: re.Match[str]) -> Edit | None:
        written = match["handle"]
        owners = self._by_handle.get(_key(written), [])
        person = self._here.get(_key(written)) or (owners[0] if len(owners) == 1 else None)
        if person:
            return self._called(match, person)
        if len(match[0]) == len(written) + 1 and not owners and self._is_ours(written):
            return None
        return Edit.of(match, _local(written), self._why_plain(written, owners))

    def _why_plain(self, written: str, owners: list[Known]) -> str:
        if owners:
            return f"More than one person in People is @{written}, so nobody is mentioned."
        return f"Nobody in People is @{written}, who could be somebody else on {self._facts.name}."

    def _called(self, match: re.Match[str], person: Known) -> Edit:
        network = self._facts.name
        handle = person.handles.get(self._facts.slug)
        if handle is None:
            return Edit.of(match, _plain(person.name), f"{person.name} has no handle on {network} in People.")
        if mention := by_name(_plain(person.name), handle.handle, handle.remote_id, self._facts):
            self._by_id[mention.name] = mention
            return Edit.of(
                match, mention.name, f"{person.name} is known by this name on {network}, and is told of it."
            )
        if not self._can_be_named(handle):
            return Edit.of(
                match, _plain(person.name), f"Text alone mentions nobody on {network}, so the name stands there."
            )
        written = self._facts.mentions.sign + handle.handle.lstrip("@＠")
        return Edit.of(match, written, f"{person.name} is called this on {network}.")

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

    def named_in(self, text: str, changes: Iterable[Change] = ()) -> tuple[Mention, ...]:
        """Who is mentioned: by handle each once, in the order of the text; then by name, each at their place.

        Who is meant by a plain name is seen in the changes alone: a name that was written as such means nobody.
        """
        return (*self._by_handle_in(text), *self._by_name_in(text, changes))

    def _by_name_in(self, text: str, changes: Iterable[Change]) -> Iterable[Mention]:
        for change in changes:
            person = self._by_id.get(change.after) if change.kind is ChangeKind.MENTION else None
            if person and text[change.start : change.end] == person.name:
                yield replace(person, start=change.start)

    def known_in(self, text: str) -> tuple[Mention, ...]:
        """Who is named in words that somebody wrote by hand: by handle, or by the plain name of somebody they mentioned."""
        named = (by_name(_plain(p.name), h.handle, h.remote_id, self._facts) for p, h in self._with_handles())
        return (*self._by_handle_in(text), *(one for one in named if one and one.name in text))

    def _with_handles(self) -> Iterable[tuple[Known, Handle]]:
        slug = self._facts.slug
        return (
            (person, person.handles[slug])
            for people in self._by_name.values()
            for person in people
            if slug in person.handles
        )

    def _by_handle_in(self, text: str) -> Iterable[Mention]:
        found: dict[str, Mention] = {}
        for match in self._named_tokens(text):
            if match["handle"]:
                found.setdefault(_key(match["handle"]), self._mention(match["handle"]))
        return found.values()

    def _named_tokens(self, text: str) -> Iterable[re.Match[str]]:
        if self._named is _TOKEN:
            return _tokens(text)
        return self._named.finditer(masked_addresses(text)) if self._facts.mentions.sign in text else ()

    def _mention(self, written: str) -> Mention:
        person = self._here.get(_key(written))
        handle = person.handles[self._facts.slug] if person else None
        return Mention(handle=written, remote_id=handle.remote_id if handle else None)


def _tokens(text: str) -> Iterable[re.Match[str]]:
    """What names somebody; the pattern is only tried where there is a sign."""
    if "@" not in text and "＠" not in text:
        return
    hidden, done = masked_addresses(text), 0
    for sign in _SIGN.finditer(hidden):
        match = _TOKEN.match(hidden, sign.start()) if sign.start() >= done else None
        if match:
            done = match.end()
            yield match


def _key(words: str) -> str:
    return " ".join(words.casefold().lstrip("@＠").split())


def _plain(name: str) -> str:
    return _SIGNS_IN_NAMES.sub(" ", name).strip() or "somebody"


def _local(handle: str) -> str:
    """A handle as a name: `sunnybank` for `sunnybank@server` and `sunnybank.some.network`."""
    name = handle.partition("@")[0]
    return name.partition(".")[0] if name.count(".") > 1 and name.partition(".")[0] else name

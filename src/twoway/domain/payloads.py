"""What several networks need to write a payload. All of it is pure: the same version gives the same payload."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from twoway.domain.facts import Facts, MentionFacts
from twoway.domain.text.entities import EntityKind, entities
from twoway.domain.text.graphemes import graphemes
from twoway.domain.versions import Mention, Picture, Version

_ENDS_SENTENCE = re.compile(r"[.!?…。！？]+[\"”’)]*(?=\s)")
_HEADING = re.compile(r"#{1,6}\s+")


def uploaded(picture: Picture, name: str = "id") -> str:
    """What the network calls a picture, under this name in its answer; before the upload a placeholder for previews."""
    return str((picture.remote or {}).get(name) or f"upload-{picture.sha256[:12]}")


def call(where: str, body: Mapping[str, object]) -> Mapping[str, object]:
    """A payload of a network that takes posts, answers or pictures at different addresses: which one, and what goes there."""
    return {"call": where, "body": body}


def first_link(text: str, facts: Facts) -> str:
    """The address of the first link that this network finds, "" when there is none."""
    return next((one.value for one in entities(text, facts) if one.kind is EntityKind.LINK), "")


def language(version: Version) -> str:
    """The language of the words, "" when nobody said."""
    return next(iter(version.languages), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words, or somebody who is named in them; `person` None: words alone.

    The words of somebody are their handle without its sign, or the name that stands in the text.
    """

    words: str
    person: Mention | None = None

    @property
    def written(self) -> str:
        """Exactly what stands in the text here."""
        return f"@{self.words}" if self.person and not self.person.name else self.words


def by_name(name: str, handle: str, remote_id: str | None, facts: Facts) -> Mention | None:
    """Somebody as this network names people by their plain name, with an id that nobody sees; None where it does not.

    `handle` may be the id itself (a URN in a people directory). Who asks writes `Mention.name` into the text as it is, with no
    sign before it, sets `start` to that place (`dataclasses.replace`) and gives the mention to the version: `to_payload` then
    turns exactly those words into the network's own form, after everything else was escaped. None also means: write the
    handle with its sign if it is one there, else the name with no mention.
    """
    mentions, words = facts.mentions, " ".join(name.split())
    identity = next((one for one in (remote_id, handle) if one and _is_id(one, mentions)), None)
    if identity is None or not words:
        return None
    does_nothing_typed = mentions.needs_id or not mentions.notifies
    if does_nothing_typed or not re.fullmatch(mentions.handle, handle):
        return Mention(handle=handle or identity, remote_id=identity, name=words)
    return None


def _is_id(words: str, mentions: MentionFacts) -> bool:
    return mentions.ids is not None and re.fullmatch(mentions.ids, words) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Where somebody stands in a text, [start, end) in code points; `words` are the handle or the name."""

    start: int
    end: int
    words: str
    person: Mention


def named_in(text: str, mentions: Iterable[Mention]) -> list[Named]:
    """Everybody whom the network knows, where they stand: by name at their own place, by handle wherever it stands."""
    known = [one for one in mentions if one.remote_id]
    found = [*_by_names(text, [one for one in known if one.name])]
    found += _by_handles(text, {one.handle.casefold(): one for one in known if not one.name})
    kept: list[Named] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _by_names(text: str, known: Sequence[Mention]) -> Iterator[Named]:
    for person in known:
        start = person.start if _stands_at(text, person) else _place(text, person.name)
        if start is not None:
            yield Named(start=start, end=start + len(person.name), words=person.name, person=person)


def _stands_at(text: str, person: Mention) -> bool:
    return person.start is not None and person.start >= 0 and text.startswith(person.name, person.start)


def _place(text: str, name: str) -> int | None:
    """The first place where the name is no part of a longer word, nor of a handle or an address."""
    match = re.search(rf"(?<![\w@/.#]){re.escape(name)}(?![\w@]|[.-]\w)", text)
    return match.start() if match else None


def _by_handles(text: str, known: Mapping[str, Mention]) -> Iterator[Named]:
    for match in _handles(known).finditer(text) if known else ():
        # Some capitals have no small letter of their own length: what is found is then nobody's handle.
        if person := known.get(match[1].casefold()):
            yield Named(start=match.start(), end=match.end(), words=match[1], person=person)


def pieces(version: Version) -> Iterator[Piece]:
    """The text cut at everybody whom the network knows; who was not looked up stays in the words."""
    done = 0
    for one in named_in(version.text, version.mentions):
        if one.start > done:
            yield Piece(words=version.text[done : one.start])
        yield Piece(words=one.words, person=one.person)
        done = one.end
    if done < len(version.text):
        yield Piece(words=version.text[done:])


def _handles(known: Mapping[str, Mention]) -> re.Pattern[str]:
    # The longest first: @rye.bakery is not @rye. What stands in an address or a longer handle is nobody's name.
    handles = "|".join(re.escape(handle) for handle in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?<![\w@/.])@({handles})(?![\w@]|[.-]\w)", re.IGNORECASE)


def with_people(version: Version, written: Callable[[Mention], str]) -> str:
    """The text with everybody whom the network knows as it wants them written."""
    return "".join(written(one.person) if one.person else one.words for one in pieces(version))


def headline(text: str, most: int) -> str:
    """A title for words that have none: their first line, to the end of a sentence or a word where it is too long."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    line = _HEADING.sub("", line, count=1) if _HEADING.match(line) else line
    if len(line) <= most:
        return line
    sentence = [match.end() for match in _ENDS_SENTENCE.finditer(line) if match.end() <= most]
    if sentence:
        return line[: sentence[-1]]
    words = line[:most].rpartition(" ")[0].rstrip(" ,;:–-")
    return f"{words or _start(line, most - 1)}…"


def _start(word: str, most: int) -> str:
    """As many whole signs as fit."""
    kept = ""
    for sign in graphemes(word):
        if len(kept) + len(sign) > most:
            break
        kept += sign
    return kept

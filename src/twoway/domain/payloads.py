"""What several networks need to write a payload. All of it is pure: the same version gives the same payload."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from twoway.domain.facts import Facts
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
    """Words, or somebody who is named in them; `person` None: words alone."""

    words: str
    person: Mention | None = None


def pieces(version: Version) -> Iterator[Piece]:
    """The text cut at everybody whom the network knows; who was not looked up stays in the words."""
    known = {one.handle.casefold(): one for one in version.mentions if one.remote_id}
    done = 0
    for match in _named(known).finditer(version.text) if known else ():
        person = known.get(match[1].casefold())
        if person is None:
            continue
        if match.start() > done:
            yield Piece(words=version.text[done : match.start()])
        yield Piece(words=match[1], person=person)
        done = match.end()
    if done < len(version.text):
        yield Piece(words=version.text[done:])


def _named(known: Mapping[str, Mention]) -> re.Pattern[str]:
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

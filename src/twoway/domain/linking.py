"""Where the links of a text stand: in line, at the end, in the first comment, or in a field of their own; and what they count.

A link that is taken out of a sentence leaves words in its place, so that the sentence still says what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from twoway.domain.facts import Facts, Grammar, Unit
from twoway.domain.policy import LinkPlace, Policy
from twoway.domain.tagging import Moved, space_before, tail_of
from twoway.domain.text.draft import Edit
from twoway.domain.text.entities import EntityKind, entities, grammar
from twoway.domain.text.guards import addresses
from twoway.domain.tracking import filled, is_own, tracked

_IS_LINK = re.compile(r"(?:https?://|www\.)[^\s@]", re.IGNORECASE)
_MARKS = re.compile(r"https?://|www\.|/", re.IGNORECASE)
_WORD_END = re.compile(r"\s|\Z")
_END_OF_LINE = re.compile(r"[^\S\n]*[.!?…]*[^\S\n]*(?:\n|\Z)")
_LEADS_HERE = re.compile(r"[^\S\n]*[:：][^\S\n]*\Z")
_ENDS_SENTENCE = re.compile(r"(?:\A|\n|[.!?…][)\"”’»]*)[^\S\n]*\Z")
_SPACE = " \n\t\xa0"

#: What stands for a link that is elsewhere, by language and place.
_POINTERS: Mapping[str, Mapping[LinkPlace, str]] = {
    "en": {
        LinkPlace.END: "link below",
        LinkPlace.COMMENT: "link in the first comment",
        LinkPlace.FIELD: "see the link",
    },
    "de": {
        LinkPlace.END: "Link unten",
        LinkPlace.COMMENT: "Link im ersten Kommentar",
        LinkPlace.FIELD: "siehe Link",
    },
    "es": {
        LinkPlace.END: "enlace abajo",
        LinkPlace.COMMENT: "enlace en el primer comentario",
        LinkPlace.FIELD: "ver enlace",
    },
    "fr": {
        LinkPlace.END: "lien plus bas",
        LinkPlace.COMMENT: "lien en premier commentaire",
        LinkPlace.FIELD: "voir le lien",
    },
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link at [start, end), as it is written."""

    start: int
    end: int
    written: str


def place_of(facts: Facts, policy: Policy) -> LinkPlace:
    """Where links go there: what was chosen, as far as the network has such a place."""
    chosen = policy.links or LinkPlace.INLINE
    if chosen is LinkPlace.COMMENT and not facts.first_comment:
        return LinkPlace.INLINE
    if chosen is LinkPlace.FIELD and not facts.links.own_field:
        return LinkPlace.INLINE
    return chosen


def links_in(text: str, facts: Facts) -> list[Link]:
    """What that network links and what any reader takes for an address; a bare `shop.com` is a name."""
    places = [*_words_with_marks(text)]
    if not places:
        return []
    reader = _Reader(way=grammar(facts), unit=facts.text.limit.unit, handle=facts.mentions.handle, facts=facts)
    found = [
        Link(start + first, start + last, text[start + first : start + last])
        for start, end in places
        for first, last in _links_of(text[start:end], reader)
    ]
    found += [Link(start, end, text[start:end]) for start, end in addresses(text) if _IS_LINK.match(text, start)]
    kept: list[Link] = []
    for link in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or link.start >= kept[-1].end:
            kept.append(link)
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Everything about a network that decides what is a link there; two that agree in it read alike."""

    way: Grammar
    unit: Unit
    handle: str
    facts: Facts = field(compare=False)


#: The same words are read in every round, and by several networks.
@lru_cache(maxsize=512)
def _links_of(word: str, reader: _Reader) -> tuple[tuple[int, int], ...]:
    found = (one for one in entities(word, reader.facts) if one.kind is EntityKind.LINK)
    return tuple((one.start, one.end) for one in found if _MARKS.search(one.text))


def _words_with_marks(text: str) -> Iterator[tuple[int, int]]:
    """The words that a link may be in: no link has white space in it, and reading the whole text is slow."""
    done = 0
    while mark := _MARKS.search(text, done):
        start = mark.start()
        while start > done and not text[start - 1].isspace():
            start -= 1
        end = _WORD_END.search(text, mark.end())
        done = end.start() if end else len(text)
        yield start, done


def with_tracking(text: str, facts: Facts, policy: Policy) -> list[Edit]:
    """The parameters behind each link to one of the own hosts."""
    if not policy.utm or not policy.own_hosts or not _MARKS.search(text):
        return []
    words = {"network": facts.slug, "persona": policy.persona, "date": policy.date}
    parameters = filled(policy.utm, words)
    why = "Visits that come from this post can be counted."
    return [
        Edit(start=link.start, end=link.end, text=better, why=why)
        for link in links_in(text, facts)
        if is_own(link.written, policy.own_hosts)
        for better in [tracked(link.written, parameters)]
        if better != link.written and _is_one_link(text, link, better, facts)
    ]


def _is_one_link(text: str, link: Link, better: str, facts: Facts) -> bool:
    """Whether the network would still take the whole for one link."""
    end = link.start + len(better)
    after = text[link.end : link.end + 2]
    before = text[max(0, link.start - 2) : link.start]
    found = links_in(before + better + after, facts)
    return any(
        (one.start + link.start - len(before), one.end + link.start - len(before)) == (link.start, end)
        for one in found
    )


def placed(text: str, facts: Facts, policy: Policy, closing: tuple[int, int] | None) -> Moved:
    """What becomes of the links of a text; what stands at `closing` (the sign-off) stays as it is."""
    place = place_of(facts, policy)
    if place is LinkPlace.INLINE:
        return Moved(())
    movable = [link for link in links_in(text, facts) if _may_move(text, link, closing)]
    if not movable or (place is LinkPlace.FIELD and len({link.written for link in movable}) > 1):
        return Moved(())
    return _Moving(text, facts, place, movable, closing, policy.language).made()


def first_link(text: str, facts: Facts) -> str:
    """The first link of a text with its scheme, "" where there is none."""
    for start, end in _words_with_marks(text):
        for link in links_in(text[start:end], facts):
            return with_scheme(link.written)
    return ""


def with_scheme(address: str) -> str:
    """An address as a field of its own wants it."""
    return address if "://" in address else f"https://{address}"


def _may_move(text: str, link: Link, closing: tuple[int, int] | None) -> bool:
    has_label = text.endswith("](", 0, link.start) or text.endswith("](<", 0, link.start)
    return not has_label and not (closing and closing[0] <= link.start < closing[1])


class _Moving:
    """Links on their way to another place."""

    def __init__(
        self,
        text: str,
        facts: Facts,
        place: LinkPlace,
        links: Sequence[Link],
        closing: tuple[int, int] | None,
        language: str,
    ) -> None:
        self._text, self._facts, self._place, self._links = text, facts, place, links
        self._end = _end_of_words(text, closing)
        pointers = _POINTERS.get(language.partition("-")[0].lower(), _POINTERS["en"])
        self._pointer = pointers[place]

    def made(self) -> Moved:
        stays = self._at_end() if self._place is LinkPlace.END else set()
        moved = [link for link in self._links if link not in stays]
        if self._place is LinkPlace.FIELD and not self._has_words_beside(moved):
            return Moved(())
        edits = [self._taken_out(link, is_first=not index) for index, link in enumerate(moved)]
        there = {link.written for link in stays}
        addresses_ = tuple(dict.fromkeys(link.written for link in moved if link.written not in there))
        if self._place is LinkPlace.END:
            return Moved([*edits, *self._put(addresses_, follows=bool(stays))])
        return Moved(edits, addresses_)

    def _has_words_beside(self, moved: Sequence[Link]) -> bool:
        return any(self._text[: link.start].strip() or self._text[link.end :].strip() for link in moved)

    def _at_end(self) -> set[Link]:
        """The links after which nothing comes but other links, the sign-off and hashtags."""
        stays: set[Link] = set()
        edge = self._end
        for link in reversed(self._links):
            if self._text[link.end : edge].strip():
                break
            stays.add(link)
            edge = link.start
        return stays

    def _taken_out(self, link: Link, *, is_first: bool) -> Edit:
        ends_line = _END_OF_LINE.match(self._text, link.end) is not None
        before = self._text[max(0, link.start - 40) : link.start]
        leads = _LEADS_HERE.search(before)
        if ends_line and leads and before[: leads.start()].strip():
            return self._edit(link.start - len(leads[0]), link.end, f" ({self._pointer})")
        if not (ends_line and _ENDS_SENTENCE.search(before)):
            return self._edit(link.start, link.end, f"({self._pointer})")
        end = (
            link.end
            + len(self._text[link.end : link.end + 4])
            - len(self._text[link.end : link.end + 4].lstrip(".!?…"))
        )
        if self._place is LinkPlace.COMMENT and is_first:
            return self._edit(link.start, end, f"{self._pointer[0].upper()}{self._pointer[1:]}.")
        return self._edit(space_before(self._text, link.start), end, "")

    def _put(self, links: Sequence[str], *, follows: bool) -> Iterable[Edit]:
        if not links:
            return
        after = len(self._text) - len(self._text[self._end :].lstrip())
        space = "" if not self._end else "\n" if follows else "\n\n"
        behind = "\n\n" if after < len(self._text) else ""
        yield self._edit(self._end, after, space + "\n".join(links) + behind)

    def _edit(self, start: int, end: int, text: str) -> Edit:
        where = {LinkPlace.END: "at the end", LinkPlace.COMMENT: "in the first comment"}.get(
            self._place, "in a field of their own"
        )
        return Edit(start=start, end=end, text=text, why=f"Links stand {where} on {self._facts.name}, as you chose.")


def _end_of_words(text: str, closing: tuple[int, int] | None) -> int:
    """Where the words of a text end, before its sign-off and the hashtags at its end."""
    if closing:
        return space_before(text, closing[0], _SPACE)
    return space_before(text, tail_of(text, len(text)), _SPACE)

"""Links, people and tags as a network finds them, driven by its facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from twoway.domain.facts import Facts, Grammar, Unit
from twoway.domain.text import facets, fediverse, weighted, weighted_tags
from twoway.domain.text.model import Entity, EntityKind
from twoway.domain.text.units import utf16_length

__all__ = ["Entity", "EntityKind", "byte_slice", "entities", "grammar", "utf16_slice"]

_EMAIL = re.compile(r"(?<![\w.+%-])[A-Za-z0-9][\w.+%-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w@-])")

#: What may not stand before the @ of a mention.
_BEFORE_MENTION = {
    Grammar.FACETS: rf"(?<![^{facets.SPACE}(])",
    Grammar.FEDIVERSE: r"(?<![\w=/])",
    Grammar.WEIGHTED: r"(?<![A-Za-z0-9_!#$%&*@＠/])",
}


def grammar(facts: Facts) -> Grammar:
    """The way this network finds things: its own choice, else what goes with its unit."""
    if facts.text.grammar is not None:
        return facts.text.grammar
    by_unit = {Unit.FEDIVERSE: Grammar.FEDIVERSE, Unit.X_WEIGHTED: Grammar.WEIGHTED}
    return by_unit.get(facts.text.limit.unit, Grammar.FACETS)


def entities(text: str, facts: Facts) -> list[Entity]:
    """What this network would make clickable, and e-mail addresses; ordered, never overlapping, in code points."""
    way = grammar(facts)
    found = {Grammar.FACETS: _facets, Grammar.FEDIVERSE: _fediverse, Grammar.WEIGHTED: _weighted}[way](text)
    people = _mentions(text, facts, way) if "@" in text or "＠" in text else ()
    emails = _emails(text) if "@" in text else ()
    return _apart([*found, *people, *emails])


def byte_slice(text: str, start: int, end: int) -> tuple[int, int]:
    """Code points to UTF-8 bytes."""
    before = len(text[:start].encode("utf-8", "surrogatepass"))
    return before, before + len(text[start:end].encode("utf-8", "surrogatepass"))


def utf16_slice(text: str, start: int, end: int) -> tuple[int, int]:
    """Code points to UTF-16 units."""
    before = utf16_length(text[:start])
    return before, before + utf16_length(text[start:end])


def _facets(text: str) -> list[Entity]:
    return [*facets.links(text), *facets.tags(text), *facets.cashtags(text)]


def _fediverse(text: str) -> list[Entity]:
    return [*fediverse.links(text), *fediverse.tags(text)]


def _weighted(text: str) -> list[Entity]:
    return weighted.links_and_tags(text)


@lru_cache(maxsize=64)
def _mention_pattern(handle: str, way: Grammar) -> re.Pattern[str]:
    return re.compile(rf"{_BEFORE_MENTION[way]}[@＠](?P<handle>(?:{handle}))(?![\w@＠])", re.IGNORECASE)


def _mentions(text: str, facts: Facts, way: Grammar) -> Iterable[Entity]:
    return _people(text) if facts.text.limit.unit is Unit.X_WEIGHTED else _handles(text, facts, way)


def _people(text: str) -> Iterable[Entity]:
    for person in weighted_tags.people(text):
        end = person.start + 1 + len(person.name)
        written = text[person.start : end]
        yield Entity(kind=EntityKind.MENTION, text=written, start=person.start, end=end, value=person.name)


def _handles(text: str, facts: Facts, way: Grammar) -> Iterable[Entity]:
    for match in _mention_pattern(facts.mentions.handle, way).finditer(text):
        if way is Grammar.FACETS and not _could_be_someone(match["handle"]):
            continue
        yield Entity(
            kind=EntityKind.MENTION, text=match[0], start=match.start(), end=match.end(), value=match["handle"]
        )


def _could_be_someone(handle: str) -> bool:
    """A handle that is a domain needs a real one; `.test` is for rehearsing."""
    return "." not in handle or "@" in handle or handle.endswith(".test") or facets.is_domain(handle.lower())


def _emails(text: str) -> Iterable[Entity]:
    for match in _EMAIL.finditer(text):
        yield Entity(kind=EntityKind.EMAIL, text=match[0], start=match.start(), end=match.end(), value=match[0])


def _apart(found: list[Entity]) -> list[Entity]:
    """The first of those that overlap, the longer one where they start together."""
    kept: list[Entity] = []
    for entity in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or entity.start >= kept[-1].end:
            kept.append(entity)
    return kept

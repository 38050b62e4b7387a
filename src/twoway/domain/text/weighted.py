"""Weighted length: light and heavy signs, links at a fixed price, an emoji as one sign.

Source: docs.x.com/fundamentals/counting-characters and twitter/twitter-text 3.1.0, config v1 to v3, checked 2026-11-22.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from twoway.domain.text import weighted_links, weighted_tags
from twoway.domain.text.emoji import GLUE, GLUED, SEQUENCE
from twoway.domain.text.model import Entity, EntityKind
from twoway.domain.text.units import utf16_length


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """One version of the counting rules. Weights are in hundredths from version 2 on (`scale`)."""

    most: int
    scale: int
    heavy: int
    light: str
    link_length: int = 23
    joins_emoji: bool = False


_LIGHT = "\x00-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037"
V1 = Configuration(most=140, scale=1, heavy=1, light="")
V2 = Configuration(most=280, scale=100, heavy=200, light=_LIGHT)
V3 = Configuration(most=280, scale=100, heavy=200, light=_LIGHT, joins_emoji=True)

_LIGHT_WEIGHT = 100
_HEAVY_RUN = re.compile(f"[^{_LIGHT}]+")
_HEAVY_SIGN = re.compile(f"[^{_LIGHT}]")
_INVALID = re.compile("[\ufffe\ufeff\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What the network's own counter answers; the ends are inclusive, in UTF-16 units."""

    weighted_length: int
    is_valid: bool
    permillage: int
    valid_end: int
    display_end: int


def length(text: str, configuration: Configuration = V3, *, link_length: int | None = None) -> int:
    """The weighted length of the text in its composed form (NFC)."""
    text = unicodedata.normalize("NFC", text)
    links = weighted_links.find(text) if "." in text else []
    link = configuration.link_length if link_length is None else link_length
    weight = _weight(_between(text, links), configuration) - len(links) * _sign_weight(_BETWEEN, configuration)
    return link * len(links) + weight // configuration.scale


#: It stands for a link while the rest is weighed, so that the signs around a link do not touch.
_BETWEEN = "\n"


def _between(text: str, links: list[weighted_links.Link]) -> str:
    if not links:
        return text
    pieces, done = [], 0
    for link in links:
        pieces.append(text[done : link.start])
        done = link.start + len(link.url)
    return _BETWEEN.join([*pieces, text[done:]])


def _weight(text: str, configuration: Configuration) -> int:
    """The weight of a text without links."""
    weight = _weight_of_signs(text, configuration)
    if configuration.joins_emoji and not text.isascii() and GLUE.search(text):
        joined = [one for window in _windows(text) for one in SEQUENCE.findall(window)]
        weight -= sum(_weight_of_signs(one, configuration) for one in joined) - len(joined) * configuration.heavy
    return weight


def _windows(text: str) -> Iterator[str]:
    """The places where signs are glued, each with the sign before it: no sequence reaches further."""
    done = 0
    for glued in GLUED.finditer(text):
        yield text[max(glued.start() - 1, done) : glued.end()]
        done = glued.end()


def _weight_of_signs(text: str, configuration: Configuration) -> int:
    if not configuration.light:
        return len(text) * configuration.heavy
    if text.isascii():
        return len(text) * _LIGHT_WEIGHT
    heavy = sum(map(len, _HEAVY_RUN.findall(text)))
    return len(text) * _LIGHT_WEIGHT + heavy * (configuration.heavy - _LIGHT_WEIGHT)


def _sign_weight(sign: str, configuration: Configuration) -> int:
    if not configuration.light or _HEAVY_SIGN.match(sign):
        return configuration.heavy
    return _LIGHT_WEIGHT


def parse(text: str, configuration: Configuration = V3) -> Parsed:
    """Length, validity and where the valid part ends."""
    composed = unicodedata.normalize("NFC", text)
    weighted = length(composed, configuration)
    is_clean = not _INVALID.search(composed)
    fits = weighted <= configuration.most
    units = utf16_length(text)
    end = max(units - 1, 0)
    if composed and not (fits and is_clean):
        end = _valid_end(composed, configuration) + units - utf16_length(composed)
    return Parsed(
        weighted_length=weighted,
        is_valid=is_clean and 0 < weighted <= configuration.most,
        permillage=int(weighted / configuration.most * 1000),
        valid_end=end,
        display_end=max(units - 1, 0),
    )


def _valid_end(text: str, configuration: Configuration) -> int:
    """The last unit up to which everything is clean and fits: no link, emoji or pair is cut."""
    weight = at = end = 0
    for piece, piece_weight in _pieces(text, configuration):
        weight += piece_weight
        at += utf16_length(piece)
        if weight > configuration.most * configuration.scale or _INVALID.search(piece):
            break
        end = at - 1
    return end


def _pieces(text: str, configuration: Configuration) -> Iterator[tuple[str, int]]:
    """Links, emoji and single signs with their weights."""
    done = 0
    for found in weighted_links.find(text):
        yield from _signs(text[done : found.start], configuration)
        done = found.start + len(found.url)
        yield text[found.start : done], configuration.link_length * configuration.scale
    yield from _signs(text[done:], configuration)


def _signs(text: str, configuration: Configuration) -> Iterator[tuple[str, int]]:
    done = 0
    for found in SEQUENCE.finditer(text) if configuration.joins_emoji else ():
        yield from ((sign, _sign_weight(sign, configuration)) for sign in text[done : found.start()])
        yield found[0], configuration.heavy
        done = found.end()
    yield from ((sign, _sign_weight(sign, configuration)) for sign in text[done:])


def links_and_tags(text: str) -> list[Entity]:
    """Links, hashtags and stock signs."""
    links = [
        Entity(
            kind=EntityKind.LINK, text=text[one.start : one.end], start=one.start, end=one.end, value=_whole(one.url)
        )
        for one in weighted_links.find(text)
    ]
    tags = weighted_tags.hashtags(text)
    return [*links, *(_tag(EntityKind.HASHTAG, text, one) for one in tags), *_cashtags(text)]


def _whole(url: str) -> str:
    return url if url[:8].lower().startswith(("http://", "https://")) else f"https://{url}"


def _cashtags(text: str) -> Iterator[Entity]:
    return (_tag(EntityKind.CASHTAG, text, one) for one in weighted_tags.cashtags(text))


def _tag(kind: EntityKind, text: str, tag: weighted_tags.Tag) -> Entity:
    value = tag.name.upper() if kind is EntityKind.CASHTAG else tag.name
    return Entity(kind=kind, text=text[tag.start : tag.end], start=tag.start, end=tag.end, value=value)

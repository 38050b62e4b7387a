"""How long a text is for a network, in that network's own unit, against its own limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from twoway.domain.facts import Facts, Unit
from twoway.domain.text import emoji_bytes, fediverse, weighted
from twoway.domain.text.entities import EntityKind, entities
from twoway.domain.text.graphemes import grapheme_count
from twoway.domain.text.units import utf16_length


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What a network counts. The bytes are None where the network has no second limit in bytes."""

    value: int
    limit: int
    unit: Unit
    bytes_value: int | None = None
    bytes_limit: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether the network would refuse it for its length."""
        return self.value > self.limit or self._bytes_left < 0

    @property
    def left(self) -> int:
        """How much may still be written; below zero, how much must go."""
        return self.limit - self.value

    @property
    def _bytes_left(self) -> int:
        return (self.bytes_limit or 0) - (self.bytes_value or 0) if self.bytes_limit is not None else 0


def count(
    text: str, facts: Facts, limits: Mapping[str, int], *, is_reply: bool = False, has_pictures: bool = False
) -> Count:
    """The length of exactly this text there, against the limit of an answer, of words beside pictures, or of a post.

    `limits` is what this server or account allows: `text`, `link_length`, `bytes`. It goes before what the facts say.
    """
    rule = facts.text
    return Count(
        value=length(text, facts, limits),
        limit=_allowed(limits, "text", rule.limit_for(is_reply=is_reply, has_pictures=has_pictures).value),
        unit=rule.limit.unit,
        bytes_value=utf8_length(text) if rule.bytes_limit else None,
        bytes_limit=_allowed(limits, "bytes", rule.bytes_limit.value) if rule.bytes_limit else None,
    )


def beside_warning(
    limits: Mapping[str, int], facts: Facts, warning: str, *, is_reply: bool = False, has_pictures: bool = False
) -> Mapping[str, int]:
    """The limits of a text that is folded away behind a warning: where its words take room from the text, there is less."""
    if not warning or not facts.text.warning_counts:
        return limits
    whole = _allowed(limits, "text", facts.text.limit_for(is_reply=is_reply, has_pictures=has_pictures).value)
    # Links and people in a warning count as they are written.
    return {**limits, "text": max(1, whole - grapheme_count(warning))}


def length(text: str, facts: Facts, limits: Mapping[str, int]) -> int:
    """The length alone."""
    link_length = facts.text.link_length
    if link_length is not None:
        link_length = _allowed(limits, "link_length", link_length)
    unit = facts.text.limit.unit
    if unit is Unit.FEDIVERSE or unit is Unit.X_WEIGHTED:
        return _with_own_links(text, unit, link_length)
    if link_length is not None:
        text = _with_priced_links(text, facts, link_length)
    return _PLAIN[unit](text)


# One look asks for the length of the same words more than once: for people, for the guard, for each account.
@lru_cache(maxsize=16)
def _with_own_links(text: str, unit: Unit, link_length: int | None) -> int:
    if unit is Unit.FEDIVERSE:
        return fediverse.length(text, link_length=link_length)
    return weighted.length(text, link_length=link_length)


def utf8_length(text: str) -> int:
    """Bytes as they are sent."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


_PLAIN = {
    Unit.GRAPHEMES: grapheme_count,
    Unit.CODE_POINTS: len,
    Unit.UTF16: utf16_length,
    Unit.BYTES: utf8_length,
    Unit.EMOJI_AS_BYTES: emoji_bytes.length,
}


def _allowed(limits: Mapping[str, int], name: str, otherwise: int) -> int:
    """What the account says, unless it says something that cannot be (servers have answered 0)."""
    value = limits.get(name, 0)
    return value if value > 0 else otherwise


def _with_priced_links(text: str, facts: Facts, link_length: int) -> str:
    pieces, done = [], 0
    for entity in entities(text, facts):
        if entity.kind is EntityKind.LINK:
            pieces += [text[done : entity.start], "x" * link_length]
            done = entity.end
    return "".join([*pieces, text[done:]])

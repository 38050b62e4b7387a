"""What is found in a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EntityKind(StrEnum):
    """What a piece of text is for the network that reads it."""

    LINK = "link"
    MENTION = "mention"
    HASHTAG = "hashtag"
    CASHTAG = "cashtag"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """`text` is what is written at [start, end) in code points; `value` is what it means.

    The value is the whole address of a link, the handle without @, the tag without #, the stock sign in capitals without $.
    """

    kind: EntityKind
    text: str
    start: int
    end: int
    value: str

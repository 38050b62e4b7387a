"""Links, people and tags as the AT protocol's rich text finds them.

Followed: `packages/api/src/rich-text` of bluesky-social/atproto, checked 2026-11-22. The rules in words:

- a link starts a word, or follows an opening bracket, and runs to the next space; it has a scheme, or begins with plain
  labels of which the last is a top-level domain of today's root zone (in small letters). One closing punctuation mark is
  not part of it, nor is a bracket that it does not open itself;
- a mention is @ and a domain at such a place; a tag is # at the start of a word with something other than digits and
  punctuation in it, at most 64 UTF-16 units long, without the punctuation that ends it; a stock sign is $ and up to five
  letters or digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from twoway.domain.text.model import Entity, EntityKind
from twoway.domain.text.tlds import CURRENT
from twoway.domain.text.units import utf16_length

#: White space as JavaScript knows it; Python's own class differs in six characters.
SPACE = "\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
LONGEST_TAG = 64

_LINK = re.compile(
    rf"(?<![^{SPACE}(])(?:[Hh][Tt][Tt][Pp][Ss]?://[^{SPACE}]+|([A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)+)[^{SPACE}]*)"
)
_MENTION = re.compile(rf"(?<![^{SPACE}(])@([A-Za-z0-9.-]+)\b", re.ASCII)
_INVISIBLE = "\xad\u2060\u200a-\u200d\u20e2"
_TAG = re.compile(rf"(?<![^{SPACE}])[#＃](?!\ufe0f)([^{SPACE}{_INVISIBLE}]+)")
_CASHTAG = re.compile(rf"(?<![^{SPACE}(])\$([A-Za-z][A-Za-z0-9]{{0,4}})(?=[{SPACE}.,;:!?)\"'’]|\Z)")
_ENDS_SENTENCE = ".,;:!?"


def is_domain(name: str) -> bool:
    """Whether the last label is a top-level domain of today, written in small letters."""
    _, dot, last = name.rpartition(".")
    return bool(dot) and last in CURRENT


def found(text: str) -> list[Entity]:
    """Everything the protocol's own detection finds, ordered by place; entities may overlap as they do there."""
    every = [*links(text), *_mentions(text), *tags(text), *cashtags(text)]
    return sorted(every, key=lambda entity: entity.start)


def links(text: str) -> Iterator[Entity]:
    """The links; their value always has a scheme."""
    if "." not in text and "//" not in text:
        return
    for match in _LINK.finditer(text):
        written, domain = match[0], match[1]
        if domain is not None and not is_domain(domain):
            continue
        if domain is None and not written.startswith("http"):
            continue  # the protocol's own client does not link HTTP:// in capitals, nor what follows it in the same word
        written = _without_end(written)
        value = written if domain is None else f"https://{written}"
        yield _entity(EntityKind.LINK, written, match.start(), value)


def _without_end(written: str) -> str:
    if written[-1] in _ENDS_SENTENCE:
        written = written[:-1]
    if written.endswith(")") and "(" not in written:
        written = written[:-1]
    return written


def _mentions(text: str) -> Iterator[Entity]:
    for match in _MENTION.finditer(text):
        if is_domain(match[1]) or match[1].endswith(".test"):
            yield _entity(EntityKind.MENTION, match[0], match.start(), match[1])


def tags(text: str) -> Iterator[Entity]:
    """The hashtags."""
    if "#" not in text and "＃" not in text:
        return
    for match in _TAG.finditer(text):
        if not any(_gives_meaning(sign) for sign in match[1]):
            continue
        tag = _without_punctuation(match[1])
        if tag and utf16_length(tag) <= LONGEST_TAG:
            yield _entity(EntityKind.HASHTAG, match[0][0] + tag, match.start(), tag)


#: Punctuation of Unicode 15 to 17, which Python may not know yet but the network's clients do.
_LATER_PUNCTUATION = re.compile(
    "[\u1b4e\u1b4f\u1b7f\U00010d6e\U00010ed0\U000113d4\U000113d5\U000113d7\U000113d8\U00011b00-\U00011b09\U00011be1"
    "\U00011f43-\U00011f4f\U00016d6d-\U00016d6f\U0001e5ff]"
)


def _is_punctuation(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "P" or _LATER_PUNCTUATION.match(sign) is not None


def _gives_meaning(sign: str) -> bool:
    return not ("0" <= sign <= "9") and not _is_punctuation(sign)


def _without_punctuation(tag: str) -> str:
    end = len(tag)
    while end and _is_punctuation(tag[end - 1]):
        end -= 1
    return tag[:end]


def cashtags(text: str) -> Iterator[Entity]:
    """The stock signs."""
    for match in _CASHTAG.finditer(text) if "$" in text else ():
        yield _entity(EntityKind.CASHTAG, match[0], match.start(), match[1].upper())


def _entity(kind: EntityKind, written: str, start: int, value: str) -> Entity:
    return Entity(kind=kind, text=written, start=start, end=start + len(written), value=value)

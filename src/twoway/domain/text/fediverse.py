"""Links, people, tags and length as the servers of the fediverse know them.

Facts from docs.joinmastodon.org and from the behaviour of mastodon/mastodon (checked 2026-11-22), in own words:

- a link needs `http://` or `https://` and a top-level domain of the list, may not be glued to a word, and counts a fixed price
  unless it is longer than 4,096;
- `@someone@server` counts `@someone` unless the server's name is longer than 253;
- the rest counts as characters a reader sees, the content warning with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from twoway.domain.text import weighted_links
from twoway.domain.text.graphemes import grapheme_count
from twoway.domain.text.model import Entity, EntityKind
from twoway.domain.text.tlds import LISTED

LONGEST_LINK = 4096
#: Names that are kept for examples and rehearsals (RFC 2606): they count as what they stand for.
_EXAMPLES = frozenset(("example", "invalid", "localhost", "test"))
LONGEST_SERVER = 253
_SEPARATORS = "·・\u200c"

_QUERY_SIGN = r"a-z0-9_&=#/\-\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000efffd"
_RULES = weighted_links.rules(
    r"[^\s\x85<>()?]",
    "?!*\"'「」;:=,.$%[]~&|@",
    rf"\?[{_QUERY_SIGN}!?*'();:+$%\[\].,~|@^]*[{_QUERY_SIGN}]",
)._replace(names=LISTED | _EXAMPLES, longest=LONGEST_LINK + len("https://"))
_REMOTE = re.compile(r"(?<![\w=/])(@\w+(?:[.-]+\w+)*)@(\w[\w.-]*\w|\w)", re.ASCII)
_SCHEME = re.compile("https?://", re.IGNORECASE | re.ASCII)
_HASH = re.compile(r"(?<![\w=/)])[#＃]")


def links(text: str) -> Iterator[Entity]:
    """Links with a scheme that stand by themselves."""
    for start, end, url in weighted_links.find(text, _RULES) if "://" in text else ():
        if _SCHEME.match(url):
            yield Entity(kind=EntityKind.LINK, text=url, start=start, end=end, value=url)


def tags(text: str) -> Iterator[Entity]:
    """Hashtags: words with `_`, `·`, `・` or a zero-width non-joiner inside; digits alone are none."""
    for match in _HASH.finditer(text):
        tag = _tag_at(text, match.end())
        if tag:
            end = match.end() + len(tag)
            yield Entity(
                kind=EntityKind.HASHTAG, text=text[match.start() : end], start=match.start(), end=end, value=tag
            )


def _tag_at(text: str, start: int) -> str:
    end = start
    while end < len(text) and (_is_word(text[end]) or text[end] in _SEPARATORS):
        end += 1
    tag = text[start:end].rstrip(_SEPARATORS)
    if not tag or tag[0] in _SEPARATORS:
        return ""
    has_meaning = any(sign.isalpha() for sign in tag) or any(sign in "_" + _SEPARATORS for sign in tag[1:-1])
    return tag if has_meaning else ""


def _is_word(sign: str) -> bool:
    return sign == "_" or sign.isalnum() or unicodedata.category(sign)[0] == "M"


def length(text: str, *, link_length: int | None, warning: str = "") -> int:
    """What a server counts. `link_length` None counts links as written."""
    return grapheme_count(warning + _REMOTE.sub(_local_part, _with_priced_links(text, link_length)))


def _with_priced_links(text: str, link_length: int | None) -> str:
    if link_length is None:
        return text
    pieces, done = [], 0
    for link in links(text):
        if link.end - link.start <= LONGEST_LINK:
            pieces += [text[done : link.start], "x" * link_length]
            done = link.end
    return "".join([*pieces, text[done:]])


def _local_part(match: re.Match[str]) -> str:
    return match[1] if len(match[2]) <= LONGEST_SERVER else match[0]

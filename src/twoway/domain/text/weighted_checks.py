"""Whether a text, a name, a tag or a link is one that the weighted counter's network takes.

Followed: twitter/twitter-text 3.1.0 (conformance 30e2430) and RFC 3986, checked 2026-11-22.
"""

from __future__ import annotations

import re
from dataclasses import replace

from twoway.domain.text import weighted, weighted_links
from twoway.domain.text.weighted_tags import Tag, hashtags, people

_PARTS = re.compile(r"(?:([^:/?#]+)://)?([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#([^\n\r\u2028\u2029]*))?\Z")
_PLAIN = "a-z\u0400-\u04ff0-9\\-._~"
_ESCAPE = "%[0-9a-f]{2}"
_PATH_SIGN = rf"(?:[{_PLAIN}!$&'()*+,;=:|@]|{_ESCAPE})"
_OCTET = "(?:[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])"
_LETTER = "(?:[a-z0-9]|[^\x00-\x7f])"
_HOST = (
    rf"(?:{_OCTET}(?:\.{_OCTET}){{3}}|\[[a-f0-9:.]+\]"
    rf"|(?:{_LETTER}(?:(?:[_-]|{_LETTER})*{_LETTER})?\.)*{_LETTER}(?:(?:-|{_LETTER})*{_LETTER})?\."
    rf"(?:[a-z]|[^\x00-\x7f])(?:(?:-|{_LETTER})*{_LETTER})?)"
)

_FLAGS = re.IGNORECASE | re.ASCII
_SCHEME = re.compile("https?", _FLAGS)
_AUTHORITY = re.compile(rf"(?:(?:[{_PLAIN}!$&'()*+,;=:]|{_ESCAPE})*@)?{_HOST}(?::[0-9]{{1,5}})?", _FLAGS)
_PATH = re.compile(rf"(?:/{_PATH_SIGN}*)*", _FLAGS)
_QUERY = re.compile(rf"(?:{_PATH_SIGN}|[/?])*", _FLAGS)


def is_text(text: str, configuration: weighted.Configuration) -> bool:
    """Whether it is not empty, fits, and holds nothing that is refused. Emoji are one sign here under every configuration."""
    return weighted.parse(text, replace(configuration, joins_emoji=True)).is_valid


def is_username(text: str) -> bool:
    """Whether the whole is a mention, with its sign."""
    found = people(text)
    return len(found) == 1 and not found[0].slug and found[0].name == text[1:]


def is_list(text: str) -> bool:
    """Whether the whole is somebody's list."""
    found = people(text)
    return len(found) == 1 and bool(found[0].slug) and (found[0].start, found[0].end) == (0, len(text))


def is_hashtag(text: str) -> bool:
    """Whether the whole is a hashtag, with its sign."""
    found = hashtags_outside_links(text)
    return len(found) == 1 and found[0].name == text[1:]


def hashtags_outside_links(text: str) -> list[Tag]:
    """Hashtags that no link has taken in; what begins first wins."""
    tags = hashtags(text)
    if not tags or "." not in text:
        return tags
    kept: list[Tag] = []
    done = 0
    links = [Tag(link.start, link.end, "") for link in weighted_links.find(text)]
    for piece in sorted([*tags, *links]):
        if piece.start < done:
            continue
        done = piece.end
        kept += [piece] if piece.name else []
    return kept


def is_url(text: str) -> bool:
    """Whether the whole is a web address with its scheme."""
    parts = _PARTS.match(text)
    return parts is not None and bool(_SCHEME.fullmatch(parts[1] or "")) and _is_address(parts)


def is_bare_url(text: str) -> bool:
    """Whether the whole is a web address, with or without a scheme."""
    parts = _PARTS.match(text)
    return parts is not None and _is_address(parts)


def _is_address(parts: re.Match[str]) -> bool:
    # The network takes the first way in which the authority can be read and looks whether that was all of it:
    # an address in numbers whose last one has two digits is therefore none there.
    authority = _AUTHORITY.search(parts[2])
    return (
        authority is not None
        and authority[0] == parts[2]
        and _PATH.fullmatch(parts[3]) is not None
        and _QUERY.fullmatch(parts[4] or "") is not None
        and _QUERY.fullmatch(parts[5] or "") is not None
    )

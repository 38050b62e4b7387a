"""Hashtags, people, lists and stock signs as the weighted counter's network finds them.

Followed: twitter/twitter-text 3.1.0 (conformance 30e2430), checked 2026-11-22. What was once looked at is not looked at again:
`#one#two` holds no tag at all, because the first is spoiled by what follows it and the second by what stands before it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from twoway.domain.text.signs import DIGITS, LETTERS
from twoway.domain.text.weighted_links import LATIN, SPACES

_JOINTS = "_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\xb7"
_TAG_SIGN = f"[{LETTERS}{DIGITS}{_JOINTS}]"
_HASHTAG = re.compile(f"[#＃](?![\ufe0f\u20e3])({_TAG_SIGN}*[{LETTERS}]{_TAG_SIGN}*)")
_TAG_SIGN_ONE = re.compile(_TAG_SIGN)
_AFTER_HASHTAG = re.compile("[#＃]|://")

_MENTION = re.compile("[@＠]([a-zA-Z0-9_]{1,20})(/[a-zA-Z][a-zA-Z0-9_-]{0,24})?")
_NOT_BEFORE_MENTION = re.compile("[a-zA-Z0-9_!#$%&*@＠]")
_RETWEET = re.compile("(?:\\A|([^a-zA-Z0-9_+~.-]))[rR][tT]\\Z")
_AFTER_MENTION = re.compile(f"[@＠{LATIN}]|://")
_REPLY = re.compile(f"[{SPACES}]*[@＠]([a-zA-Z0-9_]{{1,20}})")

_JS_SPACE = "\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CASHTAG = re.compile(
    rf"(?<![^{SPACES}])\$([A-Za-z]{{1,6}}(?:[._][A-Za-z]{{1,2}})?)(?=\Z|[{_JS_SPACE}!'#%&()*+,\\\-./:;<=>?@\[\]\^_{{|}}~$])"
)


class Tag(NamedTuple):
    """A tag at [start, end), its sign with it; `name` is without the sign."""

    start: int
    end: int
    name: str


class Person(NamedTuple):
    """A mention at [start, end); `slug` is that of a list, with its stroke, else empty."""

    start: int
    end: int
    name: str
    slug: str


def hashtags(text: str) -> list[Tag]:
    """Hashtags, those inside links too."""
    found: list[Tag] = []
    done = 0
    for match in _HASHTAG.finditer(text) if "#" in text or "＃" in text else ():
        if not _may_follow(text, match.start(), done):
            continue
        done = match.end()
        if not _AFTER_HASHTAG.match(text, done):
            found.append(Tag(match.start(), done, match[1]))
    return found


def _may_follow(text: str, at: int, done: int) -> bool:
    if at == 0:
        return True
    before = text[at - 1]
    return at - 1 >= done and before != "&" and (before in "\ufe0e\ufe0f" or not _TAG_SIGN_ONE.match(before))


def people(text: str) -> list[Person]:
    """Mentions, and lists of somebody."""
    found: list[Person] = []
    done = 0
    for match in _MENTION.finditer(text) if "@" in text or "＠" in text else ():
        if not _may_name(text, match.start(), done):
            continue
        done = match.end()
        if not _AFTER_MENTION.match(text, done):
            found.append(Person(match.start(), done, match[1], match[2] or ""))
    return found


def _may_name(text: str, at: int, done: int) -> bool:
    if at == 0:
        return True
    if at - 1 >= done and not _NOT_BEFORE_MENTION.match(text[at - 1]):
        return True
    retweet = _RETWEET.search(text, max(at - 3, 0), at) if text[at - 1] in "tT" else None
    return retweet is not None and (retweet[1] is not None or at == 2) and retweet.start() >= done


def reply_to(text: str) -> str | None:
    """Whom a text that begins with a mention answers."""
    match = _REPLY.match(text)
    return match[1] if match and not _AFTER_MENTION.match(text, match.end()) else None


def cashtags(text: str) -> list[Tag]:
    """Stock signs."""
    found = _CASHTAG.finditer(text) if "$" in text else ()
    return [Tag(match.start(), match.end(), match[1]) for match in found]

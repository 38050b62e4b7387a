"""Words to say in place of others: what a team chose, and plain words for those that only one network knows.

Whole words, with the capitals that stood there. Nothing inside links, handles, hashtags and quotations is touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from twoway.domain.facts import Facts
from twoway.domain.reading import holds
from twoway.domain.text.draft import Edit
from twoway.domain.text.guards import masked

_QUOTED = re.compile(
    r"\"[^\"\n]{1,500}\"|“[^“”]{1,1000}”|„[^„“”]{1,1000}[“”]|«[^«»]{1,1000}»|(?<!\w)‘[^‘\n]{1,500}’(?!\w)|^[ \t]*>[^\n]*$",
    re.MULTILINE,
)
_QUOTATION_MARKS = re.compile('["“”„«»‘>]')
_BEGINS_SENTENCE = re.compile(r"(?:\A|\n|[.!?…][\"”’)]?\s)\s*\Z")
_NO_SIGNS = re.compile(r"[#＃@＠*_`~\[\]<>\n\r]|https?:|www\.", re.IGNORECASE)
#: A swap may lead to another one; more steps than this are a circle.
_LONGEST_CHAIN = 20
#: Words that grow beyond this never end either.
_LONGEST_WORDS = 1000

#: Words that only people of one network know, with plain ones; only those that mean nothing else.
JARGON: Mapping[str, str] = {
    "retweet": "share",
    "retweets": "shares",
    "retweeted": "shared",
    "retweeting": "sharing",
    "subtweet": "hint",
    "regram": "share",
    "regrammed": "shared",
    "swipe up": "follow the link",
    "DM us": "message us",
    "DM me": "message me",
    "tweet us": "write to us",
    "tweet me": "write to me",
}

#: One of these stands in all of them; looking for them first costs next to nothing.
_STEMS = ("tweet", "regram", "swipe up", "dm us", "dm me")


@dataclass(frozen=True, slots=True)
class _Table:
    """Swaps made ready: a pattern that finds what is to be swapped, and what to say instead, by small letters."""

    pattern: re.Pattern[str] | None
    better: Mapping[str, tuple[str, str]]


def swapped(text: str, swaps: Mapping[str, str]) -> list[Edit]:
    """What a team says in place of its words."""
    if not swaps:
        return []
    table = _table(tuple(swaps.items()))
    return [*_found(text, table, "“{0}” is what you chose to say for “{1}”.")]


def plain(text: str, facts: Facts) -> list[Edit]:
    """Plain words for those of other networks."""
    if not holds(text, *_STEMS):
        return []
    table = _jargon_beside(facts.jargon)
    return [*_found(text, table, f"Not everybody on {facts.name} knows “{{1}}”.")]


def usable(swaps: Mapping[str, str]) -> dict[str, str]:
    """The swaps that lead somewhere: each to its last word. Circles, and words with signs in them, are left out."""
    made = {" ".join(old.split()): " ".join(new.split()) for old, new in swaps.items() if _is_usable(old, new)}
    while (resolved := _resolved(made)) != made:
        made = resolved
    return made


def _resolved(swaps: Mapping[str, str]) -> dict[str, str]:
    """Each swap with what the others make of its end, without those that never end: fewer and fewer, or the same again."""
    table = _ready(swaps)
    made = {old: _end_of(new, table) for old, new in swaps.items()}
    made = {old: new for old, new in made.items() if new and new != old}
    return {old: new for old, new in made.items() if not any(_may_join(old, other) for other in made.values())}


def _is_usable(old: str, new: str) -> bool:
    old = old.strip()
    return bool(old and new.strip() and old[0].isalnum() and old[-1].isalnum()) and not _NO_SIGNS.search(old + new)


def _end_of(new: str, table: _Table) -> str:
    """What is said once every swap is made in it; "" where that never ends."""
    for _ in range(_LONGEST_CHAIN):
        edits = [*_found(new, table, "")]
        if not edits:
            return new if all(not [*_found(form, table, "")] for form in _forms(new)) else ""
        for edit in reversed(edits):
            new = new[: edit.start] + edit.text + new[edit.end :]
        if len(new) > _LONGEST_WORDS:
            return ""
    return ""


def _forms(words: str) -> tuple[str, str]:
    return words.upper(), words[:1].upper() + words[1:]


def _may_join(old: str, new: str) -> bool:
    """Whether what stands beside the new words could make the old ones with them, again and again."""
    source, target = old.casefold().split(), new.casefold().split()
    return any(
        source[:size] == target[-size:] or source[-size:] == target[:size]
        for size in range(1, min(len(source) - 1, len(target)) + 1)
    )


@lru_cache(maxsize=64)
def _table(swaps: tuple[tuple[str, str], ...]) -> _Table:
    return _ready(usable(dict(swaps)))


@lru_cache(maxsize=64)
def _jargon_beside(own: tuple[str, ...]) -> _Table:
    """The jargon without what is at home on a network."""
    home = {_key(word) for word in own}
    return _ready(
        {
            word: better
            for word, better in JARGON.items()
            if _key(word) not in home and _key(word.split()[0]) not in home
        }
    )


def _ready(swaps: Mapping[str, str]) -> _Table:
    if not swaps:
        return _Table(None, {})
    words = sorted(swaps, key=len, reverse=True)
    either = "|".join(r"[ \t\xa0\n]+".join(map(re.escape, word.split())) for word in words)
    pattern = re.compile(rf"(?<![\w'’-])(?:{either})(?![\w]|[-'’]\w)", re.IGNORECASE)
    return _Table(pattern, {_key(old): (old, new) for old, new in swaps.items()})


def _found(text: str, table: _Table, why: str) -> Iterable[Edit]:
    if table.pattern is None or not table.pattern.search(text):
        return
    hidden = _without_quotations(masked(text))
    for match in table.pattern.finditer(hidden):
        written = text[match.start() : match.end()]
        old, new = table.better.get(_key(written), ("", ""))
        if not new or _is_said(text, match, new, old):
            continue
        said = _with_capitals(" ".join(written.split()), old, new)
        if written[:1].isupper() and _BEGINS_SENTENCE.search(text, max(0, match.start() - 4), match.start()):
            said = said[:1].upper() + said[1:]
        if said == written:
            continue
        yield Edit(start=match.start(), end=match.end(), text=said, why=why.format(said, written))


def _is_said(text: str, match: re.Match[str], new: str, old: str) -> bool:
    """Whether the better words stand there already, with the old ones in them (`sourdough bread` for `bread`)."""
    if _key(old) == _key(new):
        return False
    at = new.casefold().find(old.casefold())
    while at >= 0:
        start = match.start() - at
        if start >= 0 and _key(text[start : start + len(new)]) == _key(new):
            return True
        at = new.casefold().find(old.casefold(), at + 1)
    return False


def _with_capitals(written: str, old: str, new: str) -> str:
    if len(written) > 1 and written.isupper() and written != old:
        return new.upper()
    if written == old or not written[:1].isupper() or _key(old) == _key(new):
        return new
    return new[:1].upper() + new[1:]


def _without_quotations(text: str) -> str:
    if not _QUOTATION_MARKS.search(text):
        return text
    return _QUOTED.sub(lambda match: "x" * len(match[0]), text)


def _key(words: str) -> str:
    return " ".join(words.casefold().split())

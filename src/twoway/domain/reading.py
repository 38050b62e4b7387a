"""How a careful reader sees a text: links, hashtags, handles, emoji, words and sentences, on any network.

The rules look through these eyes. What one network really turns into a link is `domain.text.entities`; here a thing
counts when a person would take it for one. Offsets are code points. Answers are remembered for the last few texts,
because sixty rules ask the same questions about the same words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

_REMEMBERED = 64


class Span(NamedTuple):
    """A stretch of the text. `text` is the stretch itself: `whole[start:end]`."""

    text: str
    start: int
    end: int


# Each pattern below begins with the one sign or set of signs that it is recognised by, and looks back from there: the
# machine then jumps from one such sign to the next and does not try every place.
_LINK = re.compile(r"[hHwW](?:(?<=[hH])(?i:ttps?)://|(?<=[wW])[wW][wW]\.)(?=\w)[^\s<>\"“”«»]+")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_AT = re.compile(r"@(?<=[\w.+-]@)")
_LOCAL_PART = re.compile(r"[\w.+-]{1,64}\Z")
_LONGEST_LOCAL_PART = 64
_HASHTAG = re.compile(r"[#＃](?<![\w&/#@][#＃])(\w+)")
_HANDLE = re.compile(r"@(?<![\w/.@#=]@)(\w[\w.-]{0,100}(?:@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})?)")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_TOLD = re.compile(r"\w+")
_ASCII_TOLD = re.compile(r"[a-z0-9_]+")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+(?:['\-][A-Za-z0-9]+)*")
# Possessive, so that a thousand exclamation marks in a row cost one look and not a million.
_SENTENCE_END = re.compile(r"[.!?…\n](?:(?<=\n)\n*+|(?<=[.!?…])(?<![.!?…]{2})[.!?…]*+[\"”»’')\]]*+(?=\s))")
_ABBREVIATIONS = frozenset(
    {"e.g", "i.e", "z.b", "d.h", "u.a", "bzw", "ca", "vs", "st", "nr", "mr", "mrs", "ms", "dr", "prof", "p.m", "a.m"}
    | {"p.ex", "sr", "sra", "av", "inkl", "zzgl", "usw", "tel", "approx", "no"}
)

_PICTOGRAPH = (
    "\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7ff\U0001f900-\U0001faff"
    "\u2600-\u26ff\u2702-\u27b0\u2b50\u2b55\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u2b05-\u2b07\u203c\u2049"
    "\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a"
)
_SIGNS = "\u00a9\u00ae\u2122\u2194-\u2199\u21a9\u21aa"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[0-9#*]\ufe0f?\u20e3"
    f"|[{_PICTOGRAPH}][\ufe0f\U0001f3fb-\U0001f3ff]?(?:\u200d[{_PICTOGRAPH}][\ufe0f\U0001f3fb-\U0001f3ff]?)*"
    f"|[{_SIGNS}]\ufe0f"
)
#: The same but for the keys: digits are too common to stop at.
_EMOJI_NO_KEY = re.compile(
    f"[\U0001f1e6-\U0001f1ff{_PICTOGRAPH}{_SIGNS}]"
    "(?:(?<=[\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff]"
    f"|(?<=[{_PICTOGRAPH}])[\ufe0f\U0001f3fb-\U0001f3ff]?(?:\u200d[{_PICTOGRAPH}][\ufe0f\U0001f3fb-\U0001f3ff]?)*"
    f"|(?<=[{_SIGNS}])\ufe0f)"
)
_KEY = "\u20e3"

#: So many words say clearly enough in which language they are.
_ENOUGH_WORDS = 150
_COMMON_WORDS = {
    tag: frozenset(common.split())
    for tag, common in {
        "en": "the and is are you your our we with for this that of to in on it have has was will from at be all an",
        "de": "der die das und ist wir sie ihr euch mit für auf ein eine nicht von zu im den dem auch bei uns heute",
        "es": "el la los las y es con para por una un que en de nuestro nuestra hoy más del se al tu te os muy",
        "fr": "le la les et est avec pour nous vous une un dans des du de que sur notre nos vos au aux à ce votre",
    }.items()
}


def _closed(link: str) -> str:
    """The link without the punctuation of the sentence around it."""
    while link:
        last = link[-1]
        if last in ".,:;!?…'’*_~|" or (last in ")]}" and link.count(last) > link.count("([{"[")]}".index(last)])):
            link = link[:-1]
            continue
        return link
    return link


@lru_cache(maxsize=_REMEMBERED)
def links(text: str) -> tuple[Span, ...]:
    """Everything that begins with http(s):// or www., without the sentence's own punctuation behind it."""
    found = []
    for match in _LINK.finditer(text) if "://" in text or "www." in lowered(text) else ():
        link = _closed(match[0])
        found.append(Span(link, match.start(), match.start() + len(link)))
    return tuple(found)


def pages_named(texts: Iterable[str]) -> tuple[str, ...]:
    """The whole addresses that these texts link to, each once."""
    found = (link.text for text in texts for link in links(text))
    return tuple(dict.fromkeys(address if "://" in address else f"https://{address}" for address in found))


@lru_cache(maxsize=_REMEMBERED)
def emails(text: str) -> tuple[Span, ...]:
    """The e-mail addresses in a text."""
    return tuple(Span(m[0], *m.span()) for m in _emails(text)) if "@" in text else ()


def _emails(text: str) -> Iterator[re.Match[str]]:
    """The matches of the pattern; only looked for around an @, because trying everywhere is slow."""
    done = 0
    for sign in _AT.finditer(text):
        at = sign.start()
        local = _LOCAL_PART.search(text, max(done, at - _LONGEST_LOCAL_PART), at)
        match = _EMAIL.match(text, local.start()) if local else None
        if match:
            done = match.end()
            yield match


def _outside(found: list[Span], taken: tuple[Span, ...]) -> tuple[Span, ...]:
    """What does not begin inside something taken; `taken` is in order and does not overlap."""
    starts = [span.start for span in taken]
    free = []
    for span in found:
        before = bisect_right(starts, span.start) - 1
        if before < 0 or taken[before].end <= span.start:
            free.append(span)
    return tuple(free)


@lru_cache(maxsize=_REMEMBERED)
def hashtags(text: str) -> tuple[Span, ...]:
    """The hashtags in a text, with their sign; those of digits alone are not one, nor is a `#part` of a link."""
    if "#" not in text and "＃" not in text:
        return ()
    found = [Span(m[0], m.start(), m.end()) for m in _HASHTAG.finditer(text) if not m[1].isdigit()]
    return _outside([s for s in found if any(c.isalpha() for c in s.text)], links(text))


@lru_cache(maxsize=_REMEMBERED)
def handles(text: str) -> tuple[Span, ...]:
    """What looks like @somebody, with the sign; e-mail addresses and links are left out."""
    if "@" not in text:
        return ()
    found = []
    for match in _HANDLE.finditer(text):
        handle = match[0].rstrip(".-")
        found.append(Span(handle, match.start(), match.start() + len(handle)))
    return _outside(found, links(text))


@lru_cache(maxsize=_REMEMBERED)
def emoji(text: str) -> tuple[Span, ...]:
    """The emoji in a text, each as one with its joiners and skin tones."""
    if text.isascii():
        return ()
    return tuple([Span(m[0], *m.span()) for m in (_EMOJI if _KEY in text else _EMOJI_NO_KEY).finditer(text)])


@lru_cache(maxsize=_REMEMBERED)
def words(text: str) -> tuple[Span, ...]:
    """The words of a text; those inside links, handles and hashtags are left out."""
    plain = blanked(text)
    pattern = _ASCII_WORD if plain.isascii() else _WORD
    return tuple([Span(m[0], *m.span()) for m in pattern.finditer(plain)])


@lru_cache(maxsize=_REMEMBERED)
def bare_words(text: str, start: int = 0, end: int | None = None) -> tuple[str, ...]:
    """The same words, or those of a stretch, without their places, which costs a quarter."""
    plain = blanked(text)[start:end]
    return tuple((_ASCII_WORD if plain.isascii() else _WORD).findall(plain))


@lru_cache(maxsize=_REMEMBERED)
def blanked(text: str) -> str:
    """The text with spaces in the place of links, e-mail addresses, handles and hashtags; offsets stay."""
    taken = sorted((*links(text), *emails(text), *handles(text), *hashtags(text)), key=lambda s: s.start)
    if not taken:
        return text
    parts, at = [], 0
    for span in taken:
        if span.start < at:
            continue
        parts.append(text[at : span.start])
        parts.append(" " * (span.end - span.start))
        at = span.end
    return "".join((*parts, text[at:]))


@lru_cache(maxsize=_REMEMBERED)
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text, without the space around them; a line end ends one too."""
    cuts, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if match[0] == "." and _is_abbreviation(text[max(0, match.start() - 20) : match.start()]):
            continue
        cuts.append((start, match.end()))
        start = match.end()
    cuts.append((start, len(text)))
    return tuple(s for s in (trimmed(text, a, b) for a, b in cuts) if s.text)


def _is_abbreviation(before: str) -> bool:
    """Whether the last word of what stands before a full stop is one that ends with it."""
    last = before.split()[-1:] if before and not before[-1].isspace() else []
    return bool(last) and last[0].lower().lstrip("(„“\"'") in _ABBREVIATIONS


@lru_cache(maxsize=_REMEMBERED)
def lowered(text: str) -> str:
    """The text in small letters; only for asking whether something is in it, for offsets may move.

    What a pattern without regard to case takes for an i or an s is one here, too.
    """
    small = text.lower()
    return small if small.isascii() else small.replace("i\u0307", "i").replace("ı", "i").replace("ſ", "s")


def holds(text: str, *stems: str) -> bool:
    """Whether one of the stems (in small letters) stands anywhere in the text, however it is capitalised."""
    small = lowered(text)
    return any(stem in small for stem in stems)


@lru_cache(maxsize=_REMEMBERED)
def told(text: str) -> frozenset[str]:
    """Every word in small letters, as a pattern sees words between two `\\b`: also those in links and hashtags."""
    small = lowered(text)
    return frozenset((_ASCII_TOLD if small.isascii() else _TOLD).findall(small))


def tells(text: str, any_of: frozenset[str]) -> bool:
    """Whether one of these whole words (in small letters) stands in the text; asked before a slow pattern is."""
    return not any_of.isdisjoint(told(text))


def trimmed(text: str, start: int, end: int) -> Span:
    """The stretch from start to end without the white space at either side."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    return Span(piece, start, start + len(piece))


@lru_cache(maxsize=_REMEMBERED)
def closing_tags_at(text: str) -> int:
    """Where the block of hashtags at the end begins (links, handles, emoji too); len(text) when there is none."""
    tags = hashtags(text)
    tag_starts = {tag.start for tag in tags}
    tokens = sorted((*tags, *links(text), *handles(text), *emoji(text)), key=lambda s: s.end)
    at = before_space(text, len(text))
    first = len(text)
    while tokens and tokens[-1].end == at:
        token = tokens.pop()
        first = token.start if token.start in tag_starts else first
        at = before_space(text, token.start)
    return first


def before_space(text: str, at: int) -> int:
    """Where the white space that ends at `at` begins."""
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return at


@lru_cache(maxsize=_REMEMBERED)
def language(text: str) -> str:
    """The language by its commonest words (en, de, es, fr), "" when the text does not say clearly enough."""
    said = [word.lower() for word in bare_words(text)[:_ENOUGH_WORDS]]
    scores = sorted(
        ((sum(map(common.__contains__, said)), tag) for tag, common in _COMMON_WORDS.items()), reverse=True
    )
    (best, tag), (second, _) = scores[0], scores[1]
    return tag if best >= 4 and best >= 2 * second else ""


def host(address: str) -> str:
    """The site of an address, without `www.`, in small letters; with its port, if it names one."""
    return re.split(r"[/?#]", address.lower().split("://")[-1], maxsplit=1)[0].removeprefix("www.")


def which_picture(number: int, of: int) -> str:
    """ "picture" where there is only one, else "1st picture", "2nd picture" ..."""
    if of == 1:
        return "picture"
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending} picture"

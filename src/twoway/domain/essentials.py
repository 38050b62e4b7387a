"""What a text may not lose unnoticed: links, people, prices, dates, times, numbers and words that deny; and what it asks for.

Knows English, German, Spanish and French. When in doubt a word counts as essential: told once too often is better than lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from twoway.domain.facts import Facts
from twoway.domain.sentences import CURRENCIES, MONTHS, WEEKDAYS, is_negation, vocabulary
from twoway.domain.text.entities import Entity, EntityKind, entities
from twoway.domain.text.guards import addresses
from twoway.domain.text.words import words


class EssentialKind(StrEnum):
    """What would be missed."""

    LINK = "link"
    MENTION = "mention"
    PRICE = "price"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Essential:
    """`text` is what is written at [start, end)."""

    kind: EssentialKind
    text: str
    start: int
    end: int


def essentials(text: str, facts: Facts) -> list[Essential]:
    """All of them in their order, never overlapping."""
    found = [*_reachable(text, facts)]
    rest = _blotted(text, found)
    found += [*_numbers_and_words(rest, text), *_denying_tags(entities(rest, facts))]
    return sorted(found, key=lambda one: one.start)


def lost(before: list[Essential], after: list[Essential]) -> list[Essential]:
    """Those of the first text that the second has not, or not as often; of a link one is enough."""
    left = Counter(_key(one) for one in after)
    missing = []
    for one in before:
        if left[_key(one)] > 0:
            left[_key(one)] -= one.kind is not EssentialKind.LINK
        else:
            missing.append(one)
    return missing


def asks_for_something(sentence: str) -> bool:
    """Whether a sentence is a call to action: order, call, come by."""
    for match in _FIRST_WORDS.finditer(sentence[:80]):
        word = match[0].casefold()
        if word not in _POLITE:
            return word in _CALLS
    return False


def _key(one: Essential) -> tuple[EssentialKind, str]:
    return one.kind, one.text.casefold()


# Links and people

_REACHABLE = {
    EntityKind.LINK: EssentialKind.LINK,
    EntityKind.EMAIL: EssentialKind.LINK,
    EntityKind.MENTION: EssentialKind.MENTION,
}


def _reachable(text: str, facts: Facts) -> Iterator[Essential]:
    """What the network makes clickable, and what any reader takes for an address."""
    places = [(one.start, one.end, _REACHABLE[one.kind]) for one in entities(text, facts) if one.kind in _REACHABLE]
    places += [(start, end, EssentialKind.LINK) for start, end in addresses(text)]
    done = 0
    for start, end, kind in sorted(places, key=lambda place: (place[0], -place[1])):
        if start >= done and end > start:
            yield Essential(kind=kind, text=text[start:end], start=start, end=end)
            done = end


def _blotted(text: str, found: list[Essential]) -> str:
    pieces, done = [], 0
    for one in found:
        pieces += [text[done : one.start], " " * (one.end - one.start)]
        done = one.end
    return "".join([*pieces, text[done:]])


def _denying_tags(found: list[Entity]) -> Iterator[Essential]:
    for tag in found:
        parts = words(tag.value).split() if tag.kind is EntityKind.HASHTAG else []
        if len(parts) > 1 and any(is_negation(part) for part in parts):
            yield Essential(kind=EssentialKind.NEGATION, text=tag.text, start=tag.start, end=tag.end)


# Numbers and words

_SIGNS = re.escape(CURRENCIES)
_NUMBER = r"\d{1,30}(?:[.,'’]\d{1,30}){0,10}"
_COINS = r"(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds?|pence|cents?|francs?|Franken|pesos)\b"
_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b"
_FOUND = re.compile(
    rf"""
    (?=[\d{_SIGNS}])(?:
        (?P<price>[{_SIGNS}][ \xa0]?{_NUMBER} | {_NUMBER}[ \xa0\u202f]?(?:[{_SIGNS}]|{_COINS}))
      | (?P<date>\d{{4}}-\d\d-\d\d | \d{{1,2}}[./]\d{{1,2}}[./](?:\d{{2,4}})?
          | \d{{1,2}}(?:\.|st|nd|rd|th|er)?[ \xa0](?:of[ ]|de[ ])?{_MONTH}\.?(?:[ ](?:de[ ])?\d{{4}}\b)?)
      | (?P<time>\d{{1,2}}(?:[:.h]\d\d)?[ \xa0\u202f]?(?:[ap]\.?[ \xa0]?m\b\.?|Uhr\b|o['’]clock\b)
          | \d{{1,2}}(?::|[ ]?h[ ]?)\d\d\b | \d{{1,2}}[ \xa0]?h\b)
      | (?P<number>{_NUMBER}[ \xa0]?% | {_NUMBER})
    )
    | (?P<named>{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?[ ]\d{{4}}\b(?![-/.]\d))?)
    | (?P<other>[\d\xb2\xb3\xb9\xbc-\xbe\u2150-\u2189\u2460-\u249b])
    | (?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_KINDS = {
    "price": EssentialKind.PRICE,
    "date": EssentialKind.DATE,
    "named": EssentialKind.DATE,
    "time": EssentialKind.TIME,
    "number": EssentialKind.NUMBER,
    "other": EssentialKind.NUMBER,
}


_NUMBER_WORDS = vocabulary(
    "two three four five six seven eight nine ten eleven twelve dozen hundred thousand million half twice double "
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dutzend hundert tausend halb halbe doppelt "
    "dos tres cuatro cinco seis siete ocho nueve diez once doce docena cien mil mitad doble "
    "deux trois quatre cinq sept huit neuf dix onze douze douzaine cent mille moitié"
)
_TIME_WORDS = vocabulary("noon midnight mittag mitternacht mediodía medianoche midi minuit")
# "May" and "mar" are other words far more often.
_DATE_WORDS = WEEKDAYS | (MONTHS - vocabulary("may mar dec sept jan mai juin mars"))

_FIRST_WORDS = re.compile(r"[^\W\d_]+")
_POLITE = vocabulary(
    "please so and just now then simply why don you can bitte und einfach jetzt por favor y ahora et alors"
)
_CALLS = vocabulary(
    "order book call visit come join buy sign register reply tell ask subscribe download read see find learn get pop "
    "shop try donate message write email follow share click tap reserve grab send stop drop head apply vote check "
    "discover ring bestell bestellt bestellen buch bucht buchen ruf ruft rufen komm kommt kommen besuch besucht besuchen "
    "melde meldet melden schreib schreibt schreiben hol holt holen probier probiert probieren schau schaut "
    "pide pedid reserva llama llámanos ven venid visita compra escríbenos apúntate descubre pasa pásate "
    "commandez réservez appelez venez visitez achetez écrivez découvrez inscrivez passez"
)


def _numbers_and_words(rest: str, text: str) -> Iterator[Essential]:
    for match in _FOUND.finditer(rest):
        group = match.lastgroup or "other"
        kind = _KINDS.get(group) or _kind_of_word(match[0])
        if kind:
            yield Essential(kind=kind, text=text[match.start() : match.end()], start=match.start(), end=match.end())


def _kind_of_word(written: str) -> EssentialKind | None:
    word = written.casefold()
    if is_negation(word):
        return EssentialKind.NEGATION
    if word in _NUMBER_WORDS:
        return EssentialKind.NUMBER
    if word in _DATE_WORDS:
        return EssentialKind.DATE
    return EssentialKind.TIME if word in _TIME_WORDS else None

"""Where a text may be cut: after paragraphs, lines, sentences, clauses and words, the best places first.

Knows what looks like the end of a sentence and is none in English, German, Spanish and French: short forms (Dr., e.g., z. B.,
Sr., M.), decimals, times (8 p.m.), ordinals (am 3. Mai), ellipses in the middle. Where it is not sure it does not cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from twoway.domain.text.graphemes import stand_apart


class Level(IntEnum):
    """How good a place for a cut is; the lowest is the best. GLUED parts what belongs together (8 | p.m., not | today)."""

    PARAGRAPH = 0
    LINE = 1
    SENTENCE = 2
    CLAUSE = 3
    WORD = 4
    GLUED = 5


class Cut(NamedTuple):
    """A text may end at `end` and go on at `start`; between them is nothing but white space."""

    end: int
    start: int
    level: Level


def sentence_cuts(text: str) -> list[Cut]:
    """Where paragraphs, lines and sentences end, in order; none at the very start or end, none inside a character."""
    return [Cut(end, start, level) for end, start, level in _ends(text) if _is_between(text, end, start)]


def inner_cuts(text: str, start: int, end: int) -> list[Cut]:
    """Where a sentence that stands at [start, end) could be cut: clauses and words."""
    cuts = []
    for match in _GAP.finditer(text, start, end):
        at, after = match.span()
        if at <= start or after >= end:
            continue
        if at == after:  # between two ideographs, which never join
            cuts.append(Cut(at, at, Level.CLAUSE if text[at - 1] in _CLAUSE_MARKS else Level.WORD))
        elif _is_between(text, at, after):
            cuts.append(Cut(at, after, _inner_level(text, at, after)))
    return cuts


def sentences(text: str) -> list[tuple[int, int]]:
    """The places [start, end) of all sentences, without the white space around them."""
    start, stop = edges(text)
    places = []
    for cut in sentence_cuts(text):
        places.append((start, cut.end))
        start = cut.start
    return [*places, (start, stop)] if start < stop else places


def edges(text: str) -> tuple[int, int]:
    """Where the words of a text begin and end, without taking half a character away."""
    end = len(text.rstrip())
    start = len(text) - len(text.lstrip())
    if start >= end:
        return 0, 0
    if start and not stand_apart(text[start - 1], text[start]):
        start -= 1
    if end < len(text) and not stand_apart(text[end - 1], text[end]):
        end += 1
    return start, end


def word_before(text: str, at: int) -> str:
    """The word that ends at `at`, with its punctuation."""
    match = _LAST_WORD.search(text, max(0, at - _LONGEST_WORD), at)
    return match[0].lstrip(_OPENING) if match else ""


def word_after(text: str, at: int) -> str:
    """The word that begins at `at`, with its punctuation."""
    match = _NEXT_WORD.match(text, at)
    return match[0] if match else ""


# Words


def vocabulary(listed: str) -> frozenset[str]:
    """The words of a list that is written as one line."""
    return frozenset(listed.split())


MONTHS = vocabulary(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "januar jänner februar märz mai juni juli oktober dezember okt dez "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
    "janvier février mars avril juin juillet août septembre octobre novembre décembre"
)
WEEKDAYS = vocabulary(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays "
    "sundays montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag montags dienstags mittwochs donnerstags "
    "freitags samstags sonntags lunes martes miércoles jueves viernes sábado sábados domingo domingos "
    "lundi mardi mercredi jeudi vendredi samedi dimanche"
)
NEGATIONS = vocabulary(
    "no not never none nothing nobody nowhere neither nor without cannot cant dont wont isnt arent didnt doesnt "
    "wasnt werent hasnt havent couldnt shouldnt wouldnt "
    "nicht kein keine keinen keinem keiner keines nie niemals nichts niemand ohne weder "
    "nunca jamás nada nadie ningún ninguna ninguno sin tampoco ni "
    "ne pas jamais rien aucun aucune sans"
)
CURRENCIES = "£€$¥₹₽₩₺₴₦₱฿₫₪¢"

# A name follows these, or the sentence goes on in another way.
_NEVER_LAST = vocabulary(
    "dr mr mrs ms mx prof st sr sra srta dña dn ud uds vd mme mlle mgr hr fr frl dipl ing rev hon capt cpt lt sgt gen col "
    "mt ft e.g i.e eg ie cf vs viz approx incl excl esp resp al dept "
    "z.b d.h u.a o.ä u.ä v.a i.d.r s.o s.u bzw ca ggf evtl inkl exkl zzgl bspw sog vgl str tägl mtl gem lt allg geb "
    "p.ej ej aprox av avda c/ pág págs núm dpto tel teléf "
    "p.ex ex c.-à-d env chap éd bd"
)
_BEFORE_A_NUMBER = vocabulary(
    "no nos nr nrn n p pp s art abs fig vol kap ch sec min max tel abb ziff num núm pág pos bd est"
)
_MAY_BE_LAST = vocabulary(
    "etc usw u.s.w usf jr inc ltd co corp bros llc a.m p.m am pm uhr std hrs mins secs ave rd blvd cía s.a"
)
_ZONES = vocabulary("gmt utc bst est edt cst cdt mst mdt pst pdt cet cest mez mesz")
_GOES_ON_WITH = MONTHS | WEEKDAYS | _ZONES
_BEFORE_ORDINALS = vocabulary(
    "am im der die das den dem des zum zur beim vom ab bis seit jeder jede jedes jeden jedem ein eine einen einem unser "
    "unsere unserem unseren mein meine meinem ihr ihre zu"
)
_CONJUNCTIONS = vocabulary(
    "but because while although though whereas unless which aber weil obwohl denn sondern während damit "
    "pero porque aunque mientras sino mais puisque parce tandis quoique"
)

# Ends of sentences

_STOPS = ".!?…‽。！？｡"
_WIDE_STOPS = "。！？｡"
_CLOSING = "\"'”’»)]*_」』）】"
_OPENING = "\"'“‘«([¿¡*_„‚「『（【"
_EMOJI = "\u200d\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f"
_FIRST_EMOJI = "\u2190"
# The second is where a line of Chinese or Japanese may end: no white space follows their full stops.
_ANY_END = re.compile(rf"\s+|[{_WIDE_STOPS}]+[{re.escape('」』）】”’')}]*")
_STOP_BEFORE = re.compile(rf"([{_STOPS}]+)[{re.escape(_CLOSING)}]*[\s{_EMOJI}]*\Z")
_LOOK_BACK = 60
_LONGEST_WORD = 40
_LAST_WORD = re.compile(r"\S+\Z")
_NEXT_WORD = re.compile(r"\S{1,40}")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_LINK_STARTS = ("http://", "https://", "www.")


def _ends(text: str) -> Iterator[tuple[int, int, Level]]:
    for match in _ANY_END.finditer(text):
        at, after = match.span()
        if after == len(text):
            return
        if not match[0].isspace():
            if not text[after].isspace() and text[after] not in _STOPS + _CLOSING:
                yield after, after, Level.SENTENCE
        elif at and (lines := _line_ends(match[0])):
            yield at, after, Level.PARAGRAPH if lines > 1 else Level.LINE
        elif at and _may_close(text[at - 1]) and _is_end(text, at, after):
            yield at, after, Level.SENTENCE


def _line_ends(space: str) -> int:
    return 0 if space == " " else len(f"{space}x".splitlines()) - 1


def _may_close(sign: str) -> bool:
    return sign in _STOPS or sign in _CLOSING or sign >= _FIRST_EMOJI


def _is_end(text: str, at: int, after: int) -> bool:
    stop = _STOP_BEFORE.search(text, max(0, at - _LOOK_BACK), at)
    if not stop:
        return False
    first = text[after : after + 8].lstrip(_OPENING)[:1]
    # A picture belongs to the sentence before it.
    if first >= _FIRST_EMOJI and _is_picture(first):
        return False
    if first.islower() and not text.startswith(_LINK_STARTS, after):
        return False
    return stop[1] != "." or not _is_short_form(text, stop.start(), after)


def _is_picture(sign: str) -> bool:
    return re.match(f"[{_EMOJI}]", sign) is not None


def _is_short_form(text: str, dot: int, after: int) -> bool:
    """Whether the full stop at `dot` belongs to its word and ends nothing."""
    written = word_before(text, dot)
    word = written.casefold()
    following = word_after(text, after)
    if word.isdecimal():
        return _is_ordinal(text, dot - len(word), following)
    if (word in _BEFORE_A_NUMBER or word.endswith("str")) and following[:1].isdecimal():
        return True
    if word in _MAY_BE_LAST:
        return following.strip(".,;:!?)").casefold() in _GOES_ON_WITH
    if word in _NEVER_LAST or _DOTTED.fullmatch(word):
        return True
    return len(word) == 1 and word != word.upper() and written != "I"


def _is_ordinal(text: str, start: int, following: str) -> bool:
    """`1. Mix the flour` at the start of a line, `am 3. Mai`, `im 2. Stock`."""
    before = text[max(0, start - _LONGEST_WORD) : start]
    line = before.rpartition("\n")[2]
    if not line.strip() and len(line) < _LONGEST_WORD:
        return True
    if following.strip(".,;:!?)").casefold() in MONTHS:
        return True
    before = before.rstrip()
    word = word_before(before, len(before)).casefold()
    if word.endswith(tuple(_STOPS)):
        return word.rstrip(_STOPS) not in _BEFORE_A_NUMBER
    return word in _BEFORE_ORDINALS


# Inside a sentence

_IDEOGRAPHS = "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff"
_CLAUSE_MARKS = ",;:–—)…，、；："
_GAP = re.compile(rf"\s+|(?<=[{_IDEOGRAPHS}，、；：])(?=[{_IDEOGRAPHS}])")
_UNBREAKABLE = frozenset("\xa0\u202f\u2007")


def _inner_level(text: str, at: int, after: int) -> Level:
    before = text[at - 1]
    if at < after and _UNBREAKABLE.issuperset(text[at:after]):
        return Level.GLUED
    if before in _CLAUSE_MARKS or text[after] in "–—(":
        return Level.CLAUSE
    if before in "!?" or (before == "." and not _is_short_form(text, at - 1, after)):
        return Level.CLAUSE  # somebody who writes without capitals
    if _binds(word_before(text, at)):
        return Level.GLUED
    return Level.CLAUSE if word_after(text, after).casefold() in _CONJUNCTIONS else Level.WORD


def _binds(word: str) -> bool:
    """Whether a word is worth little, or means something else, without the next: 8 (p.m.), £ (5), not (today), Dr. (Who)."""
    if any(sign.isnumeric() for sign in word) or word in CURRENCIES or word.endswith("."):
        return True
    return is_negation(word)


def is_negation(word: str) -> bool:
    """Whether a word turns the meaning of its sentence round."""
    plain = word.casefold().replace("’", "'").strip(".,;:!?()[]\"“”«»…'*_")
    return plain.endswith("n't") or plain.startswith("n'") or plain.replace("'", "") in NEGATIONS


# Characters


def _is_between(text: str, end: int, start: int) -> bool:
    """Whether no character that a reader sees would be cut."""
    if end == start:
        return stand_apart(text[end - 1], text[end])
    return stand_apart(text[end - 1], text[end]) and stand_apart(text[start - 1], text[start])

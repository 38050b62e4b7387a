"""Three or more words in a row are in capitals.

Why: Capitals read as shouting, they are slower to read, and some screen readers spell them letter by letter.
Source: the social media accessibility guide of the University of Kentucky.

Instead: Write them as in any sentence. One word in capitals is emphasis enough.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import Span, words
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="ACC005", name="all-caps", family="Accessibility", default=Severity.WARN)

PASSES = (
    example("Fresh RYE at eight, only TODAY"),
    example("The BBC, ITV and RTÉ were here"),
    example("New from ALDER AND RYE: rolls", words={"brands": ("ALDER AND RYE",)}),
    example("Open 9 AM to 5 PM, MON to FRI"),
)
FAILS = (
    example("FRESH RYE AT EIGHT"),
    example("Come early, THIS WILL NOT LAST until noon."),
    example("HEUTE FRISCHE BRÖTCHEN", languages=("de",)),
)

_LEAST_WORDS = 3
#: Two capitals beside each other; scripts beyond these letters are always looked at in full.
_MAYBE = re.compile(r"[A-ZÀ-ÖØ-Þ\u0100-\u1fff](?:(?<=[\u0100-\u1fff])|[A-ZÀ-ÖØ-Þ])")


def check(case: Case) -> Iterator[Finding]:
    """Each row of capital words; words of your lists `brands` and `capitals` are let be."""
    if not _MAYBE.search(case.text):
        return
    spared = {
        word.casefold() for key in ("brands", "capitals") for name in case.words.get(key, ()) for word in name.split()
    }
    row: list[Span] = []
    for word in (*words(case.text), None):
        loud = word if word and _shouts(word.text) else None
        if loud and (not row or _goes_on(case.text[row[-1].end : loud.start])):
            row.append(loud)
            continue
        if len(row) >= _LEAST_WORDS:
            yield from _found(case, row, spared)
        row = [loud] if loud else []


def _shouts(word: str) -> bool:
    if word.isascii():
        return word.isupper()
    letters = [sign for sign in word if sign.isalpha()]
    return bool(letters) and all(sign.isupper() for sign in letters)


def _goes_on(between: str) -> bool:
    return not re.sub(r"[\s,\-–—&'’\"“”:]", "", between) and "\n" not in between


def _found(case: Case, row: list[Span], spared: set[str]) -> Iterator[Finding]:
    loud = [word for word in row if len(word.text) > 1 and word.text.casefold() not in spared]
    # Short ones alone are initials: BBC, ITV and RTÉ.
    if len(loud) < _LEAST_WORDS or not any(len(word.text) > 3 for word in loud):
        return
    start, end = row[0].start, row[-1].end
    calm = _calm(case.text, start, end, spared)
    # In German a noun would lose its capital, which a person must put back.
    is_safe = not case.languages[:1] or not case.languages[0].startswith("de")
    fix = Fix(start=start, end=end, text=calm, label="Write it in small letters", is_safe=is_safe)
    yield RULE.found("Capitals read as shouting, and some screen readers spell them out.", start, end, fix)


def _calm(text: str, start: int, end: int, spared: set[str]) -> str:
    calm = re.sub(r"[^\W\d_]+", lambda m: m[0] if m[0].casefold() in spared else m[0].lower(), text[start:end])
    before = text[:start].rstrip()[-1:]
    begins = not before or before in ".!?…:\n" or "\n" in text[len(text[:start].rstrip()) : start]
    calm = re.sub(r"\bi\b", "I", calm)
    return calm[:1].upper() + calm[1:] if begins else calm

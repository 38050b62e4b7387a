"""Straight and curly apostrophes are mixed, or there are two spaces in a row, or a space before a comma.

Why: Readers do not name it but see that the text was pasted together. Source: the rules of typesetting.

Instead: One kind of apostrophe, one space, and no space before a comma.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="FMT007", name="smart-punctuation-mix", family="Formatting", default=Severity.HINT)

PASSES = (
    example("It's Tom's rye, isn't it?"),
    example("It’s “fresh” rye. At eight."),
    example("Rye   £4   400 g\nBuns  £2    80 g"),
    example("Un pain, c'est tout : merci !"),
)
FAILS = (
    example("It's Tom’s rye"),
    example("Fresh  rye at eight"),
    example("Fresh rye , buns and rolls"),
)

_STRAIGHT = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_CURLY = re.compile(r"(?<=[^\W\d_])’(?=[^\W\d_])")
_SPACES = re.compile(r"(?<=[^\s]) {2,}(?=[^\s])")
_BEFORE_COMMA = re.compile(r"(?<=[^\W_]) +(?=,\s)")


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each place, with the better sign; rows of spaces that line up a table are let be."""
    if "'" in text and "’" in text and _CURLY.search(text):
        for match in _STRAIGHT.finditer(text):
            yield _found(match, "’", "This apostrophe is straight, the others are curly.", "Make it curly")
    gaps = list(_SPACES.finditer(text)) if "  " in text else []
    for match in gaps if len(gaps) < 3 else ():
        yield _found(match, " ", "Two spaces in a row.", "Keep one")
    for match in _BEFORE_COMMA.finditer(text) if " ," in text else ():
        yield _found(match, "", "A space before a comma.", "Take it out")


def _found(match: re.Match[str], better: str, message: str, label: str) -> Finding:
    fix = Fix(start=match.start(), end=match.end(), text=better, label=label)
    return RULE.found(message, match.start(), match.end(), fix)

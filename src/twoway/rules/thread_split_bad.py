"""A part of a thread ends in the middle of a sentence, or its parts are numbered in two ways.

Why: Parts are passed on alone, and one that breaks off reads as a mistake. Source: reports to tools that cut threads in
the middle of sentences and links, and number them twice.

Instead: Move the last words into the next part, or let Twoway split the text again.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.reading import emoji, hashtags, links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="FMT010",
    name="thread-split-bad",
    family="Formatting",
    default=Severity.WARN,
    scopes=frozenset({Scope.POST}),
)


def _thread(*parts: str) -> Case:
    return replace(example(parts[0]), parts=parts)


PASSES = (
    _thread("Fresh rye at eight."),
    _thread("Rye takes four hours. 1/3", "It is baked at low heat. 2/3", "That is why it is dark. 3/3"),
    _thread("What we need:", "flour, water, salt"),
    _thread("The plan: https://alderandrye.example", "and a map"),
    _thread("Rye is back 🍞", "buns follow"),
    _thread("Heute backen wir", "Morgen ruhen wir"),
)
FAILS = (
    _thread("Rye takes four hours because it is", "baked at a low heat."),
    _thread("Rye takes four hours, 1/2", "which is why it is dark. 2/2"),
    _thread("Rye takes four hours. 1/3", "It is baked at low heat. (2/3)", "That is why it is dark. 3/3"),
    _thread("Rye takes four hours. 1/3", "It is baked at low heat.", "That is why it is dark. 3/3"),
)

_NUMBER = re.compile(r"\s*(\(?)\d{1,3}/\d{1,3}\)?\s*\Z")
_ENDS = tuple(".!?…:;。！？؟”’\"')]»")


def check(case: Case) -> Iterator[Finding]:
    """Breaks off: nothing closes the part, and the next goes on in small letters."""
    parts = case.parts
    if len(parts) < 2:
        return
    for number, (part, following) in enumerate(pairwise(parts), start=1):
        if not _is_closed(_NUMBER.sub("", part)) and following.lstrip()[:1].islower():
            yield RULE.found(
                f"Part {number} ends in the middle of a sentence; move its last words into part {number + 1}."
            )
    styles = {(found[1] if (found := _NUMBER.search(part)) else None) for part in parts}
    if len(styles) > 1:
        yield RULE.found("The parts are numbered in different ways; number all of them alike, or none.")


def _is_closed(part: str) -> bool:
    part = part.rstrip()
    last = max((span.end for span in (*links(part), *hashtags(part), *emoji(part))), default=-1)
    return not part or part.endswith(_ENDS) or last == len(part)

"""Backslashes stand before signs, and readers will see them.

Why: Somebody, or another tool, wrote the text for a place where \\# means a plain #. Here nothing takes them away again.
Source: posts and comments with stray backslashes, reported for several tools that escape twice.

Instead: Write the sign alone. What a network needs to have escaped is escaped when it is sent.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import links
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="FMT002", name="over-escaped", family="Formatting", default=Severity.WARN)

_MARKED_UP = replace(SHORT, text=replace(SHORT.text, markdown=True))

PASSES = (
    example("Fresh rye (at eight) #Millbrook"),
    example(r"Fresh rye \(at eight\)", facts=_MARKED_UP),
    example(r"No rye today ¯\_(ツ)_/¯"),
    example(r"The file is in C:\ovens\plan"),
)
FAILS = (
    example(r"Fresh rye \(at eight\)"),
    example(r"Fresh rye at eight \#Millbrook"),
    example(r"Flour from \@sunnybank \| \*stone-ground\*"),
)

_ESCAPED = re.compile(r"(?<![¯\\])\\([#@_*~()\[\]{}<>|`])")


def check(case: Case) -> Iterator[Finding]:
    """Each backslash before a sign that some networks want escaped; where text is marked up it means something."""
    if "\\" not in case.text or case.facts.text.markdown:
        return
    taken = links(case.text)
    for found in _ESCAPED.finditer(case.text):
        if any(link.start <= found.start() < link.end for link in taken):
            continue
        fix = Fix(start=found.start(), end=found.end(), text=found[1], label=f"Write “{found[1]}”")
        yield RULE.found(f"Readers will see the backslash before “{found[1]}”.", found.start(), found.end(), fix)

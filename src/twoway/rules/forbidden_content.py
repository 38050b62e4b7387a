"""There is a telephone number in the text, and this network refuses such texts.

Why: Networks that list businesses have a button for calling, and turn away posts with a number in the text.
Source: this network's facts.

Instead: Leave the number out; the button stands below the post.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import links
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="ENG008", name="forbidden-content", family="Bait and policy", default=Severity.STOP)

_NO_PHONE = replace(SHORT, text=replace(SHORT.text, takes_phone=False))

PASSES = (
    example("Call 01234 567890"),
    example("Open from 8 to 13, 24.12.2026 closed, 1,200 g", facts=_NO_PHONE),
    example("See https://alderandrye.example/01234567890", facts=_NO_PHONE),
)
FAILS = (
    example("Call 01234 567890", facts=_NO_PHONE),
    example("Ring us: +44 1234 567 890.", facts=_NO_PHONE),
    example("Tel. (01234) 56-78-90", facts=_NO_PHONE),
)

_PHONE = re.compile(r"(?<![\w/.,-])(?:\+|00|\(?0)\d[\d ()/-]{6,17}\d(?![\w])")


def check(case: Case) -> Iterator[Finding]:
    """Each number that begins like a telephone number."""
    if case.facts.text.takes_phone:
        return
    inside = [(link.start, link.end) for link in links(case.text)]
    for match in _PHONE.finditer(case.text):
        if any(start <= match.start() < end for start, end in inside):
            continue
        fix = Fix(start=match.start(), end=match.end(), text="us", label="Leave the number out", is_safe=False)
        yield RULE.found(f"{case.facts.name} takes no text with a telephone number.", match.start(), match.end(), fix)

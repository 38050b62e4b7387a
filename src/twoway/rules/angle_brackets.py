"""There is a sign in the text that this network does not take at all.

Why: Some networks refuse a whole text for one angle bracket. Source: the signs in this network's facts.

Instead: Write it in words, or use the single quotation marks that look like it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="FMT005", name="angle-brackets", family="Formatting", default=Severity.STOP, is_final=True)

_STRICT = replace(SHORT, text=replace(SHORT.text, refused="<>"))

PASSES = (
    example("Rye < wheat > spelt"),
    example("Rye before wheat", facts=_STRICT),
    example("‹Rye›", facts=_STRICT),
)
FAILS = (
    example("Rye < wheat", facts=_STRICT),
    example("<b>Rye</b>", facts=_STRICT),
    example("Home -> shop", facts=_STRICT),
)

_LOOK_ALIKE = {"<": "‹", ">": "›"}


def check(case: Case) -> Iterator[Finding]:
    """Each sign that is refused."""
    refused = case.facts.text.refused
    if not refused:
        return
    for match in re.finditer("[" + re.escape(refused) + "]", case.text):
        other = _LOOK_ALIKE.get(match[0], "")
        label = f"Write {other}" if other else "Take it out"
        fix = Fix(start=match.start(), end=match.end(), text=other, label=label)
        yield RULE.found(f"{case.facts.name} takes no text with {match[0]} in it.", match.start(), match.end(), fix)

"""Exclamation marks stand in a row, or there are more than three.

Why: One exclamation mark is a raised voice, five are a market crier; readers stop believing them. Source:
published practice in writing for customers.

Instead: Keep one, and end the other sentences with a full stop.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="TON005", name="exclamation-overuse", family="Tone", default=Severity.HINT)

PASSES = (
    example("Fresh rye today!"),
    example("Fresh rye! Come early! See you!"),
    example("Really?! Rye at eight?"),
)
FAILS = (
    example("Fresh rye today!!"),
    example("Fresh rye!!! Come early!!!!"),
    example("Rye! Buns! Rolls! Cake!"),
    example("¡¡Pan fresco hoy!!"),
)

_ROW = re.compile(r"[!！¡](?:(?<=¡)¡+|(?<=[!！])[!！]+)")
_MOST = 3


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each row, and then their number."""
    if text.count("!") + text.count("！") <= 1 and "¡¡" not in text:
        return
    rows = list(_ROW.finditer(text))
    for row in rows:
        fix = Fix(start=row.start(), end=row.end(), text=row[0][0], label="Keep one")
        yield RULE.found("One exclamation mark says it.", row.start(), row.end(), fix)
    single = len(re.findall(r"[!！][!！]*+", text))
    if single > _MOST:
        yield RULE.found(f"{single} sentences are shouted here; keep one and let the others speak.")

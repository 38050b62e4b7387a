"""There are many emoji, or the same one several times in a row.

Why: A screen reader says the name of each: “croissant, croissant, croissant”. And more than a few make the
words between hard to read. Source: the social media guides of the universities of Virginia and Kentucky.

Instead: One emoji, at the end of a sentence.
"""

from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.reading import Span, emoji
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="ACC003", name="emoji-overuse", family="Accessibility", default=Severity.WARN)

PASSES = (
    example("Fresh rye 🥐"),
    example("Fresh rye 🥐🥐 and coffee ☕"),
    example("Our family 👨‍👩‍👧‍👦 bakes"),
)
FAILS = (
    example("Fresh rye 🥐🥐🥐"),
    example("Fresh rye 🎉 🎉 🎉 today"),
    example("Rye 🥐 coffee ☕ cake 🍰 tea 🍵 and more"),
    example("🥐 Rye ☕ coffee 🍰 cake 🍵 tea 🎉 music 🎈 games 🐶 dogs"),
)

_FEW, _MANY = 3, 6


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each row of the same emoji, and then their number; a handful only earns a hint."""
    seen = emoji(text)
    rows = list(_rows(text, seen))
    for row in rows:
        first = row[0]
        fix = Fix(start=first.start, end=row[-1].end, text=first.text, label=f"Keep one {first.text}")
        yield RULE.found(f"A screen reader says {first.text} {len(row)} times here.", first.start, row[-1].end, fix)
    if len(seen) - sum(len(row) - 1 for row in rows) > _FEW:
        yield RULE.found(
            f"{len(seen)} emoji in one text are read out one by one; one or two are enough.",
            seen[0].start,
            seen[-1].end,
            severity=None if len(seen) >= _MANY else Severity.HINT,
        )


def _rows(text: str, seen: tuple[Span, ...]) -> Iterator[list[Span]]:
    """Three or more of the same with nothing but space between."""
    row: list[Span] = []
    for one in seen:
        if row and one.text == row[0].text and not text[row[-1].end : one.start].strip():
            row.append(one)
            continue
        if len(row) >= 3:
            yield row
        row = [one]
    if len(row) >= 3:
        yield row

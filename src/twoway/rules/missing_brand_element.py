"""Something is missing that your brand's template asks for.

Why: A business account has a template of its own, so that people recognise it whoever writes. Source: S3; the
list is your own.

Instead: Add it, or take it off the list if nobody needs it any more.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Scope, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="BRD003",
    name="missing-brand-element",
    family="Brand",
    default=Severity.HINT,
    scopes=frozenset({Scope.POST}),
)

_TEMPLATE = {"must_have": ("Your bakers",)}

PASSES = (
    example("Fresh rye at eight. Your bakers", words=_TEMPLATE),
    example("Fresh rye at eight. YOUR BAKERS", words=_TEMPLATE),
    example("Fresh rye at eight."),
)
FAILS = (
    example("Fresh rye at eight.", words=_TEMPLATE),
    example("Fresh rye at eight. Your baker", words=_TEMPLATE),
    example("Fresh rye at eight. Your bakers", words={"must_have": ("Your bakers", "#AlderAndRye")}),
)


def check(case: Case) -> Iterator[Finding]:
    """Each piece of the list `must_have`, with a fix that adds it where there is room."""
    for piece in case.words.get("must_have", ()):
        if not piece.strip() or piece.casefold() in case.text.casefold():
            continue
        end = len(case.text.rstrip())
        fix = Fix(start=end, end=len(case.text), text=f" {piece}" if end else piece, label=f"Add “{piece}”")
        has_room = case.limit <= 0 or case.length + len(piece) + 1 <= case.limit
        yield RULE.found(f"Your brand's template asks for “{piece}”.", 0, 0, *([fix] if has_room else []))

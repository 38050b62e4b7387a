"""A customer is quoted by name, and nothing says that they agreed.

Why: A private remark becomes an advertisement, and the person never asked for it. Source: S1, share wins; data
protection and advertising law ask for consent.

Instead: Ask them, and note the yes in the list of people who agreed; or quote without the name.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Scope, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="BRD005",
    name="testimonial-without-consent",
    family="Brand",
    default=Severity.WARN,
    scopes=frozenset({Scope.POST}),
)

_AGREED = {"agreed_to_be_quoted": ("Kemi Okafor",)}

PASSES = (
    example("“Best rye I ever had in my life” – Kemi Okafor", words=_AGREED),
    example("“I came in for a card and left with four novels.” Overheard at the till"),
    example("“Closed” – Tuesday only"),
    example("“The Winter's Tale” by our theatre group"),
)
FAILS = (
    example("“Best rye I ever had in my life” – Kemi Okafor"),
    example('"They came within the hour and fixed it" says Grace W.'),
    example("„Das beste Brot seit vielen Jahren“ – Marta L."),
)

_QUOTE = re.compile(
    r"[“\"„«][^“”\"„«»\n]{20,400}[”\"“»]\s*(?:[-–—~]|,?\s*(?:says|said|writes|wrote|sagt|schreibt|dice"
    r"|dit))\s*((?:[A-ZÄÖÜÁÉ]\w{1,20})(?:\s+[A-ZÄÖÜÁÉ]\w{0,20}\.?)?)"
)
_LEAST_WORDS = 4


def check(case: Case) -> Iterator[Finding]:
    """Quotes of four words or more with a name; names of the list `agreed_to_be_quoted` are let be."""
    agreed = {name.casefold() for name in case.words.get("agreed_to_be_quoted", ())}
    for match in _QUOTE.finditer(case.text):
        name = match[1]
        if name.casefold() in agreed or len(match[0].split()) < _LEAST_WORDS:
            continue
        fix = Fix(
            start=match.start(1), end=match.end(1), text="a customer", label="Leave the name out", is_safe=False
        )
        yield RULE.found(f"Make sure that {name.rstrip('.')} agreed to be quoted.", *match.span(), fix)

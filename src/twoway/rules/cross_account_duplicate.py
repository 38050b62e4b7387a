"""The same text went out for another client.

Why: Both firms' readers see that neither of them speaks for itself, and networks take one text from several firms
for spam. Source: S2, on outside agencies that post for many firms; the rules of networks about duplicates.

Instead: Write this one from what this client did this week.
"""

from collections.abc import Iterator
from datetime import timedelta

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.history import Said, Whose, within
from twoway.plug.examples import after, example, reply, said
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="SPM005",
    name="cross-account-duplicate",
    family="Repetition",
    default=Severity.STOP,
    scopes=frozenset({Scope.POST}),
)

_TIP = "Three things to do before the frost: find your stopcock, wrap the pipe in the loft, and bleed the radiators."
_NEAR_TIP = "Four things to do before the frost: find the stopcock, wrap your pipe in the loft, and bleed radiators."


def _for_another(text: str, days: float = 1) -> Said:
    return said(text, days=days, whose=Whose.ANOTHER, client="Paper Lane")


PASSES = (
    after(example(_TIP), said(_TIP, whose=Whose.OURS)),
    after(example(_TIP), _for_another("Signed copies are on the front table.")),
    after(example(_TIP), _for_another(_TIP, days=60)),
    after(example("Happy Christmas!"), _for_another("Happy Christmas!")),
    after(reply(_TIP), _for_another(_TIP)),
)
FAILS = (
    after(example(_TIP), _for_another(_TIP)),
    after(example(_TIP), _for_another(f"{_TIP} #Millbrook https://paperlane.example")),
    after(example(_TIP), _for_another(_TIP, days=-2)),
    after(example(_TIP), _for_another(_NEAR_TIP)),
)

_SPAN = timedelta(days=30)
#: The same once links and names are masked; what is only near may be two people's thought and warns.
_SAME, _NEAR = 0.95, 0.75


def check(case: Case) -> Iterator[Finding]:
    """The likest post of another client within a month."""
    if case.scope is not Scope.POST:
        return
    for one in case.alike:
        if one.score < _NEAR or one.said.whose is not Whose.ANOTHER or one.said.is_reply:
            continue
        for other in within((one.said,), case.day, _SPAN):
            verb, how = "goes out" if other.is_coming else "went out", "This" if one.score >= _SAME else "Nearly this"
            yield RULE.found(
                f"{how} {verb} for {other.client} {other.day}; write this client's own.",
                severity=None if one.score >= _SAME else Severity.WARN,
            )
            return

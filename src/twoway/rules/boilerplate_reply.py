"""The same answer went to several others already.

Why: Whoever looks at your answers sees the same line thirty times, and each of them sees that nobody read what they
wrote. Some networks take it for spam. Source: S4, the same spammy message thirty times; treat people one by one.

Instead: Say one thing that is meant for this person alone: their name, what they asked, what you did about it.
"""

from collections.abc import Iterator
from datetime import timedelta

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.history import Said, Whose, within
from twoway.plug.examples import after, example, reply, said
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="SPM002",
    name="boilerplate-reply",
    family="Repetition",
    default=Severity.STOP,
    scopes=frozenset({Scope.REPLY}),
)

_LINE = "Thank you for your kind words, we are so pleased that you enjoyed your visit to our shop!"


def _sent(*names: str, days: float = 2, line: str = _LINE) -> tuple[Said, ...]:
    return tuple(said(f"Hi {name}, {line}", days=days, is_reply=True, to=name) for name in names)


_FOUR = ("Kemi", "Tom", "Grace", "Marta")

PASSES = (
    after(reply(_LINE)),
    after(reply(f"Hi Dele, {_LINE}"), *_sent("Kemi")),
    after(reply("Thank you, Dele!"), *_sent(*_FOUR, line="thank you!")),
    after(reply("The crust was too dark, Dele: our timer was wrong, and we changed it."), *_sent(*_FOUR)),
    after(reply(f"Hi Dele, {_LINE}"), *_sent(*_FOUR, days=20)),
    after(example(_LINE), *_sent(*_FOUR)),
    after(reply(f"Hi Dele, {_LINE}"), *_sent("Kemi", "Kemi", "Kemi", "Kemi")),
)
FAILS = (
    after(reply(f"Hi Dele, {_LINE}"), *_sent("Kemi", "Tom")),
    after(reply(f"Hi Dele, {_LINE}"), *_sent(*_FOUR)),
    after(reply(f"@sunnybank {_LINE.lower()}"), *_sent(*_FOUR)),
)

_SPAN = timedelta(days=14)
#: From the third one on it is a line, from the fifth on a leaflet. The first few warn only.
_LINE_FROM, _LEAFLET_FROM = 2, 4
_NEAR = 0.75


def check(case: Case) -> Iterator[Finding]:
    """Counts who else got it within two weeks, whichever of our accounts said it."""
    if case.scope is not Scope.REPLY:
        return
    near = (one.said for one in case.alike if one.score >= _NEAR and one.said.is_reply)
    ours = (one for one in near if one.whose is not Whose.ANOTHER)
    others = {one.to for one in within(ours, case.day, _SPAN)}
    if len(others) < _LINE_FROM:
        return
    yield RULE.found(
        f"{len(others)} others got this very answer in the last two weeks; say something that is meant for this person.",
        severity=None if len(others) >= _LEAFLET_FROM else Severity.WARN,
    )

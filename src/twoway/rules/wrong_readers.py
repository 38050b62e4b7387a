"""The post is meant for readers to whom another persona of yours speaks, and this account's persona does not.

Why: Friends do not follow the shop for family news, and customers who read what was meant for friends learn what is none of
their business. Source: S3, a post meant for close friends can still reach the wrong people; S0, each network has another
audience.

Instead: Leave this account out and send it as the persona that speaks to them, or say in Compose who else it is for. Who a
persona speaks to stands in its brand template.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="AUD003",
    name="wrong-readers",
    family="Audience",
    default=Severity.STOP,
    scopes=frozenset({Scope.POST}),
)


def _meant(text: str, elsewhere: dict[str, str], *own: str) -> Case:
    return replace(example(text, words={"speaks_to": own} if own else {}), meant_for=elsewhere)


PASSES = (
    _meant("Fresh rye at eight.", {}),
    _meant("Fresh rye at eight.", {}, "regulars"),
    replace(_meant("Where to find us: Mill Lane 4.", {"friends": "Sarah, at home"}, "regulars"), is_comment=True),
)
FAILS = (
    _meant("We are three now, and she sleeps at last.", {"friends": "Sarah, at home"}, "regulars"),
    _meant("The new price list is out.", {"cafés": "Alder & Rye wholesale"}, "regulars", "new in town"),
    _meant("See you at ours on Friday?", {"friends": "Sarah, at home", "family": "Sarah, at home"}, "regulars"),
)


def check(case: Case) -> Iterator[Finding]:
    """One finding about the whole: which readers, and who speaks to them."""
    if not case.meant_for or case.is_comment:
        return
    personas = _listed(tuple(dict.fromkeys(case.meant_for.values())))
    here = case.words.get("speaks_to", ())
    speaks = "speaks" if len(set(case.meant_for.values())) == 1 else "speak"
    told = f" This account speaks to {_listed(here)}." if here else ""
    yield RULE.found(f"This is meant for {_listed(tuple(case.meant_for))}, to whom {personas} {speaks}.{told}")


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))

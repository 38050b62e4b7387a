"""The text moans about Monday or counts down to the weekend, on a network that people read for their work.

Why: What makes friends smile makes a customer at work doubt. Source: S0, where Monday-morning moans, match
results and countdowns to the weekend travelled into the work domain.

Instead: Keep it for the accounts where you are among friends.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.reading import tells
from twoway.plug.examples import LONG, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="TON003", name="too-informal", family="Tone", default=Severity.WARN, scopes=frozenset({Scope.POST})
)

_AT_WORK = replace(LONG, is_for_work=True)

PASSES = (
    example("We open on Monday morning at seven.", facts=_AT_WORK),
    example("Is it Friday yet? lol", facts=LONG),
    example("The weekend course is full; the next one is in March.", facts=_AT_WORK),
)
FAILS = (
    example("Is it Friday yet?", facts=_AT_WORK),
    example("I hate Mondays, need coffee", facts=_AT_WORK),
    example("omg that meeting lol", facts=_AT_WORK),
    example("So hungover today", facts=_AT_WORK),
    example("Endlich Wochenende!", facts=_AT_WORK),
)

_LOOSE = re.compile(
    r"\b(?:lol|lmao|rofl|omg|wtf|tgif|yolo|smh)\b|\bis it (?:friday|the weekend|home time) yet\b|\b(?:hate|ugh,?"
    r"|bloody) mondays?\b"
    r"|\b(?:monday morning blues|mondayitis|roll on (?:friday|the weekend)|can['’]t wait for the weekend"
    r"|thank god it['’]s friday)\b"
    r"|\b(?:hung ?over|wasted|hammered|pissed) (?:today|again|last night|this morning)\b|\bso (?:hungover"
    r"|hung over|drunk)\b"
    r"|\bendlich (?:wochenende|feierabend)\b|\b(?:schon wieder|blöder?) montag\b|\bpor fin es viernes\b"
    r"|\bvivement le week-?end\b",
    re.IGNORECASE,
)
#: One of these words stands in every phrase; looking for them first costs next to nothing.
_NEEDED = frozenset(
    {
        "drunk",
        "feierabend",
        "friday",
        "hammered",
        "hung",
        "hungover",
        "lmao",
        "lol",
        "monday",
        "mondayitis",
        "mondays",
        "montag",
        "omg",
        "pissed",
        "rofl",
        "smh",
        "tgif",
        "viernes",
        "vivement",
        "wasted",
        "weekend",
        "wochenende",
        "wtf",
        "yet",
        "yolo",
    }
)


def check(case: Case) -> Iterator[Finding]:
    """Each phrase, where the facts say that people read for their work."""
    if not case.facts.is_for_work or not tells(case.text, _NEEDED):
        return
    for match in _LOOSE.finditer(case.text):
        yield RULE.found(f"People read {case.facts.name} at work; keep this for friends.", *match.span())

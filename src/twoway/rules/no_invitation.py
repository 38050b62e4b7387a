"""Neither this post nor the last ones ask the reader anything, thank anybody, or give a reason to answer.

Why: Readers who are only ever told things stop looking. Source: S1 and S2, on a two-way street: ask, thank,
recommend, answer.

Instead: Ask what people would like to know, or thank somebody by name.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.reading import handles
from twoway.plug.examples import after, example, reply, said
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="TON007", name="no-invitation", family="Tone", default=Severity.HINT, scopes=frozenset({Scope.POST})
)

_TOLD = tuple(
    said(words, days=days)
    for days, words in enumerate(
        ("Fresh rye at eight.", "The oven is new.", "Buns on Friday.", "Closed on Monday."), 1
    )
)

PASSES = (
    after(example("Our flour is local."), *_TOLD[:3]),
    after(example("Which loaf should come back?"), *_TOLD),
    after(example("Our flour is local."), *_TOLD[:3], said("Thank you, Year 4, for your visit.", days=4)),
    after(example("Our flour is local. Tell us where you get yours."), *_TOLD),
    after(example("Flour from @sunnybank."), *_TOLD),
    after(reply("Our flour is local."), *_TOLD),
)
FAILS = (
    after(example("Our flour is local."), *_TOLD),
    after(example("Wir haben auch am Sonntag offen."), *_TOLD, said("Which loaf?", days=5)),
    after(example("Rye is back. #Millbrook"), *_TOLD, said("Which loaf?", days=-1)),
)

#: So many posts before this one are looked at; with fewer there is nothing to say.
_BEFORE = 4
_ASKS = re.compile("[?？؟]")
_INVITES = re.compile(
    r"\b(?:tell us|let us know|write to us|drop us|send us|say hello|come (?:by|and|along)|join (?:us|in)|comment"
    r"|reply|share your|ask (?:us|away)|vote|guess|call in|thank|thanks|congratulations|well done|welcome"
    r"|recommend|sagt uns|schreibt|erzählt|kommt|danke?|dank|herzlich|empfehl\w+"
    r"|dites[- ]nous|écrivez|venez|merci|bienvenue|bravo|cuéntanos|dinos|escríbenos|ven(?:id)?|gracias|bienvenid\w+"
    r"|diteci|scriveteci|venite|grazie|conte-nos|venha|obrigad\w+|vertel|kom|bedankt|napisz\w*|zapraszamy|dzięk\w+)\b",
    re.IGNORECASE,
)


def check(case: Case) -> Iterator[Finding]:
    """The last four posts that went out, and this one; only where people can answer at all."""
    if case.scope is not Scope.POST or not case.facts.answers or not case.text.strip():
        return
    before = [one.text for one in case.past if not one.is_coming][:_BEFORE]
    if len(before) == _BEFORE and not any(map(_turns_to_somebody, (case.text, *before))):
        yield RULE.found(
            f"None of your last {_BEFORE + 1} posts asks or thanks anybody; turn this one to the reader."
        )


@lru_cache(maxsize=256)
def _turns_to_somebody(text: str) -> bool:
    return bool(_ASKS.search(text) or handles(text) or _INVITES.search(text))

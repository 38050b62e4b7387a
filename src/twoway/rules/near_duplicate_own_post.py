"""The post is nearly one that went out here a short while ago.

Why: Readers see the same things over and over, and some networks refuse the same words a second time or take them
for spam. Source: S2, firms that post the same over and over; whether a network refuses repeats is in its facts.

Instead: Say what is new since then: one sentence is enough. Or share the old post once more as it is.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.history import Said, Whose, squeezed, within
from twoway.plug.examples import LONG, SHORT, after, example, reply, said
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="SPM001",
    name="near-duplicate-own-post",
    family="Repetition",
    default=Severity.WARN,
    scopes=frozenset({Scope.POST}),
)

_WALK = "There are still three places on the bread walk this Sunday; we leave from the shop at ten, rain or shine."
_AGAIN = "There are still two places on the bread walk this Sunday; we leave from the shop at nine, rain or shine."
_REFUSES = replace(SHORT, refuses_repeats=True)

PASSES = (
    after(example(_WALK)),
    after(example(_WALK), said("Fresh rye at eight, and the plum cake needs another week.")),
    after(example(_WALK), said(_AGAIN, days=40)),
    after(example(_WALK), said(_AGAIN, whose=Whose.OURS)),
    after(example("The bread walk is full now. Thank you, all nine of you."), said(_WALK)),
    after(reply(_WALK), said(_AGAIN, is_reply=True)),
    after(example("Soup today: roast squash with sage."), said("Soup today: leek and potato with a slice of rye.")),
)
FAILS = (
    after(example(_WALK), said(_AGAIN)),
    after(example(_WALK, facts=LONG), said(_WALK, days=20)),
    after(example(f"  {_WALK.upper()}"), said(_WALK)),
    after(example(_WALK), said(_AGAIN, days=-3)),
    after(example("Good morning!"), said("good morning!", days=2)),
    after(example(_WALK, facts=_REFUSES), said(_WALK)),
)

_SPAN = timedelta(days=28)
#: Masked texts that are so much alike are the same post to a reader; what is further apart may be a series.
_NEAR = 0.75


def check(case: Case) -> Iterator[Finding]:
    """The likest post of the last four weeks, or the very same words, however short; a network that refuses these stops."""
    if case.scope is not Scope.POST or not case.text.strip():
        return
    own = squeezed(case.text)
    same = [one for one in case.past if squeezed(one.text) == own]
    near = [one.said for one in case.alike if one.score >= _NEAR and _is_own_post(one.said)]
    again = next(within((*same, *near), case.day, _SPAN), None)
    if again is None:
        return
    words = "the same words" if again in same else "nearly the same words"
    verb = "go out" if again.is_coming else "went out"
    refused = case.facts.refuses_repeats and again in same and not again.is_coming
    if refused:
        message = f"{case.facts.name} refuses {words} a second time; they {verb} {again.day}."
    else:
        began = again.beginning.replace("!", "").rstrip(".")
        message = f"{words.capitalize()} {verb} here {again.day} (“{began}”); say what is new."
    yield RULE.found(message, severity=Severity.STOP if refused else None)


def _is_own_post(said: Said) -> bool:
    return said.whose is Whose.HERE and not said.is_reply

"""You know the name of the person you answer, and do not use it.

Why: One word makes an answer to everybody an answer to somebody. Source: S4, treat people one by one.

Instead: Begin with their first name.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Scope, Severity
from twoway.domain.reading import handles
from twoway.plug.examples import reply
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="RPL004",
    name="no-name",
    family="Conversation",
    default=Severity.HINT,
    scopes=frozenset({Scope.REPLY}),
)

_ANSWER = "Sorry about the burnt crust, two loaves are waiting for you."

PASSES = (
    reply("Sorry about the crust, Dele.", person="Dele Okafor"),
    reply(_ANSWER),
    reply("@dele sorry about the crust, come by until six", person="Dele Okafor"),
    reply("Until six!", person="Dele Okafor"),
    reply(_ANSWER, person="Millbrook Community Garden and Allotments"),
)
FAILS = (
    reply(_ANSWER, person="Dele Okafor"),
    reply("Thank you for telling us, we changed the timer this morning.", person="Marta"),
    reply("We open at eight and keep one for you until ten.", person="Tom Hallam"),
)

_LEAST_LETTERS = 30
_NAME = re.compile(r"[^\W\d_]{2,20}(?:[-'’][^\W\d_]{2,20})?")
#: Words that lose their capital once a name stands before them.
_BEGINNING = re.compile(
    r"(?:We|The|Thank|Thanks|Sorry|Yes|No|That|This|It|You|Your|Our|Please|What|How|Wir|Danke|Das|Vielen)\b"
)


def check(case: Case) -> Iterator[Finding]:
    """Answers of some length to somebody whose display name looks like a person's."""
    parts = case.person.split()
    if not 1 <= len(parts) <= 3 or len(case.text) < _LEAST_LETTERS or handles(case.text):
        return
    first = parts[0]
    if (
        not _NAME.fullmatch(first)
        or not first[0].isupper()
        or re.search(rf"\b{re.escape(first)}\b", case.text, re.IGNORECASE)
    ):
        return
    begins = _BEGINNING.match(case.text)
    word = begins[0].lower() if begins else ""
    fix = Fix(start=0, end=len(word), text=f"{first}, {word}", label=f"Begin with “{first}”")
    yield RULE.found(f"This goes to {first}; say so.", 0, 0, fix)

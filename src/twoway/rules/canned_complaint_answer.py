"""The answer is a saved reply, sent as it is.

Why: Somebody who complains wants to be heard, and a stock answer says that nobody listened. Source: S1 and S3:
answer criticism quickly, calmly and yourself.

Instead: Keep the saved reply as a beginning, and add what this person told you.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.plug.examples import reply
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="RPL002",
    name="canned-complaint-answer",
    family="Conversation",
    default=Severity.STOP,
    scopes=frozenset({Scope.REPLY}),
)

_SAVED = {
    "saved_replies": ("Sorry to hear that. Please come by and we will put it right.", "Thank you for your visit.")
}

PASSES = (
    reply("Sorry to hear that the crust was burnt, Dele. Come by until six, two loaves are waiting.", words=_SAVED),
    reply("Sorry to hear that. Please come by and we will put it right."),
    reply(
        "Sorry to hear that. Please come by and we will put it right. I checked the oven, it was the timer.",
        words=_SAVED,
    ),
)
FAILS = (
    reply("Sorry to hear that. Please come by and we will put it right.", words=_SAVED),
    reply("@dele Sorry to hear that! Please come by, and we will put it right", words=_SAVED),
    reply("Dele, thank you for your visit. 😊", words=_SAVED, person="Dele Okafor"),
)


def check(case: Case) -> Iterator[Finding]:
    """The same words as in the list `saved_replies`, whatever name or sign stands around them."""
    saved = {_bare(text, "") for text in case.words.get("saved_replies", ())} - {""}
    if saved and _bare(case.text, case.person) in saved:
        yield RULE.found("This is your saved reply unchanged; add one thing that this person told you.")


def _bare(text: str, person: str) -> str:
    text = re.sub(r"@[\w.@-]+", " ", text).casefold()
    names = {part.casefold() for part in person.split()}
    return " ".join(word for word in re.findall(r"\w+", text) if word not in names)

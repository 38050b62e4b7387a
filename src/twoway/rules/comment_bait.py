"""The post begs for a comment that says nothing.

Why: Networks show posts that ask for one-word comments to fewer people. Source: Meta's policy against
engagement bait, in force since December 2017.

Instead: Ask something that takes a sentence to answer, and answer back.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.reading import tells
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(
    code="ENG002",
    name="comment-bait",
    family="Bait and policy",
    default=Severity.WARN,
    scopes=frozenset({Scope.POST}),
)

PASSES = (
    example("Tell us in the comments which bread you miss."),
    example("No comment."),
    example("Yes, we are open. Comment below if you need a table for more than six."),
)
FAILS = (
    example("Comment YES if you want some"),
    example("Comment “BREAD” and we send you the recipe"),
    example("Drop a 🥐 in the comments"),
    example("Type AMEN if you agree"),
    example("Kommentiert mit JA"),
)

_BAIT = re.compile(
    r"\b[Cc]omment\s+(?:with\s+)?(?:[\"“'‘][^\"”'’\n]{1,20}[\"”'’]|[A-Z]{2,}\b)(?:\s+below)?"
    r"|\b(?i:drop|leave)\s+(?:an?|your)\s+[^\w\s]{1,6}\s+(?i:in\s+the\s+comments|below)"
    r"|\b(?i:type)\s+(?:[\"“'‘][^\"”'’\n]{1,20}[\"”'’]|[A-Z]{2,})\s+(?i:if|to|in|below)\b"
    r"|\b(?i:kommentier(?:t|e|en\s+sie)?)\s+(?i:mit\s+)?(?:[„\"“][^\"”“\n]{1,20}[\"”“]|[A-ZÄÖÜ]{2,}\b)"
    r"|\b(?i:comenta)\s+(?:[\"“«][^\"”»\n]{1,20}[\"”»]|[A-ZÁÉÍÓÚÑ]{2,}\b)"
    r"|\b(?i:commentez)\s+(?:[\"“«][^\"”»\n]{1,20}[\"”»]|[A-ZÉÈÀ]{2,}\b)"
)

#: One of these words stands in every text that is meant; looking for them first costs next to nothing.
_NEEDED = frozenset(
    {
        "comenta",
        "commentez",
        "drop",
        "kommentier",
        "kommentiere",
        "kommentieren",
        "kommentiert",
        "leave",
        "type",
    }
)
_GOES_ON = re.compile(r"omment\s+(?:with\s+)?[\"“'‘A-Z]")


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each time it begs."""
    if not tells(text, _NEEDED) and not _GOES_ON.search(text):
        return
    for match in _BAIT.finditer(text):
        yield RULE.found(
            "Asking for a one-word comment makes networks show a post to fewer people; ask a real question.",
            match.start(),
            match.end(),
        )

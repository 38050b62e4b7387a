"""The answer is a thank-you and nothing else.

Why: It could have been sent to anybody, and people can tell. Source: S2, thank the person who mentioned you as
a real person; S4, treat people one by one.

Instead: Name what they said or did, in half a sentence.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.reading import words
from twoway.plug.examples import reply
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="RPL005",
    name="thank-without-substance",
    family="Conversation",
    default=Severity.HINT,
    scopes=frozenset({Scope.REPLY}),
)

PASSES = (
    reply("Thank you, Dele. The picture of the burnt crust helped us find the fault."),
    reply("Thanks for bringing your class along!"),
    reply("Yes."),
)
FAILS = (
    reply("Thanks!"),
    reply("Thank you so much 😊"),
    reply("@sunnybank many thanks for your kind words!"),
    reply("Vielen lieben Dank!"),
    reply("Muchas gracias por tu comentario"),
)

_THANKS = frozenset({"thanks", "thank", "thx", "cheers", "ta", "danke", "dank", "gracias", "merci"})
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """
        you so much very many a lot all for your the kind nice lovely words word comment feedback
        message support review and again we really appreciate it dear indeed ever vielen lieben
        herzlichen schön sehr für deinen ihren euren die das dein ihr lob kommentar nachricht muchas
        mil por tu su vuestro vuestra tus sus el la comentario palabras apoyo beaucoup pour votre
        ton commentaire message mots infiniment un grand
        """,
    )
)


def check(case: Case) -> Iterator[Finding]:
    """Every word is thanks or says nothing; a name beside it does not help."""
    said = [word.text.casefold() for word in words(case.text)]
    rest = [word for word in said if word not in _THANKS | _EMPTY and word != case.person.split(" ")[0].casefold()]
    if said and not rest and _THANKS & set(said):
        yield RULE.found("This could have been sent to anybody; say what you thank them for.")

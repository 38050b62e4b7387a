"""An answer defends itself or blames the person who wrote.

Why: Everybody reads along, and whoever blames a customer has lost the others too; answered calmly, a cross
customer can become a happy one. Source: S1, on answering criticism quickly and calmly.

Instead: Take a breath. Say that you understand, what you will do, and where you can talk.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Scope, Severity
from twoway.plug.examples import reply
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(
    code="TON008", name="defensive-reply", family="Tone", default=Severity.WARN, scopes=frozenset({Scope.REPLY})
)

PASSES = (
    reply("You are right, that should not have happened."),
    reply("If you had a receipt with it, that would help us find the order."),
    reply("That is our fault, not yours."),
    reply("Thank you for being so calm about it."),
)
FAILS = (
    reply("As we already told you, the shop closes at one."),
    reply("You should have read the sign on the door."),
    reply("You obviously never read the sign."),
    reply("Calm down, it is only bread."),
    reply("That is not our problem."),
    reply("Das haben wir Ihnen bereits gesagt."),
    reply("Sorry you feel that way."),
)

_BLAME = re.compile(
    r"\bas (?:we|i)(?:['’]ve| have)? (?:already |clearly |previously )+(?:told|said|explained|stated|mentioned)"
    r"|\b(?:we|i)(?:['’]ve| have)? already (?:told|explained)(?: this)?(?: to)? you"
    r"|\byou (?:should|could|must) have (?:read|known|checked|asked|called ahead|looked|thought)"
    r"|\bif you(?:['’]d| had) (?:actually |just |only |bothered to )?(?:read|looked|listened|asked|checked)"
    r"|\byou (?:obviously|clearly) (?:did not|didn['’]t|haven['’]t|never|can['’]t)|\blearn to read\b"
    r"|\bcalm down\b|\b(?:not|isn['’]t|hardly) our (?:problem|fault)\b"
    r"|\bthat['’]?s? (?:is )?your (?:own )?(?:problem|fault)\b|\byour own fault\b"
    r"|\bsorry (?:that )?(?:you|if you) (?:feel|felt) (?:that way|offended)"
    r"|\bno one else (?:has )?(?:ever )?complain(?:s|ed)"
    r"|\b(?:nobody|everyone) else (?:has no|had no|is happy|likes)|\bget (?:over it|your facts)"
    r"|\bwith all due respect\b"
    r"|\b(?:haben|hatten) wir (?:ihnen|dir|euch) (?:doch )?(?:bereits|schon) (?:gesagt|erklärt|mitgeteilt)"
    r"|\b(?:hätten sie|hättest du) (?:nur|mal|richtig)?\s?(?:gelesen|gefragt)"
    r"|\b(?:beruhig(?:en sie sich|e? dich))|\bnicht unser problem\b|\bselbst schuld\b"
    r"|\bya le (?:hemos dicho|dijimos)|\bno es (?:nuestro problema|culpa nuestra)|\bcálmese\b"
    r"|\bcomme (?:nous vous l['’]avons déjà|déjà) (?:dit|expliqué)|\bce n['’]est pas notre (?:problème|faute)"
    r"|\bcalmez-vous\b",
    re.IGNORECASE,
)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each sentence that blames."""
    for match in _BLAME.finditer(text):
        yield RULE.found("This will be read as blame; say what you will do instead.", *match.span())

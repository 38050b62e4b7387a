"""An answer is made of the sentences that every call centre uses.

Why: Nobody makes friends with a robot, and a cross customer becomes crosser at “your feedback is important to
us”. Source: S2, thank people as a real person and not through an automat.

Instead: Say what you understood, what you will do and by when, and sign with your first name.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Scope, Severity
from twoway.domain.reading import holds
from twoway.plug.examples import reply
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(
    code="TON004", name="robotic-voice", family="Tone", default=Severity.WARN, scopes=frozenset({Scope.REPLY})
)

PASSES = (
    reply("Sorry about the burnt crust, Dele. I kept two loaves for you, come by until six. Sarah"),
    reply("I am sorry that you had to wait so long."),
    reply("Thank you for telling us. We changed the timer this morning."),
)
FAILS = (
    reply("We apologize for any inconvenience this may have caused."),
    reply("Your feedback is important to us. Please do not hesitate to contact us."),
    reply("Dear valued customer, thank you for reaching out."),
    reply("Wir bitten um Ihr Verständnis und entschuldigen uns für eventuelle Unannehmlichkeiten."),
    reply("Lamentamos las molestias ocasionadas."),
    reply("Nous vous prions de nous excuser pour la gêne occasionnée."),
)

_PHRASES = re.compile(
    r"apologi[sz]e for (?:any|the) inconvenience|sorry for any inconvenience"
    r"|inconvenience (?:this )?(?:may have )?caused"
    r"|(?:your (?:feedback|opinion|satisfaction|business|call|message|enquiry)|customer satisfaction) is (?:very "
    r"|extremely )?(?:important|valuable) to us"
    r"|we (?:value|appreciate) your (?:feedback|patience and understanding|business)|valued customer"
    r"|(?:do not|don['’]t) hesitate to (?:contact|reach)|thank you for (?:reaching out|contacting us|your inquiry)"
    r"|we take (?:all |your |such )?(?:feedback|complaints|concerns) (?:very )?seriously|at your earliest convenience"
    r"|(?:this|your) (?:matter|message|case) (?:has been|will be) (?:forwarded|escalated) to the (?:relevant"
    r"|appropriate)"
    r"|(?:eventuelle|etwaige) unannehmlichkeiten|unannehmlichkeiten (?:zu )?entschuldigen|bitten um ihr verständnis"
    r"|(?:ihre?|deine?) (?:meinung|zufriedenheit|feedback|anliegen) ist uns (?:sehr )?wichtig|zögern sie nicht"
    r"|(?:lamentamos|disculpe) las molestias|su opinión es (?:muy )?importante|no dude en (?:contactar|ponerse)"
    r"|(?:excuser|excusons) (?:pour|de) (?:la gêne|tout désagrément)|gêne occasionnée"
    r"|votre avis (?:nous )?est (?:très )?important"
    r"|n['’]hésitez pas à nous contacter",
    re.IGNORECASE,
)

#: One of these stands in every text that is meant; looking for them first costs next to nothing.
_STEMS = (
    "inconvenience",
    "patience",
    "to us",
    "customer",
    "feedback",
    "business",
    "hesitate",
    "hésite",
    "reaching out",
    "contacting us",
    "your inquiry",
    "seriously",
    "earliest",
    "forwarded",
    "escalated",
    "unannehmlichkeiten",
    "verständnis",
    "wichtig",
    "zögern",
    "molestias",
    "opinión",
    "no dude",
    "gêne",
    "désagrément",
    "votre avis",
)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each of the sentences."""
    if not holds(text, *_STEMS):
        return
    for match in _PHRASES.finditer(text):
        yield RULE.found(
            "Everybody knows this sentence from call centres; say it as you would across the counter.", *match.span()
        )

"""An answer that everybody can read asks for an order number, a telephone number or an address.

Why: Many people answer right there, where everybody reads it. Source: data protection; S3, complaints are
urgent and public.

Instead: Ask them to send it in a private message.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Scope, Severity
from twoway.domain.reading import emails, language, sentences
from twoway.plug.examples import reply
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="RPL003",
    name="public-details-request",
    family="Conversation",
    default=Severity.WARN,
    scopes=frozenset({Scope.REPLY}),
)

PASSES = (
    reply("Could you send us your order number in a private message?"),
    reply("What is your order number?", is_private=True),
    reply("Our address is 4 Mill Lane, and your order is ready."),
    reply("Please mail your order number to hello@alderandrye.example"),
)
FAILS = (
    reply("What is your order number?"),
    reply("Please send us your phone number and we will call you."),
    reply("Wie ist deine Bestellnummer?"),
    reply("¿Cuál es su número de pedido?"),
    reply("Quel est votre numéro de commande ?"),
)

_ASKS = re.compile(
    r"\b(?:what(?:['’]s| is| was)|send|give|tell|share|provide|let us (?:know|have)|drop|post|need|can (?:we"
    r"|i) have)\b"
    r"[^.!?\n]{0,40}\byour (?:full )?(?:(?:order|booking|invoice|account|customer) (?:number|no|id|details|reference)"
    r"|(?:home|postal|delivery|full) address|(?:phone|telephone|mobile)(?: number)?\b|e-?mail(?: address)?\b"
    r"|date of birth)"
    r"|\b(?:deine|ihre|eure)\s+(?:bestellnummer|kundennummer|telefonnummer|handynummer|adresse|rechnungsnummer)"
    r"|\b(?:su|tu)\s+(?:número de (?:pedido|teléfono|cliente)|teléfono|dirección)"
    r"|\bvotre\s+(?:numéro de (?:commande|téléphone|client)|adresse)",
    re.IGNORECASE,
)
_PRIVATELY = re.compile(
    r"\b(?:private|privately|dm|direct message|by (?:e-?mail|phone|message)|inbox|privat\w*|direktnachricht"
    r"|nachricht|mail|privado|mensaje|message privé|privé|mp)\b",
    re.IGNORECASE,
)
_ADDITION = {
    "de": " Bitte schick sie uns als private Nachricht.",
    "es": " Por favor, envíalo por mensaje privado.",
    "fr": " Merci de l'envoyer en message privé.",
}


def check(case: Case) -> Iterator[Finding]:
    """The question, unless the answer says how to reply in private."""
    if case.is_private or _PRIVATELY.search(case.text) or emails(case.text):
        return
    match = _ASKS.search(case.text)
    if not match:
        return
    end = next((s.end for s in sentences(case.text) if s.end >= match.end()), len(case.text))
    tongue = language(case.text) or (case.languages[0][:2] if case.languages else "en")
    addition = _ADDITION.get(tongue, " Please send it in a private message.")
    fix = Fix(start=end, end=end, text=addition, label="Ask for a private message")
    yield RULE.found("People will answer this where everybody reads it.", match.start(), match.end(), fix)

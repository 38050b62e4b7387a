"""An answer that everybody can read holds somebody's private data: a mail address, a telephone number, an order
number, a card.

Why: What a customer told you in confidence is then on the network for good. Source: data protection law in most
countries.

Instead: Leave it out and go on in a private message.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Scope, Severity
from twoway.domain.reading import emails, links
from twoway.plug.examples import example, reply
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="PRV004", name="third-party-personal-data", family="Private and business", default=Severity.WARN
)

PASSES = (
    reply("Write to us at hello@alderandrye.example or call 01234 567890"),
    reply("Your order is on its way", is_private=True),
    reply("Your order number is 44512, Dele", is_private=True),
    example("Order by five, and number 12 bakes it"),
    reply("We sent it to you this morning."),
)
FAILS = (
    reply("We found your order number 44512, Dele"),
    reply("We wrote to dele.k@gmail.com this morning"),
    reply("Your order #AR-20931 left us today"),
    reply("Order #12345 is ready, Dele"),
    reply("Ihre Bestellnummer 88231 ist unterwegs"),
    example("Please pay to DE89 3704 0044 0532 0130 00 or card 4111 1111 1111 1111"),
)

_ORDER = re.compile(
    r"\b(?:your|the|ihre|deine|su|tu|votre)\s+(?:order|booking|invoice|customer|account|reference|bestell|kunden"
    r"|rechnungs|pedido|commande)[\s-]?"
    r"(?:number|no\.?|nr\.?|nummer|número|numéro|id)?\s*(?:is\s+|ist\s+|:\s*)?((?:#\s?)?[A-Z]{0,4}-?\d{4,12})\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:order|booking|invoice)\s*(?:number|no\.?|#)\s*:?\s*#?([A-Z]{0,4}-?\d{4,12})\b", re.IGNORECASE
)
_FREE_MAIL = re.compile(
    r"@(?:gmail|googlemail|hotmail|outlook|live|yahoo|icloud|aol|gmx|web|t-online|proton|protonmail|orange"
    r"|laposte)\.[a-z.]{2,6}$",
    re.IGNORECASE,
)
_FOUR_DIGITS = re.compile(r"\d\d\d\d")
_CARD = re.compile(r"\d(?<![\d-]\d)\d{3}[ -]?(?:\d{4}[ -]?){2}\d{1,7}(?![\d-])")


def check(case: Case) -> Iterator[Finding]:
    """Cards anywhere; order numbers and free-mail addresses in answers that are public."""
    if case.is_private:
        return
    yield from _cards(case.text)
    if case.scope is not Scope.REPLY:
        return
    numbers = {match.span(1) for pattern in (_ORDER, _NUMBERED) for match in pattern.finditer(case.text)}
    for start, end in sorted(numbers):
        if (start - 1, end) not in numbers:
            yield _found("an order number", start, end)
    for mail in emails(case.text):
        if _FREE_MAIL.search(mail.text):
            yield _found("a private mail address", mail.start, mail.end)


def _cards(text: str) -> Iterator[Finding]:
    if not _FOUR_DIGITS.search(text):
        return
    inside = [(link.start, link.end) for link in links(text)]
    for card in _CARD.finditer(text):
        if _is_card(card[0]) and not any(start <= card.start() < end for start, end in inside):
            yield _found("a card number", card.start(), card.end(), Severity.STOP)


def _found(what: str, start: int, end: int, severity: Severity | None = None) -> Finding:
    fix = Fix(start=start, end=end, text="…", label="Take it out")
    message = f"Everybody could read {what} here; go on in a private message."
    return RULE.found(message, start, end, fix, severity=severity)


def _is_card(written: str) -> bool:
    """The check digit of payment cards (Luhn), on 13 to 19 digits."""
    digits = [int(sign) for sign in written if sign.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0

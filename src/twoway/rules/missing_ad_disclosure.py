"""The text speaks of a gift, a discount code or a paid partner, and does not say that it is an advertisement.

Why: Readers must be able to tell at once, by law in most countries and by the rules of the networks. Source:
advertising law; the networks' rules for paid partnerships.

Instead: Put “Ad:” at the beginning, or use the network's own label.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Scope, Severity
from twoway.domain.reading import tells
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="BRD006",
    name="missing-ad-disclosure",
    family="Brand",
    default=Severity.WARN,
    scopes=frozenset({Scope.POST}),
)

PASSES = (
    example("Ad: Flour from Sunnybank, who sent it to us for free"),
    example("Use our code RYE10 in the shop until Friday"),
    example("We got a lovely letter from Dele. #NotAnAd"),
    example("Paid partnership with Sunnybank: their flour, our oven"),
)
FAILS = (
    example("Thanks to Sunnybank for gifting us this mixer"),
    example("Use my code SARAH10 for 10% off at Sunnybank"),
    example("In paid collaboration, we tried the new mixer. #collab"),
    example("Mit meinem Code SARAH10 spart ihr bei Sunnybank"),
)

_TOLD = re.compile(
    r"(?:^|[\W_])(?:ad|advert|advertisement|sponsored|paid partnership|anzeige|werbung|publi|publicidad"
    r"|publicité|colaboración pagada|collaboration commerciale)(?:$|[\W_])",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"\b(?:thanks|thank you) to [^.!?\n]{1,40} for (?:gifting|sending|sponsoring)\b|\b(?:was|were|been"
    r"|kindly) gifted\b|\bgifted by\b"
    r"|\buse my (?:discount )?code\b|\bmy (?:affiliate|discount) (?:link|code)\b|\bpaid (?:collaboration"
    r"|promotion)\b|\bbrand ambassador for\b"
    r"|\bmit meinem (?:rabatt)?code\b|\bcon mi código\b|\bavec mon code\b",
    re.IGNORECASE,
)
_LABEL = {"de": "Anzeige: ", "es": "Publicidad: ", "fr": "Publicité : "}

#: One of these words stands in every text that is meant; looking for them first costs next to nothing.
_NEEDED = frozenset(
    {
        "affiliate",
        "ambassador",
        "code",
        "código",
        "discount",
        "gifted",
        "gifting",
        "paid",
        "rabattcode",
        "sending",
        "sponsoring",
    }
)


def check(case: Case) -> Iterator[Finding]:
    """What sounds paid, where no word says so."""
    if not tells(case.text, _NEEDED):
        return
    paid = _PAID.search(case.text)
    if not paid or _TOLD.search(case.text):
        return
    label = _LABEL.get(case.languages[0][:2] if case.languages else "en", "Ad: ")
    fix = Fix(start=0, end=0, text=label, label=f"Begin with “{label.strip()}”")
    yield RULE.found("Readers must be able to tell that this is an advertisement.", *paid.span(), fix)

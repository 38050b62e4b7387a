"""A space is missing after a full stop, and what stands around it reads like an address, which networks turn into
a link.

Why: “fresh.It” becomes a link to a page in Italy that you do not know. Source: the link rules of two networks,
which take any known ending, as their tests show.

Instead: Put a space after the full stop.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.reading import emails, handles, links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="LNK012", name="bare-domain-turns-link", family="Links", default=Severity.WARN)

PASSES = (
    example("The rye is fresh. It sold out."),
    example("We run on Node.js and live at alderandrye.shop"),
    example("See https://alderandrye.example/fresh.It or write to fresh.So@alderandrye.example"),
)
FAILS = (
    example("The rye is fresh.It sold out."),
    example("We open at eight.So come early"),
    example("Das Brot ist frisch.Es duftet."),
)

_ENDINGS = "It|Is|In|So|My|Me|To|No|At|Us|Do|As|Am|Be|By|We|Es|Im|An|La|Le|De|Se|Ma|Si|Il|Co|Ca|Mi|Su|Un"
_DOTTED = re.compile(rf"\.(?:{_ENDINGS})(?![\w./@-])")
_GLUED = re.compile(rf"(?<![\w./@-])([^\W\d_]{{2,40}})\.({_ENDINGS})(?![\w./@-])")


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each full stop between a word and a capitalised word that is a country's ending too."""
    if not _DOTTED.search(text):
        return
    taken = [*links(text), *emails(text), *handles(text)]
    for match in _GLUED.finditer(text):
        if any(span.start <= match.start() < span.end for span in taken):
            continue
        at = match.start(2)
        fix = Fix(start=at, end=at, text=" ", label="Put a space after it")
        yield RULE.found(f"Networks would make “{match[0]}” a link.", match.start(), match.end(), fix)

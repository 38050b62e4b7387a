"""The text names another client's brand and not this one's.

Why: Whoever writes for several clients sends a text from the wrong account sooner or later. Source: S2, on
outside agencies that post for many firms.

Instead: Check which account is chosen, and send it from the other.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="PRV006", name="wrong-account", family="Private and business", default=Severity.STOP)

_CLIENTS = {"brands": ("Alder & Rye",), "other_brands": ("Hallam Heating", "Paper Lane")}

PASSES = (
    example("Fresh rye from Alder & Rye", words=_CLIENTS),
    example("Alder & Rye thanks Hallam Heating for the new boiler", words=_CLIENTS),
    example("Hallam Heating fixed our boiler"),
    example("A walk down the paper lanes", words=_CLIENTS),
)
FAILS = (
    example("Hallam Heating is open on Sunday", words=_CLIENTS),
    example("New at paper lane: signed copies", words=_CLIENTS),
    example("Book with HALLAM HEATING", words={"other_brands": ("Hallam Heating",)}),
)


def check(case: Case) -> Iterator[Finding]:
    """A name of the list `other_brands`, where none of the list `brands` stands beside it."""
    if _first(case, "brands"):
        return
    other = _first(case, "other_brands")
    if other and not any(link.start <= other.start() < link.end for link in links(case.text)):
        yield RULE.found(f"This names {other[0]}, another client of yours, and not this one.", *other.span())


def _first(case: Case, key: str) -> re.Match[str] | None:
    names = [re.escape(name.strip()) for name in case.words.get(key, ()) if name.strip()]
    if not names:
        return None
    return re.search(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", case.text, re.IGNORECASE)

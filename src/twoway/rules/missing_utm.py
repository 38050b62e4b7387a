"""A link to your own site does not say where its visitors come from.

Why: Without it nobody can tell which network brings customers, and time goes where it does not pay. Source: S4:
put in time where it pays, so it must be counted.

Instead: Add what your workspace's list says; Twoway knows the network.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import host, links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LNK003", name="missing-utm", family="Links", default=Severity.WARN)

_COUNTED = {"website": ("https://alderandrye.example",), "utm": ("utm_source={network}&utm_medium=social",)}

PASSES = (
    example("See https://alderandrye.example"),
    example("See https://alderandrye.example/?utm_source=market-square", words=_COUNTED),
    example("See https://sunnybank.example", words=_COUNTED),
)
FAILS = (
    example("See https://alderandrye.example", words=_COUNTED),
    example("See https://alderandrye.example/plan?day=2", words=_COUNTED),
    example("See https://www.alderandrye.example/plan#rye.", words=_COUNTED),
)


def check(case: Case) -> Iterator[Finding]:
    """Each link to a site of the list `website`, where the list `utm` says what to add."""
    template, sites = case.words.get("utm", ())[:1], {host(site) for site in case.words.get("website", ())}
    for link in links(case.text) if template and sites else ():
        if host(link.text) not in sites or "utm_source=" in link.text:
            continue
        tail = template[0].replace("{network}", case.facts.slug).lstrip("?&")
        address, mark, part = link.text.partition("#")
        counted = address + ("&" if "?" in address else "?") + tail + mark + part
        fix = Fix(start=link.start, end=link.end, text=counted, label="Count the visitors")
        yield RULE.found("This link does not say where its visitors come from.", link.start, link.end, fix)

"""The text fits, but not any more once the words that count visitors are added to its link.

Why: They are added to the link before sending, and where links count in full length the post is then too long.
Source: tools that checked the length first and added to the link afterwards had posts refused.

Instead: Shorten the text a little now.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import host, links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LEN002", name="near-limit-after-tracking", family="Length", default=Severity.WARN)

_COUNTED = {"website": ("https://alderandrye.example",), "utm": ("utm_source={network}&utm_medium=social",)}
_LINK = " https://alderandrye.example/plan"

PASSES = (
    example("Fresh rye." + _LINK, words=_COUNTED),
    example("a" * 260 + _LINK),
    example("a" * 295, words=_COUNTED),
    example("a" * 250 + _LINK + "?utm_source=x", words=_COUNTED),
)
FAILS = (
    example("a" * 260 + _LINK, words=_COUNTED),
    example("Fresh rye." + _LINK, words=_COUNTED, limit=50),
    example("Fresh rye." + _LINK + " and" + _LINK, words=_COUNTED, limit=100),
)


def check(case: Case) -> Iterator[Finding]:
    """Only where links count as written; the lists `website` and `utm` say what will be added."""
    template = case.words.get("utm", ())[:1]
    if not template or case.facts.text.link_length is not None or case.length > case.limit:
        return
    sites = tuple(host(site) for site in case.words.get("website", ()))
    added = len("?") + len(template[0].replace("{network}", case.facts.slug))
    waiting = [link for link in links(case.text) if host(link.text) in sites and "utm_source=" not in link.text]
    over = case.length + added * len(waiting) - case.limit
    if waiting and over > 0:
        yield RULE.found(
            f"With the words that count visitors this will be {over} over the limit.",
            waiting[-1].start,
            waiting[-1].end,
        )

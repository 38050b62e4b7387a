"""A link leads nowhere, or to a page that asks readers to sign in.

Why: Whoever follows a link that is dead does not follow the next one. Source: what is behind a link is part of what you
say.

Instead: Open the link once yourself, signed out. If its page comes online later, look again before the post goes.
"""

from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.history import leads_to
from twoway.domain.linked import Linked, LinkState
from twoway.domain.reading import Span, links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LNK001", name="broken-link", family="Links", default=Severity.WARN)

_AT = "https://alderandrye.example/walk"


def _behind(text: str, state: LinkState, why: str = "") -> Case:
    return replace(example(text), pages={leads_to(_AT): Linked(address=_AT, state=state, why=why)})


PASSES = (
    _behind(f"Come along: {_AT}", LinkState.GOOD),
    _behind(f"Come along: {_AT}", LinkState.NEW),
    _behind("Come along: https://alderandrye.example/other", LinkState.GONE),
    example(f"Come along: {_AT}"),
)
FAILS = (
    _behind(f"Come along: {_AT}", LinkState.GONE, "There is nothing there (404)."),
    _behind(f"Come along: {_AT}?utm_source=square", LinkState.GONE, "There is nothing there (410)."),
    _behind(f"Come along: {_AT}", LinkState.LOCKED, "It does not let everybody in (403)."),
    _behind(f"Come along: {_AT}", LinkState.UNSURE, "It answered with an error (500)."),
)

_SAYS = {
    LinkState.GONE: "leads nowhere",
    LinkState.LOCKED: "lets not everybody in",
    LinkState.UNSURE: "did not answer",
}


def check(case: Case) -> Iterator[Finding]:
    """Each link once; what only did not answer this time is a hint."""
    if not case.pages:
        return
    told = {leads_to(link.text): link for link in reversed(links(case.text))}
    for address, link in told.items():
        page = case.pages.get(address)
        if page is not None and page.state in _SAYS:
            yield _found(link, page)


def _found(link: Span, page: Linked) -> Finding:
    weight = Severity.HINT if page.state is LinkState.UNSURE else None
    message = f"This link {_SAYS[page.state]}. {page.why}".strip()
    return RULE.found(message, link.start, link.end, severity=weight)

"""The same link goes out again within two weeks, with nearly the same words.

Why: Whoever drops a link once a week and leaves is read like a newsletter: not at all. Source: S4, social media is
not a newsletter; S2, the same things over and over.

Instead: Say what is new behind the link, or tell a part of it here, so that the post is worth reading by itself.
"""

from collections.abc import Iterator
from datetime import timedelta

from twoway.domain.findings import Case, Finding, Scope, Severity
from twoway.domain.history import Whose, leads_to, within
from twoway.domain.reading import Span, links
from twoway.plug.examples import after, example, said
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(
    code="LNK016", name="repeated-link", family="Links", default=Severity.HINT, scopes=frozenset({Scope.POST})
)

_WALK = "https://alderandrye.example/walk"
_OLD = f"There are still places on the bread walk on Sunday, come along with us {_WALK}"
_NEW = f"Only a few places left on the bread walk on Sunday, come along with us: {_WALK}?utm_source=square"

PASSES = (
    after(example(_NEW)),
    after(example(_NEW), said(_OLD, days=20)),
    after(example(f"Why do we walk to the mill? Because flour has a home: {_WALK}"), said(_OLD)),
    after(example(_NEW.replace("/walk", "")), said(_OLD.replace("/walk", ""))),
    after(example(_OLD), said(_OLD)),
)
FAILS = (
    after(example(_NEW), said(_OLD)),
    after(example(_NEW), said(_OLD.replace("https://", "www."), days=13)),
    after(example(_NEW), said("Fresh rye at eight"), said(_OLD, days=-2)),
)

_SPAN = timedelta(days=14)
#: What is nearer than this is pointed at by another rule, as the same post again.
_SAME_POST = 0.75


def check(case: Case) -> Iterator[Finding]:
    """A link to a page that a post with like words led to; the front page of a site is no news."""
    pages = {page: link for link in links(case.text) if case.alike and "/" in (page := leads_to(link.text))}
    if not pages:
        return
    for one in case.alike:
        same = [pages[address] for address in one.said.addresses if address in pages]
        if one.score < _SAME_POST and same and one.said.whose is Whose.HERE and not one.said.is_reply:
            for before in within((one.said,), case.day, _SPAN):
                yield _found(same[0], before.day, is_coming=before.is_coming)
                return


def _found(link: Span, day: str, *, is_coming: bool) -> Finding:
    verb = "goes out" if is_coming else "went out"
    return RULE.found(f"This link {verb} {day} with nearly the same words; say what is new.", link.start, link.end)

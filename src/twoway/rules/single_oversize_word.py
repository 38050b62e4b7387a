"""One word or link is longer than a whole post may be, so that splitting the text cannot help.

Why: A text that is too long can be split between words; a word cannot. Such words are nearly always a link with
a long tracking tail or something pasted by mistake. Source: tools that split threads ended in an endless loop
on such words.

Instead: Shorten the link, or take the pasted word out.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="LEN008", name="single-oversize-word", family="Length", default=Severity.WARN)

PASSES = (
    example("Fresh rye at eight. " * 40),
    example("See https://alderandrye.example/" + "a" * 200),
    example("a" * 300),
)
FAILS = (
    example("a" * 301),
    example("See https://alderandrye.example/?tail=" + "a" * 300),
    example("Fresh " + "rye" * 20 + " today", limit=50),
)


def check(case: Case) -> Iterator[Finding]:
    """Every unbroken run that is longer than the limit; links count only where they count as written."""
    if case.limit <= 0 or len(case.text) <= case.limit:
        return
    if _longest(case.text) <= case.limit:
        return
    fixed_price = case.facts.text.link_length is not None
    cheap = {link.start for link in links(case.text)} if fixed_price else set()
    for run in re.finditer(r"[^\s\u3000-\u9fff\uac00-\ud7af\u0e00-\u0eff\u1780-\u17ff]+", case.text):
        if len(run[0]) > case.limit and run.start() not in cheap:
            yield RULE.found(
                "This one word is longer than a whole post may be, so it cannot be split.", run.start(), run.end()
            )


@lru_cache(maxsize=8)
def _longest(text: str) -> int:
    return max(map(len, text.split()), default=0)

"""A link is not encrypted, or hides behind a public shortener.

Why: Browsers warn before an unencrypted page, and behind a shortener nobody sees where the link leads, so
careful people do not tap it. Source: published practice; most networks shorten the shown link by themselves.

Instead: Give the full address of your own page, with https.
"""

from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.reading import host, links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="LNK002", name="insecure-or-tracking-host", family="Links", default=Severity.HINT)

PASSES = (
    example("See https://alderandrye.example"),
    example("See http://localhost:8000"),
    example("See https://rabbit.ly/plan"),
)
FAILS = (
    example("See http://alderandrye.example"),
    example("See https://bit.ly/3xyzabc"),
    example("See https://tinyurl.com/ryeplan and http://alderandrye.example/"),
)

_SHORTENERS = frozenset(
    {
        "bit.ly",
        "tinyurl.com",
        "goo.gl",
        "ow.ly",
        "is.gd",
        "buff.ly",
        "t.ly",
        "rb.gy",
        "cutt.ly",
        "shorturl.at",
        "tiny.cc",
        "v.gd",
    }
)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each such link; whether the page answers to https only a person can see."""
    for link in links(text):
        site = host(link.text).split(":")[0]
        if site in _SHORTENERS:
            yield RULE.found("Nobody sees where this leads; give the full address.", link.start, link.end)
        elif link.text.lower().startswith("http://") and site not in {"localhost", "127.0.0.1"}:
            fix = Fix(start=link.start, end=link.start + 7, text="https://", label="Make it https", is_safe=False)
            yield RULE.found(
                "Browsers warn before this page, because the link is not encrypted.", link.start, link.end, fix
            )

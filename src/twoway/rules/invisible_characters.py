"""There are signs in the text that nobody can see.

Why: They come along when text is copied from a page or a document. Networks refuse some of them, count others,
and those that turn the direction of the writing can make a text say something else than it seems. Source: the
list of invalid signs in the counting rules of a network; Unicode on bidirectional overrides.

Instead: Take them out; nothing that can be seen changes.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="FMT008", name="invisible-characters", family="Formatting", default=Severity.STOP)

PASSES = (
    example("Fresh rye 👩🏽‍🍳 at eight"),
    example("می‌خواهم نان"),
    example("Flag 🏴󠁧󠁢󠁥󠁮󠁧󠁿 day"),
    example("שלום\u200f, bread"),
)
FAILS = (
    example("Fresh\u200b rye"),
    example("Fresh \u202eeyr\u202c rye"),
    example("\ufeffFresh rye"),
    example("Fresh\u00ad rye and brö\u00adtchen"),
)

_REFUSED = "\ufeff\ufffe\uffff\u202a-\u202e\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
_UNSEEN = "\u2066-\u2069\u00ad\u2060-\u2064\u200b\u180e\U000e0001\U000e0020-\U000e007f"
_RUN = re.compile(
    f"[{_REFUSED}{_UNSEEN}\u200c\u200d](?:(?<![\u200c\u200d])[{_REFUSED}{_UNSEEN}]*"
    "|(?<=\\s[\u200c\u200d])[\u200c\u200d]*|(?<=[\u200c\u200d])[\u200c\u200d]+)"
)
_MAYBE = re.compile(f"[{_REFUSED}{_UNSEEN}\u200c\u200d]")
_STOPS = re.compile(f"[{_REFUSED}]")
#: Scripts without spaces use U+200B to say where a line may break.
_BREAKS_LINES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_TAGS = re.compile("[\U000e0020-\U000e007f]+")
_FLAG = "\U0001f3f4"


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each run of them; those that only take up room warn, those that networks refuse or that mislead stop."""
    if not _MAYBE.search(text):
        return
    for run in _RUN.finditer(text):
        if _is_at_home(text, run):
            continue
        names = ", ".join(sorted({f"U+{ord(sign):04X}" for sign in run[0]})[:3])
        fix = Fix(start=run.start(), end=run.end(), text="", label="Take it out")
        yield RULE.found(
            f"There is something here that nobody can see ({names}); it probably came along when this was copied.",
            run.start(),
            run.end(),
            fix,
            severity=None if _STOPS.search(run[0]) else Severity.WARN,
        )


def _is_at_home(text: str, run: re.Match[str]) -> bool:
    before = text[: run.start()][-1:]
    if _TAGS.fullmatch(run[0]) and before == _FLAG:
        return True
    return run[0] == "\u200b" and bool(_BREAKS_LINES.match(before))

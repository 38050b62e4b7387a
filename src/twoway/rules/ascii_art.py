"""There is a drawing made of signs.

Why: A screen reader reads every sign of it aloud, and on a narrow screen the drawing falls apart. Source: the
social media accessibility guides of Princeton University and the University of Kentucky.

Instead: A picture with a description.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="ACC007", name="ascii-art", family="Accessibility", default=Severity.WARN)

PASSES = (
    example("Fresh rye :-) at eight"),
    example("- Rye\n- Buns\n- Rolls"),
    example("Open 8–13 h\n---\nClosed on Mondays"),
)
FAILS = (
    example("No bread ¯\\_(ツ)_/¯ today"),
    example("  /\\_/\\\n ( o.o )\n  > ^ <\nThe shop cat"),
    example("▄▀▄▀▄ SALE ▀▄▀▄▀"),
    example("(╯°□°)╯︵ ┻━┻"),
)

_FACES = re.compile(
    r"[¯(（](?:(?<=¯)\\?_\(ツ\)_/?¯|(?<=[(（])[^\s()（）]{0,3}[°◕ಠ╥ᵔ˘][^()（）\n]{1,5}[°◕ಠ╥ᵔ˘][^\s()（）]{0,3}[\)）]\S{0,6})"
)
_BLOCKS = re.compile(
    "[\u2500-\u259f](?:[\u2500-\u259f]+[^\\S\n]?[\u2500-\u259f]+|(?<=[\u2580-\u259f])[\u2580-\u259f]{2,})"
)
#: One of these stands in every face and every row of blocks.
_RARE = re.compile("[¯°◕ಠ╥ᵔ˘\u2500-\u259f]")
_DRAWN = b"/\\|_()<>^~=-+*'`.:;,#[]{}\""

_LEAST_SIGNS = 3


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Faces of signs, rows of blocks, and three lines in a row that are nearly all signs."""
    for pattern in (_FACES, _BLOCKS) if not text.isascii() and _RARE.search(text) else ():
        for match in pattern.finditer(text):
            yield RULE.found("A screen reader reads every sign of this drawing aloud.", match.start(), match.end())
    if text.count("\n") < 2 or sum(map(text.count, "/\\|_<>^~=+*#")) < _LEAST_SIGNS:
        return
    at, first, rows = 0, 0, 0
    for line in (*text.split("\n"), ""):
        if _is_drawn(line):
            first = at if rows == 0 else first
            rows += 1
        else:
            if rows >= 3:
                yield RULE.found("A screen reader reads every sign of this drawing aloud.", first, at - 1)
            rows = 0
        at += len(line) + 1


def _is_drawn(line: str) -> bool:
    signs = "".join(line.split())
    drawn = len(signs) - len(signs.encode("ascii", "replace").translate(None, _DRAWN))
    return len(signs) >= 3 and drawn / len(signs) >= 0.6 and len(set(signs)) >= 3

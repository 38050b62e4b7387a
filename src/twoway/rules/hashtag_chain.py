"""Three or more hashtags stand in a row in the middle of the text.

Why: A reader has to climb over them to reach the rest, and a screen reader says “hash” before each one. Source:
S0, and the social media accessibility guides of several universities.

Instead: Put them at the end, after the last sentence.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.reading import closing_tags_at, hashtags
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="TAG005", name="hashtag-chain", family="Hashtags", default=Severity.WARN)

PASSES = (
    example("Fresh rye at eight. #Rye #Bakery #Millbrook"),
    example("Fresh #rye and #buns in #Millbrook today"),
    example("Fresh rye #Rye #Bakery #Millbrook https://alderandrye.example"),
)
FAILS = (
    example("#Rye #Bakery #Millbrook Fresh rye at eight."),
    example("Fresh rye #Rye #Bakery #Millbrook from eight on"),
    example("Fresh rye.\n\n#Rye #Bakery\n#Millbrook #Bread\n\nWe open at eight."),
)


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each row of three or more before the closing block."""
    text, closing = text, closing_tags_at(text)
    row: list[tuple[int, int]] = []
    for tag in (*hashtags(text), None):
        if tag and tag.start < closing and (not row or not text[row[-1][1] : tag.start].strip(" ,\n·|")):
            row.append((tag.start, tag.end))
            continue
        if len(row) >= 3:
            yield _found(text, row[0][0], row[-1][1])
        row = [(tag.start, tag.end)] if tag and tag.start < closing else []


def _found(text: str, start: int, end: int) -> Finding:
    before, chain, after = text[:start].rstrip(" "), text[start:end], text[end:].strip()
    tags = " ".join(re.findall(r"[#＃]\w+", chain))
    gap = "" if not before or before.endswith("\n") else " "
    fix = Fix(start=len(before), end=len(text), text=f"{gap}{after}\n\n{tags}", label="Move the hashtags to the end")
    return RULE.found("These hashtags in a row stand between the reader and the rest of the text.", start, end, fix)

"""Signs of Markdown will be shown as they are, because this network does not know it.

Why: Readers see two asterisks where you meant bold. Source: the networks that take plain text show Markdown
raw.

Instead: Plain words; a link stands behind its words.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import holds, links
from twoway.plug.examples import SHORT, example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="FMT003", name="markdown-leak", family="Formatting", default=Severity.WARN)

_KNOWS_IT = replace(SHORT, text=replace(SHORT.text, markdown=True))

PASSES = (
    example("Fresh **rye** at eight", facts=_KNOWS_IT),
    example("5 ** 2 is 25, and 3 * 4 is 12"),
    example("#Rye and # and [1] and (2)"),
    example("See https://alderandrye.example/a__b__c"),
)
FAILS = (
    example("Fresh **rye** at eight"),
    example("See [our plan](https://alderandrye.example) for more"),
    example("# Fresh rye\nAt eight"),
    example("Was ~~two~~ three pounds"),
    example("The code is `RYE10` and __bold__"),
)

_BOLD = re.compile(
    r"(?<![\w*])\*\*(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\*\*(?![\w*])"
    r"|(?<![\w_])__(?=[^\s_])([^_\n]{1,300}?)(?<=[^\s_])__(?![\w_])"
)
_LINK = re.compile(r"!?\[([^\[\]\n]{1,200})\]\((https?://[^\s()]{1,500}(?:\([^\s()]{0,100}\)[^\s()]{0,200})?)\)")
_STRUCK = re.compile(r"(?<![\w~])~~(?=[^\s~])([^~\n]{1,300}?)(?<=[^\s~])~~(?![\w~])")
_HEADING = re.compile(r"^#{1,6} +(?=\S)", re.MULTILINE)
_CODE = re.compile(r"```[a-z]*\n?|(?<![`\w])`([^`\n]{1,200})`(?![`\w])")

#: One of these stands in every text that is meant; looking for them first costs next to nothing.
_STEMS = ("**", "__", "~~", "](", "`", "# ")


def check(case: Case) -> Iterator[Finding]:
    """Bold, links, headings and code; a single asterisk is let be, people write that way."""
    if not holds(case.text, *_STEMS):
        return
    if case.facts.text.markdown:
        return
    text = case.text
    inside = links(text)
    for match in _BOLD.finditer(text):
        if not any(link.start <= match.start() < link.end for link in inside):
            yield _found(match, match[1] or match[2], "Write it plainly")
    for match in _LINK.finditer(text):
        words, address = match[1], match[2]
        yield _found(match, address if words == address else f"{words}: {address}", "Put the link behind the words")
    for match in _STRUCK.finditer(text):
        yield _found(match, match[1], "Write it plainly")
    for match in _HEADING.finditer(text):
        yield _found(match, "", "Take the signs away")
    for match in _CODE.finditer(text):
        yield _found(match, match[1] or "", "Take the signs away")


def _found(match: re.Match[str], plain: str, label: str) -> Finding:
    fix = Fix(start=match.start(), end=match.end(), text=plain, label=label)
    return RULE.found(
        "This is Markdown, and readers will see the signs as they are.", match.start(), match.end(), fix
    )

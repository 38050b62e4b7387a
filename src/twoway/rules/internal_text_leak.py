"""Something from the workshop is left in the text: a note to yourself, an empty field, a filler.

Why: “Dear {{name}}” tells every reader that nobody looked at it before it went out. Source: the mistakes that
are made most often with templates and merge fields.

Instead: Fill it in or take it out.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import holds, language
from twoway.plug.examples import example, reply
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="PRV007", name="internal-text-leak", family="Private and business", default=Severity.STOP)

PASSES = (
    example("Draft beer from eight, and a draft of the plan is on the wall"),
    example("TODO A MITAD DE PRECIO: pan y bollos", languages=("es",)),
    example("Our function f(x) = {x} is back on the menu"),
    example("DRAFT BEER NIGHT on Friday"),
)
FAILS = (
    example("DRAFT: fresh rye at eight"),
    example("Fresh rye at eight TODO: ask Tom"),
    reply("Dear {{name}}, thank you"),
    example("Lorem ipsum dolor sit amet"),
    example("DRAFT v2\nFresh rye"),
    example("Draft - do not post: rye at eight"),
    example("TODO ask Tom about the rye"),
    example("Join us on [insert date] at the mill"),
    example("From £XX a loaf, open until XX:XX"),
    reply("Hello %FIRSTNAME%, thank you"),
    reply("Hi {first_name}, thanks for writing"),
)

_FIELD = (
    r"(?:first|last|full|user|customer|client|company|business|product)?[ _]?"
    r"(?:name|date|city|town|link|url|time|price|address|product|company)"
)
_NOT_FILLED = "(?:insert|add|your|enter|put|fill in|tbc|tba|link here|hier|einfügen|insertar|insérer)"
_DRAFT = "(?:DRAFT|ENTWURF|BORRADOR|BROUILLON)"
_UNFILLED = "is a field that nobody filled in"
_LEAKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\{\{[^{}\n]{0,60}\}\}|\$\{[^{}\n]{1,60}\}|<%[^%\n]{0,60}%>|\*\|[A-Z_]{2,30}\|\*"), _UNFILLED),
    (re.compile(rf"(?<![\w{{])\{{{_FIELD}\}}|%{_FIELD}%|<{_FIELD}>", re.IGNORECASE), _UNFILLED),
    (re.compile(rf"\[(?:{_NOT_FILLED}\b[^\[\]\n]{{0,40}}|{_FIELD})\](?!\()", re.IGNORECASE), _UNFILLED),
    (re.compile(r"\blorem ipsum\b", re.IGNORECASE), "is filler text"),
    (re.compile(r"[£$€]\s?XX+\b|\bXX[:.]XX\b|\bXX+\s?[€%]"), "is a number that nobody filled in"),
    (
        re.compile(
            rf"\[{_DRAFT}\]|^\W{{0,3}}{_DRAFT}(?:\s+v?\d{{1,2}})?\s*(?:[:\]–—]|\s-\s|$)"
            rf"|(?i:{_DRAFT}\W{{1,4}}do not (?:post|publish|send))",
            re.MULTILINE,
        ),
        "is a note from the workshop",
    ),
    (re.compile(r"\bFIXME\b|\[TODO\]|\bTODO\s?\("), "is a note to yourself"),
)
_TODO = re.compile(r"\bTODO\s?:|^TODO (?=[a-z])", re.MULTILINE)

#: One of these stands in every text that is meant; looking for them first costs next to nothing.
_STEMS = ("{", "%", "[", "<", "*|", "lorem", "xx", "draft", "entwurf", "borrador", "brouillon", "fixme", "todo")


def check(case: Case) -> Iterator[Finding]:
    """Each leak; the Spanish word TODO is let be."""
    if not holds(case.text, *_STEMS):
        return
    seen: set[int] = set()
    for pattern, what in _LEAKS:
        for match in pattern.finditer(case.text):
            if match.start() not in seen:
                seen.add(match.start())
                yield _leak(match, what)
    is_spanish = case.languages[:1] and case.languages[0][:2] in {"es", "pt"}
    if not is_spanish and language(case.text) != "es":
        yield from (_leak(match, "is a note to yourself") for match in _TODO.finditer(case.text))


def _leak(match: re.Match[str], what: str) -> Finding:
    return RULE.found(f"“{match[0].strip()}” {what}.", match.start(), match.end())

"""No language is set, or the text is plainly in another one.

Why: A screen reader pronounces the words by the language that is set, and networks offer translations and
choose readers by it. Source: the language fields of the networks that have one.

Instead: Set the language of the text.
"""

from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import language
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="ACC010", name="missing-language-tag", family="Accessibility", default=Severity.HINT)

_GERMAN = "Wir haben heute für euch das Brot mit Nüssen gebacken und freuen uns auf euch in der Backstube"

PASSES = (
    example("Fresh rye at eight"),
    example(_GERMAN, languages=("de",)),
    example(_GERMAN, languages=("en", "de-AT")),
    example("Brot, Kaffee"),
)
FAILS = (
    example("Fresh rye at eight", languages=()),
    example(_GERMAN, languages=("en",)),
    example("Hoy tenemos pan para todos los que vienen con nosotros a la fiesta del barrio", languages=("en",)),
)

_NAMES = {"en": "English", "de": "German", "es": "Spanish", "fr": "French"}


def check(case: Case) -> Iterator[Finding]:
    """Nothing set, or the commonest words say another language than all that are set."""
    if not case.text.strip():
        return
    if not case.languages:
        yield RULE.found("No language is set, so a screen reader has to guess how to say the words.")
        return
    seen = language(case.text)
    if seen and all(tag.lower().split("-")[0] != seen for tag in case.languages):
        yield RULE.found(f"This reads like {_NAMES[seen]}, but it is marked as {', '.join(case.languages)}.")

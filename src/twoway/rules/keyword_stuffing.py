"""The same word comes back again and again, as if written for a search engine.

Why: Readers notice, and networks that check for spam count it. Source: the content rules of networks that list
businesses.

Instead: Say it once, and use the room for what is new.
"""

from collections import Counter
from collections.abc import Iterator

from twoway.domain.findings import Finding, Severity
from twoway.domain.reading import bare_words, words
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="SPM007", name="keyword-stuffing", family="Repetition", default=Severity.WARN)

PASSES = (
    example("Rye, rye and rye. We love it."),
    example(
        "Bread is what we bake. Bread from rye, bread from spelt, and tomorrow something else for those who asked."
    ),
    example("Fresh rye at eight"),
)
FAILS = (
    example("Plumber Millbrook, best plumber, cheap plumber, emergency plumber, plumber near you, plumber 24 hours"),
    example("Bread! Bread! Bread! Bread! Bread!"),
    example("Wedding cakes, birthday cakes, vegan cakes, cakes for offices, cakes to order: cakes in Millbrook"),
)

_SMALL_WORDS = frozenset(
    {"para", "como", "pour", "avec", "dans", "eine", "nicht", "this", "that", "with", "your", "they", "will", "have"}
)
_TIMES, _SHARE, _LETTERS = 5, 0.15, 4


@text_alone
def check(text: str) -> Iterator[Finding]:
    """A word of four letters or more that comes five times and makes up a good part of the text."""
    said = bare_words(text)
    for word, number in Counter(map(str.casefold, [w for w in said if len(w) >= _LETTERS])).most_common(3):
        if number < _TIMES or number / len(said) < _SHARE or not word.isalpha() or word in _SMALL_WORDS:
            continue
        places = [w for w in words(text) if w.text.casefold() == word]
        yield RULE.found(
            f"“{places[0].text}” comes {number} times in {len(said)} words.",
            places[_TIMES - 1].start,
            places[_TIMES - 1].end,
        )

"""How long the hardest texts take, a million signs each: `python -m benchmarks.hard_texts [SIGNS]`.

A thread, a shorter text and a merge with somebody's own words are made of each. Times are the processor's. The exit status is 1
if one of them takes longer than `LIMIT` seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts
from twoway.domain.merge import merge
from twoway.domain.shorten import shorten
from twoway.domain.threads import split
from twoway.plug import finder

SIGNS = 1_000_000
LIMIT = 2.0
SHORT = 500
SENTENCE = "The oven in Millbrook is lit at four and the rye is out by eight. "

#: What each text is made of: the piece is repeated until the text is long enough.
PIECES = {
    "one word": "x",
    "white space": " ",
    "people": "@sunnybank ",
    "links": "https://example.com/a ",
    "bare links": "a.com ",
    "brackets": "([{",
    "paragraphs": f"{SENTENCE.strip()}\n\n",
    "sentences": SENTENCE,
    "no sentence": SENTENCE.replace(".", "").lower(),
    "clauses": "rye, ",
    "hashtags": "#rye ",
    "signs of tags": "#",
    "stars": "*",
    "families": "👩‍👩‍👧",
    "Chinese": "日本語です。",
    "one Chinese sentence": "日",
    "numbers": "12 ",
    "short lines": "a\n",
    "Markdown links": "[a](b) ",
    "prices": "£3.50, ",
    "invisible": "\u200b\u200d",
    "overrides": "\u202e\u2066",
    "denials": "not ",
}


def texts(signs: int) -> Iterator[tuple[str, str]]:
    """Every text with its name, and one of people who are all different."""
    for name, piece in PIECES.items():
        yield name, (piece * (signs // len(piece) + 1))[:signs]
    yield "different people", " ".join(f"@p{number}" for number in range(signs // 8))


def networks() -> Iterator[Facts]:
    """One network of each unit, with a short limit: the more parts, the more work."""
    short = [one.facts for one in finder.networks().values() if one.facts.text.limit.value <= SHORT]
    yield from {facts.text.limit.unit: facts for facts in short}.values()


def jobs(text: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is done with each text."""
    middle = len(text) // 2
    mine = f"{text[:middle]} Our own words. {text[middle:]}"
    yield "merge", lambda: merge(text, mine, f"New. {text}")
    for facts in networks():
        yield f"thread for {facts.slug}", lambda facts=facts: split(text, facts, {})  # type: ignore[misc]  # a default, not an argument
        yield f"shorter for {facts.slug}", lambda facts=facts: shorten(text, facts, {})  # type: ignore[misc]  # a default, not an argument


def seconds(job: Callable[[], object]) -> float:
    """The processor's time; a text that nothing can be made of is an answer, too."""
    began = time.process_time()
    with suppress(BadInput):
        job()
    return time.process_time() - began


def main(words: Sequence[str]) -> int:
    """Print the slowest kinds, and judge the slowest of all."""
    signs = int(words[0]) if words else SIGNS
    took = [(seconds(job), f"{what}: {name}") for name, text in texts(signs) for what, job in jobs(text)]
    slowest = sorted(took, reverse=True)
    for spent, what in slowest[:5]:
        print(f"{spent:6.2f} s  {what}")
    print(f"{len(took)} hard texts of {signs:,} signs, slowest {slowest[0][0]:.2f} s (wanted at most {LIMIT})")
    return 0 if slowest[0][0] <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

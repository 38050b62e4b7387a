"""A word stands on this workspace's list of words not to use.

Why: A business account has a voice of its own, shaped by its brand, whoever writes. Source: S3; the list is
your own.

Instead: The word your list gives for it, or another that you would say across the counter.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Fix, Severity
from twoway.domain.reading import blanked
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="TON009", name="off-brand-words", family="Tone", default=Severity.WARN)

_LISTS = {"never": ("cheap", "Alder and Rye"), "swaps": ("clients=customers", "Alder and Rye=Alder & Rye", "loafs=")}

PASSES = (
    example("Good bread for our customers at Alder & Rye", words=_LISTS),
    example("Cheaper than a coffee", words=_LISTS),
    example("Cheap bread for all clients"),
)
FAILS = (
    example("Cheap rye today", words=_LISTS),
    example("Our clients love it", words=_LISTS),
    example("Two loafs at Alder and Rye", words=_LISTS),
)


def check(case: Case) -> Iterator[Finding]:
    """Each word of the list `never`, and of `swaps`, which are written `bad=good`."""
    swaps = dict(pair.partition("=")[::2] for pair in case.words.get("swaps", ()) if pair.partition("=")[0].strip())
    listed = {word.strip().casefold(): better.strip() for word, better in swaps.items()}
    for word in case.words.get("never", ()):
        if word.strip():
            listed.setdefault(word.strip().casefold(), "")
    if not listed:
        return
    pattern = "|".join(re.escape(word) for word in sorted(listed, key=len, reverse=True))
    for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", blanked(case.text), re.IGNORECASE):
        better = listed.get(match[0].casefold(), "")
        fixes = [Fix(start=match.start(), end=match.end(), text=better, label=f"Write “{better}”")] if better else []
        yield RULE.found(f"“{match[0]}” is on your list of words not to use.", match.start(), match.end(), *fixes)

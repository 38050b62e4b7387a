"""Quotations on networks that would show the signs."""

from __future__ import annotations

import pytest

from twoway.domain.quotes import unmarked
from twoway.domain.text.draft import ChangeKind, Draft


def plain(text: str, language: str = "en") -> str:
    draft = Draft(text)
    draft.apply(ChangeKind.QUOTE, unmarked(text, language))
    return draft.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> Best rye in town", "“Best rye in town”"),
        ("> Best rye\n> in town\n> — Kemi Okafor\nThanks", "“Best rye\nin town” — Kemi Okafor\nThanks"),
        ("> “Best rye.”\n> -- Kemi", "“Best rye.” — Kemi"),
        (">> Best rye\n", "“Best rye”\n"),
        ("So:\n> Best\n\n> Second", "So:\n“Best”\n\n“Second”"),
        ("> 5 loaves left", "> 5 loaves left"),  # more than five
        ("a > b", "a > b"),
        (">", ">"),
    ],
)
def test_a_quotation_stands_in_quotation_marks_with_who_said_it(text: str, expected: str) -> None:
    assert plain(text) == expected
    assert plain(expected) == expected


@pytest.mark.parametrize(("language", "expected"), [("de", "„Gut“"), ("fr-CA", "« Gut »"), ("xx", "“Gut”")])
def test_the_marks_are_those_of_the_language(language: str, expected: str) -> None:
    assert plain("> Gut", language) == expected

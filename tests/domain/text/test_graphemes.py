import json
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyuegc import EGC

from tests.domain.text.made import awkward
from twoway.domain.text.graphemes import LATER, grapheme_count, graphemes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("héllo", ["h", "é", "l", "l", "o"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("a\r\nb", ["a", "\r\n", "b"]),
        ("👩‍👩‍👧!", ["👩‍👩‍👧", "!"]),
        ("🇬🇧🇫🇷", ["🇬🇧", "🇫🇷"]),
        ("1️⃣2", ["1️⃣", "2"]),
        ("नमस्ते", ["न", "म", "स्ते"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
    ],
)
def test_a_text_is_cut_where_a_reader_sees_characters(text: str, expected: list[str]) -> None:
    assert graphemes(text) == expected
    assert grapheme_count(text) == len(expected)


@given(st.one_of(awkward(), st.text(st.characters(codec=None))))
def test_the_short_way_agrees_with_the_tables(text: str) -> None:
    assume(not LATER.search(text))
    assert graphemes(text) == EGC(text)
    assert grapheme_count(text) == len(EGC(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\u1780\u17d2\u1781", 1),  # Khmer: the second consonant stands below the first
        ("\u0915\u094d\u1000\u1039\u0915", 1),  # and so it does across scripts
        ("\u0915\u0300\u1039\u0300\u1000", 1),  # with marks between
        ("\u1780\u17d2a", 2),
        ("\u0bb6\u1ad3", 1),  # a mark of Unicode 17
        ("😀\u1ad3\u200d😀", 1),
        ("\U00011a3aa", 2),
        ("✁\u200d✁", 1),  # a pictograph of Unicode 15 still is one
    ],
)
def test_what_unicode_has_learned_since_is_known(text: str, expected: int) -> None:
    assert (len(graphemes(text)), grapheme_count(text)) == (expected, expected)
    assert "".join(graphemes(text)) == text


def test_a_million_emoji_are_counted_at_once() -> None:
    assert grapheme_count("😀" * 1_000_000) == 1_000_000


def test_the_unicode_consortiums_own_cases(vectors: Path) -> None:
    for line in (vectors / "grapheme_break.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        assert graphemes(case["input"]["text"]) == case["expected"], case["id"]

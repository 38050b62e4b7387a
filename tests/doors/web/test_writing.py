"""Findings, marks and rings as an editor shows them."""

from __future__ import annotations

import pytest

from twoway.domain.facts import Unit
from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.text.count import Count
from twoway.doors.web.writing import fixed, fold, marks, remarks, ring


def finding(start: int = 0, end: int = 4) -> Finding:
    fix = Fix(start=start, end=end, text="calm", label="Write it calmly")
    return Finding(
        code="TON001", rule="all-caps", severity=Severity.WARN, message="Loud.", start=start, end=end, fixes=(fix,)
    )


def count(value: int, limit: int, **more: int) -> Count:
    return Count(value=value, limit=limit, unit=Unit.GRAPHEMES, **more)


def test_marks_say_where_and_how_grave() -> None:
    assert marks([finding(2, 6)]) == "2,6,warn"


def test_marks_move_with_the_spaces_before_the_words() -> None:
    assert marks([finding(2, 6)], shift=3) == "5,9,warn"


def test_a_finding_about_the_whole_marks_nothing() -> None:
    assert marks([finding(0, 0)]) == ""


def test_a_fix_is_found_again_by_its_button() -> None:
    [shown] = remarks([finding()], "7")
    assert fixed("LOUD words", [finding()], "7", shown.ways_out[0].value) == "calm words"


def test_a_fix_for_words_that_have_changed_is_not_found() -> None:
    [shown] = remarks([finding()], "7")
    assert fixed("ALOUD words", [finding(1, 5)], "7", shown.ways_out[0].value) is None


def test_the_same_fault_in_two_places_is_said_once_and_mended_everywhere() -> None:
    twice = [finding(0, 4), finding(9, 13)]
    [shown] = remarks(twice, "7")
    assert shown.places == 2
    assert fixed("LOUD and LOUD", twice, "7", shown.ways_out[0].value) == "calm and calm"


def test_of_two_fixes_that_overlap_one_goes_in() -> None:
    [shown] = remarks([finding(0, 4), finding(2, 6)], "7")
    assert fixed("LOUDER", [finding(0, 4), finding(2, 6)], "7", shown.ways_out[0].value) == "LOcalm"


@pytest.mark.parametrize(
    ("counted", "kind", "words"),
    [
        (count(30, 300), "green", "30 of 300"),
        (count(280, 300), "brass", "280 of 300"),
        (count(301, 300), "brick", "1 too many"),
        # Few signs, each of many bytes: the second limit speaks.
        (count(200, 300, bytes_value=4000, bytes_limit=3000), "brick", "4000 of 3000 bytes"),
        # A limit of nothing must not divide by it.
        (count(0, 0), "brass", "0 of 0"),
    ],
)
def test_the_ring_says_how_full_it_is(counted: Count, kind: str, words: str) -> None:
    shown = ring(counted)
    assert (shown.kind, shown.words) == (kind, words)


def test_the_fold_is_at_a_space_and_loses_nothing() -> None:
    shown, folded = fold("one two three four five six", 20)
    assert shown == "one two three four"
    assert shown + folded == "one two three four five six"


def test_a_word_longer_than_the_fold_is_cut() -> None:
    assert fold("x" * 30, 10) == ("x" * 10, "x" * 20)


def test_a_network_without_a_fold_shows_everything() -> None:
    assert fold("x" * 30, None) == ("x" * 30, "")

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.written import Written, read

RULES = {"TAG001": "hashtag-out-of-place", "LEN001": "over-limit"}
NOTE = "<!-- twoway: allow TAG001 because the town's tag belongs here -->"


def file(content: str) -> Written:
    return read(content, RULES, is_file=True)


def finding(start: int = 0, end: int = 0, *fixes: Fix, code: str = "TAG001") -> Finding:
    rule = RULES.get(code, "other")
    return Finding(code=code, rule=rule, severity=Severity.WARN, message="No.", start=start, end=end, fixes=fixes)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Fresh rye.\n", "Fresh rye."),
        ("Fresh rye.\r\nAt eight.\r\n", "Fresh rye.\nAt eight."),
        ("---\ntitle: Monday\n---\n\nFresh rye.\n", "Fresh rye."),
        ("---\r\ntitle: Monday\r\n---\r\nFresh rye.\r\n", "Fresh rye."),
        ("---\n---\nFresh rye.", "Fresh rye."),
        ("---\nFresh rye.\n", "---\nFresh rye."),  # no end: it is no front matter
        ("Fresh rye.\n---\nAt eight.\n---\n", "Fresh rye.\n---\nAt eight.\n---"),  # not at the beginning
        (f"{NOTE}\nFresh rye.\n", "Fresh rye."),
        (f"{NOTE}\n\nFresh rye.\n", "Fresh rye."),
        (f"Fresh rye.\n\n{NOTE}\n", "Fresh rye."),
        (f"Fresh rye.\n{NOTE}", "Fresh rye."),
        (f"One.\n\n{NOTE}\n\nTwo.\n", "One.\n\nTwo."),  # one empty line, not two
        (f"One.\n{NOTE}\nTwo.\n", "One.\nTwo."),
        (f"---\na: b\n---\n{NOTE}\n{NOTE}\n\nTwo.\n", "Two."),
        (f"Fresh {NOTE} rye.\n", f"Fresh {NOTE} rye."),  # not on a line of its own
        ("<!-- twoway: allow TAG001\n because it runs on -->\nRye.\n", "Rye."),
        ("", ""),
        (NOTE, ""),
        ("---\na: b\n---\n", ""),
    ],
)
def test_readers_get_the_words_and_nothing_else(content: str, words: str) -> None:
    assert file(content).words == words


def test_a_note_with_a_reason_allows_and_keeps_the_reason() -> None:
    left, allowed = file(f"{NOTE}\nFresh rye.\n").sorted_out([finding(), finding(code="LEN001")])
    assert [one.code for one in left] == ["LEN001"]
    assert [(one.finding.code, one.reason) for one in allowed] == [("TAG001", "the town's tag belongs here")]


@pytest.mark.parametrize("named", ["TAG", "TAG001, LEN001", "LEN001 TAG001", "hashtag-out-of-place"])
def test_a_note_names_codes_their_beginnings_and_names(named: str) -> None:
    written = file(f"<!-- twoway: allow {named} because so it is -->\nRye.\n")
    assert written.faults == ()
    assert written.sorted_out([finding()])[0] == ()


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("<!-- twoway: allow TAG001 -->", "ALW001"),
        ("<!-- twoway: allow TAG001 because -->", "ALW001"),
        ("<!-- twoway: allow TAG001 because ... -->", "ALW001"),
        ("<!-- twoway: allow TAG901 because so -->", "ALW002"),
        ("<!-- twoway: please -->", "ALW002"),
        ("<!--twoway:-->", "ALW002"),
    ],
)
def test_a_note_that_lacks_something_allows_nothing_and_is_told(note: str, code: str) -> None:
    written = file(f"Rye.\n  {note}\n")
    [fault] = written.faults
    assert fault.code == code
    assert written.content[fault.start : fault.end] == note
    assert written.words == "Rye."
    assert written.sorted_out([finding()])[0] == (finding(),)


def test_a_note_that_nothing_needs_is_told() -> None:
    written = file("<!-- twoway: allow TAG001, LEN001 because so -->\nRye.\n")
    _, allowed = written.sorted_out([finding()])
    [unused] = written.for_nothing(allowed)
    assert (unused.code, unused.severity) == ("ALW003", Severity.HINT)
    assert "LEN001" in unused.message


def test_places_lead_back_into_the_file() -> None:
    content = f"---\r\na: b\r\n---\r\n\r\nFresh rye\r\n\r\n{NOTE}\r\n\r\nat eight.\r\n"
    written = file(content)
    start = written.words.index("eight")
    located = written.located(finding(start, start + 5, Fix(start=start, end=start + 5, text="9\n", label="")))
    assert content[located.start : located.end] == "eight"
    [fix] = located.fixes
    assert (content[fix.start : fix.end], fix.text) == ("eight", "9\r\n")


def test_a_line_end_of_two_signs_is_replaced_whole() -> None:
    written = file("Rye\r\nbread\r\n")
    assert written.span(3, 4) == (3, 5)
    assert written.span(9, 9) == (10, 10)  # the end of the words, before the line end


def test_a_fix_that_would_swallow_a_note_is_not_offered() -> None:
    written = file(f"Rye\n{NOTE}\nbread\n")
    located = written.located(finding(0, 9, Fix(start=0, end=9, text="Bread", label="")))
    assert located.fixes == ()


def test_outside_a_file_only_notes_are_taken_out() -> None:
    assert read("---\na\n---\nRye\n", RULES).words == "---\na\n---\nRye\n"
    assert read(f"{NOTE}\nRye", RULES).words == "Rye"


@given(st.lists(st.sampled_from(["a", "é", "\r\n", "\n", "---\n", " ", NOTE, NOTE + "\n", "<!-- twoway:", "-->"])))
def test_every_sign_of_the_words_stands_in_the_file_where_it_is_said_to(parts: list[str]) -> None:
    content = "".join(parts)
    written = file(content)
    before = 0
    for offset, sign in enumerate(written.words):
        start, end = written.span(offset, offset + 1)
        assert content[start:end] in (sign, "\r\n" if sign == "\n" else sign)
        assert start >= before
        before = end

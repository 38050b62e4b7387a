"""Breaks that the author wants."""

from __future__ import annotations

import pytest

from twoway.domain.breaks import as_blank_lines, sections


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One", ("One",)),
        ("One\n---\nTwo\n\n-----  \n\nThree", ("One", "Two", "Three")),
        ("---\nOne\n---\n---\n", ("One",)),
        ("One --- two\n--- three", ("One --- two\n--- three",)),
        ("---", ()),
        (" kept as it is ", (" kept as it is ",)),
    ],
)
def test_a_line_of_hyphens_alone_parts_a_text(text: str, expected: tuple[str, ...]) -> None:
    assert sections(text) == expected


def test_where_there_are_no_threads_a_break_is_a_blank_line_and_that_is_said() -> None:
    [edit] = as_blank_lines("One\n---\nTwo", "The Wall")
    assert (edit.start, edit.end, edit.text) == (4, 7, "")
    assert "The Wall" in edit.why

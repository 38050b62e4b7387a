from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.errors import BadInput
from twoway.doors.cli.reading import listed, pairs, read_picture, read_text, read_time

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("2026-11-28 09:30", "2026-11-28T09:30:00+00:00"),  # the hour of the workspace
        ("2026-07-01 09:30", "2026-07-01T08:30:00+00:00"),  # in summer it is another one
        ("2026-11-28T09:30+02:00", "2026-11-28T07:30:00+00:00"),  # one that says its zone is believed
        ("13:15", "2026-11-22T13:15:00+00:00"),  # later today
        ("09:30", "2026-11-23T09:30:00+00:00"),  # passed today, so tomorrow
        ("+2h", "2026-11-22T14:00:00+00:00"),
        ("+30m", "2026-11-22T12:30:00+00:00"),
        ("+1d", "2026-11-23T12:00:00+00:00"),
    ],
)
def test_a_time_is_read_as_it_is_meant(words: str, at: str) -> None:
    assert read_time(words, LONDON, NOW).astimezone(UTC).isoformat() == at


@pytest.mark.parametrize("words", ["soon", "", "2026-13-01 09:00", "25:00", "2026-11-28", "+2w", "9.30"])
def test_a_time_that_is_none_is_told_how_one_looks(words: str) -> None:
    with pytest.raises(BadInput, match="09:30"):
        read_time(words, LONDON, NOW)


def test_an_hour_that_the_clocks_leave_out_is_told() -> None:
    with pytest.raises(BadInput, match="Did you mean 02:30"):
        read_time("2027-03-28 01:30", LONDON, NOW)


@given(st.text())
def test_any_words_are_a_time_or_a_clear_no(words: str) -> None:
    at: datetime | None = None
    with suppress(BadInput):
        at = read_time(words, LONDON, NOW)
    assert at is None or at.tzinfo is not None


def test_names_come_one_by_one_or_with_commas_each_once() -> None:
    assert listed(("a,b", " b ", "c,,")) == ("a", "b", "c")


def test_pairs_are_parted_at_the_first_sign() -> None:
    assert pairs(("name=a=b",), "--answer") == {"name": "a=b"}


@pytest.mark.parametrize("word", ["name", "=x", ""])
def test_half_a_pair_is_refused(word: str) -> None:
    with pytest.raises(BadInput, match="--answer name=value"):
        pairs((word,), "--answer")


def test_a_text_is_given_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not both"):
        read_text("words", "file")
    with pytest.raises(BadInput, match="Give the text"):
        read_text(None, None)


def test_a_file_loses_its_mark_and_its_last_line_feed(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_bytes(b"\xef\xbb\xbfFresh rye\r\n")
    assert read_text(None, str(file)) == "Fresh rye"


def test_a_word_that_names_a_file_is_that_file_only_where_that_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("Fresh rye", encoding="utf-8")
    assert read_text(str(file), None) == str(file)
    assert read_text(str(file), None, may_be_file=True) == "Fresh rye"


def test_a_file_that_is_no_text_is_told_at_which_byte(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_bytes(b"Rye \xff")
    with pytest.raises(BadInput, match="byte 5"):
        read_text(None, str(file))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_text(None, str(tmp_path))


def test_a_picture_is_read_no_further_than_needed(tmp_path: Path) -> None:
    file = tmp_path / "large.jpg"
    file.write_bytes(b"x" * 100)
    assert len(read_picture(str(file), 10)) == 11


@given(st.text(alphabet=st.characters(codec=None)).filter(lambda words: words != "-"))
def test_any_words_are_text_or_a_clear_no(words: str) -> None:
    with suppress(BadInput):
        assert read_text(words, None) == words

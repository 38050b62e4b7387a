from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from twoway.doors.cli.showing import ago, in_turn, print_json, print_table, printable, several

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_words_from_elsewhere_give_the_terminal_no_orders() -> None:
    assert printable("rye\x1b[31m\x07 and\nwater") == "rye\ufffd[31m\ufffd and\nwater"


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=42), "42 min"),
        (timedelta(hours=3, minutes=50), "3 h"),
        (timedelta(days=8), "8 d"),
    ],
)
def test_a_span_is_told_roughly(since: timedelta, words: str) -> None:
    assert ago(NOW - since, NOW) == words
    assert ago(None, NOW) == ""


def test_a_number_stands_with_its_noun() -> None:
    told = [several(0, "draft"), several(1, "draft"), several(1200, "draft"), several(2, "reply", "replies")]
    assert told == ["0 drafts", "1 draft", "1,200 drafts", "2 replies"]


def test_a_table_for_a_pipe_is_lines_with_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("id", "words"), [(1, "two\nlines\tand a tab"), (2, None), (3, True)])
    assert capsys.readouterr().out == "id\twords\n1\ttwo lines and a tab\n2\t\n3\tyes\n"


def test_json_keeps_words_readable_and_times_sortable(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"text": "Müsli", "at": NOW, "wait": timedelta(seconds=2), "kinds": {"b", "a"}})
    out = capsys.readouterr().out
    assert '"Müsli"' in out
    assert '"2026-11-22T12:00:00+00:00"' in out
    assert out.index('"a"') < out.index('"b"')


def test_where_nobody_looks_there_is_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(in_turn([1, 2, 3], "Asking", str)) == [1, 2, 3]
    assert capsys.readouterr() == ("", "")

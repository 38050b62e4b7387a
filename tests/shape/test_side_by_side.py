"""Who takes which tests where several processes share them."""

from __future__ import annotations

import re

from tests.shape.tree import ROOT, TESTS, having, name_of, text_of
from tests.side_by_side import BLUESKY, SHAPE, Shares, share_of, turn

ASKS_FOR_BLUESKY = re.compile(r"^(?:def|    \w).*\b(bluesky: Bluesky|there: There)\b", re.M)


def test_one_process_takes_all_that_speaks_to_the_real_bluesky() -> None:
    files = [path for path in having(".py", under=TESTS) if path.name.startswith("test_")]
    asking = [name_of(path) for path in files if ASKS_FOR_BLUESKY.search(text_of(path))]
    assert len(asking) > 10
    assert [name for name in asking if share_of(name) != BLUESKY] == []


def test_what_reads_all_files_is_taken_as_a_whole_and_everything_else_file_by_file() -> None:
    assert share_of("tests/shape/test_words.py") == share_of("tests/shape/test_layers.py") == SHAPE
    assert share_of("tests/domain/test_slots.py") == "tests/domain/test_slots.py"


def test_what_is_long_is_begun_early() -> None:
    assert turn("tests/flows/test_by_hand.py") < turn("tests/flows/pages/test_calendar.py")
    assert turn("tests/flows/pages/test_calendar.py") < turn("tests/domain/test_slots.py")


def test_tests_are_handed_out_by_these_shares() -> None:
    shares = Shares.__new__(Shares)
    assert shares._split_scope("tests/flows/test_by_hand.py::test_one[a::b]") == BLUESKY
    assert "--dist loadfile" in (ROOT / "scripts/test").read_text(encoding="utf-8")


def test_nothing_asks_a_database_where_none_is_looked_for() -> None:
    ignored = re.search(r"--ignore=tests/\{(.*)\}", (ROOT / "scripts/test").read_text(encoding="utf-8"))
    assert ignored is not None
    files = [path for folder in ignored[1].split(",") for path in having(".py", under=TESTS / folder)]
    assert len(files) > 50
    asking = re.compile(
        r"^(?:async )?def \w+\([^)]*\b(?:db|owner|account|installation|site)\b: |mark\.django_db\b", re.M
    )
    assert [name_of(path) for path in files if asking.search(text_of(path))] == []

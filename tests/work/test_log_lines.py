from __future__ import annotations

import logging

from twoway.work.log_lines import OneLine


def line(words: str) -> str:
    return OneLine().format(logging.LogRecord("twoway.http", logging.INFO, "here.py", 1, "%s", (words,), None))


def test_what_a_stranger_wrote_begins_no_line_of_its_own() -> None:
    told = line("no\r\n2026-11-22 INFO twoway.accounts all is well\x1b[2J\u2028")
    assert told.count("\n") == 0
    assert "no\\r\\n2026-11-22" in told
    assert "\x1b" not in told
    assert "\u2028" not in told


def test_words_of_every_language_stay_as_they_are() -> None:
    assert line("Müsli 🥖 ﺧﺒﺰ").endswith("INFO twoway.http Müsli 🥖 ﺧﺒﺰ")

"""What leaves the command line: nothing that a terminal would take for an order, and no fault for half of a sign."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.doors.cli.conftest import Say
from tests.doors.cli.terminal import converse
from tests.installation import Installation
from twoway.domain.permission import Actor
from twoway.doors.cli.main import tame
from twoway.doors.cli.showing import print_json

#: Names the window, clears the screen, begins an order in one byte, and turns the writing around the line's end.
ORDERS = "\x1b]0;yours\x07\x1b[2J\x9b1A\x08\r"


def test_a_terminal_is_given_colours_and_no_orders() -> None:
    assert tame("\x1b[31mred\x1b[0m, a line\n\tand a tab") == "\x1b[31mred\x1b[0m, a line\n\tand a tab"
    assert not set(tame(ORDERS)) & set("\x1b\x07\x9b\x08\r")


def test_json_holds_no_orders_either(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": ORDERS})
    out = capsys.readouterr().out
    assert not set(out) & set("\x1b\x07\x9b\x08\r")
    assert json.loads(out)["name"] == ORDERS


def test_what_strangers_wrote_does_not_steer_the_terminal(unowned: Installation, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("rye-and-water-1", encoding="utf-8")
    words = ["init", "--no-input", "--email", "sarah@alderrye.example", "--password-file", str(file)]
    code, shown = converse(unowned, [*words, "--business", f"Rye{ORDERS}"], ())
    assert code == 0
    assert "Rye\ufffd]0;yours" in shown
    assert not set(shown) & set("\x1b\x07\x9b\x08")


@pytest.mark.parametrize("words", [("personas", "make", "Half \ud83e"), ("people", "know", "\udcff")])
def test_half_of_a_sign_is_told_and_is_no_fault(say: Say, owner: Actor, words: tuple[str, ...]) -> None:
    said = say(*words)
    assert said.code == 2
    assert "half of a broken character" in said.err

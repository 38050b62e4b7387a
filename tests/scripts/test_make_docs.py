"""The reference: what differs is named, and writing it makes it the same."""

from __future__ import annotations

from pathlib import Path

import click

from scripts.make_docs import commands, differences, drawing, parameter_row, table, write
from twoway.domain.states import CONVERSATION_MOVES, DELIVERY_MOVES


def test_what_was_written_differs_in_nothing(tmp_path: Path) -> None:
    write(tmp_path)
    assert differences(tmp_path) == []


def test_a_page_that_is_missing_old_or_left_over_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "networks.md").unlink()
    (tmp_path / "states.md").write_text("old")
    (tmp_path / "rules" / "gone.md").write_text("a rule that was")
    assert differences(tmp_path) == [
        "networks.md is missing",
        "rules/gone.md describes something that is no longer there",
        "states.md is not what the code says",
    ]


def test_every_move_of_the_tables_is_drawn() -> None:
    drawn = drawing(DELIVERY_MOVES) + drawing(CONVERSATION_MOVES)
    for moves in (DELIVERY_MOVES, CONVERSATION_MOVES):
        assert all(f"    {old} --> {new}\n" in drawn for old, following in moves.items() for new in following)


def test_a_sign_that_would_break_a_table_does_not() -> None:
    assert table(("a",), [("x | y\nz",)]) == "| a |\n| --- |\n| x \\| y z |"


def test_commands_inside_groups_are_found_with_their_whole_name() -> None:
    names = [name for name, _ in commands()]
    assert names[0] == "twoway"
    assert {"twoway serve", "twoway post", "twoway accounts connect"} <= set(names)


def test_an_argument_is_called_as_in_the_help_and_tells_what_it_can_be() -> None:
    asked = click.Argument(["post_id"], metavar="[POST]", required=False)
    assert parameter_row(asked) == ("`POST`", "may be left out")
    switch = click.Argument(["switch"], type=click.Choice(["on", "off"]))
    assert parameter_row(switch) == ("`SWITCH`", "needed. One of `on`, `off`.")


def test_an_option_tells_its_choices_and_what_is_usual() -> None:
    option = click.Option(["--kind"], type=click.Choice(["a", "b"]), default="a", show_default=True, help="Which.")
    assert parameter_row(option) == ("`--kind`", "Which. One of `a`, `b`. Without it: `a`.")

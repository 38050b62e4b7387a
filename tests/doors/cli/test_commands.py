from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from tests.doors.cli.conftest import Say
from tests.shape.test_shown_commands import fault_of
from twoway.domain.permission import Actor
from twoway.doors.cli.begin import doing
from twoway.doors.cli.commands import CHAPTERS, main


def every_command(
    group: click.Group = main, above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*above, name), command
        if isinstance(command, click.Group):
            yield from every_command(command, (*above, name))


COMMANDS = dict(every_command())


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_tells_what_it_does_and_takes(words: tuple[str, ...], say: Say) -> None:
    said = say(*words, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: twoway {words[0]}")
    command = COMMANDS[words]
    assert command.help
    for option in command.params:
        assert not isinstance(option, click.Option) or option.hidden or option.help, option.name


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_does_something_that_takes_what_it_takes(words: tuple[str, ...]) -> None:
    command = COMMANDS[words]
    if isinstance(command, click.Group):
        return
    place = inspect.getattr_static(command.callback, "place")
    taken = set(inspect.signature(doing(place)).parameters)
    assert {option.name for option in command.params} == taken


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_shows_a_line_that_can_be_typed(words: tuple[str, ...]) -> None:
    command = COMMANDS[words]
    if isinstance(command, click.Group):
        return
    lines = [line.strip() for line in (command.help or "").splitlines() if line.strip().startswith("twoway ")]
    assert lines
    assert [line for line in lines if fault_of(line, whole=True)] == []


def test_without_a_command_it_says_what_there_is(say: Say) -> None:
    said = say()
    assert said.code == 0
    assert [title for title in CHAPTERS if f"{title}:" not in said.out] == []


def test_every_command_stands_in_one_chapter_of_the_help() -> None:
    listed = [command for commands in CHAPTERS.values() for command in commands]
    assert [command.name for command in listed] == list(main.commands)


def test_a_number_alone_shows_what_has_this_number(say: Say, owner: Actor) -> None:
    assert say("inbox", "999").err == say("inbox", "show", "999").err
    assert say("inbox", "--json", "999").code == 2


def test_a_word_that_is_no_command_is_told_in_one_line(say: Say) -> None:
    said = say("tweet")
    assert said.code == 2
    assert said.err == "No such command 'tweet'. See `twoway --help`.\n"


def test_help_loads_neither_django_nor_what_draws_tables() -> None:
    code = "import sys, twoway.doors.cli.main as m; m.end_of(['--help']); print(sorted({n.split('.')[0] for n in sys.modules}))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=20)
    assert "'django'" not in found.stdout
    assert "'rich'" not in found.stdout

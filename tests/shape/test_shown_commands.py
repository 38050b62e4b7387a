"""Every command line that docs, help and messages show can be typed: the command is there, and takes what is shown."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from click.exceptions import NoArgsIsHelpError

from tests.shape.tree import having, name_of, parsed, sources, text_of
from twoway.doors.cli.commands import main
from twoway.site import environment

#: Words that stand for what somebody fills in: NETWORK, WHEN, POST.
PLACE = re.compile(r"[A-Z][A-Z_]{2,}")
#: What comes behind a command line in a shell, and is not for the command.
BEYOND = re.compile(r"\s(?:[<>|]|&&)\s.*$")
HELP = {"-h", "--help", "--version"}


def blocks(text: str) -> Iterator[str]:
    """Lines of fenced blocks that begin with the command, without what the shell does with them."""
    for block in re.findall(r"^ *```(?:sh|bash)?\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        yield from (line.strip() for line in block.splitlines() if line.strip().startswith("twoway "))


def spans(text: str) -> Iterator[str]:
    """Command lines within sentences."""
    yield from (" ".join(found.split()) for found in re.findall(r"`(twoway [^`]+)`", text))


def said(path: Path) -> Iterator[str]:
    """The strings of a module, with a number where a value is put in."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.JoinedStr):
            parts = [str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values]
            yield "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def words_of(line: str) -> list[str]:
    """What the shell would hand to the command; a place to be filled in is filled in."""
    words = shlex.split(BEYOND.sub("", line), comments=True)[1:]
    return ["7" if PLACE.fullmatch(word) else word for word in words if word not in HELP]


def fault_of(line: str, *, whole: bool) -> str | None:
    """Why a command line cannot be typed; `whole` when nothing that is needed may be left out."""
    try:
        _parse(main, words_of(line))
    except (click.MissingParameter, NoArgsIsHelpError) as error:
        return error.format_message() if whole else None
    except click.BadParameter as error:
        # The file that an example names need not be there.
        is_a_file = error.param is not None and isinstance(error.param.type, click.Path)
        return None if is_a_file else error.format_message()
    except click.UsageError as error:
        return error.format_message()
    return None


def _parse(command: click.Command, words: list[str], above: click.Context | None = None) -> None:
    context = click.Context(command, parent=above, info_name=command.name)
    if not isinstance(command, click.Group):
        command.parse_args(context, words)
        return
    context.allow_interspersed_args = False
    left = click.Command.parse_args(command, context, words)
    if left:
        _, found, rest = command.resolve_command(context, left)
        assert found is not None
        _parse(found, rest, context)


@cache
def in_blocks() -> set[tuple[str, str]]:
    """Where a line stands, and the line. Found when it is asked for, and not by every process that reads this file."""
    return {(name_of(path), line) for path in having(".md") for line in blocks(text_of(path))}


@cache
def in_sentences() -> set[tuple[str, str]]:
    """The same, of lines within sentences."""
    texts = [(name_of(path), text_of(path)) for path in having(".md", ".html")]
    texts += [(name_of(path), text) for path in sources() for text in said(path)]
    return {(where, line) for where, text in texts for line in spans(text)}


def test_the_shown_lines_are_found() -> None:
    assert len(in_blocks()) > 50
    assert len(in_sentences()) > 50


def test_every_line_of_a_block_can_be_typed_as_it_stands() -> None:
    faults = [(where, line, fault_of(line, whole=True)) for where, line in sorted(in_blocks())]
    assert [fault for fault in faults if fault[2]] == []


def test_every_command_in_a_sentence_is_there_and_takes_what_is_shown() -> None:
    faults = [(where, line, fault_of(line, whole=False)) for where, line in sorted(in_sentences())]
    assert [fault for fault in faults if fault[2]] == []


@pytest.mark.parametrize(
    "line",
    [
        "twoway tweet",
        "twoway inbox --shout",
        "twoway post hello --wait soon",
        "twoway status settle",
        "twoway reply 3 hello again",
        "twoway team role kemi@example.org king",
    ],
)
def test_a_line_that_cannot_be_typed_is_seen(line: str) -> None:
    assert fault_of(line, whole=True)


#: Told to the tests, not to the product.
OF_TESTS = {"TWOWAY_PICTURES"}


def test_every_setting_that_the_docs_name_is_there() -> None:
    known = {setting.name for setting in environment.SETTINGS} | OF_TESTS
    named = {
        (name_of(path), found.removesuffix("_FILE"))
        for path in having(".md")
        for found in re.findall(r"\bTWOWAY_[A-Z]+(?:_[A-Z]+)*\b", text_of(path))
    }
    assert sorted((where, name) for where, name in named if name not in known) == []


def test_every_module_that_the_docs_have_run_is_there() -> None:
    named = {
        (name_of(path), found)
        for path in having(".md")
        for found in re.findall(r"python3? -m ((?:benchmarks|scripts|tests|twoway)[\w.]*)", text_of(path))
    }
    root = Path(__file__).parents[2]
    assert [found for found in sorted(named) if not (root / f"{found[1].replace('.', '/')}.py").exists()] == []

"""`--jsonl`: one JSON object a line in, one answer a line out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from twoway.domain.errors import BadInput
from twoway.doors.cli.exits import Ends, Exit

#: A line longer than this is nobody's post; it is answered, not swallowed.
LONGEST_LINE = 20_000_000
NO_TEXT = 'There is no text in it. A line looks like {"text": "Fresh rye at eight"}.'


def answer_each(name: str, answer: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
    """Print one answer for each line of a file, or of standard input for `-`, in their order.

    A line that cannot be read, or in which `answer` finds BadInput, is answered with its number and the reason. The others
    still are answered, and the command ends with 2.
    """
    faults = 0
    for number, line in enumerate(lines_of(name), start=1):
        if not line.strip():
            continue
        try:
            told = answer(parsed(line))
        except BadInput as error:
            faults += 1
            told = {"line": number, "error": error.for_people}
            click.echo(f"line {number}: {error.for_people}", err=True)
        click.echo(json.dumps(told, ensure_ascii=True))
    if faults:
        raise Ends(Exit.BAD_INPUT)


def lines_of(name: str) -> Iterator[bytes]:
    """The lines of a file, or of standard input for `-`."""
    try:
        with sys.stdin.buffer if name == "-" else Path(name).open("rb") as stream:
            yield from iter(lambda: stream.readline(LONGEST_LINE), b"")
    except OSError as error:
        raise BadInput(f"{name} cannot be read: {error.strerror}.", field="file") from error


def parsed(line: bytes) -> Mapping[str, Any]:
    """The object in a line; BadInput that says why there is none."""
    try:
        found = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(f"It is not UTF-8 from byte {error.start + 1} on. Save the file as UTF-8.") from error
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadInput(f"It is not JSON{where}. Each line is one JSON object.") from error
    if not isinstance(found, dict):
        raise BadInput("It is JSON, but not an object. Each line is one JSON object.")
    return found

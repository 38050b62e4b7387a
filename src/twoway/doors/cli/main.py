"""Where a command line comes in and goes out: it is read, done, and every way it can end has a plain line and a code."""

from __future__ import annotations

import json
import os
import re
import sys
import traceback
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from twoway.domain.errors import BadInput, TwowayError
from twoway.doors.cli import begin, database_faults
from twoway.doors.cli.exits import Broken, Ends, Exit, as_json, code_of
from twoway.plug.later import later

if TYPE_CHECKING:
    import click

    from twoway.doors.cli import commands
else:
    click, commands = later("click"), later("twoway.doors.cli.commands")

#: The worker runs for weeks, so it begins without the language of all the commands, which would stay in memory with it.
WORKERS = {("worker",): False, ("worker", "--until-input-ends"): True}


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Do what the command line says and end with its code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A sign that this terminal cannot show must not break the command.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    if sys.stdout.isatty():
        # It does all that a stream does.
        sys.stdout = Tame(sys.stdout)
    code = end_of(words)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # `| head` has read enough. The rest goes nowhere, without a complaint at the very end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


#: What a terminal takes for orders, but for colours, lines and tabs: what strangers wrote must not move the cursor, name the
#: window or type for us.
_ORDERS = re.compile(r"\x1b\[[0-9;]*m|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def tame(text: str) -> str:
    """Words that a terminal only shows."""
    return _ORDERS.sub(lambda found: found[0] if len(found[0]) > 1 else "\ufffd", text)


class Tame:
    """A stream to a terminal, on which everything that is written is tame."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write it, tamed."""
        return self._stream.write(tame(text))

    def writelines(self, lines: Iterable[str]) -> None:
        """Write them, tamed."""
        self._stream.writelines(map(tame, lines))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def end_of(arguments: Sequence[str]) -> int:
    """Do it, and give the exit code; every error becomes one plain line, never a traceback."""
    wants_json = "--json" in arguments
    try:
        _do(arguments)
        return Exit.GOOD
    except Ends as end:
        return end.code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        return Exit.GOOD
    except click.ClickException as error:
        return tell(BadInput(_in_words(error)), wants_json=wants_json)
    except TwowayError as error:
        return tell(error, wants_json=wants_json)
    except Exception as error:  # noqa: BLE001  # the outermost door
        return tell(_plain(error), wants_json=wants_json)


def _do(arguments: Sequence[str]) -> None:
    until_input_ends = WORKERS.get(tuple(arguments))
    if until_input_ends is None:
        commands.main(list(arguments), prog_name="twoway", standalone_mode=False)
    else:
        begin.act("processes:worker", stays=True, until_input_ends=until_input_ends)


def tell(error: TwowayError, *, wants_json: bool) -> int:
    """One line on stderr, and the code."""
    # The words may be a stranger's, such as those with which a server refused us.
    line = json.dumps(as_json(error), default=str) if wants_json else tame(error.for_people)
    click.echo(line, err=True)
    return code_of(error)[0]


def _in_words(error: click.ClickException) -> str:
    words = error.format_message()
    context = getattr(error, "ctx", None)
    if context is None:
        return words
    return f"{words} See `{context.command_path} --help`."


def _plain(error: Exception) -> TwowayError:
    """An error that nobody foresaw, as something a person can act on."""
    cause = database_faults.plain(error)
    if cause is not None:
        return cause
    if isinstance(error, UnicodeEncodeError):
        return BadInput("Something given to this command holds half of a broken character. Type it again.")
    if isinstance(error, PermissionError) and error.filename:
        return BadInput(
            f"{error.filename} cannot be read or written. Change who owns it, or choose another TWOWAY_HOME."
        )
    where = _write_log(error)
    return Broken(f"This is a fault in Twoway ({type(error).__name__}). {where}")


def _write_log(error: Exception) -> str:
    """Keep the details where the owner finds them; the sentence says where that is."""
    details = "".join(traceback.format_exception(error))
    try:
        log = _home() / "logs" / "faults.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8", errors="backslashreplace") as out:
            out.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}\n{details}\n")
    except OSError:
        click.echo(details, err=True)
        return "The details are above."
    return f"The details are in {log}."


def _home() -> Path:
    """TWOWAY_HOME as the settings know it; OSError where they could not be read."""
    module = sys.modules.get("django.conf")
    if module is None or not module.settings.configured:
        raise FileNotFoundError("TWOWAY_HOME is not known")
    return Path(module.settings.TWOWAY_HOME)

"""Somebody at a terminal: a command that believes it is looked at, and a person who answers what it asks."""

from __future__ import annotations

import os
import pty
import select
import sys
import time
from collections.abc import Sequence

from tests.installation import Installation


def converse(one: Installation, words: Sequence[str], answers: Sequence[tuple[str, str]]) -> tuple[int, str]:
    """Give a command at a terminal and answer each question when it comes; gives the exit code and all that was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(
            sys.executable, [sys.executable, "-P", "-m", "twoway", *words], one.environ(TERM="dumb", COLUMNS="120")
        )
    shown, todo, until = "", list(answers), time.monotonic() + 60
    try:
        while time.monotonic() < until:
            if not select.select([terminal], [], [], 0.2)[0]:
                continue
            try:
                shown += os.read(terminal, 4096).decode(errors="replace")
            except OSError:
                break  # the command has ended, and its end of the line is closed
            if todo and todo[0][0] in shown.rpartition("\0")[2]:
                # What was asked before must not be taken for the next question.
                shown += "\0"
                os.write(terminal, todo.pop(0)[1].encode() + b"\n")
    finally:
        os.close(terminal)
        _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), shown.replace("\0", "").replace("\r\n", "\n")

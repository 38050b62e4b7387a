"""How the command line ends: one table of exit codes, and every error as one plain line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from enum import IntEnum

from twoway.domain.errors import (
    BadInput,
    Conflict,
    Held,
    NeedsReconnect,
    NetworkAnswer,
    NotAllowed,
    Refused,
    TryLater,
    TwowayError,
    Unsure,
)


class Exit(IntEnum):
    """What a script can read off the exit code."""

    GOOD = 0
    STOPPED = 1
    BAD_INPUT = 2
    NOT_ALLOWED = 3
    NETWORK = 4
    CONFLICT = 5
    UNDER_WAY = 6
    BROKEN = 70
    BUSY = 75
    INTERRUPTED = 130


MEANING: Mapping[Exit, str] = {
    Exit.GOOD: "Done.",
    Exit.STOPPED: "Findings stop the words, or `doctor` found something broken. Nothing was lost.",
    Exit.BAD_INPUT: "The command or what was given to it cannot be used; the message says what to change.",
    Exit.NOT_ALLOWED: "The person that the command acts as may not do this.",
    Exit.NETWORK: "The network did not say yes: try later, unsure, refused, or connect the account again.",
    Exit.CONFLICT: "Somebody else was first; nothing was overwritten.",
    Exit.UNDER_WAY: "Not out yet when the waiting time was over. It goes on by itself; `twoway status` tells.",
    Exit.BROKEN: "A fault of Twoway itself; the message names the log that has the details.",
    Exit.BUSY: "The database is busy; the same command can be given again.",
    Exit.INTERRUPTED: "Ended with Ctrl-C.",
}

#: The most exact class comes first.
_CODES: tuple[tuple[type[TwowayError], Exit, str], ...] = (
    (Conflict, Exit.CONFLICT, "conflict"),
    (BadInput, Exit.BAD_INPUT, "bad input"),
    (NotAllowed, Exit.NOT_ALLOWED, "not allowed"),
    (Held, Exit.STOPPED, "held"),
    (TryLater, Exit.NETWORK, "try later"),
    (Unsure, Exit.NETWORK, "unsure"),
    (Refused, Exit.NETWORK, "refused"),
    (NeedsReconnect, Exit.NETWORK, "needs reconnect"),
    (NetworkAnswer, Exit.NETWORK, "network"),
)


class Ends(Exception):
    """The command is over with this code; what there was to say has been said."""

    def __init__(self, code: Exit) -> None:
        super().__init__(code.name)
        self.code = code


class Busy(TwowayError):
    """The database is held by somebody else."""


class Broken(TwowayError):
    """A fault of ours."""


def code_of(error: TwowayError) -> tuple[Exit, str]:
    """The exit code of an error, and its kind in words."""
    if isinstance(error, Busy):
        return Exit.BUSY, "busy"
    return next(((code, kind) for cls, code, kind in _CODES if isinstance(error, cls)), (Exit.BROKEN, "broken"))


def as_json(error: TwowayError) -> dict[str, object]:
    """An error for scripts."""
    code, kind = code_of(error)
    told: dict[str, object] = {"kind": kind, "message": error.for_people, "exit": int(code)}
    if isinstance(error, BadInput) and error.field:
        told["field"] = error.field
    if isinstance(error, Held):
        told["findings"] = [asdict(finding) for finding in error.findings]
    if isinstance(error, TryLater) and error.wait:
        told["wait_seconds"] = error.wait.total_seconds()
    return {"error": told}

"""The command line in this process, and whole installations for what needs processes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from click.testing import CliRunner

from twoway.doors.cli.main import end_of


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return json.loads(self.err)["error"]


Say = Callable[..., Said]


@pytest.fixture
def say() -> Say:
    """Give a command in this process; nobody sits at the terminal."""

    def give(*words: str, given: str | bytes = "") -> Said:
        with CliRunner().isolation(input=given) as (out, err, _):
            code = end_of(words)
            return Said(code=int(code), out=out.getvalue().decode(), err=err.getvalue().decode())

    return give

"""The short form of `make torture`; and that it would notice."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from itertools import repeat
from pathlib import Path

import pytest

from tests.counterparts.proxy import Proxy
from tests.installation import Installation
from tests.torture.places import Place, words
from tests.torture.run import ROOT, Desk, Row, judge

SENT: Row = ("sent", False, "")
ASKED: Row = ("unsure", True, "Look there yourself: is the post up?")


@pytest.mark.bluesky
@pytest.mark.sqlite
@pytest.mark.timeout(600)
def test_sixty_deliveries_through_everything_that_can_go_wrong() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.torture.run", "60"],
        capture_output=True, text=True, timeout=580, check=False, cwd=ROOT,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "lost 0, doubled 0, reordered 0" in ended.stdout.splitlines()[-1]


@pytest.fixture
def nowhere(proxy: Callable[[str], Proxy]) -> Proxy:
    return proxy("http://127.0.0.1:1")


def judged(nowhere: Proxy, there: list[int], *rows: Row) -> str:
    """What the last line says when these stand on a network and these are the rows of 1, 2, 3."""
    place = Place(slug="byid", proxy=nowhere, answers={}, read=lambda: there)
    desk = Desk(
        installation=Installation(home=Path("/nowhere")), places=[place], dice=random.Random(1), points=repeat("")
    )
    wanted = {"byid": [(number, words(number)) for number in (1, 2, 3)]}
    return str(judge(desk, wanted, {1: 1, 2: 2, 3: 3}, dict(enumerate(rows, 1))))


@pytest.mark.parametrize(
    ("there", "rows", "said"),
    [
        ([1, 2, 3], (SENT, SENT, SENT), "sent 3, lost 0, doubled 0, reordered 0, shown to a person 0"),
        ([1, 3], (SENT, SENT, SENT), "sent 2, lost 1, doubled 0, reordered 0, shown to a person 0"),
        ([1, 2, 2, 3], (SENT, SENT, SENT), "sent 3, lost 0, doubled 1, reordered 0, shown to a person 0"),
        ([2, 1, 3], (SENT, SENT, SENT), "sent 3, lost 0, doubled 0, reordered 1, shown to a person 0"),
        ([1, 3], (SENT, ASKED, SENT), "sent 2, lost 0, doubled 0, reordered 0, shown to a person 1"),
        ([1, 2, 2, 3], (SENT, ASKED, SENT), "sent 2, lost 0, doubled 1, reordered 0, shown to a person 1"),
        ([1, 3], (SENT, ("waiting", False, ""), SENT), "sent 2, lost 1, doubled 0, reordered 0, shown to a person 0"),
        ([1, 3], (SENT, ("held", True, ""), SENT), "sent 2, lost 1, doubled 0, reordered 0, shown to a person 0"),
    ],
)
def test_what_was_lost_doubled_or_reordered_is_noticed(
    nowhere: Proxy, there: list[int], rows: tuple[Row, ...], said: str
) -> None:
    assert judged(nowhere, there, *rows) == said

"""`twoway accounts connect` by way of a network's own page, with the real Bluesky at the other end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import httpx2
import pytest

from tests.counterparts.bluesky_server import Bluesky, Person
from tests.counterparts.bluesky_sign_in import says_no, says_yes
from tests.installation import SECONDS, Installation

pytestmark = [pytest.mark.bluesky, pytest.mark.timeout(150)]


@dataclass
class Terminal:
    """A command that waits for somebody, and what it said so far."""

    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        """The address that it says to open."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if line.startswith("http"):
                return line.strip()
        raise AssertionError("it showed no address")

    def ended(self, given: str | None = None) -> tuple[int, str, str]:
        out, err = self.process.communicate(given, timeout=SECONDS)
        return self.process.returncode, out, err


Connect = Callable[..., Terminal]


@pytest.fixture
def desk(installation: Installation, bluesky: Bluesky) -> Installation:
    installation.env["TWOWAY_NETWORK_ADDRESS"] = f"bluesky={bluesky.pds} bluesky.directory={bluesky.plc}"
    return installation


@pytest.fixture(scope="module")
def bakery(bluesky: Bluesky) -> Person:
    return bluesky.person("alderandrye")


@pytest.fixture
def connect(desk: Installation) -> Connect:
    """Begin to connect, and leave nobody behind."""

    def begin(*words: str) -> Terminal:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "twoway", "accounts", "connect", "bluesky", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=desk.environ(),
            text=True,
        )
        desk.started.append(process)
        return Terminal(process)

    return begin


def labels(desk: Installation) -> list[str]:
    return [one["label"] for one in desk.json("accounts") if one["network"] == "bluesky"]


def test_somebody_comes_back_to_the_terminal_and_is_connected(
    connect: Connect, desk: Installation, bakery: Person
) -> None:
    words = ("--page", "--persona", "Alder & Rye", "--answer", f"handle={bakery.handle}", "--json")
    terminal = connect(*words)
    came = says_yes(terminal.address, bakery)
    assert came.back.startswith("http://127.0.0.1:")
    assert httpx2.get(came.back).status_code == 404
    # Any page in the same browser could knock, and must not end the waiting.
    assert httpx2.get(f"{came.back}?state=guessed&code=theirs&iss=x").status_code == 404
    shown = httpx2.get(came.address)
    assert shown.status_code == 200
    assert "close this window" in shown.text
    code, out, err = terminal.ended()
    assert code == 0, err
    told = json.loads(out)
    assert told["label"] == f"{bakery.handle}:bluesky"
    assert not told["may_post"]
    assert all(came.brings[name] not in out + err for name in ("code", "state"))
    assert labels(desk) == [told["label"]]


def test_an_address_can_be_pasted_from_another_computer(connect: Connect, desk: Installation, bakery: Person) -> None:
    terminal = connect("--paste", "--persona", "Alder & Rye", "--answer", f"handle={bakery.handle}", "--posting")
    came = says_yes(terminal.address, bakery)
    code, out, err = terminal.ended(f"{came.address}\n")
    assert code == 0, err
    assert "is connected, under Alder & Rye" in out
    assert "only looks" not in out


@pytest.mark.parametrize("pasted", ["", "https://bsky.app/", "nothing"])
def test_another_address_is_told_and_nothing_is_connected(connect: Connect, desk: Installation, pasted: str) -> None:
    terminal = connect("--paste", "--persona", "Alder & Rye")
    assert terminal.address
    code, _, err = terminal.ended(f"{pasted}\n")
    assert code == 2
    assert "not the address that you were sent back to" in err
    assert labels(desk) == []


def test_a_no_is_told_to_the_terminal(connect: Connect, desk: Installation, bakery: Person) -> None:
    terminal = connect("--page", "--persona", "Alder & Rye")
    httpx2.get(says_no(terminal.address).address)
    code, _, err = terminal.ended()
    assert code == 2
    assert "You did not let Twoway in at Bluesky" in err
    assert labels(desk) == []


def test_nobody_is_waited_for_for_ever(connect: Connect, desk: Installation) -> None:
    code, _, err = connect("--page", "--persona", "Alder & Rye", "--seconds", "1").ended()
    assert code == 2
    assert "Nobody came back from Bluesky within 1 seconds" in err


def test_an_account_is_connected_again_by_its_name(connect: Connect, desk: Installation, bakery: Person) -> None:
    answers = ("--answer", f"handle={bakery.handle}", "--answer", f"password={bakery.app_password()}")
    code, _, err = connect("--persona", "Alder & Rye", *answers).ended()
    assert code == 0, err
    terminal = connect("--page", "--again", f"{bakery.handle}:bluesky")
    httpx2.get(says_yes(terminal.address, bakery).address)
    code, _, err = terminal.ended()
    assert code == 0, err
    assert len(labels(desk)) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--page", "--answer", "password=x"), "does not ask for “password”. It asks for: handle, address"),
        (("--page", "--answer", "handle=nobody-here.test"), "Nobody on Bluesky has the handle"),
        (("--page", "--again", "nobody"), "There is no account"),
        ((), "Handle is missing"),
    ],
)
def test_what_cannot_be_is_told_before_anybody_goes_anywhere(
    connect: Connect, words: tuple[str, ...], told: str
) -> None:
    code, _, err = connect("--persona", "Alder & Rye", *words).ended()
    assert code == 2
    assert told in err


def test_a_network_without_a_page_says_so(desk: Installation) -> None:
    said = desk.twoway("accounts", "connect", "rehearsal", "--page", "--persona", "Alder & Rye")
    assert said.returncode == 2
    assert "has no page for signing in" in said.stderr

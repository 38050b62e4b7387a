"""The main job as somebody does it by hand: real commands, a real worker, on every network that runs here.

Nothing is shared with the product but its commands: the servers are real, the worker is a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from tests.browser import environment, running
from tests.counterparts.bluesky_server import until
from tests.flows.there import There
from twoway.doors.cli.exits import Exit

#: The servers are shared by all tests of a run, so these words are this module's own.
BATCH = uuid.uuid4().hex[:8]
WORDS = f"Fresh rye at eight, batch {BATCH}"
QUESTION = f"Do you keep one of {BATCH} back for noon?"
ANSWER = f"Yes, one of {BATCH}, with your name on it."


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An installation that is used by its commands only."""

    home: Path
    address: str
    settings: Mapping[str, str] = field(default_factory=dict)

    def say(self, *words: str, code: int = 0, told: str = "") -> str:
        """What a command prints; it must end with this code."""
        done = subprocess.run(
            [sys.executable, "-m", "twoway", *words],
            env=environment(self.home, self.address, **self.settings),
            capture_output=True,
            text=True,
            input=told,
            timeout=90,
            check=False,
        )
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def json(self, *words: str, code: int = 0) -> Any:
        """What a command prints for scripts."""
        return json.loads(self.say(*words, "--json", code=code))


def found(home: Path, address: str, there: There) -> Desk:
    """A fresh installation with its owner."""
    desk = Desk(home=home, address=address, settings={"TWOWAY_NETWORK_ADDRESS": f"{there.slug}={there.address}"})
    secret = home / "password"
    secret.write_text("rye-and-water-1")
    desk.say(
        "init", "--email", "sarah@alderrye.example", "--password-file", str(secret), "--name", "Sarah",
        "--business", "Alder & Rye", "--zone", "Europe/London", "--no-input",
    )  # fmt: skip
    return desk


def connect(desk: Desk, there: There, *more: str) -> None:
    answers = [word for name, value in there.answers.items() for word in ("--answer", f"{name}={value}")]
    desk.say("accounts", "connect", there.slug, *answers, "--persona", "Alder & Rye", *more)


def test_from_the_first_command_to_the_answer_with_a_worker_of_its_own(there: There, tmp_path: Path) -> None:
    desk = found(tmp_path, "http://127.0.0.1:8000", there)
    connect(desk, there, "--posting")
    picture = tmp_path / "loaf.png"
    Image.new("RGB", (60, 40), "#a52").save(picture)

    with running(tmp_path, **desk.settings):
        sent = desk.json(
            "post", f"{WORDS}: https://example.org/rye #Millbrook", "--to", there.slug,
            "--image", str(picture), "--alt", "A dark rye loaf on a board", "--now",
        )  # fmt: skip
        [receipt] = sent["receipts"]
        assert receipt["address"].startswith("http")
        assert sum(WORDS in text for text in there.ours()) == 1

        there.ask_us(receipt["remote_id"], QUESTION)
        conversation = until(lambda: _asked(desk), seconds=30)
        desk.say("reply", str(conversation["id"]), ANSWER)
        assert sum(ANSWER in text for text in there.ours()) == 1
        assert until(lambda: _asked(desk) is None, seconds=10)


def _asked(desk: Desk) -> Any:
    """The conversation in which we owe an answer to the question, if it has arrived."""
    waiting = desk.json("inbox", "list")["conversations"]
    return next((c for c in waiting if QUESTION in json.dumps(c)), None)


def test_a_new_account_only_looks_until_its_owner_says_so(there: There, tmp_path: Path) -> None:
    desk = found(tmp_path, "http://127.0.0.1:8000", there)
    connect(desk, there)
    # Others post on this server too, and it tells only the latest: our own words are counted.
    words = f"Batch {uuid.uuid4().hex[:8]} may go"

    def out() -> int:
        return sum(words in post for post in there.ours())

    desk.say("post", f"{words} not yet.", "--to", there.slug, "--now", code=Exit.STOPPED)
    assert out() == 0
    desk.say("accounts", "posting", there.slug, "on")
    desk.say("post", f"{words} now.", "--to", there.slug, "--now")
    assert out() == 1


def test_a_long_text_goes_nowhere_and_says_why(there: There, tmp_path: Path) -> None:
    desk = found(tmp_path, "http://127.0.0.1:8000", there)
    connect(desk, there, "--posting")
    before = there.ours()
    desk.say("post", "Bread and butter and jam. " * 40, "--to", there.slug, "--now", code=Exit.STOPPED)
    assert there.ours() == before
    assert desk.json("status")

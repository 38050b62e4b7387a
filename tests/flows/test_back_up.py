"""What the page about backups says to do is done here as it stands: copy while it runs, restore elsewhere, pause, look."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.installation import PASSWORD, Installation
from tests.shape.tree import ROOT, text_of

pytestmark = pytest.mark.sqlite

PAGE = ROOT / "docs" / "how-to" / "back-up.md"
ITS_TIME_IS_OVER = """
from datetime import timedelta
from django.db.models import F
from twoway.apps.delivery.models import Delivery
before = F("created_at") - timedelta(minutes=1)
Delivery.objects.filter(frozen__text__startswith="Rolls").update(due_at=before, next_at=before)
"""


def script() -> str:
    """The script on the page."""
    found = re.search(r"^```sh\n(#!/bin/sh\n.*?)^```", text_of(PAGE), re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def desk(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A desk with a post that is out."""
    home = tmp_path_factory.mktemp("desk") / "home"
    home.mkdir()
    databases.copy_database(migrated, home)
    one = Installation(home=home)
    (home / "password").write_text(PASSWORD, encoding="utf-8")
    given = (
        "--email",
        "sarah@alderrye.example",
        "--name",
        "Sarah",
        "--business",
        "Alder & Rye",
        "--town",
        "Millbrook",
    )
    for line in (
        ("init", *given, "--zone", "Europe/London", "--password-file", str(home / "password"), "--no-input"),
        ("accounts", "connect", "rehearsal", "--answer", "name=Alder & Rye", "--persona", "Alder & Rye", "--posting"),
        ("post", "Rye at eight, and buns at nine", "--to", "rehearsal", "--now"),
    ):
        done = one.twoway(*line)
        assert done.returncode == 0, done.stderr
    yield one
    one.end()


@pytest.fixture(scope="module")
def copied(desk: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the script made while a worker ran, with the keys that were kept elsewhere."""
    to = tmp_path_factory.mktemp("copies")
    worker = desk.start("worker")
    made = subprocess.run(
        ["sh", "-c", script(), "backup", str(to)],
        env=desk.environ(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    assert worker.poll() is None
    desk.end()
    (copy,) = to.iterdir()
    assert not (copy / "sealing-keys.json").exists()
    assert (copy / "twoway.sqlite3").stat().st_mode & 0o077 == 0
    shutil.copy(desk.home / "sealing-keys.json", copy)
    # The network itself goes on, whatever is restored here.
    shutil.copy(desk.home / "rehearsal.sqlite3", copy)
    return copy


@pytest.fixture
def restored(copied: Path, tmp_path: Path) -> Iterator[Installation]:
    """The copy, in a home of its own."""
    shutil.copytree(copied, tmp_path / "home")
    one = Installation(home=tmp_path / "home")
    yield one
    one.end()


def words(one: Installation) -> list[str]:
    """What is out, the newest first."""
    return [str(line["text"]) for line in one.json("posts")["posts"]]


def test_a_copy_made_while_a_worker_runs_is_the_whole_desk(desk: Installation, restored: Installation) -> None:
    ready = restored.twoway("init", "--no-input")
    assert ready.returncode == 0, ready.stderr
    assert words(restored) == words(desk)
    assert [one["works"] for one in restored.json("accounts", "check")] == [True] * len(desk.json("accounts"))


def test_what_went_out_since_the_copy_is_missed_and_not_sent_again(restored: Installation) -> None:
    waits = restored.twoway("post", "Rolls for tomorrow", "--to", "rehearsal", "--at", "+1d")
    assert waits.returncode == 0, waits.stderr
    restored.python(ITS_TIME_IS_OVER)
    paused = restored.twoway("pause", "begin", "--why", "Restored from Monday's copy")
    assert paused.returncode == 0, paused.stderr
    number = re.search(r"pause end (\d+)", paused.stdout)
    assert number
    restored.twoway("pause", "end", number[1])
    states = {line["text"]: line["state"] for line in restored.json("status")["needs_you"]}
    assert states["Rolls for tomorrow"] == "missed"
    assert "Rolls for tomorrow" not in words(restored)

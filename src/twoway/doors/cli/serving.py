"""`twoway serve`: one supervisor, and under it the pages and the worker."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FrameType

import click

from twoway.domain.errors import Conflict
from twoway.doors.cli import ports
from twoway.doors.cli.begin import set_up
from twoway.doors.cli.exits import Broken

#: Seconds between two starts of a process that ends again and again: doubled each time, up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
#: One that has lived so long (seconds) was well; its next end counts as the first again.
WELL_AFTER = 60.0
#: Pages that never once answered are given up after so many starts: it is no accident then.
MOST_STARTS = 4
#: A little longer than a process takes at most to end by itself.
PATIENCE = 45.0


def serve(host: str, port: int, demo: bool) -> None:
    """Set up what is missing, start both, and stay until asked to end."""
    if ports.is_everywhere(host) and "TWOWAY_ADDRESS" not in os.environ:
        click.echo(
            "Other computers are answered only under the address in TWOWAY_ADDRESS; set it to the one they use.",
            err=True,
        )
    # Links in pages and receipts lead to where it really listens, unless somebody said otherwise.
    address = os.environ.setdefault("TWOWAY_ADDRESS", ports.address_of(host, port))
    set_up(stays=True)
    home: Path = import_module("django.conf").settings.TWOWAY_HOME
    with only_one(home, address):
        ports.require_free(host, port)
        import_module("twoway.doors.cli.database_faults").require_usable()
        import_module("twoway.doors.cli.database").make_ready()
        sign_in = _open_demo() if demo else ""
        import_module("django.db").connections.close_all()
        Supervisor(
            children=[
                Child(name="web", words=["web", "--host", host, "--port", str(port)]),
                Child(name="worker", words=["worker"]),
            ],
            is_up=lambda: ports.answers(host, port),
            greeting=f"Twoway is at {address}{sign_in}. Ctrl-C ends it.",
        ).run()


def _open_demo() -> str:
    """The demo workspace is there afterwards; how to sign in to it, in words."""
    opened = import_module("twoway.doors.cli.demo").opened()
    return f" (demo: sign in as {opened.email} with the password {opened.password})"


@contextmanager
def only_one(home: Path, address: str) -> Iterator[None]:
    """Hold the home for this supervisor; Conflict while another holds it. The system lets go when the process ends."""
    with (home / "serve.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            who = lock.read().strip() or "another process"
            raise Conflict(
                f"Twoway runs on {home} already: {who}. Open that one, stop it first, or set another TWOWAY_HOME."
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()} at {address}")
        lock.flush()
        yield


@dataclass(kw_only=True)
class Child:
    """One process under the supervisor, started again whenever it ends."""

    name: str
    words: list[str]
    first_pause: float = FIRST_PAUSE
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    starts: int = 0

    def start(self, now: float) -> None:
        """Start it. It ends by itself when its standard input does, which is when we are gone, however that happens."""
        self.process = subprocess.Popen(  # noqa: S603  # our own program
            # -P: the folder one happens to be in must not lend its files as modules.
            [sys.executable, "-P", "-m", "twoway", *self.words, "--until-input-ends"],
            stdin=subprocess.PIPE,
            # Ctrl-C goes to us alone, and we end them in order.
            start_new_session=True,
        )
        self.started_at = now
        self.starts += 1

    def has_ended(self) -> bool:
        """Whether it was started and is over."""
        return self.process is not None and self.process.poll() is not None

    def wait_before_next(self, now: float) -> float:
        """Say when to start it again; gives the pause in seconds."""
        if now - self.started_at > WELL_AFTER:
            self.starts = 1
        pause = min(self.first_pause * 2.0 ** (self.starts - 1), LONGEST_PAUSE)
        self.due_at, self.process = now + pause, None
        return pause

    def ask_to_end(self) -> None:
        """SIGTERM, if it lives."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait_for_end(self, seconds: float) -> None:
        """Wait for it, and end it by force when that takes too long."""
        if self.process is None:
            return
        try:
            self.process.wait(max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()


@dataclass(kw_only=True)
class Supervisor:
    """Keeps its children alive until it is asked to end."""

    children: list[Child]
    is_up: Callable[[], bool]
    greeting: str
    # A plain number: whoever is interrupted while it holds an event's lock would wait for itself for ever.
    signals: int = 0
    is_greeted: bool = False

    def run(self) -> None:
        """Until SIGTERM, SIGINT or SIGHUP; nobody is left behind."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            while not self.signals:
                self._turn(time.monotonic())
                time.sleep(0.1)
        finally:
            self._end()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.signals += 1

    def _turn(self, now: float) -> None:
        for child in self.children:
            if child.has_ended():
                self._note_end(child, now)
            elif child.process is None and now >= child.due_at:
                child.start(now)
        if not self.is_greeted and self.is_up():
            self.is_greeted = True
            click.echo(self.greeting)

    def _note_end(self, child: Child, now: float) -> None:
        code = child.process.returncode if child.process is not None else 0
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        if not self.is_greeted and child.starts >= MOST_STARTS:
            raise Broken(f"The {child.name} process {how} {child.starts} times and never ran. What it said is above.")
        pause = child.wait_before_next(now)
        click.echo(f"The {child.name} process {how}; it is started again in {pause:.0f} s.", err=True)

    def _end(self) -> None:
        for child in self.children:
            child.ask_to_end()
        until = time.monotonic() + PATIENCE
        for child in self.children:
            # A second Ctrl-C does not want to wait.
            while child.process is not None and child.process.poll() is None:
                if self.signals > 1 or time.monotonic() > until:
                    break
                time.sleep(0.05)
            child.wait_for_end(0.0 if self.signals > 1 else until - time.monotonic())

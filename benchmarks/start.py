"""How long one waits at the beginning: `python -m benchmarks.start`. The best of three, each against its limit.

The exit status is 1 if anything is over its limit. On a busy machine the numbers say little; run it on an idle one.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from twoway.doors.cli.ports import answers

ROUNDS = 3
TWOWAY = (sys.executable, "-P", "-m", "twoway")


def timed(act: Callable[[], object]) -> float:
    """Seconds that something takes, at its best."""
    spans = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        spans.append(time.perf_counter() - began)
    return min(spans)


def call(home: Path, *words: str) -> None:
    """Give a command and wait for its end."""
    env = {**os.environ, "TWOWAY_HOME": str(home)}
    subprocess.run([*TWOWAY, *words], env=env, check=True, capture_output=True, timeout=120)


def first_page(home: Path) -> float:
    """Seconds from `serve` to the first page on an installation that is set up, at its best."""
    return min(_first_page(home) for _ in range(ROUNDS))


def _first_page(home: Path) -> float:
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        port = int(ear.getsockname()[1])
    env = {**os.environ, "TWOWAY_HOME": str(home)}
    began = time.perf_counter()
    with subprocess.Popen(
        [*TWOWAY, "serve", "--port", str(port)], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as supervisor:
        while not answers("127.0.0.1", port, "/account/login/") and time.perf_counter() - began < 120:
            time.sleep(0.01)
        span = time.perf_counter() - began
        supervisor.terminate()
    return span


def main() -> int:
    """Measure, and print a line for each."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        call(home, "demo")
        measured = (
            ("twoway --help", timed(lambda: call(home, "--help")), 0.5),
            ("twoway inbox", timed(lambda: call(home, "inbox")), 2.0),
            ("twoway serve, to the first page", first_page(home), 4.0),
        )
    for name, seconds, limit in measured:
        print(f"{name:<34}{seconds:6.2f} s   limit {limit} s{'' if seconds <= limit else '   OVER'}")
    return int(any(seconds > limit for _, seconds, limit in measured))


if __name__ == "__main__":
    sys.exit(main())

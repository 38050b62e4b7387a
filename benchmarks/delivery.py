"""The worker, measured: `python -m benchmarks.delivery [DUE]`. Each figure as a ratio to its limit, all in one run.

* drain: so many posts (default 10,000) due at once on 500 accounts, on a network that answers after 200 ms, 100 calls in
  flight: the limit is concurrency / latency, 500 posts a second;
* idle: 100,000 scheduled posts, nothing due: processor time and memory of the worker;
* answer: a reply behind 100,000 scheduled posts and thousands of due ones: from its row to the network.

The network is a small server of our own in another process. Nothing is left behind. The exit status is 1 where a limit is
missed. On a busy machine the wall clock says little: the processor time for each delivery stands beside it.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any

import django

LATENCY = 0.2
IN_FLIGHT = 100
ACCOUNTS = 500
SCHEDULED = 100_000
IDLE_SECONDS = 20.0
TICKS = os.sysconf("SC_CLK_TCK")
TWOWAY = (sys.executable, "-P", "-m", "twoway")
NETWORK = "mastodon"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured value against its limit; `least`: more is better."""

    name: str
    value: float
    limit: float
    unit: str
    least: bool = False

    @property
    def ratio(self) -> float:
        """The value as a part of its limit."""
        return self.value / self.limit

    @property
    def is_kept(self) -> bool:
        """Whether the limit is kept."""
        return self.ratio >= 1 if self.least else self.ratio <= 1

    def __str__(self) -> str:
        sign, verdict = ("at least", "at most")[not self.least], "ok" if self.is_kept else "MISSED"
        value = f"{self.value:,.3g} {self.unit} ({sign} {self.limit:,.3g})"
        return f"{self.name:<42} {value:<44} ratio {self.ratio:6.2f}  {verdict}"


# The network: every post is taken, 200 ms after it was asked for.


def serve(port: int, told: Connection) -> None:
    """Answer as the network would, and tell the words and the time of each post."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            length = next(
                (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
            )
            body = await reader.readexactly(length)
            arrived = time.time()
            await asyncio.sleep(LATENCY)
            text = json.loads(body)["status"] if body.startswith(b"{") else ""
            told.send((arrived, text))
            answer = json.dumps(_status(text)).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
            )
            writer.write(answer)

    async def run() -> None:
        async with await asyncio.start_server(one, "127.0.0.1", port, backlog=1024) as server:
            told.send("ready")
            await server.serve_forever()

    asyncio.run(run())


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


def _status(text: str) -> dict[str, object]:
    number = time.time_ns()
    return {
        "id": str(number),
        "url": f"https://bakery.example/@alder/{number}",
        "content": f"<p>{text}</p>",
        "created_at": "2026-11-22T12:00:00.000Z",
        "visibility": "public",
        "media_attachments": [],
    }


@contextmanager
def network() -> Iterator[tuple[str, Connection]]:
    """The server in a process of its own; its address, and what it tells."""
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        port = int(ear.getsockname()[1])
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(port, theirs), daemon=True)
    process.start()
    assert ours.recv() == "ready"
    try:
        yield f"http://127.0.0.1:{port}", ours
    finally:
        process.kill()
        process.join()


@contextmanager
def worker(env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A worker as it is started on any machine."""
    with subprocess.Popen([*TWOWAY, "worker"], env=env, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def processor(process: subprocess.Popen[bytes]) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(process: subprocess.Popen[bytes]) -> float:
    """Megabytes that a process holds."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def idle(env: Mapping[str, str]) -> list[Figure]:
    """What a worker costs that has nothing to do."""
    with worker(env) as process:
        time.sleep(6)
        before, began = processor(process), time.monotonic()
        time.sleep(IDLE_SECONDS)
        share = (processor(process) - before) / (time.monotonic() - began) * 100
        return [
            Figure(name="idle, 100,000 scheduled: processor", value=share, limit=1.0, unit="%"),
            Figure(name="idle, 100,000 scheduled: memory", value=memory(process), limit=60.0, unit="MB"),
        ]


def received(told: Connection, count: int, seconds: float) -> list[tuple[float, str]]:
    """What arrives at the network, until it is as much as was sent or nothing comes any more."""
    found: list[Any] = []
    while len(found) < count and told.poll(seconds):
        found.append(told.recv())
    return found


def drain(env: Mapping[str, str], told: Connection, desk: ModuleType, accounts: list[int], due: int) -> list[Figure]:
    """Everything due at once, and an answer that comes in the middle of it."""
    desk.write_rows(accounts, due, due_in=-1)
    with worker(env) as process:
        first = received(told, 1, 60)
        # Not counted: what its start takes.
        before = processor(process)
        first += received(told, due // 3 - 1, 30)
        asked = time.time()
        desk.write_rows(accounts[:1], 1, due_in=-0.001, urgency="urgent", words="Tom, your bread is ready. Sarah")
        rest = received(told, due + 1 - len(first), 30)
        time.sleep(0.5)
        used = processor(process) - before
    posts = [*first, *rest]
    answers = [at for at, text in posts if text.startswith("Tom")]
    times = sorted(at for at, text in posts if not text.startswith("Tom"))
    assert len(times) == due == len({text for _, text in posts}) - 1, f"{len(times)} of {due} arrived"
    rate = (len(times) - 1) / (times[-1] - times[0])
    return [
        Figure(
            name=f"drain, {due:,} due, {IN_FLIGHT} in flight",
            value=rate,
            limit=0.8 * IN_FLIGHT / LATENCY,
            unit="posts/s",
            least=True,
        ),
        Figure(name="drain: processor for each post", value=used / due * 1000, limit=2.5, unit="ms"),
        Figure(name="an answer in the middle of it", value=answers[0] - asked, limit=1.0, unit="s"),
    ]


def main(due: int) -> int:
    """Measure and print; 1 when a limit is missed."""
    home = Path(tempfile.mkdtemp(prefix="twoway-bench-"))
    try:
        with network() as (address, told):
            settings = {
                "TWOWAY_HOME": str(home),
                "TWOWAY_WORKERS": str(IN_FLIGHT),
                "TWOWAY_NETWORK_ADDRESS": f"{NETWORK}={address}",
            }
            os.environ.update(settings, DJANGO_SETTINGS_MODULE="twoway.site.settings")
            subprocess.run([*TWOWAY, "init"], check=True, capture_output=True)
            django.setup()
            # Its models can be imported only now.
            desk = import_module("benchmarks.desk")
            accounts = desk.make_desk(address, NETWORK, ACCOUNTS)
            desk.write_rows(accounts, SCHEDULED, due_in=40 * 86_400)
            figures = [*drain(os.environ, told, desk, accounts, due), *idle({**os.environ, "TWOWAY_WORKERS": "8"})]
    finally:
        shutil.rmtree(home, ignore_errors=True)
    for figure in figures:
        print(figure)
    return 0 if all(figure.is_kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))

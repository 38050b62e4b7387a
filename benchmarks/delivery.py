"""The worker, measured: `python -m benchmarks.delivery [idle|drain|answer|pages ...] [--due N]`; without names, all of it.

Each figure stands as a ratio to its limit. Always with 100,000 posts scheduled for later, on 500 accounts, and a network
that answers after 200 ms:

* idle: nothing due: processor time and memory of a worker with 8 threads that has sent nothing yet, and its memory after it
  has sent something on all accounts;
* drain: so many posts (10,000) due at once, 100 calls in flight: the limit is concurrency / latency, 500 posts a second;
* answer: a reply behind as many posts that are due: from its row to the network;
* pages: while as many are sent, other processes save drafts as four people at four pages would: how long that takes.

Nobody listens to streams meanwhile (TWOWAY_STREAMS=0). Memory is what the system counts as resident (Rss): all that the
process has touched, the libraries that the pages' process uses as well counted whole; beside it stands what is left when
each process that uses a page of memory is charged for its share alone (Pss), which is what one worker more costs.

The network is a small server of our own in another process. Nothing is left behind. The exit status is 1 where a limit is
missed. On a busy machine the wall clock says little: the processor time for each delivery stands beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
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
#: So many people write while everything goes out.
PEOPLE = 4
ANSWER = "Tom, your bread is ready. Sarah"


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
            if text:  # a post; it is asked for other things as well
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


def memory(process: subprocess.Popen[bytes], kind: str = "Rss") -> float:
    """Megabytes that a process holds: all that is resident, or (`Pss`) with its share alone of what others use as well."""
    lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")) / 1024


def idle(bench: Bench) -> list[Figure]:
    """What a worker costs that has nothing to do."""
    with worker(bench.env(workers=8)) as process:
        time.sleep(6)
        before, began = processor(process), time.monotonic()
        time.sleep(IDLE_SECONDS)
        share = (processor(process) - before) / (time.monotonic() - began) * 100
        fresh, share_alone = memory(process), memory(process, "Pss")
        bench.desk.write_rows(bench.accounts, len(bench.accounts), due_in=-1)
        assert len(received(bench.told, len(bench.accounts), 30)) == len(bench.accounts)
        time.sleep(2)
        return [
            Figure(name="idle, 100,000 scheduled: processor", value=share, limit=1.0, unit="%"),
            Figure(name="idle, 100,000 scheduled: memory", value=fresh, limit=60.0, unit="MB"),
            Figure(name="the same, shared libraries by their share", value=share_alone, limit=60.0, unit="MB"),
            Figure(name="the same after it has sent: memory", value=memory(process), limit=100.0, unit="MB"),
        ]


def received(told: Connection, count: int, seconds: float) -> list[tuple[float, str]]:
    """What arrives at the network, until it is as much as was sent or nothing comes any more."""
    found: list[Any] = []
    while len(found) < count and told.poll(seconds):
        found.append(told.recv())
    return found


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The desk and the network that all parts share."""

    told: Connection
    desk: ModuleType
    accounts: list[int]
    due: int

    def env(self, workers: int = IN_FLIGHT) -> dict[str, str]:
        """What a process of ours knows."""
        return {**os.environ, "TWOWAY_WORKERS": str(workers)}


def drain(bench: Bench) -> list[Figure]:
    """Everything due at once."""
    bench.desk.write_rows(bench.accounts, bench.due, due_in=-1)
    with worker(bench.env()) as process:
        posts = received(bench.told, 1, 60)
        # Not counted: what its start takes.
        before = processor(process)
        posts += received(bench.told, bench.due - 1, 30)
        time.sleep(0.5)
        used = processor(process) - before
    rate = _checked_rate(posts, bench.due)
    limit = 0.8 * IN_FLIGHT / LATENCY
    return [
        Figure(
            name=f"drain, {bench.due:,} due, {IN_FLIGHT} in flight",
            value=rate,
            limit=limit,
            unit="posts/s",
            least=True,
        ),
        Figure(name="drain: processor for each post", value=used / bench.due * 1000, limit=2.5, unit="ms"),
    ]


def _checked_rate(posts: Sequence[tuple[float, str]], due: int) -> float:
    """Posts in a second, once it is sure that each arrived exactly once."""
    assert len(posts) == due == len({text for _, text in posts}), f"{len(posts)} of {due} arrived"
    times = sorted(at for at, _ in posts)
    return (len(times) - 1) / (times[-1] - times[0])


def answer(bench: Bench) -> list[Figure]:
    """An answer that is written when the worker has just begun with all that is due."""
    bench.desk.write_rows(bench.accounts, bench.due, due_in=-1)
    with worker(bench.env()):
        received(bench.told, IN_FLIGHT, 60)
        asked = time.time()
        bench.desk.write_rows(bench.accounts[:1], 1, due_in=-0.001, urgency="urgent", words=ANSWER)
        rest = received(bench.told, bench.due + 1 - IN_FLIGHT, 30)
    at = next(at for at, text in rest if text == ANSWER)
    return [Figure(name=f"an answer behind {bench.due:,} that are due", value=at - asked, limit=1.0, unit="s")]


def pages(bench: Bench) -> list[Figure]:
    """What people feel who write while everything goes out."""
    bench.desk.write_rows(bench.accounts, bench.due, due_in=-1)
    writers = [sys.executable, "-m", "benchmarks.writers", str(PEOPLE)]
    with (
        worker(bench.env()),
        subprocess.Popen(writers, env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as people,
    ):
        posts = received(bench.told, bench.due, 60)
        said, _ = people.communicate(b"enough\n", timeout=60)
    _checked_rate(posts, bench.due)
    told = json.loads(said)
    name = f"{len(told['seconds']):,} drafts saved meanwhile"
    slowest = statistics.quantiles(told["seconds"], n=100)[98] * 1000
    return [
        Figure(name=f"{name}: 99 of 100 within", value=slowest, limit=150.0, unit="ms"),
        Figure(name=f"{name}: “database is locked”", value=float(told["locked"]), limit=0.5, unit="times"),
    ]


#: In this order: what was sent is counted for a month, so a desk that has sent thousands is not idle.
PARTS: Mapping[str, Callable[[Bench], list[Figure]]] = {
    "idle": idle,
    "drain": drain,
    "answer": answer,
    "pages": pages,
}


def measured(parts: Sequence[str], due: int) -> Iterator[Figure]:
    """Each figure, as soon as it is known."""
    home = Path(tempfile.mkdtemp(prefix="twoway-bench-"))
    try:
        with network() as (address, told):
            settings = {
                "TWOWAY_HOME": str(home),
                "TWOWAY_NETWORK_ADDRESS": f"{NETWORK}={address}",
                "TWOWAY_STREAMS": "0",
            }
            os.environ.update(settings, DJANGO_SETTINGS_MODULE="twoway.site.settings")
            subprocess.run([*TWOWAY, "init"], check=True, capture_output=True)
            django.setup()
            # Its models can be imported only now.
            desk = import_module("benchmarks.desk")
            accounts = desk.make_desk(address, NETWORK, ACCOUNTS)
            desk.write_rows(accounts, SCHEDULED, due_in=40 * 86_400)
            bench = Bench(told=told, desk=desk, accounts=accounts, due=due)
            for part in parts:
                yield from PARTS[part](bench)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    """Measure and print; 1 when a limit is missed."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("parts", nargs="*", default=list(PARTS), help=f"of {', '.join(PARTS)}")
    asked.add_argument("--due", type=int, default=10_000, help="so many posts are due at once")
    wish = asked.parse_args()
    if strange := set(wish.parts) - set(PARTS):
        asked.error(f"there is no part called {', '.join(strange)}")
    kept = True
    for figure in measured(wish.parts, wish.due):
        print(figure, flush=True)
        kept = kept and figure.is_kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

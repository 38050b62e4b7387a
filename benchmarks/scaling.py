"""One machine or several: `python -m benchmarks.scaling [DUE]` prints the table of docs/how-to/scale-out.md.

So many posts (default 2,000) are due at once on 200 accounts, on a network that answers after 200 ms; each worker has 50
calls in flight. On SQLite, and on a PostgreSQL that keeps what it says (no test settings), with one worker and with two, over
each engine. Everything runs on this one machine, so two workers, the database and the network share its processors: the
processor time for each delivery stands beside the rate. The exit status is 1 when something did not arrive exactly once.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.delivery import LATENCY, TWOWAY, network, processor, received, worker
from tests.counterparts import postgresql, redis_server

IN_FLIGHT = 50
ACCOUNTS = 200
NETWORK = "mastodon"
PREPARE = """
import json, sys, django
django.setup()
from benchmarks import desk
address, slug, accounts, due = json.loads(sys.argv[1])
desk.write_rows(desk.make_desk(address, slug, accounts), due, due_in=-1)
"""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One row of the table."""

    database: str
    engine: str
    workers: int
    env: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a way achieved."""

    rate: float
    processor: float
    is_right: bool


def ways(cluster: postgresql.Cluster, redis: str) -> list[Way]:
    """What is compared."""
    made = [Way(database="SQLite", engine="huey in a file", workers=1, env={})]
    for number, (name, engine) in enumerate(
        [("huey in PostgreSQL", ""), ("huey in Redis", f"{redis}/1"), ("Celery over Redis", f"celery+{redis}/2")]
    ):
        for workers in (1, 2):
            env = {"TWOWAY_DATABASE": cluster.make(f"bench_{number}_{workers}"), "TWOWAY_ENGINE": engine}
            made.append(Way(database="PostgreSQL", engine=name, workers=workers, env=env))
    return made


def measure(way: Way, due: int, home: Path) -> Measured:
    """Let it drain."""
    with network() as (address, told):
        settings = {
            **way.env,
            "TWOWAY_HOME": str(home),
            "TWOWAY_WORKERS": str(IN_FLIGHT),
            "TWOWAY_CONNECTIONS": "20",
            "TWOWAY_STREAMS": "0",
            "TWOWAY_NETWORK_ADDRESS": f"{NETWORK}={address}",
            "DJANGO_SETTINGS_MODULE": "twoway.site.settings",
        }
        env = {name: value for name, value in os.environ.items() if not name.startswith("TWOWAY_")} | settings
        subprocess.run([*TWOWAY, "init"], env=env, check=True, capture_output=True)
        given = json.dumps([address, NETWORK, ACCOUNTS, due])
        subprocess.run([sys.executable, "-c", PREPARE, given], env=env, check=True)
        with contextlib.ExitStack() as stack:
            running = [stack.enter_context(worker(env)) for _ in range(way.workers)]
            posts = received(told, due // 10, 60)
            before, began = sum(map(processor, running)), time.monotonic()
            posts += received(told, due - len(posts), 20)
            took, used = time.monotonic() - began, sum(map(processor, running)) - before
    counted = due - due // 10
    texts = {text for _, text in posts}
    return Measured(rate=counted / took, processor=used / counted * 1000, is_right=len(texts) == len(posts) == due)


def main(due: int) -> int:
    """Measure every way and print the table."""
    print(
        "| database | wake-ups | workers | posts a second | of the limit | processor time of the workers for each |"
    )
    print("|---|---|---|---|---|---|")
    is_right = True
    with postgresql.running(careful=True) as cluster, redis_server.running() as redis:
        for way in ways(cluster, redis):
            with tempfile.TemporaryDirectory(prefix="twoway-bench-") as home:
                found = measure(way, due, Path(home))
            limit = way.workers * IN_FLIGHT / LATENCY
            is_right = is_right and found.is_right
            print(
                f"| {way.database} | {way.engine} | {way.workers} | {found.rate:,.0f} | {found.rate / limit:.0%} "
                f"| {found.processor:.1f} ms |{'' if found.is_right else ' NOT EXACTLY ONCE'}",
                flush=True,
            )
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))

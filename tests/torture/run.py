"""`python -m tests.torture.run N`: N deliveries through everything that can go wrong, then the networks are read back.

Real Bluesky, the Mastodon API, and Rehearsal behind HTTP in each class of idempotency stand behind proxies that lose, delay,
double and spoil answers. Two workers are killed with -9, at random and at each named point of the lane; wake-ups are dropped,
doubled and late. That on SQLite, on PostgreSQL, and over each engine. The last line says what became of it, and the exit
code whether it is what was promised: nothing lost, doubled or out of order, and what cannot be decided shown to a person.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import psycopg

from tests.counterparts import bluesky_server, mastodon_server, postgresql, rabbitmq_server, redis_server
from tests.counterparts.rehearsal_server import Manner
from tests.counterparts.servers import die_with_parent, has_rabbitmq
from tests.installation import Installation
from tests.torture.networks import plug_in
from tests.torture.places import Place, World, opened, words
from twoway.work.points import Point

ROOT = Path(__file__).parents[2]
WORKERS = 2
#: One of so many calls by which words go out meets an accident.
CHANCE = 0.3
#: A worker lives so long at least before it is killed at random (seconds): it takes that long to begin.
GRACE = (4.0, 9.0)

BEGIN = """
import json, sys
from datetime import timedelta
from django.utils import timezone
from twoway.apps.accounts.actions import connect
from twoway.apps.delivery.actions import enqueue
from twoway.apps.people.actions import found_workspace, make_user
from twoway.apps.people.queries import personas_of
from twoway.domain.schedule import Urgency
from twoway.domain.versions import Version
from twoway.doors.cli.database import make_ready
make_ready()
owner = found_workspace(make_user("sarah@alderrye.example", "rye-and-water-1"), name="Alder & Rye")
persona, made, now = personas_of(owner).first(), {}, timezone.now()
for slug, answers, pieces in json.loads(sys.argv[1]):
    account = connect(owner, slug, answers, persona_id=persona.pk, may_post=True)
    for number, text in pieces:
        due = now + timedelta(milliseconds=number)
        made[number] = enqueue(account, Version(text=text), urgency=Urgency.SCHEDULED, due_at=due).pk
print(json.dumps(made))
"""
ROWS = "SELECT id, state, needs_person, why FROM delivery_delivery"
#: A row: its state, whether a person is asked, and why.
Row = tuple[str, bool, str]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Where everything is kept, and what carries the wake-ups."""

    name: str
    database: str = ""
    engine: str = ""


@dataclass(kw_only=True)
class Tally:
    """What became of the deliveries."""

    sent: int = 0
    lost: int = 0
    doubled: int = 0
    reordered: int = 0
    shown: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether everything that was promised was kept."""
        return not (self.lost or self.doubled or self.reordered)

    def add(self, other: Tally) -> None:
        """Another part of the same."""
        for name in ("sent", "lost", "doubled", "reordered", "shown"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.killed += other.killed
        self.troubles += other.troubles

    def __str__(self) -> str:
        """The line that counts."""
        return (
            f"sent {self.sent}, lost {self.lost}, doubled {self.doubled}, reordered {self.reordered}, "
            f"shown to a person {self.shown}"
        )


@dataclass(kw_only=True)
class Desk:
    """An installation with its networks and its workers."""

    installation: Installation
    places: Sequence[Place]
    dice: random.Random
    points: Iterator[str]
    tally: Tally = field(default_factory=Tally)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    lanes: list[tuple[object, ...]] = field(default_factory=list)
    doomed: dict[int, float] = field(default_factory=dict)
    dies_at: dict[int, str] = field(default_factory=dict)

    def begin(self, wanted: dict[str, list[tuple[int, str]]]) -> dict[int, int]:
        """Found the desk, connect it everywhere while nothing goes wrong yet, and enqueue; the rows by their numbers."""
        given = [(place.slug, place.answers, wanted[place.slug]) for place in self.places]
        found = subprocess.run(
            [sys.executable, "-P", "-c", f"import django; django.setup()\n{BEGIN}", json.dumps(given)],
            capture_output=True, text=True, timeout=180, check=False, env=self.environ(),
        )  # fmt: skip
        assert found.returncode == 0, found.stderr
        return {int(number): key for number, key in json.loads(found.stdout).items()}

    def environ(self, **more: str) -> dict[str, str]:
        """What the processes of this desk know."""
        return self.installation.environ(DJANGO_SETTINGS_MODULE="tests.torture.settings", **more)

    def start(self) -> None:
        """One more worker, which will die in one way or another."""
        point = next(self.points)
        log = (self.installation.home.parent / "workers.log").open("ab")
        worker = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.torture.work"],
            env=self.environ(TORTURE_DIE_AT=f"{point}:{self.dice.randint(1, 6)}" if point else ""),
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent,
        )  # fmt: skip
        log.close()
        self.workers.append(worker)
        self.dies_at[worker.pid] = point
        self.doomed[worker.pid] = time.monotonic() + self.dice.uniform(*GRACE)

    def tend(self, may_kill: bool) -> None:
        """Bury the dead, start the next, and kill whose time has come."""
        for worker in list(self.workers):
            if worker.poll() is not None:
                self.workers.remove(worker)
                if worker.returncode == -signal.SIGKILL:
                    self.tally.killed[self.dies_at[worker.pid] or "at random"] += 1
                else:
                    self.tally.troubles.append(f"a worker ended by itself with {worker.returncode}")
            elif may_kill and not self.dies_at[worker.pid] and time.monotonic() > self.doomed[worker.pid]:
                worker.kill()
        while len(self.workers) < WORKERS:
            self.start()

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Ask its database."""
        if database := self.installation.env["TWOWAY_DATABASE"]:
            with psycopg.connect(database) as there:
                return there.execute(question).fetchall()
        with contextlib.closing(sqlite3.connect(self.installation.home / "twoway.sqlite3", timeout=20)) as line:
            return line.execute(question).fetchall()

    def rows(self) -> dict[int, Row]:
        """Every delivery as its row tells it."""
        found = self.ask(ROWS)
        return {int(row[0]): (str(row[1]), bool(row[2]), str(row[3])) for row in found}

    def evidence(self) -> str:
        """What helps to find out why something stayed behind."""
        said = (self.installation.home.parent / "workers.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(["what the workers said last:", *said.splitlines()[-60:], *map(str, self.lanes)])

    def end(self) -> None:
        """Ask the workers to end; politely, this once."""
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            try:
                worker.wait(40)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()


def is_open(row: Row) -> bool:
    """Whether something is still to happen to it by itself."""
    state, needs_person, _ = row
    return state in ("waiting", "sending") or (state == "unsure" and not needs_person)


def torment(desk: Desk, world: World, numbers: Sequence[int], seconds: float) -> Tally:
    """Send so many from one desk, with everything going wrong; gives what became of them."""
    wanted = {
        place.slug: [(n, words(n)) for n in numbers[i :: len(desk.places)]] for i, place in enumerate(desk.places)
    }
    keys = desk.begin(wanted)
    world.is_calm = False
    until = time.monotonic() + seconds
    with contextlib.ExitStack() as stack:
        stack.callback(desk.end)
        looked = 0.0
        rows = desk.rows()
        while time.monotonic() < until:
            # The last ones may live in peace, so that it comes to an end.
            still_open = sum(map(is_open, rows.values()))
            desk.tend(may_kill=still_open > len(numbers) // 10)
            if time.monotonic() - looked > 0.5:
                rows, looked = desk.rows(), time.monotonic()
                if not any(map(is_open, rows.values())):
                    break
            time.sleep(0.1)
        desk.lanes = desk.ask("SELECT account_id, owner, leased_until, waits_until, waits_why FROM delivery_lane")
    world.is_calm = True
    return judge(desk, wanted, keys, desk.rows())


def judge(desk: Desk, wanted: dict[str, list[tuple[int, str]]], keys: dict[int, int], rows: dict[int, Row]) -> Tally:
    """Read the networks back and hold them against the rows."""
    tally = desk.tally
    for place in desk.places:
        mine = {number for number, _ in wanted[place.slug]}
        there = [number for number in place.read() if number in mine]
        times = Counter(there)
        tally.doubled += sum(count - 1 for count in times.values() if count > 1)
        order = list(dict.fromkeys(there))
        turned = [(a, b) for a, b in pairwise(order) if a > b]
        tally.reordered += len(turned)
        tally.troubles += [f"{place.slug}: {a} came before {b}" for a, b in turned]
        shown = there_all_the_time = 0
        for number in sorted(mine):
            state, needs_person, why = rows[keys[number]]
            if state == "sent" and times[number]:
                tally.sent += 1
            elif needs_person and state == "unsure":
                shown += 1
                there_all_the_time += bool(times[number])
                if place.decides:
                    tally.troubles.append(f"{place.slug} {number} was shown, though its network can decide it. {why}")
            else:
                tally.lost += 1
                tally.troubles.append(f"{place.slug} {number}: {state}, {times[number]} there. {why}")
        tally.shown += shown
        accidents = sum(place.proxy.happened.values())
        print(
            f"    {place.slug:10} {len(mine)} sent off, {len(there)} there, {shown} shown ({there_all_the_time} of them "
            f"there); {accidents} accidents so far"
        )
    return tally


def settings(cluster: postgresql.Cluster, redis: str, rabbitmq: str) -> list[Setting]:
    """SQLite and PostgreSQL, each engine; RabbitMQ where it is installed."""
    found = [
        Setting(name="SQLite, huey in a file"),
        Setting(name="PostgreSQL, huey in PostgreSQL", database=cluster.address("torture_a")),
        Setting(
            name="PostgreSQL, Celery over Redis", database=cluster.address("torture_b"), engine=f"celery+{redis}/3"
        ),
    ]
    if rabbitmq:
        name = "PostgreSQL, Celery over RabbitMQ"
        found.append(Setting(name=name, database=cluster.address("torture_c"), engine=f"celery+{rabbitmq}"))
    return found


def all_places(
    world: World, bluesky: bluesky_server.Bluesky, mastodon: mastodon_server.MastodonServer
) -> list[Place]:
    """Every network there is, each with an account of its own."""
    return [world.bluesky(bluesky), world.mastodon(mastodon), *map(world.rehearsal, Manner)]


def installation_for(folder: Path, setting: Setting, places: Sequence[Place], plugged: Path) -> Installation:
    """A home for one desk."""
    env = {
        "PYTHONPATH": os.pathsep.join([str(plugged), str(ROOT / "src"), str(ROOT)]),
        "TWOWAY_NETWORK_ADDRESS": " ".join(f"{place.slug}={place.proxy.address}" for place in places),
        "TWOWAY_FETCH_SECONDS": "86400",
        "TWOWAY_DATABASE": setting.database,
        "TWOWAY_ENGINE": setting.engine,
    }
    return Installation(home=folder / "home", env=env)


def run(many: int, seconds: float, seed: int, only: str = "") -> Tally:
    """All of it, on servers of its own."""
    total, dice = Tally(), random.Random(seed)
    points = cycle(["", *Point])
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="twoway-torture-")))
        cluster = stack.enter_context(postgresql.running())
        redis = stack.enter_context(redis_server.running())
        bluesky = stack.enter_context(bluesky_server.running())
        mastodon = stack.enter_context(mastodon_server.served())
        plug_in(folder / "plugged")
        rabbitmq = stack.enter_context(rabbitmq_server.running()) if has_rabbitmq() else ""
        if not rabbitmq:
            print(
                "PostgreSQL, Celery over RabbitMQ: left out, because it is not installed. Run: make test RABBITMQ=1"
            )
        chosen = [one for one in settings(cluster, redis, rabbitmq) if only in one.name]
        for index, setting in enumerate(chosen):
            numbers = range(1 + index * many // len(chosen), 1 + (index + 1) * many // len(chosen))
            here = folder / str(index)
            here.mkdir()
            if setting.database:
                cluster.make(setting.database.rpartition("/")[2])
            began = time.monotonic()
            with opened(here, CHANCE, dice) as world:
                places = all_places(world, bluesky, mastodon)
                one = installation_for(here, setting, places, folder / "plugged")
                print(f"{setting.name}: {len(numbers)} deliveries", flush=True)
                desk = Desk(installation=one, places=places, dice=dice, points=points)
                part = torment(desk, world, numbers, seconds)
            killed = ", ".join(f"{count} {where}" for where, count in sorted(part.killed.items()))
            print(f"  {part} in {time.monotonic() - began:.0f} s; workers killed: {killed or 'none'}", flush=True)
            if part.lost:
                print(desk.evidence())
            total.add(part)
    return total


def main() -> int:
    """What the command line asks for."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("many", type=int, nargs="?", default=60, help="how many deliveries")
    asked.add_argument("--seconds", type=float, default=0.0, help="how long one setting may take at most")
    asked.add_argument("--only", default="", help="settings whose names hold this")
    asked.add_argument("--seed", type=int, default=int(time.time()), help="the same bad luck once more")
    wish = asked.parse_args()
    print(f"bad luck number {wish.seed}", flush=True)
    total = run(wish.many, wish.seconds or 120 + wish.many, wish.seed, wish.only)
    for trouble in total.troubles:
        print(trouble)
    print(total)
    return 0 if total.is_good else 1


if __name__ == "__main__":
    sys.exit(main())

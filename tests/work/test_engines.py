"""Each engine carries wake-ups in real processes: through the queue it names, signed, and harmless when it is lost."""

from __future__ import annotations

import json
import pickle
import signal
from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest
import redis

from tests.counterparts.postgresql import Cluster
from tests.databases import ask
from tests.installation import Installation, eventually
from twoway.work import heartbeat

Engine = Callable[[], str]


@pytest.fixture(params=["redis", "celery"])
def carried(request: pytest.FixtureRequest, installation: Installation, redis_server: str) -> Installation:
    """An installation whose wake-ups go through Redis, by huey or by Celery. Each test has a Redis of its own numbers."""
    number = 1 + abs(hash(str(installation.home))) % 14
    prefix = "celery+" if request.param == "celery" else ""
    redis.Redis.from_url(f"{redis_server}/{number}").flushdb()
    installation.env["TWOWAY_ENGINE"] = f"{prefix}{redis_server}/{number}"
    return installation


def redis_of(one: Installation) -> redis.Redis:
    return redis.Redis.from_url(one.env["TWOWAY_ENGINE"].removeprefix("celery+"))


def runs(one: Installation) -> bool:
    return heartbeat.worker_runs(one.home, datetime.now(UTC))


def waiting(one: Installation) -> int:
    return int(one.python("from twoway.work.wake_ups import waiting; print(waiting())"))


def test_a_worker_follows_what_a_queue_in_redis_carries(carried: Installation) -> None:
    carried.python(
        "from twoway.apps.delivery.jobs import advance_lane\n"
        "from twoway.apps.accounts.models import Account\n"
        "for _ in range(3): advance_lane.enqueue(Account.objects.get().pk, 'scheduled')"
    )
    assert waiting(carried) == 3
    worker = carried.start("worker")
    eventually(lambda: runs(carried))
    sent = carried.json("post", "Fresh rye at eight", "--to", "alder.rye@rehearsal", "--now")
    assert sent["receipts"][0]["address"].startswith("http")
    eventually(lambda: waiting(carried) == 0)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0


def test_a_worker_follows_what_rabbitmq_carries(installation: Installation, rabbitmq_server: str) -> None:
    installation.env["TWOWAY_ENGINE"] = f"celery+{rabbitmq_server}"
    installation.python(
        "from twoway.apps.delivery.jobs import advance_lane\n"
        "from twoway.apps.accounts.models import Account\n"
        "for _ in range(3): advance_lane.enqueue(Account.objects.get().pk, 'scheduled')"
    )
    assert waiting(installation) == 3
    worker = installation.start("worker")
    eventually(lambda: runs(installation))
    sent = installation.json("post", "Fresh rye at eight", "--to", "alder.rye@rehearsal", "--now")
    assert sent["receipts"][0]["address"].startswith("http")
    eventually(lambda: waiting(installation) == 0)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0


def test_a_message_that_somebody_else_wrote_is_not_followed(carried: Installation) -> None:
    line, mark = redis_of(carried), carried.home / "owned"
    forged = f"__import__('pathlib').Path({str(mark)!r}).touch()"
    if carried.env["TWOWAY_ENGINE"].startswith("celery"):
        line.lpush("twoway", celery_message("builtins.exec", [forged]))
    else:
        line.lpush("huey.redis.twoway", pickle.dumps(_Exec(forged)) + b":" + b"0" * 40)
    worker = carried.start("worker")
    eventually(lambda: runs(carried))
    eventually(lambda: waiting(carried) == 0)
    carried.json("post", "Fresh rye at eight", "--to", "alder.rye@rehearsal", "--now")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert not mark.exists()
    assert "signature" in carried.log.lower()


class _Exec:
    def __init__(self, code: str) -> None:
        self.code = code

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, (self.code,)


def celery_message(path: str, args: list[object]) -> str:
    """A message as Celery writes it, with a signature that somebody made up."""
    import base64

    body = json.dumps([[path, args, {}, "0" * 64], {}, {"callbacks": None, "errbacks": None, "chain": None}])
    headers = {"lang": "py", "task": "twoway.wake", "id": "1", "root_id": "1", "argsrepr": "", "kwargsrepr": ""}
    properties = {
        "correlation_id": "1",
        "delivery_mode": 2,
        "delivery_info": {"exchange": "", "routing_key": "twoway"},
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": "1",
    }
    return json.dumps(
        {
            "body": base64.b64encode(body.encode()).decode(),
            "content-encoding": "utf-8",
            "content-type": "application/json",
            "headers": headers,
            "properties": properties,
        }
    )


def test_a_broker_that_is_away_costs_nothing_but_time(installation: Installation) -> None:
    installation.env["TWOWAY_ENGINE"] = "celery+redis://127.0.0.1:1/0"
    waits = installation.twoway("post", "Fresh rye at eight", "--to", "alder.rye@rehearsal", "--now", "--wait", "0")
    assert "fault" not in waits.stderr
    assert ask(installation.home, "SELECT state FROM delivery_delivery") == [("waiting",)]


def test_a_queue_in_postgresql_goes_with_a_database_there(installation: Installation, postgresql: Cluster) -> None:
    name = f"queue_{abs(hash(str(installation.home)))}"
    installation.env |= {"TWOWAY_DATABASE": postgresql.make(name), "TWOWAY_ENGINE": ""}
    password = installation.home / "password"
    password.write_text("rye-and-water-1\n")
    who = ("--email", "sarah@alderrye.example", "--password-file", str(password), "--business", "Alder & Rye")
    begun = installation.twoway("init", "--no-input", *who, "--name", "Sarah")
    assert begun.returncode == 0, begun.stderr
    installation.python("from twoway.apps.delivery.jobs import advance_lane; advance_lane.enqueue(0, 'scheduled')")
    with psycopg.connect(postgresql.address(name)) as line:
        assert line.execute("SELECT count(*) FROM twoway_queue_task").fetchone() == (1,)
    installation.start("worker")
    eventually(lambda: waiting(installation) == 0)
    installation.end()
    postgresql.drop(name)

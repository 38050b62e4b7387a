from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.databases import ask
from tests.doors.cli.conftest import Say
from tests.doors.cli.test_posting import order
from tests.installation import Installation
from tests.ports import free_port
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery
from twoway.apps.notices.actions import add_email, raise_notice, tell_trouble
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState
from twoway.doors.cli.desk import accounts, deliveries, notices, worker
from twoway.doors.cli.diagnosis import Diagnosis, Level
from twoway.rehearsal.orders import Kind
from twoway.rehearsal.server import Stage
from twoway.work import heartbeat, wire
from twoway.work.worker import beat_now


def told(one: Installation, *words: str, **env: str) -> tuple[int, dict[str, Any]]:
    """What doctor says, by name; of several of one name the worst."""
    ended = one.twoway("doctor", "--offline", "--json", *words, **env)
    checks: dict[str, Any] = {}
    for check in json.loads(ended.stdout)["checks"]:
        if check["name"] not in checks or check["level"] == "broken":
            checks[check["name"]] = check
    return ended.returncode, checks


def test_no_worker_is_told_with_its_cure(installation: Installation) -> None:
    code, checks = told(installation)
    assert code == 1
    assert checks["worker"]["level"] == "broken"
    assert "twoway serve" in checks["worker"]["cure"]
    assert checks["database"]["level"] == "good"
    assert str(installation.home) in checks["home"]["words"]


def test_a_worker_that_died_is_told(installation: Installation) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    beat = heartbeat.Beat(pid=2**22 + 1, at=long_ago, version="0.1.0", threads=8)
    heartbeat.write(installation.home, beat)
    assert "has died" in told(installation)[1]["worker"]["words"]


def test_with_a_worker_all_is_well(installation: Installation) -> None:
    heartbeat.write(installation.home, heartbeat.Beat(pid=1, at=datetime.now(UTC), version="0.1.0", threads=8))
    code, checks = told(installation)
    assert [check for check in checks.values() if check["level"] == "broken"] == []
    assert code == 0


def test_people_read_a_line_for_each_and_the_cure(installation: Installation) -> None:
    said = installation.twoway("doctor", "--offline").stdout
    assert "bad   worker: No worker runs" in said
    assert "cure: Run `twoway serve`" in said


def test_a_home_without_a_database_is_told(bare: Installation) -> None:
    code, checks = told(bare)
    assert code == 1
    assert "twoway init" in checks["database"]["cure"]


def test_a_database_of_another_version_is_told(installation: Installation) -> None:
    ask(installation.home, "DELETE FROM django_migrations WHERE app = 'posts'")
    code, checks = told(installation)
    assert code == 1
    assert "lacks" in checks["database"]["words"]


@pytest.mark.sqlite
def test_a_locked_database_is_told(installation: Installation) -> None:
    holder = sqlite3.connect(installation.home / "twoway.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    _, checks = told(installation)
    holder.close()
    assert "locked" in checks["database"]["words"]


def test_a_setting_that_makes_no_sense_is_told(installation: Installation) -> None:
    code, checks = told(installation, TWOWAY_WORKERS="many")
    assert code == 1
    assert "TWOWAY_WORKERS" in checks["settings"]["words"]


@pytest.mark.sqlite
def test_a_queue_that_cannot_be_used_is_told(installation: Installation) -> None:
    (installation.home / "queue.sqlite3").write_bytes(b"this is no database, however one looks at it " * 50)
    code, checks = told(installation)
    assert code == 1
    assert "queue.sqlite3" in checks["settings"]["words"]
    assert installation.twoway("inbox").returncode == 2


def test_settings_that_name_what_is_not_there_are_told(installation: Installation) -> None:
    _, checks = told(installation, TWOWAY_NETWORK_ADDRESS="friendster=https://friendster.example")
    assert "friendster" in checks["settings"]["words"]


def level_of(checks: Iterable[Diagnosis]) -> Level:
    """The worst of them."""
    return max((check.level for check in checks), key=list(Level).index)


def test_an_account_that_works_is_good(owner: Actor, account: Account) -> None:
    assert level_of(accounts(owner, offline=False)) is Level.GOOD


def test_an_account_that_was_signed_out_is_told_how_to_connect_it_again(
    owner: Actor, account: Account, world: Stage
) -> None:
    order(world, Kind.SIGN_OUT)
    (check,) = accounts(owner, offline=False)
    assert check.level is Level.BROKEN
    assert "twoway accounts connect rehearsal" in check.cure


def test_a_network_that_does_not_answer_is_told(owner: Actor, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(address="https://127.0.0.1:9")
    (check,) = accounts(owner, offline=False)
    assert check.level is Level.BROKEN
    assert check.cure


class AnHourOff(BaseHTTPRequestHandler):
    """A server whose clock is an hour behind ours, and that knows nothing else."""

    def do_GET(self) -> None:
        self.send_response(404)
        self.end_headers()

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(time.time() - 3600)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def off(account: Account, settings: Any) -> Iterator[Account]:
    """An account on a server with another idea of the time."""
    with ThreadingHTTPServer(("127.0.0.1", 0), AnHourOff) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        account.address = f"http://127.0.0.1:{server.server_port}"
        account.save()
        settings.TWOWAY_NETWORK_ADDRESS = {account.network: account.address}
        yield account
        server.shutdown()
    wire.close()


def test_a_clock_an_hour_off_is_told_by_a_networks_own(owner: Actor, off: Account) -> None:
    clock = next(check for check in accounts(owner, offline=False) if check.name == "clock")
    assert clock.level is Level.BROKEN
    assert "60 minutes ahead of Rehearsal" in clock.words


def test_a_network_that_nobody_reaches_is_told(owner: Actor, account: Account, settings: Any) -> None:
    account.address = f"http://127.0.0.1:{free_port()}"
    account.save()
    settings.TWOWAY_NETWORK_ADDRESS = {account.network: account.address}
    (check,) = accounts(owner, offline=False)
    assert check.level is Level.BROKEN
    assert "cannot be reached" in check.words
    assert account.address in check.cure


def test_nothing_connected_is_a_warning(owner: Actor) -> None:
    assert level_of(accounts(owner, offline=True)) is Level.WARNING


def test_a_delivery_that_is_stuck_is_told(owner: Actor, account: Account, say: Say) -> None:
    assert level_of(deliveries(owner)) is Level.GOOD
    say("post", "Fresh rye", "--to", "rehearsal", "--at", "+1h")
    Delivery.objects.update(next_at=datetime.now(UTC) - timedelta(minutes=10))
    assert level_of(deliveries(owner)) is Level.BROKEN


def test_a_delivery_that_waits_for_a_person_is_a_warning(owner: Actor, account: Account, say: Say) -> None:
    say("post", "Fresh rye", "--to", "rehearsal", "--at", "+1h")
    Delivery.objects.get().become(DeliveryState.HELD, needs_person=True)
    assert level_of(deliveries(owner)) is Level.WARNING


def test_a_notice_that_is_open_is_a_warning_and_one_that_does_not_get_out_is_broken(owner: Actor) -> None:
    assert level_of(notices(owner)) is Level.GOOD
    raise_notice(workspace_id=owner.workspace_id, key="x", words="A post was refused.", cure="Look.", path="/")
    assert level_of(notices(owner)) is Level.WARNING
    tell_trouble(add_email(owner, own=True), "The mail server says 554.")
    assert level_of(notices(owner)) is Level.BROKEN


@pytest.fixture
def beating(db: None, settings: Any) -> Any:
    yield lambda beat: heartbeat.write(settings.TWOWAY_HOME, beat)
    heartbeat.file_in(settings.TWOWAY_HOME).unlink(missing_ok=True)


def test_a_worker_of_another_version_is_a_warning(beating: Any) -> None:
    now = beat_now()
    beating(heartbeat.Beat(pid=now.pid, at=now.at, version="0.0.1", threads=8))
    assert worker().level is Level.WARNING


def test_a_worker_that_hangs_is_told_apart_from_one_that_died(beating: Any) -> None:
    now = beat_now()
    beating(heartbeat.Beat(pid=now.pid, at=now.at - timedelta(minutes=5), version=now.version, threads=8))
    assert "hangs" in worker().words

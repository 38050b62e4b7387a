from __future__ import annotations

import logging
import signal
import stat
from datetime import UTC, datetime

import pytest
from django.db import transaction
from huey import MemoryHuey
from huey.contrib.djhuey import HUEY

from tests.databases import ask
from tests.installation import Installation, eventually, kill_dead
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.jobs import advance_lane
from twoway.work import heartbeat
from twoway.work.by_huey import HueyBackend, tell_failures

SLOW = """
from twoway.work.stage import stage
from twoway.rehearsal.orders import Kind, place
from twoway.rehearsal import store
with store.writing(stage().path) as db:
    place(db, Kind.SLOW, seconds=4.0)
"""
TAKEN = """
from twoway.apps.accounts.queries import http_of, network_of
from twoway.apps.delivery.models import Delivery
row = Delivery.objects.latest("id")
network_of(row.account).publish(http_of(row.account), row.version, row.key)
"""
HOW_OFTEN = """
from twoway.rehearsal import store
from twoway.work.stage import stage
with store.reading(stage().path) as db:
    print(db.execute("SELECT count(*) FROM post WHERE text = 'Fresh rye at eight'").fetchone()[0])
"""


def rows(installation: Installation) -> tuple[str, int, int]:
    """The state of the latest delivery, how often it was tried or looked for, and how many lanes are leased."""
    number, state = ask(installation.home, "SELECT id, state FROM delivery_delivery ORDER BY id DESC")[0]
    attempts = ask(installation.home, "SELECT count(*) FROM delivery_attempt WHERE delivery_id = ?", number)[0]
    leased = ask(installation.home, "SELECT count(*) FROM delivery_lane WHERE owner <> ''")[0]
    return str(state), int(str(attempts[0])), int(str(leased[0]))


def runs(installation: Installation) -> bool:
    return heartbeat.worker_runs(installation.home, datetime.now(UTC))


def test_a_worker_shows_that_it_lives_and_takes_the_sign_away_when_it_ends(installation: Installation) -> None:
    worker = installation.start("worker")
    eventually(lambda: runs(installation))
    assert heartbeat.read(installation.home).pid == worker.pid  # type: ignore[union-attr]  # it runs
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0
    assert heartbeat.read(installation.home) is None


@pytest.mark.sqlite
def test_only_its_owner_reads_what_a_worker_keeps(installation: Installation) -> None:
    (installation.home / "queue.sqlite3").chmod(0o644)
    installation.start("worker")
    eventually(lambda: runs(installation))
    for file in installation.home.glob("queue.sqlite3*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_a_worker_on_a_home_without_a_database_says_what_to_do(bare: Installation) -> None:
    ended = bare.twoway("worker")
    assert ended.returncode == 2
    assert "twoway init" in ended.stderr


_STEPS = "from django.db.migrations.recorder import MigrationRecorder\nsteps = MigrationRecorder.Migration.objects\n"


@pytest.mark.parametrize("process", ["worker", "web"])
def test_nobody_begins_on_a_database_that_lacks_a_step(installation: Installation, process: str) -> None:
    installation.python(f"{_STEPS}steps.filter(app='delivery').latest('id').delete()")
    ended = installation.twoway(process)
    assert ended.returncode == 2
    assert "is not set up for this version yet. Run `twoway init`." in ended.stderr


@pytest.mark.parametrize("process", ["worker", "web", "serve", "init"])
def test_nobody_touches_a_database_that_a_newer_version_has_set_up(installation: Installation, process: str) -> None:
    installation.python(f"{_STEPS}steps.create(app='delivery', name='9000_from_tomorrow')")
    ended = installation.twoway(process)
    assert ended.returncode == 2
    assert "A newer version of Twoway has set this database up. Install that version again" in ended.stderr


def test_the_worker_sends_fetches_and_leaves_no_record_behind(installation: Installation) -> None:
    installation.start("worker")
    eventually(lambda: runs(installation))
    sent = installation.json("post", "Fresh rye at eight", "--to", "alder.rye@rehearsal", "--now")
    assert sent["receipts"][0]["address"].startswith("http")
    eventually(lambda: installation.json("inbox")["conversations"])
    records = "from huey.contrib.djhuey import HUEY; print(HUEY.storage.result_store_size())"
    assert eventually(lambda: installation.python(records) == "0")


def test_a_worker_asked_to_end_finishes_the_call_it_is_in(installation: Installation) -> None:
    installation.python(SLOW)
    worker = installation.start("worker")
    eventually(lambda: runs(installation))
    installation.twoway("post", "Fresh rye at eight", "--to", "alder.rye@rehearsal", "--now", "--wait", "0")
    eventually(lambda: rows(installation)[0] == "sending")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert rows(installation) == ("sent", 1, 0)


def test_a_worker_that_is_killed_in_the_middle_of_a_call_loses_and_doubles_nothing(
    installation: Installation,
) -> None:
    installation.python(SLOW)
    worker = installation.start("worker")
    eventually(lambda: runs(installation))
    installation.twoway("post", "Fresh rye at eight", "--to", "alder.rye@rehearsal", "--now", "--wait", "0")
    eventually(lambda: rows(installation)[0] == "sending")
    kill_dead(worker.pid)
    # The network takes it when nobody waits for its answer any more: the worst there is.
    installation.python(TAKEN)
    # Its lease would hold for minutes; the next worker knows that nobody is there any more.
    installation.start("worker")
    eventually(lambda: rows(installation) == ("sent", 2, 0), 40)
    assert installation.python(HOW_OFTEN) == "1"


def test_many_wake_ups_for_one_lane_send_once(installation: Installation) -> None:
    installation.twoway("post", "Fresh rye at eight", "--to", "alder.rye@rehearsal", "--now", "--wait", "0")
    installation.python(
        "from twoway.apps.delivery.jobs import advance_lane\n"
        "from twoway.apps.accounts.models import Account\n"
        "for _ in range(20): advance_lane.enqueue(Account.objects.get().pk, 'scheduled')"
    )
    installation.start("worker")
    eventually(lambda: rows(installation) == ("sent", 1, 0))


def test_a_finished_task_leaves_nothing_in_the_queue_and_a_failure_is_written_down(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = MemoryHuey(immediate=True, results=True)
    tell_failures(queue)
    monkeypatch.setattr(logging.getLogger("twoway"), "propagate", True)

    @queue.task()  # type: ignore[untyped-decorator]  # huey ships no types
    def bake(loaves: int) -> None:
        _ = 12 // loaves

    done, failed = bake(3), bake(0)
    assert [queue.get(task.id, peek=True) for task in (done, failed)] == [None, None]
    assert queue.result_count() == 0
    assert "division" in caplog.text


def test_old_records_are_swept_out_when_a_worker_starts() -> None:
    queue = MemoryHuey(results=True)
    queue.put_result("djt.1", {"status": "RUNNING"})
    tell_failures(queue)
    assert queue.result_count() == 0


@pytest.mark.django_db
def test_a_wake_up_goes_out_only_when_what_it_is_about_is_written(
    account: Account, django_capture_on_commit_callbacks: object
) -> None:
    backend = HueyBackend("default", {"ENQUEUE_ON_COMMIT": True, "QUEUES": []})
    HUEY.flush()
    with django_capture_on_commit_callbacks(execute=False) as waiting, transaction.atomic():  # type: ignore[operator]  # a fixture
        backend.enqueue(advance_lane, [account.pk, "scheduled"], {})
        assert HUEY.pending_count() == 0
    assert len(waiting) == 1
    waiting[0]()
    assert HUEY.pending_count() == 1
    HUEY.flush()

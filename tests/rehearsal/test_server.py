"""Failures that were ordered, and two processes at one file."""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from tests.rehearsal.world import World, body, why
from twoway.plug.http import NoAnswer
from twoway.rehearsal.reading import timeline
from twoway.rehearsal.server import Stage

POST = ("POST", "/api/posts", {"text": "Fresh rye at eight"})


def texts(world: World) -> list[str]:
    return [said.text for said in timeline(world.stage)]


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("down", 503, "down"),
        ("rate-limit", 429, "rate-limit"),
        ("refuse", 403, "refused"),
    ],
)
def test_an_ordered_no_is_given_as_often_as_ordered_and_nothing_happens(
    world: World, kind: str, status: int, code: str
) -> None:
    world.order(kind, 2)
    for _ in range(2):
        answer = world.ask(*POST)
        assert (answer.status, why(answer)) == (status, code)
    assert texts(world) == []
    assert world.ask(*POST).status == 201


@pytest.mark.parametrize("kind", ["down", "rate-limit"])
def test_a_network_that_wants_us_to_wait_says_how_long(world: World, kind: str) -> None:
    world.order(kind, seconds=7)
    assert world.ask(*POST).headers["retry-after"] == "7"


def test_a_lost_answer_has_done_its_work(world: World) -> None:
    world.order("lose-answer")
    with pytest.raises(NoAnswer):
        world.ask(*POST, key="k-1")
    assert texts(world) == ["Fresh rye at eight"]
    assert world.ask(*POST, key="k-1").status == 200
    assert texts(world) == ["Fresh rye at eight"]


def test_garbage_is_no_json_and_the_work_is_done(world: World) -> None:
    world.order("garbage")
    answer = world.ask(*POST)
    assert (answer.status, answer.json) == (200, None)
    assert answer.body
    assert texts(world) == ["Fresh rye at eight"]


def test_a_slow_answer_comes_after_its_time(world: World) -> None:
    world.order("slow", seconds=4)
    assert world.ask(*POST).status == 201
    assert 4 in world.slept


def test_an_answer_that_is_too_slow_is_lost(world: World) -> None:
    world.order("slow", seconds=60)
    with pytest.raises(NoAnswer):
        world.ask(*POST)
    assert max(world.slept) == 10
    assert texts(world) == ["Fresh rye at eight"]


def test_an_expired_session_can_be_renewed_once(world: World) -> None:
    session = body(world.stage.answer("POST", "/api/sessions", json={"name": "alder.rye@rehearsal"}))
    world.token = str(session["token"])
    world.order("expire-session")
    assert world.ask(*POST).status == 401
    assert world.ask("GET", "/api/me").status == 401
    fresh = world.stage.answer("POST", "/api/sessions/renewal", json={"renewal": session["renewal"]})
    world.token = str(body(fresh)["token"])
    assert world.ask(*POST).status == 201
    again = world.stage.answer("POST", "/api/sessions/renewal", json={"renewal": session["renewal"]})
    assert why(again) == "session-over"


def test_a_session_ended_for_good_needs_a_new_sign_in(world: World) -> None:
    session = body(world.stage.answer("POST", "/api/sessions", json={"name": "alder.rye@rehearsal"}))
    world.token = str(session["token"])
    world.order("sign-out")
    assert world.ask(*POST).status == 401
    renewal = world.stage.answer("POST", "/api/sessions/renewal", json={"renewal": session["renewal"]})
    assert renewal.status == 401


def test_looking_does_not_use_up_a_failure_meant_for_the_next_post(world: World) -> None:
    world.order("down")
    assert world.ask("GET", "/api/notifications").status == 200
    assert world.ask(*POST).status == 503


def test_a_failure_can_be_meant_for_looking(world: World) -> None:
    world.order("down", touches="reading")
    assert world.ask(*POST).status == 201
    assert world.ask("GET", "/api/notifications").status == 503


def test_a_failure_can_be_meant_for_whatever_comes_next(world: World) -> None:
    world.order("down", touches="any")
    assert world.stage.answer("POST", "/api/sessions", json={"name": "New here"}).status == 503


def test_orders_are_listed_until_they_are_used_up_or_taken_back(world: World) -> None:
    world.order("down", 2)
    world.order("garbage")
    world.ask(*POST)
    listed = body(world.stage.answer("GET", "/_stage/orders"))["orders"]
    assert isinstance(listed, list)
    assert [(order["kind"], order["count"]) for order in listed] == [("down", 1), ("garbage", 1)]
    assert world.stage.answer("DELETE", "/_stage/orders").status == 204
    assert body(world.stage.answer("GET", "/_stage/orders")) == {"orders": []}


@pytest.mark.parametrize(
    "order",
    [
        {"kind": "earthquake"},
        {"kind": "down", "count": 0},
        {"kind": "down", "count": "many"},
        {"kind": "down", "touches": "hearts"},
        {"kind": "slow", "seconds": -1},
        {},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(world: World, order: dict[str, object]) -> None:
    assert world.stage.answer("POST", "/_stage/orders", json=order).status == 422


def test_the_world_is_there_again_after_a_restart(world: World) -> None:
    world.ask(*POST)
    again = Stage(world.stage.path, clock=world.clock, address="https://desk.example")
    assert [said.text for said in timeline(again)] == ["Fresh rye at eight"]


def test_a_world_that_was_taken_away_begins_anew(world: World) -> None:
    world.ask(*POST)
    for file in world.stage.path.parent.iterdir():
        file.unlink()
    assert texts(world) == []
    assert world.ask(*POST).status == 401


# Web and worker use one file at the same time.

PROCESSES, THREADS, POSTS = 2, 4, 12


def _post_along(path: Path, process: int, go: Event) -> None:
    """What each process does: several threads post, some with keys that the other process uses too."""
    stage = Stage(path, clock=lambda: datetime.now(UTC), pace=0.01)

    def one(thread: int) -> None:
        session = stage.answer("POST", "/api/sessions", json={"name": "Alder & Rye"})
        token = str(body(session)["token"])
        for n in range(POSTS):
            for key, text in ((f"shared-{thread}-{n}", "Both"), (f"own-{process}-{thread}-{n}", "Mine")):
                headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
                answer = stage.answer("POST", "/api/posts", json={"text": text}, headers=headers)
                assert answer.status in (200, 201), answer.body
            stage.answer("GET", "/api/notifications", headers={"Authorization": f"Bearer {token}"})

    go.wait(30)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(THREADS)))


def test_two_processes_and_many_threads_share_one_world(tmp_path: Path) -> None:
    path = tmp_path / "rehearsal.sqlite3"
    context = multiprocessing.get_context("spawn")
    go = context.Event()
    processes = [context.Process(target=_post_along, args=(path, n, go)) for n in range(PROCESSES)]
    for process in processes:
        process.start()
    go.set()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    stage = Stage(path, pace=0.01)
    said = [post.text for post in timeline(stage, limit=10_000)]
    assert said.count("Both") == THREADS * POSTS
    assert said.count("Mine") == PROCESSES * THREADS * POSTS


def test_every_notification_arrives_exactly_once_while_others_write(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "rehearsal.sqlite3", pace=0)
    token = str(body(stage.answer("POST", "/api/sessions", json={"name": "Alder & Rye"}))["token"])
    headers = {"Authorization": f"Bearer {token}"}

    def write(first: int) -> None:
        for n in range(first, first + 15):
            stage.answer("POST", "/api/posts", json={"text": f"Number {n}"}, headers=headers)

    writers = [threading.Thread(target=write, args=(n * 100,)) for n in range(3)]
    for writer in writers:
        writer.start()
    seen: list[int] = []
    cursor, is_last = "", False
    while True:
        is_last = not any(writer.is_alive() for writer in writers)
        page = body(stage.answer("GET", "/api/notifications", params={"since": cursor}, headers=headers))
        items = page["items"]
        assert isinstance(items, list)
        seen += [item["number"] for item in items]
        cursor = str(page["cursor"])
        if is_last and not items:
            break
    whole: list[int] = []
    cursor = ""
    while items := body(stage.answer("GET", "/api/notifications", params={"since": cursor}, headers=headers))[
        "items"
    ]:
        assert isinstance(items, list)
        whole += [item["number"] for item in items]
        cursor = str(whole[-1])
    assert seen == whole
    assert len(seen) >= 45

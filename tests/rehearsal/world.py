"""A small world for tests: a stage with a clock that a test sets, and somebody who is signed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from twoway.plug.http import Answer
from twoway.rehearsal.cast import CAST
from twoway.rehearsal.reading import Shown, thread
from twoway.rehearsal.server import Stage

FINGERPRINT = "a" * 64
MORNING = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **parts: float) -> None:
        """Let time pass."""
        self.now += timedelta(**parts)


class World:
    """A stage, its clock, and Alder & Rye, who are signed in."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.slept: list[float] = []
        self.stage = Stage(
            folder / "rehearsal.sqlite3",
            clock=self.clock,
            address="https://desk.example",
            patience=10,
            sleep=self.slept.append,
        )
        self.token = self.sign_in("alder.rye@rehearsal")

    def sign_in(self, name: str) -> str:
        """A session for this name."""
        return str(body(self.stage.answer("POST", "/api/sessions", json={"name": name}))["token"])

    def ask(self, method: str, path: str, json: object = None, *, key: str = "", **params: str) -> Answer:
        """A request of Alder & Rye."""
        headers = {"Authorization": f"Bearer {self.token}", **({"Idempotency-Key": key} if key else {})}
        return self.stage.answer(method, path, params=params, json=json, headers=headers)

    def post(self, text: str, *, key: str = "", reply_to: str = "") -> str:
        """Post, and get the id of the post."""
        answer = self.ask("POST", "/api/posts", {"text": text, "reply_to": reply_to}, key=key)
        assert answer.status in (200, 201), answer.body
        return str(body(answer)["id"])

    def order(self, kind: str, count: int = 1, **more: object) -> None:
        """Order a failure."""
        answer = self.stage.answer("POST", "/_stage/orders", json={"kind": kind, "count": count, **more})
        assert answer.status == 200, answer.body

    def heard(self, post_id: str) -> list[Shown]:
        """What people have said with a post so far, without our own words."""
        return [said for said in thread(self.stage, post_id) if said.handle in CAST]

    def heard_from(self, post_id: str, handle: str) -> list[Shown]:
        """What one of them has said."""
        return [said for said in self.heard(post_id) if said.handle == handle]


def body(answer: Answer) -> dict[str, object]:
    """The JSON object of an answer."""
    assert isinstance(answer.json, dict), answer.body
    return answer.json


def why(answer: Answer) -> str:
    """The code of a no."""
    error = body(answer)["error"]
    assert isinstance(error, dict)
    return str(error["code"])

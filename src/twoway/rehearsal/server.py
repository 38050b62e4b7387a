"""The server of the Rehearsal network: answers requests in process, or over real HTTP with `wsgi`.

    stage = Stage(home / "rehearsal.sqlite3", address="http://127.0.0.1:8000")
    stage.answer("POST", "/api/sessions", json={"name": "Alder & Rye"})

`answer` returns an `Answer` for whatever is asked, and raises `NoAnswer` where a wire would have broken. A stage holds
no state of its own: any number of them, in any number of processes, may share one file.
"""

from __future__ import annotations

import json as jsonlib
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from twoway.plug.http import Answer, NoAnswer
from twoway.rehearsal import api, calling, orders, store, talk
from twoway.rehearsal.api import Call, No, Route
from twoway.rehearsal.orders import Kind, Order, Touches

_GARBAGE = b"<!doctype html><title>Hello</title><p>This is not the answer you were looking for."


def wall_clock() -> datetime:
    """The time it is."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came in. Header names are lower case."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    json: object = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def touches(self) -> Touches:
        """Which failures can meet this request."""
        if self.path.startswith("/api/sessions"):
            return Touches.ANY
        return Touches.READING if self.method == "GET" else Touches.WRITING


class Stage:
    """One world. `pace` scales how long people take (0: at once); `latency` and `patience` are seconds.

    `patience` is how long a client would wait for an answer: what is ordered slower than that is lost.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], datetime] = wall_clock,
        address: str = "http://127.0.0.1:8000",
        pace: float = 1.0,
        latency: float = 0.0,
        patience: float = 15.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.path, self.address = path, address.rstrip("/")
        self._now, self._pace = clock, pace
        self._latency, self._patience, self._sleep = latency, patience, sleep

    def clock(self) -> talk.Clock:
        """The time it is here, and how fast people are."""
        return talk.Clock(now=self._now(), pace=self._pace)

    def catch_up(self) -> None:
        """Let people do what they had planned to do by now."""
        now = self._now()
        with store.reading(self.path) as db:
            if not store.has_due(db, now):
                return
        with store.writing(self.path) as db:
            talk.catch_up(db, now)

    def call_out(self, post: Callable[[str, bytes, Mapping[str, str]], bool]) -> int:
        """Call the servers of members for whom there is news; `post(address, body, headers)` says whether it was taken.

        Gives how many took it. Nothing is locked while they are called.
        """
        with store.reading(self.path) as db:
            if not calling.is_wanted(db):
                return 0
        self.catch_up()
        with store.reading(self.path) as db:
            news = [(one, *self._news(db, one)) for one in calling.wanting(db)]
        count = 0
        for called, number, body in news:
            taken = post(called.address, body, calling.headers(called.secret, body, self._now()))
            with store.writing(self.path) as db:
                calling.note(db, called, number, taken=taken)
            count += taken
        return count

    def _news(self, db: sqlite3.Connection, called: calling.Called) -> tuple[int, bytes]:
        """What a member was not told yet, as their notifications say it, and the number of the last of it."""
        me = api.member_called(db, called.handle)
        call = Call(db=db, clock=self.clock(), address=self.address, params={"since": str(called.told)}, member=me)
        body = api.notifications(call)[1]
        if not isinstance(body, dict):
            raise TypeError("notifications are an object")
        return int(str(body["cursor"] or called.told)), jsonlib.dumps(body, ensure_ascii=False).encode()

    def answer(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Answer one request; NoAnswer when an ordered failure breaks the line."""
        request = Request(
            method=method.upper(),
            path=path,
            params=params or {},
            json=json,
            headers={name.lower(): value for name, value in (headers or {}).items()},
        )
        if not path.startswith("/api/"):
            return self._serve(request)
        order = self._order(request)
        self._sleep(self._latency)
        return self._spoil(request, order) if order else self._serve(request)

    def _order(self, request: Request) -> Order | None:
        # Most of the time nothing is ordered, and then nobody needs the lock for writing.
        with store.reading(self.path) as db:
            if not orders.standing(db):
                return None
        with store.writing(self.path) as db:
            return orders.take(db, request.touches)

    def _spoil(self, request: Request, order: Order) -> Answer:
        match order.kind:
            case Kind.DOWN:
                return _no(503, "down", "The network is down for a while.", wait=order.seconds)
            case Kind.RATE_LIMIT:
                return _no(429, "rate-limit", "That was too much in too short a time.", wait=order.seconds)
            case Kind.REFUSE:
                return _no(403, "refused", "This is not wanted here.")
            case Kind.SLOW:
                return self._serve_slowly(request, order.seconds)
            case Kind.LOSE_ANSWER:
                self._serve(request)
                raise NoAnswer("The line broke before the answer arrived.")
            case Kind.GARBAGE:
                self._serve(request)
                return Answer(status=200, headers={"content-type": "text/html"}, body=_GARBAGE)
            case Kind.EXPIRE_SESSION | Kind.SIGN_OUT:
                with store.writing(self.path) as db:
                    store.end_session(db, api.token(request.headers), for_good=order.kind is Kind.SIGN_OUT)
                return self._serve(request)

    def _serve_slowly(self, request: Request, seconds: float) -> Answer:
        self._sleep(min(seconds, self._patience))
        answer = self._serve(request)
        if seconds > self._patience:
            raise NoAnswer("Nobody waits that long for an answer.")
        return answer

    def _serve(self, request: Request) -> Answer:
        found = [(route, match) for route in api.ROUTES if (match := route.path.fullmatch(request.path))]
        for route, match in found:
            if route.method == request.method:
                return self._route(request, route, match.groups())
        if found:
            return _no(405, "bad-method", "That cannot be done here.")
        return _no(404, "no-page", "There is nothing at this address.")

    def _route(self, request: Request, route: Route, words: tuple[str, ...]) -> Answer:
        if request.json is not None and not isinstance(request.json, dict):
            return _no(400, "bad-request", "The body must be a JSON object.")
        self.catch_up()
        # What only looks needs no lock.
        transaction = store.reading if request.method == "GET" else store.writing
        try:
            with transaction(self.path) as db:
                clock = self.clock()
                if request.method != "GET":
                    talk.catch_up(db, clock.now)
                handle = None if route.is_open else store.session_handle(db, api.token(request.headers))
                call = Call(
                    db=db,
                    clock=clock,
                    address=self.address,
                    params=request.params,
                    json=request.json or {},
                    headers=request.headers,
                    member=api.member_called(db, handle) if handle else None,
                )
                status, body = route.answer(call, *words) if route.is_open or call.me else (401, None)
        except No as no:
            return _no(no.status, no.code, no.message)
        return _json(status, body)


def _json(status: int, content: object, headers: Mapping[str, str] | None = None) -> Answer:
    if content is None:
        return Answer(status=status, headers=headers or {})
    body = jsonlib.dumps(content, ensure_ascii=False).encode()
    # Read back from the bytes: in process and over a wire the very same values arrive.
    return Answer(
        status=status,
        headers={"content-type": "application/json", **(headers or {})},
        body=body,
        json=jsonlib.loads(body),
    )


def _no(status: int, code: str, message: str, *, wait: float | None = None) -> Answer:
    headers = {} if wait is None else {"retry-after": str(max(1, round(wait)))}
    return _json(status, {"error": {"code": code, "message": message}}, headers)

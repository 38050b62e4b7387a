"""The same network over real HTTP on loopback, and through the very transport that real networks use."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from tests.rehearsal.world import World
from twoway.rehearsal.reading import timeline
from twoway.rehearsal.wsgi import as_wsgi


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: tests keep their output clean."""


@pytest.fixture
def server(world: World) -> Iterator[WSGIServer]:
    with make_server("127.0.0.1", 0, as_wsgi(world.stage), handler_class=Quiet) as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def ask(server: WSGIServer, world: World, method: str, path: str, content: object = None) -> tuple[int, bytes, str]:
    line = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        sent = None if content is None else json.dumps(content).encode()
        line.request(method, path, sent, {"Authorization": f"Bearer {world.token}", "Idempotency-Key": "k-1"})
        answer = line.getresponse()
        return answer.status, answer.read(), answer.headers.get("Retry-After", "")
    finally:
        line.close()


def test_a_post_over_http_is_the_post_in_process(server: WSGIServer, world: World) -> None:
    status, content, _ = ask(server, world, "POST", "/api/posts", {"text": "Grüße, fresh rye 🥖"})
    assert status == 201
    assert json.loads(content)["text"] == "Grüße, fresh rye 🥖"
    assert [said.text for said in timeline(world.stage)] == ["Grüße, fresh rye 🥖"]
    status, content, _ = ask(server, world, "GET", "/api/posts?key=k-1")
    assert len(json.loads(content)["posts"]) == 1
    assert ask(server, world, "GET", "/api/members/tom.hallam%40rehearsal")[0] == 200


def test_headers_and_refusals_travel_too(server: WSGIServer, world: World) -> None:
    world.order("rate-limit", seconds=9)
    status, content, wait = ask(server, world, "POST", "/api/posts", {"text": "Fresh rye"})
    assert (status, wait) == (429, "9")
    assert json.loads(content)["error"]["code"] == "rate-limit"


def test_a_lost_answer_breaks_off_on_the_wire(server: WSGIServer, world: World) -> None:
    world.order("lose-answer")
    with pytest.raises(http.client.IncompleteRead):
        ask(server, world, "POST", "/api/posts", {"text": "Fresh rye"})
    assert [said.text for said in timeline(world.stage)] == ["Fresh rye"]


def test_a_body_that_is_no_json_is_refused(server: WSGIServer, world: World) -> None:
    line = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    line.request("POST", "/api/sessions", b"name=Alder")
    assert line.getresponse().status == 400
    line.close()


def test_what_was_taken_down_answers_without_a_body(server: WSGIServer, world: World) -> None:
    gone = world.post("Fresh rye")
    assert ask(server, world, "DELETE", f"/api/posts/{gone}")[:2] == (204, b"")

"""The Rehearsal network behind real HTTP, for whoever wants a wire between Twoway and its practice network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from twoway.plug.http import Answer, NoAnswer
from twoway.rehearsal.server import Stage

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

#: Far more than any post needs.
BODY_LIMIT = 2_000_000


def as_wsgi(stage: Stage) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """A WSGI application that answers as `stage` does. A lost answer is a body that breaks off."""

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        try:
            answer = _answer(stage, environ)
        except NoAnswer:
            # WSGI cannot hang up. Promising more than what follows is as good: no client takes that for an answer.
            start("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
            return [b"{"]
        phrase = HTTPStatus(answer.status).phrase
        headers = [*answer.headers.items(), ("content-length", str(len(answer.body)))]
        start(f"{answer.status} {phrase}", headers)
        return [answer.body]

    return application


def _answer(stage: Stage, environ: WSGIEnvironment) -> Answer:
    length = min(int(environ.get("CONTENT_LENGTH") or 0), BODY_LIMIT)
    body = environ["wsgi.input"].read(length)
    try:
        content = json.loads(body) if body else None
    except ValueError:
        content = body.decode(errors="replace")  # not an object: the stage says no to it
    headers = {name[5:].replace("_", "-"): str(v) for name, v in environ.items() if name.startswith("HTTP_")}
    return stage.answer(
        environ["REQUEST_METHOD"],
        environ["PATH_INFO"].encode("latin-1").decode(errors="replace"),
        params=dict(parse_qsl(environ.get("QUERY_STRING", ""))),
        json=content,
        headers=headers,
    )

"""Pages for when the server itself is in trouble: a database that cannot be used is told as what it is."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from twoway.apps.delivery.models import Pause
from twoway.domain.permission import Actor


@pytest.mark.parametrize(
    ("said", "told", "todo"),
    [
        ("database or disk is full", "The disk of this server is full", "Make room"),
        ('could not extend file "base/1": No space left on device', "The disk of this server is full", "Make room"),
        ("attempt to write a readonly database", "can only be read", "twoway doctor"),
        ("cannot execute INSERT in a read-only transaction", "can only be read", "twoway doctor"),
        ("database is locked", "busy for too long", "Load the page again."),
        ("unable to open database file", "cannot be reached", "twoway doctor"),
        ("the connection is closed", "cannot be reached", "twoway doctor"),
    ],
)
def test_a_database_that_cannot_be_written_is_told_as_what_it_is(
    owner: Actor, desk: Client, said: str, told: str, todo: str
) -> None:
    def fails(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "delivery_pause"'):
            raise OperationalError(said)
        return execute(sql, params, many, context)

    desk.raise_request_exception = False
    with connection.execute_wrapper(fails):
        answer = desk.post("/settings/pause/", {"why": "The oven is on fire."})
    page = unescape(answer.content.decode())
    assert answer.status_code == 503
    assert told in page
    assert todo in page
    assert "kept in this browser" in page
    assert not Pause.objects.exists()

"""What somebody writes on a network arrives within seconds: a real worker, a real server with a stream, a proxy that cuts it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.counterparts.mastodon_server import MastodonServer, served
from tests.counterparts.proxy import Accident, Proxy
from tests.installation import Installation, eventually
from tests.ports import free_port

pytestmark = [pytest.mark.mastodon, pytest.mark.timeout(180)]

HEARD = """
from twoway.apps.inbox.models import Message
print("\\n".join(Message.objects.filter(is_ours=False).values_list("text", flat=True)))
"""
LISTENED_TO = """
from twoway.apps.accounts.models import Account
from twoway.apps.inbox.listening import heard_at_once
print(len(heard_at_once(Account.objects.values_list("pk", flat=True))))
"""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An installation that asks for news once a day, with one account behind a proxy."""

    installation: Installation
    server: MastodonServer
    way: Proxy

    def heard(self, words: str) -> Callable[[], bool]:
        return lambda: words in self.installation.python(HEARD)


@pytest.fixture
def desk(installation: Installation) -> Iterator[Desk]:
    port = free_port()
    with served(seen_at=f"http://127.0.0.1:{port}") as server:
        way = Proxy(server.address, port=port)
        try:
            installation.env |= {
                "TWOWAY_FETCH_SECONDS": "86400",
                "TWOWAY_NETWORK_ADDRESS": f"mastodon={way.address}",
            }
            answers = ("--answer", f"address={way.address}", "--answer", f"token={server.token('alder')}")
            connected = installation.twoway("accounts", "connect", "mastodon", *answers, "--persona", "Alder & Rye")
            assert connected.returncode == 0, connected.stderr
            yield Desk(installation=installation, server=server, way=way)
        finally:
            installation.end()
            way.stop()


def test_an_answer_is_there_within_seconds_also_after_the_stream_was_cut_and_the_worker_ends_at_once(
    desk: Desk,
) -> None:
    worker = desk.installation.start("worker")
    eventually(lambda: desk.way.streams == 1, 40)
    # The first reading, and the one that an open stream asks for, are over before anybody writes.
    eventually(lambda: sum("/api/v1/conversations" in one for one in desk.way.seen) >= 2, 40)

    desk.server.post("sunnybank", "@alder is there rye on Sunday?")
    eventually(desk.heard("is there rye on Sunday"), 20)
    assert desk.installation.python(LISTENED_TO) == "1"

    assert desk.way.cut() == 1
    desk.server.post("tom", "@alder and on Monday?")
    eventually(desk.heard("and on Monday"), 30)
    eventually(lambda: desk.way.streams == 1, 30)

    began = time.monotonic()
    worker.terminate()
    assert worker.wait(30) == 0
    # A stream that is silent for fifteen seconds must not keep it.
    assert time.monotonic() - began < 12
    assert desk.installation.python(LISTENED_TO) == "0"


def test_two_workers_open_one_stream(desk: Desk) -> None:
    desk.installation.start("worker")
    desk.installation.start("worker")
    eventually(lambda: desk.way.streams == 1, 40)
    time.sleep(4)

    assert desk.way.streams == 1
    assert sum("/streaming/user" in one for one in desk.way.seen) == 1


def test_a_server_without_a_stream_is_asked_every_now_and_then(desk: Desk) -> None:
    desk.way.on("GET", "/api/v1/streaming/user", Accident.SAY_404, times=100)
    desk.installation.env["TWOWAY_FETCH_SECONDS"] = "2"
    desk.installation.start("worker")
    eventually(lambda: any("/streaming/user" in one for one in desk.way.seen), 40)

    desk.server.post("sunnybank", "@alder are you open?")
    eventually(desk.heard("are you open"), 30)
    assert desk.installation.python(LISTENED_TO) == "0"
    assert sum("/streaming/user" in one for one in desk.way.seen) == 1

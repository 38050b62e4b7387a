"""Who asks, as the pages see it."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import waitress

from twoway.doors.cli.processes import believed
from twoway.site.environment import PROXY, BadSetting

SAID = "6.6.6.6, 203.0.113.9"


def told(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Pages that say who asks, and what they heard about it."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['REMOTE_ADDR']} {environ.get('HTTP_X_FORWARDED_FOR', 'nothing')}".encode()]


def asked(proxy: str) -> str:
    """What such pages say to somebody who makes themselves out to be somebody else, served as we serve ours."""
    server = waitress.create_server(told, host="127.0.0.1", port=0, threads=1, **believed(proxy))
    with ThreadPoolExecutor(1) as visitors:
        answer = visitors.submit(_ask, f"http://127.0.0.1:{server.effective_port}")
        while not answer.done():
            server.asyncore.loop(timeout=0.05, map=server._map, count=1)
        server.task_dispatcher.shutdown()
        server.asyncore.close_all(server._map)
        return answer.result()


def _ask(address: str) -> str:
    request = urllib.request.Request(address, headers={"X-Forwarded-For": SAID})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(answer.read().decode())


def test_whoever_asks_cannot_say_that_they_are_somebody_else() -> None:
    assert asked("") == "127.0.0.1 nothing"
    assert asked("192.0.2.1") == "127.0.0.1 nothing"


def test_the_web_server_before_us_says_who_asked_it() -> None:
    assert asked("127.0.0.1").startswith("203.0.113.9 ")


def test_a_proxy_is_named_by_its_numbers() -> None:
    assert PROXY.value({}) == ""
    assert PROXY.value({"TWOWAY_PROXY": "::1"}) == "::1"
    with pytest.raises(BadSetting, match="IP address"):
        PROXY.value({"TWOWAY_PROXY": "proxy.example"})

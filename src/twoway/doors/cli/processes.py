"""The two processes: the pages, and the worker. Both end when asked politely, and when whoever started them is gone."""

from __future__ import annotations

import os
import signal
import threading
import time
from types import FrameType
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from twoway.doors.cli import database, in_use
from twoway.doors.cli.ports import cannot_listen
from twoway.plug.later import later
from twoway.work import worker as background

if TYPE_CHECKING:
    import waitress
else:
    waitress = later("waitress")

THREADS = 8
#: No form is longer: a page with scripts sends its pictures one by one, and no picture may have more than 30 MB.
MOST_BYTES = 100_000_000
#: How long an ending may take before it is cut short; longer than the worker's patience with a network.
LONGEST_ENDING = background.PATIENCE + 10


def web(host: str, port: int, until_input_ends: bool) -> None:
    """Serve the pages until asked to end."""
    _require_ready(until_input_ends)
    if until_input_ends:
        _end_with_input()
    with in_use.together():
        _serve(host, port)


def _serve(host: str, port: int) -> None:
    application = _application()
    try:
        server = waitress.create_server(
            application,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            max_request_body_size=MOST_BYTES,
            **believed(settings.TWOWAY_PROXY),
            url_scheme="https" if settings.TWOWAY_ADDRESS.startswith("https://") else "http",
        )
    except OSError as error:
        raise cannot_listen(host, port, error) from error
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    server.run()


def believed(proxy: str) -> dict[str, object]:
    """Who may say on whose behalf they ask. What others say of that is taken away before anybody reads it."""
    if not proxy:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for"},
        "clear_untrusted_proxy_headers": True,
    }


def _application() -> WSGIHandler:
    """The pages, with their addresses read: a fault in them ends this process now, not the first visitor's patience."""
    application = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018  # read for its effect
    return application


def _leave(number: int, frame: FrameType | None) -> None:
    """waitress ends what it is at when this goes through its loop."""
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)


def worker(until_input_ends: bool) -> None:
    """Work until asked to end."""
    _require_ready(until_input_ends)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Not from here: this thread may hold the event's lock at this very moment, and would wait for itself for ever.
        signal.signal(number, lambda *_: threading.Thread(target=stop.set, daemon=True).start())
    if until_input_ends:
        _end_with_input()
    with in_use.together():
        background.run_worker(stop)


def _require_ready(until_input_ends: bool) -> None:
    # A supervisor has made the database ready a moment ago.
    if not until_input_ends:
        database.require_this_version()


def _end_with_input() -> None:
    """End when standard input does: whoever started this process holds its other end, and is gone then."""
    threading.Thread(target=_wait_for_the_end, name="until-input-ends", daemon=True).start()


def _wait_for_the_end() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LONGEST_ENDING)
    os._exit(1)

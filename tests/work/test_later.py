"""What a worker that waits has not imported: it runs for weeks, often on the smallest machine there is."""

from __future__ import annotations

import importlib
import json
import sys

import pytest

from tests.installation import Installation
from twoway.plug.later import later, left_out

#: Each is needed by some of the work, and takes half a megabyte to nine; `plug/later.py` says how it is named.
HEAVY = {
    "PIL": "cutting pictures",
    "click": "reading a command line",
    "cryptography": "opening an account's secrets",
    "django.contrib.admin": "nobody; others import it",
    "django_stubs_ext": "nobody; others import it",
    "feedparser": "reading feeds",
    "httpcore2": "talking to a network",
    "httpx2": "talking to a network",
    "psycopg": "PostgreSQL, where that is the database",
    "pyuegc": "cutting words of other scripts into what a reader sees",
    "redis": "carrying wake-ups, where Redis does",
    "rich": "showing progress to a person",
    "twoway.apps.delivery.lane": "sending",
    "twoway.apps.delivery.mending": "changing what is out",
    "twoway.apps.delivery.telling": "telling people of trouble",
    "twoway.doors.cli.commands": "reading a command line",
    "twoway.doors.web.urls": "pages",
    "twoway.networks": "sending, fetching",
    "twoway.rehearsal.server": "the practice network",
    "twoway.rules": "checking words",
    "twoway.work.stage": "the practice network",
    "waitress": "serving pages",
}
LOOK = """
import json, os, signal, sys, threading, time
from twoway.doors.cli import main

def look():
    # Everything that a worker asks again and again has been asked by then.
    time.sleep(6)
    print(json.dumps(sorted(sys.modules)), flush=True)
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=look).start()
main.run(["worker"])
"""


@pytest.mark.sqlite
def test_a_worker_that_waits_holds_nothing_it_does_not_need(unowned: Installation) -> None:
    loaded = set(json.loads(unowned.python(LOOK)))
    assert "twoway.apps.delivery.jobs" in loaded, "it is a worker"
    assert sorted(HEAVY.keys() & loaded) == []


def test_a_module_is_imported_when_something_of_it_is_used() -> None:
    sys.modules.pop("colorsys", None)
    colours = later("colorsys")
    assert "colorsys" not in sys.modules
    assert colours.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    assert "colorsys" in sys.modules


def test_what_is_left_out_is_there_again_afterwards() -> None:
    sys.modules.pop("colorsys", None)
    with left_out("colorsys"), pytest.raises(ImportError):
        importlib.import_module("colorsys")
    assert later("colorsys").ONE_THIRD


def test_what_is_imported_already_stays() -> None:
    with left_out("json"):
        assert later("json").loads("1") == 1
    assert sys.modules["json"] is json

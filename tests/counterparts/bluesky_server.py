"""The real Bluesky servers on loopback, for tests: started once per session, stopped and swept away at its end.

`bluesky` is the fixture; `bluesky.person("sunnybank")` makes somebody with an account of their own. The servers come with
`python tests/counterparts/bluesky/install.py`.
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import hashlib
import hmac
import itertools
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.counterparts.bluesky import install
from tests.counterparts.desk_server import DESK_HOST, certificate
from tests.counterparts.servers import start, start_postgres, start_redis, temporary_home
from tests.ports import free_port

FOLDER = Path(__file__).parent / "bluesky"
PREFIX = "twoway-bluesky-"
START_LIMIT_SECONDS = 90
PORTS = ("PLC", "PDS", "APPVIEW", "OZONE", "STRICT_PLC", "STRICT_PDS")
PASSWORD = "correct horse battery"
#: What dev-env signs its sessions with; needed to make one that has run out.
SESSION_SECRET = b"jwt-secret"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody on the test network, speaking with an ordinary session of their own."""

    pds: str
    handle: str
    did: str
    access: str = field(repr=False)
    password: str = field(default=PASSWORD, repr=False)

    def get(self, method: str, **params: str) -> Any:
        """Ask the servers as this person."""
        return _answer(httpx2.get(self._url(method), params=params, headers=self._headers, timeout=20))

    def call(self, method: str, **body: Any) -> Any:
        """Have the servers do something as this person."""
        return _answer(httpx2.post(self._url(method), json=body, headers=self._headers, timeout=20))

    def app_password(self, name: str = "Twoway") -> str:
        """A fresh app password."""
        return str(self.call("com.atproto.server.createAppPassword", name=name)["password"])

    def post(self, text: str, **more: Any) -> dict[str, str]:
        """Write a post; `more` goes into the record (reply, embed, facets)."""
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": _now(), **more}
        made = self.call(
            "com.atproto.repo.createRecord", repo=self.did, collection="app.bsky.feed.post", record=record
        )
        return {"uri": made["uri"], "cid": made["cid"]}

    def answer(self, uri: str, text: str) -> dict[str, str]:
        """Reply to a post, as an app would: its root is the root of what is answered."""
        parent = self.view(uri)
        here = {"uri": parent["uri"], "cid": parent["cid"]}
        root = parent["record"].get("reply", {}).get("root", here)
        return self.post(text, reply={"parent": here, "root": root})

    def view(self, uri: str) -> Any:
        """A post as this person sees it, as soon as the AppView has it."""
        return until(lambda: next(iter(self.get("app.bsky.feed.getPosts", uris=uri)["posts"]), None))

    def thread(self, uri: str) -> Any:
        """The thread under a post as this person sees it."""
        return self.get("app.bsky.feed.getPostThread", uri=uri, depth="6")["thread"]

    def delete(self, uri: str) -> None:
        """Take one of this person's posts down."""
        self.call("com.atproto.repo.deleteRecord", repo=self.did, collection="app.bsky.feed.post", rkey=_last(uri))

    def records(self) -> list[Any]:
        """All posts in this person's own repository, straight from their server."""
        found = self.get("com.atproto.repo.listRecords", repo=self.did, collection="app.bsky.feed.post", limit="100")
        return list(found["records"])

    def expired_access(self) -> str:
        """An access token of this person that ran out an hour ago, signed as the server signs."""
        return expired(self.access)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access}"}

    def _url(self, method: str) -> str:
        return f"{self.pds}/xrpc/{method}"


@dataclass(frozen=True, kw_only=True)
class Bluesky:
    """The running network."""

    pds: str
    appview: str
    plc: str
    #: A server that counts calls, and that nobody shows posts of.
    strict: str
    started_in: float
    #: Key and certificate of a desk that these servers trust and can reach.
    desk: Path
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1), repr=False)

    def person(self, name: str) -> Person:
        """A new account; a number keeps its handle apart from those of other tests."""
        handle = f"{name}{next(self._numbers)}.test"
        asked = {"handle": handle, "email": f"{handle}@example.org", "password": PASSWORD}
        made = _answer(httpx2.post(f"{self.pds}/xrpc/com.atproto.server.createAccount", json=asked, timeout=20))
        someone = Person(pds=self.pds, handle=handle, did=made["did"], access=made["accessJwt"])
        someone.call(
            "com.atproto.repo.putRecord",
            repo=someone.did,
            collection="app.bsky.actor.profile",
            rkey="self",
            record={"$type": "app.bsky.actor.profile", "displayName": name.title()},
        )
        until(lambda: self._profile(someone).get("displayName"))
        return someone

    @staticmethod
    def _profile(someone: Person) -> dict[str, Any]:
        # The AppView says "Profile not found" until the news of the account has reached it.
        try:
            return dict(someone.get("app.bsky.actor.getProfile", actor=someone.did))
        except RuntimeError:
            return {}


def expired(access: str) -> str:
    """An access token as it would look if it had run out an hour ago, signed as the server signs."""
    claims = json.loads(_unpacked(access.split(".")[1]))
    claims |= {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200}
    return _signed(access.split(".")[0], claims)


def _answer(response: httpx2.Response) -> Any:
    """The JSON of a yes; an error that says what was refused."""
    if response.status_code != 200:
        raise RuntimeError(f"{response.request.url.path}: {response.status_code} {response.text[:300]}")
    return response.json() if response.content else {}


def until(look: Callable[[], Any], seconds: float = 60) -> Any:
    """What `look` finds as soon as it finds something; fails after some seconds."""
    end = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > end:
            raise AssertionError(f"nothing after {seconds:g} s")
        time.sleep(0.1)
    return found


@pytest.fixture(scope="session")
def bluesky() -> Iterator[Bluesky]:
    """The real Bluesky, running for this test session."""
    if lacking := install.missing():
        pytest.fail(f"{lacking} Run: python tests/counterparts/bluesky/install.py", pytrace=False)
    with running() as network:
        print(f"Bluesky ready in {network.started_in:.1f} s at {network.pds}", file=sys.stderr)
        yield network


@contextlib.contextmanager
def running() -> Iterator[Bluesky]:
    """The servers, from nothing to ready, and gone without a trace afterwards."""
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        # Also when the interpreter ends in a way that runs no fixtures' ends.
        stop = atexit.register(stack.close)
        stack.callback(atexit.unregister, stop)
        home = stack.enter_context(temporary_home(PREFIX))
        postgres, redis = start_postgres(stack, home), start_redis(stack, home)
        desk = certificate(home)
        urls = _start_network(stack, home, postgres, redis, desk)
        yield Bluesky(
            pds=urls["pds"],
            appview=urls["appview"],
            plc=urls["plc"],
            strict=urls["strict"],
            started_in=time.monotonic() - started,
            desk=desk,
        )


def _start_network(
    stack: contextlib.ExitStack, home: Path, postgres: int, redis: int, desk: Path
) -> Mapping[str, str]:
    """The Node process with all servers in it; answers its ready line."""
    ports = {f"{name}_PORT": str(free_port()) for name in PORTS}
    temporary = home / "node"
    temporary.mkdir()
    env = {
        **{name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ},
        **ports,
        "TMPDIR": str(temporary),
        "DB_POSTGRES_URL": f"postgresql://twoway@127.0.0.1:{postgres}/postgres",
        "REDIS_HOST": f"127.0.0.1:{redis}",
        "NODE_ENV": "test",
        "DESK_HOST": DESK_HOST,
        "NODE_EXTRA_CA_CERTS": str(desk),
        "LOG_ENABLED": "false",
    }
    log = home / "network.log"
    node = start(
        stack, ["node", "network.mjs"], log, signal.SIGTERM, cwd=FOLDER, env=env, stdin=subprocess.PIPE, ready=True
    )
    assert node.stdout is not None
    return _ready_line(node, log)


def _ready_line(node: subprocess.Popen[bytes], log: Path) -> Mapping[str, str]:
    """The first line of JSON that says it is ready, waited for with an end."""
    assert node.stdout is not None
    end = time.monotonic() + START_LIMIT_SECONDS
    seen = b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(node.stdout, selectors.EVENT_READ)
        while time.monotonic() < end and node.poll() is None:
            if not waiting.select(timeout=1):
                continue
            seen += os.read(node.stdout.fileno(), 65536)
            for line in seen.split(b"\n")[:-1]:
                if line.startswith(b'{"ready":true'):
                    return dict(json.loads(line))
    raise RuntimeError(f"Bluesky did not start:\n{log.read_text(errors='replace')[-3000:]}{seen[-2000:]!r}")


def _signed(head: str, claims: Mapping[str, Any]) -> str:
    body = f"{head}.{_packed(json.dumps(claims).encode())}"
    return f"{body}.{_packed(hmac.digest(SESSION_SECRET, body.encode(), hashlib.sha256))}"


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())


def _last(uri: str) -> str:
    return uri.rpartition("/")[2]

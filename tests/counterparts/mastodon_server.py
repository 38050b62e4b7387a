"""A server that speaks the Mastodon API on loopback, for tests: `mastodon-mock`, started once, stopped at the end.

`mastodon_server` is the fixture. Its people are there from the start, each with a token; `http("alder")` is the product's own
way to it, `ask("sunnybank", ...)` is somebody else using the server as any app would.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.ports import free_port
from twoway.work import wire
from twoway.work.http import Timeouts, WebHttp

START_LIMIT_SECONDS = 60
PEOPLE = {
    "alder": "Alder & Rye",
    "sunnybank": "Sunnybank Café",
    "tom": "Tom Hallam",
    "kemi": "Kemi Okafor",
    "grace": "Grace Wynne",
}


def token(name: str) -> str:
    """The access token of one of the people."""
    return f"token-of-{name}-5f2c"


@dataclass(frozen=True, kw_only=True)
class MastodonServer:
    """A running server."""

    address: str

    def token(self, name: str) -> str:
        """The access token of one of the people."""
        return token(name)

    def http(
        self,
        name: str,
        *,
        address: str = "",
        pictures: Mapping[str, bytes] | None = None,
        total: float = 10.0,
        secret: str = "",
    ) -> WebHttp:
        """The product's way to this server for one of the people, or to a proxy before it."""
        where = address or self.address
        return WebHttp(
            address=where,
            secrets={"token": secret or token(name)},
            pictures=(pictures or {}).__getitem__,
            trusted=frozenset({where}),
            timeouts=Timeouts(connect=3.0, total=total),
        )

    def ask(self, name: str, method: str, path: str, **parts: Any) -> Any:
        """Somebody using the server by another client; the JSON of its answer."""
        headers = {"Authorization": f"Bearer {token(name)}"}
        answer = httpx2.request(
            method, self.address + path, headers=headers, timeout=20, follow_redirects=False, **parts
        )
        answer.raise_for_status()
        return answer.json()

    def post(self, name: str, text: str, **more: Any) -> dict[str, Any]:
        """Somebody writes a post; `more` goes into the body (in_reply_to_id, visibility)."""
        made: dict[str, Any] = self.ask(name, "POST", "/api/v1/statuses", json={"status": text, **more})
        return made

    def posts(self, name: str) -> list[dict[str, Any]]:
        """The latest posts of somebody, newest first."""
        own_id = self.account_id(name)
        found: list[dict[str, Any]] = self.ask(
            name, "GET", f"/api/v1/accounts/{own_id}/statuses", params={"limit": 40}
        )
        return found

    def account_id(self, name: str) -> str:
        """The number the server gave somebody."""
        return str(self.ask(name, "GET", "/api/v1/accounts/verify_credentials")["id"])

    def own_id(self, name: str) -> str:
        """What the product calls the account of one of the people: numbers alone are the same on every server."""
        return f"{self.account_id(name)}@{self.address.partition('://')[2]}"

    def fault(self, method: str, path: str, effect: Mapping[str, Any], *, count: int = 1) -> None:
        """Let the next calls that match go wrong before the server does anything."""
        rule = {"match": {"methods": [method], "path": path}, "effect": effect, "count": count}
        httpx2.post(f"{self.address}/api/v1/_mock/faults", json=rule, timeout=10).raise_for_status()

    def heal(self) -> None:
        """Take every fault away."""
        httpx2.delete(f"{self.address}/api/v1/_mock/faults", timeout=10).raise_for_status()


def _settings(folder: Path, seen_at: str) -> str:
    """The server's settings file. JSON strings are TOML strings."""
    lines = [
        'title = "Millbrook"',
        *((f"domain = {json.dumps(urlsplit(seen_at).netloc)}", 'url_scheme = "http"') if seen_at else ()),
        f"media_storage_path = {json.dumps(str(folder / 'media'))}",
        "[database]",
        f"path = {json.dumps(str(folder / 'mastodon.sqlite3'))}",
    ]
    for name, shown in PEOPLE.items():
        lines += [
            "[[seed.accounts]]",
            f'username = "{name}"',
            f"display_name = {json.dumps(shown, ensure_ascii=False)}",
        ]
        lines += [f'access_token = "{token(name)}"']
    text = "\n".join(lines)
    tomllib.loads(text)
    return text


def _is_ready(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/api/v2/instance", timeout=2).status_code == 200
    except httpx2.TransportError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


@contextlib.contextmanager
def _running(folder: Path, seen_at: str = "") -> Iterator[str]:
    """A server in a process of its own; its address."""
    settings = folder / "mastodon.toml"
    settings.write_text(_settings(folder, seen_at), encoding="utf-8")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "mastodon_mock", "serve", "--config", str(settings)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    with (folder / "mastodon.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            until = time.monotonic() + START_LIMIT_SECONDS
            while not _is_ready(address):
                if process.poll() is not None or time.monotonic() > until:
                    said = (folder / "mastodon.log").read_text(encoding="utf-8", errors="replace")[-2000:]
                    raise RuntimeError(f"the Mastodon API server did not start:\n{said}")
                time.sleep(0.1)
            yield address
        finally:
            _stop(process)


@contextlib.contextmanager
def served(seen_at: str = "") -> Iterator[MastodonServer]:
    """A server with nothing on it yet but its people, until the block ends.

    It says of itself that it is `seen_at`, where a proxy stands before it: its stream is looked for where it says.
    """
    with tempfile.TemporaryDirectory(prefix="twoway-mastodon-") as folder, _running(Path(folder), seen_at) as address:
        yield MastodonServer(address=address)


@pytest.fixture(scope="session")
def _mastodon_process() -> Iterator[MastodonServer]:
    with served() as server:
        yield server


@pytest.fixture
def mastodon_server(_mastodon_process: MastodonServer) -> Iterator[MastodonServer]:
    """The server, without faults at the beginning of every test."""
    yield _mastodon_process
    _mastodon_process.heal()
    wire.close()

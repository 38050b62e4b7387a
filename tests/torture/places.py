"""The networks of one torture: a proxy with accidents before each, and what was really said there, read back at the end."""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.counterparts import bluesky_server, mastodon_server, rehearsal_server
from tests.counterparts.proxy import Accident, Proxy
from tests.counterparts.rehearsal_server import Manner
from tests.torture.networks import SLUGS
from twoway.rehearsal import store
from twoway.rehearsal.server import Stage

#: Requests by which words go out; to these the worst happens.
OUT = re.compile(r"POST (/xrpc/com\.atproto\.repo\.|/api/v1/statuses|/api/posts|/api/ready/\w)")
#: Requests by which somebody looks what is there.
LOOKS = re.compile(
    r"GET (/xrpc/com\.atproto\.repo\.|/api/v1/(statuses|accounts)|/api/posts|/api/me/posts|/api/ready)"
)
LOST = (Accident.DROP, Accident.RESET, Accident.HALF, Accident.DELAY, Accident.SAY_500, Accident.UNREACHED)
MARK = re.compile(r"loaf (\d+) of the day")


def words(number: int) -> str:
    """What delivery number so-and-so says."""
    return f"Fresh rye: loaf {number} of the day is out of the oven."


@dataclass(frozen=True, kw_only=True)
class Place:
    """One network: how it is connected, and the numbers of what stands there, in the order in which it came."""

    slug: str
    proxy: Proxy
    answers: Mapping[str, str]
    read: Callable[[], list[int]]
    #: Whether a look, a key or a handle decides what is in doubt, so that no person need be asked.
    decides: bool = True


def _fate(chance: float, is_safe_twice: bool, dice: random.Random) -> Callable[[str, str], Accident | None]:
    out = (*LOST, Accident.DUPLICATE) if is_safe_twice else LOST

    def fate(method: str, path: str) -> Accident | None:
        asked = f"{method} {path}"
        if OUT.match(asked) and dice.random() < chance:
            return dice.choice(out)
        if LOOKS.match(asked) and dice.random() < chance / 3:
            return dice.choice(LOST)
        return None

    return fate


def _numbers(texts: list[str]) -> list[int]:
    return [int(found[1]) for text in texts if (found := MARK.search(text))]


@dataclass(kw_only=True)
class World:
    """The networks as long as the torture lasts."""

    folder: Path
    chance: float
    dice: random.Random
    #: Nothing goes wrong while the accounts are connected.
    is_calm: bool = True
    stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def _before(self, address: str, *, is_safe_twice: bool) -> Proxy:
        fate = _fate(self.chance, is_safe_twice, self.dice)
        proxy = Proxy(address, lambda method, path: None if self.is_calm else fate(method, path))
        self.stack.callback(proxy.stop)
        return proxy

    def bluesky(self, network: bluesky_server.Bluesky) -> Place:
        """An account of its own on the real Bluesky."""
        us = network.person("alderrye")
        proxy = self._before(network.pds, is_safe_twice=True)

        def read() -> list[int]:
            records: list[dict[str, Any]] = []
            cursor: dict[str, str] = {}
            while True:
                asked = {"repo": us.did, "collection": "app.bsky.feed.post", "limit": "100", **cursor}
                found = us.get("com.atproto.repo.listRecords", **asked)
                records += found["records"]
                if "cursor" not in found or not found["records"]:
                    # Its own order is that of the keys, which we chose: the order in which they arrived is what counts.
                    arrived = _numbers([request.decode(errors="replace") for request in proxy.landed])
                    there = _numbers([str(record["value"]["text"]) for record in records])
                    return sorted(there, key=arrived.index)
                cursor = {"cursor": str(found["cursor"])}

        answers = {"handle": us.handle, "password": us.app_password()}
        return Place(slug="bluesky", proxy=proxy, answers=answers, read=read)

    def mastodon(self, server: mastodon_server.MastodonServer) -> Place:
        """Alder & Rye's account; others use it too, so their marks tell ours."""
        proxy = self._before(server.address, is_safe_twice=True)

        def read() -> list[int]:
            found: list[dict[str, Any]] = []
            last = ""
            own = server.account_id("alder")
            while True:
                params = {"limit": "40", **({"max_id": last} if last else {})}
                page = server.ask("alder", "GET", f"/api/v1/accounts/{own}/statuses", params=params)
                if not page:
                    return _numbers([str(post["content"]) for post in reversed(found)])
                found += page
                last = str(page[-1]["id"])

        answers = {"address": proxy.address, "token": server.token("alder")}
        return Place(slug="mastodon", proxy=proxy, answers=answers, read=read)

    def rehearsal(self, manner: Manner) -> Place:
        """Rehearsal behind HTTP, of one class."""
        slug = SLUGS[manner]
        stage = Stage(self.folder / f"{slug}.sqlite3", clock=lambda: datetime.now(UTC), pace=10_000.0)
        address = self.stack.enter_context(rehearsal_server.running(stage, manner))
        safe = manner in (Manner.CLIENT_ID, Manner.WINDOW, Manner.HANDLE)
        proxy = self._before(address, is_safe_twice=safe)

        def read() -> list[int]:
            with store.reading(stage.path) as db:
                return _numbers([said.text for said in reversed(store.latest_of(db, "alder.rye@rehearsal", 100_000))])

        return Place(slug=slug, proxy=proxy, answers={"name": "alder.rye"}, read=read, decides=safe)


@contextlib.contextmanager
def opened(folder: Path, chance: float, dice: random.Random) -> Iterator[World]:
    """The world, and its end."""
    world = World(folder=folder, chance=chance, dice=dice)
    with world.stack:
        yield world

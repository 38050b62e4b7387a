"""Five networks that no real one has to be there for: Rehearsal behind HTTP, in each class of idempotency.

They are found the way networks of other packages are: by entry points (`plug_in` writes them).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.counterparts.rehearsal_server import Manner
from twoway.domain.errors import Unsure
from twoway.domain.facts import Facts, Idempotency
from twoway.domain.versions import Receipt, Version
from twoway.networks import rehearsal as base
from twoway.plug.http import Http

SLUGS = {
    Manner.CLIENT_ID: "byid",
    Manner.WINDOW: "bywindow",
    Manner.HANDLE: "byhandle",
    Manner.READ_BACK: "byreading",
    Manner.BLIND: "blind",
}
CLASSES = {
    Manner.CLIENT_ID: Idempotency.CLIENT_ID,
    Manner.WINDOW: Idempotency.KEY_WITH_WINDOW,
    Manner.HANDLE: Idempotency.TWO_PHASE,
    Manner.READ_BACK: Idempotency.NONE,
    Manner.BLIND: Idempotency.NONE,
}


def plug_in(folder: Path) -> None:
    """Let every process that has this folder on its path find the five."""
    about = folder / "torture-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: torture\nVersion: 1\n", encoding="utf-8")
    lines = [f"{slug} = tests.torture.networks:{slug}" for slug in SLUGS.values()]
    (about / "entry_points.txt").write_text("\n".join(["[twoway.networks]", *lines, ""]), encoding="utf-8")


def _facts(manner: Manner) -> Facts:
    window = 3600 if manner in (Manner.WINDOW, Manner.HANDLE) else None
    return replace(
        base.FACTS, slug=SLUGS[manner], name=SLUGS[manner], idempotency=CLASSES[manner], key_window_seconds=window
    )


def _recent(http: Http, version: Version, key: str, since: datetime) -> Receipt | None:
    """Look among one's own posts, by their words and their time."""
    answer = http.request("GET", "/api/me/posts", headers=base._who(http))
    return base._yes(answer, partial(_same, version.text, since, "posts"))


def _same(text: str, since: datetime, where: str, body: Mapping[str, Any]) -> Receipt | None:
    for one in body[where]:
        at = datetime.fromisoformat(one["at"])
        if one["text"] == text and at >= since - timedelta(minutes=1):
            return Receipt(remote_id=str(one["id"]), address=str(one["address"]), at=at)
    return None


def _prepare(http: Http, version: Version, key: str) -> str:
    """Make it ready, which nobody sees."""
    body = base.to_payload(version, key)
    made = http.request("POST", "/api/ready", json=body, headers=base._who(http), changes=False)
    return base._yes(made, lambda said: str(said["handle"]))


def _let_out(http: Http, version: Version, handle: str) -> Receipt:
    out = http.request("POST", f"/api/ready/{handle}", json={}, headers=base._who(http))
    return base._yes(out, base._receipt, unclear=Unsure)


def _by_handle(http: Http, version: Version, handle: str, since: datetime) -> Receipt | None:
    """Ask a handle what became of it; by nothing else, not even its words."""
    answer = http.request("GET", "/api/ready", headers=base._who(http))
    return base._yes(answer, partial(_out_under, handle))


def _out_under(handle: str, body: Mapping[str, Any]) -> Receipt | None:
    posts = [one["post"] for one in body["ready"] if one["handle"] == handle and one["post"]]
    return base._receipt(posts[0]) if posts else None


def _network(manner: Manner, **more: Any) -> SimpleNamespace:
    names = ("new_key", "to_payload", "publish", "connect", "renew", "instance", "is_alive", "fetch", "to_message")
    functions = {name: getattr(base, name) for name in names}
    return SimpleNamespace(__name__=SLUGS[manner], FACTS=_facts(manner), **{**functions, **more})


byid = _network(Manner.CLIENT_ID, find=base.find)
bywindow = _network(Manner.WINDOW, find=_recent)
byhandle = _network(Manner.HANDLE, prepare=_prepare, publish=_let_out, find=_by_handle)
byreading = _network(Manner.READ_BACK, find=_recent)
blind = _network(Manner.BLIND)

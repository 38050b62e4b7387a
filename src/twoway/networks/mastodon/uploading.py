"""Pictures on their way to a server."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

from twoway.domain.errors import TryLater
from twoway.domain.versions import Picture
from twoway.networks.mastodon.asking import ask, mapping, server_name
from twoway.networks.mastodon.payload import described
from twoway.plug.http import Http

#: Seconds between looks at a picture that the server still works on; about half a minute in all.
_PATIENCE = (0.3, 0.7, 1.0, 2.0, 3.0, 5.0, 8.0, 10.0)


def uploaded(http: Http, picture: Picture) -> Picture:
    """The picture as the server knows it. An upload that is lost on the way leaves nothing that anyone can see."""
    if picture.remote and picture.remote.get("id"):
        return picture
    name = f"picture.{picture.mime.partition('/')[2]}"
    answer = ask(
        http,
        "POST",
        "/api/v2/media",
        files={"file": (name, http.picture(picture.sha256), picture.mime)},
        form=described(picture) or None,
    )
    media_id = str(mapping(answer.json).get("id") or "")
    if not media_id:
        raise TryLater(f"{server_name(http)} took the picture without telling its number; nothing is out.")
    if answer.status == 202:
        wait_for(http, media_id)
    return replace(picture, remote={"id": media_id})


def wait_for(http: Http, media_id: str, pauses: Sequence[float] = _PATIENCE) -> None:
    """Until the server has worked the picture up; `TryLater` when that takes too long."""
    for pause in pauses:
        time.sleep(pause)
        if ask(http, "GET", f"/api/v1/media/{quote(media_id, safe='')}", allow=(206,)).status != 206:
            return
    raise TryLater(
        f"{server_name(http)} is still working on the picture; nothing is out.", wait=timedelta(seconds=30)
    )

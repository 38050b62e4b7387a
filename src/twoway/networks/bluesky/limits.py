"""What an account's own server takes. Limits belong to a version of the network's lexicons, and so to a version of the server."""

from __future__ import annotations

import re
from collections.abc import Mapping

from twoway.networks.bluesky.asking import NOBODY, ask
from twoway.networks.bluesky.facts import FACTS
from twoway.plug.http import Http

#: From which version on: pictures in a post, bytes of one. Read in the changes and lexicons of the server's package
#: (`@atproto/pds`), the first and the last measured. One that gives no number is run by Bluesky itself, and is current.
_GENERATIONS = (
    ((0, 0, 0), 4, 1_000_000),
    ((0, 4, 218), 4, 2_000_000),
    ((0, 5, 26), FACTS.media.most, FACTS.media.bytes_limit),
)


def instance(http: Http) -> Mapping[str, int]:
    """What this server takes."""
    return limits_of(version_of(http))


def limits_of(version: str) -> Mapping[str, int]:
    """What servers of this version take."""
    numbers = re.fullmatch(r"(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:-.*)?", version)
    known = tuple(map(int, numbers.groups())) if numbers else _GENERATIONS[-1][0]
    _, most, size = next(one for one in reversed(_GENERATIONS) if one[0] <= known)
    return {"text": 300, "bytes": 3000, "pictures": most, "picture_bytes": size}


def version_of(http: Http) -> str:
    """The version that a server tells; empty when it tells none."""
    answer = ask(http, "GET", "_health", token=NOBODY)
    return str(answer.json.get("version") or "") if isinstance(answer.json, Mapping) else ""

"""The networks that run here, from the other side: who we are there, how somebody asks us, what they can read of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from tests.counterparts.bluesky_server import Bluesky
from tests.counterparts.mastodon_server import MastodonServer


@dataclass(frozen=True, kw_only=True)
class There:
    """A network from the other side."""

    slug: str
    address: str
    answers: Mapping[str, str]
    ask_us: Callable[[str, str], object]
    ours: Callable[[], list[str]]


@pytest.fixture
def on_bluesky(bluesky: Bluesky) -> There:
    us, kemi = bluesky.person("alderrye"), bluesky.person("kemi")
    return There(
        slug="bluesky",
        address=bluesky.pds,
        answers={"handle": us.handle, "password": us.app_password()},
        ask_us=lambda remote_id, text: kemi.answer(remote_id, text),
        ours=lambda: [record["value"]["text"] for record in us.records()],
    )


@pytest.fixture
def on_mastodon(mastodon_server: MastodonServer) -> There:
    return There(
        slug="mastodon",
        address=mastodon_server.address,
        answers={"address": mastodon_server.address, "token": mastodon_server.token("alder")},
        ask_us=lambda remote_id, text: mastodon_server.post("kemi", f"@alder {text}", in_reply_to_id=remote_id),
        ours=lambda: [post["content"] for post in mastodon_server.posts("alder")],
    )


@pytest.fixture(
    params=[
        pytest.param("on_bluesky", marks=pytest.mark.bluesky),
        pytest.param("on_mastodon", marks=pytest.mark.mastodon),
    ]
)
def there(request: pytest.FixtureRequest) -> There:
    found: There = request.getfixturevalue(request.param)
    return found

"""Who is who on Mastodon, looked up and offered while somebody types."""

from __future__ import annotations

import pytest

from tests.counterparts.mastodon_server import MastodonServer
from tests.networks.fake_http import FakeHttp, says
from tests.networks.mastodon.answers import account
from twoway.networks import mastodon


def test_people_on_other_servers_are_looked_up_through_ours() -> None:
    people = {"accounts": [account("9", "sunny@town.social"), account("7")]}
    http = FakeHttp([says(None, status=404), says(people)])

    found = mastodon.look_up(http, "@SunnyBank@town.social")

    assert found is not None
    assert found.remote_id == "sunnybank@town.social"
    assert http.requests[1].params["resolve"] == "true"


def test_a_handle_that_nobody_has_is_nobody() -> None:
    assert mastodon.look_up(FakeHttp([says(None, status=404)]), "nobody") is None
    assert mastodon.look_up(FakeHttp([says(None, status=404), says({"accounts": []})]), "no@town.social") is None


def test_people_are_offered_while_somebody_types() -> None:
    http = FakeHttp([says([account(display_name="Sunnybank Café"), {"odd": 1}, None])])

    [found] = mastodon.people(http, " @sun")

    assert (found.handle, found.name) == ("sunnybank@town.social", "Sunnybank Café")
    assert http.requests[0].params == {"q": "sun", "limit": "8", "resolve": "false"}
    assert mastodon.people(FakeHttp(), " @ ") == ()


@pytest.mark.mastodon
def test_people_are_found_by_the_beginning_of_their_name(mastodon_server: MastodonServer) -> None:
    found = mastodon.people(mastodon_server.http("alder"), "sunny")

    assert [one.name for one in found] == ["Sunnybank Café"]

"""Signing in on Bluesky's own page and staying signed in, against the network's own servers on loopback."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from secrets import randbits

import pytest

from tests.counterparts.bluesky_server import Bluesky, Person
from tests.counterparts.bluesky_sign_in import Came, says_no, says_yes
from tests.counterparts.desk_server import Desk, desk
from tests.counterparts.proxy import Accident, Proxy
from twoway.domain.errors import BadInput, NeedsReconnect, Refused, TryLater, Unsure
from twoway.domain.versions import Connection, Version
from twoway.networks import bluesky as network
from twoway.plug import oauth
from twoway.plug.signing_in import Back, Handover
from twoway.work.http import WebHttp

pytestmark = [pytest.mark.bluesky, pytest.mark.timeout(120)]

BACK = Back(address="http://127.0.0.1:8000/accounts/back/")


def no_pictures(sha256: str) -> bytes:
    raise KeyError(sha256)


@dataclass(kw_only=True)
class Way:
    """The way out of a product that knows this network."""

    network: Bluesky

    def __call__(
        self, secrets: Mapping[str, str] | None = None, *, between: Proxy | None = None, until: float | None = None
    ) -> WebHttp:
        """With a proxy `between`, what is asked of the server goes through it."""
        through = {self.network.pds: between.address} if between else {}
        return WebHttp(
            address=self.network.pds,
            secrets=secrets or {},
            pictures=no_pictures,
            trusted=frozenset({self.network.pds, self.network.plc, *through.values()}),
            servers={"directory": self.network.plc, **through},
            until=until,
        )

    def begin(self, **answers: str) -> Handover:
        return network.begin(self(), answers, BACK)

    def finish(self, handover: Handover, came: Came) -> Connection:
        return network.finish(self(), handover.keep, came.brings)

    def signed_in(self, person: Person) -> Connection:
        handover = self.begin(handle=person.handle)
        return self.finish(handover, says_yes(handover.address, person))


@pytest.fixture(scope="module")
def way(bluesky: Bluesky) -> Way:
    return Way(network=bluesky)


@pytest.fixture(scope="module")
def sarah(bluesky: Bluesky) -> Person:
    return bluesky.person("alderandrye")


def test_somebody_signs_in_there_and_speaks_as_themselves(way: Way, sarah: Person) -> None:
    handover = way.begin(handle=f"@{sarah.handle}")
    came = says_yes(handover.address, sarah)
    assert came.back == BACK.address
    assert came.brings["state"] == handover.state
    connection = way.finish(handover, came)
    assert (connection.remote_id, connection.handle, connection.name) == (sarah.did, sarah.handle, "Alderandrye")
    assert connection.address == way.network.pds
    assert connection.expires_at is not None
    assert timedelta(minutes=50) < connection.expires_at - datetime.now(UTC) <= timedelta(hours=1)
    http = way(connection.secrets)
    network.is_alive(http)
    network.publish(http, Version(text="Signed in on your page"), network.new_key(datetime.now(UTC), randbits(64)))
    assert sarah.records()[0]["value"]["text"] == "Signed in on your page"


def test_without_a_handle_they_say_there_who_they_are(way: Way, sarah: Person) -> None:
    handover = way.begin()
    connection = way.finish(handover, says_yes(handover.address, sarah))
    assert connection.remote_id == sarah.did


def test_a_no_is_told_and_nothing_is_connected(way: Way, sarah: Person) -> None:
    handover = way.begin(handle=sarah.handle)
    with pytest.raises(BadInput, match="did not let Twoway in at Bluesky"):
        way.finish(handover, says_no(handover.address))


def test_another_account_than_the_one_that_was_named_is_not_connected(
    way: Way, sarah: Person, bluesky: Bluesky
) -> None:
    other = bluesky.person("tomhallam")
    handover = way.begin(handle=sarah.handle)
    came = says_yes(handover.address, other)
    with pytest.raises(BadInput, match=f"another account than {sarah.handle}"):
        way.finish(handover, came)
    # What it was given is given back: the code brings nothing a second time, and no access is left behind.
    with pytest.raises(BadInput, match="too old or was used"):
        way.finish(handover, came)


def test_a_code_is_of_no_use_without_what_was_kept_or_a_second_time(way: Way, sarah: Person) -> None:
    handover = way.begin(handle=sarah.handle)
    came = says_yes(handover.address, sarah)
    other = way.begin(handle=sarah.handle)
    with pytest.raises(BadInput, match=r"Sign in again|and said"):
        network.finish(way(), other.keep, came.brings)


@pytest.mark.parametrize("iss", [None, "https://evil.example"])
def test_an_answer_of_another_server_is_not_used(way: Way, sarah: Person, iss: str | None) -> None:
    handover = way.begin(handle=sarah.handle)
    brings = {**says_yes(handover.address, sarah).brings, "iss": iss or ""}
    with pytest.raises(BadInput, match="does not come from localhost"):
        network.finish(way(), handover.keep, brings)


@pytest.mark.parametrize(
    "handle", ["nobody-has-this.test", "two words", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "did:key:x"]
)
def test_a_handle_that_nobody_has_is_told_before_anybody_goes_anywhere(way: Way, handle: str) -> None:
    with pytest.raises(BadInput) as told:
        way.begin(handle=handle)
    assert told.value.field == "handle"


def test_a_private_address_in_somebodys_papers_is_not_asked(way: Way, sarah: Person) -> None:
    # Who is not trusted by an administrator is not asked, although the directory names it.
    stranger = WebHttp(
        address=way.network.pds,
        secrets={},
        pictures=no_pictures,
        trusted=frozenset({way.network.plc}),
        servers={"directory": way.network.plc},
    )
    with pytest.raises(Refused, match="not reached over https"):
        network.begin(stranger, {"handle": sarah.did}, BACK)


def test_renewing_brings_new_secrets_and_the_old_ones_end(way: Way, sarah: Person) -> None:
    old = way.signed_in(sarah)
    new = network.renew(way(old.secrets))
    assert new.remote_id == sarah.did
    assert new.secrets["refresh"] != old.secrets["refresh"]
    assert set(new.secrets) == set(old.secrets)
    network.is_alive(way(new.secrets))


def test_renewing_twice_with_one_secret_kills_the_connection(way: Way, sarah: Person) -> None:
    """The trap: this is why one worker renews and the others wait."""
    old = way.signed_in(sarah)
    new = network.renew(way(old.secrets))
    with pytest.raises(NeedsReconnect, match="has ended this sign-in"):
        network.renew(way(old.secrets))
    with pytest.raises(NeedsReconnect):
        network.is_alive(way(new.secrets))
    with pytest.raises(NeedsReconnect):
        network.renew(way(new.secrets))


def test_a_renewal_that_never_arrived_is_made_again_and_nothing_is_lost(
    way: Way, sarah: Person, proxy: Callable[[str], Proxy]
) -> None:
    old = way.signed_in(sarah)
    between = proxy(way.network.pds)
    between.on("POST", "/oauth/token", Accident.UNREACHED)
    new = network.renew(way(old.secrets, between=between))
    assert between.happened[Accident.UNREACHED] == 1
    network.is_alive(way(new.secrets))


def test_a_renewal_whose_answer_was_lost_ends_the_connection_and_says_why(
    way: Way, sarah: Person, proxy: Callable[[str], Proxy]
) -> None:
    old = way.signed_in(sarah)
    between = proxy(way.network.pds)
    between.on("POST", "/oauth/token", Accident.DROP)
    with pytest.raises(NeedsReconnect, match="was lost on the way"):
        network.renew(way(old.secrets, between=between))


def test_a_renewal_that_is_not_answered_at_all_may_be_asked_for_later(
    way: Way, sarah: Person, proxy: Callable[[str], Proxy]
) -> None:
    old = way.signed_in(sarah)
    between = proxy(way.network.pds)
    between.on("POST", "/oauth/token", Accident.UNREACHED, times=2)
    with pytest.raises(Unsure):
        network.renew(way(old.secrets, between=between))
    network.is_alive(way(network.renew(way(old.secrets)).secrets))


def test_a_server_in_trouble_ends_nothing(way: Way, sarah: Person, proxy: Callable[[str], Proxy]) -> None:
    old = way.signed_in(sarah)
    between = proxy(way.network.pds)
    between.on("POST", "/oauth/token", Accident.SAY_500)
    with pytest.raises(TryLater, match="trouble with signing in"):
        network.renew(way(old.secrets, between=between))


def test_a_renewal_that_comes_too_late_is_not_sent(way: Way, sarah: Person) -> None:
    # Its turn is over, and another worker may have renewed: sending the same secret now would kill the connection.
    old = way.signed_in(sarah)
    with pytest.raises(TryLater, match="nothing was sent"):
        network.renew(way(old.secrets, until=time.time() - 1))
    network.is_alive(way(network.renew(way(old.secrets)).secrets))


def test_leaving_ends_the_access(way: Way, sarah: Person) -> None:
    connection = way.signed_in(sarah)
    http = way(connection.secrets)
    network.leave(http)
    network.leave(http)
    with pytest.raises(NeedsReconnect):
        network.renew(http)
    with pytest.raises(NeedsReconnect):
        network.is_alive(http)


def test_no_secret_is_shown_where_things_are_written_down(way: Way, sarah: Person) -> None:
    handover = way.begin(handle=sarah.handle)
    connection = way.signed_in(sarah)
    shown = f"{handover!r}{connection!r}{way(connection.secrets)!r}"
    kept = {**handover.keep, **connection.secrets}
    for secret in (*(kept[name] for name in ("verifier", "dpop_key", "access", "refresh")), handover.state):
        assert secret
        assert secret not in shown


# -- with an address that the network's servers can reach


@pytest.fixture
def public(bluesky: Bluesky) -> Iterator[tuple[Desk, Back]]:
    """A desk that they can reach, and how it says who it is; the document is not there yet."""
    with desk(bluesky.desk) as one:
        key = oauth.new_key()
        public = {**oauth.public_jwk(key), "kid": oauth.thumbprint(key), "use": "sig", "alg": "ES256"}
        document = f"{one.address}/accounts/client/bluesky.json"
        back = Back(
            address=f"{one.address}/accounts/back/",
            site=one.address,
            document=document,
            key=key,
            public_keys=(public,),
        )
        yield one, back


def test_a_desk_that_vouches_for_itself_is_let_in_and_stays(
    way: Way, sarah: Person, public: tuple[Desk, Back]
) -> None:
    one, back = public
    one.documents["/accounts/client/bluesky.json"] = network.client(back)
    handover = network.begin(way(), {"handle": sarah.handle}, back)
    assert one.asked == ["/accounts/client/bluesky.json"]
    came = says_yes(handover.address, sarah)
    assert came.back == back.address
    first = way.finish(handover, came)
    again = network.renew(way(network.renew(way(first.secrets)).secrets))
    network.is_alive(way(again.secrets))
    # The key of the installation is what holds it: without it nobody renews.
    with pytest.raises((NeedsReconnect, TryLater)):
        network.renew(way({**again.secrets, "client_key": oauth.new_key()}))
    network.leave(way(again.secrets))


def test_a_document_that_cannot_be_read_is_told_before_anybody_goes_anywhere(
    way: Way, sarah: Person, public: tuple[Desk, Back]
) -> None:
    _, back = public
    with pytest.raises(BadInput, match=r"could not read who is asking at https://desk\.alderrye\.internal") as told:
        network.begin(way(), {"handle": sarah.handle}, back)
    assert "app password" in told.value.for_people


def test_a_new_key_beside_the_old_one_ends_no_sign_in(way: Way, sarah: Person, public: tuple[Desk, Back]) -> None:
    one, back = public
    fresh = oauth.new_key()
    keys = (
        {**oauth.public_jwk(fresh), "kid": oauth.thumbprint(fresh), "use": "sig", "alg": "ES256"},
        *back.public_keys,
    )
    one.documents["/accounts/client/bluesky.json"] = network.client(replace(back, public_keys=keys))
    connections = []
    for key in (back.key, fresh):
        handover = network.begin(way(), {"handle": sarah.handle}, replace(back, key=key, public_keys=keys))
        connections.append(way.finish(handover, says_yes(handover.address, sarah)))
    for connection in connections:
        network.is_alive(way(network.renew(way(connection.secrets)).secrets))

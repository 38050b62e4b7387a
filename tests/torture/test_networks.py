"""Each class of idempotency behind the proxy that loses answers: sent again, or looked for, there is one post."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.counterparts.proxy import Accident, Proxy
from tests.counterparts.rehearsal_server import Manner, running
from tests.torture import networks
from twoway.domain.errors import NetworkAnswer, TryLater, Unsure
from twoway.domain.versions import Version
from twoway.rehearsal import store
from twoway.rehearsal.server import Stage
from twoway.work import wire
from twoway.work.http import Timeouts, WebHttp

RYE = Version(text="Fresh rye at eight")


class Wired:
    """One network of one class, a proxy before it, and an account there."""

    def __init__(self, folder: Path, manner: Manner, address: str, proxy: Callable[[str], Proxy]) -> None:
        self.network: SimpleNamespace = getattr(networks, networks.SLUGS[manner])
        self.stage = Stage(folder / "stage.sqlite3", pace=10_000.0)
        self.proxy = proxy(address)
        self.http = self._http({})
        self.http = self._http(dict(self.network.connect(self.http, {"name": "alder.rye"}).secrets))

    def _http(self, secrets: dict[str, str]) -> WebHttp:
        where = self.proxy.address
        return WebHttp(
            address=where,
            secrets=secrets,
            pictures=lambda _: b"",
            trusted=frozenset({where}),
            timeouts=Timeouts(connect=2.0, total=5.0),
        )

    def name(self, key: str = "key-1") -> str:
        """What a post is published and found by: its key, or the handle under which it was made ready."""
        prepare = getattr(self.network, "prepare", None)
        return key if prepare is None else str(prepare(self.http, RYE, key))

    def there(self) -> int:
        with store.reading(self.stage.path) as db:
            return len(store.latest_of(db, "alder.rye@rehearsal", 100))


@pytest.fixture
def wired(tmp_path: Path, proxy: Callable[[str], Proxy]) -> Iterator[Callable[..., Wired]]:
    from contextlib import ExitStack

    with ExitStack() as stack:

        def make(manner: Manner, window: float = 3600.0) -> Wired:
            stage = Stage(tmp_path / "stage.sqlite3", pace=10_000.0)
            address = stack.enter_context(running(stage, manner, window))
            return Wired(tmp_path, manner, address, proxy)

        yield make
        wire.close()


SINCE = timedelta(seconds=5)
AFTER = [Accident.DROP, Accident.RESET, Accident.HALF, Accident.SAY_500]
WITH_READING = [Manner.CLIENT_ID, Manner.WINDOW, Manner.HANDLE, Manner.READ_BACK]


def out_of(manner: Manner) -> str:
    return "/api/ready/" if manner is Manner.HANDLE else "/api/posts"


@pytest.mark.parametrize("accident", AFTER)
@pytest.mark.parametrize("manner", list(Manner))
def test_a_lost_yes_is_unsure_in_every_class(wired: Callable[..., Wired], manner: Manner, accident: Accident) -> None:
    one = wired(manner)
    name = one.name()
    one.proxy.on("POST", out_of(manner), accident)
    with pytest.raises(Unsure):
        one.network.publish(one.http, RYE, name)
    assert one.there() == 1


@pytest.mark.parametrize("manner", WITH_READING)
def test_what_is_out_is_found_where_one_can_look(wired: Callable[..., Wired], manner: Manner) -> None:
    one, since = wired(manner), datetime.now(UTC) - SINCE
    name = one.name()
    one.proxy.on("POST", out_of(manner), Accident.DROP)
    with pytest.raises(Unsure):
        one.network.publish(one.http, RYE, name)
    assert one.network.find(one.http, RYE, name, since) is not None


@pytest.mark.parametrize("manner", WITH_READING)
def test_what_never_arrived_is_not_found(wired: Callable[..., Wired], manner: Manner) -> None:
    one, since = wired(manner), datetime.now(UTC) - SINCE
    name = one.name()
    one.proxy.on("POST", out_of(manner), Accident.UNREACHED)
    with pytest.raises(Unsure):
        one.network.publish(one.http, RYE, name)
    assert one.network.find(one.http, RYE, name, since) is None
    assert one.there() == 0


@pytest.mark.parametrize("manner", WITH_READING)
def test_a_look_that_is_not_answered_proves_nothing(wired: Callable[..., Wired], manner: Manner) -> None:
    one, since = wired(manner), datetime.now(UTC) - SINCE
    name = one.name()
    one.network.publish(one.http, RYE, name)
    one.proxy.on("GET", "/api/", Accident.DROP)
    with pytest.raises(TryLater):
        one.network.find(one.http, RYE, name, since)


@pytest.mark.parametrize("manner", [Manner.CLIENT_ID, Manner.WINDOW])
def test_a_key_makes_one_post_of_two_requests(wired: Callable[..., Wired], manner: Manner) -> None:
    one = wired(manner)
    one.proxy.on("POST", "/api/posts", Accident.DUPLICATE)
    first = one.network.publish(one.http, RYE, "key-1")
    assert one.network.publish(one.http, RYE, "key-1").remote_id == first.remote_id
    assert one.there() == 1


def test_a_handle_lets_out_once_however_often_it_is_told_to(wired: Callable[..., Wired]) -> None:
    one = wired(Manner.HANDLE)
    handle = one.name()
    one.proxy.on("POST", "/api/ready/", Accident.DUPLICATE)
    one.network.publish(one.http, RYE, handle)
    assert one.network.publish(one.http, RYE, handle).remote_id
    assert one.there() == 1


def test_what_was_only_made_ready_is_not_out(wired: Callable[..., Wired]) -> None:
    one, since = wired(Manner.HANDLE), datetime.now(UTC) - SINCE
    handle = one.name()
    assert one.network.find(one.http, RYE, handle, since) is None
    assert one.there() == 0


def test_a_handle_is_asked_by_itself_and_not_by_its_words(wired: Callable[..., Wired]) -> None:
    one, since = wired(Manner.HANDLE), datetime.now(UTC) - SINCE
    first, second = one.name(), one.name("key-2")
    one.network.publish(one.http, RYE, first)
    assert one.network.find(one.http, RYE, second, since) is None


def test_a_key_is_forgotten_when_its_window_is_over(wired: Callable[..., Wired]) -> None:
    one = wired(Manner.WINDOW, window=0.0)
    one.network.publish(one.http, RYE, "key-1")
    one.network.publish(one.http, RYE, "key-1")
    assert one.there() == 2


def test_without_a_key_a_second_request_is_a_second_post(wired: Callable[..., Wired]) -> None:
    one = wired(Manner.BLIND)
    one.network.publish(one.http, RYE, "key-1")
    one.network.publish(one.http, RYE, "key-1")
    assert one.there() == 2
    assert not hasattr(one.network, "find")


def test_nothing_of_a_blind_network_can_be_read(wired: Callable[..., Wired]) -> None:
    one = wired(Manner.BLIND)
    with pytest.raises(NetworkAnswer):
        networks._recent(one.http, RYE, "key-1", datetime.now(UTC) - SINCE)

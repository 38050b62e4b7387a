"""Every way in which somebody can make us fetch an address: none of them reaches into a private network.

A new way out belongs into `WAYS`; `test_there_is_no_other_way_out` finds it when it is forgotten.
"""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpcore2
import pytest
from django.utils import timezone

from tests.shape.tree import name_of, parsed, sources
from twoway.apps.accounts.actions import connect
from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import http_to
from twoway.apps.accounts.signing_in import begin_connecting
from twoway.apps.doctor import looks
from twoway.apps.feeds import actions as feeds
from twoway.apps.feeds import hubs
from twoway.apps.feeds.models import Feed, Subscription
from twoway.apps.links.actions import learn, look_at
from twoway.apps.links.models import Page
from twoway.apps.notices.actions import add_webhook
from twoway.apps.people.queries import personas_of
from twoway.domain.errors import TwowayError
from twoway.domain.permission import Actor
from twoway.plug import finder
from twoway.plug.signing_in import Back
from twoway.work import hooks, wire
from twoway.work.sealing import seal

#: A private network, in every form in which it can be written down.
PRIVATE = (
    "127.0.0.1",
    "127.1",  # short forms that systems understand
    "2130706433",
    "0x7f000001",
    "localhost",  # a name that leads there
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",  # link-local, where clouds keep their keys
    "100.64.0.1",  # shared by the customers of a carrier
    "0.0.0.0",
    "224.0.0.1",
    "[::1]",
    "[fe80::1]",
    "[fc00::1]",
    "[::ffff:10.0.0.1]",  # mapped
    "[64:ff9b::a00:1]",  # behind NAT64
    "[2002:a00:1::1]",  # 6to4
    "[2001:0:0a00:1::f5ff:fffe]",  # Teredo
)

Way = Callable[[Actor, str], str]


def _persona(actor: Actor) -> int:
    return int(personas_of(actor)[0].pk)


def _told(act: Callable[[], object]) -> str:
    try:
        act()
    except TwowayError as error:
        return error.for_people
    return "It was fetched."


def instance(actor: Actor, base: str) -> str:
    """Somebody connects an account on a server that they name."""
    answers = {"address": base, "token": "x" * 43}
    return _told(lambda: connect(actor, "mastodon", answers, persona_id=_persona(actor)))


def app_password(actor: Actor, base: str) -> str:
    answers = {"address": base, "handle": "sunnybank.example", "password": "abcd-efgh-ijkl-mnop"}
    return _told(lambda: connect(actor, "bluesky", answers, persona_id=_persona(actor)))


def _begun(actor: Actor, slug: str, answers: dict[str, str]) -> str:
    back = Back(address="https://desk.alderrye.bakery/accounts/back/", site="https://desk.alderrye.bakery")
    return _told(lambda: begin_connecting(actor, slug, answers, persona_id=_persona(actor), back=back))


def app_registration(actor: Actor, base: str) -> str:
    """Somebody wants to sign in on the page of a server that they name."""
    return _begun(actor, "mastodon", {"address": base})


def oauth_metadata(actor: Actor, base: str) -> str:
    return _begun(actor, "bluesky", {"address": base, "handle": ""})


def blog_feed(actor: Actor, base: str) -> str:
    return _told(lambda: feeds.add(actor, f"{base}/feed.xml", _persona(actor)))


def feed_hub(actor: Actor, base: str) -> str:
    """A feed that somebody follows names its hub."""
    feed = Feed.objects.create(
        workspace_id=actor.workspace_id, persona_id=_persona(actor), address="https://rye.example", name="Rye"
    )
    sealed = seal({"secret": "x"}, {"k1": "A" * 43})
    found = Subscription.objects.create(
        feed=feed, hub=f"{base}/", topic="https://rye.example", token="t", sealed=sealed
    )
    hubs.subscribe(found)
    found.refresh_from_db()
    return found.why


def card(actor: Actor, base: str) -> str:
    """Somebody writes a link into a post, and its page is looked at."""
    (pk,) = learn(actor.workspace_id, [f"{base}/page"])
    return look_at(Page.objects.get(pk=pk)).why


def webhook(actor: Actor, base: str) -> str:
    return _told(lambda: add_webhook(actor, f"{base}/notices"))


def webhook_later(actor: Actor, base: str) -> str:
    """The name of a webhook may lead somewhere else by the time it is called."""
    return _told(lambda: hooks.call(f"{base}/notices", b"{}", {}))


def mailbox(actor: Actor, base: str) -> str:
    host = urlsplit(base).hostname or ""
    answers = {"mail": "hello@alderrye.example", "password": "x", "imap": f"{host}:993"}
    return _told(lambda: connect(actor, "mailbox", answers, persona_id=_persona(actor)))


def examined(actor: Actor, base: str) -> str:
    """The doctor looks whether a server answers."""
    account = Account(workspace_id=actor.workspace_id, network="mastodon", address=base)
    patient = looks.Patient(account=account, network=finder.network("mastodon"), at=timezone.now())
    return " ".join(check.told for check in looks.server(patient))


def media(actor: Actor, base: str) -> str:
    """A network names an address of its own, as servers do for pictures and streams."""
    return _told(lambda: http_to("https://example.org", {}).elsewhere(base).request("GET", "/"))


WAYS: tuple[Way, ...] = (
    instance,
    app_password,
    app_registration,
    oauth_metadata,
    blog_feed,
    feed_hub,
    card,
    webhook,
    webhook_later,
    mailbox,
    examined,
    media,
)


@pytest.mark.parametrize("host", PRIVATE)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_an_address_inside_is_never_asked(owner: Actor, way: Way, host: str, settings: Any) -> None:
    settings.TWOWAY_SEALING_KEYS = {"k1": "A" * 43}
    assert "private network" in way(owner, f"https://{host}")


@contextmanager
def serving(status: int, location: str = "") -> Iterator[tuple[str, list[str]]]:
    """A server on loopback: its address, and what it was asked."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(f"{self.command} {self.path}")
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """A test's server says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", heard
    finally:
        wire.close()
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.mark.parametrize("status", [302, 307])
@pytest.mark.parametrize("way", [way for way in WAYS if way is not mailbox], ids=lambda way: way.__name__)
def test_a_server_that_may_be_asked_cannot_send_us_inside(owner: Actor, way: Way, status: int, settings: Any) -> None:
    settings.TWOWAY_SEALING_KEYS = {"k1": "A" * 43}
    with serving(200) as (inside, heard), serving(status, f"{inside}/secret") as (gate, asked):
        settings.TWOWAY_NETWORK_ADDRESS = {"gate": gate}
        settings.TWOWAY_WEBHOOK_ADDRESSES = (gate,)
        told = way(owner, gate)
    # Writing a webhook down asks nobody; every other way came to the gate, and no further.
    assert bool(asked) is (way is not webhook)
    assert heard == []
    assert told != "It was fetched." or way is webhook


class Fickle:
    """A name that leads outside when it is checked, and inside when it is asked again."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return ["93.184.215.14"] if self.asked == 1 else ["127.0.0.1"]


def test_a_name_that_changes_its_mind_is_asked_once_and_connected_to_where_it_was_judged() -> None:
    fickle, tried = Fickle(), []

    class Plain(httpcore2.SyncBackend):
        def connect_tcp(self, host: str, *rest: Any, **more: Any) -> Any:
            tried.append(host)
            raise httpcore2.ConnectError("not really")

    backend = wire.Backend(lambda host, port: wire.reachable(host, port, fickle))
    backend._plain = Plain()
    with pytest.raises(httpcore2.ConnectError):
        backend.connect_tcp("rebinding.example", 443)
    assert tried == ["93.184.215.14"]
    assert fickle.asked == 1
    # The next connection is judged anew.
    with pytest.raises(TwowayError, match="private network"):
        backend.connect_tcp("rebinding.example", 443)


#: Whoever may name what opens connections, with the reason. Everybody else goes through the first two.
MAY_CONNECT = {
    "work/wire.py": "judges every address and connects to it",
    "work/http.py": "speaks HTTP over those connections",
    "work/kept.py": "keeps them open for the next call",
    "work/streaming.py": "reads from them for as long as a server streams",
    "work/hooks.py": "catches what the judging of an address raises",
    "work/post_office.py": "speaks IMAP and SMTP, with addresses judged by work/wire.py",
    "work/mail.py": "hands notices to the mail server that the administrator named",
    "doors/cli/ports.py": "looks whether a port of this machine is free to listen on",
}
CONNECTING = {
    "socket",
    "httpx",
    "httpx2",
    "httpcore",
    "httpcore2",
    "requests",
    "urllib3",
    "smtplib",
    "imaplib",
    "ftplib",
}


def _imports(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {one.name for one in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return set()


def test_there_is_no_other_way_out() -> None:
    found = {
        name_of(path).removeprefix("src/twoway/")
        for path in sources()
        for node in ast.walk(parsed(path))
        for name in _imports(node)
        if name.partition(".")[0] in CONNECTING or name.startswith(("http.client", "urllib.request"))
    }
    assert found - set(MAY_CONNECT) == set()
    assert "work/wire.py" in found


@pytest.mark.parametrize(
    "address", ["https://blog.example:port/", "https://blog.example:99999/", "http://[::1", "https://"]
)
def test_what_is_no_address_is_told(owner: Actor, address: str) -> None:
    with pytest.raises(TwowayError):
        add_webhook(owner, address)
    with pytest.raises(TwowayError):
        feeds.add(owner, address, personas_of(owner).get().pk)

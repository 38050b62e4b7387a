"""Signing in on a network's own page from a terminal: the address is shown, and somebody comes back to a port of ours."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

import click
from django.conf import settings
from django.urls import reverse

from twoway.apps.accounts.models import Account, SignIn
from twoway.apps.accounts.queries import back_at
from twoway.apps.accounts.signing_in import Begun, begin_connecting, finish_connecting, is_of
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor
from twoway.doors.cli.reading import is_asked
from twoway.doors.cli.showing import printable, waiting
from twoway.plug.network import Network
from twoway.plug.signing_in import Back

#: Between two looks whether somebody came back.
LOOK_SECONDS = 0.5
#: A browser that keeps a connection open must not keep us from ending.
IDLE_SECONDS = 5.0
_HEAD = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PAGE = "<!doctype html><html lang=en><title>Twoway</title><p>{}</p></html>"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be connected, and for whom."""

    network: Network
    answers: Mapping[str, str]
    persona_id: int
    account_id: int | None
    may_post: bool | None
    paste: bool
    seconds: int


def connect_there(who: Actor, asked: Asked) -> Account:
    """Send somebody to the network's page, and wait for them; BadInput when nobody comes back in time."""
    if asked.paste:
        with _ear() as ear:
            # Nobody listens: the port is only held, so that nobody else does.
            _begun(who, asked, ear.back)
            return _pasted(who)
    if settings.TWOWAY_ADDRESS.startswith("https://"):
        return _by_page(_begun(who, asked, _ours(asked.network)), asked)
    with _ear() as ear:
        begun = _begun(who, asked, ear.back)
        ear.expects = lambda state: is_of(begun, state)
        with waiting(f"Waiting for you to come back from {begun.host}"):
            brought = ear.wait(asked.seconds)
    if brought is None:
        raise _nobody(asked)
    return finish_connecting(who, brought.get("state", ""), brought, place=ear.place)


def _begun(who: Actor, asked: Asked, back: Back) -> Begun:
    """The sign-in, with its address shown, and opened where there is a window to open it in."""
    begun = begin_connecting(
        who,
        asked.network.facts.slug,
        asked.answers,
        persona_id=asked.persona_id,
        back=back,
        account_id=asked.account_id,
        may_post=asked.may_post,
    )
    click.echo(f"Open this address, sign in to {begun.host}, and come back:\n{printable(begun.address)}", err=True)
    if is_asked() and _has_windows():
        click.launch(begun.address)
    return begun


def _has_windows() -> bool:
    """Whether a browser can be opened; not by one that would take over this terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _ours(network: Network) -> Back:
    """Where our own pages let people come back to, which other servers can reach: such a connection lives longest."""
    document = reverse("client-document", args=[network.facts.slug])
    return back_at(reverse("connect-back"), document=document, opened=settings.TWOWAY_ADDRESS)


def _by_page(begun: Begun, asked: Asked) -> Account:
    """Wait until the page that they come back to has connected the account."""
    click.echo("You come back to the page of Twoway; sign in there as the same person.", err=True)
    until = time.monotonic() + asked.seconds
    with waiting(f"Waiting for you to come back from {begun.host}"):
        while time.monotonic() < until:
            row = SignIn.objects.select_related("made__persona").filter(pk=begun.sign_in.pk).first()
            if row is not None and row.made is not None:
                return row.made
            if row is None or row.used_at is not None:
                raise BadInput("The sign-in came to nothing; the page of Twoway says why. Give the command again.")
            time.sleep(LOOK_SECONDS)
    raise _nobody(asked)


def _pasted(who: Actor) -> Account:
    """Finish with the address that somebody landed on, copied from their browser."""
    click.echo("Then your browser cannot show a page. Copy its whole address and paste it here.", err=True)
    words = click.prompt("Address", default="", show_default=False, err=True).strip()
    parts = urlsplit(words)
    brought = dict(parse_qsl(parts.query))
    if "state" not in brought:
        raise BadInput(
            "That is not the address that you were sent back to; it holds “state=”. Begin again.", field="paste"
        )
    return finish_connecting(who, brought["state"], brought, place=_place(parts.path) or "")


def _place(path: str) -> str | None:
    """What stands behind the address that all come back to; None for a path that is none of ours."""
    back = reverse("connect-back")
    return path.removeprefix(back).strip("/") if path.startswith(back) else None


def _nobody(asked: Asked) -> BadInput:
    name = asked.network.facts.name
    return BadInput(f"Nobody came back from {name} within {asked.seconds} seconds, so nothing was connected.")


@dataclass(kw_only=True)
class _Ear:
    """A port of this computer that hears one person come back."""

    server: HTTPServer
    expects: Callable[[str], bool] = lambda state: False
    heard: threading.Event = field(default_factory=threading.Event)
    brought: dict[str, str] | None = None
    place: str = ""

    @property
    def back(self) -> Back:
        return Back(address=f"http://127.0.0.1:{self.server.server_address[1]}{reverse('connect-back')}")

    def wait(self, seconds: float) -> dict[str, str] | None:
        """What they brought; None when nobody came in time."""
        listening = threading.Thread(target=self.server.serve_forever, args=(0.2,), daemon=True)
        listening.start()
        try:
            self.heard.wait(seconds)
        finally:
            self.server.shutdown()
            listening.join(IDLE_SECONDS)
        return self.brought

    def hear(self, path: str) -> tuple[int, str]:
        """What to answer to somebody who asks for this; only who comes back to the exact place from this very sign-in is heard.

        Any page in the same browser can knock here, and must not end the waiting.
        """
        parts = urlsplit(path)
        brought, place = dict(parse_qsl(parts.query)), _place(parts.path)
        if place is None or not self.expects(brought.get("state", "")):
            return 404, "There is nothing here."
        if self.heard.is_set():
            return 410, "You have been here already. Go back to your terminal."
        self.brought, self.place = brought, place
        self.heard.set()
        return 200, "You can close this window. Your terminal says how it went."


@contextmanager
def _ear() -> Iterator[_Ear]:
    """A free port on this computer alone, closed afterwards."""

    class Handler(BaseHTTPRequestHandler):
        timeout = IDLE_SECONDS

        def do_GET(self) -> None:  # the name that the library calls
            status, words = ear.hear(self.path)
            content = _PAGE.format(words).encode()
            self.send_response(status)
            for name, value in {**_HEAD, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # the library's own signature
            """Nothing: what comes here holds what is of use once."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        ear = _Ear(server=server)
        yield ear

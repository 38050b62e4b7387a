"""The wire under `work.http`: which addresses may be reached, and the process's shared pools of connections.

A name is resolved here, every address it resolves to is judged, and the connection goes to one of exactly those
addresses: a name that changes its mind between the check and the connection (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import atexit
import ipaddress
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore2
import httpx2

from twoway.domain.errors import Refused
from twoway.work import kept

Resolve = Callable[[str, int], list[str]]

#: When the request that this thread is making must be over, in monotonic seconds.
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)

#: Asked while this thread waits for what may never come: whether it is to end.
_ends: ContextVar[Callable[[], bool]] = ContextVar("ends", default=lambda: False)
#: How long (seconds) this thread waits for the next bytes of an answer that goes on; None: it waits for no such answer.
_quiet: ContextVar[float | None] = ContextVar("quiet", default=None)
#: Between two questions whether to end.
_GLANCE = 0.5
#: So many bytes are kept at most before they are written.
_MUCH = 65_536

NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: What some versions of Python take for global: IPv4 written as IPv6, gateways inside a house, and the old private range.
_INSIDE = tuple(map(ipaddress.ip_network, ("::/96", "64:ff9b:1::/48", "fec0::/10")))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also when it is wrapped in an IPv6 address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return all(map(_is_open, (ip, *_wrapped(ip))))


def _is_open(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _INSIDE)


def _wrapped(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address leads to by mapping or tunnelling."""
    if isinstance(ip, ipaddress.IPv4Address):
        return
    if ip.ipv4_mapped:
        yield ip.ipv4_mapped
    if ip.sixtofour:
        yield ip.sixtofour
    if ip.teredo:
        yield from ip.teredo
    if ip in NAT64:
        yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)


def private_address(host: str) -> Refused:
    """The refusal of an address inside a private network."""
    return Refused(
        f"{host} is an address inside a private network; an administrator can allow it with TWOWAY_NETWORK_ADDRESS."
    )


def resolve(host: str, port: int) -> list[str]:
    """The addresses a name resolves to, in the order of the system's preference."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        # Python's own IDNA codec answers UnicodeError for labels that are empty or too long.
        raise httpcore2.ConnectError(f"name not found: {type(error).__name__}") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def reachable(host: str, port: int, resolver: Resolve = resolve) -> list[str]:
    """The addresses of a host, if all of them are public; `Refused` when one is not."""
    addresses = resolver(host, port)
    if not addresses:
        raise httpcore2.ConnectError("name not found")
    if not all(is_public(address) for address in addresses):
        raise private_address(host)
    return addresses


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Everything that this thread reads or writes on the wire meanwhile is over after so many seconds."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


class Ended(httpcore2.ReadTimeout):
    """Whoever listened was asked to end."""


@contextmanager
def ends_when(asked: Callable[[], bool]) -> Iterator[None]:
    """Everything that this thread listens to meanwhile ends soon after `asked` says yes."""
    token = _ends.set(asked)
    try:
        yield
    finally:
        _ends.reset(token)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """This thread waits meanwhile for bytes that may come late, so long between two of them."""
    token = _quiet.set(seconds)
    try:
        yield
    finally:
        _quiet.reset(token)


def _listened(stream: httpcore2.NetworkStream, max_bytes: int, quiet: float) -> bytes:
    """The next bytes whenever they come; in between it is asked whether to end."""
    until = time.monotonic() + quiet
    while True:
        if _ends.get()():
            raise Ended("asked to end")
        left = _left(until - time.monotonic(), httpcore2.ReadTimeout) or 0.0
        try:
            return stream.read(max_bytes, max(0.01, min(_GLANCE, left)))
        except httpcore2.ReadTimeout:
            if time.monotonic() >= until:
                raise


def _left(timeout: float | None, late: type[Exception]) -> float | None:
    """How long the next step may take; raises `late` when the time is up."""
    deadline = _deadline.get()
    if deadline is None:
        return timeout
    left = deadline - time.monotonic()
    if left <= 0:
        raise late("the time for this request is up")
    return left if timeout is None else min(timeout, left)


class _Timed(httpcore2.NetworkStream):
    """A stream whose every step ends with the request's deadline: a server cannot hold us by dripping bytes.

    What is written goes out when an answer is asked for, or when it is much: a small request is one packet, head and all.
    """

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream
        self._written = bytearray()
        self._write_timeout: float | None = None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        # A server that closes early may have said why: its words are still read, as the library does.
        with suppress(httpcore2.WriteError):
            self._flush()
        quiet = _quiet.get()
        if quiet is not None:
            return _listened(self._stream, max_bytes, quiet)
        return self._stream.read(max_bytes, _left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._written += buffer
        self._write_timeout = timeout
        if len(self._written) >= _MUCH:
            self._flush()

    def _flush(self) -> None:
        if self._written:
            written, self._written = bytes(self._written), bytearray()
            self._stream.write(written, _left(self._write_timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        self._flush()
        limit = _left(timeout, httpcore2.ConnectTimeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, limit))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Backend(httpcore2.NetworkBackend):
    """Opens connections to the addresses that `choose` gives for a host, the first that answers."""

    def __init__(self, choose: Callable[[str, int], list[str]]) -> None:
        self._choose = choose
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers; the last failure when none does."""
        failure: Exception = httpcore2.ConnectError("no address")
        for address in self._choose(host, port):
            limit = _left(timeout, httpcore2.ConnectTimeout)
            try:
                return _Timed(self._plain.connect_tcp(address, port, limit, local_address, socket_options or ()))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure


class _Body(httpx2.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()


class _Transport(httpx2.BaseTransport):
    """httpx2's own transport takes no network backend, so this one hands requests to connections that have ours."""

    def __init__(self, backend: Backend) -> None:
        self._kept = kept.Kept(backend)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        answer = self._kept.handle(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        self._kept.close()


_lock = threading.Lock()
_clients: dict[tuple[bool, bool], httpx2.Client] = {}


def client(*, trusted: bool, for_streams: bool = False) -> httpx2.Client:
    """The process's shared client: one for origins that an administrator trusts, one that judges every address.

    What goes on for hours has connections of its own.
    """
    with _lock:
        if (trusted, for_streams) not in _clients:
            _clients[trusted, for_streams] = _new_client(resolve if trusted else reachable)
        return _clients[trusted, for_streams]


def _new_client(choose: Callable[[str, int], list[str]]) -> httpx2.Client:
    for name in ("httpx2", "httpcore2"):
        # They note whole addresses and headers, which may hold secrets; `work.http` notes what is safe.
        logging.getLogger(name).setLevel(logging.WARNING)
    # Accounts share connections, never cookies. Proxies and .netrc of the environment stay out of it.
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    return httpx2.Client(
        transport=_Transport(Backend(choose)), cookies=no_cookies, follow_redirects=False, trust_env=False
    )


def close() -> None:
    """Close every pooled connection; the next request makes new ones."""
    with _lock:
        for one in _clients.values():
            one.close()
        _clients.clear()


def _forget() -> None:
    """After a fork the child must not speak on its parent's connections."""
    global _lock
    _lock = threading.Lock()
    _clients.clear()


atexit.register(close)
os.register_at_fork(after_in_child=_forget)

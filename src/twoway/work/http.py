"""The way out to the networks: `plug.http.Http` over pooled connections, or answered in process.

What can go wrong is told apart here once, for every network: a request that surely never arrived is `TryLater`, one
that was sent and got no whole answer is `Unsure` if it changes something, an address we may not talk to is `Refused`.
"""

from __future__ import annotations

import json as json_text
import logging
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import httpcore2
import httpx2

from twoway.domain.errors import NetworkAnswer, Refused, TryLater, Unsure
from twoway.plug.http import Answer, NoAnswer, Stream
from twoway.plug.mail import MailServers, PostOffice
from twoway.work import lent, outgoing, streaming, wire
from twoway.work.post_office import WebPostOffice

log = logging.getLogger("twoway.http")

#: Answers a request in process: (method, path, params, json, headers).
Local = Callable[[str, str, Mapping[str, str], object, Mapping[str, str]], Answer]

USER_AGENT = f"Twoway/{version('twoway')}"
MOST_BYTES = 20_000_000
MOST_REDIRECTS = 3
SLOW_BYTES_A_SECOND = 100_000
#: A lane's lease outlasts this and the usual limit together.
MOST_UPLOAD_SECONDS = 30.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PORTS = {"http": 80, "https": 443}

_NEVER_ARRIVED = (httpcore2.ConnectError, httpcore2.ConnectTimeout, httpcore2.PoolTimeout)
_LOST = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpx2.RequestError,
)
_SECRET_HEADERS = frozenset({"authorization", "cookie", "dpop", "proxy-authorization"})
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds: to get a connection, and for the whole request until the last byte of the answer.

    Large uploads get up to `MOST_UPLOAD_SECONDS` on top.
    """

    connect: float = 5.0
    total: float = 30.0


DEFAULT_TIMEOUTS = Timeouts()


class _TooLarge(httpx2.RequestError):
    """The answer did not end where answers end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One request, ready to be sent, and all that must not be seen of it."""

    request: httpx2.Request
    changes: bool
    hide: tuple[str, ...]

    @property
    def where(self) -> str:
        return self.request.url.host

    @property
    def upload_seconds(self) -> float:
        """Time on top for large bodies: a picture over a village's slow line takes a while."""
        length = self.request.headers.get("content-length", "0")
        return min(int(length) / SLOW_BYTES_A_SECOND, MOST_UPLOAD_SECONDS) if length.isdigit() else 0.0


# The same few addresses are asked for again and again, and reading one takes longer than a statement to the database.
_read_url = lru_cache(maxsize=512)(httpx2.URL)


@lru_cache(maxsize=512)
def origin(url: str) -> str:
    """scheme://host:port of an address, the port always written; '' when it is not an address of the web."""
    try:
        parts = _read_url(url)
    except (httpx2.InvalidURL, UnicodeError):
        return ""
    port = parts.port or PORTS.get(parts.scheme)
    if not parts.host or "%" in parts.host or port is None:
        return ""  # httpx2 writes a blank in a host as %20
    host = f"[{parts.host}]" if ":" in parts.host else parts.host
    return f"{parts.scheme}://{host}:{port}"


class WebHttp:
    """One account's way to its network; cheap to make, the connections behind it are shared by the process.

    `trusted` are origins (scheme://host:port) that an administrator allowed: they may be private and need no https.
    `local` answers addresses of its schemes in process, without any network. `is_secret` False: what is asked for is
    public and nothing secret is sent along, so plain http will do. `trusted_mail` are "host:port" of mail servers that
    may be private and speak without TLS. `servers` are addresses that `elsewhere` knows by a name. After `until` (seconds
    of the machine's clock, `time.time`) nothing is sent any more: whoever may ask only once must not do it late. `bounds` hold
    for answers that go on.
    """

    def __init__(
        self,
        *,
        address: str,
        secrets: Mapping[str, str],
        pictures: Callable[[str], bytes],
        trusted: frozenset[str] = frozenset(),
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        local: Mapping[str, Local] | None = None,
        most_bytes: int = MOST_BYTES,
        is_secret: bool = True,
        trusted_mail: frozenset[str] = frozenset(),
        servers: Mapping[str, str] | None = None,
        until: float | None = None,
        bounds: streaming.Bounds = streaming.BOUNDS,
    ) -> None:
        # People write a server's name as they know it: bakery.social.
        bare = address.strip()
        self._address = (bare if "://" in bare else f"https://{bare}").rstrip("/")
        self._secrets = secrets
        self._pictures = pictures
        self._trusted = frozenset(filter(None, map(origin, trusted)))
        self._timeouts = timeouts
        self._local = local or {}
        self._most_bytes = most_bytes
        self._is_secret = is_secret
        self._trusted_mail = trusted_mail
        self._servers = servers or {}
        self._until = until
        self._bounds = bounds

    def __repr__(self) -> str:
        return f"WebHttp({self._address})"

    @property
    def address(self) -> str:
        """The base address, without a slash at the end."""
        return self._address

    @property
    def secrets(self) -> Mapping[str, str]:
        """This account's secrets."""
        return self._secrets

    def picture(self, sha256: str) -> bytes:
        """The bytes of a picture of the version being sent."""
        return self._pictures(sha256)

    def elsewhere(self, place: str, *, secrets: Mapping[str, str] | None = None) -> WebHttp:
        """The way to another server; it has only the secrets that are given."""
        return WebHttp(
            address=self._servers.get(place, place),
            secrets=secrets or {},
            pictures=self._pictures,
            trusted=self._trusted,
            timeouts=self._timeouts,
            local=self._local,
            most_bytes=self._most_bytes,
            is_secret=self._is_secret,
            servers=self._servers,
            until=self._until,
            bounds=self._bounds,
        )

    def post_office(self, servers: MailServers) -> PostOffice:
        """The mailbox behind these servers, for a network that speaks by mail."""
        outgoing.ask()
        return WebPostOffice(servers, trusted=self._trusted_mail)

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: object = None,
        content: bytes | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        changes: bool | None = None,
    ) -> Answer:
        """Send one request to `address + path`; see `plug.http.Http` for what is promised."""
        _check_path(path)
        outgoing.ask()
        changing = method.upper() not in {"GET", "HEAD"} if changes is None else changes
        scheme = self._address.partition("://")[0]
        if scheme in self._local:
            try:
                return self._local[scheme](method, path, params or {}, json, headers or {})
            except NoAnswer as error:
                raise _no_answer(self._address, changing, str(error)) from None
        body = {"json": json, "content": content, "files": files, "data": form}
        return self._send(self._call(method, path, params, headers, changes=changing, **body))

    def _call(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        *,
        changes: bool = False,
        **body: Any,
    ) -> _Call:
        """The request as it will be written; `Refused` when it cannot be."""
        try:
            request = httpx2.Request(
                method,
                _read_url(self._address + path),
                params=params,
                headers={"Accept": "application/json", "User-Agent": USER_AGENT, **(headers or {})},
                **body,
            )
        except (ValueError, TypeError, httpx2.InvalidURL) as error:
            unsendable = _unsendable(self._address, error)
        else:
            return _Call(request=request, changes=changes, hide=self._hidden(headers or {}))
        # Raised out here so that the library's error, which may quote a header, does not travel along.
        raise unsendable

    @contextmanager
    def listen(
        self, path: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[Stream]:
        """Ask for an answer that goes on; see `plug.http.Http`. Redirects are not followed: they may lead to anybody."""
        _check_path(path)
        if self._address.partition("://")[0] in self._local:
            raise Refused("What is answered in process streams nothing.")
        call = self._call("GET", path, params, headers)
        lent.give_back()
        response = self._opened(call)
        try:
            head = {name.lower(): value for name, value in response.headers.items()}
            if response.status_code == 200:
                yield Stream(
                    answer=Answer(status=200, headers=head), lines=streaming.lines(response, call.where, self._bounds)
                )
            else:
                body = self._short_body(call, response)
                answer = Answer(status=response.status_code, headers=head, body=body, json=parse(body))
                yield Stream(answer=answer)
        finally:
            response.close()

    def _opened(self, call: _Call) -> httpx2.Response:
        """The head of an answer that goes on."""
        client = wire.client(trusted=self._judge(call.request.url), for_streams=True)
        limits = httpx2.Timeout(None, connect=self._timeouts.connect, pool=self._timeouts.connect)
        call.request.extensions["timeout"] = limits.as_dict()
        try:
            with wire.time_limit(self._timeouts.total), wire.patience(self._timeouts.total):
                return client.send(call.request, stream=True)
        except _LOST as error:
            failure = _failure(call, error)
        # Raised out here so that the library's error, which may quote a header, does not travel along.
        raise failure

    def _short_body(self, call: _Call, response: httpx2.Response) -> bytes:
        """What a server says that does not stream."""
        try:
            with wire.time_limit(self._timeouts.total), wire.patience(self._timeouts.total):
                return self._read(response)
        except _LOST as error:
            failure = _failure(call, error)
        raise failure

    def _hidden(self, headers: Mapping[str, str]) -> tuple[str, ...]:
        """Everything that must never be seen in a log: the secrets, and what stands in headers that carry some."""
        carried = [value for name, value in headers.items() if name.lower() in _SECRET_HEADERS]
        words = [value.partition(" ")[2] for value in carried]
        # Shorter ones would only make the log unreadable.
        found = {one for one in (*self._secrets.values(), *carried, *words) if len(one) > 3}
        return tuple(sorted(found, key=len, reverse=True))

    def _send(self, call: _Call) -> Answer:
        lent.give_back()
        started = time.monotonic()
        with wire.time_limit(self._timeouts.total + call.upload_seconds):
            answer = self._follow(call)
        took = time.monotonic() - started
        log.debug("%s %s %s -> %s in %.2f s", call.request.method, call.where, _path(call), answer.status, took)
        return answer

    def _follow(self, call: _Call) -> Answer:
        """The answer at the end of the redirects; a changing call is never sent elsewhere."""
        answer = self._once(call)
        for _ in range(MOST_REDIRECTS):
            if call.request.method not in {"GET", "HEAD"} or not _leads_on(answer):
                return answer
            call = _redirected(call, answer)
            answer = self._once(call)
        if _leads_on(answer):
            raise TryLater(f"{call.where} sends us from one address to the next and never answers.")
        return answer

    def _once(self, call: _Call) -> Answer:
        trusted = self._judge(call.request.url)
        # The clock on the wall: a machine that slept must notice that it did.
        if self._until is not None and time.time() > self._until:
            raise TryLater("This took too long to begin, so nothing was sent.")
        try:
            return self._exchange(call, wire.client(trusted=trusted))
        except _LOST as error:
            failure = _failure(call, error)
        log.info("%s", failure.for_log)
        # Raised out here so that the library's error, which may quote a header, does not travel along.
        raise failure

    def _judge(self, url: httpx2.URL) -> bool:
        """Whether an administrator trusts this origin; `Refused` when it needs trust and has none."""
        place = origin(str(url))
        if not place:
            raise Refused(
                f"“{self._address}” is not the address of a server; it should look like https://example.org."
            )
        if url.userinfo:
            raise Refused(f"Write the address of {url.host} without a name and password in it.")
        if place in self._trusted:
            return True
        if url.scheme != "https" and (self._is_secret or url.scheme != "http"):
            raise Refused(
                f"{url.host} is not reached over https, so passwords could be read on the way; "
                "an administrator can allow it with TWOWAY_NETWORK_ADDRESS."
            )
        return False

    def _exchange(self, call: _Call, client: httpx2.Client) -> Answer:
        total = self._timeouts.total + call.upload_seconds
        limits = httpx2.Timeout(total, connect=self._timeouts.connect, pool=self._timeouts.connect)
        call.request.extensions["timeout"] = limits.as_dict()
        response = client.send(call.request, stream=True)
        try:
            body = self._read(response)
        finally:
            response.close()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(status=response.status_code, headers=headers, body=body, json=parse(body))

    def _read(self, response: httpx2.Response) -> bytes:
        _require_packed_once(response)
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self._most_bytes:
                raise _TooLarge(f"more than {self._most_bytes / 1_000_000:g} MB")
        return bytes(body)


def _require_packed_once(response: httpx2.Response) -> None:
    """Nobody packs an answer twice but to keep whoever unpacks it busy."""
    packings = [one.strip().lower() for one in response.headers.get("content-encoding", "").split(",")]
    if len([one for one in packings if one not in ("", "identity")]) > 1:
        raise httpx2.DecodingError("packed more than once")


def _check_path(path: str) -> None:
    if not path.startswith("/"):
        raise ValueError(f"a path begins with a slash: {path!r}")


def parse(body: bytes) -> object:
    """The JSON of a body, None when it is not JSON.

    What no database takes becomes '?' (half surrogates), � (NUL) or null (NaN, and numbers without end).
    """
    try:
        found: object = json_text.loads(
            _NUL.sub(rb"\1\\ufffd", body), parse_float=_finite, parse_constant=lambda word: None
        )
        if _SURROGATE.search(body):
            found = json_text.loads(json_text.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return found


def _finite(words: str) -> float | None:
    number = float(words)
    return number if math.isfinite(number) else None


def _leads_on(answer: Answer) -> bool:
    return answer.status in REDIRECTS and bool(answer.headers.get("location"))


def _redirected(call: _Call, answer: Answer) -> _Call:
    """The same question to the address that the answer names; secrets stay behind when the origin changes."""
    old = call.request
    try:
        url = old.url.join(answer.headers["location"])
    except (httpx2.InvalidURL, UnicodeError):
        raise Refused(f"{call.where} sends us to an address that is none.") from None
    stays = origin(str(url)) == origin(str(old.url))
    left_out = {"host"} if stays else _SECRET_HEADERS | {"host"}
    kept = [(name, value) for name, value in old.headers.multi_items() if name.lower() not in left_out]
    return _Call(request=httpx2.Request(old.method, url, headers=kept), changes=call.changes, hide=call.hide)


def _failure(call: _Call, error: Exception) -> NetworkAnswer:
    """What a failure on the wire means for the call."""
    detail = _scrub(f"{call.request.method} {call.where} {_path(call)}: {type(error).__name__}: {error}", call.hide)
    if isinstance(error, _NEVER_ARRIVED):
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return TryLater(f"The certificate of {call.where} is not valid, so nothing was sent.", for_log=detail)
        return TryLater(f"{call.where} cannot be reached right now, so nothing was sent.", for_log=detail)
    if isinstance(error, httpcore2.LocalProtocolError):
        return _unsendable(call.where, error)
    if isinstance(error, _TooLarge) and not call.changes:
        return TryLater(
            f"{call.where} sends {error}. Nobody needs that much, so reading was stopped.", for_log=detail
        )
    return _no_answer(call.where, call.changes, detail)


def _no_answer(where: str, changes: bool, detail: str) -> NetworkAnswer:
    """The request went out and no whole answer came back."""
    if not changes:
        return TryLater(f"{where} did not answer properly; nothing was changed.", for_log=detail)
    return Unsure(f"{where} took the request and gave no whole answer, so it may have worked.", for_log=detail)


def _unsendable(where: str, error: Exception) -> Refused:
    """Nothing was sent: the request cannot be written. The error may quote a secret, so only its kind is kept."""
    return Refused(
        f"The request to {where} could not be written: an address, key or token holds a sign that cannot be sent. "
        "Check them for blanks and line breaks.",
        for_log=type(error).__name__,
    )


def _path(call: _Call) -> str:
    """The path for the log, scrubbed and without its parameters: some networks take secrets there."""
    return _scrub(call.request.url.path, call.hide)


def _scrub(text: str, hide: tuple[str, ...]) -> str:
    for secret in hide:
        text = text.replace(secret, "•••")
    return text

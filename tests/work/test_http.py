from __future__ import annotations

import gzip
import json
import logging
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

import pytest

from twoway.domain.errors import NetworkAnswer, Refused, TryLater, Unsure
from twoway.plug.http import Answer, Http
from twoway.work import wire
from twoway.work.http import Timeouts, WebHttp, origin, parse

TOKEN = "tok-9f8e7d6c5b4a"

Behaviour = Callable[[socket.socket, bytes], None]


class Server:
    """A server on loopback that reads each request whole and then does what the test says with the bare socket."""

    def __init__(self, behave: Behaviour) -> None:
        self.requests: list[bytes] = []
        self._behave = behave
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.port = int(self._listening.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self._start(self._accept)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                conversation, _ = self._listening.accept()
            except OSError:
                return
            self._open.append(conversation)
            self._start(self._converse, conversation)

    def _converse(self, conversation: socket.socket) -> None:
        with conversation:
            try:
                while request := _read_request(conversation):
                    self.requests.append(request)
                    self._behave(conversation, request)
            except OSError:
                return

    def stop(self) -> None:
        for one in (self._listening, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(5)


def _read_request(conversation: socket.socket) -> bytes:
    read = b""
    while b"\r\n\r\n" not in read:
        chunk = conversation.recv(65536)
        if not chunk:
            return b""
        read += chunk
    head, _, body = read.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < length:
        body += conversation.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def says(raw: bytes) -> Behaviour:
    return lambda conversation, request: conversation.sendall(raw)


def hangs_up(conversation: socket.socket, request: bytes) -> None:
    conversation.shutdown(socket.SHUT_RDWR)


def says_nothing(conversation: socket.socket, request: bytes) -> None:
    time.sleep(1)


def drips_headers(conversation: socket.socket, request: bytes) -> None:
    conversation.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(40):
        conversation.sendall(b"X-Drip: drop\r\n")
        time.sleep(0.1)


def stops_halfway(conversation: socket.socket, request: bytes) -> None:
    conversation.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id":')
    conversation.shutdown(socket.SHUT_RDWR)


def resets(conversation: socket.socket, request: bytes) -> None:
    conversation.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    conversation.close()


Serve = Callable[[Behaviour], Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[Server] = []

    def start(behave: Behaviour) -> Server:
        servers.append(Server(behave))
        return servers[-1]

    yield start
    wire.close()
    for server in servers:
        server.stop()


def way(address: str, *trusted: str, total: float = 5.0, most_bytes: int = 1_000_000) -> WebHttp:
    return WebHttp(
        address=address,
        secrets={"token": TOKEN},
        pictures=lambda sha256: sha256.encode(),
        trusted=frozenset(trusted or [address]),
        timeouts=Timeouts(connect=2.0, total=total),
        most_bytes=most_bytes,
    )


def test_it_is_the_port_that_networks_are_handed(serve: Serve) -> None:
    http: Http = way("https://shop.example/")

    assert http.address == "https://shop.example"
    assert http.secrets == {"token": TOKEN}
    assert http.picture("ab") == b"ab"


def test_an_answer_comes_back_with_its_json_and_lower_case_headers(serve: Serve) -> None:
    server = serve(says(answer(b'{"name": "Alder & Rye"}', "200 OK", "X-RateLimit-Reset: soon")))

    got = way(server.address + "/sub").request(
        "POST", "/posts", params={"q": "rye & salt"}, json={"text": "Grüezi 🥖"}, headers={"X-Mine": "1"}
    )

    assert got.status == 200
    assert got.json == {"name": "Alder & Rye"}
    assert got.headers["x-ratelimit-reset"] == "soon"
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /sub/posts?q=rye+%26+salt HTTP/1.1")
    assert b"User-Agent: Twoway/" in head
    assert b"X-Mine: 1" in head
    assert json.loads(body) == {"text": "Grüezi 🥖"}


@pytest.mark.parametrize("status", ["404 Not Found", "429 Too Many Requests", "500 Oh dear", "503 Later"])
def test_every_http_status_is_an_answer_and_no_error(serve: Serve, status: str) -> None:
    server = serve(says(answer(b"<h1>no</h1>", status)))

    got = way(server.address).request("POST", "/posts", json={})

    assert got.status == int(status[:3])
    assert got.json is None
    assert got.body == b"<h1>no</h1>"


def test_files_and_forms_are_sent(serve: Serve) -> None:
    server = serve(says(answer()))

    way(server.address).request(
        "POST", "/media", files={"file": ("a.png", b"\x89PNG", "image/png")}, form={"description": "A loaf"}
    )

    assert b"multipart/form-data" in server.requests[0]
    assert b"\x89PNG" in server.requests[0]
    assert b"A loaf" in server.requests[0]


@pytest.mark.parametrize(
    "behave",
    [hangs_up, says_nothing, drips_headers, stops_halfway, resets, says(b"\x00\x01 this is no http\r\n\r\n")],
)
def test_a_change_without_a_whole_answer_is_unsure(serve: Serve, behave: Behaviour) -> None:
    server = serve(behave)

    with pytest.raises(Unsure) as unsure:
        way(server.address, total=0.5).request("POST", "/posts", json={"text": "Fresh rye"})

    assert len(server.requests) == 1
    assert "may have worked" in unsure.value.for_people


@pytest.mark.parametrize(
    "behave",
    [hangs_up, says_nothing, drips_headers, stops_halfway, resets, says(b"\x00\x01 this is no http\r\n\r\n")],
)
def test_a_question_without_a_whole_answer_can_be_asked_again(serve: Serve, behave: Behaviour) -> None:
    server = serve(behave)

    with pytest.raises(TryLater):
        way(server.address, total=0.5).request("GET", "/posts")


def test_the_time_limit_holds_against_a_dripping_server(serve: Serve) -> None:
    server = serve(drips_headers)
    started = time.monotonic()

    with pytest.raises(TryLater):
        way(server.address, total=0.5).request("GET", "/posts")

    assert time.monotonic() - started < 2


def test_a_large_upload_gets_time_on_top(serve: Serve) -> None:
    def takes_a_while(conversation: socket.socket, request: bytes) -> None:
        time.sleep(0.8)
        conversation.sendall(answer())

    server = serve(takes_a_while)

    with pytest.raises(TryLater):
        way(server.address, total=0.4).request("POST", "/media", content=b"small", changes=False)
    assert way(server.address, total=0.4).request("POST", "/media", content=b"x" * 200_000).status == 200


def test_the_caller_says_what_changes_nothing(serve: Serve) -> None:
    server = serve(hangs_up)

    with pytest.raises(TryLater):
        way(server.address).request("POST", "/search", json={}, changes=False)
    with pytest.raises(Unsure):
        way(server.address).request("GET", "/publish", changes=True)


def test_a_server_that_is_not_there_is_tried_later(serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

    with pytest.raises(TryLater, match="nothing was sent"):
        way(f"http://127.0.0.1:{port}").request("POST", "/posts", json={})


def test_a_name_that_is_not_found_is_tried_later() -> None:
    with pytest.raises(TryLater, match="nothing was sent"):
        way("https://nobody.invalid", "https://else.example").request("POST", "/posts", json={})


@pytest.mark.parametrize(("raised", "method"), [(Unsure, "POST"), (TryLater, "GET")])
def test_a_huge_answer_is_not_read_to_its_end(serve: Serve, raised: type[NetworkAnswer], method: str) -> None:
    server = serve(says(answer(b"x" * 300_000)))

    with pytest.raises(raised):
        way(server.address, most_bytes=100_000).request(method, "/posts")


def test_a_packed_answer_is_measured_unpacked(serve: Serve) -> None:
    packed = gzip.compress(b"x" * 5_000_000)
    server = serve(says(answer(packed, "200 OK", "Content-Encoding: gzip")))

    with pytest.raises(TryLater):
        way(server.address, most_bytes=1_000_000).request("GET", "/posts")


def test_an_answer_packed_twice_is_not_unpacked(serve: Serve) -> None:
    packed = gzip.compress(gzip.compress(b"{}"))
    server = serve(says(answer(packed, "200 OK", "Content-Encoding: gzip, gzip")))

    with pytest.raises(TryLater):
        way(server.address).request("GET", "/posts")


def test_an_answer_packed_wrongly_is_no_answer(serve: Serve) -> None:
    server = serve(says(answer(b"not gzip", "200 OK", "Content-Encoding: gzip")))

    with pytest.raises(Unsure):
        way(server.address).request("POST", "/posts")


def to(location: str, status: str = "302 Found") -> Behaviour:
    return says(answer(b"", status, f"Location: {location}"))


def test_a_question_follows_a_redirect_on_the_same_server(serve: Serve) -> None:
    def behave(conversation: socket.socket, request: bytes) -> None:
        moved = b"GET /old" in request
        conversation.sendall(answer(b"", "301 Moved", "Location: /new?a=1") if moved else answer(b'{"here": 1}'))

    server = serve(behave)
    got = way(server.address).request("GET", "/old", headers={"Authorization": f"Bearer {TOKEN}"})

    assert got.json == {"here": 1}
    assert b"GET /new?a=1" in server.requests[1]
    assert TOKEN.encode() in server.requests[1]


def test_secrets_do_not_travel_to_another_origin(serve: Serve) -> None:
    other = serve(says(answer(b'{"here": 2}')))
    server = serve(to(other.address + "/there"))

    got = way(server.address, server.address, other.address).request(
        "GET", "/", headers={"Authorization": f"Bearer {TOKEN}"}
    )

    assert got.json == {"here": 2}
    assert TOKEN.encode() not in other.requests[0]


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_change_is_never_sent_to_another_address(serve: Serve, status: str) -> None:
    other = serve(says(answer()))
    server = serve(to(other.address, status))

    got = way(server.address, server.address, other.address).request("POST", "/posts", json={})

    assert got.status == int(status[:3])
    assert other.requests == []


def test_going_in_circles_ends(serve: Serve) -> None:
    server = serve(to("/again"))

    with pytest.raises(TryLater, match="never answers"):
        way(server.address).request("GET", "/")

    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "location",
    [
        "https://10.0.0.7/keys",
        "https://localhost/keys",
        "https://[::ffff:169.254.169.254]/latest",
        "http://169.254.169.254/latest",
        "ftp://example.org/",
        "https://name:pass@example.org/",
    ],
)
def test_a_redirect_into_a_private_network_is_refused(serve: Serve, location: str) -> None:
    server = serve(to(location))

    with pytest.raises(Refused):
        way(server.address).request("GET", "/")


@pytest.mark.parametrize("address", ["https://localhost:{port}", "https://127.0.0.1:{port}", "https://127.1:{port}"])
def test_private_addresses_are_refused_before_anything_is_sent(serve: Serve, address: str) -> None:
    server = serve(says(answer()))

    with pytest.raises(Refused) as refused:
        way(address.format(port=server.port), "https://else.example").request("POST", "/posts", json={})

    assert "inside a private network" in refused.value.for_people
    assert "TWOWAY_NETWORK_ADDRESS" in refused.value.for_people
    assert server.requests == []


def test_localhost_answers_once_an_administrator_trusts_it(serve: Serve) -> None:
    server = serve(says(answer(b'{"ok": true}')))
    address = f"http://localhost:{server.port}"

    with pytest.raises(Refused, match="https"):
        way(address, "https://else.example").request("GET", "/")
    assert way(address).request("GET", "/").json == {"ok": True}


def test_trust_is_for_one_port_only(serve: Serve) -> None:
    server = serve(says(answer()))

    with pytest.raises(Refused):
        way(server.address, f"http://127.0.0.1:{server.port + 1}").request("GET", "/")


def test_a_connection_of_a_trusted_account_is_not_lent_to_another(serve: Serve) -> None:
    server = serve(says(answer()))
    way(server.address).request("GET", "/")

    with pytest.raises(Refused):
        way(f"https://127.0.0.1:{server.port}", server.address).request("GET", "/")


def test_a_bare_name_of_a_server_is_meant_as_https() -> None:
    assert way(" bakery.social/ ", "https://else.example").address == "https://bakery.social"


@pytest.mark.parametrize("address", ["", "https://", "https://exa mple.org", "exa mple.org", "mailto:a@example.org"])
def test_what_is_no_address_is_refused_in_plain_words(address: str) -> None:
    with pytest.raises(Refused):
        way(address, "https://else.example").request("GET", "/")


def test_plain_http_to_the_open_internet_is_refused() -> None:
    with pytest.raises(Refused, match="not reached over https"):
        way("http://93.184.215.14", "https://else.example").request("GET", "/")


def test_a_path_that_could_change_the_host_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="slash"):
        way("https://shop.example").request("GET", "@evil.example/")


@pytest.mark.parametrize("token", ["line\nbreak-of-secret", "accent-é-secret", "nul-\x00-secret"])
def test_a_token_that_cannot_be_sent_is_told_and_not_shown(serve: Serve, token: str) -> None:
    server = serve(says(answer()))

    with pytest.raises(Refused, match="blanks and line breaks") as refused:
        way(server.address).request("POST", "/", json={}, headers={"Authorization": f"Bearer {token}"})

    assert "secret" not in "".join(traceback.format_exception(refused.value))
    assert server.requests == []


def test_half_a_sign_cannot_be_sent(serve: Serve) -> None:
    server = serve(says(answer()))

    with pytest.raises(Refused):
        way(server.address).request("POST", "/", json={"text": "half \ud83e"})


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that is noted on the way out; our own logger does not hand on to the others."""
    ours = logging.getLogger("twoway.http")
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="twoway.http")
    ours.addHandler(caplog.handler)
    yield caplog
    ours.removeHandler(caplog.handler)


def test_no_secret_is_seen_in_errors_or_logs(serve: Serve, log: pytest.LogCaptureFixture) -> None:
    server = serve(hangs_up)

    with pytest.raises(Unsure) as unsure:
        way(server.address).request(
            "POST",
            f"/bot{TOKEN}/send",
            params={"access_token": TOKEN},
            headers={"Authorization": "Bearer other-secret-value"},
        )

    seen = "".join(traceback.format_exception(unsure.value)) + unsure.value.for_log + unsure.value.for_people
    assert "POST 127.0.0.1 /bot•••/send" in unsure.value.for_log
    assert "/bot•••/send" in log.text
    for words in (seen, log.text):
        assert TOKEN not in words
        assert "other-secret-value" not in words


def test_a_good_answer_is_noted_without_secrets(serve: Serve, log: pytest.LogCaptureFixture) -> None:
    server = serve(says(answer()))

    way(server.address).request("GET", f"/bot{TOKEN}", params={"t": TOKEN})

    assert "GET 127.0.0.1 /bot••• -> 200" in log.text
    assert TOKEN not in log.text


def test_cookies_of_one_account_do_not_reach_another(serve: Serve) -> None:
    server = serve(says(answer(b"{}", "200 OK", "Set-Cookie: session=abc; Path=/")))

    way(server.address).request("GET", "/")
    way(server.address).request("GET", "/")

    assert b"session=abc" not in server.requests[1]


def test_connections_are_used_again(serve: Serve) -> None:
    ports: list[int] = []

    def behave(conversation: socket.socket, request: bytes) -> None:
        ports.append(conversation.getpeername()[1])
        conversation.sendall(answer())

    server = serve(behave)
    for _ in range(3):
        way(server.address).request("GET", "/")

    assert len(set(ports)) == 1


def test_an_address_can_be_answered_in_process() -> None:
    asked: list[object] = []

    def stage(method: str, path: str, params: Mapping[str, str], json: object, headers: Mapping[str, str]) -> Answer:
        asked.append((method, path, params, json, headers))
        return Answer(status=201, json={"id": "1"})

    http = WebHttp(address="stage://millbrook", secrets={}, pictures=lambda sha256: b"", local={"stage": stage})

    assert http.request("POST", "/posts", json={"text": "Rye"}, headers={"A": "b"}).status == 201
    assert asked == [("POST", "/posts", {}, {"text": "Rye"}, {"A": "b"})]


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://Example.org", "https://example.org:443"),
        ("http://example.org/sub?x=1", "http://example.org:80"),
        ("https://example.org:8443/", "https://example.org:8443"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("example.org", ""),
        ("https://bad host", ""),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, place: str) -> None:
    assert origin(url) == place


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"a": [1, null]}', {"a": [1, None]}),
        (b"", None),
        (b"<html>", None),
        (b"\xff\xfe", None),
        (b"[" * 200_000, None),  # deeper than the parser goes
        (b'{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        (b'{"a": "half \\ud83d"}', {"a": "half ?"}),  # no database takes half a sign
        (b'{"a": [NaN, Infinity, -Infinity, 1e999, -1e999, 1.5]}', {"a": [None, None, None, None, None, 1.5]}),
    ],
)
def test_only_json_is_parsed(body: bytes, found: object) -> None:
    assert parse(body) == found


@pytest.mark.parametrize(
    ("body", "read"),
    [(rb'{"a": "x\u0000y"}', "x�y"), (rb'{"a": "x\\u0000y"}', "x\\u0000y"), (rb'{"a": "\\\u0000"}', "\\�")],
)
def test_a_nul_in_an_answer_becomes_a_sign_that_every_database_takes(body: bytes, read: str) -> None:
    assert parse(body) == {"a": read}

from __future__ import annotations

import socket
import threading

import httpcore2
import pytest

from twoway.domain.errors import Refused
from twoway.work import wire

HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@pytest.mark.parametrize(
    "address",
    [
        "93.184.215.14",
        "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
        "::ffff:93.184.215.14",  # the same host, written as IPv6
        "64:ff9b::5db8:d70e",  # and behind a NAT64 gateway
    ],
)
def test_the_open_internet_is_public(address: str) -> None:
    assert wire.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "0.0.0.0",
        "::",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",  # carrier-grade NAT
        "169.254.169.254",  # where clouds keep their keys
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "224.0.0.1",  # multicast
        "ff02::1",
        "255.255.255.255",
        "198.18.0.1",
        "192.0.2.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",  # loopback behind NAT64
        "2002:7f00:1::",  # loopback behind 6to4
        "64:ff9b:1::7f00:1",  # the same for a gateway inside a house
        "::127.0.0.1",  # IPv4 as it was once written
        "::7f00:1",
        "fec0::1",  # private, as it once was
        "2001:0:7f00:1::",  # Teredo
        "not an address",
    ],
)
def test_inside_addresses_are_not_public_in_any_disguise(address: str) -> None:
    assert not wire.is_public(address)


def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    def resolver(host: str, port: int) -> list[str]:
        return ["93.184.215.14", "127.0.0.1"]

    with pytest.raises(Refused, match="TWOWAY_NETWORK_ADDRESS") as refused:
        wire.reachable("rebind.example", 443, resolver)
    assert "rebind.example is an address inside a private network" in refused.value.for_people


def test_public_names_keep_the_order_of_their_addresses() -> None:
    found = ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "93.184.215.14"]

    assert wire.reachable("shop.example", 443, lambda host, port: found) == found


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "0", "::1", "localhost"])
def test_odd_spellings_of_loopback_are_seen_through(host: str) -> None:
    with pytest.raises(Refused):
        wire.reachable(host, 80)


@pytest.mark.parametrize("host", ["", "a" * 70 + ".example", "two..dots.example", "nobody.invalid"])
def test_a_name_that_leads_nowhere_cannot_be_connected_to(host: str) -> None:
    with pytest.raises((httpcore2.ConnectError, Refused)):
        wire.reachable(host, 80)


def test_the_connection_goes_to_the_checked_address_and_keeps_the_name() -> None:
    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def serve() -> None:
            conversation, _ = listening.accept()
            with conversation:
                seen.append(conversation.recv(65536))
                conversation.sendall(HELLO)

        thread = threading.Thread(target=serve)
        thread.start()
        # The name is looked up once, by us; nobody asks a second time while connecting.
        asked: list[str] = []

        def choose(host: str, port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"]

        backend = wire.Backend(choose)
        with httpcore2.ConnectionPool(network_backend=backend) as pool:
            answer = pool.request("GET", f"http://shop.example:{port}/")
        thread.join(5)

    assert answer.content == b"hi"
    assert asked == ["shop.example"]
    assert f"Host: shop.example:{port}".encode() in seen[0]


def test_the_next_address_is_tried_when_the_first_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        backend = wire.Backend(lambda host, port: ["::1", "127.0.0.1"])

        stream = backend.connect_tcp("shop.example", port, timeout=2)

        assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
        stream.close()


def test_no_step_begins_after_the_time_is_up() -> None:
    backend = wire.Backend(lambda host, port: ["127.0.0.1"])
    with wire.time_limit(-1), pytest.raises(httpcore2.ConnectTimeout):
        backend.connect_tcp("shop.example", 9, timeout=2)


def test_a_small_request_is_written_as_one_when_its_answer_is_asked_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stream = wire.Backend(lambda host, port: ["127.0.0.1"]).connect_tcp(
            "shop", listening.getsockname()[1], timeout=2
        )
        there, _ = listening.accept()
        with there:
            stream.write(b"POST / HTTP/1.1\r\n\r\n")
            stream.write(b"body")
            there.setblocking(False)
            with pytest.raises(BlockingIOError):
                there.recv(100)
            there.setblocking(True)
            there.sendall(HELLO)

            assert stream.read(100, timeout=2) == HELLO
            assert there.recv(100) == b"POST / HTTP/1.1\r\n\r\nbody"
            stream.close()


def test_much_is_written_before_the_answer_is_asked_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stream = wire.Backend(lambda host, port: ["127.0.0.1"]).connect_tcp(
            "shop", listening.getsockname()[1], timeout=2
        )
        there, _ = listening.accept()
        with there:
            stream.write(b"x" * 70_000, timeout=2)
            there.settimeout(2)
            assert there.recv(100) == b"x" * 100
            stream.close()


def test_what_a_server_said_before_it_hung_up_is_read_although_nothing_can_be_written() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stream = wire.Backend(lambda host, port: ["127.0.0.1"]).connect_tcp(
            "shop", listening.getsockname()[1], timeout=2
        )
        there, _ = listening.accept()
        with there:
            there.sendall(HELLO)
            stream.get_extra_info("socket").shutdown(socket.SHUT_WR)
            stream.write(b"too late")

            assert stream.read(100, timeout=2) == HELLO
            stream.close()


def test_nothing_is_written_after_the_time_is_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stream = wire.Backend(lambda host, port: ["127.0.0.1"]).connect_tcp(
            "shop", listening.getsockname()[1], timeout=2
        )
        there, _ = listening.accept()
        with there:
            stream.write(b"late")
            with wire.time_limit(-1), pytest.raises(httpcore2.WriteTimeout):
                stream.read(100, timeout=2)
            stream.close()
            assert there.recv(100) == b""


def test_clients_are_shared_and_new_after_closing() -> None:
    first = wire.client(trusted=False)
    assert wire.client(trusted=False) is first
    assert wire.client(trusted=True) is not first

    wire.close()

    assert wire.client(trusted=False) is not first
    wire.close()

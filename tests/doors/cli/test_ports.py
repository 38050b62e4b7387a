from __future__ import annotations

import errno
import socket

import pytest

from tests.ports import free_port
from twoway.domain.errors import BadInput, Conflict
from twoway.doors.cli.ports import address_of, answers, cannot_listen, require_free


def test_a_free_port_passes_and_is_free_still() -> None:
    port = free_port()
    require_free("127.0.0.1", port)
    require_free("127.0.0.1", port)


def test_a_taken_port_is_told() -> None:
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        ear.listen(1)
        port = ear.getsockname()[1]
        with pytest.raises(Conflict, match=f"Port {port} .* --port"):
            require_free("127.0.0.1", port)


def test_an_address_of_another_computer_is_told() -> None:
    with pytest.raises(BadInput, match="not an address of this computer"):
        require_free("192.0.2.1", 8000)


def test_a_port_of_the_system_is_told() -> None:
    told = cannot_listen("127.0.0.1", 80, OSError(errno.EACCES, "Permission denied"))
    assert "above 1023" in told.for_people


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # everywhere is here, too
        ("::1", "http://[::1]:8000"),
        ("::", "http://[::1]:8000"),
        ("desk.example", "http://desk.example:8000"),
    ],
)
def test_the_address_is_one_that_a_browser_on_this_computer_opens(host: str, address: str) -> None:
    assert address_of(host, 8000) == address


def test_where_nobody_listens_nobody_answers() -> None:
    assert not answers("127.0.0.1", free_port())

"""Listening on a port: may we, and does somebody answer there?"""

from __future__ import annotations

import errno
import http.client
import socket

from twoway.domain.errors import BadInput, Conflict, TwowayError

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  # read, not listened on


def require_free(host: str, port: int) -> None:
    """Pass, or raise in words that say what stands in the way."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as ear:
            ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            ear.bind(place)
            ear.listen(1)
    except OSError as error:
        raise cannot_listen(host, port, error) from error


def cannot_listen(host: str, port: int, error: OSError) -> TwowayError:
    """Why nobody can listen there, and the way out."""
    if error.errno == errno.EADDRINUSE:
        return Conflict(
            f"Port {port} on {host} is taken by another program. Stop that one, or choose another port with --port.",
            field="port",
        )
    if error.errno == errno.EACCES:
        return BadInput(
            f"Port {port} is kept for the system's own programs. Choose one above 1023 with --port.", field="port"
        )
    return BadInput(
        f"{host} is not an address of this computer ({error.strerror}). Use --host 127.0.0.1.", field="host"
    )


def is_everywhere(host: str) -> bool:
    """Whether listening there means listening to every network this computer is in."""
    return host in _EVERYWHERE


def address_of(host: str, port: int) -> str:
    """Where a browser on this computer finds what listens there."""
    near = _EVERYWHERE.get(host, host)
    return f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"


def answers(host: str, port: int, path: str = "/health", seconds: float = 1.0) -> bool:
    """Whether a web server answers there."""
    line = http.client.HTTPConnection(_EVERYWHERE.get(host, host), port, timeout=seconds)
    try:
        line.request("GET", path)
        return line.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()

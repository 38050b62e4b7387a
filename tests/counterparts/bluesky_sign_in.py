"""Somebody who signs in on the real Bluesky page without a window: says yes or no, and comes back with the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from tests.counterparts.bluesky_server import Person

_API = "/@atproto/oauth-provider/~api"
_CSRF = "csrf-token"


@dataclass(frozen=True, kw_only=True)
class Came:
    """Where a person was sent back to, and with what."""

    address: str

    @property
    def back(self) -> str:
        """The address without what it brings."""
        return self.address.partition("?")[0]

    @property
    def brings(self) -> Mapping[str, str]:
        """The parameters of the address."""
        return dict(parse_qsl(urlsplit(self.address).query))


def says_yes(page: str, person: Person) -> Came:
    """Open the page, sign in there, and allow it."""
    window = _Window(page)
    window.post("sign-in", locale="en", username=person.handle, password=person.password, remember=True)
    return window.follow(str(window.post("consent", sub=person.did)["url"]))


def says_no(page: str) -> Came:
    """Open the page and turn away."""
    window = _Window(page)
    return window.follow(str(window.post("reject")["url"]))


class _Window:
    """What a browser sends along. Cookies are for https there, so they are carried by hand."""

    def __init__(self, page: str) -> None:
        self._page = page
        parts = urlsplit(page)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._cookies: dict[str, str] = {}
        opened = httpx2.get(page, headers=_fetching("none", "navigate", "document"), timeout=20)
        assert opened.status_code == 200, opened.text[:500]
        self._keep(opened)

    def post(self, name: str, **asked: object) -> dict[str, Any]:
        """What the page's own script asks for."""
        answer = httpx2.post(
            f"{self._origin}{_API}/{name}",
            json=asked,
            headers={
                **_fetching("same-origin", "same-origin", "empty"),
                "Origin": self._origin,
                "Referer": self._page,
                "x-csrf-token": self._cookies[_CSRF],
                "Cookie": self._jar,
            },
            timeout=20,
        )
        assert answer.status_code == 200, answer.text[:500]
        self._keep(answer)
        return dict(answer.json())

    def follow(self, address: str) -> Came:
        """Go where the page sends us, up to the door of whoever asked."""
        headers = {**_fetching("same-origin", "navigate", "document"), "Referer": self._page, "Cookie": self._jar}
        answer = httpx2.get(address, headers=headers, follow_redirects=False, timeout=20)
        assert answer.status_code == 303, answer.text[:500]
        return Came(address=answer.headers["location"])

    @property
    def _jar(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def _keep(self, answer: httpx2.Response) -> None:
        for line in answer.headers.get_list("set-cookie"):
            self._cookies |= {name: one.value for name, one in SimpleCookie(line).items()}


def _fetching(site: str, mode: str, dest: str) -> dict[str, str]:
    return {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}

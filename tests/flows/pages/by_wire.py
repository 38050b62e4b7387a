"""The pages as they travel: signed in without a browser, read by a parser, and every one of them found by its links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx2
import pytest

from tests.browser import Site

#: Where a walk begins: what no link leads to, because a person only meets it when something is wrong, or at the door.
DOORS = ("/", "/account/login/", "/account/password/reset/", "/account/logout/", "/styleguide/", "/more/", "/help/")
#: What an owner types at the first run.
MINE = {
    "person": "Ruta B.",
    "email": "ruta@sunnybank.example",
    "password": "three plain words",
    "business": "The Sunnybank",
    "town": "Millbrook",
    "topics": "supper, garden",
    "never": "politics",
    "zone": "Europe/London",
}
NUMBERS = re.compile(r"\d+")
#: What is named in an address and does not make another kind of page.
ANY = re.compile(r"\b((?:at|on|account)=)[^&]*")


class Reader(HTMLParser):
    """What stands in a page: its links, headings, title, and what a strict policy would not let in."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.headings = 0
        self.title = ""
        self.nonces: list[str] = []
        self.naked: list[str] = []
        self.ids: list[str] = []
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters."""
        has = dict(attrs)
        self.headings += tag == "h1"
        self._in_title = tag == "title" and not self.title
        self.ids += [has["id"] or ""] if "id" in has else []
        if tag == "a" or "data-href" in has:
            self.links.append(has.get("href") or has.get("data-href") or "")
        if tag == "script":
            self.nonces.append(has.get("nonce") or "")
        bad = [name for name in has if name == "style" or name.startswith("on")]
        bad += ["javascript:"] if (has.get("href") or "").lower().startswith("javascript:") else []
        bad += ["<style>"] if tag == "style" else []
        bad += ["a script of its own"] if tag == "script" and "src" not in has else []
        self.naked += [f"{self.get_starttag_text()}: {word}" for word in bad]

    def handle_data(self, data: str) -> None:
        """The title's words."""
        if self._in_title:
            self.title += data
            self._in_title = False


@dataclass(frozen=True, kw_only=True)
class Served:
    """A page as the server gave it."""

    path: str
    status: int
    html: str
    headers: httpx2.Headers
    read: Reader = field(repr=False)


def stranger(site: Site) -> httpx2.Client:
    """Somebody without a browser whom nobody knows. Whoever asks for one closes it."""
    return httpx2.Client(base_url=site.address, timeout=90, follow_redirects=False)


def sign_in(site: Site, email: str = "", password: str = "") -> httpx2.Client:
    """Somebody who has signed in by the form."""
    client = stranger(site)
    typed = {"login": email or site.email, "password": password or site.password}
    answer = post(client, "/account/login/", typed)
    if answer.status_code != 302:
        client.close()
        pytest.fail(f"{typed['login']} could not sign in: {answer.text[:500]}")
    return client


def founded(site: Site, **other: str) -> httpx2.Client:
    """An owner of a fresh installation, signed in."""
    client = stranger(site)
    answer = post(client, "/welcome/start/", MINE | other)
    assert answer.status_code == 302, answer.text
    return client


def post(client: httpx2.Client, path: str, data: Mapping[str, str | list[str]], **more: object) -> httpx2.Response:
    """Send a form, with the safety mark that a page of ours gives."""
    if "csrftoken" not in client.cookies:
        client.get("/account/login/" if path.startswith("/account") else "/welcome/", follow_redirects=True)
    token = client.cookies.get("csrftoken", "")
    headers = {"X-CSRFToken": token, "Referer": str(client.base_url)}
    return client.post(path, data=data, headers=headers, **more)  # type: ignore[arg-type]  # as httpx2 takes them


def serve(client: httpx2.Client, path: str) -> Served:
    """One page."""
    answer = client.get(path)
    is_html = "html" in answer.headers.get("content-type", "")
    html = answer.text if is_html else ""
    return Served(path=path, status=answer.status_code, html=html, headers=answer.headers, read=Reader(html))


def kind_of(path: str) -> str:
    """What kind of page an address is: all conversations are one kind, and so is Compose for any day and about any sentence."""
    parts = urlsplit(path)
    steps = parts.path.strip("/").split("/")
    if steps[0] == "help" and len(steps) > 2:
        steps = ["help", steps[1], "*", *steps[3:]]
    if steps[0] == "rehearsal" and len(steps) > 1:
        steps = ["rehearsal", *("*" for _ in steps[1:])]
    asked = sorted(part for part in parts.query.split("&") if part and not part.startswith("from="))
    query = ANY.sub(r"\1*", "&".join(asked))
    return NUMBERS.sub("#", "/".join(steps)) + ("?" + query if query else "")


def walk(client: httpx2.Client, most_of_a_kind: int = 3) -> Iterator[Served]:
    """Every page that links lead to, of each kind so many; files are not pages."""
    waiting, seen, met = list(DOORS), set(DOORS), dict[str, int]()
    while waiting:
        found = serve(client, waiting.pop(0))
        if found.status in (301, 302):
            links = [found.headers["location"]]
        else:
            yield found
            links = found.read.links
        for link in links:
            path = _ours(str(client.base_url), found.path, link)
            if path is None or path in seen:
                continue
            seen.add(path)
            kind = kind_of(path)
            met[kind] = met.get(kind, 0) + 1
            if met[kind] <= most_of_a_kind:
                waiting.append(path)


def _ours(address: str, here: str, link: str) -> str | None:
    whole = urlsplit(urljoin(address.rstrip("/") + here, link))
    if f"{whole.scheme}://{whole.netloc}" != address.rstrip("/") or whole.path.startswith(("/static/", "/pictures/")):
        return None
    if "as=csv" in whole.query or whole.path.endswith(".toml") or (not link or link.startswith("#")):
        return None
    return whole.path + (f"?{whole.query}" if whole.query else "")

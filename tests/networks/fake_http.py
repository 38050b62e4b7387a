"""A way out that leads nowhere: it gives the answers a test wrote down, in order, and remembers what was asked."""

from __future__ import annotations

import json as json_text
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from twoway.plug.http import Answer, Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One request as the network module made it."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    json: object = None
    content: bytes | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    changes: bool = False
    address: str = ""


def says(json: object = None, *, status: int = 200, body: bytes | None = None, **headers: str) -> Answer:
    """An answer with this JSON, or with this body. Header names are written with underscores."""
    if body is None:
        body = json_text.dumps(json).encode()
    return Answer(
        status=status,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        body=body,
        json=json,
    )


class FakeHttp:
    """`plug.http.Http` for tests. An answer that is an exception is raised."""

    def __init__(
        self,
        answers: Iterable[Answer | Exception] = (),
        *,
        address: str = "https://bakery.social",
        secrets: Mapping[str, str] | None = None,
        pictures: Mapping[str, bytes] | None = None,
    ) -> None:
        self.address = address
        self.secrets = secrets if secrets is not None else {"token": "t0ken"}
        self.requests: list[Sent] = []
        self._answers = list(answers)
        self._pictures = pictures or {}

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
        """Remember the request and give the next answer."""
        sent = Sent(
            method=method,
            path=path,
            params=params or {},
            json=json,
            content=content,
            files=files,
            form=form,
            headers=headers or {},
            changes=method not in {"GET", "HEAD"} if changes is None else changes,
            address=self.address,
        )
        self.requests.append(sent)
        if not self._answers:
            raise AssertionError(f"no answer left for {method} {path}")
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @contextmanager
    def listen(
        self, path: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[Stream]:
        """Give the next answer as one that goes on; its body is the lines."""
        answer = self.request("GET", path, params=params, headers=headers)
        lines = answer.body.decode().splitlines() if answer.status == 200 else []
        yield Stream(answer=answer, lines=iter(lines))

    def elsewhere(self, place: str, *, secrets: Mapping[str, str] | None = None) -> FakeHttp:
        """Another server, whose answers are taken from the same list and whose requests stand among the others."""
        other = FakeHttp(address=place, secrets=secrets or {})
        other._answers, other.requests = self._answers, self.requests
        return other

    def picture(self, sha256: str) -> bytes:
        """The bytes of a picture the test put in."""
        return self._pictures[sha256]

    @property
    def paths(self) -> list[str]:
        """What was asked, as "METHOD /path"."""
        return [f"{sent.method} {sent.path}" for sent in self.requests]

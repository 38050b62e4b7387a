"""Before each request it can be asked whether it may still be made."""

from __future__ import annotations

import pytest

from twoway.plug.http import Answer
from twoway.work import outgoing
from twoway.work.http import WebHttp


def way(made: list[str]) -> WebHttp:
    def answers(method: str, path: str, *rest: object) -> Answer:
        made.append(path)
        return Answer(status=200)

    return WebHttp(
        address="stage://here", secrets={}, pictures=lambda sha256: b"", local={"stage": answers, "other": answers}
    )


def test_each_request_is_asked_about_also_to_other_servers() -> None:
    made: list[str] = []
    asked: list[int] = []
    with outgoing.before_each(lambda: asked.append(len(made))):
        way(made).request("POST", "/one")
        way(made).elsewhere("other://there").request("GET", "/two")
    way(made).request("GET", "/three")
    assert asked == [0, 1]
    assert made == ["/one", "/two", "/three"]


def test_what_the_question_raises_is_raised_instead_of_the_request() -> None:
    made: list[str] = []

    def stop() -> None:
        raise KeyError

    with outgoing.before_each(stop), pytest.raises(KeyError):
        way(made).request("POST", "/one")
    assert made == []

"""Calls from networks and hubs: read up to a bound, checked, answered fast. Whoever has no right learns nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from twoway.apps.feeds import hubs
from twoway.apps.hooks.actions import Outcome, receive
from twoway.plug.signing_in import HookCall

#: No news is longer. A feed's hub sends the whole feed, which is not even read.
MOST_BYTES = 1_000_000
MOST_FEED_BYTES = 5_000_000

ANSWERS = {
    Outcome.TAKEN: (204, ""),
    Outcome.NOBODY: (404, "There is nothing here.\n"),
    Outcome.UNSIGNED: (401, "The signature does not hold.\n"),
    Outcome.TOO_MANY: (429, "That is too much in too short a time.\n"),
}


def _plain(status: int, words: str, **headers: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def _body(request: HttpRequest, most: int) -> bytes | None:
    """What was sent, None when it is too much."""
    length = request.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and int(length) > most:
        return None
    body = request.read(most + 1)
    return body if len(body) <= most else None


def _call(request: HttpRequest, body: bytes) -> HookCall:
    return HookCall(
        method=request.method or "GET",
        headers={name.lower(): value for name, value in request.headers.items()},
        params={name: str(value) for name, value in request.GET.items()},
        body=body,
        at=timezone.now(),
    )


@csrf_exempt
@require_http_methods(["GET", "POST"])
def network(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """A network calls us for one account."""
    body = _body(request, MOST_BYTES)
    if body is None:
        return _plain(413, "That is too long.\n")
    received = receive(slug, token, _call(request, body))
    if received.reply is not None:
        return HttpResponse(received.reply.body, content_type=received.reply.kind)
    status, words = ANSWERS[received.outcome]
    return _plain(status, words, **({"Retry-After": "60"} if received.outcome is Outcome.TOO_MANY else {}))


@csrf_exempt
@require_http_methods(["GET", "POST"])
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A feed's hub asks whether we meant it, or tells that there is news."""
    body = _body(request, MOST_FEED_BYTES)
    if body is None:
        return _plain(413, "That is too long.\n")
    call = _call(request, body)
    if call.method == "GET":
        challenge = hubs.confirm(token, call)
        return _plain(404, "Nobody asked for that.\n") if challenge is None else _plain(200, challenge)
    is_known = hubs.hear_news(token, call)
    # A hub takes anything but 2xx for a reason to call again; what does not hold is counted and goes no further.
    return _plain(202, "") if is_known else _plain(404, "There is nothing here.\n")

"""Headers that keep the pages ours: no script without this answer's nonce, no HTML our own policy did not let in.

And what comes in, brought to what everything behind it can bear: no null characters, no more bytes than people send.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

#: The one Trusted Types policy, made in assets/js/trust.js.
POLICY = "twoway"

#: What is not named here is not allowed.
DIRECTIVES: Mapping[str, str] = MappingProxyType(
    {
        "default-src": "'none'",
        "script-src": "'nonce-{nonce}' 'strict-dynamic'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self' data: blob:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": POLICY,
    }
)

OTHER_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)

Answer = Callable[[HttpRequest], HttpResponse]


def policy(nonce: str) -> str:
    """The Content-Security-Policy for one answer."""
    return "; ".join(f"{name} {value.format(nonce=nonce)}" for name, value in DIRECTIVES.items())


def new_nonce() -> str:
    """128 bits nobody can guess."""
    return secrets.token_urlsafe(16)


class SecurityHeaders:
    """Gives each request `csp_nonce`, and each answer the policy with that nonce and the other headers.

    People's own words travel in these pages, so no answer to a signed-in person is kept by caches in between.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the headers that are not set yet."""
        nonce = new_nonce()
        request.csp_nonce = nonce  # type: ignore[attr-defined]  # templates read it
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(nonce))
        for name, value in OTHER_HEADERS.items():
            response.headers.setdefault(name, value)
        if _is_private(request, response):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _is_private(request: HttpRequest, response: HttpResponse) -> bool:
    user: object = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject) and not request.COOKIES:
        return False
    return bool(getattr(user, "is_authenticated", False))


#: No database of ours keeps a null character in a text, and no browser types one: this stands where it stood.
NUL, INSTEAD = "\0", "\ufffd"


class PlainSigns:
    """Takes null characters out of addresses, forms and cookies, whatever page they are for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, without the cookies that hold one."""
        if any(NUL in value for value in request.COOKIES.values()):
            request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, words: dict[str, object]
    ) -> None:
        """Clean what the page is asked with. Who calls us by machine is read byte by byte, and not here."""
        if getattr(view, "csrf_exempt", False):
            return
        for name, value in words.items():
            if isinstance(value, str) and NUL in value:
                words[name] = value.replace(NUL, INSTEAD)
        request.GET = _plain(request.GET)  # type: ignore[assignment]  # as Django's own is
        if request.method == "POST":
            request.POST = _plain(request.POST)  # type: ignore[assignment]  # as Django's own is


def _plain(data: QueryDict) -> QueryDict:
    """The same where nothing is wrong with it."""
    if not any(NUL in word for name, values in data.lists() for word in (name, *map(str, values))):
        return data
    made = QueryDict(mutable=True, encoding=data.encoding)
    for name, values in data.lists():
        made.setlist(name.replace(NUL, INSTEAD), [str(value).replace(NUL, INSTEAD) for value in values])
    made._mutable = False
    return made


#: Whoever has not signed in fills in small forms; with files in them the desk's own people send more.
MOST_FROM_STRANGERS = 1_000_000


class Bounds:
    """Turns away what is far too long before anything of it is read; whoever serves the pages has a limit for everybody."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say that it is too long."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_long = length.isascii() and length.isdigit() and int(length[:18]) > MOST_FROM_STRANGERS
        if is_long and not request.path_info.startswith("/hooks/") and not request.user.is_authenticated:
            return render(request, "413.html", status=413)
        return self.get_response(request)

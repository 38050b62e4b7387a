"""Headers that keep the pages ours: no script without this answer's nonce, no HTML our own policy did not let in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse
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
    return bool(getattr(user, "is_authenticated", False)) and "html" in response.headers.get("Content-Type", "")

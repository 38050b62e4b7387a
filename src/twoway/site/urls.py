"""Addresses: sign-in, health, the door for calls, and the web door."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def health(request: HttpRequest) -> HttpResponse:
    """200 when this process answers; for supervisors."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("health", health),
    path("account/", include("twoway.doors.web.urls_sign_in")),
    path("account/", include("allauth.account.urls")),
    path("hooks/", include("twoway.doors.hooks.urls")),
    path("", include("twoway.doors.web.urls")),
]
handler400 = "twoway.doors.web.views_errors.bad_request"
handler403 = "twoway.doors.web.views_errors.forbidden"
handler404 = "twoway.doors.web.views_errors.not_found"
handler500 = "twoway.doors.web.views_errors.server_error"

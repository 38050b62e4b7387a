"""Pages for what went wrong. They need no database, so that they also work when that is the trouble."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, with our own words where a view had some."""
    told = exception.args[0] if isinstance(exception, Http404) and exception.args else ""
    words = told if isinstance(told, str) and getattr(exception, "__cause__", None) else ""
    return render(request, "404.html", {"told": words}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose safety mark has run out."""
    return render(request, "403_csrf.html", status=403)

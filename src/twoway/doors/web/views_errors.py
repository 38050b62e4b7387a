"""Pages for what went wrong. They need no database, so that they also work when that is the trouble."""

from __future__ import annotations

import re
import sys

from django.db import InterfaceError, OperationalError
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


#: Said with each of them.
KEPT = "What was saved before is kept, and words you were typing are kept in this browser."
#: What a database says when it cannot be used, in words of SQLite and of PostgreSQL, with what that means for who reads it.
FAULTS = (
    (
        "full|no space left",
        "The disk of this server is full, so nothing new can be kept, and nothing is sent meanwhile.",
    ),
    ("readonly|read-only", "The database of this server can only be read, so nothing new can be kept or sent."),
    ("locked|busy|deadlock", "The database was busy for too long, so this was not kept."),
    ("unable to open|connection|server closed", "The database of this server cannot be reached."),
)
TODO = {
    "full": "Make room on its disk, then load the page again. `twoway doctor` says how much is left.",
    "locked": "Load the page again.",
}


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 with what is the matter where the database cannot be used, because that passes."""
    error = sys.exc_info()[1]
    fault = _fault_of(error) if isinstance(error, OperationalError | InterfaceError) else None
    if fault is None:
        return render(request, "500.html", status=500)
    signs, told = fault
    todo = TODO.get(signs.partition("|")[0], "Whoever looks after this server finds out more with `twoway doctor`.")
    return render(request, "500.html", {"told": f"{told} {KEPT}", "todo": todo}, status=503)


def _fault_of(error: Exception) -> tuple[str, str] | None:
    said = str(error).lower()
    return next((fault for fault in FAULTS if re.search(fault[0], said)), None)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose safety mark has run out."""
    return render(request, "403_csrf.html", status=403)

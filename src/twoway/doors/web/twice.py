"""A finger that presses twice sends once, also where no script holds it back."""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest

#: Longer than anybody waits before pressing again.
HOUR = 3600


def comes_again(request: HttpRequest) -> bool:
    """Whether this very form came before: the same words from the same load of the page.

    Each load has a safety mark of its own, so the same words written anew are not taken for a second press. What came
    is remembered in this process, of which there is one.
    """
    return not cache.add(_name(request), True, HOUR)


def forget(request: HttpRequest) -> None:
    """It did not work out: the same form may come again."""
    cache.delete(_name(request))


def _name(request: HttpRequest) -> str:
    words = repr(sorted(request.POST.lists())).encode("utf-8", "surrogatepass")
    return f"form:{request.session.session_key}:{sha256(words).hexdigest()}"

"""What is imported late, or not at all; see `plug.later`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from twoway.plug.later import later as later


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """What is imported meanwhile does not find these modules, as if they were not installed.

    For packages that import every driver there is, wanted or not. Who has imported one of them already keeps it.
    """
    hidden = [name for name in names if name not in sys.modules]
    # None in the list of modules is how Python itself says that there is no such module.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # typeshed knows modules only
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)

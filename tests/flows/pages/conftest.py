"""People without a browser."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from tests.browser import Site
from tests.flows.pages.by_wire import sign_in


@pytest.fixture(scope="module")
def member(site: Site) -> Iterator[httpx2.Client]:
    """Somebody of the demo workspace, signed in. How often one may sign in is limited, so once for a module."""
    client = sign_in(site)
    yield client
    client.close()

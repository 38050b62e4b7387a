"""Where the vectors lie, if they are on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder with the official vectors, beside the checkout or where TWOWAY_VECTORS says."""
    beside = Path(__file__).resolve().parents[4] / "shared" / "data" / "text"
    folder = Path(os.environ.get("TWOWAY_VECTORS", beside))
    if not folder.is_dir():
        pytest.skip("the text vectors are not on this machine (TWOWAY_VECTORS names their folder)")
    return folder

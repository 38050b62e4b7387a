"""Several processes share the tests by whole files, so that what a file starts is started once; the longest are begun first.

pytest-xdist has groups for that, but with the pytest of today it does not see them any more, and says nothing. So the shares
are made here; `-n 4 --dist loadfile` asks for them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from xdist.scheduler.loadfile import LoadFileScheduling

ROOT = Path(__file__).parents[1]
#: One process takes all files that speak to the real Bluesky: starting it is what costs most.
BLUESKY = "bluesky"
_SPEAKS_TO_BLUESKY = re.compile(
    r"^from tests\.(counterparts\.bluesky_server|networks\.bluesky\.desk|flows\.there) ", re.M
)
#: The same for what reads all our files, and remembers them.
SHAPE = "tests/shape/"
#: What takes longest is begun first, so that no process is left alone with it in the end. The rest follows as it comes.
LONG = (
    BLUESKY,
    "tests/torture/test_torture.py",
    "tests/flows/pages/test_every_page.py",
    "tests/flows/",
    "tests/doors/cli/",
    "tests/work/",
    "tests/apps/test_lane_model.py",
    "tests/doors/web/test_hostile.py",
    "tests/networks/",
    "tests/plug/",
)


@cache
def share_of(path: str) -> str:
    """What one process takes as a whole: a file, or several that would each begin with the same work."""
    file = ROOT / path
    if path.startswith(SHAPE):
        return SHAPE
    speaks = file.is_file() and _SPEAKS_TO_BLUESKY.search(file.read_text(encoding="utf-8"))
    return BLUESKY if speaks else path


def turn(path: str) -> int:
    """Small for what is begun early."""
    share = share_of(path)
    return next((n for n, long in enumerate(LONG) if share.startswith(long)), len(LONG))


class Shares(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
    """Hands out whole shares, in the order in which their first tests come."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid.partition("::")[0])

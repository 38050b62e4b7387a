"""Writes `src/twoway/domain/text/tlds.py` from a list of top-level domains.

    python scripts/make_tlds.py LIST.json [CURRENT.txt] > src/twoway/domain/text/tlds.py

LIST.json is an object of lists (`country`, `generic`), as the weighted counter's network publishes it; CURRENT.txt holds the
top-level domains of today's root zone, one a line. Only the names are taken: they are facts, kept as they are in the root zone.
Without CURRENT.txt the differences to the root zone are kept as they stand in the module.
"""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path

from twoway.domain.text import tlds

HEAD = '''"""Top-level domains: printed by `scripts/make_tlds.py`, not edited by hand."""

from __future__ import annotations

#: The list by which the weighted counter decides what is a link; it was last changed in 2021.
_LISTED = """
{listed}
"""

#: Left the root zone since then: still links there, no longer links where the root zone is asked.
_RETIRED = """
{retired}
"""

#: Joined the root zone since then.
_ADDED = """
{added}
"""

LISTED = frozenset(_LISTED.split())
CURRENT = (LISTED - frozenset(_RETIRED.split())) | frozenset(_ADDED.split())
'''


def main(arguments: list[str]) -> None:
    """Prints the module for the list named first."""
    lists = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    listed = {name for names in lists.values() for name in names}
    current = set(Path(arguments[1]).read_text(encoding="utf-8").split()) if arguments[1:] else set(tlds.CURRENT)
    sys.stdout.write(
        HEAD.format(listed=_block(listed), retired=_block(listed - current), added=_block(current - listed))
    )


def _block(names: set[str]) -> str:
    """Latin names first; the others are twice as wide on a screen."""
    latin = {name for name in names if name.isascii()}
    return "\n".join(_lines(part, width) for part, width in ((latin, 112), (names - latin, 56)) if part)


def _lines(names: set[str], width: int) -> str:
    return textwrap.fill(" ".join(sorted(names)), width, break_long_words=False, break_on_hyphens=False)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Writes `src/twoway/domain/text/signs.py` from Python's own copy of the Unicode character database.

python scripts/make_signs.py > src/twoway/domain/text/signs.py
"""

from __future__ import annotations

import sys
import textwrap
import unicodedata
from collections.abc import Iterable

HEAD = '''"""Letters and digits as parts of a character class: printed by `scripts/make_signs.py`, not edited by hand.

Unicode {version}. Python's own classes know no combining marks, which most scripts of India need in a word.
"""

from __future__ import annotations

#: Letters and the marks that combine with them (categories L and M).
LETTERS = (
{letters}
)

#: Decimal digits (category Nd).
DIGITS = (
{digits}
)
'''


def main() -> None:
    """Prints the module."""
    letters, digits = (_block(_ranges(_those(kinds))) for kinds in ("LM", ("Nd",)))
    sys.stdout.write(HEAD.format(version=unicodedata.unidata_version, letters=letters, digits=digits))


def _those(kinds: Iterable[str]) -> list[int]:
    wanted = tuple(kinds)
    return [code for code in range(0x110000) if unicodedata.category(chr(code)).startswith(wanted)]


def _ranges(codes: list[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return ranges


def _block(ranges: list[tuple[int, int]]) -> str:
    parts = " ".join(_sign(first) if first == last else f"{_sign(first)}-{_sign(last)}" for first, last in ranges)
    lines = textwrap.wrap(parts, 108, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f'    "{line.replace(" ", "")}"' for line in lines)


def _sign(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


if __name__ == "__main__":
    main()

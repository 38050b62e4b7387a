"""Writes `src/twoway/domain/text/signs.py`: which signs the network's own counter takes for letters and digits of a hashtag.

Its table is older than today's Unicode, so it is asked about every sign, one by one (npm ci --prefix benchmarks/peers first).

python scripts/make_signs.py > src/twoway/domain/text/signs.py
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
import unicodedata
from pathlib import Path

HEAD = '''"""Letters and digits as parts of a character class: printed by `scripts/make_signs.py`, not edited by hand.

Measured with twitter-text 3.1.0 on every sign of Unicode: its table is of 2014, so letters that came later end a hashtag.
"""

from __future__ import annotations

#: Letters and the marks that combine with them.
LETTERS = (
{letters}
)

#: Decimal digits.
DIGITS = (
{digits}
)
'''


PEERS = Path(__file__).resolve().parents[1] / "benchmarks" / "peers"
#: Prints the signs that make a hashtag of a number, then those that can stand inside of a hashtag.
ASK = """
const asked = require("twitter-text");
const text = asked.default ?? asked;
const tagged = (words) => text.extractHashtags(words)[0] ?? "";
const letters = [], inside = [];
for (let code = 1; code < 0x110000; code += 1) {
  if (code >= 0xd800 && code <= 0xdfff) continue;
  const sign = String.fromCodePoint(code);
  if (tagged("#1" + sign) === "1" + sign) letters.push(code);
  if (tagged("#a" + sign + "b") === "a" + sign + "b") inside.push(code);
}
console.log(letters.join(" "));
console.log(inside.join(" "));
"""


def main() -> None:
    """Prints the module."""
    asked = subprocess.run(["node", "-e", ASK], cwd=PEERS, capture_output=True, text=True, check=True)
    letters, inside = ([int(code) for code in line.split()] for line in asked.stdout.splitlines())
    digits = [code for code in inside if unicodedata.category(chr(code)) == "Nd"]
    sys.stdout.write(HEAD.format(letters=_block(_ranges(letters)), digits=_block(_ranges(digits))))


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

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from twoway.domain.text.signs import DIGITS, LETTERS

ROOT = Path(__file__).resolve().parents[3]


def test_letters_include_marks_and_digits_are_decimal() -> None:
    assert re.fullmatch(f"[{LETTERS}]+", "éहिन्दी日\u0301")
    assert not re.search(f"[{LETTERS}]", "1½_-Ⅷ")
    assert re.fullmatch(f"[{DIGITS}]+", "1٣")


def test_letters_that_came_after_the_table_are_none() -> None:
    assert not re.search(f"[{LETTERS}]", "\u0560\ua7af\U0001e900")


@pytest.mark.skipif(
    shutil.which("node") is None or not (ROOT / "benchmarks/peers/node_modules").is_dir(),
    reason="the network's own code is not installed (npm ci --prefix benchmarks/peers)",
)
def test_the_module_is_what_the_script_prints() -> None:
    printed = subprocess.run(
        [sys.executable, "scripts/make_signs.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert printed.stdout == (ROOT / "src/twoway/domain/text/signs.py").read_text(encoding="utf-8")

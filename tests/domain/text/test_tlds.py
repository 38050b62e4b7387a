import json
import subprocess
import sys
from pathlib import Path

from twoway.domain.text.tlds import CURRENT, LISTED

ROOT = Path(__file__).resolve().parents[3]


def test_the_two_lists_differ_in_what_came_and_went() -> None:
    assert "com" in LISTED & CURRENT
    assert "duck" in LISTED - CURRENT
    assert "kids" in CURRENT - LISTED


def test_the_module_is_what_the_script_prints(vectors: Path) -> None:
    source = vectors / "twitter_text_tld_lib.json"
    assert {name for names in json.loads(source.read_text(encoding="utf-8")).values() for name in names} == LISTED
    printed = subprocess.run(
        [sys.executable, "scripts/make_tlds.py", str(source)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert printed.stdout == (ROOT / "src/twoway/domain/text/tlds.py").read_text(encoding="utf-8")

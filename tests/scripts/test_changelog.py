"""Notes in changes/ become the next release, and a note that cannot is pointed out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scripts.changelog import MARK, ROOT, BadNote, read_notes, released, together

DAY = date(2026, 11, 22)
NOTES = {
    "wall.fixed.md": "A private post no longer shows up in the\nwork calendar.\n",
    "bluesky.added.md": "Bluesky.",
    "alarms.added.md": "Alarms.",
}


def test_notes_stand_under_their_kind_in_a_fixed_order() -> None:
    assert together(NOTES) == (
        "### Added\n\n- Alarms.\n- Bluesky.\n\n### Fixed\n\n- A private post no longer shows up in the work calendar."
    )


def test_a_release_comes_on_top_of_the_older_ones() -> None:
    older = f"# Changes\n\n{MARK}\n\n## 0.1.0 (2026-11-01)\n\n### Added\n\n- All.\n"
    newer = released(older, "0.2.0", DAY, NOTES)
    assert newer.index(MARK) < newer.index("## 0.2.0 (2026-11-22)") < newer.index("## 0.1.0")
    assert newer.endswith("- All.\n")


@pytest.mark.parametrize(
    ("notes", "reason"),
    [
        ({"wall.md": "A."}, "call it"),  # no kind
        ({"wall.improved.md": "A."}, "call it"),  # a kind that is none
        ({"wall.added.txt": "A."}, "call it"),
        ({"wall.added.md": "no full stop"}, "full stop"),
        ({"wall.added.md": "  \n"}, "full stop"),
        ({}, "no notes"),
    ],
)
def test_a_note_that_cannot_be_used_is_pointed_out(notes: dict[str, str], reason: str) -> None:
    with pytest.raises(BadNote, match=reason):
        released(MARK, "0.2.0", DAY, notes)


def test_a_version_is_released_once() -> None:
    with pytest.raises(BadNote, match="already"):
        released(released(MARK, "0.2.0", DAY, NOTES), "0.2.0", DAY, NOTES)


def test_the_notes_that_are_there_can_be_put_together(tmp_path: Path) -> None:
    notes = read_notes(ROOT / "changes")
    assert "README.md" not in notes
    if notes:
        released((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), "999.0.0", DAY, notes)
    assert read_notes(tmp_path) == {}

"""Puts the notes in changes/ together: `python -m scripts.changelog` prints what the next release will say.

`--release 0.2.0` writes it into CHANGELOG.md under that version and removes the notes. A note is one file,
changes/<name>.<kind>.md, with one sentence for users; the kinds are added, changed, fixed and removed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KINDS = {"added": "Added", "changed": "Changed", "fixed": "Fixed", "removed": "Removed"}
#: The line in CHANGELOG.md under which releases stand, the newest first.
MARK = "<!-- releases -->"


class BadNote(Exception):
    """A note cannot be used; the message says which one and what to change."""


def kind_of(name: str) -> str:
    """The kind in a note's file name."""
    parts = name.split(".")
    if len(parts) != 3 or parts[1] not in KINDS or parts[2] != "md":
        raise BadNote(f"changes/{name}: call it <name>.<kind>.md, with a kind of {', '.join(KINDS)}")
    return parts[1]


def sentence(name: str, text: str) -> str:
    """A note in one line."""
    words = " ".join(text.split())
    if not words.endswith("."):
        raise BadNote(f"changes/{name}: write one or two sentences that end with a full stop")
    return words


def together(notes: dict[str, str]) -> str:
    """All notes under their kinds; empty when there are none."""
    found: dict[str, list[str]] = {}
    for name in sorted(notes):
        found.setdefault(kind_of(name), []).append(sentence(name, notes[name]))
    parts = [
        f"### {title}\n\n" + "\n".join(f"- {line}" for line in found[kind])
        for kind, title in KINDS.items()
        if kind in found
    ]
    return "\n\n".join(parts)


def released(changelog: str, version: str, day: date, notes: dict[str, str]) -> str:
    """The changelog with a new release on top."""
    if MARK not in changelog:
        raise BadNote(f"CHANGELOG.md has no line {MARK}")
    if f"## {version} " in changelog:
        raise BadNote(f"CHANGELOG.md has {version} already")
    text = together(notes)
    if not text:
        raise BadNote("there are no notes in changes/, so there is nothing to release")
    return changelog.replace(MARK, f"{MARK}\n\n## {version} ({day})\n\n{text}", 1)


def read_notes(folder: Path) -> dict[str, str]:
    """The notes by file name. README.md in that folder says how to write one."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*") if path.name != "README.md"}


def main(words: Sequence[str]) -> int:
    """Print, or release."""
    notes = read_notes(ROOT / "changes")
    try:
        if words[:1] != ["--release"]:
            print(together(notes) or "No notes in changes/.")
            return 0
        changelog = ROOT / "CHANGELOG.md"
        today = datetime.now(UTC).date()
        changelog.write_text(
            released(changelog.read_text(encoding="utf-8"), words[1], today, notes), encoding="utf-8"
        )
        for name in notes:
            (ROOT / "changes" / name).unlink()
    except (BadNote, IndexError) as error:
        print(error if isinstance(error, BadNote) else "Say which version: --release 0.2.0", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

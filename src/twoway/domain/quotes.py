"""Quotations: `> ` in the master is a quotation, which only networks that show Markdown show as one.

Elsewhere it stands in quotation marks, with who said it behind a dash.
"""

from __future__ import annotations

import re

from twoway.domain.text.draft import Edit

# A number after the sign is a comparison ("> 5 loaves"), whatever Markdown says.
_BLOCK = re.compile(
    r"(?:^ {0,3}>(?:[ \t]*>)*[ \t]*(?![\s\d£€$¥=>-])[^\n]*(?:\n|\Z)(?:^ {0,3}>[^\n]*(?:\n|\Z))*)", re.MULTILINE
)
_SIGN = re.compile(r" {0,3}>[ \t]?")
_SAID_BY = re.compile(r"\s*(?:—|–|--?)\s*(?P<name>\S.*)")
_MARKED = re.compile(r"[\"“„«‘].*[\"”“»’][.!?…]?\Z", re.DOTALL)
_WHY = "A quotation stands in quotation marks there."

_MARKS = {"de": ("„", "“"), "es": ("«", "»"), "fr": ("« ", " »")}


def unmarked(text: str, language: str) -> list[Edit]:
    """Each block of quoted lines in quotation marks."""
    if ">" not in text:
        return []
    edits = []
    for match in _BLOCK.finditer(text):
        words = match[0].removesuffix("\n")
        quoted = _in_marks(words, language)
        if quoted:
            edits.append(Edit(start=match.start(), end=match.start() + len(words), text=quoted, why=_WHY))
    return edits


def _in_marks(block: str, language: str) -> str:
    lines = [_bare(line) for line in block.split("\n")]
    said_by = _SAID_BY.fullmatch(lines[-1]) if len(lines) > 1 else None
    words = "\n".join(lines[:-1] if said_by else lines).strip()
    if not words:
        return ""
    opening, closing = _MARKS.get(language.partition("-")[0].lower(), ("“", "”"))
    quoted = words if _MARKED.match(words) else f"{opening}{words}{closing}"
    return f"{quoted} — {said_by['name'].strip()}" if said_by else quoted


def _bare(line: str) -> str:
    """A line without its signs, however deep the quotation is."""
    while match := _SIGN.match(line):
        line = line[match.end() :]
    return line

"""Text as it comes in: what is refused, and the one form in which everything else meets it."""

from __future__ import annotations

import re
import unicodedata

from twoway.domain.errors import BadInput

#: More than this is no post but a mistake (or an attack); it is refused before anything looks at it.
MOST_CHARACTERS = 1_000_000

#: No network takes a text of more characters (the longest limit is 63,206): it is counted, but not tailored or read.
BEYOND_ALL = 100_000

# Byte order marks and non-characters, embeddings and overrides of the writing direction (isolates stay: right-to-left
# writers need them), and control signs other than tab and line feed.
_REMOVED = re.compile("[\ufeff\ufffe\uffff\u202a-\u202e\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]+")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")


def normalise(text: str) -> str:
    """The same words in one form: NFC, line feeds, no byte order mark, no direction overrides, no control signs."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _REMOVED.sub("", _LINE_ENDS.sub("\n", text)))


def is_beyond_all(text: str) -> bool:
    """Whether a text is longer than any network takes."""
    return len(text) > BEYOND_ALL


def check_text(text: str) -> str:
    """The text itself, or `BadInput` that names the place where it cannot be used."""
    if len(text) > MOST_CHARACTERS:
        raise BadInput(
            f"This text has {len(text):,} characters; {MOST_CHARACTERS:,} is the most. Keep the part you want to post.",
            field="text",
        )
    if bad := _UNUSABLE.search(text):
        raise BadInput(f"{_fault(bad[0])} at {_place(text, bad.start())}. Delete it and type it again.", field="text")
    return text


def _fault(sign: str) -> str:
    return "There is a null character" if sign == "\0" else "There is half of a broken character"


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    return f"line {line}, column {at - text.rfind(chr(10), 0, at)}"

"""How long a text is in units that some networks count in and people do not see."""

from __future__ import annotations


def utf16_length(text: str) -> int:
    """How many UTF-16 units it has, as JavaScript counts; half a pair counts one."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2

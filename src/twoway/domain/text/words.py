"""Hashtags as the words they are made of."""

from __future__ import annotations

import re

_BOUNDARIES = re.compile(
    r"(?<=[^\W\d_A-Z][^\W\d_A-Z])(?=[A-Z])"  # smallBusiness, but not iPhone
    r"|(?<=[A-Z])(?=[A-Z][a-z]{2})"  # NHSWorkers
    r"|(?<=[^\W\d_]{2})(?=\d{2})"  # Rye2026, but not B2B
    r"|(?<=\d)(?=[A-Z][a-z])"  # 10Tips
    r"|(?<=\d{2})(?=[^\W\d_]{3})"  # 50off
)
_JOINTS = re.compile(r"[_#＃·・\u200c]+")
_WHOLE = re.compile(r"Mc[A-Z]|Mac[A-Z]|YouTube|LinkedIn|TikTok|WhatsApp|PayPal|WordPress|GitHub|JavaScript")
_NEGATIONS = frozenset(
    (
        "no",
        "not",
        "never",
        "none",
        "nothing",
        "without",
        "dont",
        "cant",
        "wont",
        "isnt",
        "arent",
        "didnt",
        "doesnt",
        "cannot",
    )
)


def words(tag: str) -> str:
    """`SmallBusinessSaturday` as `Small Business Saturday`; what cannot be told apart stays one word."""
    return " ".join(_split(part) for part in _JOINTS.split(tag) if part)


def _split(part: str) -> str:
    if _WHOLE.search(part):
        return part
    return _BOUNDARIES.sub(" ", part)


def can_go(tag: str) -> bool:
    """Whether a tag may be left out without losing a number or a not."""
    if any(sign.isnumeric() for sign in tag):
        return False
    return not _NEGATIONS & set(words(tag).casefold().replace("'", "").split())

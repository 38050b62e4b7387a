"""Who a post is meant for, in the author's own words, and whether another persona of ours speaks to these people.

A post says nobody in particular ("()") until somebody chooses; then each persona's own readers are meant.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping

from twoway.domain.errors import BadInput

#: Whom a post is meant for is a choice; who names more means everybody.
MOST = 8
LONGEST = 60
#: The findings that follow from whom a post is meant for. A reason to set one aside was given for those readers alone.
DECIDES = frozenset({"AUD003"})


def checked(groups: Iterable[str]) -> tuple[str, ...]:
    """Groups of readers as they are kept, each once, whatever its capitals; BadInput for what names nobody."""
    found: dict[str, str] = {}
    for group in groups:
        words = " ".join(group.split())
        if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in words):
            raise BadInput(
                "There is a sign in the name of those readers that nobody can see. Type it anew.", field="readers"
            )
        if len(words) > LONGEST:
            raise BadInput(
                f"“{words[:LONGEST]}…” is too long for a group of readers: {LONGEST} signs are enough.",
                field="readers",
            )
        if words:
            found.setdefault(words.casefold(), words)
    if len(found) > MOST:
        raise BadInput(
            f"Those are {len(found)} groups of readers, and a post may name {MOST}. "
            "Name the ones that matter most, or nobody: then it is for everybody you speak to.",
            field="readers",
        )
    return tuple(found.values())


def meant_for(readers: Collection[str], own: Iterable[str], others: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The readers of a post to whom only other personas speak: {group: persona}; `others` are these personas' readers.

    {} where this persona (`own`) speaks to any of them, says nothing of its readers, or where one is known to nobody: whoever
    names a new group knows best who reaches it.
    """
    ours = {group.casefold() for group in own}
    if not ours or any(group.casefold() in ours for group in readers):
        return {}
    known = {group.casefold(): persona for persona, groups in others.items() for group in groups}
    found = {group: known.get(group.casefold(), "") for group in readers}
    return found if all(found.values()) else {}

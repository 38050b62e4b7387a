"""What is known of the page behind a link. How it is read off the page stands in `cards`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LinkState(StrEnum):
    """What is known of the page behind a link."""

    NEW = "not looked at yet"
    GOOD = "answers"
    GONE = "leads nowhere"
    LOCKED = "asks readers to sign in"
    UNSURE = "did not answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A link with what is known of its page. `picture` is the fingerprint of the picture on our shelf, "" for none."""

    address: str
    state: LinkState
    why: str = ""
    title: str = ""
    about: str = ""
    picture: str = ""
    picture_size: int = 0

    @property
    def has_card(self) -> bool:
        """Whether a preview card would have anything on it."""
        return bool(self.title)

"""What was said before, as rules are told of it: they take it through the case and never ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from twoway.domain.reading import links
from twoway.domain.repetition import SAME, Past

#: So much of a text is compared with the past: whoever copies the beginning copies the rest.
COMPARED = 1_000
#: Of what reads the same so much is told, the newest of it: to whom thirty got a line it does not matter that sixty did.
MOST_ALIKE = 30


class Whose(StrEnum):
    """Where something was said before, as seen from the account that is about to speak."""

    HERE = "this account"
    OURS = "another account of ours"
    ANOTHER = "another client"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something that went out, or waits to go (`is_coming`). `at` is when, aware, in the readers' zone.

    `account` and `client` name who said it, for people. In an answer, `to` is whatever names who or what was answered: two
    answers to the same thing have the same. `pictures` are the hashes of its pictures.
    """

    text: str
    at: datetime
    whose: Whose = Whose.HERE
    account: str = ""
    client: str = ""
    is_reply: bool = False
    is_coming: bool = False
    to: str = ""
    pictures: frozenset[str] = field(default=frozenset())

    @property
    def addresses(self) -> frozenset[str]:
        """Where its links lead, as `leads_to` tells it."""
        return _addresses(self.text)

    @property
    def day(self) -> str:
        """When, for people: on 3 November."""
        return f"on {self.at.day} {self.at:%B}"

    @property
    def beginning(self) -> str:
        """Its first words, for people."""
        words = " ".join(self.text.split())
        return words if len(words) <= 60 else f"{words[:59].rsplit(' ', 1)[0].rstrip(' ,;:.–-')}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Something said before that reads the same once names, links and numbers are masked. `score` is from 0 to 1."""

    score: float
    said: Said


def leads_to(address: str) -> str:
    """An address without what only counts visits, so that two links to one page are the same."""
    page = address.partition("#")[0].partition("?utm_")[0].partition("&utm_")[0]
    return page.split("://")[-1].removeprefix("www.").rstrip("/").casefold()


@lru_cache(maxsize=512)
def _addresses(text: str) -> frozenset[str]:
    return frozenset(leads_to(link.text) for link in links(text))


@lru_cache(maxsize=512)
def squeezed(text: str) -> str:
    """A text that is the same for all that differ in nothing but space and capitals."""
    return " ".join(text.split()).casefold()


def within(said: Iterable[Said], day: date | None, span: timedelta) -> Iterator[Said]:
    """What was said, or is to be said, at most so long before or after a day; all of it where no day is known."""
    for one in said:
        if day is None or abs(one.at.date() - day) <= span:
            yield one


class Archive:
    """What was said, kept together so that it is found again. For histories that are handed in whole."""

    def __init__(self, said: Iterable[Said] = ()) -> None:
        self._said: list[Said] = []
        self._index: Past[int] = Past()
        for one in said:
            self.add(one)

    def add(self, said: Said) -> None:
        """Remember one more."""
        self._index.add(len(self._said), said.text[:COMPARED])
        self._said.append(said)

    @property
    def posts(self) -> tuple[Said, ...]:
        """What this account posted, the newest first."""
        own = [one for one in self._said if one.whose is Whose.HERE and not one.is_reply]
        return tuple(sorted(own, key=lambda one: one.at, reverse=True))

    def like(self, text: str) -> tuple[Alike, ...]:
        """What reads the same, the most alike first."""
        again = self._index.find(text[:COMPARED], least=SAME)
        found = sorted(
            ((one.score, key) for one in again for key in one.keys), key=lambda pair: self._said[pair[1]].at
        )
        newest = sorted(found[-MOST_ALIKE:], key=lambda pair: -pair[0])
        return tuple(Alike(score=score, said=self._said[key]) for score, key in newest)

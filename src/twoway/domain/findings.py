"""What a rule is asked about (a case), and what it answers (findings)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from twoway.domain.facts import Facts
from twoway.domain.history import Alike, Said
from twoway.domain.linked import Linked
from twoway.domain.versions import Mention, Picture


class Severity(StrEnum):
    """What a finding does: `stop` holds the version, `warn` and `hint` never do."""

    STOP = "stop"
    WARN = "warn"
    HINT = "hint"


class Scope(StrEnum):
    """What is looked at: words that go out to everybody, words that answer somebody, or how an account behaves."""

    POST = "post"
    REPLY = "reply"
    ACCOUNT = "account"


#: What is about to be said, as against how an account behaves.
WORDS = frozenset({Scope.POST, Scope.REPLY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Other words for the ones pointed at: replace text[start:end] by `text`. `label` is the button.

    A safe fix keeps the meaning; one that is not safe needs a person's look.
    """

    start: int
    end: int
    text: str
    label: str
    is_safe: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: which rule, where (offsets in code points into the case's text), why, and the way out.

    `start == end` means that it is about the whole. `message` is one sentence for people. `is_final`: the network itself
    would refuse these words, so that nobody can set the finding aside. Of a thread, `part` says which of its texts the places
    lead into, 0 the first; `COMMENT` the first comment.
    """

    code: str
    rule: str
    severity: Severity
    message: str
    start: int = 0
    end: int = 0
    fixes: tuple[Fix, ...] = ()
    is_final: bool = False
    part: int = 0


#: The `part` of a finding about the first comment.
COMMENT = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything a rule may know. A new fact is a new field here, so that it does not change sixty rules.

    `length` and `limit` are in the network's own count, with this account's own limits laid over the facts.
    `bytes_length`/`bytes_limit` are None where the network has no second limit.
    `foreign_handles` are handle patterns that give another network away: {network name: pattern}.
    `siblings` are the texts of the other versions of the same post, by account name.
    `known_mentions` are handles that the people directory knows on this network.
    `own_handle` is this account's handle. `words` are the workspace's lists (brand names, capital words, ...).
    `over_at` is the offset of the first sign over the limit, where it is known. `other_networks` are their names.
    In a reply, `person` is the name of who is answered, `about` what they wrote; `is_private`: only they will read it.
    `persona` is the kind of hat (`PersonaKind`), "" where it is not known.
    `elsewhere` are handles of known people who are not on this network: {handle: network name}.
    `at` is when it is to go, in the readers' zone, `siblings_at` when the other versions go, by account name; of an account,
    `at` is now. `is_first`: the first words ever written to this person. `is_addressed`: who is answered named or quoted us,
    or wrote under our own words; None where that is not known.
    `past` is what this account posted or is going to post, the newest first; `alike` what anybody of ours said that reads the
    same, the most alike first. `parts` are all texts of a thread; `title`, `first_comment`, `link` and `warning` stand beside
    the text. `audience` is the name of one of `Facts.audiences` ("" for the usual one). With `is_comment` the text is our own
    first comment itself. `meant_for` are the readers of a post to whom only another persona of ours speaks: {group: persona}.
    `pages` are what is known of the pages behind its links, by `history.leads_to` of their address.
    `asks_server`: limits differ from server to server there, and `own_limits` are those that this account's told us.
    Of an account: `answers_at` is when it answered people, the newest first, `waiting_since` since when people wait for an
    answer, the longest first, and `answer_within` how soon they should have one.
    """

    text: str
    facts: Facts
    scope: Scope = Scope.POST
    length: int = 0
    limit: int = 0
    bytes_length: int | None = None
    bytes_limit: int | None = None
    pictures: tuple[Picture, ...] = ()
    mentions: tuple[Mention, ...] = ()
    languages: tuple[str, ...] = ("en",)
    alt_limit: int | None = None
    pictures_limit: int = 4
    picture_bytes_limit: int = 0
    foreign_handles: Mapping[str, str] = field(default_factory=dict)
    siblings: Mapping[str, str] = field(default_factory=dict)
    own_handle: str = ""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    over_at: int | None = None
    other_networks: tuple[str, ...] = ()
    person: str = ""
    about: str = ""
    is_private: bool = False
    persona: str = ""
    today: date | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None
    siblings_at: Mapping[str, datetime] = field(default_factory=dict)
    is_first: bool = False
    is_addressed: bool | None = None
    past: tuple[Said, ...] = ()
    alike: tuple[Alike, ...] = ()
    parts: tuple[str, ...] = ()
    title: str = ""
    first_comment: str = ""
    link: str = ""
    warning: str = ""
    audience: str = ""
    is_comment: bool = False
    meant_for: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, Linked] = field(default_factory=dict)
    asks_server: bool = False
    own_limits: Mapping[str, int] = field(default_factory=dict)
    answers_at: tuple[datetime, ...] = ()
    waiting_since: tuple[datetime, ...] = ()
    answer_within: timedelta = timedelta(hours=24)

    @property
    def day(self) -> date | None:
        """The day on which it is to go, else today."""
        return self.at.date() if self.at else self.today

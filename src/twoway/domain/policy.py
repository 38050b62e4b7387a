"""How a team wants its words tailored: what it chose beyond what the networks demand, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from twoway.domain.facts import Facts
from twoway.domain.threads import Numbering
from twoway.domain.tracking import template


class HashtagPlace(StrEnum):
    """Where hashtags go."""

    KEEP = "keep"
    WORDS = "words"
    END = "end"
    COMMENT = "comment"
    DROP = "drop"


class LinkPlace(StrEnum):
    """Where links go. `COMMENT` and `FIELD` hold only where the network has such a thing; elsewhere links stay in line."""

    INLINE = "inline"
    END = "end"
    COMMENT = "comment"
    FIELD = "field"


class Fit(StrEnum):
    """What becomes of a text that is too long: a person is asked, it goes on in answers to itself, or it is shortened."""

    ASK = "ask"
    THREAD = "thread"
    SHORTEN = "shorten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The choices for one account; None means what suits its network, as its facts say.

    `utm` is what is put behind links to `own_hosts`, by parameter; in a value `{network}`, `{persona}` and `{date}` stand for
    what they say. `swaps` are words to say in place of others. `sign_off` closes every post. `most_emoji` None: as written.
    `camel_case` gives each word of a hashtag its capital; `jargon` False leaves the words of other networks ("retweet") as
    they are. `language` is that of the text: it says which quotation marks and which words stand for a link that moved.
    """

    hashtags: HashtagPlace | None = None
    most_hashtags: int | None = None
    links: LinkPlace | None = None
    utm: Mapping[str, str] = field(default_factory=dict)
    own_hosts: tuple[str, ...] = ()
    persona: str = ""
    date: str = ""
    swaps: Mapping[str, str] = field(default_factory=dict)
    sign_off: str = ""
    most_emoji: int | None = None
    numbering: Numbering = Numbering.SLASH
    fit: Fit = Fit.ASK
    camel_case: bool = False
    jargon: bool = True
    language: str = "en"


#: Nothing chosen: only what the networks demand.
PLAIN = Policy()


def suiting(facts: Facts) -> Fit:
    """What suits a text that is too long: where a post may go on in answers to itself, nothing is left out."""
    return Fit.THREAD if facts.threads else Fit.SHORTEN


def with_lists(policy: Policy, lists: Mapping[str, Sequence[str]]) -> Policy:
    """The policy over lists that rules read too: `utm` (templates), `website` (hosts) and `swaps` (word=better word)."""
    templates = lists.get("utm", ())[-1:]
    return replace(
        policy,
        utm=dict(policy.utm) or (template(templates[0]) if templates else {}),
        own_hosts=(*policy.own_hosts, *lists.get("website", ())),
        swaps={**_pairs(lists.get("swaps", ())), **policy.swaps},
    )


def _pairs(written: Iterable[str]) -> dict[str, str]:
    parted = (pair.partition("=") for pair in written)
    return {old.strip(): new.strip() for old, sign, new in parted if sign and old.strip() and new.strip()}

"""Who says what, when: pure functions from what was said to what people will do.

The same post, by its key, gets the same people with the same words; nothing here throws dice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import timedelta

from twoway.rehearsal import cast
from twoway.rehearsal.cast import CAST, GRACE, REMARKS, SORE_POINTS, TOM, TOPICS, Remark

CALM, CROSS, CROSSER, DONE = 0, 1, 2, 3

#: After this long without a word somebody feels ignored (before the pace is applied).
IGNORED_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What somebody will do. `follows` is the step of the reaction it hangs under; empty: under what was said."""

    step: str
    who: str
    after: timedelta
    kind: str = "reply"
    text: str = ""
    follows: str = ""
    mood: int | None = None
    unless_answered: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A post as people hear it: the words, and what lies between them and its author.

    `said` is what they have said to the author before, so that nobody repeats himself.
    """

    key: str
    text: str
    named: Set[str] = frozenset()
    said: Set[str] = frozenset()
    tom_mood: int = CALM
    tom_was_ignored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Our answer to somebody: what we say, how cross they are, and how often they have come back already."""

    key: str
    who: str
    ours: str
    mood: int
    times: int


def plain(text: str) -> str:
    """Words as they are compared: small letters and straight apostrophes."""
    return text.casefold().replace("’", "'")


def topics(text: str) -> tuple[str, ...]:
    """What a text is about, the most telling first; `any` is always the last."""
    words = plain(text)
    return (*(name for name, pattern in TOPICS.items() if pattern.search(words)), "any")


def reactions(heard: Heard) -> tuple[Reaction, ...]:
    """What people do about a post: at least one of them answers, and soon."""
    cross = _tom(heard)
    speakers = _speakers(heard, without={TOM} if cross or heard.tom_mood > CALM else set())
    replies = [
        Reaction(step=f"remark-{n}", who=who, after=_remark_after(heard.key, n), text=text)
        for n, (who, text) in enumerate(speakers)
    ]
    taken = {reaction.who for reaction in (*replies, *cross)}
    return (*replies, *cross, *_likes(heard.key, taken))


def answer(answered: Answered) -> Reaction | None:
    """What somebody says to our answer; None when enough has been said. Nobody goes on for ever."""
    if answered.mood > CALM:
        return _cross_answer(answered)
    if answered.times:
        return None
    return _reply(answered, _polite_lines(answered), None)


def is_boilerplate(text: str) -> bool:
    """Whether these words come out of a drawer."""
    return cast.BOILERPLATE.search(plain(text)) is not None


def is_curt(text: str) -> bool:
    """Whether this is too little to be an answer."""
    return len(text.split()) < 4


def _speakers(heard: Heard, without: Set[str]) -> list[tuple[str, str]]:
    """One to three people with something fitting to say: those who were named, then who knows most about it."""
    fitting = [remark for topic in topics(heard.text) for remark in _about(topic, without)]
    named = [remark for remark in fitting if remark.who in heard.named]
    first = [remark for remark in fitting if remark.topic == topics(heard.text)[0]]
    told = [remark for remark in fitting if remark.topic != "any"]
    wanted = 1 + _number(heard.key, "how many") % 3
    chosen: dict[str, str] = {}
    for group in (named, _shuffled(first, heard.key)[:1], _shuffled(told, heard.key), _shuffled(fitting, heard.key)):
        for remark in group:
            fresh = next((line for line in remark.lines if line not in heard.said), None)
            is_welcome = len(chosen) < wanted or group is named
            if is_welcome and fresh and remark.who not in chosen:
                chosen[remark.who] = fresh
    # Everything has been said before: better said twice than not answered.
    return list(chosen.items()) or [(fitting[0].who, fitting[0].lines[0])]


def _about(topic: str, without: Set[str]) -> list[Remark]:
    return [remark for remark in REMARKS if remark.topic == topic and remark.who not in without]


def _shuffled(remarks: Sequence[Remark], key: str) -> list[Remark]:
    return sorted(remarks, key=lambda remark: _number(key, remark.who, remark.topic))


def _tom(heard: Heard) -> tuple[Reaction, ...]:
    """Tom's complaint, Grace who agrees, and Tom again when nobody answers; nothing when he has no reason."""
    about = _sore_point(heard)
    if about is None:
        return ()
    fresh = [line for line in cast.TOM_IS_CROSS[about] if line not in heard.said]
    text = _pick(fresh or cast.TOM_IS_CROSS["ignored"], heard.key, "tom")
    at_first = max(CROSS, min(heard.tom_mood, CROSSER))
    starts = timedelta(seconds=12 + _number(heard.key, "tom") % 8)
    return (
        Reaction(step="tom", who=TOM, after=starts, text=text, mood=at_first),
        Reaction(
            step="grace",
            who=GRACE,
            after=starts + timedelta(seconds=45),
            text=_pick(cast.GRACE_AGREES, heard.key, "grace"),
            follows="tom",
            unless_answered=TOM,
        ),
        Reaction(
            step="tom-waits",
            who=TOM,
            after=starts + timedelta(minutes=3),
            text=_pick(cast.TOM_IS_WAITING, heard.key, "waits"),
            follows="tom",
            mood=CROSSER,
            unless_answered=TOM,
        ),
        Reaction(
            step="tom-is-done",
            who=TOM,
            after=starts + timedelta(minutes=12),
            text=_pick(cast.TOM_IS_DONE, heard.key, "done"),
            follows="tom",
            mood=DONE,
            unless_answered=TOM,
        ),
    )


def _sore_point(heard: Heard) -> str | None:
    if heard.tom_mood >= DONE:
        return None
    words = plain(heard.text)
    if heard.tom_was_ignored or heard.tom_mood >= CROSSER:
        return "ignored"
    if not SORE_POINTS.search(words):
        return None
    if "christmas" in words or "xmas" in words:
        return "order" if "order" in words else "christmas"
    return "opening" if "open" in words else "order"


def _likes(key: str, taken: Set[str]) -> tuple[Reaction, ...]:
    quiet = sorted((who for who in CAST if who not in taken and who != TOM), key=lambda who: _number(key, who))
    return tuple(
        Reaction(step=f"like-{n}", who=who, kind="like", after=timedelta(seconds=15 + 40 * n))
        for n, who in enumerate(quiet[: 1 + _number(key, "likes") % 3])
    )


def _cross_answer(answered: Answered) -> Reaction | None:
    """Somebody who is cross comes back once to a cold answer, and is reconciled by a real one."""
    if answered.times > 1:
        return None
    if not (is_boilerplate(answered.ours) or is_curt(answered.ours)):
        return _reply(answered, cast.TOM_IS_CALM, CALM)
    if answered.times:
        return _reply(answered, cast.TOM_GIVES_UP, DONE)
    lines = cast.TOM_ON_BOILERPLATE if is_boilerplate(answered.ours) else cast.TOM_ON_A_CURT_WORD
    return _reply(answered, lines, min(DONE, answered.mood + 1))


def _polite_lines(answered: Answered) -> Sequence[str]:
    if is_boilerplate(answered.ours):
        return cast.ON_BOILERPLATE
    if answered.ours.rstrip().endswith("?"):
        return cast.WHEN_ASKED_BACK
    return cast.THANKS_FOR_AN_ANSWER[answered.who]


def _reply(answered: Answered, lines: Sequence[str], mood: int | None) -> Reaction:
    return Reaction(
        step=f"answer-{answered.times}-{answered.who}",
        who=answered.who,
        after=timedelta(seconds=6 + _number(answered.key, "answer") % 9),
        text=_pick(lines, answered.key, answered.who),
        mood=mood,
    )


def _remark_after(key: str, n: int) -> timedelta:
    """The first remark comes within five to nine seconds, so that a new user sees it while still looking."""
    first = 5 + _number(key, "first") % 5
    return timedelta(seconds=first + n * (25 + _number(key, "next") % 40))


def _number(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\x00".join(parts).encode()).digest()[:4], "big")


def _pick(lines: Sequence[str], *parts: str) -> str:
    return lines[_number(*parts) % len(lines)]

"""Measures one look at a draft, tailoring, counting and checking for five networks: `python -m benchmarks.looks`.

Every turn looks at words that were never seen before (somebody is typing), so nothing is remembered from the turn before.
No database and no server: this is what the domain and the rules take, with a past of some thousand messages behind it. It is
the time that this process had, not what the clock on the wall says, because others may be busy on the same machine. What
counts is the ratio to the goal; the exit status is 1 where a median is beyond its goal.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from twoway.domain import guard
from twoway.domain.adapt import Words, version_for
from twoway.domain.facts import Facts
from twoway.domain.history import Archive, Said, Whose
from twoway.domain.policy import PLAIN, HashtagPlace, LinkPlace, Policy
from twoway.domain.tailor import Handle, Known
from twoway.plug import finder

NETWORKS = ("bluesky", "facebook", "linkedin", "mastodon", "x")
CHARACTERS = 2_000
TURNS = 40
#: So many messages of the past are compared with each text.
PAST = 2_000
GOAL_SECONDS = 0.025
LONG_CHARACTERS = 1_000_000
LONG_GOAL_SECONDS = 1.0
#: What is hard to read: each of these a million characters long.
LONG_SIGNS = ("👩‍🍳", "@", "#", "http://a.b ", "[(", "word ", "\n")

_PLAIN = (
    "The oven was cold by noon, and the last loaf went to the school on the hill. ",
    "We bake again tomorrow; come early if you want the dark rye!\n",
    "Sarah says that the plum cake needs another week, and she is right. ",
    "What would you like to see on the counter this autumn?\n\n",
)
_BUSY = (
    "Fresh rye at eight 🥖, thanks to @[Tom Hallam] and @sunnybank for the photo.\n",
    "New hours: https://www.example.com/hours?utm_source=post&utm_medium=social. ",
    "**Half price** before noon, _really_, see [the list](https://example.org/list_(short)). ",
    "#SmallBusiness #Millbrook #RealBread\n\n",
    "Write to bread@example.com or call in: example.co.uk/oven 👩‍🍳❤️ ",
)
_PEOPLE = (
    Known(name="Tom Hallam", handles={NETWORKS[0]: Handle(handle="tomhallam.bsky.social")}),
    Known(name="Kemi Okafor", handles={NETWORKS[3]: Handle(handle="kemi@example.social")}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How long the turns took, in seconds, against the goal for their median."""

    name: str
    seconds: list[float]
    goal: float

    @property
    def ratio(self) -> float:
        """Below 1 is within the goal."""
        return statistics.median(self.seconds) / self.goal

    def __str__(self) -> str:
        middle, slow = statistics.median(self.seconds), sorted(self.seconds)[int(0.95 * (len(self.seconds) - 1))]
        return f"{self.name:<28} median {middle * 1e3:>7.1f} ms  p95 {slow * 1e3:>7.1f} ms  {self.ratio:>5.2f} x goal"


def history() -> Archive:
    """Four weeks of an account that posts every day, among thousands of answers and of other accounts' posts."""
    at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    sentences = [*_PLAIN, *_BUSY]
    archive = Archive()
    for number in range(PAST):
        text = f"{number:b} ".join(sentences[number % 5 : number % 5 + 3]) + f" the {number}th time"
        whose = Whose.HERE if number % (PAST // 28) == 0 else Whose.OURS
        archive.add(Said(text=text, at=at - timedelta(minutes=15 * number), whose=whose, is_reply=number % 3 == 1))
    return archive


#: A brand that chose something for every step.
_BRAND = Policy(
    hashtags=HashtagPlace.END,
    links=LinkPlace.COMMENT,
    utm={"utm_source": "{network}", "utm_campaign": "{date}"},
    own_hosts=("example.com",),
    date="2026-11-28",
    swaps={"cheap": "good value", "clients": "guests"},
    sign_off="— Sarah, Alder & Rye",
    most_emoji=1,
    camel_case=True,
)


def look(
    master: str, networks: Mapping[str, Facts], everybody: list[Facts], past: Archive, policy: Policy = PLAIN
) -> int:
    """What happens while somebody writes: the number of findings, so that nothing is left out."""
    posts, alike = past.posts, past.like(master)
    made = {slug: version_for(Words(text=master), facts, {}, _PEOPLE, policy) for slug, facts in networks.items()}
    findings = 0
    for slug, facts in networks.items():
        others = {other: one.whole for other, one in made.items() if other != slug}
        made[slug].counts(facts, {})
        version = made[slug].version
        case = guard.build_case(
            text=version.text, facts=facts, mentions=version.mentions, siblings=others, all_facts=everybody
        )
        told = replace(case, past=posts, alike=alike, today=date(2026, 11, 23), parts=(case.text,))
        findings += len(guard.look(told, finder.rules().values()))
    return findings


def drafts(sentences: tuple[str, ...], turns: int) -> Iterator[str]:
    """Texts of the wanted length that differ in their first word."""
    body = "".join(sentences) * (CHARACTERS // len("".join(sentences)) + 1)
    return (f"Post {turn} {body}"[:CHARACTERS] for turn in range(turns))


def measure(name: str, texts: Iterator[str], goal: float, job: Callable[[str], object]) -> Measured:
    """One turn for each text."""
    seconds = []
    for text in texts:
        began = time.process_time()
        job(text)
        seconds.append(time.process_time() - began)
    return Measured(name=name, seconds=seconds, goal=goal)


def _all() -> Iterator[Measured]:
    everybody = [network.facts for network in finder.networks().values()]
    chosen = {slug: finder.network(slug).facts for slug in NETWORKS}

    past = history()

    def plain(text: str) -> object:
        return look(text, chosen, everybody, past)

    def branded(text: str) -> object:
        return look(text, chosen, everybody, past, _BRAND)

    for name, sentences, job in (
        ("plain words", _PLAIN, plain),
        ("links, people, tags, emoji", _BUSY, plain),
        ("plain words, for a brand", _PLAIN, branded),
        ("all of it, for a brand", _BUSY, branded),
    ):
        job("".join(sentences))  # once to warm up
        gc.collect()
        yield measure(name, drafts(sentences, TURNS), GOAL_SECONDS, job)
    for sign in LONG_SIGNS:
        text = (sign * LONG_CHARACTERS)[:LONG_CHARACTERS]
        yield measure(f"a million of {sign!r}", iter([text]), LONG_GOAL_SECONDS, plain)


def main() -> int:
    """Measures, prints, judges."""
    ratios = []
    for one in _all():
        print(one, flush=True)
        ratios.append(one.ratio)
    print(f"slowest {max(ratios):.2f} x goal (wanted 1)")
    return 0 if max(ratios) <= 1 else 1


if __name__ == "__main__":
    sys.exit(main())

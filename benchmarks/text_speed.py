"""Measures the text engine against the networks' own JavaScript: `python -m benchmarks.text_speed`.

Both do the same work on the same texts in the same run, turn and turn about, seven times; what counts is the median of the
ratios, because everything else on the machine slows both. A ratio of 2 means: twice as many texts in the same time. The exit
status is 1 where the geometric mean is below 1 or a single cell below one half. The peers come from npm:
`npm ci --prefix benchmarks/peers`.
"""

from __future__ import annotations

import json
import math
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from twoway.domain.text import facets, graphemes, weighted, weighted_links, weighted_tags

PEERS = Path(__file__).parent / "peers"
PAIRS = 7
#: How long one turn takes about, for each side.
TURN_SECONDS = 0.12
WANTED_MEAN, WANTED_CELL = 1.0, 0.5

_BUSINESS = (
    "Fresh rye at eight today, come early!",
    "Thanks @sunnybank for the lovely photo of our window.",
    "We are hiring a weekend baker in Millbrook: https://www.example.com/jobs/weekend-baker?utm_source=x&utm_medium=social",
    "New opening hours from Monday: 7.30 am to 5 pm. #SmallBusiness #Millbrook",
    "Our sourdough workshop on 14 March still has 3 places, £35 each 🥖",
    "What would you like to see on the counter this autumn? Tell us below 👇",
    "Read the story of our oven at example.co.uk/oven.",
    "Half price for pre-orders before noon, don't miss it ❤️",
    "Closed on Tuesday for stocktaking; back on Wednesday with plum cake.",
)
_MANY_LANGUAGES = (
    "Heute um acht frisches Brot, komm früh! #Bäckerei",
    "Le pain de seigle est prêt à huit heures 🥖 https://exemple.fr/pain",
    "本日のライ麦パンは8時です。#パン屋 https://example.jp/rye",
    "오늘 호밀빵은 8시에 나옵니다 👩‍🍳",
    "Ржаной хлеб в восемь утра, приходите! @sunnybank",
    "خبز الجاودار جاهز الساعة الثامنة #مخبز",
    "आज राई की रोटी आठ बजे #बेकरी",
    "ขนมปังไรย์พร้อมเวลาแปดโมง 🍞",
    "今天早上八点有新鲜黑麦面包 example.com",
)

Job = Callable[[str], object]


def _entities(text: str) -> object:
    return (
        weighted_links.find(text),
        weighted_tags.people(text),
        weighted_tags.hashtags(text),
        weighted_tags.cashtags(text),
    )


JOBS: Mapping[str, Job] = {
    "weighted length": weighted.length,
    "entities": _entities,
    "links": weighted_links.find,
    "facets": facets.found,
    "graphemes": graphemes.grapheme_count,
}


def corpora() -> dict[str, list[str]]:
    """The same texts on every run."""
    chance = random.Random(20261122)
    return {
        "business": [_text(chance, _BUSINESS, chance.randint(120, 260)) for _ in range(200)],
        "long": [_text(chance, _BUSINESS, chance.randint(1100, 1500)) for _ in range(40)],
        "multilingual": [_text(chance, _MANY_LANGUAGES, chance.randint(60, 140)) for _ in range(200)],
    }


def _text(chance: random.Random, sentences: tuple[str, ...], length: int) -> str:
    text = chance.choice(sentences)
    while len(text) < length:
        text += chance.choice(" \n") + chance.choice(sentences)
    return text


class Peer:
    """The JavaScript side: one process for the whole run, so that it is as warm as ours."""

    def __init__(self, asks: IO[str], answers: IO[str]) -> None:
        self._asks, self._answers = asks, answers

    def seconds(self, job: str, texts: list[str], rounds: int) -> float:
        """How long it takes for all the texts, so many times."""
        self._asks.write(json.dumps({"job": job, "texts": texts, "rounds": rounds}) + "\n")
        self._asks.flush()
        return float(json.loads(self._answers.readline())["nanoseconds"]) / 1e9


@contextmanager
def peer() -> Iterator[Peer]:
    """A running peer, stopped at the end."""
    process = subprocess.Popen(
        ["node", "text.mjs"], cwd=PEERS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("The peer has no pipes.")
    try:
        yield Peer(process.stdin, process.stdout)
    finally:
        process.stdin.close()
        process.wait(timeout=30)
        process.stdout.close()


def _seconds(job: Job, texts: list[str], rounds: int) -> float:
    began = time.perf_counter()
    for _ in range(rounds):
        for text in texts:
            job(text)
    return time.perf_counter() - began


def _rounds(took: float) -> int:
    return max(1, round(TURN_SECONDS / max(took, 1e-6)))


def measure(other: Peer, name: str, texts: list[str]) -> tuple[float, float]:
    """Our texts a second, and the median ratio to the peer's."""
    job = JOBS[name]
    # Once to warm up, once to see how many rounds fill a turn.
    for _ in range(2):
        ours, theirs = _rounds(_seconds(job, texts, 1)), _rounds(other.seconds(name, texts, 1))
    ratios, speeds = [], []
    for _ in range(PAIRS):
        mine = len(texts) * ours / _seconds(job, texts, ours)
        ratios.append(mine / (len(texts) * theirs / other.seconds(name, texts, theirs)))
        speeds.append(mine)
    return statistics.median(speeds), statistics.median(ratios)


def main() -> int:
    """Measures, prints, judges."""
    if not (PEERS / "node_modules").is_dir():
        print("The peers are not installed. Run: npm ci --prefix benchmarks/peers", file=sys.stderr)
        return 2
    ratios: list[float] = []
    with peer() as other:
        for corpus, texts in corpora().items():
            for name in JOBS:
                speed, ratio = measure(other, name, texts)
                ratios.append(ratio)
                print(f"{corpus:<13} {name:<16} {speed:>10,.0f} texts/s  {ratio:>6.2f} x", flush=True)
    mean = math.prod(ratios) ** (1 / len(ratios))
    print(
        f"geometric mean {mean:.2f} x (wanted {WANTED_MEAN}), slowest cell {min(ratios):.2f} x (wanted {WANTED_CELL})"
    )
    return 0 if mean >= WANTED_MEAN and min(ratios) >= WANTED_CELL else 1


if __name__ == "__main__":
    sys.exit(main())

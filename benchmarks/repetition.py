"""How soon a leaflet is found again among 100,000 messages: `python -m benchmarks.repetition [MESSAGES] [PAIRS.tsv]`.

The exit status is 1 if anything misses its limit. With a file of pairs (label, a, b; the label `same` or another), how well they
are told apart is printed, too. Times are the processor's, not the clock's; a busy machine still lengthens them.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import quantiles

from twoway.domain.repetition import SAME, Past, score

MESSAGES = 100_000
ASKED = 500
LIMIT_MS = 5.0
LEAST_FOUND = 0.99
LEAST_F1 = 0.98

PLACES = ("Millbrook", "Hale", "Altrincham", "Leeds", "Stockport")
NAMES = ("Marta", "Dele", "Tom", "Kemi", "Grace", "Ruta", "Jon")
THINGS = (
    "bread",
    "oven",
    "boiler",
    "garden",
    "window",
    "kettle",
    "roof",
    "table",
    "bicycle",
    "lamp",
    "pear",
    "bridge",
)
SYLLABLES = (
    "ba",
    "ken",
    "lo",
    "mir",
    "tu",
    "san",
    "der",
    "vo",
    "pli",
    "qua",
    "rest",
    "ing",
    "hol",
    "fa",
    "new",
    "zim",
)
DOINGS = ("bakes", "mends", "finds", "paints", "carries", "sells", "opens", "visits", "hears", "brings", "keeps")
LEAFLETS = (
    "Hi {name}, thanks for your order! Leave us a review at https://shop.example/{number} #{place}",
    "@{name}{number} thanks for following, please check out our website www.shop.example",
    "Only {number} tables left for Sunday lunch, book now! #{place}",
    "{number}% off all candles today only https://shop.example/{number}",
    "Sorry to hear that {name}, please send us your order number and we will look into it",
)


def word(dice: random.Random) -> str:
    """One of a few thousand words."""
    return "".join(dice.choices(SYLLABLES, k=dice.randint(2, 3)))


def ordinary(dice: random.Random) -> str:
    """A message that nobody else wrote."""
    said = [
        f"{dice.choice(['the', 'our', 'a', 'that old'])} {word(dice)} {dice.choice(DOINGS)} "
        f"{dice.choice(['the', 'your', 'a', 'every'])} {dice.choice(THINGS)} {dice.choice(['by', 'near', 'behind'])} "
        f"the {word(dice)}"
        for _ in range(dice.randint(1, 5))
    ]
    return ". ".join(said).capitalize()


def leaflet(dice: random.Random) -> str:
    """One copy of a leaflet."""
    return dice.choice(LEAFLETS).format(
        name=dice.choice(NAMES), number=dice.randint(1, 9999), place=dice.choice(PLACES)
    )


def messages(dice: random.Random, count: int) -> Iterator[str]:
    """Mostly ordinary messages, with a leaflet in every twenty."""
    for number in range(count):
        yield leaflet(dice) if number % 20 == 0 else ordinary(dice)


def slips(dice: random.Random, text: str) -> str:
    """A copy with one word changed, as people do."""
    words = text.split()
    words[dice.randrange(len(words))] = dice.choice(THINGS)
    return " ".join(words)


def main(words: Sequence[str]) -> int:
    """Print every figure with its limit."""
    count = int(words[0]) if words else MESSAGES
    dice = random.Random(7)
    past: Past[int] = Past()
    began = time.perf_counter()
    kept = list(messages(dice, count))
    for key, text in enumerate(kept):
        past.add(key, text)
    print(f"remembered {len(past):,} messages at {count / (time.perf_counter() - began):,.0f} a second")
    long = [text for text in kept if len(text.split()) > 20]
    asked = [(slips(dice, dice.choice(long)), True) for _ in range(ASKED)]
    asked += [(ordinary(dice), False) for _ in range(ASKED)]
    spans, found = [], 0
    for text, is_copy in asked:
        began = time.process_time()
        again = past.find(text)
        spans.append((time.process_time() - began) * 1000)
        found += is_copy and bool(again)
    p50, p95 = (quantiles(spans, n=20)[at] for at in (9, 18))
    good = [
        told("asked, half of the time, ms", p50, LIMIT_MS),
        told("asked, 95 of 100 times, ms", p95, LIMIT_MS),
        told("copies with a changed word, found", found / ASKED, LEAST_FOUND, is_least=True),
    ]
    if len(words) > 1:
        good.append(told("pairs told apart, F1", f1(Path(words[1])), LEAST_F1, is_least=True))
    return 0 if all(good) else 1


def told(what: str, value: float, limit: float, *, is_least: bool = False) -> bool:
    """Print a figure; gives whether it is good enough."""
    good = value >= limit if is_least else value <= limit
    print(
        f"{what:<36} {value:8.3f}  {'at least' if is_least else 'at most'} {limit:g} ({value / limit:.2f} x)  "
        f"{'good' if good else 'MISSED'}"
    )
    return good


def f1(path: Path) -> float:
    """How well pairs are told apart at the score from which two messages are the same."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    judged = [(row[0] == "same", score(row[-2], row[-1]) >= SAME) for row in rows]
    right = sum(same and said for same, said in judged)
    wrong = sum(same != said for same, said in judged)
    return 2 * right / (2 * right + wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

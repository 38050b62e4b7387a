"""Answers that are given inside this process: addresses whose scheme is registered here never leave the machine.

The practice network lives behind such an address. Whoever wires the product registers its handler.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from twoway.plug.http import Answer

LocalAnswer = Callable[..., Answer]

_answers: dict[str, LocalAnswer] = {}


def answer_locally(scheme: str, handler: LocalAnswer) -> None:
    """Let `handler(method, path, *, params, json, headers)` answer every address of this scheme."""
    _answers[scheme] = handler


def local_answers() -> Mapping[str, LocalAnswer]:
    """What is registered."""
    return MappingProxyType(_answers)

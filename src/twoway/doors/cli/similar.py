"""`twoway similar`: whether two messages are the same leaflet. Needs no database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from twoway.domain import repetition
from twoway.domain.errors import BadInput
from twoway.domain.meaning import Meaning, score_by_meaning
from twoway.domain.text.clean import check_text
from twoway.doors.cli import by_line
from twoway.doors.cli.showing import print_json
from twoway.work import meaning


def similar(texts: tuple[str, ...], without_meaning: bool, as_jsonl: bool, as_json: bool) -> None:
    """Print the score of two texts, or of two texts a line; by what they mean, too, where the model is installed."""
    model = None if without_meaning else meaning.load()
    if as_jsonl:
        if len(texts) > 1:
            raise BadInput("Give one file for --jsonl, or none for standard input.", field="texts")
        by_line.answer_each("".join(texts) or "-", lambda asked: _of_line(asked, model))
        return
    if len(texts) != 2:
        raise BadInput("Give two texts, each in quotes, or --jsonl for many.", field="texts")
    told = compared(check_text(texts[0]), check_text(texts[1]), model)
    if as_json:
        print_json(told)
        return
    words = "the same leaflet" if told["same"] else "not the same leaflet"
    click.echo(f"{told['score']:.2f}: {words}{' (by words and meaning)' if told['by_meaning'] else ''}")


def compared(one: str, other: str, model: Meaning | None = None) -> dict[str, Any]:
    """The score of two texts and what follows from it, as data; whether the model was asked stands beside it."""
    score = repetition.score(one, other)
    if model:
        score = score_by_meaning(score, model(one, other))
    return {"score": round(score, 4), "same": score >= repetition.SAME, "by_meaning": model is not None}


def _of_line(asked: Mapping[str, Any], model: Meaning | None) -> dict[str, Any]:
    one, other = asked.get("a"), asked.get("b")
    if not isinstance(one, str) or not isinstance(other, str):
        raise BadInput('It needs two texts. A line looks like {"a": "Fresh rye at 8", "b": "Fresh rye at 9"}.')
    return compared(check_text(one), check_text(other), model)

"""Changing which rules look and how much each weighs, in the table that a workspace keeps: the keys of a file of choices.

Nothing here changes a table in place. `choices.of_table` reads what is made here, and `choices.parse` what `as_toml` writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from enum import StrEnum
from typing import Any

from twoway.domain.choices import WORDS, Choices, Known, Layer
from twoway.domain.errors import BadInput
from twoway.domain.findings import Severity
from twoway.domain.guard import Settings

Table = dict[str, Any]


class Weight(StrEnum):
    """How much a rule weighs: as a severity, not at all, or as it usually does."""

    STOP = "stop"
    WARN = "warn"
    HINT = "hint"
    OFF = "off"
    USUAL = "usual"


def weighed(
    table: Mapping[str, Any], known: Known, code: str, weight: Weight, *, network: str = "", persona: str = ""
) -> Table:
    """The table with one rule weighed anew: for everything, for a persona (by name or kind), or for a network.

    BadInput where a rule is switched on for a part while it is off for everything: layers can only add to what is off; and
    for a rule that nobody can weaken.
    """
    if weight not in (Weight.STOP, Weight.USUAL) and (why := known.why_fixed(code)):
        raise BadInput(why, field="rule")
    made = deepcopy(dict(table))
    layer = _layer(made, network, persona)
    _forget(layer, known, code)
    if weight is Weight.OFF:
        layer["ignore"] = [*layer.get("ignore", ()), known.rules[code]]
    elif weight is not Weight.USUAL:
        layer["severity"] = {**layer.get("severity", {}), known.rules[code]: str(weight)}
    is_below_off = layer is not made and not _settings(made).wants(code, known.rules[code])
    if is_below_off and weight not in (Weight.OFF, Weight.USUAL):
        raise BadInput(
            f"{known.rules[code]} is off for everything. Switch it on there first, then choose what it does here.",
            field="rule",
        )
    return _tidy(made)


def worded(words: Mapping[str, Any], name: str, listed: Iterable[str]) -> dict[str, list[str]]:
    """The word lists with one list replaced; BadInput for a list that no rule reads."""
    if name not in WORDS:
        raise BadInput(f"There is no list “{name}”. There are: {', '.join(WORDS)}.", field="list")
    clean = list(dict.fromkeys(flat for one in listed if (flat := " ".join(one.split()))))
    made = {key: list(kept) for key, kept in words.items() if key != name}
    return {**made, name: clean} if clean else made


def weight_in(layer: Layer, code: str, name: str, usual: Severity) -> Weight:
    """What a rule does under these choices."""
    if not layer.settings.wants(code, name):
        return Weight.OFF
    return Weight(layer.severity.get(code) or layer.severity.get(name) or usual)


def set_in(layer: Layer, code: str, name: str) -> Weight:
    """What a layer itself says of a rule; `usual` where it says nothing."""
    if code in layer.ignore or name in layer.ignore:
        return Weight.OFF
    said = layer.severity.get(code) or layer.severity.get(name)
    return Weight(said) if said else Weight.USUAL


def table_of(choices: Choices) -> tuple[Table, dict[str, list[str]]]:
    """A file's choices as a workspace keeps them: the table, and the words for everything."""
    made = _plain(choices.base)
    words = made.pop("words", {})
    made["network"] = {slug: _plain(layer) for slug, layer in choices.networks.items()}
    made["personas"] = {name: _plain(layer) for name, layer in choices.personas.items()}
    return _tidy(made), words


def as_toml(table: Mapping[str, Any], words: Mapping[str, Iterable[str]]) -> str:
    """What a workspace keeps as a file of choices, for other machines and for `twoway check`."""
    whole = {**table, "words": {**table.get("words", {}), **{key: list(listed) for key, listed in words.items()}}}
    return "\n".join(_toml(_tidy(whole), ())).strip() + "\n"


def _layer(table: Table, network: str, persona: str) -> Table:
    if network and persona:
        raise BadInput("Say either a network or a persona, not both.", field="persona")
    if not network and not persona:
        return table
    shelf: Table = table.setdefault("network" if network else "personas", {})
    found: Table = shelf.setdefault(network or persona, {})
    return found


def _forget(layer: Table, known: Known, code: str) -> None:
    """Take out what a layer says of a rule; a family that is off or chosen is written out, so that the others stay so."""
    name = known.rules[code]
    layer["ignore"] = list(_without(layer.get("ignore", ()), known, code))
    severity = layer.get("severity", {})
    layer["severity"] = {key: value for key, value in severity.items() if key not in (code, name)}
    select = layer.get("select")
    if select and not Settings(select=tuple(select)).wants(code, name):
        layer["select"] = [*select, name]


def _without(ignored: Iterable[str], known: Known, code: str) -> Iterable[str]:
    for word in ignored:
        if word in (code, known.rules[code]):
            continue
        if word not in known.rules and code.startswith(word):
            yield from (name for other, name in known.rules.items() if other.startswith(word) and other != code)
        else:
            yield word


def _settings(table: Mapping[str, Any]) -> Settings:
    return Settings(select=tuple(table.get("select", ())), ignore=tuple(table.get("ignore", ())))


def _plain(layer: Layer) -> Table:
    made: Table = {
        "ignore": list(layer.ignore),
        "severity": {rule: str(severity) for rule, severity in layer.severity.items()},
        "words": {name: list(listed) for name, listed in layer.words.items()},
        "kind": layer.kind,
        "handle": layer.handle,
        "limits": dict(layer.limits),
        "tailor": dict(layer.tailor),
    }
    if layer.select is not None:
        made["select"] = list(layer.select)
    return _tidy(made)


def _tidy(table: Mapping[str, Any]) -> Table:
    """Without what says nothing; an empty `select` says something to a layer and stays."""
    made: Table = {}
    for key, value in table.items():
        kept = _tidy(value) if isinstance(value, dict) else value
        if kept or key == "select":
            made[key] = kept
    return made


def _toml(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterable[str]:
    """A table's own values first, then the tables in it."""
    own = {key: value for key, value in table.items() if not isinstance(value, dict)}
    if path and own:
        yield f"\n[{'.'.join(map(_key, path))}]"
    for key, value in own.items():
        yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _toml(value, (*path, key))


def _key(words: str) -> str:
    return words if re.fullmatch(r"[A-Za-z0-9_-]+", words) else _value(words)


def _value(value: object) -> str:
    """JSON's texts, lists and numbers are TOML's as well, but for one sign that TOML wants written as its number."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

"""Every setting of this installation with its value, for whoever shows them; the wiring tells them once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SECRET = re.compile(r"(KEY|SECRET|TOKEN|PASSWORD)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSetting:
    """One setting as it stands. `value` is already fit to be seen: secrets are not in it."""

    name: str
    value: str
    default: str
    help: str


_known: dict[str, KnownSetting] = {}


def tell(name: str, *, value: object, default: str, help_: str) -> None:
    """Make a setting known; the value of one whose name says that it is secret is hidden."""
    shown = "(hidden)" if value and _SECRET.search(name) else words(value)
    _known[name] = KnownSetting(name=name, value=shown, default=default, help=help_)


def words(value: object) -> str:
    """A value the way it would be written into the environment."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return " ".join(f"{key}={item}" for key, item in value.items())
    if isinstance(value, Iterable) and not isinstance(value, str):
        return " ".join(map(str, value))
    return str(value)


def known() -> tuple[KnownSetting, ...]:
    """All of them, in the order they were told."""
    return tuple(_known.values())

"""Whether the keys of a developer app can be right, told while they are typed. Pure; nothing is kept and nobody is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from twoway.domain.facts import AppFacts, AppField

#: No key of any network is longer.
MOST = 2000
_QUOTES = "\"'“”‘’`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one key looks like: right or not, why in a sentence, and what it should be instead (never a secret)."""

    field: str
    is_right: bool
    told: str
    instead: str = ""


def look(app: AppFacts, given: Mapping[str, str], others: Mapping[str, AppFacts] | None = None) -> tuple[Looked, ...]:
    """What was typed into the fields of an app, in their order; empty ones are left out. `others` by network name."""
    found = []
    for field in app.fields:
        value = given.get(field.name, "")
        if value.strip():
            found.append(_look(app, field, value, given, others or {}))
    return tuple(found)


def missing(app: AppFacts, given: Mapping[str, str]) -> tuple[AppField, ...]:
    """The fields that nothing was typed into."""
    return tuple(field for field in app.fields if not given.get(field.name, "").strip())


def _look(
    app: AppFacts, field: AppField, value: str, given: Mapping[str, str], others: Mapping[str, AppFacts]
) -> Looked:
    if len(value) > MOST:
        return _wrong(field, f"That is far too long for {_the(field)}. Copy only the key itself.")
    bare = tidy(value)
    if fits(field, bare):
        twin = next((f for f in app.fields if f is not field and tidy(given.get(f.name, "")) == bare), None)
        if twin is not None:
            return _wrong(field, f"The same was typed as {_the(twin)}. One of the two is in the wrong place.")
        return _right(field, value, bare)
    return _wrong(field, _why(app, field, bare, others), instead="" if field.secret else field.example)


def tidy(value: str) -> str:
    """A key without what copying brings along: blanks and line breaks around it, quotation marks, a comma at the end."""
    return value.strip().strip(_QUOTES + ",;").strip()


def fits(field: AppField, value: str) -> bool:
    """Whether a value has the form of this key."""
    return re.fullmatch(field.pattern, value) is not None


def _right(field: AppField, value: str, bare: str) -> Looked:
    if field.usual and not re.fullmatch(field.usual, bare):
        words = "It can be right, but those of today look a little different. Compare it once more."
        return Looked(field=field.name, is_right=True, told=words)
    if value != bare:
        words = "It looks right. What was copied along (blanks, line breaks, quotation marks) is left out."
        return Looked(field=field.name, is_right=True, told=words)
    return Looked(field=field.name, is_right=True, told="It looks right.")


def _wrong(field: AppField, told: str, instead: str = "") -> Looked:
    return Looked(field=field.name, is_right=False, told=told, instead=instead)


def _the(field: AppField) -> str:
    return f"“{field.label}”"


def _why(app: AppFacts, field: AppField, bare: str, others: Mapping[str, AppFacts]) -> str:
    """The likeliest mistake, from the most telling to the least."""
    label, _, rest = bare.partition("=") if "=" in bare else bare.partition(":")
    if rest and fits(field, tidy(rest)) and re.fullmatch(r"[\w\s.-]{1,40}", label):
        return "The label was copied along. Leave out everything before the key itself."
    twin = next((one for one in app.fields if one is not field and fits(one, bare)), None)
    if twin is not None:
        return f"This looks like {_the(twin)}. Each belongs into its own field."
    if re.search(r"\s", bare):
        return "There is a blank or a line break in the middle. Copy it again, in one piece."
    if "•" in bare or re.search(r"\*{3,}|\.{3,}|…", bare):
        return "This is the hidden form of the key. Show it there first, or make a new one, then copy it."
    if re.match(r"https?://", bare):
        return f"This is an address. {_the(field)} stands under: {field.where}."
    if owner := _whose(bare, app, others):
        return f"This looks like a key of {owner}."
    if not bare.isascii():
        return (
            "There is a sign in it that keys do not have; a mail program may have changed it. Copy it from the page."
        )
    form = _form(len(bare), len(field.example))
    return f"It does not look like {_the(field)}: {form}. It stands under: {field.where}."


def _form(length: int, usual: int) -> str:
    """How the right form differs from what was typed."""
    if length * 25 < usual * 24:
        return "those are longer, so a piece may be missing"
    if length * 24 > usual * 25:
        return "those are shorter, so too much may have been copied"
    return "those have other signs"


def _whose(bare: str, app: AppFacts, others: Mapping[str, AppFacts]) -> str:
    """The one network whose keys look like this; "" when several could be, or none."""
    names = {
        name
        for name, other in others.items()
        if other is not app
        and any(_tells(alternative, bare) for f in other.fields for alternative in f.pattern.split("|"))
    }
    return next(iter(names)) if len(names) == 1 else ""


def _tells(pattern: str, value: str) -> bool:
    """Whether a value has this form, and the form gives its network away: a row of letters or digits says nothing."""
    literal = re.sub(r"\[[^\]]*\]|\{[\d,]+\}|[\\+*?]", "", pattern)
    return bool(literal) and re.fullmatch(pattern, value) is not None

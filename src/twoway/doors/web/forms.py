"""Reads forms into what actions ask for. What makes no sense is BadInput, in words."""

from __future__ import annotations

import re
import zlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import QueryDict

from twoway.apps.posts.queries import Draft
from twoway.domain import readers
from twoway.domain.errors import BadInput
from twoway.domain.policy import Fit


def number(words: str | None, *, field: str = "") -> int:
    """A whole number; BadInput for anything else."""
    if not words or not words.isascii() or not words.isdigit() or len(words) > 18:
        raise BadInput("That is not something on this page. Load it again and choose once more.", field=field)
    return int(words)


def numbers(words: list[str]) -> tuple[int, ...]:
    """Whole numbers, each once, in order."""
    return tuple(dict.fromkeys(number(word) for word in words))


def page_number(words: str | None) -> int:
    """The number of a page; the first for nonsense, as a mistyped address should still show something."""
    if not words or not words.isascii() or not words.isdigit() or len(words) > 9:
        return 1
    return max(int(words), 1)


def draft_from(data: QueryDict, zone: ZoneInfo) -> Draft:
    """What stands in the composer."""
    post = data.get("post", "")
    accounts = numbers(data.getlist("account"))
    texts = {i: _lines(data.get(f"text-{i}", "")) for i in accounts if f"text-{i}" in data and _is_own(data, i)}
    pictures = tuple((i, _lines(data.get(f"alt-{i}", "")).strip()) for i in numbers(data.getlist("picture")))
    times = {i: moment(data.get(f"at-{i}", ""), zone, field=f"at-{i}") for i in accounts}
    return Draft(
        master=_lines(data.get("master", "")),
        account_ids=accounts,
        texts=texts,
        pictures=pictures,
        language=data.get("language", "") or "en",
        planned_at=moment(data.get("at", ""), zone),
        post_id=number(post, field="post") if post else None,
        revision=number(data.get("revision") or "0", field="revision"),
        first_comment=_lines(data.get("first_comment", "")),
        title=" ".join(data.get("title", "").split()),
        fits={i: chosen for i in accounts if (chosen := data.get(f"fit-{i}", "")) in FITS},
        set_aside=_asides(data, accounts),
        times={i: at for i, at in times.items() if at is not None},
        spread=data.get("spread", "") == "yes",
        warning=" ".join(data.get("warning", "").split()),
        audiences={i: seen for i in accounts if (seen := data.get(f"audience-{i}", "").strip())},
        focuses={i: focus for i, _ in pictures if (focus := _focus(data, i)) is not None},
        readers=readers_from(data),
    )


#: What somebody can decide about a text that is too long.
FITS = frozenset({Fit.THREAD.value, Fit.SHORTEN.value})


def _focus(data: QueryDict, picture_id: int) -> tuple[float, float] | None:
    """The point of a picture that every cut keeps, given in percent; None where nobody chose one, or half of it."""
    given = [data.get(f"focus-{side}-{picture_id}", "").strip() for side in ("x", "y")]
    if not any(given):
        return None
    if not all(len(part) <= 3 and part.isascii() and part.isdigit() and int(part) <= 100 for part in given):
        side = "x" if given[0] else "y"
        raise BadInput(
            "The point to keep needs two numbers from 0 to 100, or none.", field=f"focus-{side}-{picture_id}"
        )
    return int(given[0]) / 100, int(given[1]) / 100


def readers_from(data: QueryDict) -> tuple[str, ...]:
    """Whom the post is meant for: the groups that are ticked and those that were typed. All that the page offered, or none of
    them, is nobody in particular."""
    typed = re.split(r"[,\n]", data.get("readers_more", ""))
    chosen = dict.fromkeys(" ".join(group.split()) for group in (*data.getlist("readers"), *typed) if group.strip())
    return () if set(chosen) == set(data.getlist("readers_usual")) else tuple(chosen)


def is_meant_otherwise(data: QueryDict) -> bool:
    """Whether other readers are chosen than those that the page was made for."""
    was = data.get("readers_was")
    return was is not None and set(list_of_words(was)) != set(readers_from(data))


def _asides(data: QueryDict, accounts: tuple[int, ...]) -> dict[int, dict[str, str]]:
    """The findings set aside, by account; a reason that was given for other readers counts for them alone."""
    found = {i: _reasons(data.getlist(f"aside-{i}")) for i in accounts}
    gone = readers.DECIDES if is_meant_otherwise(data) else frozenset()
    kept = {i: {code: why for code, why in reasons.items() if code not in gone} for i, reasons in found.items()}
    return {i: reasons for i, reasons in kept.items() if reasons}


def _reasons(rows: list[str]) -> dict[str, str]:
    """Findings set aside as they travel in a form: CODE=reason."""
    parted = (row.partition("=") for row in rows)
    return {code.strip(): reason.strip() for code, _, reason in parted if code.strip() and reason.strip()}


def _is_own(data: QueryDict, account_id: int) -> bool:
    """Whether a hand touched a version: the page says so, or, without scripts, the text is not the one it showed."""
    was = data.get(f"was-{account_id}", "")
    changed = bool(was) and mark_of(_lines(data.get(f"text-{account_id}", ""))) != was
    return data.get(f"own-{account_id}") == "yes" or changed


def mark_of(text: str) -> str:
    """A short sum of a text."""
    return f"{zlib.crc32(text.encode('utf-8', 'backslashreplace')):08x}"


def _lines(words: str) -> str:
    """Words as they were typed: forms travel with CR LF."""
    return words.replace("\r\n", "\n")


def words_from(data: QueryDict, name: str) -> str:
    """A text of a form."""
    return _lines(data.get(name, ""))


#: Times further away are typing errors, and clocks of other zones do not reach beyond the first and the last year.
YEARS = (1970, 2999)


def moment(words: str, zone: ZoneInfo, *, field: str = "at") -> datetime | None:
    """A time as a person in that zone means it; None when none is given.

    An hour that the clocks skip or repeat is taken as the earlier offset has it.
    """
    if not words.strip():
        return None
    try:
        found = datetime.fromisoformat(words.strip())
    except ValueError as error:
        raise BadInput("That is not a time. One looks like 2026-11-28 11:40.", field=field) from error
    if not YEARS[0] <= found.year <= YEARS[1]:
        raise BadInput(f"Choose a time between {YEARS[0]} and {YEARS[1]}.", field=field)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def moment_or_none(words: str, zone: ZoneInfo) -> datetime | None:
    """The same of an address: one that was mistyped should still show something."""
    try:
        return moment(words, zone)
    except BadInput:
        return None


def later(choice: str, now: datetime, zone: ZoneInfo) -> datetime:
    """When “in an hour”, “tomorrow” or “monday” is; mornings begin at nine."""
    here = now.astimezone(zone)
    nine = here.replace(hour=9, minute=0, second=0, microsecond=0)
    times = {
        "hour": now + timedelta(hours=1),
        "tomorrow": nine + timedelta(days=1),
        "monday": nine + timedelta(days=7 - here.weekday()),
    }
    if choice not in times:
        raise BadInput("Choose one of the times offered.", field="until")
    return times[choice]


def list_of_words(words: str) -> tuple[str, ...]:
    """Words parted by commas or lines."""
    return tuple(dict.fromkeys(word.strip() for word in words.replace("\n", ",").split(",") if word.strip()))

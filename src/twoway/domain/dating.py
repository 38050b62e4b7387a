"""The day in a version's links: what `{date}` stands for in the parameters behind links to one's own site.

It is the day on which the version goes. So it is no part of the words that somebody says yes to, and it goes along when the
version gets another day. Only parameters that the brand itself makes are touched; every other date stays as it is written.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from twoway.domain.facts import Facts
from twoway.domain.policy import Policy
from twoway.domain.tracking import filled
from twoway.domain.versions import Version

PLACE = "{date}"
#: Stands for the day while the other places of a template are filled in: no day, and written like one.
_NO_DAY = "0000-00-00"
_DAY = r"(?:\d{4}-\d\d-\d\d|\{date\})"


def parameters(policy: Policy, facts: Facts) -> tuple[str, ...]:
    """What is put behind links there and holds the day, as it stands in the link but for the day: `utm_campaign=rye-{date}`."""
    templates = {name: value for name, value in policy.utm.items() if PLACE in value}
    if not (templates and policy.own_hosts and policy.date):
        return ()
    made = filled(templates, {"network": facts.slug, "persona": policy.persona, "date": _NO_DAY})
    return tuple(f"{name}={value}".replace(_NO_DAY, PLACE) for name, value in made.items())


def on_day(text: str, dated: tuple[str, ...], day: str) -> str:
    """The text with this day in each of these parameters, whatever day stands there."""
    for parameter in dated:
        # `sub` would read a backslash for itself; parameters are quoted, so there is none.
        text = _anywhere(parameter).sub(parameter.replace(PLACE, day), text)
    return text


def found_in(texts: tuple[str, ...], dated: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the parameters that stand in one of the texts."""
    return tuple(one for one in dated if any(_anywhere(one).search(text) for text in texts))


def redated(version: Version, day: date) -> Version:
    """The version as it reads when it goes on that day; no place in it moves."""
    return _with(version, day.isoformat()) if version.dated else version


def undated(version: Version) -> Version:
    """The version without its day: the same for every day on which it may go."""
    return _with(version, PLACE) if version.dated else version


def _with(version: Version, day: str) -> Version:
    def put(text: str) -> str:
        return on_day(text, version.dated, day)

    card = version.card
    return replace(
        version,
        text=put(version.text),
        more=tuple(map(put, version.more)),
        first_comment=put(version.first_comment),
        link=put(version.link),
        card=replace(card, address=put(card.address)) if card else None,
    )


@lru_cache(maxsize=256)
def _anywhere(parameter: str) -> re.Pattern[str]:
    words = re.escape(parameter).replace(re.escape(PLACE), _DAY)
    return re.compile(rf"(?<=[?&;]){words}(?![\w%-])")

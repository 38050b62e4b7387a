"""The one gate that words go through on their way out: rules look at a case, and their findings are put in order.

Web, command line, scheduler and worker all come through `look`, so that they never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts
from twoway.domain.findings import Case, Finding, Fix, Scope, Severity
from twoway.domain.text.clean import is_beyond_all
from twoway.domain.text.count import Count, count, length
from twoway.domain.versions import Mention, Picture

#: The family of rules that look at every text, however long.
LENGTH = "Length"

_ORDER = {Severity.STOP: 0, Severity.WARN: 1, Severity.HINT: 2}


class _RuleFacts(Protocol):
    @property
    def code(self) -> str:
        """Three letters and three digits."""
        ...

    @property
    def name(self) -> str:
        """Named after the fault."""
        ...

    @property
    def family(self) -> str:
        """What it stands under in the list of rules."""
        ...

    @property
    def scopes(self) -> frozenset[Scope]:
        """What kind of words it looks at."""
        ...


class Rule(Protocol):
    """What the guard needs of a rule; `plug.rule.Rule` is one."""

    @property
    def facts(self) -> _RuleFacts:
        """What the rule says of itself."""
        ...

    @property
    def check(self) -> Callable[[Case], Iterable[Finding]]:
        """Looks at one case."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which rules a team wants, and how much each weighs.

    `select` and `ignore` hold codes, beginnings of codes (`TAG`) or names; the more exact one wins, and of two
    equally exact ones `ignore` does. An empty `select` means all. `severity` is by code or by name.

    What a network itself would refuse (`Finding.is_final`) is found and stops whatever is chosen here.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)

    def wants(self, code: str, name: str) -> bool:
        """Whether the rule with this code and name is to look."""
        if not self.select and not self.ignore:
            return True
        chosen = _exactness(self.select, code, name) if self.select else 0
        return chosen is not None and chosen > (_exactness(self.ignore, code, name) or -1)

    def weigh(self, finding: Finding) -> Finding:
        """The finding with the severity that the team gave its rule; one that is final keeps its own."""
        if finding.is_final:
            return finding
        wanted = self.severity.get(finding.code) or self.severity.get(finding.rule)
        return replace(finding, severity=wanted) if wanted else finding


DEFAULT = Settings()


def _exactness(asked: Iterable[str], code: str, name: str) -> int | None:
    """How closely the best of the asked codes fits; None when none does."""
    fits = [
        len(code) if word == name else len(word) for word in asked if word == name or (word and code.startswith(word))
    ]
    return max(fits, default=None)


def look(case: Case, rules: Iterable[Rule], settings: Settings = DEFAULT) -> tuple[Finding, ...]:
    """What the rules for this scope find, the gravest first, then by place.

    Of a text that is longer than any network takes only the length is looked at: it cannot go out in any case.
    """
    only = LENGTH if is_beyond_all(case.text) else ""
    found = [
        settings.weigh(finding)
        for rule in rules
        if case.scope in rule.facts.scopes and (not only or rule.facts.family == only)
        for finding in _wanted(rule, case, settings)
    ]
    return tuple(sorted(found, key=lambda f: (_ORDER[f.severity], f.start, f.end, f.code)))


def _wanted(rule: Rule, case: Case, settings: Settings) -> Iterable[Finding]:
    """What a rule finds; of one that the team does not want, only what the network itself would refuse."""
    if settings.wants(rule.facts.code, rule.facts.name):
        return _ask(rule, case)
    return [finding for finding in _ask(rule, case) if finding.is_final]


def look_through(
    cases: Mapping[int, Case], rules: Iterable[Rule], settings: Settings = DEFAULT
) -> tuple[Finding, ...]:
    """The same for a post of several texts: `cases` are by the `part` that they are about, 0 the first text.

    What there is to say of the whole is said of the first text; of the others counts what can be pointed at, and whatever
    there is about their length.
    """
    rules = tuple(rules)
    of_length = {rule.facts.code for rule in rules if rule.facts.family == LENGTH}
    found = [
        replace(finding, part=part)
        for part, case in cases.items()
        for finding in look(case, rules, settings)
        if part == 0 or finding.end > finding.start or finding.code in of_length
    ]
    # The first comment stands below the last part.
    return tuple(sorted(found, key=lambda f: (_ORDER[f.severity], f.part % (max(cases) + 2), f.start, f.end, f.code)))


def _ask(rule: Rule, case: Case) -> tuple[Finding, ...]:
    try:
        return tuple(rule.check(case))
    except Exception as fault:  # noqa: BLE001 - a rule is a plug-in: its fault must never keep words from being looked at or sent
        return (_could_not_run(rule, fault),)


def _could_not_run(rule: Rule, fault: Exception) -> Finding:
    return Finding(
        code=rule.facts.code,
        rule=rule.facts.name,
        severity=Severity.HINT,
        message=(
            f"The rule {rule.facts.name} could not be run on this text, so it checked nothing "
            f"({type(fault).__name__}). Tell whoever looks after this rule."
        ),
    )


def may_go(findings: Iterable[Finding]) -> bool:
    """Whether nothing in the findings stops these words."""
    return all(finding.severity is not Severity.STOP for finding in findings)


def apply_fix(text: str, fix: Fix) -> str:
    """The text with the fix in it; BadInput when the fix was made for other words."""
    if not 0 <= fix.start <= fix.end <= len(text):
        raise BadInput(
            "The text has changed since this fix was offered. Check it again and choose from the new ones."
        )
    return text[: fix.start] + fix.text + text[fix.end :]


def apply_fixes(text: str, fixes: Iterable[Fix]) -> str:
    """The text with all safe fixes in it that do not get in each other's way; of two that do, the first goes in."""
    chosen: list[Fix] = []
    for fix in fixes:
        if fix.is_safe and not any(_clash(fix, other) for other in chosen):
            chosen.append(fix)
    for fix in sorted(chosen, key=lambda f: (f.start, f.end), reverse=True):
        text = apply_fix(text, fix)
    return text


def _clash(one: Fix, other: Fix) -> bool:
    """Two fixes clash when they share a sign, or touch where one of them only puts something in."""
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def build_case(
    *,
    text: str,
    facts: Facts,
    limits: Mapping[str, int] | None = None,
    scope: Scope = Scope.POST,
    pictures: Iterable[Picture] = (),
    mentions: Iterable[Mention] = (),
    languages: Iterable[str] = ("en",),
    siblings: Mapping[str, str] | None = None,
    own_handle: str = "",
    words: Mapping[str, tuple[str, ...]] | None = None,
    persona: str = "",
    all_facts: Iterable[Facts] = (),
) -> Case:
    """A case with everything counted as this account's network counts; `limits` are the account's own.

    What else is known of the words is laid over it with `dataclasses.replace`.
    """
    pictures = tuple(pictures)
    others = tuple(other for other in all_facts if other.slug != facts.slug and not other.is_practice)
    case = Case(
        text=text,
        facts=facts,
        scope=scope,
        pictures=pictures,
        mentions=tuple(mentions),
        languages=tuple(languages),
        siblings=siblings or {},
        own_handle=own_handle,
        words=words or {},
        persona=persona,
        foreign_handles=_foreign_handles(facts, others),
        other_networks=tuple(other.name for other in others),
    )
    # What the account's own server said goes before the facts.
    allowed = facts.text.limit_for(is_reply=scope is Scope.REPLY, has_pictures=bool(pictures))
    return _counted(case, {"text": allowed.value, **(limits or {})})


def _counted(case: Case, limits: Mapping[str, int]) -> Case:
    """The case with its counts and its limits."""
    facts, media = case.facts, case.facts.media
    if "hashtags" in limits:
        facts = replace(facts, hashtags=replace(facts.hashtags, usual=limits["hashtags"]))
    counted = count(case.text, facts, limits)
    return replace(
        case,
        facts=facts,
        length=counted.value,
        limit=counted.limit,
        bytes_length=counted.bytes_value,
        bytes_limit=counted.bytes_limit,
        over_at=_over_at(case.text, facts, limits, counted),
        alt_limit=limits.get("alt", media.alt_limit.value if media.alt_limit else None),
        pictures_limit=limits.get("pictures", media.most),
        picture_bytes_limit=limits.get("picture_bytes", media.bytes_limit),
    )


#: Longer texts are marked from the limit on, counted in code points: finding the exact place would take too long.
_EXACT_UP_TO = 20_000


def _over_at(text: str, facts: Facts, limits: Mapping[str, int], counted: Count) -> int | None:
    """Where the first sign stands that is too many, found by guessing from what a sign counts on average, then by halving."""
    if counted.value <= counted.limit:
        return None
    if len(text) > _EXACT_UP_TO:
        return min(counted.limit, len(text))
    fits, too_long = 0, len(text)
    guess, step = counted.limit * len(text) // max(1, counted.value), 8
    while too_long - fits > 1:
        middle = guess if fits < guess < too_long else (fits + too_long) // 2
        if length(text[:middle], facts, limits) <= counted.limit:
            fits, guess = middle, middle + step
        else:
            too_long, guess = middle, middle - step
        step *= 2
    return fits


def _foreign_handles(own: Facts, others: Iterable[Facts]) -> Mapping[str, str]:
    """The handle patterns that give another network away; a practice network has no people to confuse."""
    return {
        other.name: other.mentions.telling
        for other in others
        if other.mentions.telling and other.mentions.telling != own.mentions.telling
    }

"""The reference pages of plug-ins, as Markdown, printed from what they say of themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from textwrap import wrap

from twoway.domain.findings import Case, Scope, Severity
from twoway.domain.history import Said, Whose
from twoway.plug.rule import Rule

WEIGHS = {Severity.STOP: "stops", Severity.WARN: "warns", Severity.HINT: "hints"}
_LOOKS_AT = {Scope.POST: "posts", Scope.REPLY: "replies", Scope.ACCOUNT: "accounts"}
_UNSEEN = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
_FOUNDING = "(S0 to S4 are [the articles that Twoway began with](../../why/sources.md).)"
_SHOWN = 3
_REMEMBERED = 4
_LONGEST = 200
_WIDTH = 100


def rule_page(rule: Rule) -> str:
    """The help page of a rule: what is wrong, why, what instead, and examples with what the rule says about them."""
    facts = rule.facts
    scopes = " and ".join(words for scope, words in _LOOKS_AT.items() if scope in facts.scopes)
    parts = [
        f"# {facts.name}",
        f"`{facts.code}` · {facts.family} · {WEIGHS[facts.default]} by default · looks at {scopes}",
        rule.what,
        f"## Why\n\n{rule.why}",
        *([_FOUNDING] if re.search(r"\bS[0-4]\b", rule.why) else []),
        f"## Instead\n\n{rule.instead}",
        "## Found\n\nThe examples are about made-up networks.",
        *(_found(rule, case) for case in rule.fails[:_SHOWN]),
        "## Let be",
        *(_example(case) for case in rule.passes[:_SHOWN]),
    ]
    return "\n\n".join(parts) + "\n"


def rules_index(rules: Iterable[Rule]) -> str:
    """A table of all rules by family, each with its first sentence and a link to its page."""
    families: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda r: r.facts.code):
        families.setdefault(rule.facts.family, []).append(rule)
    parts = ["# Rules"]
    for family, members in families.items():
        rows = [
            f"| [{r.facts.code}]({r.facts.name}.md) | {r.facts.name} | {r.facts.default} | {_one_line(r.what)} |"
            for r in members
        ]
        parts.append(
            "\n".join((f"## {family}\n", "| code | name | default | what is wrong |", "|---|---|---|---|", *rows))
        )
    return "\n\n".join(parts) + "\n"


def _found(rule: Rule, case: Case) -> str:
    said = "\n".join(
        f"- {finding.severity}: {visible(finding.message)}" for finding in list(rule.check(case))[:_SHOWN]
    )
    return f"{_example(case)}\n\n{said}"


def _example(case: Case) -> str:
    text = case.text if len(case.text) <= _LONGEST else case.text[:_LONGEST] + " …"
    lines = (
        [piece for line in visible(text).split("\n") for piece in wrap(line, _WIDTH) or [""]]
        if text
        else ["(how an account behaves)" if case.scope is Scope.ACCOUNT else "(no text)"]
    )
    shown = "\n".join(f"    {line}".rstrip() for line in lines)
    return "\n\n".join((shown, *_beside(case)))


def _beside(case: Case) -> Iterator[str]:
    """What belongs to the example beside its words."""
    if case.pictures:
        yield _pictures(case)
    if case.title:
        yield f"With the title “{visible(case.title)}”"
    if case.first_comment:
        yield f"With the first comment “{visible(case.first_comment)}”"
    for number, part in enumerate(case.parts[1:], start=2):
        yield f"Part {number} of the thread: “{visible(part)}”"
    yield from _history(case)


def _history(case: Case) -> Iterator[str]:
    told = list(dict.fromkeys((*case.past, *(one.said for one in case.alike))))
    if told:
        parts = [f"{_when(one)}{_to_whom(one)} “{visible(one.beginning)}”" for one in told[:_REMEMBERED]]
        more = [f"and {len(told) - _REMEMBERED} more"] if len(told) > _REMEMBERED else []
        yield f"With this behind it: {'; '.join((*parts, *more))}"
    if case.answers_at:
        yield f"Answers to people: {', '.join(f'{at.day} {at:%B}' for at in case.answers_at[:_SHOWN])}"
    if case.waiting_since:
        since = ", ".join(f"{at.day} {at:%B, %H:%M}" for at in case.waiting_since[:_SHOWN])
        yield f"People wait for an answer since {since}; now it is {case.at:%d %B, %H:%M}"


def _when(said: Said) -> str:
    return f"planned for {said.at.day} {said.at:%B}" if said.is_coming else f"{said.at.day} {said.at:%B}"


def _to_whom(said: Said) -> str:
    if said.is_reply:
        return f", to {said.to}" if said.to else ", to somebody"
    return {Whose.ANOTHER: f", for {said.client}", Whose.OURS: ", from another account"}.get(said.whose, "")


def _pictures(case: Case) -> str:
    said = [f"“{visible(p.alt.strip()[:60])}”" if p.alt.strip() else "no description" for p in case.pictures[:_SHOWN]]
    number = "1 picture" if len(case.pictures) == 1 else f"{len(case.pictures)} pictures"
    more = ", ..." if len(case.pictures) > _SHOWN else ""
    return f"With {number}: {', '.join(said)}{more}"


def visible(text: str) -> str:
    """The text with everything spelled out that cannot be seen or cannot be written to a file."""
    return "".join(_spelled(sign) for sign in text)


def _spelled(sign: str) -> str:
    if sign == "\n":
        return sign
    unseen = sign in _UNSEEN or unicodedata.category(sign) in {"Cc", "Cs", "Cn"}
    return f"<U+{ord(sign):04X}>" if unseen else sign


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")

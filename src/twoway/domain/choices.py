"""What somebody chose in twoway.toml, or under [tool.twoway] in pyproject.toml: which rules look, and how much each weighs.

Three layers lie on each other: the file itself, then its table for the persona, then its table for the network. What an
upper layer ignores or lists in words is added; what it selects stands in place of what was selected below; a severity that
it names goes before the one below.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TypeVar

from twoway.domain import brand
from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts
from twoway.domain.findings import Severity
from twoway.domain.guard import Settings
from twoway.domain.persona import PersonaKind
from twoway.domain.policy import Policy, suiting, with_lists

T = TypeVar("T")

#: The lists that rules read, each with what stands in it.
WORDS: Mapping[str, str] = {
    "agreed_to_be_quoted": "names of customers who agreed to be quoted",
    "blocked_hashtags": "hashtags that are never used",
    "brands": "your own names",
    "capitals": "words that are written in capitals",
    "must_have": "what every post must hold",
    "never": "words that you do not say",
    "never_mix": "what never goes with work",
    "other_brands": "names of other clients, which must not stand in your posts",
    "quiet_days": "days without posts, like 2026-12-25",
    "saved_replies": "answers that are kept for use again",
    "speaks_to": "who you speak to, like regulars or new in town",
    "swaps": "words with those to say instead, like cheap=good value",
    "topics": "what your trade talks about",
    "town_hashtags": "the hashtags of your town",
    "utm": "what is put behind a link to your site, to count visits",
    "website": "the hosts of your own site",
}
#: What a table `tailor` may say, under the names that a brand has for it.
TAILORING = (
    "camel_case",
    "fit",
    "hashtags",
    "jargon",
    "links",
    "most_emoji",
    "most_hashtags",
    "numbering",
    "own_hosts",
    "sign_off",
    "swaps",
    "utm_campaign",
    "utm_medium",
    "utm_source",
)
LIMITS = ("alt", "hashtags", "picture_bytes", "pictures", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What may be named: rules as {code: name}, and the slugs of the networks.

    `final` are the codes of rules whose findings the networks themselves would refuse: nobody can switch these off.
    """

    rules: Mapping[str, str]
    networks: tuple[str, ...]
    final: frozenset[str] = frozenset()

    def why_fixed(self, rule: str) -> str:
        """Why a rule, by code or name, cannot be switched off or weakened; empty where it can."""
        code = next((code for code, name in self.rules.items() if rule in (code, name)), "")
        if code not in self.final:
            return ""
        return f"{self.rules[code]} always stops: what it finds, the network itself would refuse."


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What one table says; `select` is None where it says nothing. `kind` is a persona's, `handle` and `limits` an account's.

    `tailor` is how words are tailored, as `domain.brand` reads it.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kind: str = ""
    handle: str = ""
    limits: Mapping[str, int] = field(default_factory=dict)
    tailor: Mapping[str, str] = field(default_factory=dict)

    def under(self, upper: Layer) -> Layer:
        """This layer with another one laid over it."""
        return Layer(
            select=self.select if upper.select is None else upper.select,
            ignore=tuple(dict.fromkeys((*self.ignore, *upper.ignore))),
            severity={**self.severity, **upper.severity},
            words={
                key: tuple(dict.fromkeys((*self.words.get(key, ()), *upper.words.get(key, ()))))
                for key in (*self.words, *(key for key in upper.words if key not in self.words))
            },
            kind=upper.kind or self.kind,
            handle=upper.handle or self.handle,
            limits={**self.limits, **upper.limits},
            tailor={**self.tailor, **upper.tailor},
        )

    @property
    def settings(self) -> Settings:
        """As the guard takes it."""
        return Settings(select=self.select or (), ignore=self.ignore, severity=self.severity)

    def policy(self, facts: Facts, *, persona: str = "", date: str = "", language: str = "en") -> Policy:
        """How words are tailored; where nothing is said about those that are too long, as suits the network."""
        made = brand.policy(brand.read(self.tailor), persona=persona, date=date, language=language)
        made = with_lists(made, self.words)
        return made if "fit" in self.tailor else replace(made, fit=suiting(facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """A whole file. `to` and `persona` are what is checked for when nothing is said; `exclude` are patterns of files."""

    base: Layer = field(default_factory=Layer)
    networks: Mapping[str, Layer] = field(default_factory=dict)
    personas: Mapping[str, Layer] = field(default_factory=dict)
    to: tuple[str, ...] = ()
    persona: str = ""
    languages: tuple[str, ...] = ("en",)
    exclude: tuple[str, ...] = ()

    def layer(self, network: str, persona: str = "") -> Layer:
        """What is chosen for a network, under a persona's name or kind; BadInput for a persona that is nowhere."""
        return self._of_persona(persona or self.persona).under(self.networks.get(network, Layer()))

    def for_account(self, network: str, persona: str, kind: str) -> Layer:
        """What is chosen for an account: of its persona first by the kind, then by the name, then of its network."""
        worn = self.base.under(self.personas.get(kind, Layer()))
        if persona != kind:
            worn = worn.under(self.personas.get(persona, Layer()))
        return replace(worn.under(self.networks.get(network, Layer())), kind=kind)

    def speaking_to(self) -> dict[str, tuple[str, ...]]:
        """Who each persona speaks to, by its name, as far as its own table says so."""
        found = {name: layer.words.get("speaks_to", ()) for name, layer in self.personas.items()}
        return {name: groups for name, groups in found.items() if groups}

    def _of_persona(self, name: str) -> Layer:
        if not name:
            return self.base
        own = self.personas.get(name)
        kinds = {str(kind) for kind in PersonaKind}
        if own is None and name not in kinds:
            known = sorted({*kinds, *self.personas})
            raise BadInput(f"There is no persona “{name}”{_nearest(name, known)}", field="persona")
        kind = (own.kind if own else "") or (name if name in kinds else "")
        of_kind = self.personas.get(kind, Layer()) if kind != name else Layer()
        return self.base.under(of_kind).under(replace(own or Layer(), kind=kind))


NOTHING = Choices()


def parse(text: str, known: Known, *, name: str = "twoway.toml", inside: tuple[str, ...] = ()) -> Choices | None:
    """The choices in a TOML text, in its table `inside`; None where there is no such table; BadInput with every fault."""
    try:
        table: object = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name} is not TOML: {error}.", field="config") from error
    for key in inside:
        table = table.get(key) if isinstance(table, dict) else None
    if table is None:
        return None
    faults: list[str] = []
    choices = _Reader(known, faults).choices(_Table(table, ".".join(inside), faults))
    if faults:
        raise BadInput(f"{name}: {' '.join(faults)}", field="config")
    return choices


def of_table(table: Mapping[str, object], known: Known) -> tuple[Choices, tuple[str, ...]]:
    """The choices in a table that was kept elsewhere, under the same keys, and every fault; what is at fault chooses nothing."""
    faults: list[str] = []
    return _Reader(known, faults).choices(_Table(dict(table), "", faults)), tuple(faults)


class _Table:
    """A table of the file that tells what stands in it wrongly, and what nobody asked for."""

    def __init__(self, found: object, path: str, faults: list[str]) -> None:
        self.path, self.faults = path, faults
        self.found: dict[str, object] = found if isinstance(found, dict) else {}
        self.asked: list[str] = []
        if not isinstance(found, dict):
            faults.append(f"“{path}” must be a table.")

    def where(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def get(self, key: str, read: Callable[[object], T | None], none: T, needs: str) -> T:
        """A value; a fault when it is of another kind."""
        self.asked.append(key)
        if key not in self.found:
            return none
        value = read(self.found[key])
        if value is None:
            self.faults.append(f"“{self.where(key)}” must be {needs}.")
            return none
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        return self.get(key, _texts, (), 'a list of texts, like ["a", "b"]')

    def text(self, key: str) -> str:
        return self.get(key, lambda value: value if isinstance(value, str) else None, "", "a text")

    def table(self, key: str) -> _Table:
        self.asked.append(key)
        return _Table(self.found.get(key, {}), self.where(key), self.faults)

    def end(self) -> None:
        """Tell the keys that mean nothing here."""
        for key in self.found:
            if key not in self.asked:
                self.faults.append(f"“{self.where(key)}” means nothing here{_nearest(key, self.asked)}")


@dataclass(frozen=True, slots=True)
class _Reader:
    known: Known
    faults: list[str]

    def choices(self, top: _Table) -> Choices:
        networks, personas = top.table("network"), top.table("personas")
        made = Choices(
            to=top.texts("networks"),
            persona=top.text("persona"),
            languages=top.texts("languages") or ("en",),
            exclude=top.texts("exclude"),
            networks={slug: self.layer(networks.table(slug), is_network=True) for slug in networks.found},
            personas={name: self.layer(personas.table(name), is_persona=True) for name in personas.found},
            base=self.layer(top),
        )
        for slug in (*made.to, *made.networks):
            if slug not in self.known.networks:
                self.faults.append(f"There is no network “{slug}”{_nearest(slug, self.known.networks)}")
        kinds = [str(kind) for kind in PersonaKind]
        if made.persona and made.persona not in (*kinds, *made.personas):
            self.faults.append(
                f"There is no persona “{made.persona}”{_nearest(made.persona, [*kinds, *made.personas])}"
            )
        return made

    def layer(self, table: _Table, *, is_network: bool = False, is_persona: bool = False) -> Layer:
        made = Layer(
            select=self.selectors(table, "select") if "select" in table.found else None,
            ignore=self.ignored(table),
            severity=self.severity(table.table("severity")),
            words=self.words(table.table("words")),
            kind=self.kind(table) if is_persona else "",
            handle=table.text("handle") if is_network or is_persona else "",
            limits=self.limits(table.table("limits")) if is_network else {},
            tailor=self.tailoring(table.table("tailor")),
        )
        table.end()
        return made

    def selectors(self, table: _Table, key: str) -> tuple[str, ...]:
        found = table.texts(key)
        self.faults.extend(fault for word in found if (fault := unknown_rule(word, self.known.rules)))
        return found

    def ignored(self, table: _Table) -> tuple[str, ...]:
        found = self.selectors(table, "ignore")
        fixed = [word for word in found if self.known.why_fixed(word)]
        self.faults.extend(f"“{table.where('ignore')}”: {self.known.why_fixed(word)}" for word in fixed)
        return tuple(word for word in found if word not in fixed)

    def severity(self, table: _Table) -> Mapping[str, Severity]:
        made = {}
        for rule, value in table.found.items():
            if rule not in self.known.rules and rule not in self.known.rules.values():
                self.faults.append(
                    unknown_rule(rule, self.known.rules) or f"“{table.where(rule)}” must name one rule."
                )
            elif value not in [str(severity) for severity in Severity]:
                self.faults.append(f"“{table.where(rule)}” must be stop, warn or hint.")
            elif value != Severity.STOP and (why := self.known.why_fixed(rule)):
                self.faults.append(f"“{table.where(rule)}”: {why}")
            else:
                made[rule] = Severity(str(value))
        return made

    def words(self, table: _Table) -> Mapping[str, tuple[str, ...]]:
        made = {key: table.texts(key) for key in WORDS}
        table.end()
        return {key: words for key, words in made.items() if words}

    def tailoring(self, table: _Table) -> Mapping[str, str]:
        made = {}
        for key in TAILORING:
            words = table.get(key, _in_words, None, "a text, a number, true or false, a list, or a table of texts")
            if words is None:
                continue
            try:
                brand.changed(brand.PLAIN, {key: words})
                made[key] = words
            except BadInput as error:
                self.faults.append(f"“{table.where(key)}”: {error.for_people}")
        table.end()
        return made

    def kind(self, table: _Table) -> str:
        kinds = [str(kind) for kind in PersonaKind]
        found = table.text("kind")
        if found and found not in kinds:
            self.faults.append(f"“{table.where('kind')}” must be one of: {', '.join(kinds)}.")
        return found

    def limits(self, table: _Table) -> Mapping[str, int]:
        made = {key: table.get(key, _count, 0, "a whole number above 0") for key in LIMITS}
        table.end()
        return {key: limit for key, limit in made.items() if limit}


def unknown_rule(word: str, rules: Mapping[str, str]) -> str:
    """What is wrong with a word that should be a code, the beginning of one, or a name; empty when nothing is."""
    if word in rules.values() or (word and any(code.startswith(word) for code in rules)):
        return ""
    return f"There is no rule “{word}”{_nearest(word, [*rules, *rules.values(), *{code[:3] for code in rules}])}"


def _nearest(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about a word that is not known."""
    by_lower = {one.lower(): one for one in known}
    like = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    if like:
        return f". Did you mean “{by_lower[like[0]]}”?"
    return f". There are: {', '.join(by_lower.values())}." if 0 < len(by_lower) <= 20 else "."


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return None
    return tuple(value)


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _in_words(value: object) -> str | None:
    """A value as a brand reads it: lists and tables line by line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
        return "\n".join(f"{old}={new}" for old, new in value.items())
    listed = _texts(value)
    return None if listed is None else "\n".join(listed)

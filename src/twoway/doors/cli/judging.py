"""What the guard says of a text as it is written, under somebody's choices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from twoway.domain import guard
from twoway.domain.choices import Choices, Layer
from twoway.domain.errors import BadInput
from twoway.domain.findings import Finding, Scope
from twoway.domain.readers import meant_for
from twoway.domain.tailor import tailor
from twoway.domain.text.count import Count, count
from twoway.domain.written import Allowed, Written, as_it_is, read
from twoway.doors.cli.past import FiledPast
from twoway.doors.cli.sources import known
from twoway.plug import finder


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A text on one network or account. The places of findings lead into `text`: the whole file, where there is one."""

    where: str
    network: str
    text: str
    count: Count
    findings: tuple[Finding, ...]
    file: str = ""
    allowed: tuple[Allowed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked about each text: for which networks, as what, under which choices."""

    networks: tuple[str, ...] = ()
    persona: str = ""
    scope: Scope = Scope.POST
    languages: tuple[str, ...] = ()
    tailored: bool = False
    upper: Layer = field(default_factory=Layer)
    past: FiledPast | None = None
    readers: tuple[str, ...] = ()

    def networks_under(self, choices: Choices) -> tuple[str, ...]:
        """The networks that were named, or those that the choices name."""
        networks = self.networks or choices.to
        if not networks:
            raise BadInput("Say where it is for: --network NETWORK, or --to ACCOUNT.", field="to")
        return networks

    def language_under(self, choices: Choices) -> str:
        """The language that was named first, or the first one that the choices name."""
        return (*self.languages, *choices.languages)[0]


def judged(content: str, asked: Asked, choices: Choices, *, file: str = "") -> tuple[Checked, ...]:
    """A text on each network. What only notes say is said once for all of them."""
    written = read(content, known().rules, is_file=bool(file))
    found = [_on(slug, written, asked, choices) for slug in asked.networks_under(choices)]
    unused = tuple(written.for_nothing(one for checked in found for one in checked.allowed))
    return tuple(
        replace(checked, file=file, findings=in_order((*checked.findings, *_wanted(unused, asked, choices, checked))))
        for checked in found
    )


def _on(slug: str, written: Written, asked: Asked, choices: Choices) -> Checked:
    facts = finder.network(slug).facts
    layer = choices.layer(slug, asked.persona).under(asked.upper)
    if asked.tailored and asked.scope is Scope.POST:
        policy = layer.policy(facts, persona=asked.persona or choices.persona, language=asked.language_under(choices))
        words = tailor(written.words, facts, layer.limits, (), policy).text
        written = replace(as_it_is(words), allows=written.allows, faults=written.faults)
    case = guard.build_case(
        text=written.words,
        facts=facts,
        limits=layer.limits,
        scope=asked.scope,
        languages=asked.languages or choices.languages,
        own_handle=layer.handle,
        words=layer.words,
        persona=layer.kind,
        all_facts=[network.facts for network in finder.networks().values()],
    )
    if asked.readers:
        others = {
            name: words for name, words in choices.speaking_to().items() if name != (asked.persona or choices.persona)
        }
        case = replace(case, meant_for=meant_for(asked.readers, layer.words.get("speaks_to", ()), others))
    case = asked.past.behind(case) if asked.past else case
    found = [written.located(one) for one in guard.look(case, finder.rules().values(), layer.settings)]
    left, allowed = written.sorted_out(found)
    return Checked(
        where=facts.name,
        network=slug,
        text=written.content,
        count=count(written.words, facts, layer.limits, is_reply=asked.scope is Scope.REPLY),
        findings=(*left, *_weighed(written.faults, layer)),
        allowed=allowed,
    )


def _wanted(found: Iterable[Finding], asked: Asked, choices: Choices, checked: Checked) -> tuple[Finding, ...]:
    return _weighed(found, choices.layer(checked.network, asked.persona).under(asked.upper))


def _weighed(found: Iterable[Finding], layer: Layer) -> tuple[Finding, ...]:
    """What is said about notes, under the same choices as what rules say."""
    settings = layer.settings
    return tuple(settings.weigh(one) for one in found if settings.wants(one.code, one.rule))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The gravest first, then by place, as the guard orders them."""
    weight = {"stop": 0, "warn": 1, "hint": 2}
    return tuple(sorted(findings, key=lambda one: (weight[one.severity], one.start, one.end, one.code)))

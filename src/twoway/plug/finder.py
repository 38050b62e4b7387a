"""Finds networks, rules and reports: every module of their folders, and entry points of other packages.

Nobody else imports a network, a rule or a report by name.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from types import MappingProxyType, ModuleType
from typing import Any

from twoway.domain.errors import BadInput
from twoway.domain.facts import Facts
from twoway.plug.dated import faults
from twoway.plug.network import MAY, MUST, Network
from twoway.plug.report import Report, ReportFacts
from twoway.plug.rule import Rule, RuleFacts


class BadPlugin(Exception):
    """A plug-in does not keep its contract; the message says which, where and what to change."""


def modules(folder: str) -> Iterator[ModuleType]:
    """The modules of one of our folders (`networks`, `rules`, `reports`), then those of entry points."""
    package = importlib.import_module(f"twoway.{folder}")
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        yield importlib.import_module(f"twoway.{folder}.{found.name}")
    for point in entry_points(group=f"twoway.{folder}"):
        yield point.load()


def as_network(module: ModuleType) -> Network:
    """The network in a module; BadPlugin when a function is missing or the facts hold a limit that cannot be."""
    facts = getattr(module, "FACTS", None)
    if not isinstance(facts, Facts):
        raise BadPlugin(f"{module.__name__}: FACTS must be a domain.facts.Facts")
    missing = [name for name in MUST if not callable(getattr(module, name, None))]
    if missing:
        raise BadPlugin(f"{module.__name__}: every network needs {', '.join(missing)}")
    if wrong := tuple(faults(facts)):
        raise BadPlugin(f"{module.__name__}: FACTS cannot be right: {' '.join(wrong)}")
    # Any: what a module holds is not known before it is looked at; the contract tests look at the parameters.
    functions: dict[str, Any] = {name: getattr(module, name, None) for name in (*MUST, *MAY)}
    # A network that is a folder also shows its own modules by their names.
    if other := [name for name, found in functions.items() if found is not None and not callable(found)]:
        raise BadPlugin(f"{module.__name__}: {', '.join(other)} must be a function; give a module another name")
    return Network(facts=facts, **functions)


def help_parts(module: ModuleType) -> tuple[str, str, str]:
    """The docstring cut into what, why and instead; BadPlugin when one of them is missing."""
    text = inspect.cleandoc(module.__doc__ or "")
    found = re.fullmatch(r"(.+?)\n\s*\nWhy:\s*(.+?)\n\s*\nInstead:\s*(.+)", text, re.DOTALL)
    if not found:
        raise BadPlugin(
            f"{module.__name__}: the docstring must say what is wrong, then 'Why:' and then 'Instead:', "
            "each in a paragraph of its own"
        )
    what, why, instead = (part.strip() for part in found.groups())
    return what, why, instead


def as_rule(module: ModuleType) -> Rule:
    """The rule in a module; BadPlugin when its docstring, facts, examples or check are missing."""
    facts = getattr(module, "RULE", None)
    if not isinstance(facts, RuleFacts):
        raise BadPlugin(f"{module.__name__}: RULE must be a plug.rule.RuleFacts")
    what, why, instead = help_parts(module)
    passes, fails = getattr(module, "PASSES", ()), getattr(module, "FAILS", ())
    check: Callable[..., object] | None = getattr(module, "check", None)
    if not passes or not fails or check is None:
        raise BadPlugin(f"{module.__name__}: a rule needs PASSES, FAILS and check(case)")
    return Rule(facts=facts, what=what, why=why, instead=instead, passes=passes, fails=fails, check=module.check)


def as_report(module: ModuleType) -> Report:
    """The report in a module; BadPlugin when its facts, columns or function are missing."""
    facts = getattr(module, "REPORT", None)
    if not isinstance(facts, ReportFacts):
        raise BadPlugin(f"{module.__name__}: REPORT must be a plug.report.ReportFacts")
    if not module.__doc__ or not callable(getattr(module, "report", None)):
        raise BadPlugin(f"{module.__name__}: a report needs a docstring and report(rows, period)")
    return Report(
        facts=facts, help=inspect.cleandoc(module.__doc__), columns=tuple(module.COLUMNS), report=module.report
    )


@cache
def networks() -> Mapping[str, Network]:
    """Every network, by slug, in alphabetical order of their slugs."""
    found = [as_network(module) for module in modules("networks")]
    return MappingProxyType({n.facts.slug: n for n in sorted(found, key=lambda n: n.facts.slug)})


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule, by code."""
    found = [as_rule(module) for module in modules("rules")]
    return MappingProxyType({r.facts.code: r for r in sorted(found, key=lambda r: r.facts.code)})


@cache
def reports() -> Mapping[str, Report]:
    """Every report, by slug."""
    return MappingProxyType({r.facts.slug: r for r in map(as_report, modules("reports"))})


@cache
def _alone(slug: str) -> Network | None:
    """A network of ours, found without looking at the others: a worker needs those that somebody is on."""
    name = f"twoway.networks.{slug.replace('-', '_')}"
    if not re.fullmatch(r"[a-z0-9-]+", slug) or find_spec(name) is None:
        return None
    found = as_network(importlib.import_module(name))
    return found if found.facts.slug == slug else None


def network(slug: str) -> Network:
    """The network with this slug; BadInput that lists the known ones when there is none."""
    if (found := _alone(slug)) is not None:
        return found
    known = networks()
    if slug not in known:
        raise BadInput(f"There is no network called “{slug}”. Known ones: {', '.join(known)}.", field="network")
    return known[slug]

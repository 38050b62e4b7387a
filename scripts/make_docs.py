"""Prints the reference in docs/reference from the code: `python -m scripts.make_docs` writes, `--check` only compares.

Networks, rules, reports, settings, commands, states and errors. Nothing in that folder is written by hand.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import click

from twoway.domain import errors
from twoway.domain.changing import CHANGE_MOVES
from twoway.domain.states import APPROVAL_MOVES, CONVERSATION_MOVES, DELIVERY_MOVES, PostState
from twoway.doors.cli.commands import main as twoway
from twoway.doors.cli.exits import MEANING
from twoway.plug import finder
from twoway.plug.network import Network
from twoway.plug.network_pages import Part, about, parts
from twoway.plug.pages import rule_page, rules_index
from twoway.plug.rule import Rule
from twoway.site import environment

State = TypeVar("State", bound=StrEnum)

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"

PRINTED = "<!-- Printed from the code by scripts/make_docs.py. Change the code, then run: make docs WRITE=1 -->"


def page(title: str, *parts: str) -> str:
    """A page with a title and the sign that it is printed."""
    return "\n\n".join([f"# {title}", PRINTED, *(part for part in parts if part)]).rstrip() + "\n"


def cell(value: object) -> str:
    """A value as it stands in a table."""
    return " ".join(str(value).split()).replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(value) for value in line) + " |" for line in lines)


def first_sentence(text: str | None) -> str:
    """What a docstring promises, in its first paragraph."""
    return " ".join(inspect.cleandoc(text or "").split("\n\n")[0].split())


# -- networks ----------------------------------------------------------------------------------------------------------


def bullets(part: Part) -> str:
    """The list of a part."""
    return "\n".join(f"{f'{n}.' if part.is_numbered else '-'} {item}" for n, item in enumerate(part.items, 1))


def network_part(part: Part) -> str:
    """One chapter of a network's page."""
    told = [f"## {part.title}", *filter(None, part.words), bullets(part)]
    return "\n\n".join([*filter(None, told), *([table(part.head, part.rows)] if part.rows else [])])


def network_page(network: Network) -> str:
    """A network's own page."""
    facts = network.facts
    return page(
        facts.name, "[All networks](../networks.md)", about(network), *(network_part(part) for part in parts(network))
    )


def network_file(network: Network) -> str:
    """Where the page of a network lies, from docs/reference."""
    return f"networks/{network.facts.slug}.md"


def network_row(network: Network) -> tuple[object, ...]:
    """A network in the list of all."""
    facts = network.facts
    limit = facts.text.limit
    return (
        f"[{facts.name}]({network_file(network)}) (`{facts.slug}`)",
        "yes" if network.is_connectable else "texts only",
        f"{limit.value:,} {limit.unit.words}",
        facts.idempotency,
        facts.cost_per_post,
        "of your own" if facts.app else "none",
    )


def networks_page() -> str:
    """Every network the finder finds, with the page of each."""
    return page(
        "Networks",
        "Every network is a module in `src/twoway/networks`. A limit that an account's own server tells goes before the one "
        "printed here. What is read about a network carries the page and the day, and is looked at again after 90 days.",
        table(
            ("network", "accounts", "longest text", "against sending twice", "a post costs", "developer app"),
            (network_row(network) for network in finder.networks().values()),
        ),
    )


# -- rules and reports -------------------------------------------------------------------------------------------------


def rule_file(rule: Rule) -> str:
    """Where the help page of a rule lies, from docs/reference."""
    return f"rules/{rule.facts.name}.md"


def signed(text: str) -> str:
    """A page that something else printed, with the sign below its title."""
    title, _, rest = text.partition("\n")
    return f"{title}\n\n{PRINTED}\n{rest}"


def reports_page() -> str:
    """Every report with its columns."""
    parts = []
    for report in finder.reports().values():
        columns = [(column.label, column.kind, column.help) for column in report.columns]
        parts.append(f"## {report.facts.name} (`{report.facts.slug}`)\n\n*{report.facts.question}*\n\n{report.help}")
        parts.append(table(("column", "kind", "meaning"), columns))
    return page("Reports", *parts)


# -- settings and commands ---------------------------------------------------------------------------------------------


def settings_page() -> str:
    """Every setting with its default."""
    # The default folder must not depend on whose machine prints this page.
    defaults = {setting.name: setting.default for setting in environment.SETTINGS}
    defaults[environment.HOME.name] = environment.default_home({})
    rows = [
        (f"`{s.name}`", f"`{defaults[s.name]}`" if defaults[s.name] else "nothing", s.help)
        for s in environment.SETTINGS
    ]
    return page(
        "Settings",
        "Settings are read from the environment. A setting can also come from a file: name the file in the variable with "
        "`_FILE` at its end. A value that makes no sense is refused when the product starts, with the reason.",
        table(("setting", "default", "meaning"), rows),
    )


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, groups before what is in them."""
    todo: list[tuple[str, click.Command]] = [("twoway", twoway)]
    while todo:
        name, command = todo.pop(0)
        yield name, command
        if isinstance(command, click.Group):
            context = click.Context(command)
            found = ((word, command.get_command(context, word)) for word in command.list_commands(context))
            todo[:0] = [(f"{name} {word}", sub) for word, sub in found if sub is not None and not sub.hidden]


def parameter_row(parameter: click.Parameter) -> tuple[str, str]:
    """One argument or option: what it takes, and what it is when it is not given."""
    choices = parameter.type.choices if isinstance(parameter.type, click.Choice) else ()
    one_of = f"One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""
    if isinstance(parameter, click.Option):
        value = f" {parameter.metavar}" if parameter.metavar else ""
        names = ", ".join(f"`{name}{value}`" for name in (*parameter.opts, *parameter.secondary_opts))
        shown = parameter.show_default and parameter.default is not None and not parameter.is_flag
        usual = f"Without it: `{parameter.default}`." if shown else ""
        return names, " ".join(filter(None, (parameter.help, one_of, usual)))
    name = (parameter.metavar or parameter.name or "").strip("[].").upper()
    needed = "needed" if parameter.required else "may be left out"
    return f"`{name}`", f"{needed}. {one_of}" if one_of else needed


def command_part(name: str, command: click.Command) -> str:
    """One command's chapter."""
    rows = [parameter_row(p) for p in command.params if not getattr(p, "hidden", False)]
    told = inspect.cleandoc(command.help or command.short_help or "")
    # What click is told to leave in its lines are lines to type.
    told = re.sub(r"\x08\n((?:.+(?:\n|$))+)", lambda lines: f"```\n{lines[1].rstrip()}\n```\n", told).strip()
    return "\n\n".join(part for part in (f"## `{name}`", told, table(("", ""), rows) if rows else "") if part)


def commands_page() -> str:
    """Every command with its arguments, and how commands end."""
    return page(
        "Commands",
        *(command_part(name, command) for name, command in commands()),
        "## How a command ends",
        table(("exit code", "it means"), ((int(code), meaning) for code, meaning in MEANING.items())),
    )


# -- states and errors -------------------------------------------------------------------------------------------------


def drawing(moves: Mapping[State, frozenset[State]]) -> str:
    """The moves as a drawing that Markdown viewers show, and read aloud as lines."""
    first = next(iter(moves))
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    for state, following in moves.items():
        lines += [f"    {state} --> {after}" for after in sorted(following)] or [f"    {state} --> [*]"]
    return "\n".join([*lines, "```"])


def moves_table(moves: Mapping[State, frozenset[State]]) -> str:
    """The same as a table."""
    return table(
        ("from", "to"), ((state, ", ".join(sorted(to)) or "nothing: this is the end") for state, to in moves.items())
    )


def states_page() -> str:
    """The states of deliveries, changes, conversations, approvals and posts."""
    return page(
        "States",
        "Only the moves drawn here are possible. One method writes a state, `become`, and it fails quietly when somebody else "
        "was first.",
        "## A delivery",
        drawing(DELIVERY_MOVES),
        moves_table(DELIVERY_MOVES),
        "## A change of what is out",
        drawing(CHANGE_MOVES),
        moves_table(CHANGE_MOVES),
        "## A conversation",
        drawing(CONVERSATION_MOVES),
        moves_table(CONVERSATION_MOVES),
        "## An approval",
        drawing(APPROVAL_MOVES),
        moves_table(APPROVAL_MOVES),
        "## A post",
        "A post has no state of its own: it is read off its deliveries. It is one of "
        + ", ".join(f"*{state}*" for state in PostState)
        + ".",
    )


def errors_page() -> str:
    """Every error with what it means."""
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__]
    drawn = inspect.cleandoc(errors.__doc__ or "").split("\n\n")[1]
    rows = [(f"`{kind.__name__}`", first_sentence(kind.__doc__)) for kind in sorted(kinds, key=lambda k: k.__name__)]
    return page("Errors", f"```text\n{inspect.cleandoc(drawn)}\n```", table(("error", "it means"), rows))


# -- all of it ---------------------------------------------------------------------------------------------------------


def pages() -> Mapping[str, str]:
    """Every page by its path from docs/reference."""
    return {
        "networks.md": networks_page(),
        **{network_file(network): network_page(network) for network in finder.networks().values()},
        "rules.md": signed(rules_index(finder.rules().values()).replace("](", "](rules/")),
        **{rule_file(rule): signed(rule_page(rule)) for rule in finder.rules().values()},
        "reports.md": reports_page(),
        "settings.md": settings_page(),
        "commands.md": commands_page(),
        "states.md": states_page(),
        "errors.md": errors_page(),
    }


def differences(folder: Path = FOLDER) -> list[str]:
    """What is missing, old or left over in the folder, one line each."""
    wanted = pages()
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.md")}
    missing = [f"{name} is missing" for name in wanted if name not in there]
    old = [
        f"{name} is not what the code says"
        for name, text in wanted.items()
        if name in there and there[name].read_text(encoding="utf-8") != text
    ]
    left = [f"{name} describes something that is no longer there" for name in there if name not in wanted]
    return sorted([*missing, *old, *left])


def write(folder: Path = FOLDER) -> None:
    """Write every page, and take away what the code no longer has."""
    wanted = pages()
    for path in folder.rglob("*.md"):
        if path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def main(words: Sequence[str]) -> int:
    """Write, or with `--check` compare; 1 when something differs."""
    if "--check" not in words:
        write()
        return 0
    found = differences()
    for line in found:
        print(f"docs/reference/{line}", file=sys.stderr)
    if found:
        print("The reference differs from the code. Run: make docs WRITE=1", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

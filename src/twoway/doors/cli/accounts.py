"""`twoway accounts`: connecting, looking after, letting go."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import click

from twoway.apps.accounts import actions
from twoway.apps.accounts.models import Account, Health
from twoway.apps.accounts.queries import account_named, accounts_of, facts_of, place_of
from twoway.apps.inbox.listening import heard_at_once
from twoway.apps.people.actions import make_persona
from twoway.apps.people.models import Persona
from twoway.apps.people.queries import persona_named, personas_of
from twoway.domain.errors import BadInput, NetworkAnswer
from twoway.domain.facts import Facts, Question
from twoway.domain.permission import Actor, Verb
from twoway.domain.persona import PERSONA_KINDS, PersonaKind
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.reading import ask, is_asked, pairs, sure
from twoway.doors.cli.showing import in_turn, print_json, print_table, waiting
from twoway.doors.cli.whose import actor
from twoway.plug import finder
from twoway.plug.network import Network

NEW = "a new one"


def list_accounts(as_json: bool) -> None:
    """All of them."""
    who = actor()
    who.require(Verb.READ)
    found = list(accounts_of(who))
    if as_json:
        heard = heard_at_once(account.pk for account in found)
        print_json([as_data(account, heard) for account in found])
        return
    if not found:
        click.echo("No account is connected yet. `twoway accounts connect NETWORK` connects one.", err=True)
        return
    heard = heard_at_once(account.pk for account in found)
    print_table(
        ("account", "network", "persona", "posting", "health"),
        [
            (
                a,
                facts_of(a).name,
                f"{a.persona} ({a.persona.kind})",
                "on" if a.may_post else "look-only",
                f"{_health(a)}, hears news at once" if a.pk in heard else _health(a),
            )
            for a in found
        ],
    )


def as_data(account: Account, heard: Container[int] = ()) -> dict[str, object]:
    """An account for scripts; never its secrets. `heard` are those that somebody listens for now."""
    return {
        "id": account.pk,
        "label": account.label,
        "handle": account.handle,
        "name": account.name,
        "network": account.network,
        "address": account.address,
        "persona": {"name": account.persona.name, "kind": account.persona.kind},
        "may_post": account.may_post,
        "health": account.health,
        "health_why": account.health_why,
        "limits": account.limits,
        "read_at": account.read_at,
        "hears_at_once": account.pk in heard,
        "expires_at": account.expires_at,
    }


def _health(account: Account) -> str:
    return account.health if account.health == Health.GOOD else f"{account.health}: {account.health_why}"


def connect(
    network: str,
    answers: tuple[str, ...],
    answer_files: tuple[str, ...],
    persona: str | None,
    posting: bool | None,
    again: str | None,
    page: bool | None,
    paste: bool,
    seconds: int,
    as_json: bool,
) -> None:
    """Sign in, on the network's page or with what is asked here, and keep the account under a persona."""
    who = actor()
    who.require(Verb.CONNECT)
    there = finder.network(network)
    given = _given(answers, answer_files)
    before = account_named(who, again) if again else None
    on_page = _is_by_page(there, given, page=True if paste else page)
    asked = there.facts.connecting.page_questions if on_page else there.facts.connecting.questions
    _refuse_unknown(there.facts, asked, given)
    wearing = _persona_for(who, persona, before)
    account_id = before.pk if before else None
    if on_page:
        door = import_module("twoway.doors.cli.signing_in")
        account = door.connect_there(
            who,
            door.Asked(
                network=there,
                answers=given if before or not is_asked() else _asked(there.facts, asked, given),
                persona_id=wearing.pk,
                account_id=account_id,
                may_post=posting,
                paste=paste,
                seconds=seconds,
            ),
        )
    else:
        full = _asked(there.facts, asked, given) if is_asked() else given
        with waiting(f"Signing in to {there.facts.name}"):
            account = actions.connect(
                who, network, full, persona_id=wearing.pk, may_post=posting, account_id=account_id
            )
    _tell_connected(account, as_json=as_json)


def _given(answers: tuple[str, ...], answer_files: tuple[str, ...]) -> dict[str, str]:
    """The answers, those from files among them."""
    from_files = {name: _secret_in(path) for name, path in pairs(answer_files, "--answer-file").items()}
    return {**pairs(answers, "--answer"), **from_files}


def _persona_for(who: Actor, name: str | None, before: Account | None) -> Persona:
    """The one that was named; else whose account it was before; else whoever is asked says."""
    if name:
        return persona_named(who, name)
    return before.persona if before is not None else _choose_persona(who)


def _tell_connected(account: Account, *, as_json: bool) -> None:
    if as_json:
        print_json(as_data(account))
        return
    click.echo(f"{place_of(account)} is connected, under {account.persona} ({account.persona.kind}).")
    if not account.may_post:
        click.echo(f"It only looks for now. `twoway accounts posting {account.label} on` lets it post.")


def _is_by_page(network: Network, given: Mapping[str, str], *, page: bool | None) -> bool:
    """Whether somebody signs in on the network's own page: as they say, else where one can be opened by whoever sits here."""
    if page and not network.signs_in_there:
        raise BadInput(
            f"{network.facts.name} has no page for signing in; its questions are asked here.", field="page"
        )
    if page is not None or not network.signs_in_there or network.connect is None:
        return network.signs_in_there if page is None else page
    known = {question.name for question in network.facts.connecting.page_questions}
    return is_asked() and set(given) <= known


def _refuse_unknown(facts: Facts, questions: Sequence[Question], given: Mapping[str, str]) -> None:
    known = [question.name for question in questions]
    for name in given:
        if name not in known:
            raise BadInput(f"{facts.name} does not ask for “{name}”. It asks for: {', '.join(known)}.", field=name)


def _secret_in(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}", field="answer-file") from error


def _asked(facts: Facts, questions: Sequence[Question], given: Mapping[str, str]) -> dict[str, str]:
    """The answers with what was missing asked for; secrets are not shown while they are typed."""
    missing = [question for question in questions if question.name not in given]
    if missing:
        click.echo(f"To connect to {facts.name} you need: {facts.connecting.needs.rstrip('.')}.", err=True)
    return {**given, **{question.name: _ask(question) for question in missing}}


def _ask(question: Question) -> str:
    return ask(
        question.label,
        help_=question.help,
        secret=question.secret,
        initial=question.initial,
        required=question.required,
    )


def _choose_persona(who: Actor) -> Persona:
    """The persona that the account speaks for. There is no way around this question."""
    known = list(personas_of(who))
    if not is_asked():
        names = ", ".join(f"“{one.name}” ({one.kind})" for one in known) or "none yet"
        raise BadInput(
            f"Say which persona this account speaks for with --persona NAME. There are: {names}. "
            "`twoway personas make` makes another.",
            field="persona",
        )
    click.echo("Which persona does this account speak for?", err=True)
    for number, one in enumerate(known, 1):
        click.echo(f"  {number}  {one.name} ({one.kind})", err=True)
    click.echo(f"  {len(known) + 1}  {NEW}", err=True)
    chosen = click.prompt("Persona", type=click.IntRange(1, len(known) + 1), err=True)
    return known[chosen - 1] if chosen <= len(known) else _new_persona(who)


def _new_persona(who: Actor) -> Persona:
    name = ask("Its name")
    kinds = list(PersonaKind)
    for number, kind in enumerate(kinds, 1):
        click.echo(f"  {number}  {PERSONA_KINDS[kind]}", err=True)
    chosen = click.prompt("Kind", type=click.IntRange(1, len(kinds)), err=True)
    return make_persona(who, name, kinds[chosen - 1])


def check(account: str | None, as_json: bool) -> None:
    """Ask each network, one after the other; end with 4 when one does not work."""
    who = actor()
    who.require(Verb.READ)
    wanted = [account_named(who, account)] if account else list(accounts_of(who))
    told = [_check(who, one) for one in in_turn(wanted, "Asking", place_of)]
    if as_json:
        print_json(told)
    else:
        print_table(("account", "works", ""), [(row["label"], row["works"], row["why"]) for row in told])
    if not all(row["works"] for row in told):
        raise Ends(Exit.NETWORK)


def _check(who: Actor, account: Account) -> dict[str, object]:
    try:
        actions.check(who, account.pk)
    except NetworkAnswer as answer:
        return {"label": account.label, "works": False, "why": answer.for_people}
    return {"label": account.label, "works": True, "why": ""}


def posting(account: str, switch: str) -> None:
    """Let it post, or only look."""
    who = actor()
    changed = actions.switch_posting(who, account_named(who, account).pk, on=switch == "on")
    click.echo(f"{place_of(changed)} may {'post' if changed.may_post else 'only look'} now.")


def persona(account: str, name: str) -> None:
    """Put it under another persona."""
    who = actor()
    changed = actions.change_persona(who, account_named(who, account).pk, persona_named(who, name).pk)
    click.echo(f"{place_of(changed)} belongs to {changed.persona} now.")


def remove(account: str, yes: bool) -> None:
    """Let it go."""
    who = actor()
    found = account_named(who, account)
    sure(yes, f"Remove {place_of(found)}?")
    actions.remove(who, found.pk)
    click.echo(f"{place_of(found)} is removed, and its secrets are forgotten.")

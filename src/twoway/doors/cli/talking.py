"""What `twoway react` and `twoway search` do: one press, and what people say out there."""

from __future__ import annotations

import time

import click

from twoway.apps.accounts.queries import account_named, facts_of, place_of
from twoway.apps.inbox import reacting, searching
from twoway.apps.inbox.jobs import settle_answers
from twoway.apps.inbox.models import Reaction
from twoway.apps.inbox.queries import answered_message, conversation_of
from twoway.apps.inbox.searching import Found, Result
from twoway.apps.people.queries import workspace_of
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor
from twoway.doors.cli import sending
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.reading import pairs
from twoway.doors.cli.showing import print_json, printable, waiting, when
from twoway.doors.cli.whose import actor


def react(conversation: int, word: str | None, message: int | None, back: bool, wait: float, as_json: bool) -> None:
    """One press, or taking it back."""
    who = actor()
    one = conversation_of(who, conversation)
    latest = answered_message(one)
    chosen = message if message is not None else latest.pk if latest is not None else None
    if chosen is None or chosen not in {said.pk for said in one.messages.all()}:
        raise BadInput(
            f"Conversation {conversation} has no such message of theirs. `twoway inbox show {conversation}` lists them.",
            field="message",
        )
    known = facts_of(one.account).reactions
    row = reacting.react(who, chosen, word or (known[0] if known else ""), on=not back)
    row = _pressed(row, wait)
    if as_json:
        told = {"message": chosen, "reaction": row.word, "wanted": row.wanted, "is_on": row.is_on, "why": row.why}
        print_json(told)
    else:
        click.echo(_in_words(row), err=row.is_pending or bool(row.why))
    if row.is_pending:
        sending.say_if_no_worker()
        raise Ends(Exit.UNDER_WAY)
    if row.why:
        raise Ends(Exit.NETWORK)


def _pressed(row: Reaction, seconds: float) -> Reaction:
    until = time.monotonic() + seconds
    with waiting("Asking"):
        while row.is_pending and time.monotonic() < until:
            if not sending.worker_runs():
                reacting.press_due()
            row.refresh_from_db()
            if row.is_pending:
                time.sleep(sending.LOOK_EVERY)
    return row


def _in_words(row: Reaction) -> str:
    if row.is_pending:
        return f"{row.word}: on its way. {row.why}".rstrip()
    if row.why:
        return f"{row.word}: it did not get through. {row.why}"
    return f"{row.word}: {'pressed' if row.is_on else 'taken back'}."


def search(
    words: str,
    accounts: tuple[str, ...],
    cursors: tuple[str, ...],
    answer: str | None,
    text: str | None,
    wait: float,
    as_json: bool,
) -> None:
    """Look, and answer if that is wanted."""
    who = actor()
    if (answer is None) != (text is None):
        raise BadInput("--answer and --text belong together.", field="answer")
    ids = tuple(account_named(who, name).pk for name in accounts)
    goes_on = {account_named(who, name).pk: cursor for name, cursor in pairs(cursors, "--more").items()}
    found = searching.search(who, words, account_ids=ids, cursors=goes_on)
    if answer is not None and text is not None:
        _answer(who, found, answer, text, wait, as_json=as_json)
        return
    _show(who, found, as_json=as_json)
    if found.troubles and not found.results:
        raise Ends(Exit.NETWORK)


def _show(who: Actor, found: Found, *, as_json: bool) -> None:
    if as_json:
        more = {one.account.label: one.cursor for one in found.asked if one.cursor}
        troubles = [{"account": one.account.label, "why": one.trouble} for one in found.troubles]
        print_json({"results": [_data(one) for one in found.results], "troubles": troubles, "more": more})
        return
    zone = workspace_of(who).tz
    for one in found.results:
        said = one.message
        click.secho(
            f"{printable(said.author.name or said.author.handle)} (@{said.author.handle}) on {facts_of(one.account).name}, "
            f"{when(said.at, zone)}",
            bold=True,
        )
        click.echo("".join(f"  {row}\n" for row in printable(said.text).splitlines()), nl=False)
        if said.address:
            click.secho(f"  {said.address}", dim=True)
    if not found.results and not found.troubles:
        click.echo("Nothing was found.", err=True)
    for asked in found.troubles:
        click.echo(f"{place_of(asked.account)}: {asked.trouble}", err=True)
    for asked in found.asked:
        if asked.cursor:
            goes_on = f"--more {asked.account.label}={asked.cursor}"
            click.echo(f"There is more on {place_of(asked.account)}: {goes_on}", err=True)


def _data(one: Result) -> dict[str, object]:
    said = one.message
    return {
        "account": one.account.label,
        "author": {"name": said.author.name, "handle": said.author.handle},
        "text": said.text,
        "at": said.at,
        "address": said.address,
        "remote_id": said.remote_id,
        "may_be_answered": bool(one.mark),
        "conversation": one.conversation_id,
    }


def _answer(who: Actor, found: Found, address: str, text: str, wait: float, *, as_json: bool) -> None:
    one = next((o for o in found.results if address in (o.message.address, o.message.remote_id)), None)
    if one is None or not one.mark:
        raise BadInput(
            f"Nothing that can be answered was found at {address}. Give an address that `twoway search` printed.",
            field="answer",
        )
    message = searching.answer(who, one.mark, text)
    if message.delivery is None:
        return
    outcome = sending.wait_for([message.delivery], wait)
    settle_answers()
    if as_json:
        print_json({"conversation": message.conversation_id, "message": message.pk, **sending.as_data(outcome)})
    else:
        sending.show(outcome)
    if outcome.code is not Exit.GOOD:
        raise Ends(outcome.code)

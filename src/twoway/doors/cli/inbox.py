"""`twoway inbox` and `twoway reply`: what people wrote, and answering them."""

from __future__ import annotations

import click
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import accounts_of, network_of, place_of
from twoway.apps.inbox import actions
from twoway.apps.inbox.jobs import bring, settle_answers
from twoway.apps.inbox.models import Conversation, Message
from twoway.apps.inbox.queries import (
    conversation_of,
    conversations_of,
    nobody_there,
    reply_warning,
    standing_alone,
    unreadable_of,
)
from twoway.apps.people.queries import workspace_of
from twoway.domain.errors import BadInput, NetworkAnswer
from twoway.domain.permission import Actor, Verb
from twoway.domain.states import ConversationState
from twoway.doors.cli import sending
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.reading import read_text, read_time
from twoway.doors.cli.showing import ago, in_turn, print_json, print_table, printable, when
from twoway.doors.cli.whose import actor


def list_conversations(state: str, fetch: bool, as_json: bool) -> None:
    """Those in one state, or all."""
    who = actor()
    who.require(Verb.READ)
    troubles = _fetch(who) if fetch else []
    wanted = None if state == "all" else ConversationState(state)
    found = list(conversations_of(who, wanted))
    unread = unreadable_of(who).count()
    if as_json:
        print_json({"conversations": [as_data(one) for one in found], "unreadable": unread, "troubles": troubles})
    else:
        _show_list(found, state)
        if unread:
            click.echo(f"{unread} that came in could not be read; they are kept.", err=True)
        for trouble in troubles:
            click.echo(trouble, err=True)
    if troubles:
        raise Ends(Exit.NETWORK)


def _show_list(found: list[Conversation], state: str) -> None:
    if not found:
        click.echo("Nobody waits for an answer." if state == "ours" else "There is nothing here.", err=True)
        return
    now = timezone.now()
    print_table(
        ("id", "from", "account", "state", "waits for", "latest words"),
        [
            (
                one.pk,
                one.person or "Somebody",
                place_of(one.account),
                one.state,
                ago(one.waiting_since, now),
                one.first_words,
            )
            for one in found
        ],
        right=(0,),
    )


def _fetch(who: Actor) -> list[str]:
    """Ask every network that can be asked; gives the troubles in words."""
    accounts = [account for account in accounts_of(who).select_related("workspace") if network_of(account).fetch]
    settle_answers()
    return [trouble for one in in_turn(accounts, "Fetching", place_of) if (trouble := _fetch_one(one))]


def _fetch_one(account: Account) -> str:
    """What went wrong, if something did: the account's health tells afterwards."""
    try:
        bring(account)
    except NetworkAnswer as answer:
        return f"{place_of(account)}: {answer.for_people}"
    account.refresh_from_db()
    return f"{place_of(account)}: {account.health_why}" if account.health_why else ""


def as_data(one: Conversation) -> dict[str, object]:
    """A conversation for scripts."""
    return {
        "id": one.pk,
        "person": str(one.person) if one.person else None,
        "account": one.account.handle,
        "network": one.account.network,
        "state": one.state,
        "waiting_since": one.waiting_since,
        "snoozed_until": one.snoozed_until,
        "last_at": one.last_at,
        "latest_words": one.first_words,
        "about": one.about.address if one.about else None,
        "is_private": one.is_private,
        "draft": one.draft,
    }


def show(conversation: int, as_json: bool) -> None:
    """One, with everything that was said."""
    who = actor()
    who.require(Verb.READ)
    one = conversation_of(who, conversation)
    alone = standing_alone(one)
    if as_json:
        notes = [{"by": note.writer_name, "at": note.at, "text": note.text} for note in one.notes.all()]
        said = [{**_message_data(m), "stands_alone": m.pk in alone} for m in one.messages.all()]
        print_json({**as_data(one), "answer_warning": reply_warning(one), "messages": said, "notes": notes})
        return
    zone = workspace_of(who).tz
    click.secho(
        f"{one.pk}: {printable(str(one.person or 'Somebody'))}, {place_of(one.account)} ({one.state})", bold=True
    )
    for message in one.messages.all():
        _show_message(message, when(message.at, zone), when(message.gone_at, zone) if message.gone_at else "")
        if message.pk in alone:
            click.secho("  What this answers was taken back; it stands alone there.", fg="yellow")
    for note in one.notes.all():
        click.secho(f"note by {note.writer_name}, {when(note.at, zone)}: {printable(note.text)}", dim=True)
    if why_not := nobody_there(one):
        click.echo(printable(why_not))
    if warning := reply_warning(one):
        click.echo(f"An answer is folded away behind “{printable(warning)}”, as what it answers is.")
    if one.draft:
        click.echo(f"A draft of an answer: {printable(one.draft)}")


def _message_data(message: Message) -> dict[str, object]:
    return {
        "id": message.pk,
        "is_ours": message.is_ours,
        "by": str(message.writer or "") if message.is_ours else str(message.person or ""),
        "kind": message.kind,
        "text": message.text,
        "at": message.at,
        "address": message.address,
        "gone_at": message.gone_at,
        "delivery": sending.delivery_data(message.delivery) if message.delivery else None,
    }


def _show_message(message: Message, at: str, gone: str) -> None:
    who = f"you ({message.writer})" if message.is_ours else str(message.person or "Somebody")
    state = f", {message.delivery.state}" if message.delivery else ""
    click.echo(f"{printable(who)}, {at}{state}:")
    click.echo("".join(f"  {row}\n" for row in printable(message.text).splitlines()), nl=False)
    if gone:
        click.secho(f"  Not there any more since {gone}: deleted, or hidden from you.", fg="yellow")


def reply(
    conversation: int, text: str | None, file: str | None, asides: tuple[str, ...], wait: float, as_json: bool
) -> None:
    """Answer, and wait for the outcome."""
    who = actor()
    words = read_text(text, file)
    message = actions.reply(who, conversation, words, reasons=dict(map(_reason, asides)))
    if message.delivery is None:
        return
    outcome = sending.wait_for([message.delivery], wait)
    settle_answers()
    if as_json:
        print_json({"conversation": conversation, "message": message.pk, **sending.as_data(outcome)})
    else:
        sending.show(outcome)
    if outcome.code is not Exit.GOOD:
        raise Ends(outcome.code)


def _reason(words: str) -> tuple[str, str]:
    """A finding's code, and why it is set aside."""
    code, equals, reason = (part.strip() for part in words.partition("="))
    if not code or not equals:
        raise BadInput(
            f"“{words}” should be CODE=REASON, such as ACC005=It is our stall's own name.", field="set-aside"
        )
    return code, reason


def done(conversation: int) -> None:
    """Nothing more is owed."""
    click.echo(f"{actions.mark_done(actor(), conversation)} is done.")


def later(conversation: int, until: str) -> None:
    """Put off."""
    who = actor()
    zone = workspace_of(who).tz
    at = read_time(until, zone, timezone.now())
    click.echo(f"{actions.snooze(who, conversation, at)} comes back {when(at, zone)}.")


def again(conversation: int) -> None:
    """Taken up again."""
    click.echo(f"{actions.take_up(actor(), conversation)} is yours again.")


def note(conversation: int, text: str) -> None:
    """A word to the team."""
    actions.add_note(actor(), conversation, text)
    click.echo("Noted. Only the team sees it.")

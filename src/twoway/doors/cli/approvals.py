"""What `twoway approvals` and `twoway approve` do."""

from __future__ import annotations

from datetime import datetime

import click
from django.utils import timezone

from twoway.apps.accounts.queries import account_named, place_of
from twoway.apps.people.queries import member_named, persona_named, workspace_of
from twoway.apps.posts import approval_rules, approving, remarks
from twoway.apps.posts.approvals import (
    Page,
    Version,
    answered_lately,
    asked_by,
    page_of,
    rules_shown,
    waiting_for,
)
from twoway.apps.posts.models import Approval
from twoway.domain.approve import Bit
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor
from twoway.doors.cli.reading import pairs, read_time
from twoway.doors.cli.sending import delivery_data, say_if_no_worker
from twoway.doors.cli.showing import print_json, print_table, printable, when
from twoway.doors.cli.whose import actor

#: More than these are for the page.
MOST = 200
NONE = {
    "waiting": "Nothing waits for your yes.",
    "mine": "You have asked for no yes.",
    "answered": "Nothing was answered lately.",
}


def list_approvals(which: str, as_json: bool) -> None:
    """One line each."""
    who = actor()
    found = {"waiting": waiting_for, "mine": asked_by, "answered": answered_lately}[which](who)[:MOST]
    rows = [approval_data(one) for one in found]
    if as_json:
        print_json(rows)
        return
    if not rows:
        click.echo(NONE[which], err=True)
        return
    zone = workspace_of(who).tz
    print_table(
        ("approval", "post", "asked by", "where it stands", "goes"),
        [
            (
                one.pk,
                str(one.post),
                one.asked_by_name,
                one.told,
                when(one.at, zone) if one.goes else "when they say so",
            )
            for one in found
        ],
    )


def approval_data(one: Approval) -> dict[str, object]:
    """An asking for scripts."""
    return {
        "id": one.pk,
        "post": one.post_id,
        "state": one.state,
        "turn": one.turn,
        "goes": one.goes,
        "at": one.at,
        "asked_by": one.asked_by_name,
        "asked_of": one.asked_of_name,
        "asked_at": one.asked_at,
        "words": one.words,
        "answered_by": one.answered_by_name,
        "answered_at": one.answered_at,
        "answer": one.answer,
    }


def show(number: int, as_json: bool) -> None:
    """Everything about one, and a note that this person has read it."""
    who = actor()
    page = remarks.look(who, number)
    if as_json:
        print_json({**approval_data(page.approval), **_page_data(page)})
        return
    one = page.approval
    click.echo(
        f"{one.asked_by_name} asks {one.asked_of_name or 'whoever may say it'}: {one.told}. {one.words}".strip()
    )
    for version in page.versions:
        _show_version(version)
    for deed in page.deeds:
        click.secho(
            f"{when(deed.at, workspace_of(who).tz)}  {deed.by_name} {deed.verb}. {deed.words}".rstrip(), dim=True
        )
    click.echo(f"You may answer: `twoway approve {number}`." if page.may_answer else f"{page.who} can answer.")


def _page_data(page: Page) -> dict[str, object]:
    return {
        "may_answer": page.may_answer,
        "who": page.who,
        "readers": page.post.readers,
        "is_meant_otherwise": page.is_meant_otherwise,
        "versions": [
            {
                "account": version.account.handle,
                "network": version.account.network,
                "mark": version.mark,
                "text": version.text,
                "is_as_asked": version.is_as_asked,
                "since": [[bit.kind, bit.text] for bit in version.since],
                "stops": [finding.message for finding in version.look.stops],
                "comments": [
                    {
                        "id": said.comment.pk,
                        "by": said.comment.by_name,
                        "on": said.comment.quote,
                        "now": said.now,
                        "words": said.comment.words,
                        "answers": [{"by": a.by_name, "words": a.words} for a in said.answers],
                        "done": not said.is_open,
                    }
                    for said in version.comments
                ],
            }
            for version in page.versions
        ],
    }


def _show_version(version: Version) -> None:
    click.echo()
    click.secho(place_of(version.account), bold=True)
    click.echo("".join(f"  | {row}\n" for row in printable(version.text).splitlines()), nl=False)
    if version.since:
        click.echo(f"  since you looked last: {_marked(version.since)}")
    if version.drift:
        click.echo(f"  changed since it was asked about: {_marked(version.drift)}")
    for finding in version.look.stops:
        click.secho(f"  held back: {finding.message}", fg="red")
    for said in version.comments:
        about = f"“{said.comment.quote}”" if said.comment.quote else "the whole"
        gone = " (those words are gone)" if said.comment.quote and said.place is None else ""
        done = " Done." if not said.is_open else ""
        click.echo(f"  {said.comment.pk}. {said.comment.by_name} on {about}{gone}: {said.comment.words}{done}")
        for one in said.answers:
            click.echo(f"     {one.by_name}: {one.words}")


def _marked(bits: tuple[Bit, ...]) -> str:
    """A difference as plain text."""
    signs = {"in": "[+{}+]", "out": "[-{}-]", "same": "{}"}
    return printable("".join(signs[bit.kind].format(bit.text) for bit in bits))


def ask(post: int, whom: str | None, words: str, now: bool, at: str | None, as_json: bool) -> None:
    """Ask, by name or whoever may."""
    if now and at:
        raise BadInput("Choose one of --now and --at.", field="at")
    who = actor()
    due_at = read_time(at, workspace_of(who).tz, timezone.now()) if at else None
    made = asking(who, post, whom, words, goes=now or due_at is not None, due_at=due_at)
    if as_json:
        print_json(approval_data(made))
        return
    tell_asked(made)


def asking(
    who: Actor, post: int, whom: str | None, words: str, *, goes: bool, due_at: datetime | None = None
) -> Approval:
    """Ask a member by their name or address; without one, whoever may say it."""
    of = member_named(who, whom).user_id if whom else None
    return approving.ask(who, post, of=of, words=words, goes=goes, at=due_at)


def tell_asked(made: Approval) -> None:
    """What was asked, and what comes next."""
    then = "With the yes it goes out." if made.goes else "It goes out when you say so, once there is a yes."
    click.echo(f"{made.asked_of_name or 'Whoever may say yes'} is asked (approval {made.pk}). {then}")


def approve(number: int, because: str, texts: tuple[str, ...], as_json: bool) -> None:
    """Yes, to what was read."""
    who = actor()
    page = page_of(who, number)
    seen = remarks.marks_seen(who, page)
    if seen is None:
        raise BadInput(
            f"Read it as it is now, with `twoway approvals show {number}`, and then say yes.", field="approval"
        )
    changed = {account_named(who, name).pk: text for name, text in pairs(texts, "--text").items()}
    answered = approving.approve(who, number, seen=seen, because=because, texts=changed)
    if as_json:
        going = answered.going
        print_json(
            {
                **approval_data(answered.approval),
                "is_late": answered.is_late,
                "deliveries": [delivery_data(delivery) for delivery in going.deliveries] if going else [],
            }
        )
        return
    if answered.is_late:
        click.echo("Your yes is kept. Its time had passed, so nothing went out; it has to get another.")
    elif answered.going is None:
        click.echo("Your yes is kept. It goes out when the author says so.")
    else:
        zone = workspace_of(who).tz
        for delivery in answered.going.deliveries:
            click.echo(
                f"{place_of(delivery.account)}: goes out {when(delivery.due_at, zone)} (delivery {delivery.pk})"
            )
        say_if_no_worker()


def changes(number: int, words: str) -> None:
    """The author reads them."""
    approving.ask_changes(actor(), number, words)
    click.echo("The author reads what should change.")


def refuse(number: int, words: str) -> None:
    """No."""
    approving.refuse(actor(), number, words)
    click.echo("The author reads why not.")


def withdraw(number: int) -> None:
    """Nobody is asked."""
    approving.withdraw(actor(), number)
    click.echo("Nobody is asked any more.")


def comment(number: int, words: str, account: str | None, quote: str, as_json: bool) -> None:
    """On a version by its account; where there is one alone, on that."""
    who = actor()
    versions = page_of(who, number).versions
    if account is None and len(versions) != 1:
        names = ", ".join(version.account.handle for version in versions)
        raise BadInput(f"Say which version with --account. There are: {names}.", field="account")
    account_id = account_named(who, account).pk if account else versions[0].account.pk
    made = remarks.comment(who, number, account_id, words, quote=quote)
    if as_json:
        print_json({"id": made.pk, "on": made.quote, "words": made.words})
        return
    click.echo(f"Said (comment {made.pk}).")


def answer(number: int, words: str) -> None:
    """Beneath it."""
    remarks.answer(actor(), number, words)
    click.echo("Answered.")


def done(number: int, undo: bool) -> None:
    """Done, or open again."""
    remarks.done(actor(), number, is_done=not undo)
    click.echo("It is open again." if undo else "Done.")


def delete(number: int) -> None:
    """Gone."""
    remarks.delete(actor(), number)
    click.echo("It is taken back.")


def rule(persona: str | None, named: tuple[str, ...], off: bool) -> None:
    """On or off."""
    who = actor()
    persona_id = persona_named(who, persona).pk if persona else None
    where = persona or "the workspace"
    if off:
        approval_rules.free(who, persona_id=persona_id)
        click.echo(f"Posts of {where} go out without a yes.")
        return
    ids = [member_named(who, words).user_id for words in named]
    approval_rules.require_yes(who, persona_id=persona_id, named=ids)
    click.echo(f"Nothing of {where} goes out without a yes from {', '.join(named) or 'whoever may say it'}.")


def rules(as_json: bool) -> None:
    """Each with who is named in it."""
    found = [(one, [str(user) for user in one.named.all()]) for one in rules_shown(actor())]
    if as_json:
        print_json([{"where": str(one), "persona": one.persona_id, "named": names} for one, names in found])
        return
    print_table(("where", "a yes from"), [(one, ", ".join(names) or "whoever may say it") for one, names in found])

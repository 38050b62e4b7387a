"""What `twoway pause` does."""

from __future__ import annotations

import click

from twoway.apps.accounts.queries import account_named
from twoway.apps.delivery import actions
from twoway.apps.delivery.models import Delivery, Pause
from twoway.apps.delivery.queries import missed_in_pauses, pauses_of
from twoway.apps.people.queries import persona_named, workspace_of
from twoway.apps.posts.actions import reopen
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor, Verb
from twoway.doors.cli.showing import print_json, print_table, when
from twoway.doors.cli.whose import actor


def list_pauses(as_json: bool) -> None:
    """What holds now, and what is left to look at."""
    who = actor()
    who.require(Verb.READ)
    zone = workspace_of(who).tz
    pauses, missed = list(pauses_of(who)), list(missed_in_pauses(who))
    if as_json:
        print_json({"pauses": [_as_data(one) for one in pauses], "missed": [_missed(one) for one in missed]})
        return
    if not pauses:
        click.echo("Nothing is paused.", err=True)
    else:
        rows = [(one.pk, one, one.by_name, when(one.began_at, zone), one.why) for one in pauses]
        print_table(("pause", "what", "by", "since", "why"), rows, right=(0,))
    if missed:
        click.echo("These missed their time. `twoway pause again DELIVERY` or `twoway pause leave DELIVERY`:")
        print_table(
            ("delivery", "account", "was due", "words"),
            [(one.pk, one.account, when(one.due_at, zone), one.text[:60]) for one in missed],
            right=(0,),
        )


def _as_data(one: Pause) -> dict[str, object]:
    return {
        "id": one.pk,
        "what": str(one),
        "why": one.why,
        "by": one.by_name,
        "began_at": one.began_at,
        "lets_replies": one.lets_replies,
    }


def _missed(one: Delivery) -> dict[str, object]:
    return {"id": one.pk, "account": one.account.label, "due_at": one.due_at, "text": one.text}


def begin(why: str, persona: str | None, account: str | None, lets_replies: bool, as_json: bool) -> None:
    """Everything, or a part."""
    who = actor()
    made = actions.pause(
        who,
        why,
        persona_id=persona_named(who, persona).pk if persona else None,
        account_id=account_named(who, account).pk if account else None,
        lets_replies=lets_replies,
    )
    if as_json:
        print_json(_as_data(made))
        return
    click.echo(f"{made.begun} `twoway pause end {made.pk}` ends it.")


def end(number: int, as_json: bool) -> None:
    """It goes on."""
    resumed = actions.resume(actor(), number)
    if as_json:
        print_json({"goes_on": resumed.goes_on, "missed": [_missed(one) for one in resumed.missed]})
        return
    click.echo(resumed.told)
    if resumed.missed:
        click.echo(f"{len(resumed.missed)} missed their time; `twoway pause` lists them.")


def again(delivery: int) -> None:
    """As a draft."""
    who = actor()
    found = _of_missed(who, delivery)
    version = getattr(found, "post_version", None)
    if version is None:
        raise BadInput("This is no post, so it cannot be written anew. Leave it out, and answer again.")
    post = reopen(who, version.post_id, found.account_id)
    click.echo(f"It is draft {post.pk} again. `twoway post --id {post.pk} --at WHEN` gives it a new time.")


def leave(delivery: int) -> None:
    """Not any more."""
    who = actor()
    actions.set_aside(who, _of_missed(who, delivery).pk)
    click.echo("Left out.")


def _of_missed(who: Actor, delivery: int) -> Delivery:
    found = missed_in_pauses(who).filter(pk=delivery).first()
    if found is None:
        raise BadInput("No such delivery missed its time in a pause, or it was looked at already.", field="delivery")
    return found

"""`twoway post`: from words to a receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.accounts.queries import account_named, facts_of, place_of
from twoway.apps.delivery.actions import BIGGEST_PICTURE, keep_picture
from twoway.apps.people.queries import workspace_of
from twoway.apps.posts.actions import Going, save, schedule, send_now
from twoway.apps.posts.looks import Look, look_at, look_at_post
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft, draft_of, post_of
from twoway.domain.errors import BadInput, Held
from twoway.domain.permission import Actor, Verb
from twoway.doors.cli import sending
from twoway.doors.cli.approvals import approval_data, asking, tell_asked
from twoway.doors.cli.checking import as_data as checked_data
from twoway.doors.cli.checking import show
from twoway.doors.cli.choosing import Choices, with_choices
from twoway.doors.cli.exits import Ends, Exit
from twoway.doors.cli.looking import of_look
from twoway.doors.cli.reading import listed, pairs, read_picture, read_text, read_time
from twoway.doors.cli.showing import print_json, when
from twoway.doors.cli.whose import actor, demo_actor

DEMO = "demo:"


def post(
    text: str | None,
    file: str | None,
    to: tuple[str, ...],
    images: tuple[str, ...],
    alts: tuple[str, ...],
    texts: tuple[str, ...],
    at: str | None,
    now: bool,
    draft: bool,
    preview: bool,
    post_id: int | None,
    language: str | None,
    wait: float,
    as_json: bool,
    first_comment: str | None = None,
    title: str | None = None,
    thread: bool = False,
    shorten: bool = False,
    asides: tuple[str, ...] = (),
    spread: bool = False,
    times: tuple[str, ...] = (),
    warning: str | None = None,
    audiences: tuple[str, ...] = (),
    focuses: tuple[str, ...] = (),
    readers: tuple[str, ...] = (),
    ask: str | None = None,
    ask_words: str = "",
) -> None:
    """Keep a post, show how it reads on each account, and do with it what was asked for."""
    choices = Choices(
        first_comment=first_comment,
        title=title,
        thread=thread,
        shorten=shorten,
        asides=asides,
        spread=spread,
        times=times,
        warning=warning,
        audiences=audiences,
        focuses=focuses,
        readers=readers,
    )
    if sum((bool(at), now, draft, preview)) > 1:
        raise BadInput("Choose one of --at, --now, --draft and --preview.", field="at")
    if post_id is not None and (text, file, to, images, texts) != (None, None, (), (), ()):
        raise BadInput("With --id the draft goes as it stands; leave out text, --to, --image and --text.", field="id")
    words = "" if post_id is not None else read_text(text, file)
    who = _who(listed(to))
    due_at = read_time(at, workspace_of(who).tz, timezone.now()) if at else None
    written = None
    if post_id is None:
        written = _draft(who, words, listed(to), pairs(texts, "--text"), images, alts, language)
    elif choices.any:
        written = draft_of(post_of(who, post_id))
    written = with_choices(who, written, choices) if written else None
    if preview:
        _preview(look_at(who, written) if written else look_at_post(who, post_of(who, post_id or 0)), as_json=as_json)
        return
    kept = save(who, written) if written else post_of(who, post_id or 0)
    if ask is not None:
        _ask(who, kept, ask, ask_words, goes=now or due_at is not None, due_at=due_at, as_json=as_json)
    elif due_at is not None:
        _tell_scheduled(_go(who, kept, due_at, spread=spread), due_at, as_json=as_json)
    elif now:
        going = _go(who, kept, None, spread=spread)
        _tell_outcome(going, sending.wait_for(going.deliveries, wait), as_json=as_json)
    else:
        _tell_draft(kept, look_at_post(who, kept), as_json=as_json)


def _ask(
    who: Actor, kept: Post, whom: str, words: str, *, goes: bool, due_at: datetime | None, as_json: bool
) -> None:
    """Ask for a yes instead of sending."""
    made = asking(who, kept.pk, whom, words, goes=goes, due_at=due_at)
    if as_json:
        print_json(approval_data(made))
    else:
        tell_asked(made)


def _who(names: tuple[str, ...]) -> Actor:
    """Whoever acts; for demo:<network> that is the owner of the demo workspace, which is opened if there is none."""
    in_demo = [name.startswith(DEMO) for name in names]
    if not any(in_demo):
        return actor()
    if not all(in_demo):
        raise BadInput("A post goes to the demo workspace or to your own accounts, not to both.", field="to")
    return demo_actor()


def _draft(
    who: Actor,
    words: str,
    names: tuple[str, ...],
    texts: dict[str, str],
    images: tuple[str, ...],
    alts: tuple[str, ...],
    language: str | None,
) -> Draft:
    who.require(Verb.WRITE)
    accounts = [account_named(who, name) for name in names]
    if silent := [account for account in accounts if not facts_of(account).posts]:
        told = ", ".join(place_of(account) for account in silent)
        raise BadInput(f"{told} only answers people, so nothing is posted there. Leave it out of --to.", field="to")
    by_hand = {account_named(who, name).pk: hand for name, hand in texts.items()}
    stray = set(by_hand) - {account.pk for account in accounts}
    if stray:
        raise BadInput("--text names an account that is not among --to. Add it there as well.", field="text")
    return Draft(
        master=words,
        account_ids=tuple(dict.fromkeys(account.pk for account in accounts)),
        texts=by_hand,
        pictures=_pictures(who, images, alts),
        language=language or workspace_of(who).language,
    )


def _pictures(who: Actor, images: tuple[str, ...], alts: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    if alts and len(alts) != len(images):
        raise BadInput('Give one --alt for each --image, in the same order; --alt "" leaves one out.', field="alt")
    descriptions = alts or ("",) * len(images)
    return tuple(
        (keep_picture(who, read_picture(image, BIGGEST_PICTURE), Path(image).name).pk, alt)
        for image, alt in zip(images, descriptions, strict=True)
    )


def _go(who: Actor, kept: Post, due_at: datetime | None, *, spread: bool) -> Going:
    """Send it on its way. When nothing may go, the words that say why also say where the draft is."""
    try:
        return schedule(who, kept.pk, due_at) if due_at else send_now(who, kept.pk, spread=spread)
    except Held as held:
        raise Held(f"{held.for_people} It is draft {kept.pk}.", findings=held.findings) from held


def _preview(looks: Iterable[Look], *, as_json: bool) -> None:
    looks = tuple(looks)
    if as_json:
        print_json({"looks": [look_data(look) for look in looks]})
    else:
        _show(looks)
    if not all(look.may_go for look in looks):
        raise Ends(Exit.STOPPED)


def _tell_draft(kept: Post, looks: tuple[Look, ...], *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "post": kept.pk,
                "state": kept.state,
                "readers": kept.readers,
                "looks": [look_data(look) for look in looks],
            }
        )
        return
    _show(looks)
    if kept.readers:
        click.echo(f"Meant for {', '.join(kept.readers)}.")
    click.echo(f"Kept as draft {kept.pk}. `twoway post --id {kept.pk} --now` sends it.")


def _tell_scheduled(going: Going, due_at: datetime, *, as_json: bool) -> None:
    if as_json:
        print_json({**going_data(going), "due_at": due_at})
    else:
        _say_held(going)
        zone = going.post.workspace.tz
        for delivery in going.deliveries:
            click.echo(
                f"{place_of(delivery.account)}: goes out {when(delivery.due_at, zone)} (delivery {delivery.pk})"
            )
        sending.say_if_no_worker()
    if going.held:
        raise Ends(Exit.STOPPED)


def _tell_outcome(going: Going, outcome: sending.Outcome, *, as_json: bool) -> None:
    if as_json:
        print_json({**going_data(going), **sending.as_data(outcome)})
    else:
        _say_held(going)
        sending.show(outcome)
    code = Exit.STOPPED if going.held and outcome.code is Exit.GOOD else outcome.code
    if code is not Exit.GOOD:
        raise Ends(code)


def _say_held(going: Going) -> None:
    for look, why in going.held:
        click.echo(f"{place_of(look.account)}: not sent. {why}", err=True)
    if going.held:
        click.echo(f"What was held back is kept with post {going.post.pk}.", err=True)


def _show(looks: Iterable[Look]) -> None:
    """How it reads on each account, what was changed for that, and what stands against it."""
    for look in looks:
        checked = of_look(look)
        show(checked)
        if seen := next((one.label for one in look.facts.audiences if one.name == look.version.audience), ""):
            click.echo(f"  who sees it: {seen}")
        if look.version.warning:
            click.echo(f"  warning: {look.version.warning}")
        for part, text in enumerate(look.version.parts):
            if part:
                click.secho(f"  | ({part + 1} of {len(look.version.parts)})", dim=True)
            click.echo("".join(f"  | {row}\n" for row in text.splitlines()), nl=False)
        if look.version.first_comment:
            click.echo(f"  first comment: {look.version.first_comment}")
        for aside in look.aside:
            click.secho(f"  set aside: {aside.finding.code} {aside.finding.message} ({aside.reason})", dim=True)
        for why in dict.fromkeys(change.why for change in look.changes):
            click.secho(f"  {why}", dim=True)


def look_data(look: Look) -> dict[str, object]:
    """A look for scripts."""
    return {
        "account": account_data(look.account),
        **checked_data(of_look(look)),
        "is_edited": look.is_edited,
        "parts": list(look.version.parts),
        "first_comment": look.version.first_comment,
        "title": look.version.title,
        "warning": look.version.warning,
        "audience": look.version.audience,
        "pictures": [
            {"sha256": one.sha256, "width": one.width, "height": one.height, "alt": one.alt, "focus": one.focus}
            for one in look.version.pictures
        ],
        "set_aside": {aside.finding.code: aside.reason for aside in look.aside},
        "changes": [asdict(change) for change in look.changes],
        "payload": look.payload,
    }


def going_data(going: Going) -> dict[str, object]:
    """What goes and what is held back, for scripts."""
    return {
        "post": going.post.pk,
        "deliveries": [sending.delivery_data(delivery) for delivery in going.deliveries],
        "held": [
            {"account": account_data(look.account), "why": why, "findings": [asdict(f) for f in look.stops]}
            for look, why in going.held
        ],
    }


def account_data(account: Account) -> dict[str, object]:
    """An account for scripts."""
    return {"id": account.pk, "handle": account.handle, "network": account.network, "label": account.label}

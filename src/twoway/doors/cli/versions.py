"""What `twoway versions` does: the same as the buttons of a version in the composer."""

from __future__ import annotations

import click

from twoway.apps.accounts.queries import account_named, place_of
from twoway.apps.people.queries import persona_named
from twoway.apps.posts.actions import save
from twoway.apps.posts.looks import Look, caught_up, look_at, look_at_post
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft, draft_of, post_of
from twoway.apps.posts.redrafting import can_be_put_back, look_for, moved_line, started_over
from twoway.apps.posts.redrafting import put_back as with_own_words
from twoway.domain.errors import BadInput, Conflict
from twoway.domain.permission import Actor, Verb
from twoway.doors.cli.posting import look_data
from twoway.doors.cli.showing import print_json, several
from twoway.doors.cli.whose import actor


def show_versions(post_id: int, account: str | None, as_json: bool) -> None:
    """Every version, or one, with what tailoring did."""
    who = actor()
    only = account_named(who, account).pk if account else None
    looks = [look for look in look_at_post(who, post_of(who, post_id)) if only in (None, look.account.pk)]
    if not looks:
        raise BadInput(
            f"Post {post_id} does not go there. `twoway versions show {post_id}` lists where it goes.",
            field="account",
        )
    _tell(looks, as_json=as_json)


def put_back(post_id: int, account: str, number: int, as_json: bool) -> None:
    """One's own words in the place of a change."""
    who, draft, account_id = _taken_up(post_id, account)
    look = look_for(who, draft, account_id)
    if number > len(look.changes):
        told = (
            f"Tailoring made {several(len(look.changes), 'change')} there."
            if look.changes
            else "Tailoring changed nothing there."
        )
        raise BadInput(f"There is no change {number}. {told}", field="number")
    change = look.changes[number - 1]
    if not can_be_put_back(look, change):
        raise BadInput(
            f"Change {number} has no place in the text, so nothing can be put back: {change.why}", field="number"
        )
    _keep(who, with_own_words(draft, look, change), account_id, as_json=as_json)


def catch_up(post_id: int, account: str, as_json: bool) -> None:
    """The master's changes in a version that was written by hand."""
    who, draft, account_id = _taken_up(post_id, account)
    _by_hand(draft, account_id)
    _keep(who, caught_up(who, draft, account_id), account_id, as_json=as_json)


def start_over(post_id: int, account: str, as_json: bool) -> None:
    """A version that follows the master again."""
    who, draft, account_id = _taken_up(post_id, account)
    _by_hand(draft, account_id)
    _keep(who, started_over(draft, account_id), account_id, as_json=as_json)


def move(post_id: int, account: str, code: str, persona: str, as_json: bool) -> None:
    """A line that goes to another persona, into a draft of its own."""
    who, draft, account_id = _taken_up(post_id, account)
    look = look_for(who, draft, account_id)
    finding = next((one for one in look.findings if one.code == code.upper() and one.end > one.start), None)
    if finding is None:
        raise BadInput(f"{code} points at no line of this version, so there is nothing to move.", field="code")
    left, elsewhere = moved_line(who, draft, look, finding, persona_named(who, persona).pk)
    kept = save(who, left)
    if as_json:
        print_json({"post": kept.pk, "elsewhere": elsewhere.pk, "looks": [look_data(one) for one in _of(who, kept)]})
        return
    click.echo(f"The line is draft {elsewhere.pk} now: {elsewhere}")
    _tell([one for one in _of(who, kept) if one.account.pk == account_id], as_json=False)


def _taken_up(post_id: int, account: str) -> tuple[Actor, Draft, int]:
    """Whoever acts, the draft, and the account; Conflict for a version that is on its way or out."""
    who = actor()
    who.require(Verb.WRITE)
    post, found = post_of(who, post_id), account_named(who, account)
    look = next((one for one in _of(who, post) if one.account.pk == found.pk), None)
    if look is None:
        raise BadInput(
            f"Post {post_id} does not go to {found}. `twoway versions show {post_id}` lists where it goes.",
            field="account",
        )
    if look.delivery is not None:
        raise Conflict("This version is on its way or out. It cannot be changed any more.")
    return who, draft_of(post), found.pk


def _by_hand(draft: Draft, account_id: int) -> None:
    if account_id not in (draft.texts or {}):
        raise BadInput("This version follows the master already.", field="account")


def _of(who: Actor, post: Post) -> tuple[Look, ...]:
    return look_at_post(who, post)


def _keep(who: Actor, draft: Draft, account_id: int, *, as_json: bool) -> None:
    """Save, and show the version as it is now."""
    save(who, draft)
    looks = [look for look in look_at(who, draft) if look.account.pk == account_id]
    _tell(looks, as_json=as_json)


def _tell(looks: list[Look], *, as_json: bool) -> None:
    if as_json:
        print_json({"looks": [look_data(look) for look in looks]})
        return
    for look in looks:
        how = "written by hand" if look.is_edited else "follows the master"
        behind = ", which has changed since" if look.is_behind else ""
        click.echo(f"{place_of(look.account)}: {how}{behind}")
        click.echo("".join(f"  | {row}\n" for row in look.whole.splitlines()), nl=False)
        for number, change in enumerate(look.changes, start=1):
            said = f"“{change.before.strip()}” -> “{change.after.strip()}”: " if change.before or change.after else ""
            note = "" if can_be_put_back(look, change) else " (cannot be put back by itself)"
            click.secho(f"  {number}. {said}{change.why}{note}", dim=True)

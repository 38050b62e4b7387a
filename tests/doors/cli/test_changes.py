"""`twoway posts`: what is out, what became of it, and changing it."""

from __future__ import annotations

import pytest

from tests.doors.cli.conftest import Say
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.jobs import drain
from twoway.apps.delivery.models import Change
from twoway.apps.insights import counting
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft
from twoway.domain.permission import Actor
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

OLD, NEW = "Open till six on Saturday.", "Open till five on Saturday."


@pytest.fixture
def out(owner: Actor, account: Account) -> Post:
    """A post that is out."""
    post = save(owner, Draft(master=OLD, account_ids=(account.pk,)))
    send_now(owner, post.pk)
    drain()
    return post


def test_words_are_changed_and_the_old_ones_told(say: Say, out: Post, world: Stage) -> None:
    said = say("posts", "edit", str(out.pk), "--text", NEW)
    assert (said.code, said.out) == (0, "@alder.rye@rehearsal on Rehearsal: changed.\n")
    assert reading.posts_of(world, "alder.rye")[0].text == NEW
    assert "Open till [-six-]{+five+} on Saturday." in say("posts", "changes", str(out.pk)).out
    told = say("posts", "changes", str(out.pk), "--json").json["changes"][0]
    assert (told["state"], told["by"], told["kind"]) == ("done", "Sarah", "edit")


def test_a_difference_alone_changes_nothing(say: Say, out: Post) -> None:
    said = say("posts", "edit", str(out.pk), "--text", NEW, "--diff")
    assert "{+five+}" in said.out
    assert not Change.objects.exists()
    assert say("posts", "edit", str(out.pk), "--text", "Rye. " * 80, "--diff").code == 1


def test_a_warning_can_be_put_before_and_taken_away(say: Say, out: Post, world: Stage) -> None:
    assert say("posts", "edit", str(out.pk), "--warning", "Hours").code == 0
    assert reading.posts_of(world, "alder.rye")[0].warning == "Hours"
    assert say("posts", "edit", str(out.pk), "--warning", "").code == 0
    assert reading.posts_of(world, "alder.rye")[0].warning == ""


def test_what_is_taken_down_is_gone(say: Say, out: Post, world: Stage) -> None:
    assert "Add --yes" in say("posts", "take-down", str(out.pk)).err
    said = say("posts", "take-down", str(out.pk), "--yes")
    assert (said.code, said.out) == (0, "@alder.rye@rehearsal on Rehearsal: taken down.\n")
    assert reading.posts_of(world, "alder.rye") == ()
    assert say("posts", "--json").json["posts"][0]["gone_why"] == "Taken down by Sarah."
    again = say("posts", "again", str(out.pk))
    assert "Kept as draft" in again.out


def test_a_no_ends_with_the_code_for_a_network_and_can_be_set_aside(say: Say, out: Post, world: Stage) -> None:
    reading.order(world, "refuse")
    assert say("posts", "edit", str(out.pk), "--text", NEW).code == 4
    change = Change.objects.get()
    assert say("posts", "seen", str(change.pk)).code == 0
    change.refresh_from_db()
    assert not change.needs_person


def test_what_is_held_is_tried_again_or_left(say: Say, out: Post, world: Stage, account: Account) -> None:
    say("posts", "edit", str(out.pk), "--text", NEW, "--wait", "0")
    change = Change.objects.get()
    assert say("posts", "leave", str(change.pk)).code == 0
    assert reading.posts_of(world, "alder.rye")[0].text == OLD
    assert say("posts", "retry", str(change.pk)).code != 0


def test_what_is_out_in_several_places_needs_to_be_named(
    say: Say, owner: Actor, account: Account, second_account: Account
) -> None:
    post = save(owner, Draft(master=OLD, account_ids=(account.pk, second_account.pk)))
    send_now(owner, post.pk)
    drain()
    assert "--account" in say("posts", "edit", str(post.pk), "--text", NEW).err
    assert say("posts", "edit", str(post.pk), "--text", NEW, "--account", "millbrook.market@rehearsal").code == 0


def test_counts_are_shown_and_what_is_not_told_stays_empty(say: Say, out: Post, account: Account) -> None:
    counting.begin_tallies()
    counting.count(account)
    told = say("posts", "--counts", "--json").json["posts"][0]
    assert told["counts"]["reposts"] is None
    assert told["counts"]["likes"] is not None
    assert "likes" in say("posts", "list", "--counts").out
    assert "counts" not in say("posts", "--json").json["posts"][0]


def test_nothing_out_is_told(say: Say, account: Account) -> None:
    assert "Nothing is out yet." in say("posts").err

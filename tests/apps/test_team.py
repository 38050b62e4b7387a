"""Letting people in by a link, changing what they are, letting them go, and never losing the owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.people import PASSWORD, member
from twoway.apps.people.actions import (
    INVITED_FOR,
    add_member,
    change_role,
    invite,
    join,
    join_as_new,
    make_user,
    remove_member,
    withdraw,
)
from twoway.apps.people.models import Invitation, Membership, User
from twoway.apps.people.queries import actor_for, invitations_of, member_named, open_invitation, team_of
from twoway.domain.errors import BadInput, Conflict, NotAllowed
from twoway.domain.permission import Actor, Role

pytestmark = pytest.mark.django_db


def test_a_link_lets_one_person_in_as_what_the_owner_said(owner: Actor) -> None:
    _, secret = invite(owner, "writer", "Kemi, from the school fair")
    user, actor = join_as_new(secret, "kemi@okafor.example", PASSWORD, "Kemi")
    assert (actor.workspace_id, actor.role) == (owner.workspace_id, Role.WRITER)
    assert user.check_password(PASSWORD)
    with pytest.raises(BadInput, match="leads nowhere"):
        join_as_new(secret, "second@okafor.example", PASSWORD, "Second")
    assert not User.objects.filter(email="second@okafor.example").exists()


def test_somebody_who_signs_in_already_comes_in_as_themselves(owner: Actor, stranger: Actor) -> None:
    _, secret = invite(owner, "guest")
    user = User.objects.get(pk=stranger.user_id)
    assert join(user, secret).role == Role.GUEST
    assert actor_for(user, stranger.workspace_id).role == Role.OWNER


def test_an_owner_who_follows_their_own_link_stays_owner_and_the_link_stays_good(owner: Actor) -> None:
    _, secret = invite(owner, "guest")
    with pytest.raises(Conflict, match="already"):
        join(User.objects.get(pk=owner.user_id), secret)
    assert actor_for(User.objects.get(pk=owner.user_id)).role == Role.OWNER
    assert open_invitation(secret)


def test_the_secret_is_not_kept(owner: Actor) -> None:
    made, secret = invite(owner, "writer")
    assert secret not in str(Invitation.objects.filter(pk=made.pk).values().get())


@pytest.mark.parametrize("secret", ["", "nonsense", "\ud800", "x" * 500])
def test_a_made_up_link_leads_nowhere(owner: Actor, secret: str) -> None:
    invite(owner, "writer")
    with pytest.raises(BadInput, match="leads nowhere"):
        open_invitation(secret)


def test_a_link_ends_after_a_week_or_when_it_is_taken_back(owner: Actor, stranger: Actor) -> None:
    old, old_secret = invite(owner, "writer")
    Invitation.objects.filter(pk=old.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    fresh, secret = invite(owner, "writer")
    assert fresh.ends_at - timezone.now() > INVITED_FOR - timedelta(minutes=1)
    assert list(invitations_of(owner)) == [fresh]
    withdraw(owner, fresh.pk)
    for one in (old_secret, secret):
        with pytest.raises(BadInput):
            open_invitation(one)


def test_a_role_that_is_none_is_told(owner: Actor) -> None:
    with pytest.raises(BadInput, match="owner, manager, writer"):
        invite(owner, "boss")


def test_the_last_owner_stays_owner(owner: Actor, replier: Actor) -> None:
    sarah = User.objects.get(pk=owner.user_id)
    for call in (
        lambda: change_role(owner, owner.user_id, "writer"),
        lambda: remove_member(owner, owner.user_id),
        lambda: add_member(owner, sarah, Role.GUEST),
    ):
        with pytest.raises(Conflict, match="needs an owner"):
            call()
    assert actor_for(sarah).role == Role.OWNER
    change_role(owner, replier.user_id, "owner")
    remove_member(owner, owner.user_id)
    assert [place.user_id for place in team_of(replier)] == [replier.user_id]


def test_of_two_owners_only_one_can_go(owner: Actor) -> None:
    second = member(owner, "Marta", Role.OWNER)
    change_role(owner, second.user_id, "writer")
    # The page that Marta has open still believes that she is an owner.
    with pytest.raises(Conflict):
        remove_member(second, owner.user_id)
    assert Membership.objects.filter(workspace_id=owner.workspace_id, role=Role.OWNER).count() == 1


def test_everybody_may_leave_and_only_owners_decide_about_others(
    owner: Actor, replier: Actor, guest: Actor, stranger: Actor
) -> None:
    made, _ = invite(owner, "writer")
    for call in (
        lambda: invite(replier, "owner"),
        lambda: withdraw(replier, made.pk),
        lambda: change_role(replier, replier.user_id, "owner"),
        lambda: remove_member(replier, guest.user_id),
    ):
        with pytest.raises(NotAllowed):
            call()
    with pytest.raises(BadInput, match="Nobody of that name"):
        remove_member(stranger, guest.user_id)
    withdraw(stranger, made.pk)
    assert list(invitations_of(owner)) == [made]
    remove_member(guest, guest.user_id)
    with pytest.raises(NotAllowed):
        actor_for(User.objects.get(pk=guest.user_id))


def test_members_are_found_by_name_or_address_and_owners_come_first(
    owner: Actor, guest: Actor, replier: Actor
) -> None:
    assert member_named(owner, "dele").user_id == replier.user_id
    assert member_named(owner, "Guest@alderrye.example").user_id == guest.user_id
    with pytest.raises(BadInput, match=r"sarah@alderrye\.example"):
        member_named(owner, "nobody")
    assert [place.role for place in team_of(owner)] == [Role.OWNER, Role.REPLIER, Role.GUEST]


def test_two_of_one_name_have_to_be_told_apart(owner: Actor, replier: Actor) -> None:
    add_member(owner, make_user("dele2@alderrye.example", PASSWORD, "Dele"), Role.GUEST)
    with pytest.raises(BadInput, match="or several"):
        member_named(owner, "Dele")


@pytest.mark.parametrize("role", ["writer", ""])
def test_whoever_lets_nobody_in_any_more_has_no_links_left_that_do(owner: Actor, role: str) -> None:
    """Else somebody who was let go comes back by a link that they made before."""
    other = member(owner, "Tom", Role.OWNER)
    _, theirs = invite(other, "owner")
    _, ours = invite(owner, "writer")
    if role:
        change_role(owner, other.user_id, role)
    else:
        remove_member(owner, other.user_id)
    with pytest.raises(BadInput):
        open_invitation(theirs)
    assert open_invitation(ours)

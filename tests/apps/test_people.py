"""Founding a workspace, letting people in, and the people directory."""

from __future__ import annotations

import pytest

from tests.people import PASSWORD
from twoway.apps.audit.models import Event
from twoway.apps.people.actions import (
    add_member,
    change_brand,
    change_password,
    found_first_owner,
    found_workspace,
    make_persona,
    make_user,
)
from twoway.apps.people.directory import know, meet
from twoway.apps.people.models import Handle, Person, User
from twoway.apps.people.queries import (
    actor_for,
    actors_of,
    brand_of,
    directory,
    find_people,
    has_owner,
    is_visitor,
    persona_named,
    personas_of,
    workspaces_of,
)
from twoway.domain.errors import BadInput, Conflict, NotAllowed
from twoway.domain.permission import PERMISSIONS, Actor, Role, Verb
from twoway.domain.versions import Author

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("email", "password", "says"),
    [
        ("not-an-address", PASSWORD, "not an e-mail"),
        ("a@b.example", "short", "too short"),
        ("a@b.example", "password12", "too common"),
        ("aliceandbob@b.example", "aliceandbob", "too similar"),
    ],
)
def test_a_user_who_will_not_do_is_told_why(email: str, password: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        make_user(email, password)
    assert not User.objects.exists()


def test_an_address_signs_in_once(sarah: User) -> None:
    with pytest.raises(Conflict):
        make_user("Sarah@AlderRye.example", PASSWORD)


def test_there_is_one_first_owner() -> None:
    first = found_first_owner("first@alderrye.example", PASSWORD, "First")
    found_workspace(first, name="Alder & Rye")
    with pytest.raises(NotAllowed, match="has an owner"):
        found_first_owner("second@alderrye.example", PASSWORD, "Second")


def test_the_demo_is_nobodys_and_does_not_keep_an_owner_out() -> None:
    sarah = make_user("sarah@demo.example", PASSWORD, "Sarah")
    found_workspace(sarah, name="A demo", is_demo=True)
    assert not has_owner()
    assert is_visitor(sarah)
    owner = found_first_owner("first@alderrye.example", PASSWORD, "First")
    found_workspace(owner, name="Alder & Rye")
    assert has_owner()
    assert not is_visitor(owner)


@pytest.mark.parametrize(("name", "zone", "says"), [("", "UTC", "name"), ("A", "Mars/Base", "time zone")])
def test_a_workspace_that_will_not_do_is_told_why(sarah: User, name: str, zone: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        found_workspace(sarah, name=name, zone=zone)


def test_a_workspace_begins_with_its_work_persona(owner: Actor) -> None:
    assert [(p.name, p.kind) for p in personas_of(owner)] == [("Alder & Rye", "work")]


def test_personas_have_a_kind_and_one_name(owner: Actor) -> None:
    make_persona(owner, "Sarah, at home", "personal")
    assert persona_named(owner, "sarah, AT home").is_personal
    with pytest.raises(Conflict):
        make_persona(owner, "sarah, at home", "work")
    with pytest.raises(BadInput, match="one of"):
        make_persona(owner, "Third", "secret")
    with pytest.raises(BadInput, match="Known ones"):
        persona_named(owner, "Nobody")


def test_a_stranger_is_nobody_here(owner: Actor, stranger: Actor) -> None:
    user = User.objects.get(pk=stranger.user_id)
    with pytest.raises(NotAllowed, match="not a member"):
        actor_for(user, owner.workspace_id)
    assert [w.name for w in workspaces_of(user)] == ["Elsewhere"]


def test_only_an_owner_lets_people_in(owner: Actor, replier: Actor, stranger: Actor) -> None:
    with pytest.raises(NotAllowed):
        add_member(replier, User.objects.get(pk=stranger.user_id), Role.OWNER)
    with pytest.raises(NotAllowed):
        make_persona(replier, "Another", "work")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("verb", list(Verb))
def test_a_role_allows_what_its_table_says(role: Role, verb: Verb) -> None:
    actor = Actor(user_id=1, name="A", workspace_id=1, workspace="W", role=role)
    if verb in PERMISSIONS[role]:
        actor.require(verb)
    else:
        with pytest.raises(NotAllowed, match=verb.value):
            actor.require(verb)


def test_somebody_met_twice_is_one_person_whose_handle_follows(owner: Actor) -> None:
    first = meet(owner.workspace_id, "rehearsal", Author(remote_id="1", handle="kemi", name="Kemi Okafor"))
    again = meet(owner.workspace_id, "rehearsal", Author(remote_id="1", handle="kemi.okafor", name="Kemi"))
    assert first == again
    assert Handle.objects.get().handle == "kemi.okafor"
    assert first.initials == "KO"


def test_the_same_handle_elsewhere_is_somebody_else(owner: Actor, stranger: Actor) -> None:
    for workspace_id, network in ((owner.workspace_id, "a"), (owner.workspace_id, "b"), (stranger.workspace_id, "a")):
        meet(workspace_id, network, Author(remote_id="1", handle="kemi"))
    assert Person.objects.count() == 3


def test_the_directory_holds_the_people_of_one_workspace(owner: Actor, stranger: Actor) -> None:
    know(owner, "Marta Lindqvist", {"rehearsal": "@marta@rehearsal", "mastodon": "marta@town.example"})
    know(stranger, "Marta Lindqvist", {"rehearsal": "other@rehearsal"})
    found = directory(owner.workspace_id)
    assert [(k.name, k.handles["rehearsal"].handle) for k in found] == [("Marta Lindqvist", "marta@rehearsal")]
    assert [p.name for p in find_people(owner, "lind")] == ["Marta Lindqvist"]
    assert find_people(stranger, "town.example") == []


def test_a_new_password_opens_and_the_old_one_no_longer_does(sarah: User) -> None:
    change_password("Sarah@AlderRye.example", "barley-and-salt-2")
    sarah.refresh_from_db()
    assert sarah.check_password("barley-and-salt-2")
    assert not sarah.check_password(PASSWORD)
    with pytest.raises(BadInput, match="Nobody signs in"):
        change_password("nobody@alderrye.example", "barley-and-salt-2")


def test_somebody_written_down_by_hand_is_known_when_they_write(owner: Actor) -> None:
    written = know(owner, "Marta Lindqvist", {"bluesky": "@marta.example.com"}, met="Guild breakfast")
    assert directory(owner.workspace_id)[0].handles["bluesky"].remote_id is None
    met = meet(owner.workspace_id, "bluesky", Author(remote_id="did:plc:marta", handle="marta.example.com"))
    assert met == written
    assert directory(owner.workspace_id)[0].handles["bluesky"].remote_id == "did:plc:marta"


def test_writing_somebody_down_again_adds_to_what_is_there(owner: Actor) -> None:
    first = know(owner, "Marta Lindqvist", {"bluesky": "marta.example.com"}, met="Guild breakfast")
    again = know(owner, "marta lindqvist", {"mastodon": "marta@town.example"}, about="Coffee")
    assert first.pk == again.pk
    assert (again.met, again.about) == ("Guild breakfast", "Coffee")
    assert set(directory(owner.workspace_id)[0].handles) == {"bluesky", "mastodon"}


@pytest.mark.parametrize(
    ("handles", "says"),
    [
        ({"myspace": "tom"}, "no network"),
        ({"bluesky": "not a handle"}, "not a handle"),
        ({"bluesky": "taken.example.com"}, "belongs"),
    ],
)
def test_a_handle_that_will_not_do_is_told_and_nothing_is_half_written(
    owner: Actor, handles: dict[str, str], says: str
) -> None:
    know(owner, "Somebody Else", {"bluesky": "taken.example.com"})
    with pytest.raises(BadInput, match=says):
        know(owner, "Marta Lindqvist", handles)
    assert not Person.objects.filter(name="Marta Lindqvist").exists()


def test_only_who_answers_people_writes_them_down(guest: Actor) -> None:
    with pytest.raises(NotAllowed):
        know(guest, "Marta Lindqvist", {})


def test_a_brand_template_is_kept_with_its_persona_and_what_changed_is_written_down(owner: Actor) -> None:
    persona = personas_of(owner).get()
    change_brand(owner, persona.pk, {"voice": "warm, plain", "most_emoji": "1"})
    changed = change_brand(owner, persona.pk, {"most_emoji": "2"})
    assert (brand_of(changed).voice, brand_of(changed).most_emoji) == (("warm", "plain"), 2)
    event = Event.objects.filter(subject="persona").last()
    assert event is not None
    assert event.facts == {"most_emoji": ["1", "2"]}


def test_only_who_manages_changes_a_brand(owner: Actor, replier: Actor, stranger: Actor) -> None:
    persona = personas_of(owner).get()
    with pytest.raises(NotAllowed):
        change_brand(replier, persona.pk, {"voice": "x"})
    with pytest.raises(BadInput, match="not here"):
        change_brand(stranger, persona.pk, {"voice": "x"})
    with pytest.raises(BadInput, match="not a colour"):
        change_brand(owner, persona.pk, {"colours": "red"})
    persona.refresh_from_db()
    assert persona.brand == {}


def test_somebody_of_several_workspaces_acts_in_each_with_its_role(owner: Actor, stranger: Actor) -> None:
    sarah = User.objects.get(pk=owner.user_id)
    assert actors_of(sarah) == (owner,)
    add_member(stranger, sarah, Role.GUEST)
    found = {actor.workspace_id: actor.role for actor in actors_of(sarah)}
    assert found == {owner.workspace_id: Role.OWNER, stranger.workspace_id: Role.GUEST}

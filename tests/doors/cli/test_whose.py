from __future__ import annotations

import pytest

from tests.doors.cli.conftest import Say
from twoway.apps.people.actions import found_workspace
from twoway.apps.people.models import User
from twoway.apps.people.queries import acting_as
from twoway.domain.errors import BadInput, NotAllowed
from twoway.domain.permission import Actor, Role


@pytest.fixture
def demo(db: None) -> Actor:
    """A demo workspace that was there before everything else."""
    return found_workspace(User.objects.create_user("demo@alderrye.example"), name="The demo", is_demo=True)


def test_the_first_owner_acts_unless_told_otherwise(owner: Actor, replier: Actor) -> None:
    assert acting_as() == owner


def test_ones_own_workspace_comes_before_the_demo(demo: Actor, owner: Actor) -> None:
    assert acting_as().workspace == "Alder & Rye"


def test_where_there_is_only_the_demo_its_owner_acts(demo: Actor) -> None:
    assert acting_as() == demo


def test_somebody_else_acts_with_their_own_role(owner: Actor, replier: Actor) -> None:
    assert acting_as("DELE@alderrye.example").role is Role.REPLIER


@pytest.mark.parametrize("words", ["the demo", "number"])
def test_a_workspace_is_named_by_name_or_number(demo: Actor, owner: Actor, words: str) -> None:
    assert acting_as("", str(demo.workspace_id) if words == "number" else words) == demo


def test_an_unknown_address_is_refused(owner: Actor) -> None:
    with pytest.raises(NotAllowed, match="Nobody signs in here"):
        acting_as("nobody@alderrye.example")


def test_a_workspace_that_is_not_there_is_told_with_those_that_are(owner: Actor) -> None:
    with pytest.raises(BadInput, match="Known ones: Alder & Rye"):
        acting_as("", "Elsewhere")


def test_somebody_without_a_workspace_is_told_so(db: None) -> None:
    User.objects.create_user("new@alderrye.example")
    with pytest.raises(NotAllowed, match="member of no workspace"):
        acting_as("new@alderrye.example")


@pytest.mark.django_db
def test_on_a_bare_installation_every_command_says_how_to_begin(say: Say) -> None:
    for words in (["accounts"], ["inbox"], ["status"], ["post", "x", "--to", "y"], ["report", "deliveries-by-week"]):
        said = say(*words)
        assert said.code == 2
        assert "twoway init" in said.err

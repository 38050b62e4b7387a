"""People by the beginning of a name, as the practice network knows them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from twoway.apps.accounts.models import Account
from twoway.apps.people.directory import know
from twoway.apps.people.models import Handle, Person
from twoway.apps.posts import naming
from twoway.apps.posts.naming import askable, find_elsewhere, write_down
from twoway.domain.errors import BadInput, NotAllowed
from twoway.domain.permission import Actor
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

TOM = "tom.hallam@rehearsal"


@pytest.fixture(autouse=True)
def _nothing_kept(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def handles(actor: Actor, words: str, *account_ids: int) -> list[str]:
    return [one.author.handle for one in find_elsewhere(actor, words, account_ids).people]


def test_a_network_knows_whom_we_do_not(owner: Actor, account: Account) -> None:
    assert handles(owner, "tom") == [TOM]
    assert handles(owner, "@tom", account.pk) == [TOM]
    assert not Person.objects.exists()


@pytest.mark.parametrize("words", ["", "t", " t ", "x" * 61])
def test_fewer_than_two_signs_ask_nobody(owner: Actor, account: Account, world: Stage, words: str) -> None:
    reading.order(world, "down", touches="reading")
    found = find_elsewhere(owner, words)
    assert (found.people, found.troubles) == ((), ())


def test_a_choice_is_written_down_with_its_handle(owner: Actor, account: Account) -> None:
    mark = find_elsewhere(owner, "tom").people[0].mark
    person = write_down(owner, mark)
    assert write_down(owner, mark) == person
    assert Handle.objects.get(person=person).handle == TOM
    assert handles(owner, "tom") == []


def test_two_of_one_name_are_told_apart(owner: Actor, account: Account) -> None:
    know(owner, "Tom Hallam", {})
    assert str(write_down(owner, find_elsewhere(owner, "tom").people[0].mark)) == f"Tom Hallam ({TOM})"


def test_what_was_said_a_moment_ago_is_not_asked_again(owner: Actor, account: Account, world: Stage) -> None:
    handles(owner, "tom")
    reading.order(world, "down", touches="reading")
    assert handles(owner, "TOM") == [TOM]


def test_a_network_that_fails_says_so(owner: Actor, account: Account, world: Stage) -> None:
    reading.order(world, "down", touches="reading")
    found = find_elsewhere(owner, "tom")
    assert found.people == ()
    assert [facts.name for facts, _ in found.troubles] == ["Rehearsal"]


def test_an_account_is_asked_so_often_and_not_more(owner: Actor, account: Account) -> None:
    for number in range(naming.A_MINUTE):
        handles(owner, f"nobody{number}")
    assert handles(owner, "tom") == []


def test_of_one_server_only_one_account_is_asked(owner: Actor, account: Account, second_account: Account) -> None:
    assert askable(owner) == [account]
    assert askable(owner, (second_account.pk,)) == [second_account]


def test_only_who_writes_may_ask_and_nobody_uses_what_another_found(
    owner: Actor, replier: Actor, guest: Actor, stranger: Actor, account: Account
) -> None:
    mark = find_elsewhere(owner, "tom").people[0].mark
    for nobody in (replier, guest):
        with pytest.raises(NotAllowed):
            find_elsewhere(nobody, "tom")
        with pytest.raises(NotAllowed):
            write_down(nobody, mark)
    assert handles(stranger, "tom") == []
    with pytest.raises(BadInput, match="not connected here"):
        write_down(stranger, mark)


@pytest.mark.parametrize("mark", ["", "nonsense"])
def test_a_mark_that_we_did_not_make_writes_nobody_down(owner: Actor, account: Account, mark: str) -> None:
    with pytest.raises(BadInput, match="Type the name again"):
        write_down(owner, mark)

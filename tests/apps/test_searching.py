"""Looking for words on the networks, and answering what was found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import signing

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.jobs import drain
from twoway.apps.inbox.jobs import bring
from twoway.apps.inbox.models import Conversation, Message, Raw
from twoway.apps.inbox.searching import answer, look_at_answer, read_mark, search, searchable
from twoway.apps.people.models import Person
from twoway.apps.people.queries import personas_of
from twoway.domain.errors import BadInput, Held, NotAllowed
from twoway.domain.permission import Actor
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

WORDS = "Where in Millbrook is there a sourdough baker?"
ANSWER = "Kemi, we are on Mill Lane, and sourdough comes out at eight."


@pytest.fixture
def asked(world: Stage, account: Account, second_account: Account) -> str:
    """Kemi asks the town, under somebody else's post, and nobody told us."""
    secrets = {"Authorization": f"Bearer {_token(world)}"}
    posted = world.answer("POST", "/api/posts", json={"text": "Market day."}, headers=secrets)
    assert isinstance(posted.json, dict)
    return reading.act_as(world, "kemi.okafor@rehearsal", str(posted.json["id"]), WORDS).id


def _token(world: Stage) -> str:
    body = world.answer("POST", "/api/sessions", json={"name": "Town Hall"}).json
    assert isinstance(body, dict)
    return str(body["token"])


def test_what_is_found_is_not_kept(owner: Actor, asked: str) -> None:
    found = search(owner, "sourdough baker")
    assert [one.message.remote_id for one in found.results] == [asked]
    assert found.results[0].message.address.startswith("http")
    assert found.troubles == ()
    assert (Conversation.objects.count(), Raw.objects.count(), Person.objects.count()) == (0, 0, 0)


def test_of_one_server_only_one_account_is_asked(owner: Actor, asked: str, account: Account) -> None:
    assert searchable(owner) == [account]


def test_it_becomes_a_conversation_when_somebody_answers(
    owner: Actor, asked: str, world: Stage, account: Account
) -> None:
    mark = search(owner, "sourdough").results[0].mark
    message = answer(owner, mark, ANSWER)
    drain()
    talk = Conversation.objects.get()
    assert str(talk.person) == "Kemi Okafor"
    assert Message.objects.get(is_ours=False).kind == "found"
    assert message.conversation_id == talk.pk
    assert ANSWER in [one.text for one in reading.thread(world, asked)]
    bring(account)
    assert Conversation.objects.count() == 1
    assert search(owner, "sourdough baker").results[0].conversation_id == talk.pk


def test_answering_twice_stays_one_conversation(owner: Actor, asked: str) -> None:
    mark = search(owner, "sourdough").results[0].mark
    answer(owner, mark, ANSWER)
    answer(owner, mark, "There is rye, too, Kemi.")
    assert Conversation.objects.count() == 1
    assert Message.objects.filter(is_ours=False).count() == 1


def test_an_answer_that_is_held_leaves_nothing_behind(owner: Actor, asked: str) -> None:
    mark = search(owner, "sourdough").results[0].mark
    with pytest.raises(Held):
        answer(owner, mark, "Rye. " * 100)
    with pytest.raises(BadInput):
        answer(owner, mark, "  ")
    assert (Conversation.objects.count(), Message.objects.count(), Person.objects.count()) == (0, 0, 0)


def test_an_answer_is_looked_at_before_it_is_sent(owner: Actor, asked: str) -> None:
    found = read_mark(owner, search(owner, "sourdough").results[0].mark)
    assert any(one.severity == "stop" for one in look_at_answer(found, "Rye. " * 100))


def test_our_own_words_are_found_and_cannot_be_answered(owner: Actor, account: Account, world: Stage) -> None:
    token = world.answer("POST", "/api/sessions", json={"name": "alder.rye"}).json
    assert isinstance(token, dict)
    world.answer(
        "POST", "/api/posts", json={"text": "Our sourdough"}, headers={"Authorization": f"Bearer {token['token']}"}
    )
    assert [one.mark for one in search(owner, "sourdough").results] == [""]


def test_what_one_network_fails_at_does_not_hide_the_others(owner: Actor, asked: str, world: Stage) -> None:
    other = Account.objects.order_by("-pk")[0]
    Account.objects.filter(pk=other.pk).update(address="rehearsal://other")
    reading.order(world, "down", touches="reading")
    found = search(owner, "sourdough")
    assert [bool(one.trouble) for one in found.asked] == [True, False]
    assert "down" in found.troubles[0].trouble
    assert len(found.results) == 1


def test_a_search_goes_on_where_it_stopped(owner: Actor, asked: str, world: Stage) -> None:
    for number in range(60):
        reading.act_as(world, "jon.pritch@rehearsal", asked, f"Sourdough joke {number}")
    first = search(owner, "sourdough")
    second = search(owner, "sourdough", cursors=first.cursors)
    ids = [one.message.remote_id for one in (*first.results, *second.results)]
    assert len(ids) == len(set(ids)) == 61
    assert second.cursors == {}


@pytest.mark.parametrize("words", ["", " x ", "x" * 201])
def test_what_is_no_search_is_told(owner: Actor, account: Account, words: str) -> None:
    with pytest.raises(BadInput, match="2 to 200 signs"):
        search(owner, words)


def test_without_an_account_that_can_nothing_is_found_and_it_says_so(owner: Actor) -> None:
    assert personas_of(owner).exists()
    with pytest.raises(BadInput, match="searched"):
        search(owner, "sourdough")


@pytest.mark.parametrize("make", [lambda: "", lambda: "nonsense", lambda: signing.dumps([1, "{}"])])
def test_a_mark_that_we_did_not_make_answers_nothing(owner: Actor, account: Account, make: Callable[[], str]) -> None:
    with pytest.raises(BadInput, match="Look for it again"):
        answer(owner, make(), ANSWER)


def test_who_answers_people_may_search_and_nobody_uses_what_another_found(
    owner: Actor, replier: Actor, guest: Actor, stranger: Actor, asked: str
) -> None:
    mark = search(replier, "sourdough").results[0].mark
    with pytest.raises(NotAllowed):
        search(guest, "sourdough")
    with pytest.raises(NotAllowed):
        answer(guest, mark, ANSWER)
    with pytest.raises(BadInput, match="not connected here"):
        answer(stranger, mark, ANSWER)

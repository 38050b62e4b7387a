"""The people directory: changed by hand, two entries made one, and somebody forgotten."""

from __future__ import annotations

import pytest
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.inbox.actions import FORGOTTEN, add_note, forget
from twoway.apps.inbox.models import Conversation, Message, Raw
from twoway.apps.people.directory import add_handle, change_person, drop_handle, know, meet, merge
from twoway.apps.people.models import Handle, Person
from twoway.apps.people.queries import people_of, person_named, person_of
from twoway.domain.errors import BadInput, Conflict, NotAllowed
from twoway.domain.permission import Actor
from twoway.domain.versions import Author

pytestmark = pytest.mark.django_db


def heard(account: Account, person: Person, words: str, remote_id: str) -> Message:
    """Something that somebody said."""
    now = timezone.now()
    raw = Raw.objects.create(account=account, remote_id=remote_id, item={"text": words}, fetched_at=now)
    talk = Conversation.objects.create(
        workspace=account.workspace,
        account=account,
        person=person,
        root_id=remote_id,
        with_id=str(person.name),
        first_words=words,
        last_at=now,
    )
    return Message.objects.create(
        conversation=talk, account=account, person=person, raw=raw, remote_id=remote_id, text=words, at=now
    )


def test_people_are_found_by_name_handle_and_notes(owner: Actor) -> None:
    tom = know(owner, "Tom Hallam", {"rehearsal": "tom.hallam@rehearsal"}, "at the market", "sourdough")
    know(owner, "Kemi Okafor", {})
    for words in ("hallam", "@tom.ha", "market", "dough"):
        assert list(people_of(owner, words)) == [tom]
    assert [person.name for person in people_of(owner)] == ["Kemi Okafor", "Tom Hallam"]


def test_somebody_is_named_by_number_name_or_handle(owner: Actor, stranger: Actor) -> None:
    tom = know(owner, "Tom Hallam", {"rehearsal": "tom.hallam@rehearsal"})
    assert {person_named(owner, words).pk for words in (str(tom.pk), "tom hallam", "@tom.hallam@rehearsal")} == {
        tom.pk
    }
    Person.objects.create(workspace_id=owner.workspace_id, name="Tom Hallam")
    with pytest.raises(BadInput, match="Several"):
        person_named(owner, "Tom Hallam")
    for words in ("nobody", str(tom.pk)):
        with pytest.raises(BadInput):
            person_named(stranger, words)


def test_what_is_known_can_be_changed(owner: Actor) -> None:
    tom = know(owner, "Tom", {})
    change_person(owner, tom.pk, name="Tom Hallam", met="At the market", about="")
    add_handle(owner, tom.pk, "rehearsal", "@tom.hallam@rehearsal")
    with pytest.raises(BadInput, match="not a handle"):
        add_handle(owner, tom.pk, "rehearsal", "no handle at all")
    with pytest.raises(Conflict, match="belongs to Tom Hallam"):
        add_handle(owner, know(owner, "Kemi", {}).pk, "rehearsal", "tom.hallam@rehearsal")
    with pytest.raises(BadInput, match="needs a name"):
        change_person(owner, tom.pk, name=" ", met="", about="")
    found = person_of(owner, tom.pk)
    assert (found.name, found.met, [str(h) for h in found.handles.all()]) == (
        "Tom Hallam",
        "At the market",
        ["@tom.hallam@rehearsal"],
    )
    drop_handle(owner, tom.pk, Handle.objects.get().pk)
    drop_handle(owner, tom.pk, 999)
    assert not Handle.objects.exists()


def test_two_entries_become_one_with_all_their_words(owner: Actor, account: Account) -> None:
    tom = know(owner, "Tom Hallam", {"rehearsal": "tom.hallam@rehearsal"}, about="sourdough")
    other = meet(owner.workspace_id, "bluesky", Author(remote_id="did:plc:tom", handle="tom.example", name="Tom H."))
    said = heard(account, other, "Is there rye on Saturday?", "1")
    merged = merge(owner, tom.pk, other.pk)
    said.refresh_from_db()
    assert (said.person_id, said.conversation.person_id) == (tom.pk, tom.pk)
    assert {handle.network for handle in merged.handles.all()} == {"rehearsal", "bluesky"}
    assert meet(owner.workspace_id, "bluesky", Author(remote_id="did:plc:tom", handle="tom.example")).pk == tom.pk
    assert not Person.objects.filter(pk=other.pk).exists()


def test_nobody_is_merged_with_themselves_or_with_a_stranger(owner: Actor, stranger: Actor) -> None:
    tom, theirs = know(owner, "Tom", {}), know(stranger, "Kemi", {})
    for other in (tom.pk, theirs.pk):
        with pytest.raises(BadInput):
            merge(owner, tom.pk, other)


def test_who_is_forgotten_leaves_counts_and_no_words(owner: Actor, account: Account) -> None:
    tom = know(owner, "Tom Hallam", {"rehearsal": "tom.hallam@rehearsal"}, about="has a sore knee")
    kemi = know(owner, "Kemi Okafor", {})
    heard(account, tom, "Is there rye on Saturday?", "1")
    heard(account, tom, "And on Sunday?", "2")
    kept = heard(account, kemi, "Lovely bread.", "3")
    add_note(owner, Message.objects.get(remote_id="1").conversation_id, "Tom again.")
    forget(owner, tom.pk)
    assert Message.objects.filter(text=FORGOTTEN, person=None).count() == 2
    assert Raw.objects.filter(item={}).count() == 2
    kept.refresh_from_db()
    assert kept.text == "Lovely bread."
    everything = " ".join(str(list(model.objects.values())) for model in (Message, Raw, Conversation, Person, Handle))
    assert not any(word in everything for word in ("Tom", "tom.hallam", "Saturday", "knee"))
    event = Event.objects.filter(verb="forget").get()
    assert "Tom" not in event.summary


def test_who_may_do_what_with_people(owner: Actor, replier: Actor, guest: Actor, stranger: Actor) -> None:
    tom = know(owner, "Tom", {})
    change_person(replier, tom.pk, name="Tom", met="x", about="")
    for call in (
        lambda: change_person(guest, tom.pk, name="T", met="", about=""),
        lambda: add_handle(guest, tom.pk, "rehearsal", "tom"),
        lambda: drop_handle(guest, tom.pk, 1),
        lambda: merge(guest, tom.pk, tom.pk),
        lambda: forget(replier, tom.pk),
    ):
        with pytest.raises(NotAllowed):
            call()
    for call in (
        lambda: change_person(stranger, tom.pk, name="T", met="", about=""),
        lambda: forget(stranger, tom.pk),
    ):
        with pytest.raises(BadInput):
            call()

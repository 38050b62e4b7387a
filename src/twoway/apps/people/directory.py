"""The people directory: who is known, what they are called on each network, and who turned out to be one person."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import transaction

from twoway.apps.audit.actions import note
from twoway.apps.people.models import Handle, Person
from twoway.apps.people.queries import person_of, unknown_id
from twoway.domain.errors import BadInput, Conflict
from twoway.domain.permission import Actor, Verb
from twoway.domain.versions import Author
from twoway.plug import finder


def meet(workspace_id: int, network: str, author: Author) -> Person:
    """The person behind an author on a network; made on first sight, their handle kept up to date."""
    theirs = Handle.objects.filter(workspace_id=workspace_id, network=network)
    found = theirs.filter(remote_id=author.remote_id).select_related("person").first()
    if found is None:
        # Written into the directory by hand, before the network told their id.
        found = theirs.filter(remote_id=unknown_id(author.handle)).select_related("person").first()
    if found is not None:
        if (found.handle, found.remote_id) != (author.handle, author.remote_id):
            theirs.filter(pk=found.pk).update(handle=author.handle, remote_id=author.remote_id)
        return found.person
    person = Person.objects.create(workspace_id=workspace_id, name=(author.name or f"@{author.handle}")[:200])
    Handle.objects.create(
        workspace_id=workspace_id,
        person=person,
        network=network,
        remote_id=author.remote_id,
        handle=author.handle,
        address=author.address,
    )
    return person


@transaction.atomic
def know(actor: Actor, name: str, handles: Mapping[str, str], met: str = "", about: str = "") -> Person:
    """Write a person into the directory with a handle per network, so that mentions find them.

    Somebody of that name who is there already gets the handles added. BadInput for a network that is not known, or a
    handle that is not one there; Conflict for a handle that belongs to somebody else.
    """
    actor.require(Verb.REPLY)
    name = name.strip()[:200]
    if not name:
        raise BadInput("A person needs a name. Write one, such as Tom Hallam.", field="name")
    clean = {slug: _checked_handle(slug, handle) for slug, handle in handles.items()}
    person = Person.objects.filter(workspace_id=actor.workspace_id, name__iexact=name).order_by("id").first()
    if person is None:
        person = Person.objects.create(workspace_id=actor.workspace_id, name=name)
    person.met, person.about = met or person.met, about or person.about
    person.save()
    for slug, handle in clean.items():
        _add_handle(person, slug, handle)
    note(actor, "know", "person", person.pk, f"Wrote {person.name} into the people directory")
    return person


def _checked_handle(slug: str, handle: str) -> str:
    mentions = finder.network(slug).facts.mentions
    clean = handle.strip().removeprefix(mentions.sign).lstrip("@")
    if not re.fullmatch(mentions.handle, clean):
        example = f" One looks like {mentions.example}." if mentions.example else ""
        raise BadInput(f"“{handle}” is not a handle on {finder.network(slug).facts.name}.{example}", field="handle")
    return clean


def _add_handle(person: Person, slug: str, handle: str) -> None:
    theirs = Handle.objects.filter(workspace_id=person.workspace_id, network=slug, handle__iexact=handle)
    found = theirs.select_related("person").first()
    if found is not None and found.person_id != person.pk:
        raise Conflict(
            f"@{handle} belongs to {found.person} already. If they are one person, merge the two.", field="handle"
        )
    if found is None:
        Handle.objects.create(
            workspace_id=person.workspace_id, person=person, network=slug, remote_id=unknown_id(handle), handle=handle
        )


@transaction.atomic
def change_person(actor: Actor, person_id: int, *, name: str, met: str, about: str) -> Person:
    """Another name, or other words about somebody."""
    actor.require(Verb.REPLY)
    person = person_of(actor, person_id)
    if not name.strip():
        raise BadInput("A person needs a name. Write one, such as Tom Hallam.", field="name")
    person.name, person.met, person.about = name.strip()[:200], met.strip(), about.strip()
    person.save(update_fields=["name", "met", "about"])
    note(actor, "change", "person", person.pk, f"Changed what is known of {person}")
    return person


@transaction.atomic
def add_handle(actor: Actor, person_id: int, network: str, handle: str) -> Person:
    """What somebody is called on a network; Conflict for a handle that belongs to somebody else."""
    actor.require(Verb.REPLY)
    person = person_of(actor, person_id)
    clean = _checked_handle(network, handle)
    _add_handle(person, network, clean)
    note(actor, "know", "person", person.pk, f"{person} is {clean} on {finder.network(network).facts.name}")
    return person


@transaction.atomic
def drop_handle(actor: Actor, person_id: int, handle_id: int) -> Person:
    """Somebody is not called so; harmless when it is gone."""
    actor.require(Verb.REPLY)
    person = person_of(actor, person_id)
    found = person.handles.filter(pk=handle_id).first()
    if found is not None:
        note(actor, "change", "person", person.pk, f"{person} is not {found.handle} on {found.network}")
        found.delete()
    return person


@transaction.atomic
def merge(actor: Actor, person_id: int, other_id: int) -> Person:
    """Two entries are one person: the first keeps everything, the other's handles, words and conversations come to it."""
    actor.require(Verb.REPLY)
    if person_id == other_id:
        raise BadInput("Choose somebody else to merge with.", field="other")
    person, other = person_of(actor, person_id), person_of(actor, other_id)
    for relation in Person._meta.related_objects:
        # Conversations and messages are of apps that this one does not know.
        theirs = {relation.field.name: other}
        relation.related_model._base_manager.filter(**theirs).update(**{relation.field.name: person})
    person.met = "\n".join(filter(None, dict.fromkeys((person.met, other.met))))
    person.about = "\n".join(filter(None, dict.fromkeys((person.about, other.about))))
    person.save(update_fields=["met", "about"])
    note(actor, "merge", "person", person.pk, f"Merged {other} into {person}")
    other.delete()
    return person_of(actor, person.pk)

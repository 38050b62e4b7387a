"""Founding a workspace, and keeping people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from twoway.apps.audit.actions import note
from twoway.apps.people.models import Handle, Membership, Person, Persona, User, Workspace
from twoway.apps.people.queries import actor_for, brand_of, has_owner, persona_of, unknown_id
from twoway.domain import brand
from twoway.domain.errors import BadInput, Conflict, NotAllowed
from twoway.domain.permission import Actor, Role, Verb
from twoway.domain.persona import PersonaKind
from twoway.domain.versions import Author
from twoway.plug import finder


def checked_zone(name: str) -> str:
    """The time zone's name, or BadInput that says how one looks."""
    if name not in available_timezones():
        raise BadInput(
            f"“{name}” is not a time zone. One looks like Europe/London or America/New_York.", field="zone"
        )
    return ZoneInfo(name).key


def make_user(email: str, password: str, name: str = "") -> User:
    """Somebody who can sign in; BadInput when the address or the password will not do."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadInput(f"“{email}” is not an e-mail address.", field="email") from error
    if User.objects.filter(email__iexact=email).exists():
        raise Conflict(f"{email} can sign in already.", field="email")
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), field="password") from error
    return User.objects.create_user(email, password, name=name.strip())


def change_password(email: str, password: str) -> User:
    """A new password for somebody; sessions that were opened with the old one end. BadInput for an unknown address.

    Asks no permission: it is for whoever runs commands on the server itself, and no page calls it.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise BadInput(f"Nobody signs in as {email.strip()}.", field="email")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), field="password") from error
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def found_workspace(
    user: User,
    *,
    name: str,
    town: str = "",
    topics: tuple[str, ...] = (),
    never_mix: tuple[str, ...] = (),
    zone: str = "UTC",
    language: str = "en",
    is_demo: bool = False,
) -> Actor:
    """A new workspace with its owner and a work persona of the business's name."""
    if not name.strip():
        raise BadInput("Give the business a name; it can be changed later.", field="name")
    workspace = Workspace.objects.create(
        name=name.strip()[:120],
        town=town.strip()[:120],
        topics=list(topics),
        never_mix=list(never_mix),
        zone=checked_zone(zone),
        language=language,
        is_demo=is_demo,
    )
    Membership.objects.create(workspace=workspace, user=user, role=Role.OWNER)
    Persona.objects.create(workspace=workspace, name=workspace.name, kind=PersonaKind.WORK)
    actor = actor_for(user, workspace.pk)
    note(actor, "found", "workspace", workspace.pk, f"Founded {workspace.name}")
    return actor


@transaction.atomic
def found_first_owner(email: str, password: str, name: str) -> User:
    """The one owner of a new installation; NotAllowed once somebody owns it already."""
    list(User.objects.select_for_update().values_list("pk", flat=True))
    if has_owner():
        raise NotAllowed("This installation has an owner already. Sign in, or ask them to let you in.")
    return make_user(email, password, name)


@transaction.atomic
def make_persona(actor: Actor, name: str, kind: str, about: str = "") -> Persona:
    """A new hat in the workspace."""
    actor.require(Verb.MANAGE)
    if kind not in list(PersonaKind):
        raise BadInput(f"A persona is one of: {', '.join(PersonaKind)}.", field="kind")
    name = name.strip()[:120]
    if not name:
        raise BadInput("Give the persona a name, such as your business or your own.", field="name")
    if Persona.objects.filter(workspace_id=actor.workspace_id, name__iexact=name).exists():
        raise Conflict(f"There is a persona called “{name}” already.", field="name")
    persona = Persona.objects.create(workspace_id=actor.workspace_id, name=name, kind=kind, about=about)
    note(actor, "make", "persona", persona.pk, f"Made the {kind} persona {name}")
    return persona


@transaction.atomic
def change_brand(actor: Actor, persona_id: int, settings: Mapping[str, str]) -> Persona:
    """Set keys of a persona's brand template, as `domain.brand` reads them; an empty value goes back to what is usual."""
    actor.require(Verb.MANAGE)
    persona = persona_of(actor, persona_id)
    before = brand_of(persona)
    after = brand.changed(before, settings)
    persona.brand = brand.stored(after)
    persona.save(update_fields=["brand"])
    old, new = brand.shown(before), brand.shown(after)
    told = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
    if told:
        summary = f"Changed the brand template of {persona}: {', '.join(told)}"
        note(actor, "change", "persona", persona.pk, summary, facts=told)
    return persona


@transaction.atomic
def add_member(actor: Actor, user: User, role: Role) -> Membership:
    """Let somebody in, or change what they are."""
    actor.require(Verb.MANAGE)
    place, _ = Membership.objects.update_or_create(
        workspace_id=actor.workspace_id, user=user, defaults={"role": role}
    )
    note(actor, "let in", "member", user.pk, f"{user} is now {role}")
    return place


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
        raise BadInput("A person needs a name.", field="name")
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
        raise Conflict(f"@{handle} belongs to {found.person} already.", field="handle")
    if found is None:
        Handle.objects.create(
            workspace_id=person.workspace_id, person=person, network=slug, remote_id=unknown_id(handle), handle=handle
        )

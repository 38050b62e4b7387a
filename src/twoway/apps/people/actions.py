"""Founding and changing a workspace, its team, its personas and its rules."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from twoway.apps.audit.actions import note
from twoway.apps.people.models import Invitation, Membership, Persona, User, Workspace
from twoway.apps.people.queries import (
    actor_for,
    brand_of,
    has_owner,
    invitation_mark,
    known_rules,
    member_of,
    open_invitation,
    persona_named,
    persona_of,
    personas_of,
    rule_named,
    workspace_of,
)
from twoway.domain import brand
from twoway.domain.choices import NOTHING, parse
from twoway.domain.choosing import Weight, table_of, weighed, worded
from twoway.domain.errors import BadInput, Conflict, NotAllowed
from twoway.domain.permission import Actor, Role, Verb, may
from twoway.domain.persona import PersonaKind
from twoway.plug import finder
from twoway.work import turns


def checked_zone(name: str) -> str:
    """The time zone's name, or BadInput that says how one looks."""
    if name not in available_timezones():
        raise BadInput(
            f"“{name}” is not a time zone. One looks like Europe/London or America/New_York.", field="zone"
        )
    return ZoneInfo(name).key


#: What mail servers carry (RFC 5321).
LONGEST_EMAIL = 254


def make_user(email: str, password: str, name: str = "") -> User:
    """Somebody who can sign in; BadInput when the address or the password will not do."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadInput(
            f"“{email[:80]}” is not an e-mail address. One looks like sarah@example.org.", field="email"
        ) from error
    if len(email) > LONGEST_EMAIL:
        raise BadInput(f"An e-mail address has at most {LONGEST_EMAIL} signs.", field="email")
    if User.objects.filter(email__iexact=email).exists():
        raise Conflict(f"{email} can sign in already.", field="email")
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), field="password") from error
    return User.objects.create_user(email, password, name=name.strip()[:150])


def change_password(email: str, password: str) -> User:
    """A new password for somebody; sessions that were opened with the old one end. BadInput for an unknown address.

    Asks no permission: it is for whoever runs commands on the server itself, and no page calls it.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise BadInput(f"Nobody signs in as {email.strip()}. Look how the address is written.", field="email")
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
    turns.one_at_a_time(turns.Turn.FIRST_OWNER)
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
def rename_persona(actor: Actor, persona_id: int, name: str, about: str = "") -> Persona:
    """Another name for a persona, and what it is about. Its kind stays: that would put its accounts into another life."""
    actor.require(Verb.MANAGE)
    persona = persona_of(actor, persona_id)
    name = name.strip()[:120]
    if not name:
        raise BadInput("Give the persona a name, such as your business or your own.", field="name")
    if personas_of(actor).filter(name__iexact=name).exclude(pk=persona.pk).exists():
        raise Conflict(f"There is a persona called “{name}” already.", field="name")
    before, persona.name, persona.about = persona.name, name, about.strip()
    persona.save(update_fields=["name", "about"])
    if before != name:
        _rename_choices(actor.workspace_id, before, name)
    note(
        actor,
        "change",
        "persona",
        persona.pk,
        f"Changed the persona {before}" + (f" to {name}" if name != before else ""),
    )
    return persona


def _rename_choices(workspace_id: int, before: str, after: str) -> None:
    """What was chosen of the rules for a persona goes by its name."""
    workspace = Workspace.objects.select_for_update().get(pk=workspace_id)
    chosen = workspace.rules.get("personas", {})
    if before in chosen:
        chosen[after] = chosen.pop(before)
        workspace.save(update_fields=["rules"])


@transaction.atomic
def remove_persona(actor: Actor, persona_id: int) -> None:
    """A persona that nobody wears goes; Conflict while it has accounts, also ones that were removed, whose posts stay."""
    actor.require(Verb.MANAGE)
    persona = persona_of(actor, persona_id)
    try:
        with transaction.atomic():
            persona.delete()
    except ProtectedError as error:
        raise Conflict(f"{persona} has accounts, or had some whose posts are kept. Move them first.") from error
    note(actor, "remove", "persona", persona_id, f"Removed the persona {persona}")


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
def change_workspace(actor: Actor, settings: Mapping[str, str]) -> Workspace:
    """Change what is known of the business: any of `name`, `town`, `zone`, `topics`, `never_mix`, `language`.

    Topics and what is never mixed are lists, parted by commas or lines. BadInput that names the field.
    """
    actor.require(Verb.MANAGE)
    workspace = workspace_of(actor)
    told = {}
    for field, words in settings.items():
        if field not in _WORKSPACE:
            raise BadInput(f"A workspace has no “{field}”. It has: {', '.join(_WORKSPACE)}.", field=field)
        old, new = getattr(workspace, field), _WORKSPACE[field](words)
        if old != new:
            told[field] = [old, new]
            setattr(workspace, field, new)
    if told:
        workspace.save(update_fields=list(told))
        note(actor, "change", "workspace", workspace.pk, f"Changed {', '.join(told)} of the workspace", facts=told)
    return workspace


def _business(words: str) -> str:
    if not words.strip():
        raise BadInput("Give the business a name.", field="name")
    return words.strip()[:120]


def _language(words: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", words.strip()) or len(words.strip()) > 16:
        raise BadInput(f"“{words}” is not a language. One looks like en, de or pt-BR.", field="language")
    return words.strip()


def _listed(words: str) -> list[str]:
    parts = (" ".join(part.split())[:120] for part in re.split(r"[,\n]", words))
    return list(dict.fromkeys(filter(None, parts)))[:100]


_WORKSPACE: Mapping[str, Callable[[str], object]] = {
    "name": _business,
    "town": lambda words: words.strip()[:120],
    "zone": lambda words: checked_zone(words.strip()),
    "topics": _listed,
    "never_mix": _listed,
    "language": _language,
}


def weigh_rule(actor: Actor, rule: str, weight: str, *, network: str = "", persona: str = "") -> Workspace:
    """Let one rule stop, warn, hint, be off, or do as usual; see `weigh_rules`."""
    return weigh_rules(actor, {rule: weight}, network=network, persona=persona)


@transaction.atomic
def weigh_rules(actor: Actor, weights: Mapping[str, str], *, network: str = "", persona: str = "") -> Workspace:
    """Let rules, by code or name, stop, warn, hint, be off, or do as usual: everywhere, or for a network, or for a persona.

    `persona` is a name, or a kind for all of it. BadInput for what is not known, and where a part cannot be on while the
    whole is off.
    """
    actor.require(Verb.MANAGE)
    if network:
        finder.network(network)
    if persona and persona not in list(PersonaKind):
        persona = persona_named(actor, persona).name
    workspace = Workspace.objects.select_for_update().get(pk=actor.workspace_id)
    where = f" for {network or persona}" if network or persona else ""
    for rule, weight in weights.items():
        facts = rule_named(rule).facts
        workspace.rules = weighed(
            workspace.rules, known_rules(), facts.code, _weight(weight), network=network, persona=persona
        )
        note(actor, "weigh", "rule", None, f"Set {facts.name} to {weight}{where}")
    workspace.save(update_fields=["rules"])
    return workspace


def _weight(word: str) -> Weight:
    if word not in list(Weight):
        raise BadInput(f"A rule can be: {', '.join(Weight)}.", field="weight")
    return Weight(word)


@transaction.atomic
def list_words(actor: Actor, lists: Mapping[str, Iterable[str]]) -> Workspace:
    """Replace lists that rules read, by name; an empty one goes away. BadInput for a list that no rule reads."""
    actor.require(Verb.MANAGE)
    workspace = Workspace.objects.select_for_update().get(pk=actor.workspace_id)
    before = workspace.words
    for name, words in lists.items():
        workspace.words = worded(workspace.words, name, words)
    workspace.save(update_fields=["words"])
    told = {name: workspace.words.get(name, []) for name in lists if workspace.words.get(name) != before.get(name)}
    if told:
        note(actor, "list", "words", None, f"Changed words: {', '.join(told)}", facts=told)
    return workspace


@transaction.atomic
def take_choices(actor: Actor, text: str) -> Workspace:
    """Take the rules and words of a twoway.toml in place of those of the workspace; BadInput with every fault in it."""
    actor.require(Verb.MANAGE)
    choices = parse(text, known_rules()) or NOTHING
    workspace = Workspace.objects.select_for_update().get(pk=actor.workspace_id)
    old = {"rules": workspace.rules, "words": workspace.words}
    workspace.rules, workspace.words = table_of(choices)
    workspace.save(update_fields=["rules", "words"])
    note(actor, "take", "rules", None, "Took the rules and words of a file", facts={"before": old})
    return workspace


# -- the team ----------------------------------------------------------------------------------------------------------

#: How long an invitation can be followed.
INVITED_FOR = timedelta(days=7)


@transaction.atomic
def add_member(actor: Actor, user: User, role: Role) -> Membership:
    """Let somebody in, or change what they are; Conflict when nobody would own the workspace any more."""
    actor.require(Verb.MANAGE)
    with _still_owned(actor.workspace_id):
        place, _ = Membership.objects.update_or_create(
            workspace_id=actor.workspace_id, user=user, defaults={"role": role}
        )
    _end_invitations(place)
    note(actor, "let in", "member", user.pk, f"{user} is now {role}")
    return place


@transaction.atomic
def change_role(actor: Actor, user_id: int, role: str) -> Membership:
    """Make a member something else; Conflict when nobody would own the workspace any more."""
    actor.require(Verb.MANAGE)
    with _still_owned(actor.workspace_id):
        place = member_of(actor, user_id)
        before, place.role = place.role, checked_role(role)
        place.save(update_fields=["role"])
    _end_invitations(place)
    note(actor, "change", "member", user_id, f"{place.user} was {before} and is now {role}")
    return place


@transaction.atomic
def remove_member(actor: Actor, user_id: int) -> None:
    """Let a member go, or go oneself; Conflict for the last owner. What they wrote stays."""
    if user_id != actor.user_id:
        actor.require(Verb.MANAGE)
    with _still_owned(actor.workspace_id):
        place = member_of(actor, user_id)
        place.delete()
    _end_invitations(place)
    words = "Left the workspace" if user_id == actor.user_id else f"Let {place.user} go"
    note(actor, "let go", "member", user_id, words)


def _end_invitations(place: Membership) -> None:
    """Whoever may let nobody in any more has no links left that do, with which they could come back themselves."""
    is_gone = place.pk is None or not may(Role(place.role), Verb.MANAGE)
    if is_gone:
        theirs = Invitation.objects.filter(workspace_id=place.workspace_id, invited_by_id=place.user_id)
        theirs.filter(taken_at=None).delete()


@contextmanager
def _still_owned(workspace_id: int) -> Iterator[None]:
    """Members change one after the other, and somebody owns the workspace afterwards; else nothing is changed."""
    members = Membership.objects.filter(workspace_id=workspace_id)
    # Two owners who take the role from each other in the same moment must not both succeed.
    list(members.select_for_update().values_list("pk", flat=True))
    yield
    if not members.filter(role=Role.OWNER).exists():
        raise Conflict("A workspace needs an owner. Make somebody else an owner first.", field="role")


def checked_role(role: str) -> Role:
    """A role by its word; BadInput that lists them."""
    if role not in list(Role):
        raise BadInput(f"A member is one of: {', '.join(Role)}.", field="role")
    return Role(role)


@transaction.atomic
def invite(actor: Actor, role: str, note_: str = "") -> tuple[Invitation, str]:
    """An invitation and its secret, which makes the link; it is shown once and lets one person in.

    `note_` says whom it is for, to tell invitations apart.
    """
    actor.require(Verb.MANAGE)
    secret = secrets.token_urlsafe(24)
    made = Invitation.objects.create(
        workspace_id=actor.workspace_id,
        role=checked_role(role),
        mark=invitation_mark(secret),
        note=" ".join(note_.split())[:200],
        invited_by_id=actor.user_id,
        ends_at=timezone.now() + INVITED_FOR,
    )
    note(actor, "invite", "invitation", made.pk, f"Invited {made.note or 'somebody'} as {role}")
    return made, secret


@transaction.atomic
def withdraw(actor: Actor, invitation_id: int) -> None:
    """The link lets nobody in any more; harmless when it is gone."""
    actor.require(Verb.MANAGE)
    open_ones = Invitation.objects.filter(workspace_id=actor.workspace_id, taken_at=None, pk=invitation_id)
    if open_ones.delete()[0]:
        note(actor, "withdraw", "invitation", invitation_id, "Took an invitation back")


@transaction.atomic
def join(user: User, secret: str) -> Actor:
    """Let a user in by the secret of their link; BadInput when it leads nowhere, Conflict for who is in already."""
    found = open_invitation(secret)
    if Membership.objects.filter(workspace_id=found.workspace_id, user=user).exists():
        raise Conflict(f"You are a member of {found.workspace} already.")
    mine = Invitation.objects.filter(pk=found.pk, taken_at=None)
    if not mine.update(taken_at=timezone.now(), taken_by=user):
        raise BadInput("This invitation was used already. Ask for another one.")
    Membership.objects.create(workspace_id=found.workspace_id, user=user, role=found.role)
    actor = actor_for(user, found.workspace_id)
    note(actor, "join", "member", user.pk, f"{user} came in as {found.role}")
    return actor


@transaction.atomic
def join_as_new(secret: str, email: str, password: str, name: str) -> tuple[User, Actor]:
    """The same for somebody who cannot sign in yet; nothing is made when anything of it will not do."""
    open_invitation(secret)
    user = make_user(email, password, name)
    return user, join(user, secret)

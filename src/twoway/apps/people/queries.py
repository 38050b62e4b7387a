"""Reading workspaces and people."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from django.db.models import Case, Prefetch, Q, QuerySet, When
from django.utils import timezone

from twoway.apps.people.models import Handle, Invitation, Membership, Person, Persona, User, Workspace
from twoway.domain import brand
from twoway.domain.brand import Brand
from twoway.domain.choices import NOTHING, Choices, of_table
from twoway.domain.choices import Known as KnownWords
from twoway.domain.errors import BadInput, NotAllowed
from twoway.domain.permission import Actor, Role
from twoway.domain.tailor import Handle as KnownHandle
from twoway.domain.tailor import Known
from twoway.plug import finder
from twoway.plug.rule import Rule


def actor_for(user: User, workspace_id: int | None = None) -> Actor:
    """The user as somebody who acts; NotAllowed for a stranger. Without a workspace: the first one of theirs."""
    places = (
        Membership.objects.filter(user=user)
        .select_related("workspace")
        .order_by("workspace__is_demo", "workspace_id")
    )
    if workspace_id is not None:
        places = places.filter(workspace_id=workspace_id)
    place = places.first()
    if place is None:
        raise NotAllowed("You are not a member of this workspace. Ask its owner to let you in.")
    return Actor(
        user_id=user.pk,
        name=str(user),
        workspace_id=place.workspace_id,
        workspace=place.workspace.name,
        role=Role(place.role),
    )


def actors_of(user: User) -> tuple[Actor, ...]:
    """The user in each of their workspaces, in one question; for pages that show several clients together."""
    places = Membership.objects.filter(user=user).select_related("workspace").order_by("workspace_id")
    return tuple(
        Actor(
            user_id=user.pk,
            name=str(user),
            workspace_id=place.workspace_id,
            workspace=place.workspace.name,
            role=Role(place.role),
        )
        for place in places
    )


def acting_as(email: str = "", workspace: str = "") -> Actor:
    """Whoever works at the command line: the first owner, of a real workspace before the demo one, unless told otherwise.

    `workspace` is a name or a number. NotAllowed for an unknown address or a stranger to the workspace.
    """
    if email and not User.objects.filter(email__iexact=email).exists():
        raise NotAllowed(f"Nobody signs in here as {email}. Look how the address is written.")
    places = Membership.objects.select_related("workspace", "user").order_by(
        "workspace__is_demo", "workspace_id", "id"
    )
    places = places.filter(user__email__iexact=email) if email else places.filter(role=Role.OWNER)
    known = [place.workspace.name for place in places]
    if workspace:
        number = int(workspace) if workspace.isdecimal() else None
        named = Q(workspace__name__iexact=workspace)
        places = places.filter(named | Q(workspace_id=number) if number is not None else named)
    place = places.first()
    if place is None and not known:
        raise NotAllowed(f"{email} is a member of no workspace." if email else "Nobody owns a workspace here yet.")
    if place is None:
        raise BadInput(f"There is no workspace “{workspace}”. Known ones: {', '.join(known)}.", field="workspace")
    return actor_for(place.user, place.workspace_id)


def has_owner() -> bool:
    """Whether somebody owns this installation. The demo workspace is nobody's, so its people do not count."""
    return Membership.objects.filter(workspace__is_demo=False).exists()


def is_visitor(user: User) -> bool:
    """Whether a user only looks around in the demo workspace."""
    return not Membership.objects.filter(user=user, workspace__is_demo=False).exists()


def workspaces_of(user: User) -> QuerySet[Workspace]:
    """The workspaces that a user is a member of."""
    return Workspace.objects.filter(memberships__user=user).order_by("id")


def workspace_ids_of(actor: Actor) -> tuple[int, ...]:
    """All workspaces that somebody works in beside the demo one: their posts may be compared with each other's."""
    places = Membership.objects.filter(user_id=actor.user_id, workspace__is_demo=False)
    return (actor.workspace_id, *places.order_by("workspace_id").values_list("workspace_id", flat=True))


def workspace_of(actor: Actor) -> Workspace:
    """The workspace the actor acts in."""
    return Workspace.objects.get(pk=actor.workspace_id)


def personas_of(actor: Actor) -> QuerySet[Persona]:
    """The personas of the actor's workspace, work first."""
    return Persona.objects.filter(workspace_id=actor.workspace_id)


def persona_of(actor: Actor, persona_id: int) -> Persona:
    """One persona; BadInput when the workspace has none of that number."""
    found = personas_of(actor).filter(pk=persona_id).first()
    if found is None:
        raise BadInput("That persona is not here. Choose one of the personas listed.", field="persona")
    return found


def persona_named(actor: Actor, name: str) -> Persona:
    """One persona by its name, whatever the capitals; BadInput that lists the known ones."""
    found = personas_of(actor).filter(name__iexact=name).first()
    if found is None:
        known = ", ".join(personas_of(actor).values_list("name", flat=True)) or "none yet"
        raise BadInput(f"There is no persona “{name}”. Known ones: {known}.", field="persona")
    return found


def brand_of(persona: Persona) -> Brand:
    """A persona's brand template; what was not chosen is left to each network."""
    return brand.read(persona.brand)


def speaking_to(workspace_id: int) -> dict[str, tuple[str, ...]]:
    """Who each persona of a workspace speaks to, by its name; one that says nothing of it is left out."""
    rows = Persona.objects.filter(workspace_id=workspace_id)
    return {persona.name: groups for persona in rows if (groups := brand_of(persona).readers)}


@cache
def known_rules() -> KnownWords:
    """What choices may name: rules by their code, and networks."""
    found = finder.rules()
    return KnownWords(
        rules={code: rule.facts.name for code, rule in found.items()},
        networks=tuple(finder.networks()),
        final=frozenset(code for code, rule in found.items() if rule.facts.is_final),
    )


def rule_named(words: str) -> Rule:
    """The rule of this code or name; BadInput that names what is like it."""
    wanted = words.strip().casefold()
    for rule in finder.rules().values():
        if wanted in (rule.facts.code.casefold(), rule.facts.name.casefold()):
            return rule
    like = [name for name in known_rules().rules.values() if wanted and wanted in name]
    more = f" Like it: {', '.join(like)}." if like else " `twoway rule` lists them."
    raise BadInput(f"There is no rule “{words}”.{more}", field="rule")


def choices_of(workspace: Workspace) -> Choices:
    """What a workspace chose of the rules; what cannot be read any more, such as a rule that is gone, chooses nothing."""
    return of_table(workspace.rules, known_rules())[0] if workspace.rules else NOTHING


def team_of(actor: Actor) -> QuerySet[Membership]:
    """Who is in the workspace, as what; owners first."""
    order = Case(*(When(role=role, then=place) for place, role in enumerate(Role)), default=len(Role))
    here = Membership.objects.filter(workspace_id=actor.workspace_id)
    return here.select_related("user").order_by(order, "user__name", "id")


def member_of(actor: Actor, user_id: int) -> Membership:
    """One member; BadInput for somebody who is none."""
    found = Membership.objects.filter(workspace_id=actor.workspace_id, user_id=user_id).select_related("user").first()
    if found is None:
        raise BadInput("Nobody of that name is in this workspace. Choose one of the team.", field="member")
    return found


def member_named(actor: Actor, words: str) -> Membership:
    """One member by e-mail address or name; BadInput that lists the members."""
    here = team_of(actor)
    found = list(here.filter(Q(user__email__iexact=words.strip()) | Q(user__name__iexact=words.strip()))[:2])
    if len(found) == 1:
        return found[0]
    known = ", ".join(place.user.email for place in here)
    raise BadInput(f"“{words}” is nobody, or several. Members are: {known}.", field="member")


def invitations_of(actor: Actor) -> QuerySet[Invitation]:
    """The invitations that can still be followed."""
    live = Invitation.objects.filter(workspace_id=actor.workspace_id, taken_at=None, ends_at__gt=timezone.now())
    return live.select_related("invited_by")


def invitation_mark(secret: str) -> str:
    """What is kept of an invitation's secret."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def open_invitation(secret: str) -> Invitation:
    """The invitation behind a link; BadInput when there is none, or it was used, or is too old."""
    found = Invitation.objects.filter(mark=invitation_mark(secret), taken_at=None, ends_at__gt=timezone.now())
    invitation = found.select_related("workspace", "invited_by").first()
    if invitation is None:
        raise BadInput(
            "This invitation leads nowhere: it was used, taken back, or is older than a week. Ask for another."
        )
    return invitation


def person_of(actor: Actor, person_id: int) -> Person:
    """One person of the directory with their handles; BadInput for one that is not there."""
    found = Person.objects.filter(workspace_id=actor.workspace_id, pk=person_id).prefetch_related("handles").first()
    if found is None:
        raise BadInput("That person is not in this directory. Choose one of those under People.", field="person")
    return found


def person_named(actor: Actor, words: str) -> Person:
    """One person by number, name or handle; BadInput when there is none or there are several."""
    here = Person.objects.filter(workspace_id=actor.workspace_id)
    if words.isascii() and words.isdigit():
        return person_of(actor, int(words[:18]))
    named = Q(name__iexact=words.strip()) | Q(handles__handle__iexact=words.strip().lstrip("@"))
    found = list(here.filter(named).distinct().order_by("id")[:2])
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadInput(
            f"Nobody in the directory is called “{words}”. `twoway people list` shows who is there.", field="person"
        )
    raise BadInput(
        f"Several people are called “{words}”. Say the number, as `twoway people list` shows it.", field="person"
    )


def people_of(actor: Actor, words: str = "") -> QuerySet[Person]:
    """The directory by name, with handles; with `words`, those whose name, handle or notes hold them."""
    here = Person.objects.filter(workspace_id=actor.workspace_id)
    if words.strip():
        by_handle = Handle.objects.filter(
            workspace_id=actor.workspace_id, handle__icontains=words.strip().lstrip("@")
        ).values("person_id")
        told = Q(name__icontains=words.strip()) | Q(about__icontains=words.strip()) | Q(met__icontains=words.strip())
        here = here.filter(told | Q(pk__in=by_handle))
    return here.prefetch_related(Prefetch("handles", queryset=Handle.objects.order_by("id"))).order_by("name", "id")


def unknown_id(handle: str) -> str:
    """What stands for a network's id of somebody until the network has told it; no id begins with this sign."""
    return f"@{handle}"


def directory(workspace_id: int, names: tuple[str, ...] | None = None) -> tuple[Known, ...]:
    """People with their handles, for mentions. With `names`, only people and handles of those names."""
    people = Person.objects.filter(workspace_id=workspace_id)
    if names is not None:
        by_handle = Handle.objects.filter(workspace_id=workspace_id, handle__in=names).values("person_id")
        people = people.filter(Q(name__in=names) | Q(pk__in=by_handle))
    people = people.prefetch_related(Prefetch("handles", queryset=Handle.objects.order_by("id")))
    return tuple(
        Known(
            name=person.name,
            handles={
                h.network: KnownHandle(handle=h.handle, remote_id=_told_id(h.remote_id)) for h in person.handles.all()
            },
        )
        for person in people
    )


def _told_id(remote_id: str) -> str | None:
    return None if remote_id.startswith("@") else remote_id


def find_people(actor: Actor, words: str, limit: int = 8) -> list[Person]:
    """People whose name or handle holds the words, for the mention list."""
    people = Person.objects.filter(workspace_id=actor.workspace_id).prefetch_related("handles")
    if words:
        people = people.filter(name__icontains=words) | people.filter(handles__handle__icontains=words)
    return list(people.distinct().order_by("name")[:limit])

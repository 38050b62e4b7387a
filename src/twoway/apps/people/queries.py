"""Reading workspaces and people."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from twoway.apps.people.models import Handle, Membership, Person, Persona, User, Workspace
from twoway.domain import brand
from twoway.domain.brand import Brand
from twoway.domain.errors import BadInput, NotAllowed
from twoway.domain.permission import Actor, Role
from twoway.domain.policy import Policy
from twoway.domain.tailor import Handle as KnownHandle
from twoway.domain.tailor import Known


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


def acting_as(email: str = "", workspace: str = "") -> Actor:
    """Whoever works at the command line: the first owner, of a real workspace before the demo one, unless told otherwise.

    `workspace` is a name or a number. NotAllowed for an unknown address or a stranger to the workspace.
    """
    if email and not User.objects.filter(email__iexact=email).exists():
        raise NotAllowed(f"Nobody signs in here as {email}.")
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


def policy_of_persona(persona: Persona, *, date: str = "", language: str = "en") -> Policy:
    """How a persona wants its words tailored. `date` is the day of the post, as links to its own site say it."""
    return brand.policy(brand_of(persona), persona=persona.name, date=date, language=language)


def unknown_id(handle: str) -> str:
    """What stands for a network's id of somebody until the network has told it; no id begins with this sign."""
    return f"@{handle}"


def directory(workspace_id: int, names: tuple[str, ...] | None = None) -> tuple[Known, ...]:
    """People with their handles, for mentions. With `names`, only people and handles of those names."""
    people = Person.objects.filter(workspace_id=workspace_id)
    if names is not None:
        by_handle = Handle.objects.filter(workspace_id=workspace_id, handle__in=names).values("person_id")
        people = people.filter(name__in=names) | people.filter(pk__in=by_handle)
    people = people.distinct().prefetch_related(Prefetch("handles", queryset=Handle.objects.order_by("id")))
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

"""What stands around every page: where one can go, what waits there, and every command of the palette."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from twoway.apps.delivery.models import Pause
from twoway.apps.delivery.queries import pauses_of, troubles_of
from twoway.apps.inbox.queries import counts_of
from twoway.apps.notices.queries import Bell, bell_of
from twoway.apps.people.models import User, Workspace
from twoway.apps.people.queries import workspace_of, workspaces_of
from twoway.apps.posts.approvals import count_waiting
from twoway.domain.permission import Actor, Verb, may
from twoway.domain.states import ConversationState
from twoway.doors.web.practice import practice_facts
from twoway.work.presence import worker_runs

#: So many bars stand above a page; more would push it out of sight.
MOST_PAUSES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere to go; `letter` follows G."""

    name: str
    href: str
    icon: str
    letter: str = ""
    count: int = 0
    is_hot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Places that belong together."""

    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A line of the palette: it goes somewhere, or presses a button of the page."""

    name: str
    icon: str
    href: str = ""
    presses: str = ""
    keys: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What the frame of a page needs."""

    workspace: str
    person: str
    role: str
    is_demo: bool
    practice: str
    nav: tuple[Group, ...]
    bar: tuple[Place, ...]
    commands: tuple[Command, ...]
    others: tuple[Workspace, ...]
    is_idle: bool
    bell: Bell
    zone: str
    pauses: tuple[Pause, ...]
    more_pauses: int


def shell_for(actor: Actor, user: User) -> Shell:
    """The frame for somebody, in seven questions to the database. `is_idle`: no worker runs, so nothing goes out or comes in."""
    workspace = workspace_of(actor)
    waiting = counts_of(actor)[ConversationState.OURS]
    yeses = count_waiting(actor) if may_approve(actor) else None
    nav = places(waiting, troubles_of(actor).count(), yeses)
    pauses = tuple(pauses_of(actor)[: MOST_PAUSES + 5])
    return Shell(
        workspace=workspace.name,
        person=actor.name,
        role=str(actor.role),
        is_demo=workspace.is_demo,
        practice=practice_facts().name,
        nav=nav,
        bar=_bar(waiting, yeses),
        commands=commands(nav),
        others=tuple(other for other in workspaces_of(user) if other.pk != workspace.pk),
        bell=bell_of(actor),
        zone=workspace.zone,
        pauses=pauses[:MOST_PAUSES],
        more_pauses=len(pauses[MOST_PAUSES:]),
        is_idle=not worker_runs(),
    )


def may_approve(actor: Actor) -> bool:
    """Whether somebody has to do with approvals: they write what is asked about, or they answer."""
    return may(actor.role, Verb.APPROVE) or may(actor.role, Verb.WRITE)


def places(waiting: int, troubles: int = 0, yeses: int | None = 0) -> tuple[Group, ...]:
    """The rail: what people need first, then what one wants to say; `troubles` are deliveries that wait for a person.

    `yeses` are posts that wait for this person's yes; None for who neither writes nor answers.
    """
    calendar = reverse("calendar")
    inbox = Place(name="Inbox", href=reverse("inbox"), icon="inbox", letter="i", count=waiting, is_hot=waiting > 0)
    return (
        Group(name="Every day", places=(inbox, *_approving(yeses))),
        Group(
            name="Say",
            places=(
                Place(name="Compose", href=reverse("compose"), icon="pen", letter="c"),
                Place(name="Calendar", href=calendar, icon="cal", letter="k", count=troubles, is_hot=troubles > 0),
            ),
        ),
        Group(name="See", places=(Place(name="Reports", href=reverse("reports"), icon="chart", letter="r"),)),
        Group(
            name="Keep",
            places=(
                Place(name="People", href=reverse("people"), icon="people", letter="e"),
                Place(name="Accounts", href=reverse("accounts"), icon="shop", letter="a"),
                Place(name="Feeds", href=reverse("feeds"), icon="book", letter="f"),
                Place(name="Settings", href=reverse("settings"), icon="gear", letter="s"),
            ),
        ),
    )


def _approving(yeses: int | None) -> tuple[Place, ...]:
    if yeses is None:
        return ()
    place = Place(
        name="To approve", href=reverse("approvals"), icon="check", letter="y", count=yeses, is_hot=yeses > 0
    )
    return (place,)


def _bar(waiting: int, yeses: int | None = 0) -> tuple[Place, ...]:
    return (
        Place(name="Inbox", href=reverse("inbox"), icon="inbox", count=waiting),
        *(_approving(yeses) if yeses else ()),
        Place(name="Compose", href=reverse("compose"), icon="plus"),
        Place(name="Calendar", href=reverse("calendar"), icon="cal"),
    )


def commands(nav: tuple[Group, ...]) -> tuple[Command, ...]:
    """Every page, then what can be done anywhere."""
    goes = tuple(
        Command(
            name=place.name, icon=place.icon, href=place.href, keys=("G", place.letter.upper()), words="go to page"
        )
        for group in nav
        for place in group.places
    )
    return (
        *goes,
        Command(name="Write a post", icon="pen", href=reverse("compose"), keys=("C",), words="new compose draft"),
        Command(name="Connect an account", icon="plug", href=reverse("accounts") + "#connect", words="network add"),
        Command(name="Rules, and why they are there", icon="book", href=reverse("help-rules"), words="help lint"),
        Command(name="Networks and their limits", icon="book", href=reverse("help-networks"), words="help length"),
        Command(name=practice_facts().name, icon="stage", href=reverse("practice"), words="practice people failures"),
        Command(name="Notices", icon="bell", href=reverse("notices"), words="bell trouble routes e-mail webhook"),
        Command(name="Brand templates", icon="brush", href=reverse("personas"), words="persona voice colours utm"),
        Command(
            name="What the rules do", icon="gear", href=reverse("settings-rules"), words="settings stop warn hint"
        ),
        Command(
            name="Words the rules read", icon="gear", href=reverse("settings-words"), words="never brands topics"
        ),
        Command(
            name="Who has to say yes", icon="check", href=reverse("settings-approvals"), words="approval rules yes"
        ),
        Command(name="Team", icon="people", href=reverse("team"), words="invite roles members"),
        Command(name="Pause", icon="pause", href=reverse("pause"), words="stop crisis hold everything"),
        Command(name="Keys", icon="key", presses="do-keys", keys=("?",), words="shortcuts keyboard"),
        Command(name="Colours: light", icon="sun", presses="do-light", words="theme"),
        Command(name="Colours: dark", icon="moon", presses="do-dark", words="theme night"),
        Command(name="Colours: as the system says", icon="half", presses="do-system", words="theme"),
        Command(name="How everything looks", icon="brush", href=reverse("styleguide"), words="styleguide components"),
    )

"""Every action there is, found by looking for it: who may do it, and that strangers neither change nor see anything."""

from __future__ import annotations

import dataclasses
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps as installed
from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.utils import timezone

import twoway.apps
from tests.everything import TELLTALE, Everything, everything, picture_bytes
from tests.people import member
from twoway.apps.accounts.models import Account
from twoway.apps.notices.actions import PLAIN
from twoway.apps.people.models import User
from twoway.apps.posts.planning import Was
from twoway.apps.posts.queries import Draft
from twoway.domain.cadence import Aim
from twoway.domain.changing import Wanted
from twoway.domain.errors import NotAllowed, TwowayError
from twoway.domain.permission import Actor, Role, Verb, may
from twoway.plug.report import Period
from twoway.plug.signing_in import Back
from twoway.rehearsal.server import Stage

Act = Callable[..., Any]

#: What these take has been read for the actor already: they are pieces of actions, and no door calls them.
PIECES = {
    "accounts.actions.keep_connection",
    "audit.actions.note",
    "delivery.asked.may_change_alone",
    "delivery.asked.tell_moved",
    "inbox.actions.may_set_aside",
    "inbox.reacting.words_for",
    "posts.actions.set_out",
    "posts.approving.after_move",
    "posts.consent.may_say_yes_here",
    "posts.planning.advice",
    "posts.looks.look_at_post",
    "posts.redrafting.moved_line",
    "posts.remarks.marks_seen",
    "posts.yeses.own_yes",
    "posts.yeses.write_deed",
}

#: What each action takes. Whoever is in the workspace may do what takes READ; a new action is written down here.
TAKES: Mapping[str, Verb] = {
    f"{place}.{name}": verb
    for verb, places in {
        Verb.READ: {
            "accounts.actions": "check",
            "doctor.actions": "examine",
            "notices.actions": "see",
            "posts.remarks": "look",
        },
        Verb.WRITE: {
            "delivery.actions": "keep_picture",
            "feeds.actions": "read_now draft_of",
            "posts.actions": "save discard reopen",
            "posts.again": "write_again open_again",
            "posts.approving": "ask withdraw",
            "posts.naming": "find_elsewhere write_down",
        },
        Verb.SEND: {
            "delivery.actions": "cancel move try_again say_it_is_there leave_it send_again set_aside pause resume",
            "delivery.changing": "edit take_down take_back try_again set_aside",
            "posts.actions": "send_now schedule",
            "posts.planning": "move put_back",
        },
        Verb.APPROVE: {"posts.approving": "approve ask_changes refuse"},
        Verb.REPLY: {
            "inbox.actions": "reply keep_draft mark_done take_up snooze add_note",
            "inbox.reacting": "react",
            "inbox.searching": "search read_mark answer",
            "notices.actions": "settle",
            "people.directory": "know change_person add_handle drop_handle merge",
        },
        Verb.CONNECT: {
            "accounts.actions": "connect switch_posting change_persona remove",
            "accounts.signing_in": "begin_connecting finish_connecting",
            "feeds.actions": "add stop_following",
            "hooks.actions": "open_hook close_hook",
        },
        Verb.MANAGE: {
            "feeds.actions": "open_outlet close_outlet",
            "inbox.actions": "forget",
            "notices.actions": "add_email add_webhook change_route new_secret remove_route try_out",
            "people.actions": (
                "make_persona rename_persona remove_persona change_brand change_workspace weigh_rule weigh_rules "
                "list_words take_choices add_member change_role remove_member invite withdraw"
            ),
            "posts.approval_rules": "require_yes free",
            "posts.planning": "set_rhythm",
        },
    }.items()
    for place, names in places.items()
    for name in names.split()
}

#: Whoever writes or says yes may speak about words; whoever said something may take it back, and nobody else.
SPEAKING = {"posts.remarks.comment", "posts.remarks.answer", "posts.remarks.done"}
OWN = {"posts.remarks.delete"}


def found() -> dict[str, Act]:
    """Every public function of the apps that acts as somebody."""
    known = {}
    for module in pkgutil.walk_packages(twoway.apps.__path__, "twoway.apps."):
        if ".migrations" in module.name:
            continue
        for name, one in vars(import_module(module.name)).items():
            is_own = inspect.isfunction(one) and one.__module__ == module.name and not name.startswith("_")
            if is_own and "actor" in inspect.signature(one).parameters:
                known[f"{module.name.removeprefix('twoway.apps.')}.{name}"] = one
    return known


ACTS = {name: one for name, one in found().items() if name not in PIECES}


def given(there: Everything) -> dict[str, Any]:
    """What is given for each argument, by its name; numbers are those of the bakery's things."""
    numbers = there.numbers
    now = timezone.now()
    draft = Draft(master="Mine now.", account_ids=(numbers["account_id"],), post_id=numbers["post_id"], revision=1)
    return {
        **numbers,
        "account_ids": (numbers["account_id"],),
        "address": "https://127.0.0.1/feed",
        "aim": Aim(posts=1, replies=1),
        "answers": {"name": "millbrook.market"},
        "at": now + timedelta(days=2),
        "back": Back(address="http://127.0.0.1:8000/accounts/back/"),
        "because": "Because.",
        "content": picture_bytes("JPEG"),
        "delivery_ids": (numbers["delivery_id"],),
        "draft": draft,
        "due_at": now + timedelta(days=2),
        "handle": "other.handle@rehearsal",
        "handles": {},
        "ids": (numbers["picture_id"],),
        "is_on": False,
        "kind": "work",
        "latest_at": None,
        "lists": {"jargon": ["synergy"]},
        "manners": PLAIN,
        "mark": "forged",
        "name": "Tom Hallam",
        "named": (numbers["user_id"],),
        "network": "rehearsal",
        "on": True,
        "own": False,
        "persona": "",
        "place": "",
        "period": Period(since=now - timedelta(days=7), until=now + timedelta(days=7)),
        "quote": "",
        "returned": {"code": "1"},
        "role": Role.GUEST,
        "rule": "all-caps",
        "settings": {},
        "since": now - timedelta(days=30),
        "slug": "rehearsal",
        "state": "",
        "text": "Mine now.",
        "until": now + timedelta(days=2),
        "user": User.objects.get(pk=numbers["user_id"]),
        "wanted": Wanted(texts=("Mine now.",), alts=()),
        "was": (Was(delivery_id=numbers["delivery_id"], at=now + timedelta(days=3)),),
        "weight": "off",
        "weights": {"all-caps": "off"},
        "why": "Mine now.",
        "word": "like",
        "words": TELLTALE,
        "zone": UTC,
        "met": "Here.",
        "about": "Here.",
    }


#: Where a name means something else.
OTHERWISE: Mapping[str, Mapping[str, Any]] = {
    "insights.queries.run": {"slug": "deliveries-by-week"},
    "inbox.queries.conversations_of": {"state": None},
    "posts.approving.ask": {"at": None, "of": None},
    "posts.remarks.comment": {"on": None},
    "delivery.changing.edit": {"was": ""},
    "people.actions.change_workspace": {"settings": {"town": "Elsewhere"}},
    "people.actions.change_brand": {"settings": {"voice": "loud"}},
    "posts.planning.set_rhythm": {"hours": None},
    "delivery.actions.pause": {"account_id": None},
}
#: What is left as it is when nothing is said.
LEFT = {
    "reasons",
    "cursors",
    "facts",
    "known",
    "seen",
    "texts",
    "of",
    "hours",
    "limit",
    "weeks",
    "newest",
    "undo",
    "spread",
}
LEFT |= {"may_post", "came_from", "offline", "ended", "lets_replies", "is_done", "goes", "anyway", "but", "note_"}


def arguments(name: str, act: Act, there: Mapping[str, Any]) -> dict[str, Any]:
    """What an action is called with; a new kind of argument has to be written down above."""
    asked = [one for one in inspect.signature(act).parameters.values() if one.name != "actor"]
    known = {**there, **OTHERWISE.get(name, {})}
    missing = [one.name for one in asked if one.name not in known and one.name not in LEFT]
    assert not missing, f"{name} takes {missing}: say above what this test gives for it"
    return {one.name: known[one.name] for one in asked if one.name in known}


@contextmanager
def undone() -> Iterator[list[str]]:
    """Whatever is done in here is taken back; gives the statements that wrote something, as they come."""
    written: list[str] = []

    def noted(execute: Act, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.split(maxsplit=1)[0].upper() not in ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET"):
            written.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(noted):
        yield written
        transaction.set_rollback(True)


def call(act: Act, actor: Actor, words: Mapping[str, Any]) -> tuple[Any, TwowayError | None]:
    """What came of it; lists and the like are read to their end."""
    try:
        outcome = act(actor=actor, **words)
        return (list(outcome) if isinstance(outcome, QuerySet | Iterator) else outcome), None
    except TwowayError as error:
        return None, error


def rows() -> dict[tuple[str, Any], dict[str, Any]]:
    """Everything in the database, by table and number."""
    kinds = [kind for kind in installed.get_models(include_auto_created=True) if kind._meta.managed]
    return {
        (kind._meta.label, row["pk"]): row for kind in kinds for row in kind._base_manager.values("pk", *_of(kind))
    }


def _of(kind: type[models.Model]) -> list[str]:
    return [field.attname for field in kind._meta.concrete_fields]


def leads_to(row: Mapping[str, Any], label: str, ours: set[tuple[str, Any]]) -> list[str]:
    """The columns of a row that point at something of ours."""
    fields = installed.get_model(label)._meta.concrete_fields if "." in label else ()
    return [
        field.name
        for field in fields
        if field.related_model is not None and (field.related_model._meta.label, row[field.attname]) in ours
    ]


def shown(outcome: Any, depth: int = 0) -> Iterator[models.Model]:
    """Every row that is in an outcome, however deep."""
    if isinstance(outcome, models.Model):
        yield outcome
    elif depth > 5 or isinstance(outcome, str | bytes):
        return
    elif dataclasses.is_dataclass(outcome):
        for field in dataclasses.fields(outcome):
            yield from shown(getattr(outcome, field.name), depth + 1)
    elif isinstance(outcome, Mapping):
        yield from shown(list(outcome.values()), depth + 1)
    elif isinstance(outcome, list | tuple | set | frozenset | QuerySet):
        for one in outcome:
            yield from shown(one, depth + 1)


@pytest.fixture
def there(owner: Actor, account: Account, world: Stage) -> Everything:
    return everything(owner, account, world)


def test_each_action_is_written_down_and_there() -> None:
    assert TAKES.keys() | SPEAKING | OWN <= ACTS.keys()
    assert found().keys() >= PIECES


def test_a_stranger_changes_nothing_and_sees_nothing(there: Everything, stranger: Actor) -> None:
    """The numbers of our things in the hands of somebody from another workspace, action by action and question by question."""
    known, before = given(there), rows()
    own = {("people.Workspace", stranger.workspace_id), ("people.User", stranger.user_id)}
    own |= {key for key, row in before.items() if row.get("workspace_id") == stranger.workspace_id}
    ours = before.keys() - own
    wrong = []
    for name, act in ACTS.items():
        with undone() as written:
            outcome, _ = call(act, stranger, arguments(name, act, known))
            after = rows() if written else before
            wrong += [f"{name} changed {key}" for key in ours if after.get(key) != before[key]]
            new = {key: row for key, row in after.items() if key not in before}
            users = {key for key in ours if key[0] == "people.User"}
            wrong += [
                f"{name} made a {key[0]} that leads to our {column}"
                for key, row in new.items()
                for column in leads_to(row, key[0], ours - users)
            ]
            wrong += [f"{name} gave {one!r}" for one in shown(outcome) if (one._meta.label, one.pk) in ours - users]
    assert wrong == []


def test_each_role_may_do_what_the_table_says_and_no_more(there: Everything, owner: Actor) -> None:
    known = given(there)
    others = [role for role in Role if role is not Role.OWNER]
    team: dict[Role, Actor] = {role: member(owner, f"{role}-mate", role) for role in others}
    team[Role.OWNER] = owner
    wrong = []
    for name, act in ACTS.items():
        for role, actor in team.items():
            with undone():
                _, error = call(act, actor, arguments(name, act, known))
            was_refused = isinstance(error, NotAllowed) and "you may not" in error.for_people
            if was_refused != (not may_do(name, role)):
                wrong.append(f"{name} as {role}: {error or 'done'}")
    assert wrong == []


def may_do(name: str, role: Role) -> bool:
    """What the tables above say."""
    if name in SPEAKING:
        return may(role, Verb.WRITE) or may(role, Verb.APPROVE)
    return may(role, TAKES.get(name, Verb.READ))


def test_what_is_not_in_the_table_only_reads(there: Everything, owner: Actor) -> None:
    """A question may be asked by everybody in the workspace, so it must not change anything."""
    known, before = given(there), rows()
    wrong = []
    for name, act in ACTS.items():
        if name in TAKES or name in SPEAKING | OWN:
            continue
        with undone() as written:
            call(act, owner, arguments(name, act, known))
            wrong += [name] if written and rows() != before else []
    assert wrong == []

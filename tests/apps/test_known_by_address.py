"""People of a server that numbers them become known by their address, and who was two becomes one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = [("inbox", "0003_taken_back"), ("people", "0003_rhythm")], [("inbox", "0004_known_by_address")]
NETWORK = "mastodon"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NUMBER, ADDRESS = "1093", "sunnybank@town.social"


def migrate(step: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(step)
    return MigrationExecutor(connection).loader.project_state(step).apps


class Then:
    """The desk as it was before: one account, and whatever a test puts into its inbox."""

    def __init__(self, apps: Any) -> None:
        self.apps = apps
        self.workspace = self.of("people.Workspace").create(name="Alder & Rye")
        persona = self.of("people.Persona").create(workspace=self.workspace, name="Alder & Rye")
        self.account = self.of("accounts.Account").create(
            workspace=self.workspace, persona=persona, network=NETWORK, remote_id="7@bakery.social", handle="alder"
        )

    def of(self, name: str) -> Any:
        return self.apps.get_model(*name.split(".")).objects

    def person(
        self, remote_id: str, name: str = "Sunnybank", handle: str = "Sunnybank@town.social", **more: Any
    ) -> Any:
        person = self.of("people.Person").create(workspace=self.workspace, name=name, **more)
        self.handle(person, remote_id, handle)
        return person

    def handle(self, person: Any, remote_id: str, handle: str, network: str = NETWORK) -> None:
        self.of("people.Handle").create(
            workspace=self.workspace, person=person, network=network, remote_id=remote_id, handle=handle
        )

    def conversation(self, person: Any, with_id: str, words: str, root: str = "1", **more: Any) -> Any:
        at = more.pop("last_at", NOW)
        state = more.pop("state", "theirs")
        made = self.of("inbox.Conversation").create(
            workspace=self.workspace,
            account=self.account,
            person=person,
            root_id=root,
            with_id=with_id,
            last_at=at,
            state=state,
            first_words=words,
            **more,
        )
        self.of("inbox.Message").create(
            conversation=made, account=self.account, person=person, remote_id=f"said:{words}", text=words, at=at
        )
        self.of("inbox.TeamNote").create(conversation=made, writer_name="Dele", text=f"noted: {words}", at=at)
        return made


@pytest.fixture
def then(transactional_db: None) -> Iterator[Then]:
    yield Then(migrate(BEFORE))
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def now_there() -> Any:
    apps = migrate(AFTER)
    return lambda name: apps.get_model(*name.split(".")).objects


def test_who_was_heard_once_is_known_by_the_address_from_then_on(then: Then) -> None:
    then.conversation(then.person(NUMBER), NUMBER, "Do you have rye?")

    of = now_there()

    [handle], [conversation] = of("people.Handle").all(), of("inbox.Conversation").all()
    assert (handle.remote_id, handle.handle) == (ADDRESS, "Sunnybank@town.social")
    assert conversation.with_id == ADDRESS


@pytest.mark.parametrize("order", [(NUMBER, ADDRESS), (ADDRESS, NUMBER)])
def test_who_was_two_becomes_one_and_loses_nothing(then: Then, order: tuple[str, str]) -> None:
    first = then.person(order[0], name="Sunnybank Tea Room", met="At the market.", about="Buys rye.")
    second = then.person(order[1], name="Sunnybank", about="Opens at eight.")
    then.handle(second, "sunnybank@post.example", "sunnybank@post.example", network="email")
    then.conversation(first, order[0], "Do you have rye?", state="ours", waiting_since=NOW, draft="Yes, we")
    then.conversation(second, order[1], "And spelt?", last_at=NOW + timedelta(hours=1), draft="Not yet")
    then.conversation(second, order[1], "Elsewhere", root="2")

    of = now_there()

    [person] = of("people.Person").all()
    assert (person.name, person.met) == ("Sunnybank Tea Room", "At the market.")
    assert person.about == "Buys rye.\nOpens at eight."
    assert sorted(of("people.Handle").values_list("remote_id", flat=True)) == ["sunnybank@post.example", ADDRESS]
    joined, elsewhere = of("inbox.Conversation").order_by("root_id")
    assert {joined.with_id, elsewhere.with_id} == {ADDRESS}
    assert (joined.state, joined.waiting_since) == ("ours", NOW)
    assert (joined.last_at, joined.first_words) == (NOW + timedelta(hours=1), "And spelt?")
    assert sorted(joined.draft.splitlines()) == ["Not yet", "Yes, we"]
    assert {one.person_id for one in of("inbox.Message").all()} == {person.pk}
    assert [one.text for one in joined.messages.order_by("at")] == ["Do you have rye?", "And spelt?"]
    assert [one.text for one in joined.notes.order_by("at")] == ["noted: Do you have rye?", "noted: And spelt?"]


def test_three_who_are_one_and_share_another_name_become_one(then: Then) -> None:
    first = then.person(NUMBER)
    second = then.person("99", handle="sunnybank@town.social")
    then.handle(second, "100", "tearoom@town.social")
    third = then.person("101", handle="tearoom@town.social")
    for with_id, person in ((NUMBER, first), ("99", second), ("101", third)):
        then.conversation(person, with_id, f"From {with_id}")

    of = now_there()

    assert of("people.Person").count() == 1
    assert sorted(of("people.Handle").values_list("remote_id", flat=True)) == [ADDRESS, "tearoom@town.social"]
    assert sorted(of("inbox.Conversation").values_list("with_id", flat=True)) == [ADDRESS, "tearoom@town.social"]
    assert of("inbox.Message").count() == of("inbox.TeamNote").count() == 3


def test_nobody_else_is_touched(then: Then) -> None:
    other = then.of("people.Workspace").create(name="Elsewhere")
    stranger = then.of("people.Person").create(workspace=other, name="Sunnybank")
    then.of("people.Handle").create(
        workspace=other, person=stranger, network=NETWORK, remote_id=ADDRESS, handle="sunnybank@town.social"
    )
    then.person(NUMBER)
    then.person("5", handle="rehearser@rehearsal")
    bare = then.person("55", handle="nameonly")
    elsewhere = then.of("people.Person").create(workspace=then.workspace, name="Marta Lindqvist")
    then.handle(elsewhere, "1093", "marta@rehearsal", network="rehearsal")
    then.conversation(None, "forgotten:12", "(forgotten)")
    then.conversation(bare, "55", "Hello")

    of = now_there()

    assert of("people.Person").count() == 5
    assert set(of("people.Handle").values_list("remote_id", flat=True)) == {
        ADDRESS,
        "rehearser@rehearsal",
        "55",
        "1093",
    }
    assert set(of("inbox.Conversation").values_list("with_id", flat=True)) == {"forgotten:12", "55"}


def test_it_may_be_gone_back_from_and_done_again(then: Then) -> None:
    then.conversation(then.person(NUMBER), NUMBER, "Do you have rye?")
    migrate(AFTER)

    migrate(BEFORE)
    of = now_there()

    assert of("people.Handle").get().remote_id == ADDRESS
    assert of("inbox.Conversation").count() == 1

"""What the page of the Rehearsal network shows, and what its director can do."""

from __future__ import annotations

import pytest

from tests.rehearsal.world import FINGERPRINT, World, body
from twoway.domain.errors import BadInput
from twoway.rehearsal.cast import RUTA, TOM
from twoway.rehearsal.orders import Kind
from twoway.rehearsal.reading import (
    act_as,
    cancel_orders,
    failures,
    order,
    orders,
    people,
    posts_of,
    thread,
    timeline,
)


def test_the_newest_post_stands_first(world: World) -> None:
    for text in ("First", "Second", "Third"):
        world.post(text)
        world.clock.wait(seconds=1)
    assert [said.text for said in timeline(world.stage, limit=2)] == ["Third", "Second"]


def test_a_members_own_posts_are_shown_by_either_handle(world: World) -> None:
    world.post("Ours")
    world.token = world.sign_in("Sarah, at home")
    world.post("Mine")
    for handle in ("alder.rye", "alder.rye@rehearsal"):
        assert [said.text for said in posts_of(world.stage, handle)] == ["Ours"]


def test_a_post_shows_its_pictures_with_descriptions(world: World) -> None:
    facts = {"sha256": FINGERPRINT, "type": "image/png", "bytes": 10, "width": 3, "height": 2}
    picture = body(world.ask("POST", "/api/pictures", facts))["id"]
    world.ask("POST", "/api/posts", {"text": "Look", "pictures": [{"id": picture, "alt": "Two loaves"}]})
    [shown] = timeline(world.stage)[0].pictures
    assert (shown.alt, shown.sha256, shown.width, shown.height) == ("Two loaves", FINGERPRINT, 3, 2)


def test_each_answer_stands_after_what_it_answers(world: World) -> None:
    root = world.post("Good morning, everybody")
    from_tom = act_as(world.stage, TOM, root, "Good morning").id
    world.clock.wait(seconds=1)
    from_ruta = act_as(world.stage, RUTA, root, "Labas").id
    world.clock.wait(seconds=1)
    to_tom = world.post("Morning, Tom, all well with you?", reply_to=from_tom)
    shown = [(said.id, said.depth) for said in thread(world.stage, to_tom)]
    assert shown == [(root, 0), (from_tom, 1), (to_tom, 2), (from_ruta, 1)]


def test_an_answer_to_what_is_gone_is_still_shown(world: World) -> None:
    root = world.post("Good morning, everybody")
    ours = world.post("And one more thing", reply_to=root)
    below = world.post("And another", reply_to=ours)
    world.ask("DELETE", f"/api/posts/{ours}")
    assert [said.id for said in thread(world.stage, root)] == [root, below]


def test_there_is_no_thread_of_a_post_that_is_not_there(world: World) -> None:
    assert thread(world.stage, "nothing") == ()


def test_a_person_played_by_hand_is_heard(world: World) -> None:
    root = world.post("Good morning, everybody")
    shown = act_as(world.stage, TOM, root, "  Is anybody there?  ")
    assert (shown.handle, shown.name, shown.text, shown.is_cast) == (TOM, "Tom Hallam", "Is anybody there?", True)
    items = body(world.ask("GET", "/api/notifications"))["items"]
    assert isinstance(items, list)
    assert [item["post"]["id"] for item in items] == [shown.id]


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("no.body@rehearsal", "Hello"),
        ("alder.rye@rehearsal", "Hello"),
        (TOM, "  "),
        (TOM, "x" * 301),
        (TOM, "\ud800"),
    ],
)
def test_what_cannot_be_played_is_said_in_a_sentence(world: World, who: str, text: str) -> None:
    root = world.post("Good morning, everybody")
    with pytest.raises(BadInput) as refused:
        act_as(world.stage, who, root, text)
    assert refused.value.for_people.endswith(".")


def test_nobody_can_be_played_under_a_post_that_is_gone(world: World) -> None:
    root = world.post("Good morning, everybody")
    world.ask("DELETE", f"/api/posts/{root}")
    with pytest.raises(BadInput):
        act_as(world.stage, TOM, root, "Hello")


def test_failures_are_ordered_listed_and_taken_back(world: World) -> None:
    order(world.stage, "slow", 3, seconds=2)
    order(world.stage, "down", touches="any")
    assert [(o.kind, o.count) for o in orders(world.stage)] == [(Kind.SLOW, 3), (Kind.DOWN, 1)]
    cancel_orders(world.stage)
    assert orders(world.stage) == ()


@pytest.mark.parametrize(("kind", "count"), [("earthquake", 1), ("down", 0), ("down", 5000)])
def test_an_order_that_makes_no_sense_is_bad_input(world: World, kind: str, count: int) -> None:
    with pytest.raises(BadInput):
        order(world.stage, kind, count)


def test_every_failure_says_what_it_does() -> None:
    assert {kind for kind, _ in failures()} == set(Kind)


def test_everybody_is_content_before_anything_was_said(world: World) -> None:
    assert all(player.moods == {} for player in people(world.stage))

"""How a talk goes on, from the first post to the last word."""

from __future__ import annotations

import pytest

from tests.rehearsal.world import World, body
from twoway.rehearsal import cast
from twoway.rehearsal.cast import CAST, GRACE, RUTA, TOM
from twoway.rehearsal.reading import act_as, people, timeline
from twoway.rehearsal.reading import thread as shown_thread
from twoway.rehearsal.talk import named

COLD = "Thank you for your feedback, we value your opinion."
IN_PERSON = "Tom, I’m sorry. The eight o’clock bake ran late three times. From Monday we start at half past five."


def mood_of_tom(world: World) -> str:
    [tom] = [player for player in people(world.stage) if player.handle == TOM]
    return tom.moods.get("alder.rye@rehearsal", "content")


def notices(world: World) -> list[dict[str, object]]:
    items = body(world.ask("GET", "/api/notifications"))["items"]
    assert isinstance(items, list)
    return items


def complaint(world: World) -> tuple[str, str]:
    """A post that makes Tom cross: its id, and that of his complaint."""
    post_id = world.post("Christmas orders are open. Stollen, rye and the big panettone.")
    world.clock.wait(seconds=21)
    [said] = world.heard_from(post_id, TOM)
    return post_id, said.id


def test_nobody_answers_before_having_read(world: World) -> None:
    post_id = world.post("Good morning, everybody")
    world.clock.wait(seconds=1)
    assert world.heard(post_id) == []


def test_a_new_post_has_an_answer_within_ten_seconds(world: World) -> None:
    post_id = world.post("Good morning, everybody")
    world.clock.wait(seconds=10)
    assert world.heard(post_id)
    assert [item["kind"] for item in notices(world)] == ["reply"]


def test_an_answer_carries_the_time_it_was_given_however_late_one_looks(world: World) -> None:
    post_id = world.post("Good morning, everybody")
    posted_at = world.clock.now
    world.clock.wait(days=3)
    assert all((said.at - posted_at).total_seconds() < 1200 for said in world.heard(post_id))


def test_people_like_things_too(world: World) -> None:
    world.post("Good morning, everybody")
    world.clock.wait(minutes=5)
    assert timeline(world.stage)[0].likes > 0
    assert "like" in [item["kind"] for item in notices(world)]


def test_the_pace_is_the_stages(world: World) -> None:
    world.stage._pace = 0
    assert world.heard(world.post("Good morning, everybody"))


def test_tom_goes_further_while_nobody_answers_and_then_stops(world: World) -> None:
    post_id, _ = complaint(world)
    assert mood_of_tom(world) == "put out"
    world.clock.wait(minutes=4)
    assert [said.handle for said in world.heard(post_id)].count(TOM) == 2
    assert world.heard_from(post_id, GRACE)
    assert mood_of_tom(world) == "cross"
    world.clock.wait(minutes=10)
    assert mood_of_tom(world) == "done with you"
    said = len(world.heard(post_id))
    world.clock.wait(days=30)
    assert len(world.heard(post_id)) == said


def test_a_personal_answer_in_time_calms_tom_and_nobody_joins_in(world: World) -> None:
    post_id, tom = complaint(world)
    world.post(IN_PERSON, reply_to=tom)
    world.clock.wait(hours=1)
    assert [said.text in cast.TOM_IS_CALM for said in world.heard_from(post_id, TOM)] == [False, True]
    assert not world.heard_from(post_id, GRACE)
    assert mood_of_tom(world) == "content"


def test_a_cold_answer_makes_tom_crosser_and_a_warm_one_still_wins_him(world: World) -> None:
    post_id, tom = complaint(world)
    world.post(COLD, reply_to=tom)
    world.clock.wait(minutes=1)
    assert mood_of_tom(world) == "cross"
    again = world.heard_from(post_id, TOM)[-1]
    assert again.text in cast.TOM_ON_BOILERPLATE
    world.post(IN_PERSON, reply_to=again.id)
    world.clock.wait(minutes=1)
    assert world.heard_from(post_id, TOM)[-1].text in cast.TOM_IS_CALM
    assert mood_of_tom(world) == "content"


def test_an_answer_that_came_too_late_does_not_undo_what_was_said(world: World) -> None:
    post_id, tom = complaint(world)
    world.clock.wait(minutes=5)
    # Nobody looked in between: what happened meanwhile happens before the answer does.
    world.post(IN_PERSON, reply_to=tom)
    world.clock.wait(minutes=30)
    texts = [said.text for said in world.heard_from(post_id, TOM)]
    assert texts[1] in cast.TOM_IS_WAITING
    assert texts[-1] in cast.TOM_IS_CALM
    assert not set(texts) & set(cast.TOM_IS_DONE)


def test_tom_remembers_being_ignored(world: World) -> None:
    first = world.post("Good morning, everybody")
    from_tom = "Keep me a seeded one, would you?"
    act(world, TOM, first, from_tom)
    world.clock.wait(minutes=30)
    second = world.post("New buns")
    world.clock.wait(minutes=1)
    assert [said.text in cast.TOM_IS_CROSS["ignored"] for said in world.heard_from(second, TOM)] == [True]


def test_tom_does_not_complain_when_he_had_his_answer(world: World) -> None:
    first = world.post("Good morning, everybody")
    said = act(world, TOM, first, "Keep me a seeded one, would you?")
    world.post("Gladly, Tom, it has your name on it.", reply_to=said)
    world.clock.wait(minutes=30)
    second = world.post("New buns")
    world.clock.wait(minutes=20)
    assert all(said.text not in cast.TOM_IS_CROSS["ignored"] for said in world.heard_from(second, TOM))


def test_people_answer_us_once_and_never_endlessly(world: World) -> None:
    post_id = world.post("Good morning, everybody")
    for _ in range(12):
        world.clock.wait(minutes=20)
        for said in world.heard(post_id):
            world.post(f"Very kind of you, {said.name}, see you on Saturday.", reply_to=said.id)
    world.clock.wait(days=1)
    per_person = {who: len(world.heard_from(post_id, who)) for who in CAST}
    assert max(per_person.values()) <= 2


def test_two_quick_answers_of_ours_bring_one_of_theirs(world: World) -> None:
    post_id = world.post("Good morning, everybody")
    said = act(world, RUTA, post_id, "Best rye I’ve had since Vilnius.")
    world.post("Thank you, Ruta, that made our day.", reply_to=said)
    world.post("And come by on Saturday, Ruta.", reply_to=said)
    world.clock.wait(minutes=5)
    back = [each for each in shown_thread(world.stage, post_id) if each.text in cast.THANKS_FOR_AN_ANSWER[RUTA]]
    assert len(back) == 1


def test_nobody_answers_under_a_post_that_is_gone(world: World) -> None:
    post_id = world.post("Good morning, everybody")
    world.ask("DELETE", f"/api/posts/{post_id}")
    world.clock.wait(hours=1)
    assert notices(world) == []


def test_a_thread_of_our_own_words_stays_our_own(world: World) -> None:
    first = world.post("Good morning, everybody")
    world.clock.wait(hours=1)
    before = len(world.heard(first))
    world.post("And one more thing about the buns", reply_to=first)
    world.clock.wait(hours=1)
    assert len(world.heard(first)) == before


def test_one_who_is_named_by_another_member_is_told(world: World) -> None:
    sarah = world.sign_in("Sarah, at home")
    world.post("Thank you @sarah.at.home@rehearsal for the picture")
    world.token = sarah
    assert [item["kind"] for item in notices(world)] == ["mention"]


def test_our_own_words_are_no_news_to_us(world: World) -> None:
    first = world.post("We are @alder.rye@rehearsal")
    world.post("Yes, we are", reply_to=first)
    assert notices(world) == []


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("Hello @tom.hallam@rehearsal.", ["tom.hallam@rehearsal"]),  # the full stop ends the sentence
        ("(@Ruta.B@rehearsal)", ["ruta.b@rehearsal"]),
        ("mail@tom.hallam@rehearsal", []),
        ("@tom.hallam@rehearsal.example", []),  # another server
        ("@tom", []),
    ],
)
def test_names_are_found_in_the_words(text: str, handles: list[str]) -> None:
    assert named(text) == handles


def act(world: World, who: str, post_id: str, text: str) -> str:
    return act_as(world.stage, who, post_id, text).id

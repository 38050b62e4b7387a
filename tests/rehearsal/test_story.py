"""The demo story is believable on any day it is told."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rehearsal.world import World
from twoway.domain import guard
from twoway.domain.findings import Scope, Severity
from twoway.domain.persona import PersonaKind
from twoway.domain.states import ConversationState
from twoway.networks import rehearsal
from twoway.plug import finder
from twoway.rehearsal import cast, telling
from twoway.rehearsal.cast import GRACE, JON, KEMI, SUNNYBANK, TOM
from twoway.rehearsal.reading import people, thread, timeline
from twoway.rehearsal.story import ConversationTold, Story, UpcomingTold, WishedTold, seed, story
from twoway.work.http import WebHttp

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)

days = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))
zones = st.sampled_from(["Europe/London", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kolkata", "UTC"])


def told(now: datetime = NOW) -> Story:
    return story(now, LONDON)


def with_person(handle: str) -> list[ConversationTold]:
    return [c for c in told().conversations if c.person == handle]


def planned(one: Story) -> list[UpcomingTold | WishedTold]:
    """What is still to come, with or without a yes."""
    return [*one.upcoming, *one.wished]


def all_texts(one: Story) -> list[str]:
    said = [message.text for c in one.conversations for message in c.messages]
    posts = [*(post.text for post in one.posts), *(post.text for post in planned(one))]
    return [*said, *posts, *(post.changed for post in one.wished if post.changed)]


def test_there_is_enough_to_look_around_in() -> None:
    one = told()
    assert len(one.posts) >= 28
    assert len(one.conversations) >= 30
    assert sum(len(c.messages) for c in one.conversations) >= 60
    assert (len(one.accounts), len(one.drafts)) == (3, 2)
    assert 4 <= len(one.upcoming) <= 5


@settings(max_examples=60)
@given(now=days, zone=zones)
def test_on_any_day_the_past_is_past_and_the_plans_are_ahead(now: datetime, zone: str) -> None:
    one = story(now, ZoneInfo(zone))
    posts = {post.remote_id: post for post in one.posts}
    assert all(now - timedelta(days=50) < post.at < now for post in one.posts)
    for conversation in one.conversations:
        times = [posts[conversation.root_id].at, *(message.at for message in conversation.messages)]
        assert times == sorted(times)
        assert times[-1] < now
    assert all(post.at > now for post in planned(one))
    assert all("{" not in text for text in all_texts(one))


def test_six_weeks_have_no_empty_week() -> None:
    ages = {(NOW - post.at).days // 7 for post in told().posts}
    assert ages >= set(range(6))


def test_the_calendar_has_a_gap_of_several_days() -> None:
    at = sorted(post.at for post in planned(told()))
    assert max(later - earlier for earlier, later in pairwise(at)) >= timedelta(days=5)


def test_two_posts_were_asked_about_one_waits_and_one_has_its_yes_with_a_small_change() -> None:
    waiting, answered = told().wished
    assert (waiting.yes_at, waiting.changed) == (None, "")
    assert all(remark.on in waiting.text and waiting.asked_at < remark.at < NOW for remark in waiting.remarks)
    assert waiting.remarks
    assert answered.yes_at is not None
    assert answered.asked_at < answered.yes_at < NOW
    assert "ten more" in answered.changed
    assert answered.changed not in ("", answered.text)


def test_ids_are_told_once_and_come_out_the_same() -> None:
    one = told()
    ids = [post.remote_id for post in one.posts]
    ids += [message.remote_id for c in one.conversations for message in c.messages]
    assert len(ids) == len(set(ids))
    later = told(NOW + timedelta(days=3))
    assert {post.remote_id for post in later.posts} == {post.remote_id for post in one.posts}


def test_every_answer_answers_what_came_before() -> None:
    for conversation in told().conversations:
        parents = [message.parent_id for message in conversation.messages]
        assert parents == [conversation.root_id, *(message.remote_id for message in conversation.messages[:-1])]
        assert [message.is_ours for message in conversation.messages] == [
            n % 2 == 1 for n in range(len(conversation.messages))
        ]


def test_work_and_private_life_are_two_personas() -> None:
    one = told()
    kinds = {persona.name: persona.kind for persona in one.personas}
    assert [kinds[account.persona] for account in one.accounts] == [
        PersonaKind.WORK,
        PersonaKind.WORK,
        PersonaKind.PERSONAL,
    ]


def test_toms_complaint_is_unanswered_and_grace_agrees() -> None:
    complaint = with_person(TOM)[-1]
    [grace] = [c for c in with_person(GRACE) if c.state is ConversationState.OURS]
    assert complaint.state is ConversationState.OURS
    assert complaint.messages[-1].text.startswith("Third time this month my order wasn’t ready")
    assert grace.root_id == complaint.root_id
    assert NOW - grace.messages[-1].at == timedelta(minutes=20)
    assert "4th, the 11th and the 18th" in complaint.notes[0].text


@pytest.mark.parametrize(
    ("who", "words"), [(KEMI, "without nuts"), (JON, "rye starter for sale"), (SUNNYBANK, "twelve baguettes")]
)
def test_questions_are_open(who: str, words: str) -> None:
    still_open = [c for c in with_person(who) if c.state is ConversationState.OURS]
    assert any(words in c.messages[-1].text for c in still_open)


def test_people_who_speak_are_people_we_know() -> None:
    one = told()
    known = {person.handle for person in one.people}
    assert {c.person for c in one.conversations} <= known
    assert set(cast.CAST) <= known


def test_nothing_is_said_twice() -> None:
    texts = all_texts(told())
    assert len(texts) == len(set(texts))


def test_nothing_sounds_like_a_drawer_or_a_leaflet() -> None:
    for text in all_texts(told()):
        assert not cast.BOILERPLATE.search(text.casefold().replace("’", "'")), text
        assert not re.search(r"click|link in bio|visit our|follow us|!!|[A-Z]{4,}", text), text
        assert len(re.findall(r"#\w", text)) <= rehearsal.FACTS.hashtags.usual
        assert "'" not in text, "curly apostrophes, as in the rest of the product"


def test_everything_fits_the_network() -> None:
    assert all(len(text) <= rehearsal.FACTS.text.limit.value for text in all_texts(told()))


def test_our_own_rules_have_nothing_to_say_about_what_we_said() -> None:
    one, rules = told(), list(finder.rules().values())
    posts = [(post.text, Scope.POST) for post in one.posts] + [(post.text, Scope.POST) for post in planned(one)]
    answers = [(m.text, Scope.REPLY) for c in one.conversations for m in c.messages if m.is_ours]
    for text, scope in (*posts, *answers):
        found = guard.look(guard.build_case(text=text, facts=rehearsal.FACTS, scope=scope), rules)
        assert not [f.message for f in found if f.severity is not Severity.HINT], text


def test_days_are_named_rightly() -> None:
    recipe = told().upcoming[-1]
    assert f"this {recipe.at:%A}" in recipe.text


def test_the_stage_shows_what_the_story_tells(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.clock.now = NOW
    one = told()
    seats = seed(world.stage, one)
    assert set(seats) == {account.handle for account in one.accounts}
    assert [post.id for post in timeline(world.stage, 100)] == [post.remote_id for post in reversed(one.posts)]
    orders = with_person(TOM)[-1].root_id
    shown = thread(world.stage, orders)
    assert {said.name for said in shown} >= {"Alder & Rye", "Tom Hallam", "Grace Wynne", "Kemi Okafor"}
    assert shown[0].path == next(post.path for post in one.posts if post.remote_id == orders)
    [tom] = [player for player in people(world.stage) if player.handle == TOM]
    assert tom.moods == {telling.BAKERY: "cross"}


def seat_http(world: World, one: Story, handle: str = telling.BAKERY) -> tuple[WebHttp, str]:
    seat = seed(world.stage, one)[handle]
    http = WebHttp(
        address=seat.connection.address,
        secrets=seat.connection.secrets,
        pictures=lambda sha256: b"",
        local={"rehearsal": world.stage.answer},
    )
    return http, seat.cursor


def test_the_cursor_stands_behind_what_was_told_and_the_messages_can_be_read_again(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.clock.now = NOW
    one = told()
    http, cursor = seat_http(world, one)
    assert rehearsal.fetch(http, cursor, ()).raw == ()
    own = one.accounts[0].remote_id
    heard = [rehearsal.to_message(raw, own) for raw in rehearsal.fetch(http, "", ()).raw]
    expected = {
        message.remote_id
        for c in one.conversations
        if c.account == telling.BAKERY
        for message in c.messages
        if not message.is_ours
    }
    assert {message.remote_id for message in heard if message} == expected


def test_the_story_goes_on_when_tom_is_answered(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.clock.now = NOW
    one = told()
    http, cursor = seat_http(world, one)
    complaint = with_person(TOM)[-1]
    world.token = http.secrets["token"]
    world.post(
        "Tom, I’m sorry, and three times is not a slip. From Monday we start at 5:30, and your next order is on us.",
        reply_to=complaint.messages[-1].remote_id,
    )
    world.clock.wait(hours=1)
    heard = [rehearsal.to_message(raw, one.accounts[0].remote_id) for raw in rehearsal.fetch(http, cursor, ()).raw]
    assert [m.text in cast.TOM_IS_CALM for m in heard if m] == [True]


def test_the_story_goes_on_when_nobody_answers_tom(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.clock.now = NOW
    one = told()
    http, cursor = seat_http(world, one)
    world.clock.wait(hours=1)
    heard = [rehearsal.to_message(raw, one.accounts[0].remote_id) for raw in rehearsal.fetch(http, cursor, ()).raw]
    assert [m.author.handle for m in heard if m] == [TOM]


def test_telling_it_again_later_replaces_the_first_telling(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.clock.now = NOW + timedelta(days=3)
    seed(world.stage, told())
    later = told(NOW + timedelta(days=3))
    seed(world.stage, later)
    assert [post.at for post in timeline(world.stage, 100)] == [post.at for post in reversed(later.posts)]

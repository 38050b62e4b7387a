"""The demo workspace: believable, whole, and alive on the practice network."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.people import Clock
from twoway.apps.accounts.queries import accounts_of
from twoway.apps.delivery.queries import troubles_of
from twoway.apps.demo.actions import Demo, join_demo, open_demo
from twoway.apps.inbox.actions import reply
from twoway.apps.inbox.jobs import bring
from twoway.apps.inbox.queries import conversation_of, conversations_of, counts_of
from twoway.apps.insights.queries import run
from twoway.apps.notices.queries import notices_of
from twoway.apps.people.models import User, Workspace
from twoway.apps.people.queries import personas_of
from twoway.apps.posts import approving
from twoway.apps.posts.approvals import answered_lately, page_of, waiting_for
from twoway.apps.posts.looks import look_at_post
from twoway.apps.posts.queries import drafts_of, post_of, posts_of
from twoway.domain.permission import Actor
from twoway.domain.states import ConversationState
from twoway.rehearsal.server import Stage
from twoway.work import stage as staging


@pytest.fixture
def demo(db: None, world: Stage) -> Demo:
    return open_demo(on=world)


def test_it_holds_six_weeks_and_something_for_every_page(demo: Demo) -> None:
    actor, now = demo.actor, timezone.now()
    assert actor.workspace == "Alder & Rye"
    assert posts_of(actor).count() >= 30
    assert {p.kind for p in personas_of(actor)} == {"work", "personal"}
    assert accounts_of(actor).count() >= 2
    counts = counts_of(actor)
    assert counts[ConversationState.OURS] >= 4
    assert counts[ConversationState.DONE] + counts[ConversationState.THEIRS] >= 10
    assert drafts_of(actor).count() == 3
    coming = (
        posts_of(actor)
        .filter(planned_at__gte=now, planned_at__lt=now + timedelta(days=21))
        .exclude(versions__delivery=None)
    )
    assert coming.count() >= 4
    days = sorted({post.planned_at.date() for post in coming if post.planned_at})
    assert max(b - a for a, b in itertools.pairwise(days)) >= timedelta(days=3)
    assert not troubles_of(actor)


def test_a_yes_is_waited_for_with_a_comment_on_a_sentence_and_another_came_with_a_small_change(demo: Demo) -> None:
    [waiting] = waiting_for(demo.actor)
    page = page_of(demo.actor, waiting.pk)
    assert page.may_answer
    assert page.is_as_asked
    [said] = page.versions[0].comments
    assert said.comment.quote == "Hers are better than ours, and we have stopped pretending otherwise."
    assert [answer.by_name for answer in said.answers] == ["Dele"]
    [answered] = answered_lately(demo.actor)
    assert [deed.by_name for deed in answered.deeds.all()] == ["Dele", "Sarah"]
    assert "with a change" in list(answered.deeds.all())[-1].verb
    [version] = post_of(demo.actor, answered.post_id).versions.all()
    assert version.delivery
    assert "ten more ryes" in version.delivery.text
    times = [deed.at for deed in answered.deeds.all()] + [answered.asked_at, waiting.asked_at]
    assert all(at < timezone.now() - timedelta(minutes=60) for at in times)
    [notice] = notices_of(demo.actor)
    assert "Dele asks Sarah for a yes" in notice.words
    approving.approve(demo.actor, waiting.pk)


def test_a_complaint_is_in_progress(demo: Demo) -> None:
    waiting = conversations_of(demo.actor, ConversationState.OURS)
    [tom] = [c for c in waiting if c.person and c.person.name == "Tom Hallam"]
    assert "Third time this month" in tom.first_words
    assert conversation_of(demo.actor, tom.pk).notes.exists()


def test_nothing_in_it_would_be_stopped_by_our_own_guard(demo: Demo) -> None:
    for post in posts_of(demo.actor):
        for look in look_at_post(demo.actor, post):
            assert look.may_go, (post.master, look.findings)


def test_it_is_not_told_twice_and_can_be_told_anew(demo: Demo, world: Stage) -> None:
    again = open_demo()
    assert (again.actor, again.password) == (demo.actor, demo.password)
    fresh = open_demo(reset=True, on=world)
    assert Workspace.objects.filter(is_demo=True).count() == 1
    assert posts_of(fresh.actor).count() >= 30


def test_its_people_can_be_answered_and_hear_it(demo: Demo, world: Stage, clock: Clock) -> None:
    from twoway.apps.delivery.jobs import drain

    waiting = conversations_of(demo.actor, ConversationState.OURS)
    tom = next(c for c in waiting if c.person and c.person.name == "Tom Hallam")
    message = reply(demo.actor, tom.pk, "Tom, I am sorry. Your next order is on us and in my hand at eight.")
    drain()
    message.refresh_from_db()
    assert message.delivery is not None
    assert message.delivery.state == "sent", message.delivery.why
    clock.turn(minutes=30)
    assert bring(tom.account) >= 1


def test_somebody_who_signs_in_already_may_look_around(demo: Demo, owner_elsewhere: User) -> None:
    actor = join_demo(owner_elsewhere)
    assert actor.workspace_id == demo.actor.workspace_id


@pytest.fixture
def owner_elsewhere(stranger: Actor) -> User:
    return User.objects.get(pk=stranger.user_id)


def test_the_first_report_has_something_to_say(demo: Demo) -> None:
    ran = run(demo.actor, "deliveries-by-week", weeks=6)
    assert len(ran.table.rows) == 6


def test_the_stage_of_a_process_is_one(settings: object) -> None:
    assert staging.stage() is staging.stage()

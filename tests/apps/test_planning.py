"""Moving posts to another time, and back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.actions import take_choices
from twoway.apps.people.models import Workspace
from twoway.apps.posts.actions import save, schedule
from twoway.apps.posts.calendar import aim_of, hours_of, last_spoken, posts_by_day, replies_by_day
from twoway.apps.posts.models import Post
from twoway.apps.posts.planning import BadSlot, move, put_back, set_rhythm, spread
from twoway.apps.posts.queries import Draft
from twoway.domain.cadence import Aim
from twoway.domain.errors import BadInput, Conflict, Held, NotAllowed
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState

HOUR = timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")


def noon(days: int = 3) -> datetime:
    """Noon some days ahead: an hour that nothing is against."""
    return (timezone.now() + timedelta(days=days)).replace(hour=12, minute=0, second=0, microsecond=0)


def scheduled(who: Actor, at: datetime, *accounts: Account, words: str = "Fresh rye at eight.") -> Post:
    post = save(who, Draft(master=words, account_ids=tuple(a.pk for a in accounts)))
    schedule(who, post.pk, at)
    return post


def put(delivery: Delivery, state: DeliveryState) -> None:
    """Bring a waiting delivery into a state, by the moves there are."""
    ways = {
        DeliveryState.SENDING: (DeliveryState.SENDING,),
        DeliveryState.SENT: (DeliveryState.SENDING, DeliveryState.SENT),
        DeliveryState.UNSURE: (DeliveryState.SENDING, DeliveryState.UNSURE),
        DeliveryState.REFUSED: (DeliveryState.SENDING, DeliveryState.REFUSED),
        DeliveryState.HELD: (DeliveryState.HELD,),
        DeliveryState.MISSED: (DeliveryState.MISSED,),
        DeliveryState.CANCELLED: (DeliveryState.CANCELLED,),
        DeliveryState.WAITING: (),
    }
    for step in ways[state]:
        assert delivery.become(step)


def times_of(post: Post) -> list[datetime]:
    return list(Delivery.objects.filter(post_version__post=post).order_by("due_at").values_list("due_at", flat=True))


# -- what waits


def test_a_move_takes_all_three_times_along(owner: Actor, account: Account) -> None:
    post = scheduled(owner, noon(), account)
    before = Delivery.objects.get()
    moved = move(owner, post.pk, noon(4))
    after = Delivery.objects.get()
    assert (after.due_at, after.next_at) == (noon(4), noon(4))
    assert before.latest_at is not None
    assert after.latest_at == before.latest_at + timedelta(days=1)
    assert (moved.at, moved.stayed) == (noon(4), ())
    assert moved.post.planned_at == noon(4)


def test_it_is_written_down_who_moved_what_from_where(owner: Actor, account: Account) -> None:
    post = scheduled(owner, noon(), account)
    move(owner, post.pk, noon(4))
    event = Event.objects.get(verb="move", subject="post")
    assert event.actor_name == "Sarah"
    assert event.subject_id == post.pk
    assert event.facts == {"was": {str(Delivery.objects.get().pk): noon().isoformat()}}


def test_versions_keep_their_distance(owner: Actor, account: Account, second_account: Account) -> None:
    post = scheduled(owner, noon(), account, second_account)
    move(owner, post.pk, noon() + timedelta(minutes=12), account_id=second_account.pk)
    move(owner, post.pk, noon(5))
    assert times_of(post) == [noon(5), noon(5) + timedelta(minutes=12)]


def test_one_version_is_moved_alone(owner: Actor, account: Account, second_account: Account) -> None:
    post = scheduled(owner, noon(), account, second_account)
    move(owner, post.pk, noon(6), account_id=second_account.pk)
    assert times_of(post) == [noon(), noon(6)]
    [first] = Delivery.objects.filter(account=account)
    move(owner, post.pk, noon(7), delivery_ids=[first.pk])
    assert times_of(post) == [noon(6), noon(7)]


@pytest.mark.parametrize(
    "state", [s for s in DeliveryState if s not in (DeliveryState.WAITING, DeliveryState.CANCELLED)]
)
def test_what_does_not_wait_is_never_moved_and_it_is_said_why(
    owner: Actor, account: Account, state: DeliveryState
) -> None:
    post = scheduled(owner, noon(), account)
    put(Delivery.objects.get(), state)
    before = Delivery.objects.values().get()
    with pytest.raises(Conflict) as refused:
        move(owner, post.pk, noon(4))
    assert len(refused.value.for_people) > 20
    assert Delivery.objects.values().get() == before


def test_what_waits_of_a_post_is_moved_and_the_rest_is_told(
    owner: Actor, account: Account, second_account: Account
) -> None:
    post = scheduled(owner, noon(), account, second_account)
    put(Delivery.objects.get(account=account), DeliveryState.SENT)
    moved = move(owner, post.pk, noon(4))
    assert moved.stayed == ("@alder.rye@rehearsal stays where it is (sent).",)
    assert Delivery.objects.get(account=account).due_at == noon()
    assert Delivery.objects.get(account=second_account).due_at == noon(4)


def test_what_was_tried_does_not_knock_before_the_network_asked_for(owner: Actor, account: Account) -> None:
    post = scheduled(owner, noon(), account)
    Delivery.objects.update(tries=2, next_at=noon(5))
    move(owner, post.pk, noon(4))
    assert (Delivery.objects.get().due_at, Delivery.objects.get().next_at) == (noon(4), noon(5))


# -- times


def test_a_time_that_has_passed_is_not_taken(owner: Actor, account: Account) -> None:
    post = scheduled(owner, noon(), account)
    with pytest.raises(BadInput, match="has passed"):
        move(owner, post.pk, timezone.now() - HOUR, anyway=True)
    with pytest.raises(BadInput, match="two years"):
        move(owner, post.pk, timezone.now() + timedelta(days=800), anyway=True)
    assert times_of(post) == [noon()]


def test_a_bad_time_is_explained_with_the_nearest_good_one(owner: Actor, account: Account) -> None:
    scheduled(owner, noon(5), account, words="Stollen is here.")
    post = scheduled(owner, noon(), account)
    with pytest.raises(BadSlot) as refused:
        move(owner, post.pk, noon(5) + timedelta(minutes=20))
    assert "20 minutes after “Stollen is here.” on the same account" in refused.value.for_people
    assert refused.value.nearest is not None
    assert refused.value.nearest.at == noon(5) + HOUR
    assert times_of(post) == [noon()]


def test_who_insists_gets_the_bad_time(owner: Actor, account: Account) -> None:
    scheduled(owner, noon(5), account, words="Stollen is here.")
    post = scheduled(owner, noon(), account)
    move(owner, post.pk, noon(5) + timedelta(minutes=20), anyway=True)
    assert times_of(post) == [noon(5) + timedelta(minutes=20)]


def test_the_rules_about_time_are_asked_for_the_new_time(owner: Actor, account: Account) -> None:
    post = scheduled(owner, noon(), account)
    night = noon(4).replace(hour=3)
    with pytest.raises(BadSlot, match="readers are asleep"):
        move(owner, post.pk, night)
    move(owner, post.pk, night, anyway=True)
    # It was at night before: that is nothing new.
    move(owner, post.pk, night + HOUR)
    assert times_of(post) == [night + HOUR]


def test_a_quiet_day_is_kept_quiet(owner: Actor, account: Account) -> None:
    Workspace.objects.update(words={"quiet_days": [noon(4).date().isoformat()]})
    post = scheduled(owner, noon(), account)
    with pytest.raises(BadSlot, match="nothing should go out on this day") as refused:
        move(owner, post.pk, noon(4))
    assert refused.value.nearest is not None
    assert refused.value.nearest.at.date() != noon(4).date()


def test_a_rule_that_the_team_made_a_stop_cannot_be_overruled(owner: Actor, account: Account) -> None:
    post = scheduled(owner, noon(), account)
    Workspace.objects.update(rules={"severity": {"bad-hour": "stop"}})
    with pytest.raises(Held, match="lets nothing out"):
        move(owner, post.pk, noon(4).replace(hour=3), anyway=True)


def test_a_rule_that_the_team_ignores_is_not_asked(owner: Actor, account: Account) -> None:
    post = scheduled(owner, noon(), account)
    Workspace.objects.update(rules={"ignore": ["bad-hour"]})
    move(owner, post.pk, noon(4).replace(hour=3))
    assert times_of(post) == [noon(4).replace(hour=3)]


def test_a_post_is_not_in_its_own_way(owner: Actor, account: Account, second_account: Account) -> None:
    post = scheduled(owner, noon(), account, second_account)
    move(owner, post.pk, noon() + timedelta(minutes=10))
    assert times_of(post)[0] == noon() + timedelta(minutes=10)


# -- drafts


def test_a_draft_gets_another_time_in_mind(owner: Actor, account: Account) -> None:
    post = save(owner, Draft(master="Stollen.", account_ids=(account.pk,), planned_at=noon()))
    moved = move(owner, post.pk, noon(5))
    assert moved.post.planned_at == noon(5)
    assert not Delivery.objects.exists()


def test_a_version_with_a_time_of_its_own_keeps_its_distance(
    owner: Actor, account: Account, second_account: Account
) -> None:
    ids, own = (account.pk, second_account.pk), {second_account.pk: noon() + HOUR}
    post = save(owner, Draft(master="Stollen.", account_ids=ids, planned_at=noon(), times=own))
    moved = move(owner, post.pk, noon(5))
    assert post.versions.get(account=second_account).planned_at == noon(5) + HOUR
    put_back(owner, post.pk, moved.was)
    assert post.versions.get(account=second_account).planned_at == noon() + HOUR


def test_a_tab_with_the_old_time_does_not_take_the_move_back(owner: Actor, account: Account) -> None:
    post = save(owner, Draft(master="Stollen.", account_ids=(account.pk,), planned_at=noon()))
    move(owner, post.pk, noon(5))
    with pytest.raises(Conflict):
        save(owner, Draft(master="Stollen!", planned_at=noon(), post_id=post.pk, revision=post.revision))
    assert Post.objects.get().planned_at == noon(5)


def test_a_draft_is_not_put_too_close_to_another_post(owner: Actor, account: Account) -> None:
    scheduled(owner, noon(5), account)
    post = save(owner, Draft(master="Stollen.", account_ids=(account.pk,), planned_at=noon()))
    with pytest.raises(BadSlot):
        move(owner, post.pk, noon(5))


def test_a_post_that_was_taken_back_is_a_draft_again(owner: Actor, account: Account) -> None:
    post = scheduled(owner, noon(), account)
    put(Delivery.objects.get(), DeliveryState.CANCELLED)
    assert move(owner, post.pk, noon(4)).post.planned_at == noon(4)
    assert times_of(post) == [noon()]


# -- undo


def test_a_move_is_put_back(owner: Actor, account: Account, second_account: Account) -> None:
    post = scheduled(owner, noon(), account, second_account)
    move(owner, post.pk, noon() + timedelta(minutes=9), account_id=second_account.pk)
    moved = move(owner, post.pk, noon(5))
    put_back(owner, post.pk, moved.was)
    assert times_of(post) == [noon(), noon() + timedelta(minutes=9)]
    assert Post.objects.get().planned_at == noon()


def test_a_draft_is_put_back_also_to_no_time_at_all(owner: Actor, account: Account) -> None:
    post = save(owner, Draft(master="Stollen.", account_ids=(account.pk,)))
    moved = move(owner, post.pk, noon(5))
    assert put_back(owner, post.pk, moved.was).post.planned_at is None


def test_putting_back_comes_too_late_for_what_is_out(owner: Actor, account: Account) -> None:
    post = scheduled(owner, noon(), account)
    moved = move(owner, post.pk, noon(5))
    put(Delivery.objects.get(), DeliveryState.SENT)
    with pytest.raises(Conflict, match="too late"):
        put_back(owner, post.pk, moved.was)


def test_a_draft_that_was_scheduled_since_is_not_put_back(owner: Actor, account: Account) -> None:
    post = save(owner, Draft(master="Stollen.", account_ids=(account.pk,), planned_at=noon()))
    moved = move(owner, post.pk, noon(5))
    schedule(owner, post.pk, noon(5))
    with pytest.raises(Conflict, match="scheduled since"):
        put_back(owner, post.pk, moved.was)


# -- who may


def test_three_people(owner: Actor, replier: Actor, guest: Actor, stranger: Actor, account: Account) -> None:
    post = scheduled(owner, noon(), account)
    draft = save(owner, Draft(master="Stollen.", account_ids=(account.pk,), planned_at=noon(9)))
    moved = move(owner, post.pk, noon(4))
    for who in (replier, guest):
        for number in (post.pk, draft.pk):
            with pytest.raises(NotAllowed):
                move(who, number, noon(6))
        with pytest.raises(NotAllowed):
            put_back(who, post.pk, moved.was)
        with pytest.raises(NotAllowed):
            set_rhythm(who, aim=Aim(posts=1, replies=1))
    for number in (post.pk, draft.pk):
        with pytest.raises(BadInput, match="no post"):
            move(stranger, number, noon(6))
    with pytest.raises(BadInput, match="no post"):
        put_back(stranger, post.pk, moved.was)
    assert times_of(post) == [noon(4)]


def test_deliveries_of_another_post_are_not_moved_along(owner: Actor, account: Account) -> None:
    post, other = scheduled(owner, noon(), account), scheduled(owner, noon(9), account)
    foreign = Delivery.objects.get(post_version__post=other)
    with pytest.raises(BadInput, match="Nothing of this post"):
        move(owner, post.pk, noon(4), delivery_ids=[foreign.pk])
    assert times_of(other) == [noon(9)]


# -- spread and rhythm


def test_versions_are_spread_from_the_chosen_time_on() -> None:
    at = datetime(2026, 11, 28, 11, tzinfo=UTC)
    times = list(spread(at, [4, 2, 9]).values())
    assert times[0] == at
    assert all(timedelta(minutes=7) <= b - a <= timedelta(minutes=15) for a, b in pairwise(times))


def test_a_workspace_says_what_it_wants_of_a_week(owner: Actor) -> None:
    before = Workspace.objects.get()
    assert (aim_of(before), hours_of(before).first) == (Aim(posts=3, replies=9), time(8))
    Workspace.objects.update(words={"brands": ["Alder & Rye"]})
    set_rhythm(owner, aim=Aim(posts=5, replies=20), hours=(time(7, 30), time(18)))
    after = Workspace.objects.get()
    assert aim_of(after) == Aim(posts=5, replies=20)
    assert (hours_of(after).first, hours_of(after).last) == (time(7, 30), time(18))
    assert after.words["brands"] == ["Alder & Rye"]


@pytest.mark.parametrize(
    "hours",
    [(time(9), time(9)), (time(18), time(8)), (time(9), time(9, 30)), (time(9, tzinfo=UTC), time(18, tzinfo=UTC))],
)
def test_hours_that_make_no_sense_are_not_taken(owner: Actor, hours: tuple[time, time]) -> None:
    with pytest.raises(BadInput):
        set_rhythm(owner, hours=hours)


def test_nonsense_in_the_settings_counts_as_not_said(owner: Actor) -> None:
    Workspace.objects.update(words={"quiet_days": ["?"]})
    found = Workspace.objects.get()
    assert (hours_of(found).first, hours_of(found).quiet_days, aim_of(found)) == (time(8), frozenset(), Aim())


def test_rules_that_are_taken_from_a_file_leave_the_aim_and_the_hours(owner: Actor) -> None:
    set_rhythm(owner, aim=Aim(posts=0, replies=20), hours=(time(7, 30), time(18)))
    take_choices(owner, '[words]\nbrands = ["Alder & Rye"]\n')
    after = Workspace.objects.get()
    assert aim_of(after) == Aim(posts=0, replies=20)
    assert hours_of(after).last == time(18)


def test_only_who_manages_the_workspace_says_what_it_wants_of_a_week(
    owner: Actor, replier: Actor, stranger: Actor
) -> None:
    with pytest.raises(NotAllowed):
        set_rhythm(replier, aim=Aim(posts=5, replies=20))
    set_rhythm(stranger, aim=Aim(posts=5, replies=20))
    assert aim_of(Workspace.objects.get(pk=owner.workspace_id)) == Aim()


def test_what_was_taken_down_counts_no_more(owner: Actor, account: Account, second_account: Account) -> None:
    def counted() -> int:
        accounts = (account.pk, second_account.pk)
        now = timezone.now()
        return len(posts_by_day(accounts, now - timedelta(days=1), now + timedelta(days=9), LONDON))

    post, other = scheduled(owner, noon(), account, second_account), scheduled(owner, noon(3), account)
    for delivery in Delivery.objects.all():
        put(delivery, DeliveryState.SENT)
    assert counted() == 2
    Delivery.objects.filter(post_version__post=other).update(gone_at=timezone.now(), gone_why="Taken down.")
    assert counted() == 1
    Delivery.objects.filter(post_version__post=post, account=account).update(gone_at=timezone.now())
    assert counted() == 1, "it still stands on the other account"
    Delivery.objects.filter(post_version__post=post).update(gone_at=timezone.now())
    assert counted() == 0


def test_an_answer_that_was_taken_down_counts_no_more(owner: Actor, account: Account) -> None:
    now = timezone.now()
    scheduled(owner, noon(), account)
    Delivery.objects.update(urgency="urgent", state="sent", sent_at=now)
    span = (now - timedelta(days=1), now + timedelta(days=1), LONDON)
    assert len(replies_by_day((account.pk,), *span)) == 1
    Delivery.objects.update(gone_at=now)
    assert replies_by_day((account.pk,), *span) == []
    assert last_spoken((account.pk,), noon(9), LONDON) == {}

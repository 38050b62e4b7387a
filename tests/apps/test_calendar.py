"""Reading what goes out when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.actions import pause
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.actions import make_persona
from twoway.apps.posts.actions import save, schedule
from twoway.apps.posts.calendar import (
    Entry,
    Wanted,
    entries_of,
    last_spoken,
    planned_of,
    posts_by_day,
    replies_by_day,
    shortened,
    whose,
)
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft
from twoway.domain.cadence import Standing
from twoway.domain.permission import Actor
from twoway.domain.persona import PersonaKind
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState

LONDON = ZoneInfo("Europe/London")
SINCE, UNTIL = datetime(2030, 1, 1, tzinfo=UTC), datetime(2030, 2, 1, tzinfo=UTC)
NOON = datetime(2030, 1, 10, 12, tzinfo=UTC)


def made(who: Actor, at: datetime, *accounts: Account, words: str = "Fresh rye at eight.") -> Post:
    """A post with a delivery for each account, whatever the time."""
    post = save(who, Draft(master=words, account_ids=tuple(a.pk for a in accounts)))
    schedule(who, post.pk, timezone.now() + timedelta(days=1))
    Delivery.objects.filter(post_version__post=post).update(due_at=at, next_at=at)
    return post


def seen(*actors: Actor, wanted: Wanted | None = None, zone: ZoneInfo = LONDON) -> list[Entry]:
    return entries_of(whose(*actors), SINCE, UNTIL, zone, wanted or Wanted())


def test_versions_of_one_post_on_one_day_are_one_entry(
    owner: Actor, account: Account, second_account: Account
) -> None:
    post = made(owner, NOON, account, second_account, words="  Fresh\nrye at eight. ")
    [entry] = seen(owner)
    assert (entry.post_id, entry.at, entry.day, entry.words) == (
        post.pk,
        NOON,
        date(2030, 1, 10),
        "Fresh rye at eight.",
    )
    assert [spot.account for spot in entry.spots] == [account, second_account]
    assert entry.standing is Standing.SCHEDULED
    assert len(entry.moving) == 2


def test_versions_on_two_days_are_two_entries(owner: Actor, account: Account, second_account: Account) -> None:
    made(owner, NOON, account, second_account)
    Delivery.objects.filter(account=second_account).update(due_at=NOON + timedelta(days=1))
    assert [entry.day.day for entry in seen(owner)] == [10, 11]


def test_the_day_is_the_one_in_the_zone(owner: Actor, account: Account) -> None:
    made(owner, NOON, account)
    assert seen(owner, zone=ZoneInfo("Pacific/Auckland"))[0].day == date(2030, 1, 11)


def test_the_gravest_standing_is_told_and_what_waits_can_be_moved(
    owner: Actor, account: Account, second_account: Account
) -> None:
    made(owner, NOON, account, second_account)
    Delivery.objects.filter(account=account).update(state=DeliveryState.REFUSED)
    [entry] = seen(owner)
    assert entry.standing is Standing.REFUSED
    assert entry.may_move
    assert entry.moving == (Delivery.objects.get(account=second_account).pk,)


def test_what_was_taken_back_is_a_draft_at_its_time(owner: Actor, account: Account) -> None:
    post = made(owner, NOON, account)
    Delivery.objects.update(state=DeliveryState.CANCELLED)
    assert seen(owner) == []
    Post.objects.filter(pk=post.pk).update(planned_at=NOON)
    [entry] = seen(owner)
    assert (entry.standing, entry.moving, entry.may_move) == (Standing.DRAFT, (), True)


def test_a_draft_without_accounts_has_its_place_too(owner: Actor) -> None:
    save(owner, Draft(master="", planned_at=NOON))
    [entry] = seen(owner)
    assert (entry.standing, entry.spots, shortened(entry.words)) == (Standing.DRAFT, (), "An empty draft")
    assert planned_of([entry])[0].places == frozenset()


def test_only_what_is_wanted_is_there(owner: Actor, account: Account, second_account: Account) -> None:
    home = make_persona(owner, "Sarah, at home", PersonaKind.PERSONAL)
    Account.objects.filter(pk=second_account.pk).update(persona=home)
    first, second = made(owner, NOON, account), made(owner, NOON, second_account)
    both = made(owner, NOON, account, second_account)
    draft = save(owner, Draft(master="Later.", account_ids=(second_account.pk,), planned_at=NOON))
    save(owner, Draft(master="Nowhere yet.", planned_at=NOON))

    def ids(wanted: Wanted) -> list[int]:
        return [entry.post_id for entry in seen(owner, wanted=wanted)]

    assert ids(Wanted(account_id=account.pk)) == [first.pk, both.pk]
    assert ids(Wanted(persona_id=home.pk)) == [second.pk, both.pk, draft.pk]
    assert ids(Wanted(persona_id=home.pk, standing=Standing.DRAFT)) == [draft.pk]
    assert ids(Wanted(standing=Standing.SENT)) == []
    [entry] = [e for e in seen(owner, wanted=Wanted(account_id=account.pk)) if e.post_id == both.pk]
    assert [spot.account for spot in entry.spots] == [account]


def test_what_a_pause_keeps_waits_and_says_so(owner: Actor, account: Account, second_account: Account) -> None:
    made(owner, NOON, account)
    made(owner, NOON + timedelta(hours=1), second_account)
    sent = made(owner, NOON + timedelta(hours=2), account)
    Delivery.objects.filter(post_version__post=sent).update(state=DeliveryState.SENT)
    pause(owner, "A complaint is gathering company", account_id=account.pk)
    assert [(e.standing, e.spots[0].is_paused) for e in seen(owner)] == [
        (Standing.WAITING, True),
        (Standing.SCHEDULED, False),
        (Standing.SENT, False),
    ]
    assert all(e.may_move for e in seen(owner)[:2])
    pause(owner, "Everything")
    assert [e.standing for e in seen(owner)][1] is Standing.WAITING


def test_a_stranger_sees_nothing(owner: Actor, guest: Actor, stranger: Actor, account: Account) -> None:
    made(owner, NOON, account)
    save(owner, Draft(master="Later.", planned_at=NOON))
    assert len(seen(guest)) == 2
    assert seen(stranger) == []
    assert len(seen(stranger, owner)) == 2


def test_a_month_full_of_posts_takes_no_more_questions(
    owner: Actor, account: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    post = made(owner, NOON, account)
    save(owner, Draft(master="Later.", account_ids=(account.pk,), planned_at=NOON))
    with django_assert_num_queries(6):
        assert len(seen(owner)) == 2
    frozen = Delivery.objects.get().frozen
    for n in range(30):
        more = Post.objects.create(workspace_id=owner.workspace_id, master=f"Number {n}")
        delivery = Delivery.objects.create(account=account, frozen=frozen, key=f"k{n}", due_at=NOON, next_at=NOON)
        more.versions.create(account=account, delivery=delivery)
        Post.objects.create(workspace_id=owner.workspace_id, master=f"Draft {n}", planned_at=NOON)
    with django_assert_num_queries(6):
        assert len(seen(owner)) == 62
    assert post.pk in {entry.post_id for entry in seen(owner)}


# -- rhythm


def test_the_last_word_before_a_day(owner: Actor, account: Account, second_account: Account) -> None:
    made(owner, NOON, account)
    made(owner, NOON + timedelta(days=3), account)
    refused = made(owner, NOON, second_account)
    Delivery.objects.filter(post_version__post=refused).update(state=DeliveryState.REFUSED)
    ids = [account.pk, second_account.pk]
    assert last_spoken(ids, UNTIL, LONDON) == {account.pk: date(2030, 1, 13)}
    assert last_spoken(ids, NOON + timedelta(days=1), LONDON) == {account.pk: date(2030, 1, 10)}


def test_posts_and_replies_are_counted_by_day(owner: Actor, account: Account, second_account: Account) -> None:
    made(owner, NOON, account, second_account)
    lost = made(owner, NOON, account)
    Delivery.objects.filter(post_version__post=lost).update(state=DeliveryState.MISSED)
    Delivery.objects.create(
        account=account,
        frozen={"text": "Thank you."},
        key="reply",
        due_at=NOON,
        next_at=NOON,
        urgency=Urgency.URGENT,
        state=DeliveryState.SENT,
        sent_at=NOON,
    )
    ids = [account.pk, second_account.pk]
    assert posts_by_day(ids, SINCE, UNTIL, LONDON) == [date(2030, 1, 10)]
    assert replies_by_day(ids, SINCE, UNTIL, LONDON) == [date(2030, 1, 10)]


@pytest.mark.parametrize(
    ("words", "short"),
    [
        ("", "An empty draft"),
        ("Fresh rye", "Fresh rye"),
        (
            "Fresh rye at eight, and a pot of butter beside it, as always",
            "Fresh rye at eight, and a pot of butter beside…",
        ),
    ],
)
def test_the_first_words_end_between_two(words: str, short: str) -> None:
    assert shortened(words) == short

"""The calendar's pages, without a script: what owners, team mates and strangers see, and moving by forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from tests.doors.web.conftest import seat
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.actions import pause
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.actions import add_member, make_persona
from twoway.apps.people.models import User, Workspace
from twoway.apps.posts.actions import save, schedule
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft
from twoway.domain.permission import Actor, Role
from twoway.domain.persona import PersonaKind
from twoway.domain.states import DeliveryState
from twoway.doors.web.views_calendar import bars

Queries = Callable[[int], AbstractContextManager[Any]]
FRAGMENT = {"HX-Request": "true"}
LONDON = ZoneInfo("Europe/London")
VIEWS = ["month", "week", "list", "day"]


def page_of(answer: Any) -> str:
    return str(answer.content.decode())


def noon(days: int = 7) -> datetime:
    return (timezone.now() + timedelta(days=days)).replace(hour=12, minute=0, second=0, microsecond=0)


def planned(who: Actor, at: datetime, *accounts: Account, words: str = "Fresh rye at eight.") -> Post:
    post = save(who, Draft(master=words, account_ids=tuple(a.pk for a in accounts)))
    schedule(who, post.pk, at)
    return post


def view(name: str, at: datetime, more: str = "") -> str:
    return f"/calendar/?view={name}&from={at.astimezone(LONDON):%Y-%m-%d}{more}"


def local(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%Y-%m-%dT%H:%M}"


def chip(page: str, post: Post) -> str:
    """The piece of a page that is one post."""
    found = re.search(rf'<li class="post [^>]*data-post="{post.pk}".*?</li>', page, re.DOTALL)
    return found.group(0) if found else ""


def cell(page: str, day: date) -> str:
    """The piece of a month that is one day."""
    return page.split(f'id="d-{day}"')[1].split('id="d-')[0]


# -- what stands in it


@pytest.mark.parametrize("name", VIEWS)
def test_a_post_stands_at_its_time_with_its_state_and_accounts(
    desk: Client, owner: Actor, account: Account, name: str
) -> None:
    post = planned(owner, noon(), account)
    found = chip(page_of(desk.get(view(name, noon()))), post)
    assert "Fresh rye at eight." in found
    assert f"{noon().astimezone(LONDON):%H:%M}" in found
    assert "@alder.rye@rehearsal on Rehearsal: scheduled" in found
    assert "data-movable" in found
    assert f'href="/calendar/posts/{post.pk}/"' in found


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (DeliveryState.REFUSED, "Look at it"),
        (DeliveryState.HELD, "Let it go"),
        (DeliveryState.MISSED, "New time"),
        (DeliveryState.UNSURE, "Is it there?"),
    ],
)
def test_what_failed_stays_in_its_cell_with_the_verb(
    desk: Client, owner: Actor, account: Account, name: str, state: DeliveryState, verb: str
) -> None:
    post = planned(owner, noon(), account)
    Delivery.objects.update(state=state)
    found = chip(page_of(desk.get(view(name, noon()))), post)
    assert "trouble" in found
    assert verb in found
    assert f'href="/deliveries/{Delivery.objects.get().pk}/"' in found
    assert "data-movable" not in found


def test_a_persona_is_told_by_shape_and_word(desk: Client, owner: Actor, second_account: Account) -> None:
    home = make_persona(owner, "Sarah, at home", PersonaKind.PERSONAL)
    Account.objects.filter(pk=second_account.pk).update(persona=home)
    post = planned(owner, noon(), second_account)
    found = chip(page_of(desk.get(view("month", noon()))), post)
    assert 'class="post home' in found
    assert "Sarah, at home" in found


def test_words_are_shown_as_words(desk: Client, owner: Actor) -> None:
    save(owner, Draft(master="<b>Rye</b> & “butter”", planned_at=noon()))
    for name in VIEWS:
        page = page_of(desk.get(view(name, noon())))
        assert "&lt;b&gt;Rye&lt;/b&gt; &amp; “butter”" in page
        assert "<b>Rye" not in page


def test_a_full_day_is_folded_and_what_needs_somebody_is_not(desk: Client, owner: Actor, account: Account) -> None:
    posts = [planned(owner, noon() + timedelta(minutes=n), account, words=f"Number {n}.") for n in range(9)]
    Delivery.objects.filter(post_version__post=posts[8]).update(state=DeliveryState.REFUSED)
    month = cell(page_of(desk.get(view("month", noon()))), noon().astimezone(LONDON).date())
    assert "6 more" in month
    assert "Number 8." in month
    assert page_of(desk.get(view("day", noon()))).count("data-chip") == 9


def test_a_long_list_is_paged(desk: Client, owner: Actor) -> None:
    Post.objects.bulk_create(
        Post(workspace_id=owner.workspace_id, master=f"Number {n}.", planned_at=noon()) for n in range(130)
    )
    assert page_of(desk.get(view("list", noon()))).count("data-chip") == 100
    assert page_of(desk.get(view("list", noon(), "&page=2"))).count("data-chip") == 30


@pytest.mark.parametrize("name", VIEWS)
def test_more_posts_take_no_more_questions(
    desk: Client, owner: Actor, account: Account, django_assert_max_num_queries: Queries, name: str
) -> None:
    planned(owner, noon(), account)
    frozen = Delivery.objects.get().frozen
    for n in range(40):
        post = Post.objects.create(workspace_id=owner.workspace_id, master=f"Number {n}.")
        delivery = Delivery.objects.create(account=account, frozen=frozen, key=f"k{n}", due_at=noon(), next_at=noon())
        post.versions.create(account=account, delivery=delivery)
    with django_assert_max_num_queries(32):
        desk.get(view(name, noon()))


# -- rhythm


def test_a_silence_is_a_quiet_word_in_an_empty_day(desk: Client, owner: Actor, account: Account) -> None:
    planned(owner, noon(2), account)
    day = (noon(2) + timedelta(days=7)).astimezone(LONDON).date()
    page = page_of(desk.get(view("month", noon(2) + timedelta(days=7))))
    assert "7 days since Rehearsal" in cell(page, day)


def test_three_posts_within_an_hour_have_a_bracket(desk: Client, owner: Actor, account: Account) -> None:
    for n in range(3):
        planned(owner, noon() + timedelta(minutes=10 * n), account, words=f"Number {n}.")
    page = page_of(desk.get(view("month", noon())))
    assert page.count("3 posts within an hour") == 1
    assert [page.count(f"bracket {where}") for where in ("start", "mid", "end")] == [1, 1, 1]


def test_an_empty_week_has_good_times_drawn_dashed(desk: Client, account: Account) -> None:
    page = page_of(desk.get(view("week", noon(21))))
    assert page.count('<li class="good">') == 3
    assert "within your hours" in page
    assert re.search(r'href="/compose/\?at=\d{4}-\d\d-\d\dT\d\d:\d\d"', page)
    assert '<li class="good">' not in page_of(desk.get(view("week", noon(-21))))


def test_this_week_is_told_against_the_aim(desk: Client, owner: Actor, account: Account) -> None:
    planned(owner, timezone.now() + timedelta(seconds=1), account)
    page = page_of(desk.get("/calendar/"))
    assert '<b class="num">1</b> <span class="muted">of 3 posts this week</span>' in page
    desk.post("/calendar/rhythm/", {"posts": "5", "replies": "12", "first": "07:30", "last": "18:00"})
    page = page_of(desk.get("/calendar/"))
    assert "of 5 posts this week" in page
    assert "of 12 replies this week" in page
    kept = Workspace.objects.get()
    assert (kept.speaks_from, kept.speaks_until, kept.words) == (time(7, 30), time(18), {})


@pytest.mark.parametrize("typed", [{"posts": "-1"}, {"replies": "x"}, {"first": "25:00"}, {"last": "07:00"}])
def test_an_aim_that_makes_no_sense_is_told(desk: Client, typed: dict[str, str]) -> None:
    sound = {"posts": "5", "replies": "12", "first": "08:00", "last": "18:00"}
    assert desk.post("/calendar/rhythm/", sound | typed).status_code == 400


def test_a_chart_says_every_number() -> None:
    made = bars("Posts", "green", [(date(2026, 11, 16), 2, False), (date(2026, 11, 23), 0, True)], 3)
    assert made.words == "Posts: 2 in the week of 16 Nov, 0 in the week of 23 Nov; the aim is 3 a week"
    assert [bar.height for bar in made.bars] == [16, 1]
    assert made.aim_y == 0


# -- getting about


@pytest.mark.parametrize(
    ("name", "day", "before", "after"),
    [
        ("month", "2026-11-22", "2026-10-01", "2026-12-01"),
        ("week", "2026-11-22", "2026-11-09", "2026-11-23"),
        ("list", "2026-11-22", "2026-10-25", "2026-12-20"),
        ("day", "2026-11-22", "2026-11-21", "2026-11-23"),
    ],
)
def test_every_view_leads_to_the_days_around_it(desk: Client, name: str, day: str, before: str, after: str) -> None:
    page = page_of(desk.get(f"/calendar/?view={name}&from={day}"))
    assert f'href="/calendar/?view={name}&amp;from={before}" data-earlier' in page
    assert f'href="/calendar/?view={name}&amp;from={after}" data-later' in page


@pytest.mark.parametrize(
    "more", ["view=nonsense", "persona=x&account=-1&state=lost&client=7", "page=99999", "from=1970-01-01"]
)
def test_a_mistyped_address_still_shows_something(desk: Client, more: str) -> None:
    assert desk.get(f"/calendar/?{more}").status_code == 200


def test_filters_leave_only_some_and_stay_while_one_looks_around(
    desk: Client, owner: Actor, account: Account, second_account: Account
) -> None:
    here, there = planned(owner, noon(), account), planned(owner, noon(), second_account, words="At the market.")
    page = page_of(desk.get(view("month", noon(), f"&account={account.pk}")))
    assert chip(page, here)
    assert not chip(page, there)
    assert re.search(rf'href="/calendar/\?view=week&amp;[^"]*account={account.pk}', page)
    page = page_of(desk.get(view("month", noon(), "&state=sent")))
    assert not chip(page, here)


# -- clients


def test_two_clients_in_one_grid_carry_their_names(
    desk: Client, owner: Actor, stranger: Actor, account: Account
) -> None:
    ours = planned(owner, noon(), account)
    theirs = save(stranger, Draft(master="Northside opens.", planned_at=noon()))
    assert "All clients" not in page_of(desk.get("/calendar/"))
    add_member(stranger, User.objects.get(pk=owner.user_id), Role.WRITER)
    page = page_of(desk.get(view("month", noon(), "&client=all")))
    assert '<span class="client">Alder &amp; Rye</span>' in chip(page, ours)
    assert '<span class="client">Elsewhere</span>' in chip(page, theirs)
    page = page_of(desk.get(view("month", noon(), f"&client={stranger.workspace_id}")))
    assert chip(page, theirs)
    assert not chip(page, ours)
    assert not chip(page_of(desk.get(view("month", noon()))), theirs)


def test_a_post_of_another_client_is_moved_where_one_may(desk: Client, owner: Actor, stranger: Actor) -> None:
    theirs = save(stranger, Draft(master="Northside opens.", planned_at=noon()))
    wanted = {"post": str(theirs.pk), "at": local(noon(9))}
    assert desk.get(f"/calendar/posts/{theirs.pk}/").status_code == 404
    assert desk.post("/calendar/move/", wanted).status_code == 400
    add_member(stranger, User.objects.get(pk=owner.user_id), Role.GUEST)
    assert desk.get(f"/calendar/posts/{theirs.pk}/").status_code == 200
    assert desk.post("/calendar/move/", wanted).status_code == 403
    owner_there = User.objects.get(pk=owner.user_id).memberships.get(workspace_id=stranger.workspace_id)
    owner_there.role = Role.WRITER
    owner_there.save()
    assert "Go to Elsewhere" in page_of(desk.get(f"/calendar/posts/{theirs.pk}/"))
    desk.post("/calendar/move/", wanted)
    theirs.refresh_from_db()
    assert theirs.planned_at is not None
    assert theirs.planned_at.date() == noon(9).date()


# -- one post, and moving it


def test_the_plan_of_a_post_shows_each_version_and_good_times(
    desk: Client, owner: Actor, account: Account, second_account: Account
) -> None:
    post = planned(owner, noon(), account, second_account)
    Delivery.objects.filter(account=account).update(state=DeliveryState.SENT)
    page = page_of(desk.get(f"/calendar/posts/{post.pk}/"))
    assert re.findall(r"</svg>(Sent|Scheduled)</span>", page) == ["Sent", "Scheduled"]
    assert page.count("within your hours") == 3
    assert f'value="{local(noon())}"' in page


def test_it_is_moved_by_a_form_told_and_undone(desk: Client, owner: Actor, account: Account) -> None:
    post = planned(owner, noon(), account)
    answer = desk.post(
        "/calendar/move/", {"post": str(post.pk), "at": local(noon(9)), "next": "/calendar/?view=week"}
    )
    assert answer.headers["Location"] == "/calendar/?view=week"
    assert Delivery.objects.get().due_at == noon(9)
    page = page_of(desk.get("/calendar/"))
    was = re.search(r'name="was" value="([^"]+)"', page)
    assert was is not None
    assert "Moved to" in page
    desk.post("/calendar/put-back/", {"was": was.group(1)})
    assert Delivery.objects.get().due_at == noon()


def test_only_what_the_chip_showed_is_moved(
    desk: Client, owner: Actor, account: Account, second_account: Account
) -> None:
    post = planned(owner, noon(), account, second_account)
    first = Delivery.objects.get(account=account)
    desk.post("/calendar/move/", {"post": str(post.pk), "at": local(noon(9)), "deliveries": str(first.pk)})
    assert Delivery.objects.get(account=account).due_at == noon(9)
    assert Delivery.objects.get(account=second_account).due_at == noon()
    desk.post("/calendar/move/", {"post": str(post.pk), "at": local(noon(10)), "account": str(second_account.pk)})
    assert Delivery.objects.get(account=second_account).due_at == noon(10)


def test_a_bad_time_is_answered_with_the_reason_and_two_ways_out(
    desk: Client, owner: Actor, account: Account
) -> None:
    planned(owner, noon(9), account, words="Stollen is here.")
    post = planned(owner, noon(), account)
    wish = {"post": str(post.pk), "at": local(noon(9) + timedelta(minutes=20))}
    answer = desk.post("/calendar/move/", wish)
    page = page_of(answer)
    assert answer.status_code == 409
    assert "20 minutes after “Stollen is here.” on the same account" in page
    assert f'value="{local(noon(9) + timedelta(hours=1))}"' in page
    assert "Move it there anyway" in page
    desk.post("/calendar/move/", wish | {"anyway": "yes"})
    assert Delivery.objects.get(post_version__post=post).due_at == noon(9) + timedelta(minutes=20)


@pytest.mark.parametrize(
    "typed",
    [
        {"at": ""},
        {"at": "tomorrow"},
        {"post": "x"},
        {"account": "x"},
        {"deliveries": "1,x"},
        {"at": "2001-01-01T09:00"},
    ],
)
def test_a_form_that_makes_no_sense_moves_nothing(
    desk: Client, owner: Actor, account: Account, typed: dict[str, str]
) -> None:
    post = planned(owner, noon(), account)
    sound = {"post": str(post.pk), "at": local(noon(9))}
    assert desk.post("/calendar/move/", sound | typed).status_code == 400
    assert Delivery.objects.get().due_at == noon()


@pytest.mark.parametrize("was", ["", "x", "1/", "1/x@2026", "1/draft@never", "999/draft@"])
def test_an_undo_that_makes_no_sense_is_told(desk: Client, was: str) -> None:
    assert desk.post("/calendar/put-back/", {"was": was}).status_code == 400


def test_the_open_calendar_hears_that_something_was_moved(desk: Client, owner: Actor, account: Account) -> None:
    post = planned(owner, noon(), account)
    answer = desk.post("/calendar/move/", {"post": str(post.pk), "at": local(noon(9))}, headers=FRAGMENT)
    assert answer.headers["HX-Trigger"] == "calendar-moved"
    assert 'hx-swap-oob="beforeend"' in page_of(answer)
    assert "<html" not in page_of(answer)


def test_what_is_out_cannot_be_moved_and_it_is_said_why(desk: Client, owner: Actor, account: Account) -> None:
    post = planned(owner, noon(), account)
    Delivery.objects.update(state=DeliveryState.SENT)
    answer = desk.post("/calendar/move/", {"post": str(post.pk), "at": local(noon(9))})
    assert answer.status_code == 409
    assert "It is out already" in page_of(answer)
    assert "Move it</button>" not in page_of(desk.get(f"/calendar/posts/{post.pk}/"))


# -- three people


def test_a_team_mate_who_may_not_post_looks_and_moves_nothing(
    owner: Actor, replier: Actor, guest: Actor, account: Account
) -> None:
    post = planned(owner, noon(), account)
    for who in (replier, guest):
        client = seat(who)
        assert chip(page_of(client.get(view("month", noon()))), post)
        assert "Move it</button>" not in page_of(client.get(f"/calendar/posts/{post.pk}/"))
        assert client.post("/calendar/move/", {"post": str(post.pk), "at": local(noon(9))}).status_code == 403
        hours = {"posts": "1", "replies": "1", "first": "08:00", "last": "18:00"}
        assert client.post("/calendar/rhythm/", hours).status_code == 403
    assert Delivery.objects.get().due_at == noon()


def test_a_stranger_sees_and_moves_nothing(owner: Actor, stranger: Actor, account: Account) -> None:
    post = planned(owner, noon(), account)
    client = seat(stranger)
    for name in VIEWS:
        page = page_of(client.get(view(name, noon(), f"&client={owner.workspace_id}&account={account.pk}")))
        assert "Fresh rye" not in page
    assert "Fresh rye" not in page_of(client.get("/calendar/?client=all"))
    assert client.get(f"/calendar/posts/{post.pk}/").status_code == 404
    assert client.post("/calendar/move/", {"post": str(post.pk), "at": local(noon(9))}).status_code == 400
    was = f"{post.pk}/{Delivery.objects.get().pk}@{noon(3).isoformat()}"
    assert client.post("/calendar/put-back/", {"was": was}).status_code == 400
    assert Delivery.objects.get().due_at == noon()


# -- while it is open


def look_again(desk: Client, page: str) -> Any:
    """Ask as an open page does by itself."""
    address = re.search(r'hx-get="([^"]+seen=[^"]+)"', page)
    assert address is not None
    return desk.get(address.group(1).replace("&amp;", "&"), headers=FRAGMENT)


def test_an_open_calendar_that_has_not_changed_costs_nothing(
    desk: Client, owner: Actor, account: Account, django_assert_max_num_queries: Queries
) -> None:
    planned(owner, timezone.now() + timedelta(hours=1), account)
    page = page_of(desk.get("/calendar/"))
    with django_assert_max_num_queries(13):
        answer = look_again(desk, page)
    assert (answer.status_code, answer.content) == (204, b"")
    Delivery.objects.update(state=DeliveryState.SENT)
    assert "Fresh rye at eight." in page_of(look_again(desk, page))


def test_it_asks_soon_while_something_is_under_way_and_rests_when_all_is_done(
    desk: Client, owner: Actor, account: Account
) -> None:
    planned(owner, timezone.now() + timedelta(hours=1), account)
    address = view("day", Delivery.objects.get().due_at)
    every = re.search(r'hx-trigger="every (\d+)s"', page_of(desk.get(address)))
    assert every is not None
    assert 3500 < int(every.group(1)) <= 3601
    Delivery.objects.update(state=DeliveryState.SENDING)
    assert 'hx-trigger="every 3s"' in page_of(desk.get(address))
    Delivery.objects.update(state=DeliveryState.SENT)
    assert 'hx-trigger="every' not in page_of(desk.get(address))


def test_it_does_not_ask_about_what_is_paused_or_long_overdue(desk: Client, owner: Actor, account: Account) -> None:
    planned(owner, timezone.now() + timedelta(seconds=30), account)
    at = timezone.now() - timedelta(minutes=5)
    Delivery.objects.update(due_at=at)
    assert 'hx-trigger="every 3s"' in page_of(desk.get(view("day", at)))
    Delivery.objects.update(due_at=timezone.now() - timedelta(hours=2))
    assert 'hx-trigger="every' not in page_of(desk.get(view("day", timezone.now() - timedelta(hours=2))))
    Delivery.objects.update(due_at=at)
    pause(owner, "A complaint is gathering company")
    page = page_of(desk.get(view("day", at)))
    assert 'hx-trigger="every' not in page
    assert "on Rehearsal: paused" in page


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_days_on_which_the_clocks_change_are_whole(
    desk: Client, owner: Actor, account: Account, day: str
) -> None:
    planned(owner, noon(), account)
    # The second 01:30 of the night in which the clocks go back, and the first moment after they went forward.
    at = (
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        if day.startswith("2026-10")
        else datetime(2026, 3, 29, 1, tzinfo=UTC)
    )
    Delivery.objects.update(due_at=at, state=DeliveryState.SENT)
    for name in VIEWS:
        page = page_of(desk.get(f"/calendar/?view={name}&from={day}"))
        assert f">{at.astimezone(LONDON):%H:%M}</time>" in page

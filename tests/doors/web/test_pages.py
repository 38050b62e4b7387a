"""The other pages: first run, accounts, calendar, deliveries, reports, help, practice, and where errors lead."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from tests.doors.web.conftest import seat
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery
from twoway.apps.inbox.models import Conversation
from twoway.apps.people.directory import know
from twoway.apps.people.models import Persona, User, Workspace
from twoway.apps.posts import actions
from twoway.apps.posts.queries import Draft
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState
from twoway.plug import finder

PASSWORD = "rye-and-water-1"
MINE = {
    "person": "Sarah",
    "email": "sarah@alderrye.example",
    "password": PASSWORD,
    "business": "Alder & Rye",
    "town": "Millbrook",
    "topics": "bread, baking",
    "never": "politics",
    "zone": "Europe/London",
}


def page_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def delivery(owner: Actor, account: Account) -> Delivery:
    """A post that goes out tomorrow."""
    post = actions.save(owner, Draft(master="Fresh rye at eight.", account_ids=(account.pk,)))
    [made] = actions.schedule(owner, post.pk, timezone.now() + timedelta(days=1)).deliveries
    return made


# -- first run


def test_a_fresh_installation_opens_on_its_first_run(client: Client, db: None) -> None:
    answer = client.get("/", follow=True)
    assert answer.redirect_chain[-1][0] == "/welcome/"
    assert "Look around" in page_of(answer)


def test_starting_makes_the_owner_and_signs_them_in(client: Client, db: None) -> None:
    answer = client.post("/welcome/start/", MINE, follow=True)
    assert answer.redirect_chain[-1][0] == "/compose/"
    workspace = Workspace.objects.get()
    assert (workspace.zone, workspace.topics, workspace.never_mix) == (
        "Europe/London",
        ["bread", "baking"],
        ["politics"],
    )


def test_a_weak_password_is_told_and_nothing_typed_is_lost(client: Client, db: None) -> None:
    answer = client.post("/welcome/start/", MINE | {"password": "bread"})
    assert answer.status_code == 400
    assert 'value="Alder &amp; Rye"' in page_of(answer)
    assert not User.objects.exists()


def test_an_unknown_time_zone_stops_nobody(client: Client, db: None) -> None:
    client.post("/welcome/start/", MINE | {"zone": "Mars/Olympus"})
    assert Workspace.objects.get().zone == "UTC"


def test_nobody_becomes_a_second_owner_from_the_street(owner: Actor, client: Client) -> None:
    answer = client.post("/welcome/start/", MINE | {"email": "eve@elsewhere.example"})
    assert answer.status_code == 403
    assert User.objects.count() == 1


def test_one_may_sit_in_two_workspaces_and_change_between_them(desk: Client, owner: Actor) -> None:
    desk.post("/welcome/start/", {"business": "Rye & Daughters", "zone": "UTC"})
    assert "<b>Rye &amp; Daughters</b>" in page_of(desk.get("/inbox/"))
    desk.post("/workspace/", {"workspace": str(owner.workspace_id)})
    assert "<b>Alder &amp; Rye</b>" in page_of(desk.get("/inbox/"))


def test_nobody_sits_down_in_a_strangers_workspace(desk: Client, stranger: Actor) -> None:
    assert desk.post("/workspace/", {"workspace": str(stranger.workspace_id)}).status_code == 403


# -- signing in


def test_who_is_not_signed_in_is_sent_to_sign_in_and_comes_back(owner: Actor, client: Client) -> None:
    answer = client.get("/calendar/")
    assert answer.headers["Location"] == "/account/login/?next=/calendar/"
    signed = client.post("/account/login/?next=/calendar/", {"login": MINE["email"], "password": PASSWORD})
    assert signed.headers["Location"] == "/calendar/"


def test_a_wrong_password_says_so(owner: Actor, client: Client) -> None:
    answer = client.post("/account/login/", {"login": MINE["email"], "password": "not-this-one"})
    assert 'role="alert"' in page_of(answer)


def test_nobody_signs_up_from_the_street(owner: Actor, client: Client) -> None:
    assert "let in by the owner" in page_of(client.get("/account/signup/"))


# -- accounts


def test_how_an_account_behaves_is_told_beside_it(desk: Client, account: Account) -> None:
    assert "How @" not in page_of(desk.get("/accounts/"))
    since = timezone.now() - timedelta(hours=30)
    Conversation.objects.create(
        workspace=account.workspace, account=account, root_id="r", waiting_since=since, last_at=since
    )
    page = page_of(desk.get("/accounts/"))
    assert f"How {account} on Rehearsal behaves" in page
    assert "One person has waited too long for an answer" in page
    assert "/help/rules/late-reply/" in page


def test_an_account_cannot_be_connected_without_saying_whose_it_is(bare_desk: Client) -> None:
    slug = next(n.facts.slug for n in finder.networks().values() if n.facts.is_practice)
    answer = bare_desk.post(f"/accounts/connect/{slug}/", {"answer-name": "alder.rye"})
    assert answer.status_code == 400
    assert "whose account" in page_of(answer)
    assert 'value="alder.rye"' in page_of(answer)
    assert not Account.objects.exists()


def test_a_new_persona_can_be_made_while_connecting(bare_desk: Client, world: object) -> None:
    slug = next(n.facts.slug for n in finder.networks().values() if n.facts.is_practice)
    data = {"persona": "new", "new-name": "Sarah, at home", "new-kind": "personal", "answer-name": "sarah.k"}
    bare_desk.post(f"/accounts/connect/{slug}/", data)
    assert Account.objects.get().persona == Persona.objects.get(name="Sarah, at home")


@pytest.mark.parametrize("facts", [n.facts for n in finder.networks().values()], ids=lambda facts: facts.slug)
def test_every_network_asks_its_questions_and_never_shows_a_secret(bare_desk: Client, facts: Any) -> None:
    page = page_of(bare_desk.post(f"/accounts/connect/{facts.slug}/", {"answer-password": "hunter2-secret"}))
    for question in facts.connecting.questions:
        assert f'name="answer-{question.name}"' in page
        assert (f'type="password" name="answer-{question.name}"' in page) == question.secret
    assert "hunter2-secret" not in page


def test_an_unknown_network_is_a_page_that_is_not_there(desk: Client) -> None:
    assert desk.get("/accounts/connect/myspace/").status_code == 404


def test_posting_is_switched_off_and_on(desk: Client, account: Account) -> None:
    desk.post(f"/accounts/{account.pk}/posting/")
    account.refresh_from_db()
    assert not account.may_post
    assert "Looks only" in page_of(desk.get("/accounts/"))
    desk.post(f"/accounts/{account.pk}/posting/", {"on": "yes"})
    account.refresh_from_db()
    assert account.may_post


def test_a_replier_may_not_change_accounts(replier: Actor, account: Account) -> None:
    assert seat(replier).post(f"/accounts/{account.pk}/posting/").status_code == 403
    account.refresh_from_db()
    assert account.may_post


def test_a_removed_account_is_gone_and_its_past_stays(desk: Client, account: Account, delivery: Delivery) -> None:
    desk.post(f"/accounts/{account.pk}/remove/")
    assert "@alder.rye" not in page_of(desk.get("/accounts/")).split("What just happened")[0]
    assert Delivery.objects.filter(pk=delivery.pk).exists()


# -- calendar and deliveries


def test_the_calendar_shows_what_is_planned(desk: Client, delivery: Delivery) -> None:
    page = page_of(desk.get("/calendar/?view=list"))
    assert "Fresh rye at eight." in page
    assert f"/deliveries/{delivery.pk}/" in page


def test_a_silence_is_a_quiet_word(desk: Client, owner: Actor, account: Account, delivery: Delivery) -> None:
    post = actions.save(owner, Draft(master="Stollen.", account_ids=(account.pk,)))
    actions.schedule(owner, post.pk, timezone.now() + timedelta(days=9))
    assert "7 days" in page_of(desk.get("/calendar/?view=list"))


@pytest.mark.parametrize("asked", ["nonsense", "0001-01-01", "9999-12-31"])
def test_a_mistyped_day_shows_these_weeks(desk: Client, asked: str) -> None:
    assert desk.get(f"/calendar/?from={asked}").status_code == 200


def test_a_delivery_shows_exactly_what_is_sent(desk: Client, delivery: Delivery) -> None:
    page = page_of(desk.get(f"/deliveries/{delivery.pk}/"))
    assert "Exactly what is sent" in page
    assert "&quot;text&quot;: &quot;Fresh rye at eight.&quot;" in page


def test_what_waits_can_be_moved_and_taken_back(desk: Client, delivery: Delivery) -> None:
    at = (timezone.now() + timedelta(days=4)).replace(hour=12, minute=0, second=0, microsecond=0)
    desk.post(
        f"/deliveries/{delivery.pk}/move/", {"at": f"{at.astimezone(ZoneInfo('Europe/London')):%Y-%m-%dT%H:%M}"}
    )
    delivery.refresh_from_db()
    assert delivery.due_at == at
    desk.post(f"/deliveries/{delivery.pk}/decide/", {"decision": "cancel"})
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.CANCELLED


def test_an_unsure_delivery_asks_a_person_with_two_buttons(desk: Client, delivery: Delivery) -> None:
    delivery.become(DeliveryState.SENDING)
    delivery.become(DeliveryState.UNSURE, needs_person=True)
    page = page_of(desk.get(f"/deliveries/{delivery.pk}/"))
    assert "It is there" in page
    assert "Send again" in page
    assert "These need you" in page_of(desk.get("/calendar/"))
    desk.post(f"/deliveries/{delivery.pk}/decide/", {"decision": "it-is-there", "address": "http://127.0.0.1/p"})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.address) == (DeliveryState.SENT, "http://127.0.0.1/p")


def test_while_it_is_looked_for_nobody_is_offered_to_send_it_again(desk: Client, delivery: Delivery) -> None:
    delivery.become(DeliveryState.SENDING)
    delivery.become(DeliveryState.UNSURE)
    page = page_of(desk.get(f"/deliveries/{delivery.pk}/"))
    assert "It is there" in page
    assert "Send again" not in page
    assert "once the looking is over" in page


def test_undo_that_comes_too_late_says_so(desk: Client, delivery: Delivery) -> None:
    delivery.become(DeliveryState.SENDING)
    delivery.become(DeliveryState.SENT)
    answer = desk.post("/undo/", {"deliveries": str(delivery.pk)}, follow=True)
    assert "too late" in page_of(answer)


def test_a_stranger_decides_nothing(delivery: Delivery, stranger: Actor) -> None:
    other = seat(stranger)
    assert other.get(f"/deliveries/{delivery.pk}/").status_code == 404
    other.post(f"/deliveries/{delivery.pk}/decide/", {"decision": "cancel"})
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.WAITING


# -- reports and help


@pytest.mark.parametrize("slug", list(finder.reports()))
def test_every_report_is_a_page_a_chart_and_a_csv(desk: Client, slug: str) -> None:
    page = page_of(desk.get(f"/reports/{slug}/"))
    assert '<svg class="ch"' in page
    assert "<table>" in page
    csv = desk.get(f"/reports/{slug}/?as=csv")
    assert csv.headers["Content-Type"].startswith("text/csv")
    assert csv.content.decode().startswith(finder.reports()[slug].columns[0].label)


@pytest.mark.parametrize("name", [rule.facts.name for rule in finder.rules().values()])
def test_every_rule_has_a_page_with_its_reasons(bare_desk: Client, name: str) -> None:
    page = page_of(bare_desk.get(f"/help/rules/{name}/"))
    assert "<h2>Why</h2>" in page
    assert "This is pointed at" in page


def test_every_network_stands_on_the_help_page(bare_desk: Client) -> None:
    page = page_of(bare_desk.get("/help/networks/"))
    assert [n.facts.name for n in finder.networks().values() if n.facts.name not in page] == []


# -- practice


def test_the_practice_network_can_be_read_from_the_street(owner: Actor, account: Account, client: Client) -> None:
    page = page_of(client.get(f"/{account.network}/"))
    assert "Order a failure" not in page


def test_the_director_orders_a_failure_and_takes_it_back(desk: Client, account: Account) -> None:
    address = f"/{account.network}/-/order/"
    desk.post(address, {"kind": "down", "count": "2"})
    assert "Let all go well again" in page_of(desk.get(f"/{account.network}/"))
    desk.post(address, {"cancel": "yes"})
    assert "Let all go well again" not in page_of(desk.get(f"/{account.network}/"))


# -- the frame


def test_the_styleguide_needs_nobody(client: Client, db: None, desk: Client) -> None:
    assert client.get("/styleguide/").status_code == 200
    assert desk.get("/styleguide/").status_code == 200


def test_the_chosen_colours_are_drawn_by_the_server(desk: Client) -> None:
    desk.post("/theme/", {"theme": "dark", "next": "/inbox/"})
    assert '<html lang="en" dir="ltr" data-theme="dark">' in page_of(desk.get("/inbox/"))


def test_a_theme_leads_back_to_our_own_pages_only(desk: Client) -> None:
    answer = desk.post("/theme/", {"theme": "dark", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("place", ["inbox", "compose", "calendar", "reports", "accounts", "help", "more"])
def test_every_page_has_one_heading_and_its_place_in_the_rail(desk: Client, place: str) -> None:
    page = page_of(desk.get(f"/{place}/"))
    assert len(re.findall(r"<h1[ >]", page)) == 1
    if place not in ("help", "more"):
        assert page.split("</nav>")[0].count('aria-current="page"') == 1


def test_a_page_that_is_not_there_says_what_to_do(desk: Client) -> None:
    answer = desk.get("/nothing/")
    assert answer.status_code == 404
    assert "There is no such page" in page_of(answer)


def test_a_form_whose_mark_has_run_out_says_that_nothing_changed(owner: Actor) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/account/login/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "nothing was changed" in page_of(answer)


def test_an_error_of_an_htmx_call_is_a_fragment(desk: Client, account: Account) -> None:
    answer = desk.post("/compose/look/", {"account": "999", "master": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 400
    assert "<html" not in page_of(answer)
    assert 'hx-swap-oob="beforeend"' in page_of(answer)


# -- parts that live while a page is open


def live(client: Client, address: str) -> Any:
    return client.get(address, headers={"HX-Request": "true"})


def test_an_open_calendar_asks_for_its_living_part_alone(desk: Client, delivery: Delivery) -> None:
    page = page_of(live(desk, "/calendar/?view=list&part=live"))
    assert "Fresh rye at eight." in page
    assert "<html" not in page


def test_an_open_delivery_rests_once_nothing_more_can_happen(desk: Client, delivery: Delivery) -> None:
    address = f"/deliveries/{delivery.pk}/?part=live"
    assert "HX-Refresh" not in live(desk, address).headers
    delivery.become(DeliveryState.CANCELLED)
    assert live(desk, address).headers["HX-Refresh"] == "true"


def test_people_are_found_for_a_mention(desk: Client, owner: Actor, stranger: Actor) -> None:
    know(owner, "Marta Lindqvist", {})
    know(stranger, "Marta Elsewhere", {})
    page = page_of(live(desk, "/compose/people/?who=@mart"))
    assert "@[Marta Lindqvist]" in page
    assert "Elsewhere" not in page


@pytest.mark.parametrize("address", ["/calendar/drafts/", "/calendar/trouble/"])
def test_drafts_and_troubles_have_pages_of_their_own(desk: Client, address: str) -> None:
    assert "Nothing here." in page_of(desk.get(address))


def test_drafts_are_paged(desk: Client, owner: Actor) -> None:
    for n in range(32):
        actions.save(owner, Draft(master=f"Draft number {n}"))
    assert "All drafts" in page_of(desk.get("/calendar/"))
    assert page_of(desk.get("/calendar/drafts/?page=2")).count("Draft number") == 2

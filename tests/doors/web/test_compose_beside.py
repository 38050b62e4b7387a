"""What stands beside the editor: how a persona speaks, whom one may mention, and good times."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from tests.doors.web.conftest import seat
from tests.doors.web.test_compose import FRAGMENT, page_of, sheet
from tests.doors.web.test_inbox import item
from tests.people import member
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.actions import enqueue
from twoway.apps.delivery.models import Delivery
from twoway.apps.inbox.actions import hear
from twoway.apps.people.actions import change_brand
from twoway.apps.people.directory import know
from twoway.domain.permission import Actor, Role
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import Version


def test_the_brand_template_of_the_persona_stands_beside_the_words(
    desk: Client, owner: Actor, account: Account
) -> None:
    change_brand(owner, account.persona_id, {"voice": "warm, plain", "never": "cheap", "sign_off": "Sarah"})
    page = page_of(desk.get("/compose/"))
    assert f"How {escape(account.persona.name)} speaks" in page
    for words in ("warm, plain", "cheap", "Signs off"):
        assert words in page


def test_a_persona_that_chose_nothing_has_no_empty_card(desk: Client, account: Account) -> None:
    assert f"How {escape(account.persona.name)} speaks" not in page_of(desk.get("/compose/"))


def test_a_piece_that_the_page_has_already_is_not_sent_again(desk: Client, account: Account) -> None:
    form = sheet(account, panels=str(account.pk), tab="master")
    first = page_of(desk.post("/compose/look/", form, headers=FRAGMENT))
    assert 'id="who"' in first
    have = [part.split('"')[0] for part in first.split('name="have" value="')[1:]]
    second = page_of(desk.post("/compose/look/", {**form, "have": have}, headers=FRAGMENT))
    assert 'id="who"' not in second
    assert 'id="previews"' in second


def test_accounts_that_were_just_chosen_get_their_panels(
    desk: Client, account: Account, second_account: Account
) -> None:
    form = {**sheet(account, panels=str(account.pk), tab="master"), "account": [account.pk, second_account.pk]}
    assert f'id="pane-{second_account.pk}"' in page_of(desk.post("/compose/look/", form, headers=FRAGMENT))


class TestMentions:
    def test_people_are_shown_with_where_they_are_and_where_not(
        self, desk: Client, owner: Actor, account: Account
    ) -> None:
        know(owner, "Kemi Okafor", {account.network: "kemi@rehearsal"})
        know(owner, "Kemi Elsewhere", {})
        page = page_of(desk.get("/compose/people/?who=kem&into=text-9", headers=FRAGMENT))
        assert "@kemi@rehearsal" in page
        assert "by plain name on Rehearsal" in page
        assert 'data-into="#text-9"' in page

    def test_only_the_chosen_accounts_count(self, desk: Client, owner: Actor, account: Account) -> None:
        know(owner, "Kemi Okafor", {account.network: "kemi@rehearsal"})
        assert "@kemi@rehearsal" in page_of(
            desk.get(f"/compose/people/?who=kem&account={account.pk}", headers=FRAGMENT)
        )
        assert "@kemi@rehearsal" not in page_of(desk.get("/compose/people/?who=kem&account=999", headers=FRAGMENT))

    def test_a_stranger_finds_nobody_of_ours(self, stranger: Actor, owner: Actor, account: Account) -> None:
        know(owner, "Kemi Okafor", {account.network: "kemi@rehearsal"})
        assert "Kemi" not in page_of(seat(stranger).get("/compose/people/?who=kem", headers=FRAGMENT))


def test_good_times_say_why(desk: Client, account: Account) -> None:
    assert "within your hours" in page_of(desk.get("/compose/"))


def test_the_list_of_people_alone_leads_to_the_composer(desk: Client) -> None:
    assert desk.get("/compose/people/").status_code == 302


class TestForWhom:
    def test_it_stands_beside_the_words_with_the_way_to_change_it(
        self, desk: Client, owner: Actor, account: Account
    ) -> None:
        assert "Not said yet" in page_of(desk.get("/compose/"))
        change_brand(owner, account.persona_id, {"readers": "Regulars, New in town"})
        page = page_of(desk.get("/compose/"))
        assert "Who is this for?" in page
        assert "New in town" in page
        assert f"/settings/personas/{account.persona_id}/#id_readers" in page

    def test_somebody_who_may_not_change_it_is_offered_no_way(self, owner: Actor, account: Account) -> None:
        page = page_of(seat(member(owner, "Ruta", Role.WRITER)).get("/compose/"))
        assert "Who is this for?" in page
        assert "#id_readers" not in page


class TestAnEmptyPage:
    def test_it_offers_three_beginnings_and_one_of_them_begins(self, desk: Client, account: Account) -> None:
        page = page_of(desk.get("/compose/"))
        assert [name in page for name in ("starter=news", "starter=question", "starter=work")] == [True] * 3
        assert "Good news from next door: </textarea>" in page_of(desk.get("/compose/?starter=news"))
        assert desk.get("/compose/?starter=nonsense").status_code == 200

    def test_a_question_asked_in_public_is_one_of_them(self, desk: Client, account: Account) -> None:
        hear(account, item(text="Do you bake without nuts?"))
        assert "“Do you bake without nuts?”" in page_of(desk.get("/compose/"))
        assert "Somebody asked: “Do you bake without nuts?”" in page_of(desk.get("/compose/?starter=question"))

    def test_a_page_with_words_offers_none(self, desk: Client, account: Account) -> None:
        page = page_of(desk.post("/compose/look/", sheet(account), headers=FRAGMENT))
        assert "starter=" not in page


class TestTheBalance:
    def test_a_gift_after_offers_gets_a_good_word(self, desk: Client, owner: Actor, account: Account) -> None:
        for day in (1, 2, 3):
            offer, at = Version(text=f"{day}0% off all buns today"), timezone.now() - timedelta(days=day)
            enqueue(account, offer, urgency=Urgency.SCHEDULED, due_at=at)
        Delivery.objects.update(state=DeliveryState.SENT)
        given = page_of(
            desk.post("/compose/look/", sheet(account, "Thank you, Year 4, for the drawings."), headers=FRAGMENT)
        )
        assert "Good for your balance." in given
        assert "3 of the last 3 posts" in given
        sold = page_of(
            desk.post("/compose/look/", sheet(account, "Half price: £2 for every loaf today."), headers=FRAGMENT)
        )
        assert "Good for your balance." not in sold

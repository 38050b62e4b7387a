"""What stands beside the editor: how a persona speaks, whom one may mention, and good times."""

from __future__ import annotations

from django.test import Client
from django.utils.html import escape

from tests.doors.web.conftest import seat
from tests.doors.web.test_compose import FRAGMENT, page_of, sheet
from twoway.apps.accounts.models import Account
from twoway.apps.people.actions import change_brand, know
from twoway.domain.permission import Actor


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

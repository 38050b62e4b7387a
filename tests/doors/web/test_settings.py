"""The pages under Settings, with a browser that speaks no script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.doors.web.conftest import seat
from tests.people import PASSWORD
from twoway.apps.accounts.models import Account
from twoway.apps.people.actions import invite, make_persona
from twoway.apps.people.models import Membership, User
from twoway.apps.people.queries import brand_of, invitations_of, personas_of, rule_named, workspace_of
from twoway.domain.permission import Actor, Role

pytestmark = pytest.mark.django_db


def said(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def told(client: Client, path: str, data: dict[str, Any], status: int = 302) -> str:
    answer = client.post(path, data)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


# -- the business ------------------------------------------------------------------------------------------------------


def test_the_business_is_told_anew(desk: Client, owner: Actor) -> None:
    assert 'value="Millbrook"' in said(desk, "/settings/")
    told(desk, "/settings/", {"name": "Alder", "town": "Ryeton", "zone": "Europe/Berlin", "topics": "bread\nrye"})
    workspace = workspace_of(owner)
    assert (workspace.name, workspace.town, workspace.topics) == ("Alder", "Ryeton", ["bread", "rye"])
    assert "selected>Europe/Berlin" in said(desk, "/settings/")


def test_what_will_not_do_stays_as_it_was_typed_beside_the_reason(desk: Client, owner: Actor) -> None:
    page = told(desk, "/settings/", {"name": " ", "town": "Ryeton", "zone": "Europe/London", "language": "en"}, 400)
    assert "Give the business a name." in page
    assert 'value="Ryeton"' in page
    assert workspace_of(owner).town == "Millbrook"


# -- personas and their brands -----------------------------------------------------------------------------------------


def test_a_brand_template_is_set_and_the_example_reads_as_it_says(desk: Client, owner: Actor) -> None:
    persona = personas_of(owner).get()
    path = f"/settings/personas/{persona.pk}/"
    assert "One post, as it would read" in said(desk, path)
    told(desk, path, {"colours": "#124d38 #b52", "swaps": "cheap=good value", "most_emoji": "0", "voice": "warm"})
    persona.refresh_from_db()
    assert brand_of(persona).colours == ("#124d38", "#b52")
    page = said(desk, path)
    example = page[page.index('id="reads"') :]
    assert "good value" in example
    assert "cheap" not in "".join(re.findall(r'<p class="voice" dir="auto">.*?</p>', example, flags=re.DOTALL))
    assert "On other networks" in example
    assert 'fill="#124d38"' in said(desk, "/settings/personas/")


def test_the_example_is_shown_with_what_is_typed_and_not_kept(desk: Client, owner: Actor) -> None:
    persona = personas_of(owner).get()
    page = told(
        desk,
        f"/settings/personas/{persona.pk}/",
        {"do": "show", "swaps": "rye=barley", "example": "Our rye is here."},
        200,
    )
    assert "Our barley is here." in page
    persona.refresh_from_db()
    assert persona.brand == {}


def test_while_somebody_types_what_makes_no_sense_yet_does_no_harm(desk: Client, owner: Actor) -> None:
    persona = personas_of(owner).get()
    page = told(
        desk,
        f"/settings/personas/{persona.pk}/example/",
        {"swaps": "rye=barley", "colours": "gre", "example": "Our rye."},
        200,
    )
    assert "Our barley." in page
    assert "Colours: “gre” is not a colour" in page
    assert "<html" not in page


def test_a_brand_that_will_not_do_is_told_and_stays_typed(desk: Client, owner: Actor) -> None:
    persona = personas_of(owner).get()
    page = told(desk, f"/settings/personas/{persona.pk}/", {"most_emoji": "many", "voice": "warm"}, 400)
    assert "whole number" in page
    assert "warm" in page


def test_personas_are_renamed_and_removed(desk: Client, owner: Actor, account: Account) -> None:
    made = make_persona(owner, "Sarah", "personal")
    told(desk, f"/settings/personas/{made.pk}/rename/", {"name": "Sarah at home"})
    assert "Sarah at home" in said(desk, "/settings/personas/")
    told(desk, f"/settings/personas/{made.pk}/remove/", {})
    assert "has accounts" in told(desk, f"/settings/personas/{account.persona_id}/remove/", {}, 409)


# -- rules and words ---------------------------------------------------------------------------------------------------


def test_rules_are_found_weighed_and_shown_with_their_help(desk: Client, owner: Actor) -> None:
    page = said(desk, "/settings/rules/?q=all-caps")
    assert "/help/rules/all-caps/" in page
    assert "hashtag-chain" not in page
    code = re.search(r'<select class="input" name="(\w{3}\d{3})" aria-label="What all-caps does"', page)
    assert code is not None
    told(desk, "/settings/rules/?q=all-caps", {code[1]: "stop"})
    assert workspace_of(owner).rules == {"severity": {"all-caps": "stop"}}
    told(desk, "/settings/rules/?for=persona:work", {code[1]: "off"})
    told(desk, "/settings/rules/?for=network:rehearsal", {code[1]: "hint"})
    rules = workspace_of(owner).rules
    assert rules["personas"] == {"work": {"ignore": ["all-caps"]}}
    assert rules["network"] == {"rehearsal": {"severity": {"all-caps": "hint"}}}
    assert '<option value="hint" selected>' in said(desk, "/settings/rules/?q=all-caps&for=network:rehearsal")
    assert "As usual: stops" in said(desk, "/settings/rules/?q=all-caps&for=network:rehearsal")


def test_a_rule_that_networks_enforce_offers_nothing_to_choose_and_a_made_up_form_is_told(desk: Client) -> None:
    page = said(desk, "/settings/rules/?q=over-limit")
    assert "Always stops: networks refuse it themselves" in page
    assert 'name="LEN001"' not in page
    answer = desk.post("/settings/rules/?q=over-limit", {"LEN001": "off"})
    assert "over-limit always stops" in answer.content.decode()


def test_nothing_found_says_so_and_saving_nothing_changes_nothing(desk: Client, owner: Actor) -> None:
    assert "No rule holds these words." in said(desk, "/settings/rules/?q=zzzz")
    told(desk, "/settings/rules/", {})
    assert workspace_of(owner).rules == {}
    code = rule_named("all-caps").facts.code
    told(desk, "/settings/rules/", {code: "off"})
    assert "off for everything" in told(desk, "/settings/rules/?for=persona:work", {code: "stop"}, 400)


def test_the_words_that_rules_read_can_be_written(desk: Client, owner: Actor) -> None:
    told(desk, "/settings/words/", {"never": "artisanal\r\nbest in town, ever\r\n", "brands": "Alder & Rye"})
    assert workspace_of(owner).words == {"never": ["artisanal", "best in town, ever"], "brands": ["Alder & Rye"]}
    assert "best in town, ever" in said(desk, "/settings/words/")


def test_rules_and_words_go_out_and_in_as_a_file(desk: Client, owner: Actor) -> None:
    told(desk, "/settings/words/", {"never": "artisanal"})
    answer = desk.get("/settings/rules/twoway.toml")
    assert answer.content.decode() == '[words]\nnever = ["artisanal"]\n'
    file = SimpleUploadedFile("twoway.toml", b'ignore = ["all-caps"]')
    told(desk, "/settings/rules/take/", {"file": file})
    assert (workspace_of(owner).rules, workspace_of(owner).words) == ({"ignore": ["all-caps"]}, {})
    for content, says in ((b'ignore = ["nonsense"]', "no rule"), (b"\xff\xfe", "UTF-8")):
        page = told(desk, "/settings/rules/take/", {"file": SimpleUploadedFile("x.toml", content)}, 400)
        assert says in page
    assert "Choose a twoway.toml" in told(desk, "/settings/rules/take/", {}, 400)


# -- the team ----------------------------------------------------------------------------------------------------------


def link_in(page: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/join/[\w-]+/)", page)
    assert found is not None
    return found[1]


def test_a_link_is_shown_once_and_lets_somebody_new_in(desk: Client, owner: Actor) -> None:
    link = link_in(told(desk, "/settings/team/invite/", {"role": "writer", "note": "Kemi"}, 200))
    assert "/join/" not in said(desk, "/settings/team/")
    visitor = Client()
    page = visitor.get(link)
    assert "as writer" in page.content.decode()
    # The address is a secret, which must not travel elsewhere; with none at all, browsers would not say whose form it is.
    assert page.headers["Referrer-Policy"] == "same-origin"
    bad = visitor.post(link, {"email": "kemi@okafor.example", "password": "short", "person": "Kemi"})
    assert (bad.status_code, 'value="kemi@okafor.example"' in bad.content.decode()) == (400, True)
    good = visitor.post(link, {"email": "kemi@okafor.example", "password": PASSWORD, "person": "Kemi"})
    assert good.status_code == 302
    assert "Alder &amp; Rye" in said(visitor, "/inbox/")
    assert Membership.objects.get(user__email="kemi@okafor.example").role == Role.WRITER
    assert "leads nowhere" in said(Client(), link, 400)


def test_somebody_who_is_signed_in_follows_a_link_with_one_press(owner: Actor, stranger: Actor) -> None:
    _, secret = invite(owner, "guest")
    client = seat(stranger)
    assert "You are signed in as stranger@elsewhere.example." in said(client, f"/join/{secret}/")
    assert client.post(f"/join/{secret}/").status_code == 302
    assert "You are Stranger, guest" in said(client, "/inbox/")


def test_roles_change_and_people_leave_by_page(desk: Client, owner: Actor, replier: Actor) -> None:
    told(desk, f"/settings/team/{replier.user_id}/role/", {"role": "writer"})
    assert Membership.objects.get(user_id=replier.user_id).role == Role.WRITER
    assert "needs an owner" in told(desk, f"/settings/team/{owner.user_id}/role/", {"role": "guest"}, 409)
    told(desk, f"/settings/team/{replier.user_id}/remove/", {})
    assert not Membership.objects.filter(user_id=replier.user_id).exists()
    told(desk, "/settings/team/invite/", {"role": "guest"}, 200)
    told(desk, f"/settings/team/invite/{invitations_of(owner).get().pk}/", {})
    assert not invitations_of(owner).exists()


def test_a_team_mate_may_look_and_leave_and_nothing_else(replier: Actor, owner: Actor, account: Account) -> None:
    client = seat(replier)
    for path in ("", "personas/", "rules/", "words/", "team/"):
        assert '<button class="btn primary">Save' not in said(client, f"/settings/{path}")
    for path, data in (
        ("", {"town": "x"}),
        ("rules/", {"TAG001": "off"}),
        ("words/", {"never": "x"}),
        ("rules/take/", {"file": SimpleUploadedFile("x.toml", b"")}),
        (f"personas/{account.persona_id}/", {"voice": "x"}),
        (f"personas/{account.persona_id}/rename/", {"name": "x"}),
        ("team/invite/", {"role": "owner"}),
        (f"team/{owner.user_id}/role/", {"role": "guest"}),
        (f"team/{owner.user_id}/remove/", {}),
    ):
        told(client, f"/settings/{path}", data, 403)
    told(client, f"/settings/team/{replier.user_id}/remove/", {})
    assert not Membership.objects.filter(user_id=replier.user_id).exists()
    assert User.objects.filter(pk=replier.user_id).exists()


def test_a_stranger_changes_nothing_of_ours(stranger: Actor, owner: Actor, account: Account) -> None:
    client = seat(stranger)
    assert client.get(f"/settings/personas/{account.persona_id}/").status_code == 404
    told(client, f"/settings/personas/{account.persona_id}/rename/", {"name": "x"}, 400)
    told(client, f"/settings/team/{owner.user_id}/remove/", {}, 400)
    told(client, "/settings/words/", {"never": "x"})
    assert workspace_of(owner).words == {}


def test_the_rules_page_asks_no_more_for_more_personas(
    desk: Client, owner: Actor, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        make_persona(owner, f"Persona {number}", "work")
    for path in ("rules/", "personas/", "team/", "words/"):
        with django_assert_max_num_queries(18):
            said(desk, f"/settings/{path}")

"""What rules are told about words that are to go out: read once for a whole look, from several places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.people import PASSWORD
from twoway.apps.accounts.models import Account
from twoway.apps.delivery import said
from twoway.apps.delivery.actions import enqueue
from twoway.apps.delivery.casework import (
    Answering,
    Background,
    background,
    cases_of,
    choices_of,
    guard_settings,
    judge,
    last_look,
)
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.actions import (
    add_member,
    change_brand,
    change_workspace,
    found_workspace,
    list_words,
    make_user,
)
from twoway.apps.people.directory import know
from twoway.apps.people.models import Persona, User
from twoway.apps.people.queries import actor_for, workspace_ids_of
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.looks import Look, look_at, look_at_post
from twoway.apps.posts.queries import Draft, post_of
from twoway.domain.findings import COMMENT, Case, Scope, Severity
from twoway.domain.history import Said, Whose
from twoway.domain.permission import Actor, Role
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.tailor import Handle, Known
from twoway.domain.versions import Picture, ReplyTo, Version

RYE = "Fresh rye at eight, cinnamon buns from nine, and the door is open until all of it is gone"
SOUP = "Soup today is leek and potato, which comes with a slice of our own sourdough"
ANSWERED = ReplyTo(remote_id="r1", root_id="r1")


def sent(account: Account, text: str = RYE, *, days: float = 1, **more: Any) -> Delivery:
    """Something that went out so many days ago; a negative number waits to go."""
    at = timezone.now() - timedelta(days=days)
    urgency = more.pop("urgency", Urgency.URGENT if more.get("reply_to") else Urgency.SCHEDULED)
    delivery = enqueue(account, Version(text=text, **more), urgency=urgency, due_at=at)
    if days >= 0:
        assert delivery.become(DeliveryState.SENDING)
        assert delivery.become(DeliveryState.SENT, sent_at=at)
    return delivery


def case(account: Account, words: str | Version = "Nothing like it", scope: Scope = Scope.POST, **known: Any) -> Case:
    version = words if isinstance(words, Version) else Version(text=words)
    behind = known.pop("behind", None) or background((account,), (version.text,), **known)
    return cases_of(account, version, scope, None, behind=behind, answering=Answering())[0]


def texts(found: Iterable[Said]) -> list[str]:
    return [one.text for one in found]


# -- the past ----------------------------------------------------------------------------------------------------------


def test_a_rule_is_told_what_the_account_posted_and_is_going_to_the_newest_first(account: Account) -> None:
    sent(account, "Monday", days=3)
    sent(account, "Tuesday", days=2, pictures=(Picture(sha256="a" * 64, mime="", size=1, width=1, height=1),))
    sent(account, "Sunday", days=-2)
    past = case(account).past
    assert texts(past) == ["Sunday", "Tuesday", "Monday"]
    assert [one.is_coming for one in past] == [True, False, False]
    assert past[1].pictures == {"a" * 64}
    assert past[0].account == f"@{account.handle} on Rehearsal"


def test_answers_old_posts_and_what_did_not_go_are_no_part_of_it(account: Account) -> None:
    sent(account, "An answer", reply_to=ANSWERED)
    sent(account, "Long ago", days=31)
    assert sent(account, "Taken back", days=-1).become(DeliveryState.CANCELLED)
    assert case(account).past == ()


def test_of_an_account_that_posts_all_day_the_newest_are_told(account: Account, second_account: Account) -> None:
    for n in range(said.MOST_POSTS + 3):
        sent(account, f"Post {n}", days=1 + n / 100)
    sent(second_account, "Quiet", days=20)
    told = said.posts_of((account, second_account), timezone.now())
    assert len(told[account.pk]) == said.MOST_POSTS
    assert told[account.pk][0].text == "Post 0"
    assert texts(told[second_account.pk]) == ["Quiet"]


def test_times_are_by_the_clocks_of_the_workspace(account: Account) -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    told = case(account, at=noon)
    assert told.at is not None
    assert (told.at.hour, told.at.utcoffset()) == (13, timedelta(hours=1))
    assert told.today == timezone.now().astimezone(account.workspace.tz).date()


# -- found again -------------------------------------------------------------------------------------------------------


def test_what_reads_the_same_is_found_wherever_it_was_said(account: Account, second_account: Account) -> None:
    sent(account, RYE, days=2)
    sent(second_account, RYE.replace("eight", "7:30"), days=1)
    sent(account, SOUP, days=1)
    alike = case(account, RYE).alike
    assert [(one.said.whose, one.said.text[:10]) for one in alike] == [
        (Whose.HERE, "Fresh rye "),
        (Whose.OURS, "Fresh rye "),
    ]
    assert alike[0].score == 1.0


def test_what_was_said_a_moment_ago_is_known_at_the_next_look(account: Account) -> None:
    assert case(account, RYE).alike == ()
    sent(account, RYE, days=0)
    assert len(case(account, RYE).alike) == 1


def test_what_was_taken_back_since_is_not_found_any_more(account: Account) -> None:
    waiting = sent(account, RYE, days=-1)
    assert len(case(account, RYE).alike) == 1
    assert waiting.become(DeliveryState.CANCELLED)
    assert case(account, RYE).alike == ()


def test_a_table_that_is_another_one_is_read_anew(account: Account) -> None:
    old = sent(account, RYE)
    assert len(case(account, RYE).alike) == 1
    # As after a restored backup: the same number, other words.
    Delivery.objects.filter(pk=old.pk).delete()
    other = sent(account, SOUP)
    Delivery.objects.filter(pk=other.pk).update(id=old.pk)
    assert case(account, RYE).alike == ()
    assert len(case(account, SOUP).alike) == 1


def test_a_post_is_no_repetition_of_itself(account: Account) -> None:
    own = sent(account, RYE, days=-1)
    told = case(account, RYE, but=(own.pk,))
    assert (told.past, told.alike) == ((), ())


def test_a_long_past_is_read_little_by_little_from_its_newest_on(account: Account) -> None:
    old = "An old thought about seven sorts of flour and about the mills they came from"
    sent(account, old, days=20)
    names = [
        "sour",
        "wheat",
        "spelt",
        "barley",
        "oat",
        "millet",
        "maize",
        "rice",
        "bran",
        "malt",
        "seed",
        "nut",
        "plum",
    ]
    waiting = [
        Delivery(
            account=account,
            frozen={"text": f"Of {one} and of {other} we sing until the oven opens its door once more at dawn"},
            key=f"{one} {other}",
            due_at=timezone.now(),
            next_at=timezone.now(),
        )
        for one in names
        for other in names
    ]
    Delivery.objects.bulk_create(waiting)
    assert case(account, old).alike == ()
    for _ in range(len(waiting)):
        if found := case(account, old).alike:
            break
    assert texts(one.said for one in found) == [old]


def test_another_client_is_compared_with_only_where_one_person_writes_for_both(
    owner: Actor, account: Account, stranger: Actor
) -> None:
    sarah = owner.user_id
    other = found_workspace(make_user("kemi@paperlane.example", PASSWORD, "Kemi"), name="Paper Lane")
    persona = Persona.objects.get(workspace_id=other.workspace_id)
    shop = Account.objects.create(
        workspace_id=other.workspace_id, persona=persona, network=account.network, remote_id="p", handle="paperlane",
        address=account.address, sealed="", may_post=True,
    )  # fmt: skip
    sent(shop, RYE)
    assert workspace_ids_of(owner) == (owner.workspace_id, owner.workspace_id)
    assert case(account, RYE, workspace_ids=workspace_ids_of(owner)).alike == ()
    add_member(other, User.objects.get(pk=sarah), Role.WRITER)
    (found,) = case(account, RYE, workspace_ids=workspace_ids_of(actor_for(User.objects.get(pk=sarah)))).alike
    assert (found.said.whose, found.said.client) == (Whose.ANOTHER, "Paper Lane")
    assert case(account, RYE).alike == ()
    assert stranger.workspace_id not in workspace_ids_of(owner)


def test_a_tailored_version_is_like_what_its_master_is_like(account: Account) -> None:
    sent(account, RYE)
    behind = background((account,), (RYE, SOUP))
    assert len(behind.alike(account, "FRESH rye, told in other words")) == 1
    assert behind.alike(account, SOUP) == ()


def test_the_number_of_questions_grows_with_neither_accounts_nor_the_past(
    account: Account, second_account: Account, django_assert_max_num_queries: Any
) -> None:
    background((account, second_account), (RYE,))
    for n in range(20):
        sent(account, f"{RYE} and once more {'x' * n}", days=n)
        sent(second_account, RYE, days=n)
    accounts = list(Account.objects.select_related("workspace", "persona").order_by("pk"))
    with django_assert_max_num_queries(3):
        behind = background(accounts, (RYE, SOUP))
    with django_assert_max_num_queries(0):
        found = [case(account, RYE, behind=behind) for account in accounts]
    assert all(one.past and one.alike for one in found)


def test_nothing_is_asked_where_there_is_no_account(db: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(0):
        assert background((), (RYE,)) == Background()


# -- people ------------------------------------------------------------------------------------------------------------


def test_a_handle_that_is_known_elsewhere_is_told_with_its_network(owner: Actor, account: Account) -> None:
    know(owner, "Tom Hallam", {"mastodon": "tom@example.social"})
    know(owner, "Sunny Bank", {"rehearsal": "sunny.bank@rehearsal"})
    told = case(account, "Thank you @tom@example.social and @sunny.bank@rehearsal")
    assert told.elsewhere == {"tom@example.social": "Mastodon"}


def test_a_handle_that_somebody_known_has_here_is_nobody_elses(account: Account) -> None:
    tom, other = (
        Known(name=name, handles={network: Handle(handle="tom")})
        for name, network in (("Tom", "rehearsal"), ("Thomas", "x"))
    )
    assert Background(people=(other,)).elsewhere(account) == {"tom": "X"}
    assert Background(people=(other, tom)).elsewhere(account) == {}


# -- choices -----------------------------------------------------------------------------------------------------------


def chosen(account: Account, rules: Mapping[str, Any]) -> Account:
    account.workspace.rules = dict(rules)
    account.workspace.save()
    return Account.objects.select_related("workspace", "persona").get(pk=account.pk)


def test_the_workspace_chooses_for_all_for_a_persona_and_for_a_network(account: Account) -> None:
    account = chosen(
        account,
        {
            "ignore": ["TON"],
            "personas": {"work": {"severity": {"TAG001": "stop"}}, "personal": {"ignore": ["ACC"]}},
            "network": {"rehearsal": {"severity": {"too-many-hashtags": "hint"}}, "x": {"ignore": ["LEN"]}},
        },
    )
    settings = guard_settings(account)
    assert settings.severity == {"TAG001": Severity.STOP, "too-many-hashtags": Severity.HINT}
    assert [settings.wants(code, "") for code in ("TON001", "ACC001", "LEN001")] == [False, True, True]


def test_lists_of_words_come_from_the_workspace_and_from_its_choices(account: Account) -> None:
    account.workspace.words = {"never": ["cheap"], "brands": ["Alder & Rye"]}
    account.workspace.topics = ["bread"]
    account = chosen(
        account, {"network": {"rehearsal": {"words": {"never": ["synergy"]}, "limits": {"hashtags": 1}}}}
    )
    told = case(account)
    assert told.words["never"] == ("cheap", "synergy")
    assert (told.words["brands"], told.words["topics"]) == (("Alder & Rye",), ("bread",))
    assert told.facts.hashtags.usual == 1


def test_what_cannot_be_read_in_the_choices_holds_nothing_up(account: Account) -> None:
    account = chosen(account, {"severity": {"TAG001": "loud", "GONE99": "stop"}, "ignore": "TON", "network": []})
    assert choices_of(account.workspace).base.severity == {}
    assert judge(account, Version(text="Fresh rye"), Scope.POST).findings == ()


# -- the whole of a version --------------------------------------------------------------------------------------------


def test_every_text_of_a_version_is_looked_at(account: Account) -> None:
    version = Version(text="Fresh rye", more=("{{name}}, it is ready",), first_comment="TODO: the address")
    judged = judge(account, version, Scope.POST)
    assert [(one.rule, one.part) for one in judged.findings if one.severity is Severity.STOP] == [
        ("internal-text-leak", 1),
        ("internal-text-leak", COMMENT),
    ]


def test_what_was_set_aside_stands_apart_with_its_reason(account: Account) -> None:
    version = Version(text="TODO: bake", set_aside={"PRV007": "it is the name of our list"})
    judged = judge(account, version, Scope.POST)
    assert judged.findings == ()
    assert [(one.finding.code, one.reason) for one in judged.aside] == [("PRV007", "it is the name of our list")]
    assert [one.code for one in judged.all] == ["PRV007"]


def test_whom_an_answer_is_for_is_told(account: Account) -> None:
    version = Version(text="Thank you", reply_to=ANSWERED)
    answering = Answering(person="Dele", about="Lovely rye", is_private=True, is_first=True, is_addressed=False)
    behind = background((account,), (version.text,))
    told = cases_of(account, version, Scope.REPLY, None, behind=behind, answering=answering)[0]
    assert (told.person, told.about, told.is_private, told.is_first, told.is_addressed) == (
        "Dele",
        "Lovely rye",
        True,
        True,
        False,
    )


@pytest.mark.parametrize("limits", [{}, {"text": 500}])
def test_a_rule_knows_which_limits_the_server_told(account: Account, limits: dict[str, int]) -> None:
    account.limits = limits
    told = case(account)
    assert (told.asks_server, told.own_limits) == (True, limits)


def test_rules_read_the_words_of_the_personas_brand_beside_those_of_the_workspace(
    owner: Actor, account: Account
) -> None:
    list_words(owner, {"never": ["cheap"]})
    change_brand(owner, account.persona_id, {"never": "artisanal", "must_have": "Millbrook"})
    fresh = Account.objects.select_related("workspace", "persona").get(pk=account.pk)
    words = case(fresh).words
    assert (words["never"], words["must_have"]) == (("cheap", "artisanal"), ("Millbrook",))


# -- right before it is sent -------------------------------------------------------------------------------------------


def test_a_post_is_sent_without_reading_the_past_where_nothing_of_it_could_hold_it_back(
    account: Account, django_assert_max_num_queries: Any
) -> None:
    waiting = sent(account, RYE, days=-1)
    account = Account.objects.select_related("workspace", "persona").get(pk=account.pk)
    with django_assert_max_num_queries(0):
        assert last_look(account, Version(text=RYE), Scope.POST, (waiting.pk,)) == ()


def test_the_last_of_many_copies_is_held_back_and_not_the_first(account: Account) -> None:
    line = "thank you for your kind words, we are so pleased that you enjoyed your visit to our shop"
    waiting = [
        sent(account, f"Hi {name}, {line}", days=-1, reply_to=ReplyTo(remote_id=name, root_id=name))
        for name in ("Kemi", "Tom", "Grace", "Marta", "Ruta")
    ]
    stopped = []
    for one in waiting:
        found = last_look(account, one.version, Scope.REPLY, (one.pk,))
        stopped += [finding.rule for finding in found if finding.severity is Severity.STOP]
        assert one.become(DeliveryState.SENDING)
        assert one.become(DeliveryState.SENT, sent_at=timezone.now())
    assert stopped == ["boilerplate-reply"]


# -- through a look at a draft -----------------------------------------------------------------------------------------


def rules_found(look: Look) -> set[str]:
    return {finding.rule for finding in look.findings}


def test_each_version_is_judged_by_the_time_at_which_it_goes(
    owner: Actor, account: Account, second_account: Account
) -> None:
    night, noon = datetime(2027, 6, 1, 2, tzinfo=UTC), datetime(2027, 6, 1, 11, tzinfo=UTC)
    draft = Draft(
        master=RYE, account_ids=(account.pk, second_account.pk), planned_at=night, times={second_account.pk: noon}
    )
    first, second = look_at(owner, draft)
    assert "bad-hour" in rules_found(first)
    assert "bad-hour" not in rules_found(second)


def test_a_draft_that_repeats_what_went_out_is_told_so_and_a_saved_post_does_not_repeat_itself(
    owner: Actor, account: Account
) -> None:
    post = save(owner, Draft(master=RYE, account_ids=(account.pk,)))
    send_now(owner, post.pk)
    (own,) = look_at_post(owner, post_of(owner, post.pk))
    assert "near-duplicate-own-post" not in rules_found(own)
    (again,) = look_at(owner, Draft(master=RYE, account_ids=(account.pk,)))
    assert "near-duplicate-own-post" in rules_found(again)


def test_a_look_at_five_accounts_asks_no_more_than_at_one(
    owner: Actor, account: Account, second_account: Account, django_assert_num_queries: Any
) -> None:
    sent(account, RYE)
    draft = Draft(master=RYE, account_ids=(account.pk,))
    look_at(owner, draft)
    with CaptureQueriesContext(connection) as one:
        look_at(owner, draft)
    for n in range(15):
        sent(second_account, f"{RYE} {n}", days=n)
    look_at(owner, draft)
    with django_assert_num_queries(len(one)):
        look_at(owner, replace(draft, account_ids=(account.pk, second_account.pk)))


def test_what_never_goes_with_work_is_pointed_at(owner: Actor, account: Account) -> None:
    change_workspace(owner, {"never_mix": "politics, the choir"})
    fresh = Account.objects.select_related("workspace", "persona").get(pk=account.pk)
    assert case(fresh).words["never_mix"] == ("politics", "the choir")

"""How accounts want their words tailored, and the looks that come of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.apps.test_posts import picture
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.actions import keep_picture
from twoway.apps.delivery.casework import choices_of
from twoway.apps.people.directory import know
from twoway.apps.posts.actions import save
from twoway.apps.posts.looks import caught_up, look_at
from twoway.apps.posts.policies import fitted_pictures, policy_of
from twoway.apps.posts.queries import Draft
from twoway.domain.permission import Actor
from twoway.domain.policy import Fit, HashtagPlace, LinkPlace, Policy
from twoway.domain.tailor import ChangeKind

LONG = "We bake rye bread every single day of the year, and we like it. " * 9


def wears(account: Account, **brand: object) -> Account:
    account.persona.brand = brand
    account.persona.save()
    return account


def policy(account: Account, **more: object) -> Policy:
    return policy_of(account, choices_of(account.workspace), **more)  # type: ignore[arg-type]  # passed through


def draft(account: Account, master: str, **more: object) -> Draft:
    return Draft(master=master, account_ids=(account.pk,), **more)  # type: ignore[arg-type]  # passed through


def test_who_chose_nothing_has_what_suits_the_network(account: Account) -> None:
    made = policy(account)
    assert made == Policy(persona=account.persona.name)


def test_the_brand_stands_over_the_lists_of_the_workspace(account: Account) -> None:
    account.workspace.words = {
        "utm": ["utm_source={network}&utm_medium=social"],
        "website": ["https://alderrye.example"],
        "swaps": ["cheap=good value", "clients=customers"],
    }
    account.workspace.save()
    wears(account, swaps=["clients=guests"], own_hosts=["shop.example"], sign_off="— Sarah")
    made = policy(account, day=date(2026, 11, 28), language="de")
    assert made.utm == {"utm_source": "{network}", "utm_medium": "social"}
    assert made.own_hosts == ("shop.example", "https://alderrye.example")
    assert made.swaps == {"cheap": "good value", "clients": "guests"}
    assert (made.sign_off, made.date, made.language) == ("— Sarah", "2026-11-28", "de")


def test_what_was_chosen_for_a_network_stands_over_the_brand(account: Account) -> None:
    account.workspace.rules = {
        "tailor": {"sign_off": "Everybody", "links": "end", "most_emoji": 2},
        "network": {account.network: {"tailor": {"hashtags": "end"}, "limits": {"hashtags": 1}}},
    }
    account.workspace.save()
    wears(account, sign_off="— Sarah", hashtags="drop")
    made = policy(account)
    assert (made.sign_off, made.hashtags, made.links) == ("— Sarah", HashtagPlace.END, LinkPlace.END)
    assert (made.most_emoji, made.most_hashtags) == (2, 1)


def test_what_was_decided_for_a_post_stands_over_everything(account: Account) -> None:
    wears(account, fit="shorten")
    assert policy(account).fit is Fit.SHORTEN
    assert policy(account, fit="thread").fit is Fit.THREAD
    assert policy(account, fit="no such thing").fit is Fit.SHORTEN


def test_a_look_is_tailored_as_the_brand_wants_it(owner: Actor, account: Account) -> None:
    wears(account, sign_off="— Sarah", own_hosts=["alderrye.example"], utm_campaign="{date}", hashtags="end")
    words = "Our #rye is out: https://alderrye.example/rye today"
    [look] = look_at(owner, draft(account, words, planned_at=datetime(2026, 11, 28, 12, tzinfo=UTC)))
    assert look.version.text == (
        "Our rye is out: https://alderrye.example/rye?utm_campaign=2026-11-28 today\n\n— Sarah\n\n#rye"
    )
    assert {ChangeKind.LINK, ChangeKind.HASHTAG, ChangeKind.SIGN_OFF} == {change.kind for change in look.changes}
    for change in look.changes:
        assert change.after.strip() in look.whole[change.start : change.end]


def test_a_person_who_is_named_in_the_sign_off_is_mentioned(owner: Actor, account: Account) -> None:
    know(owner, "Kemi Okafor", {account.network: "kemi@rehearsal"})
    wears(account, sign_off="With @[Kemi Okafor]")
    [look] = look_at(owner, draft(account, "Fresh rye at eight."))
    assert look.version.text.endswith("\n\nWith @kemi@rehearsal")
    assert [mention.handle for mention in look.version.mentions] == ["kemi@rehearsal"]


def test_a_thread_has_a_count_for_each_part_and_findings_that_lead_into_the_whole(
    owner: Actor, account: Account
) -> None:
    words = f"{LONG}\n---\nOur **new** opening hours  , from Monday."
    [look] = look_at(owner, draft(account, words, fits={account.pk: Fit.THREAD}))
    assert len(look.version.parts) == len(look.counts) > 2
    assert not any(one.is_over for one in look.counts)
    assert look.count == look.counts[0]
    assert look.whole.endswith("from Monday.")
    assert look.may_go, look.stops
    for finding in look.findings:
        assert 0 <= finding.start <= finding.end <= len(look.whole)


def test_a_person_is_asked_before_anything_is_cut(owner: Actor, account: Account) -> None:
    [look] = look_at(owner, draft(account, LONG))
    assert look.version.parts == (LONG.strip(),)
    assert [stop.code for stop in look.stops] == ["LEN001"]
    [shorter] = look_at(owner, draft(account, LONG, fits={account.pk: Fit.SHORTEN}))
    assert shorter.may_go
    assert shorter.whole == shorter.version.text


def test_a_hand_written_text_is_cut_where_its_writer_says_so(owner: Actor, account: Account) -> None:
    mine = "By hand.\n---\nAnd more, #rye  "
    [look] = look_at(owner, draft(account, "Master.", texts={account.pk: mine}))
    assert look.version.parts == ("By hand.", "And more, #rye")
    assert (look.whole, look.is_edited) == (mine, True)


def test_what_goes_beside_the_words_is_in_the_version(owner: Actor, account: Account) -> None:
    wears(account, links="comment")
    [look] = look_at(owner, draft(account, "See https://alderrye.example/x today.", first_comment="Ask us."))
    assert look.version.text == "See (link in the first comment) today."
    assert look.version.first_comment == "Ask us.\n\nhttps://alderrye.example/x"


def test_queries_do_not_grow_with_accounts(
    owner: Actor, account: Account, second_account: Account, django_assert_num_queries: object
) -> None:
    wears(account, sign_off="— Sarah @[Kemi Okafor]", fit="thread")
    one = draft(account, LONG)
    with django_assert_num_queries(_queries(owner, one)):  # type: ignore[operator]  # no public type
        look_at(owner, replace(one, account_ids=(account.pk, second_account.pk)))


def _queries(owner: Actor, asked: Draft) -> int:
    with CaptureQueriesContext(connection) as found:
        look_at(owner, asked)
    return len(found)


# Catching up with a master


OLD = "Marta has opened her #café. The queue was long. See https://alderrye.example/x for more."
NEW = "Marta has opened her second #café. The queue was long. See https://alderrye.example/y for more."


def test_a_version_catches_up_through_moved_hashtags_counted_links_and_a_sign_off(
    owner: Actor, account: Account
) -> None:
    wears(account, hashtags="end", own_hosts=["alderrye.example"], utm_source="post", sign_off="— Sarah")
    [look] = look_at(owner, draft(account, OLD))
    mine = look.whole.replace("The queue was long.", "You should have seen the queue!")
    assert mine != look.whole
    post = save(owner, draft(account, OLD, texts={account.pk: mine}))
    later = draft(account, NEW, texts={account.pk: mine}, post_id=post.pk, revision=post.revision)
    merged = (caught_up(owner, later, account.pk).texts or {})[account.pk]
    assert merged == (
        "Marta has opened her second café. You should have seen the queue! "
        "See https://alderrye.example/y?utm_source=post for more.\n\n— Sarah\n\n#café"
    )


def test_nothing_written_by_hand_is_lost_when_the_brand_has_changed_since(owner: Actor, account: Account) -> None:
    mine = "Marta has opened her café. You should have seen the queue! See you there.\n\nYours, Dele"
    post = save(owner, draft(account, OLD, texts={account.pk: mine}))
    wears(account, hashtags="end", sign_off="— Sarah", links="comment")
    later = draft(account, NEW, texts={account.pk: mine}, post_id=post.pk, revision=post.revision)
    merged = (caught_up(owner, later, account.pk).texts or {})[account.pk]
    for sentence in ("You should have seen the queue!", "See you there.", "Yours, Dele"):
        assert sentence in merged


# Descriptions of pictures


def test_a_description_that_is_too_long_ends_with_a_sentence_and_the_whole_is_kept(
    owner: Actor, account: Account
) -> None:
    account.limits = {**account.limits, "alt": 40}
    account.save()
    stored = keep_picture(owner, picture())
    alt = "A loaf on a board. Beside it a knife. And crumbs everywhere."
    asked = draft(account, "Fresh rye.", pictures=((stored.pk, alt),))
    [look] = look_at(owner, asked)
    assert look.version.pictures[0].alt == "A loaf on a board. Beside it a knife."
    [change] = [change for change in look.changes if change.kind is ChangeKind.ALT]
    assert (change.before, change.after) == (alt, look.version.pictures[0].alt)
    assert "We keep the whole." in change.why
    post = save(owner, asked)
    assert post.pictures.get().alt == alt


def test_no_pictures_need_nothing(account: Account) -> None:
    assert fitted_pictures(account, ()) == ((), ())

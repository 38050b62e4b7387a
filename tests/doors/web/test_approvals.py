"""Approvals by page, without a script: the list, the page of one, the answers, comments, the rules, and the box in Compose."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.doors.web.conftest import seat
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.actions import weigh_rule
from twoway.apps.posts import approving, remarks
from twoway.apps.posts.actions import save
from twoway.apps.posts.approval_rules import require_yes
from twoway.apps.posts.models import Approval, ApprovalComment, ApprovalRule, Post
from twoway.apps.posts.queries import Draft
from twoway.domain.permission import Actor
from twoway.domain.states import ApprovalState

WORDS = "Fresh rye at eight on Saturday. Come and try a slice."


def written(who: Actor, account: Account, words: str = WORDS) -> Post:
    return save(who, Draft(master=words, account_ids=(account.pk,)))


@pytest.fixture
def asked(writer: Actor, grace: Actor, account: Account) -> Approval:
    return approving.ask(writer, written(writer, account).pk, of=grace.user_id, words="For Saturday", goes=True)


def shown(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content
    return response.content.decode()


def sent(client: Client, path: str, data: dict[str, object], status: int = 302) -> str:
    response = client.post(path, data)
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def marks(page: str) -> dict[str, object]:
    return dict(re.findall(r'name="(mark-\d+)" value="(\w+)"', page))


class TestTheList:
    def test_it_shows_what_waits_with_a_count_in_the_rail(self, grace: Actor, asked: Approval) -> None:
        page = shown(seat(grace), "/approvals/")
        assert "Fresh rye at eight" in page
        assert "Waits for Grace’s yes" in page
        assert re.search(r'To approve<span class="count hot">1', page)

    def test_who_asked_sees_it_among_theirs(self, writer: Actor, asked: Approval) -> None:
        assert "Fresh rye at eight" in shown(seat(writer), "/approvals/")

    def test_who_only_reads_has_no_such_place(self, guest: Actor, asked: Approval) -> None:
        assert "To approve" not in shown(seat(guest), "/calendar/")

    def test_a_stranger_sees_nothing_of_it(self, stranger: Actor, asked: Approval) -> None:
        client = seat(stranger)
        assert "Fresh rye" not in shown(client, "/approvals/")
        shown(client, f"/approvals/{asked.pk}/", 404)
        sent(client, f"/approvals/{asked.pk}/answer/", {"answer": "yes"}, 400)

    def test_it_pages_and_its_questions_do_not_grow(self, writer: Actor, grace: Actor, account: Account) -> None:
        client = seat(grace)

        def asking(count: int) -> int:
            for number in range(count):
                approving.ask(
                    writer, written(writer, account, f"Loaf number {number} is ready.").pk, of=grace.user_id
                )
            with CaptureQueriesContext(
                connection,
            ) as questions:
                shown(client, "/approvals/")
            return len(questions)

        few = asking(2)
        assert asking(22) == few
        assert "1 of 2" in shown(client, "/approvals/")


class TestOne:
    def test_it_shows_the_words_as_their_readers_will_see_them_and_says_when(
        self, grace: Actor, asked: Approval
    ) -> None:
        page = shown(seat(grace), f"/approvals/{asked.pk}/")
        assert 'class="pv' in page
        assert "For Saturday" in page
        assert 'With a yes it goes out <b class="num">at once</b>' in page

    def test_yes_lets_it_go(self, grace: Actor, asked: Approval) -> None:
        client = seat(grace)
        page = shown(client, f"/approvals/{asked.pk}/")
        sent(client, f"/approvals/{asked.pk}/answer/", {"answer": "yes", **marks(page)})
        assert Delivery.objects.count() == 1

    def test_yes_to_something_else_than_was_read_is_no_yes(
        self, writer: Actor, grace: Actor, account: Account, asked: Approval
    ) -> None:
        client = seat(grace)
        old = marks(shown(client, f"/approvals/{asked.pk}/"))
        Post.objects.update(master="Other words entirely.")
        approving.ask(writer, asked.post_id, of=grace.user_id, goes=True)
        page = sent(client, f"/approvals/{asked.pk}/answer/", {"answer": "yes", **old}, 409)
        assert "while you were reading" in page
        assert not Delivery.objects.exists()

    def test_it_shows_what_changed_since_they_looked_last(self, writer: Actor, grace: Actor, asked: Approval) -> None:
        client = seat(grace)
        assert "since you looked last" not in shown(client, f"/approvals/{asked.pk}/")
        Post.objects.update(master=WORDS.replace("a slice", "two slices"))
        approving.ask(writer, asked.post_id, of=grace.user_id, goes=True)
        for _ in range(2):  # it is still shown when the page is loaded again
            page = shown(client, f"/approvals/{asked.pk}/")
            assert "since you looked last" in page
            assert "<del>slice</del><ins>slices</ins>" in page

    def test_a_change_after_the_asking_is_shown_and_there_is_no_yes_button(
        self, grace: Actor, asked: Approval
    ) -> None:
        Post.objects.update(master=WORDS + " Bring a bag.")
        page = shown(seat(grace), f"/approvals/{asked.pk}/")
        assert "Changed since it was asked about" in page
        assert 'value="yes"' not in page

    def test_changes_and_no_need_words_and_keep_what_was_typed(self, grace: Actor, asked: Approval) -> None:
        client = seat(grace)
        sent(client, f"/approvals/{asked.pk}/answer/", {"answer": "no", "words": ""}, 400)
        sent(client, f"/approvals/{asked.pk}/answer/", {"answer": "changes", "words": "Say where."})
        asked.refresh_from_db()
        assert (asked.state, asked.answer) == (ApprovalState.CHANGES, "Say where.")
        assert "Say where." in shown(client, f"/approvals/{asked.pk}/")

    def test_yes_with_a_small_change(self, grace: Actor, account: Account, asked: Approval) -> None:
        client = seat(grace)
        page = shown(client, f"/approvals/{asked.pk}/")
        better = WORDS.replace("a slice", "two slices")
        data = {"answer": "yes", "with": "changes", f"text-{account.pk}": better, **marks(page)}
        sent(client, f"/approvals/{asked.pk}/answer/", data)
        assert Delivery.objects.get().text == better

    def test_what_is_held_back_goes_with_a_reason(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        weigh_rule(owner, "personal-topic-on-work-account", "stop")
        post = written(writer, account, "My daughter took her first steps today, past forty loaves of rye.")
        approval = approving.ask(writer, post.pk, of=grace.user_id, goes=True)
        client = seat(grace)
        page = shown(client, f"/approvals/{approval.pk}/")
        assert 'name="because"' in page
        sent(client, f"/approvals/{approval.pk}/answer/", {"answer": "yes", **marks(page)}, 422)
        sent(
            client,
            f"/approvals/{approval.pk}/answer/",
            {"answer": "yes", "because": "Our family week", **marks(page)},
        )
        assert Delivery.objects.count() == 1

    def test_who_may_not_answer_reads_who_can(self, writer: Actor, guest: Actor, asked: Approval) -> None:
        for who in (writer, guest):
            client = seat(who)
            page = shown(client, f"/approvals/{asked.pk}/")
            assert "can answer this" in page
            assert 'value="yes"' not in page
            sent(client, f"/approvals/{asked.pk}/answer/", {"answer": "yes"}, 403)

    def test_withdrawn_by_the_author(self, writer: Actor, asked: Approval) -> None:
        sent(seat(writer), f"/approvals/{asked.pk}/answer/", {"answer": "withdraw"})
        asked.refresh_from_db()
        assert asked.state == ApprovalState.WITHDRAWN


class TestComments:
    def test_a_sentence_is_chosen_by_a_link_and_commented_on(
        self, writer: Actor, grace: Actor, account: Account, asked: Approval
    ) -> None:
        client = seat(grace)
        page = shown(client, f"/approvals/{asked.pk}/")
        [link] = re.findall(r'href="(\?on=[\d:]+)#speak"[^>]*>Come and try a slice', page)
        page = shown(client, f"/approvals/{asked.pk}/{link}")
        on = re.search(r'name="on" value="([\d:]+)"', page)
        assert on is not None
        data = {"account": account.pk, "on": on[1], "words": "Two slices, I would say."}
        sent(client, f"/approvals/{asked.pk}/comment/", data)
        assert ApprovalComment.objects.get().quote == "Come and try a slice."
        composer = shown(seat(writer), f"/compose/{asked.post_id}/")
        assert "Two slices, I would say." in composer
        assert ",said" in composer  # and the words are marked in the editor

    def test_words_that_are_gone_are_said_to_be_gone(
        self, writer: Actor, grace: Actor, account: Account, asked: Approval
    ) -> None:
        remarks.comment(grace, asked.pk, account.pk, "How much?", quote="Come and try a slice.")
        Post.objects.update(master="Fresh rye at eight on Saturday.")
        assert "on words that are gone" in shown(seat(writer), f"/compose/{asked.post_id}/")

    def test_answered_and_done(self, writer: Actor, grace: Actor, account: Account, asked: Approval) -> None:
        made = remarks.comment(grace, asked.pk, account.pk, "How much?", quote="a slice")
        sent(seat(writer), f"/approvals/comments/{made.pk}/", {"deed": "answer", "words": "Two, then."})
        sent(seat(writer), f"/approvals/comments/{made.pk}/", {"deed": "done"})
        page = shown(seat(grace), f"/approvals/{asked.pk}/")
        assert "Two, then." in page
        assert "Done, says <bdi>Tom</bdi>" in page

    def test_only_ones_own_is_taken_back(
        self, writer: Actor, grace: Actor, guest: Actor, stranger: Actor, account: Account, asked: Approval
    ) -> None:
        made = remarks.comment(grace, asked.pk, account.pk, "How much?")
        sent(seat(writer), f"/approvals/comments/{made.pk}/", {"deed": "delete"}, 403)
        sent(seat(guest), f"/approvals/comments/{made.pk}/", {"deed": "done"}, 403)
        sent(seat(stranger), f"/approvals/comments/{made.pk}/", {"deed": "done"}, 400)
        sent(seat(grace), f"/approvals/comments/{made.pk}/", {"deed": "delete"})
        assert not ApprovalComment.objects.exists()

    @pytest.mark.parametrize("on", ["x", "5:2", "0:9999", "7"])
    def test_nonsense_in_the_address_shows_the_page(
        self, on: str, grace: Actor, account: Account, asked: Approval
    ) -> None:
        shown(seat(grace), f"/approvals/{asked.pk}/?on={account.pk}:{on}")


class TestTheRules:
    def test_an_owner_sets_them_and_others_read_them(self, owner: Actor, grace: Actor, writer: Actor) -> None:
        client = seat(owner)
        sent(client, "/settings/approvals/", {"place": "", "on": "yes", "named": str(grace.user_id)})
        assert [user.pk for user in ApprovalRule.objects.get().named.all()] == [grace.user_id]
        assert "A yes from Grace is needed" in shown(seat(writer), "/settings/approvals/")
        sent(client, "/settings/approvals/", {"place": ""})
        assert not ApprovalRule.objects.exists()

    def test_others_do_not(self, writer: Actor, grace: Actor) -> None:
        for who in (writer, grace):
            sent(seat(who), "/settings/approvals/", {"place": "", "on": "yes"}, 403)
        assert not ApprovalRule.objects.exists()


class TestCompose:
    def test_the_button_asks_where_a_yes_is_needed(
        self, owner: Actor, writer: Actor, grace: Actor, account: Account
    ) -> None:
        require_yes(owner, named=[grace.user_id])
        post = written(writer, account)
        client = seat(writer)
        page = shown(client, f"/compose/{post.pk}/")
        assert "Ask and send" in page
        data = {
            "post": post.pk,
            "revision": post.revision,
            "master": WORDS,
            "account": account.pk,
            "ask": "go",
            "ask_of": grace.user_id,
            "ask_words": "For Saturday",
        }
        sent(client, "/compose/ask/", data)
        approval = Approval.objects.get()
        assert (approval.goes, approval.words, approval.asked_of_name) == (True, "For Saturday", "Grace")
        assert "Waits for Grace’s yes" in shown(client, f"/compose/{post.pk}/")

    def test_the_words_are_kept_when_the_asking_does_not_work(
        self, writer: Actor, grace: Actor, account: Account
    ) -> None:
        data = {"master": "Brand new words.", "account": account.pk, "ask": "only", "ask_of": writer.user_id}
        page = sent(seat(writer), "/compose/ask/", data, 400)
        assert "Brand new words." in page
        assert "Ask somebody else than yourself" in page
        assert Post.objects.get().master == "Brand new words."

    def test_the_guard_box_has_the_way_out(self, owner: Actor, writer: Actor, grace: Actor, account: Account) -> None:
        weigh_rule(owner, "personal-topic-on-work-account", "stop")
        post = written(writer, account, "My daughter took her first steps today, past forty loaves of rye.")
        page = shown(seat(writer), f"/compose/{post.pk}/")
        assert "It’s on topic: ask Grace" in page
        data = {
            "post": post.pk,
            "revision": post.revision,
            "master": post.master,
            "account": account.pk,
            "ask": f"of:{grace.user_id}",
        }
        sent(seat(writer), "/compose/ask/", data)
        assert Approval.objects.get().asked_of_id == grace.user_id

    def test_an_owner_alone_reads_that_their_own_yes_counts(self, owner: Actor, account: Account) -> None:
        require_yes(owner)
        page = shown(seat(owner), f"/compose/{written(owner, account).pk}/")
        assert "yours counts when you send it" in page

    def test_asked_again_after_a_change(self, writer: Actor, grace: Actor, account: Account, asked: Approval) -> None:
        approving.ask_changes(grace, asked.pk, "Say where.")
        client = seat(writer)
        page = shown(client, f"/compose/{asked.post_id}/")
        assert "Say where." in page
        assert "Ask again and send" in page
        post = asked.post
        post.refresh_from_db()
        data = {"post": post.pk, "revision": post.revision, "master": WORDS + " In the hall.", "account": account.pk}
        sent(client, "/compose/ask/", {**data, "ask": "go", "ask_of": grace.user_id})
        asked.refresh_from_db()
        assert (asked.state, asked.turn) == (ApprovalState.ASKED, 2)

    def test_withdrawn_and_answered_from_there(
        self, writer: Actor, grace: Actor, account: Account, asked: Approval
    ) -> None:
        made = remarks.comment(grace, asked.pk, account.pk, "How much?")
        client = seat(writer)
        post = asked.post
        post.refresh_from_db()
        data = {"post": post.pk, "revision": post.revision, "master": WORDS, "account": account.pk}
        sent(client, "/compose/ask/", {**data, "said": f"answer:{made.pk}", f"said-words-{made.pk}": "Two."})
        sent(client, "/compose/ask/", {**data, "revision": post.revision + 1, "said": f"done:{made.pk}"})
        sent(client, "/compose/ask/", {**data, "revision": post.revision + 2, "withdraw": "yes"})
        asked.refresh_from_db()
        made.refresh_from_db()
        assert (asked.state, made.done_by_name) == (ApprovalState.WITHDRAWN, "Tom")


def test_the_calendar_and_the_drafts_say_whose_yes_is_waited_for(
    writer: Actor, grace: Actor, account: Account
) -> None:
    at = timezone.now() + timedelta(hours=30)
    post = save(writer, Draft(master=WORDS, account_ids=(account.pk,), planned_at=at))
    approving.ask(writer, post.pk, of=grace.user_id, goes=True, at=at)
    client = seat(writer)
    assert "Waits for Grace’s yes" in shown(client, "/calendar/?view=list")
    assert "Waits for Grace’s yes" in shown(client, "/calendar/drafts/")

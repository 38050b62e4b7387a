"""What stands beside the words of a post: who sees a version, the warning before it, the point of a picture that stays."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.actions import keep_picture
from twoway.apps.delivery.models import Delivery
from twoway.apps.posts.actions import save, send_now
from twoway.apps.posts.looks import look_at, look_at_post
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft, draft_of, post_of
from twoway.apps.posts.redrafting import look_for, moved_line, put_back, started_over
from twoway.domain.errors import BadInput
from twoway.domain.permission import Actor
from twoway.domain.versions import from_data, to_data

RYE = "Fresh rye at eight, and the first of the new buns."


@pytest.fixture
def fediverse(account: Account) -> Account:
    """An account on a network where audiences and warnings can be chosen, and where a warning takes room from the text."""
    made = Account.objects.get(pk=account.pk)
    made.pk, made.network, made.handle, made.remote_id = None, "mastodon", "alderrye@mill.example", "m1"
    made.limits = {"text": 500}
    made.save()
    return made


def draft(*accounts: Account, master: str = RYE, **more: Any) -> Draft:
    return Draft(master=master, account_ids=tuple(a.pk for a in accounts), **more)


def photo(owner: Actor, size: tuple[int, int] = (900, 300)) -> int:
    out = io.BytesIO()
    Image.new("RGB", size, "tan").save(out, "JPEG")
    return keep_picture(owner, out.getvalue(), "oven.jpg").pk


class TestAWarning:
    def test_it_is_kept_shown_and_sent(self, owner: Actor, account: Account) -> None:
        post = save(owner, draft(account, warning="  Food,\nand a queue "))
        [look] = look_at_post(owner, post)
        assert look.version.warning == "Food, and a queue"
        send_now(owner, post.pk)
        assert Delivery.objects.get().version.warning == "Food, and a queue"

    def test_it_takes_room_where_its_network_says_so(
        self, owner: Actor, account: Account, fediverse: Account
    ) -> None:
        here, there = look_at(owner, draft(account, fediverse, warning="Food, and a queue"))
        assert there.count.limit == 500 - len("Food, and a queue")
        assert here.count.limit == look_at(owner, draft(account))[0].count.limit

    def test_a_text_that_fits_only_without_it_is_held(self, owner: Actor, fediverse: Account) -> None:
        long = ("Bread and butter. " * 28)[:495]
        [open_text] = look_at(owner, draft(fediverse, master=long))
        [folded] = look_at(owner, draft(fediverse, master=long, warning="Food, and a queue"))
        assert "LEN001" not in {finding.code for finding in open_text.stops}
        assert "LEN001" in {finding.code for finding in folded.stops}

    def test_a_thread_is_cut_with_less_room_for_each_part(self, owner: Actor, fediverse: Account) -> None:
        long = "Bread and butter and jam rolls, today and tomorrow. " * 20
        warned = draft(fediverse, master=long, warning="W" * 100, fits={fediverse.pk: "thread"})
        [look] = look_at(owner, warned)
        assert len(look.version.parts) > 1
        assert all(one.limit == 400 and not one.is_over for one in look.counts)

    def test_where_there_is_none_it_is_left_out_and_said(self, owner: Actor, account: Account) -> None:
        made = Account.objects.get(pk=account.pk)
        made.pk, made.network, made.handle, made.remote_id = None, "linkedin", "alder-rye", "l1"
        made.save()
        [look] = look_at(owner, draft(made, warning="Food"))
        assert look.version.warning == ""
        assert any("has no warnings" in change.why for change in look.changes)


class TestAnAudience:
    def test_it_is_kept_for_one_version_and_sent(self, owner: Actor, account: Account, fediverse: Account) -> None:
        post = save(owner, draft(account, fediverse, audiences={fediverse.pk: "unlisted"}))
        assert {look.account.pk: look.version.audience for look in look_at_post(owner, post)} == {
            account.pk: "",
            fediverse.pk: "unlisted",
        }
        assert draft_of(post).audiences == {fediverse.pk: "unlisted"}

    def test_one_that_the_network_does_not_have_is_refused(
        self, owner: Actor, account: Account, fediverse: Account
    ) -> None:
        with pytest.raises(BadInput, match="public, unlisted"):
            save(owner, draft(fediverse, audiences={fediverse.pk: "family"}))
        with pytest.raises(BadInput, match="Everybody sees everything"):
            save(owner, draft(account, audiences={account.pk: "unlisted"}))
        assert not Post.objects.exists()

    @pytest.mark.parametrize(("audience", "code"), [("direct", "AUD001"), ("private", "AUD002"), ("unlisted", "")])
    def test_one_that_nobody_is_in_is_pointed_out(
        self, owner: Actor, fediverse: Account, audience: str, code: str
    ) -> None:
        [look] = look_at(owner, draft(fediverse, audiences={fediverse.pk: audience}))
        assert {f.code for f in look.findings} & {"AUD001", "AUD002"} == ({code} if code else set())


class TestThePointThatStays:
    def test_it_is_kept_with_the_picture_and_travels_in_the_version(self, owner: Actor, account: Account) -> None:
        number = photo(owner)
        post = save(owner, draft(account, pictures=((number, "An oven"),), focuses={number: (0.9, 0.25)}))
        assert draft_of(post).focuses == {number: (0.9, 0.25)}
        [look] = look_at_post(owner, post)
        assert look.version.pictures[0].focus == (0.9, 0.25)
        assert from_data(to_data(look.version)) == look.version

    def test_it_can_be_moved_and_taken_away(self, owner: Actor, account: Account) -> None:
        number = photo(owner)
        post = save(owner, draft(account, pictures=((number, "An oven"),), focuses={number: (0.9, 0.25)}))
        post = save(owner, replace(draft_of(post), focuses={number: (0.1, 0.5)}))
        assert draft_of(post).focuses == {number: (0.1, 0.5)}
        post = save(owner, replace(draft_of(post), focuses={}))
        assert post.pictures.get().focus is None

    @pytest.mark.parametrize("focus", [(1.2, 0.5), (0.5, -0.1), (float("nan"), 0.5)])
    def test_one_outside_of_the_picture_is_refused(
        self, owner: Actor, account: Account, focus: tuple[float, float]
    ) -> None:
        number = photo(owner)
        with pytest.raises(BadInput, match="outside"):
            save(owner, draft(account, pictures=((number, "An oven"),), focuses={number: focus}))


class TestOneVersion:
    def test_own_words_are_put_back(self, owner: Actor, account: Account) -> None:
        made = draft(account, master="Rye  at eight **today**")
        look = look_for(owner, made, account.pk)
        change = next(one for one in look.changes if one.before or one.after)
        again = put_back(made, look, change)
        assert change.before in (again.texts or {})[account.pk]
        with pytest.raises(BadInput):
            put_back(made, look, replace(change, after="something that is not there"))

    def test_a_version_starts_over(self, owner: Actor, account: Account) -> None:
        made = draft(account, texts={account.pk: "By hand"})
        assert started_over(made, account.pk).texts == {}

    def test_nothing_is_moved_without_a_line_or_a_home(self, owner: Actor, account: Account) -> None:
        made = draft(account, master="LOOK AT THIS BREAD EVERYBODY. Rye.")
        look = look_for(owner, made, account.pk)
        placed = next(finding for finding in look.findings if finding.end > finding.start)
        with pytest.raises(BadInput):
            moved_line(owner, made, look, placed, persona_id=10**9)
        with pytest.raises(BadInput):
            moved_line(owner, made, look, replace(placed, end=placed.start), account.persona_id)
        left, elsewhere = moved_line(owner, made, look, placed, account.persona_id)
        assert "BREAD" not in (left.texts or {})[account.pk]
        assert "BREAD" in post_of(owner, elsewhere.pk).master

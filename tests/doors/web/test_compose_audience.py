"""Who sees a version, the warning before a text, and the point of a picture that stays, in the composer."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.doors.web.test_compose import FRAGMENT, RYE, page_of
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import StoredPicture
from twoway.apps.posts.models import Post


def sheet(*accounts: Account) -> dict[str, Any]:
    return {"account": [str(one.pk) for one in accounts], "post": "", "revision": "0"}


def copy_of(account: Account, network: str, handle: str) -> Account:
    made = Account.objects.get(pk=account.pk)
    made.pk, made.network, made.handle, made.remote_id, made.name = None, network, handle, handle, ""
    made.save()
    return made


@pytest.fixture
def fediverse(account: Account) -> Account:
    return copy_of(account, "mastodon", "alderrye@mill.example")


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (1200, 300), "tan").save(out, "JPEG")
    return SimpleUploadedFile("oven.jpg", out.getvalue(), content_type="image/jpeg")


def saved(desk: Client, form: dict[str, Any]) -> Post:
    assert desk.post("/compose/save/", form).status_code == 302
    return Post.objects.get()


def test_who_sees_it_is_asked_only_where_it_can_be_chosen(desk: Client, account: Account, fediverse: Account) -> None:
    page = page_of(desk.get("/compose/"))
    assert f'name="audience-{fediverse.pk}"' in page
    assert f'name="audience-{account.pk}"' not in page
    assert "Only the people named in it" in page


def test_what_was_chosen_is_kept_shown_and_chosen_again(desk: Client, account: Account, fediverse: Account) -> None:
    form = sheet(account, fediverse) | {"master": RYE, f"audience-{fediverse.pk}": "private", "warning": "Food"}
    post = saved(desk, form)
    assert post.versions.get(account=fediverse).audience == "private"
    page = page_of(desk.get(f"/compose/{post.pk}/"))
    assert '<option value="private" selected>' in page
    assert 'value="Food"' in page
    assert "keeps this from everybody" in page


def test_the_preview_folds_the_text_behind_its_warning(desk: Client, account: Account, fediverse: Account) -> None:
    form = sheet(account, fediverse) | {"master": RYE, "warning": "Food & a <b>queue</b>"}
    page = page_of(desk.post("/compose/look/", form, headers=FRAGMENT))
    folded = re.findall(r'<details class="cw"[^>]*><summary><b dir="auto">([^<]*)</b>', page)
    assert folded == ["Food &amp; a &lt;b&gt;queue&lt;/b&gt;"] * 2
    assert "its words take room from the text" in page


def test_an_audience_that_is_none_is_told_and_the_words_stay(desk: Client, account: Account) -> None:
    form = sheet(account) | {"master": RYE, f"audience-{account.pk}": "family"}
    page = page_of(desk.post("/compose/save/", form, headers=FRAGMENT))
    assert "has no audience" in page
    assert not Post.objects.exists()


def test_a_mailbox_is_not_offered_for_posts(desk: Client, account: Account) -> None:
    mailbox = copy_of(account, "mailbox", "hello@alderrye.example")
    page = page_of(desk.get("/compose/"))
    assert f'name="account" value="{account.pk}"' in page
    assert f'name="account" value="{mailbox.pk}"' not in page


def test_the_point_of_a_picture_is_kept_and_every_cut_asks_for_it(desk: Client, account: Account) -> None:
    cutting = copy_of(account, "instagram", "alderandrye")
    saved(desk, sheet(account, cutting) | {"master": RYE, "pictures": photo()})
    stored, post = StoredPicture.objects.get(), Post.objects.get()
    form = sheet(account, cutting) | {
        "master": RYE,
        "post": str(post.pk),
        "revision": str(post.revision),
        "picture": str(stored.pk),
        f"alt-{stored.pk}": "An oven",
        f"focus-x-{stored.pk}": "90",
        f"focus-y-{stored.pk}": "25",
    }
    post = saved(desk, form)
    assert post.pictures.get().focus == (0.9, 0.25)
    page = page_of(desk.get(f"/compose/{post.pk}/"))
    assert "90 % from the left, 25 % from the top" in page
    [shown] = set(re.findall(r'src="([^"]+keep=[^"]+)"', page))
    assert shown.endswith("?keep=0.9,0.25")
    kept, other = desk.get(shown), desk.get(shown.split("?")[0])
    assert kept.status_code == other.status_code == 200


@pytest.mark.parametrize("given", [("90", ""), ("101", "5"), ("left", "top"), ("-1", "5")])
def test_half_a_point_is_told(desk: Client, account: Account, given: tuple[str, str]) -> None:
    saved(desk, sheet(account) | {"master": RYE, "pictures": photo()})
    stored, post = StoredPicture.objects.get(), Post.objects.get()
    form = sheet(account) | {
        "master": RYE,
        "post": str(post.pk),
        "revision": str(post.revision),
        "picture": str(stored.pk),
        f"focus-x-{stored.pk}": given[0],
        f"focus-y-{stored.pk}": given[1],
    }
    answer = desk.post("/compose/save/", form)
    assert answer.status_code == 400
    assert RYE in page_of(answer)
    assert "two numbers from 0 to 100" in page_of(answer)
    assert Post.objects.get().pictures.get().focus is None

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image

from tests.doors.cli.conftest import Say
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.models import Workspace
from twoway.apps.posts.models import Post
from twoway.domain.permission import Actor
from twoway.rehearsal import orders, store
from twoway.rehearsal.orders import Kind, Touches
from twoway.rehearsal.server import Stage
from twoway.work import heartbeat
from twoway.work.worker import beat_now

RYE = "Fresh rye at eight #SmallBusinessSaturday"


def order(world: Stage, kind: Kind, touches: Touches | None = None) -> None:
    """Let one call of the coming ones go wrong."""
    with store.writing(world.path) as db:
        orders.place(db, kind, touches=touches)


def read_as_a_visitor(world: Stage, remote_id: str) -> str:
    """A post as somebody else on the network reads it."""
    seat = world.answer("POST", "/api/sessions", json={"name": "passer.by"}).json
    assert isinstance(seat, dict)
    answer = world.answer("GET", f"/api/posts/{remote_id}", headers={"Authorization": f"Bearer {seat['token']}"})
    return answer.body.decode()


def how_often(world: Stage, text: str) -> int:
    """How often the network has a post with these words."""
    with store.reading(world.path) as db:
        return int(db.execute("SELECT count(*) FROM post WHERE text = ?", (text,)).fetchone()[0])


def test_a_post_sent_now_brings_a_receipt_with_an_address(say: Say, account: Account, world: Stage) -> None:
    said = say("post", RYE, "--to", "rehearsal", "--now", "--json")
    assert said.code == 0
    receipt = said.json["receipts"][0]
    assert receipt["account"] == "alder.rye@rehearsal"
    assert receipt["address"].startswith(world.address)
    assert RYE in read_as_a_visitor(world, receipt["remote_id"])


def test_people_read_the_address_on_one_line(say: Say, account: Account) -> None:
    said = say("post", RYE, "--to", "alder.rye@rehearsal", "--now")
    assert said.out.startswith("@alder.rye@rehearsal on Rehearsal: sent. http")
    assert said.err == ""


def test_without_more_it_is_kept_as_a_draft_and_shown(say: Say, account: Account) -> None:
    said = say("post", RYE, "--to", "rehearsal")
    assert said.code == 0
    post = Post.objects.get()
    assert f"Kept as draft {post.pk}" in said.out
    assert f"| {RYE}" in said.out
    assert not Delivery.objects.exists()


def test_a_draft_is_taken_up_again_and_sent(say: Say, account: Account) -> None:
    say("post", RYE, "--to", "rehearsal")
    said = say("post", "--id", str(Post.objects.get().pk), "--now", "--json")
    assert said.json["receipts"][0]["address"]
    assert Post.objects.count() == 1


def test_a_draft_that_is_taken_up_is_not_mixed_with_new_words(say: Say, account: Account) -> None:
    said = say("post", RYE, "--id", "1", "--now")
    assert said.code == 2
    assert "--id" in said.err


def test_a_preview_keeps_nothing(say: Say, account: Account) -> None:
    said = say("post", RYE, "--to", "rehearsal", "--preview", "--json")
    look = said.json["looks"][0]
    assert look["text"] == RYE
    assert look["count"]["value"] == len(RYE)
    assert look["payload"]["text"] == RYE
    assert not Post.objects.exists()


def test_a_preview_of_what_is_stopped_ends_with_one(say: Say, account: Account) -> None:
    assert say("post", "rye " * 100, "--to", "rehearsal", "--preview").code == 1


def test_what_findings_stop_is_kept_as_a_draft_and_not_sent(say: Say, account: Account) -> None:
    said = say("post", "rye " * 100, "--to", "rehearsal", "--now", "--json")
    assert said.code == 1
    assert said.error["kind"] == "held"
    assert said.error["findings"]
    assert f"It is draft {Post.objects.get().pk}." in said.error["message"]
    assert not Delivery.objects.exists()


def test_one_of_two_is_held_and_the_other_goes(say: Say, account: Account, second_account: Account) -> None:
    said = say(
        *("post", RYE, "--to", "alder.rye@rehearsal,millbrook.market@rehearsal"),
        *("--text", "millbrook.market@rehearsal=" + "rye " * 100, "--now", "--json"),
    )
    assert said.code == 1
    assert [row["account"] for row in said.json["receipts"]] == ["alder.rye@rehearsal"]
    assert [row["account"]["handle"] for row in said.json["held"]] == ["millbrook.market@rehearsal"]


def test_other_words_are_written_for_one_account(say: Say, account: Account, second_account: Account) -> None:
    looks = say(
        *("post", RYE, "--to", "alder.rye@rehearsal", "--to", "millbrook.market@rehearsal"),
        *("--text", "millbrook.market@rehearsal=See you = tomorrow", "--preview", "--json"),
    ).json["looks"]
    assert [(look["text"], look["is_edited"]) for look in looks] == [(RYE, False), ("See you = tomorrow", True)]


def test_words_for_an_account_that_is_not_chosen_are_told(
    say: Say, account: Account, second_account: Account
) -> None:
    said = say("post", RYE, "--to", "alder.rye@rehearsal", "--text", "millbrook.market@rehearsal=Hi")
    assert said.code == 2
    assert "--to" in said.err


def test_a_post_is_scheduled_in_the_zone_of_the_workspace(say: Say, owner: Actor, account: Account) -> None:
    Workspace.objects.filter(pk=owner.workspace_id).update(zone="America/New_York")
    day = (timezone.now() + timedelta(days=3)).date()
    said = say("post", RYE, "--to", "rehearsal", "--at", f"{day} 09:30")
    assert said.code == 0
    assert "09:30" in said.out
    assert Delivery.objects.get().due_at.strftime("%H") in ("13", "14")


def test_what_is_scheduled_without_a_worker_says_so(say: Say, account: Account) -> None:
    assert "No worker runs" in say("post", RYE, "--to", "rehearsal", "--at", "+2h").err


def test_a_time_that_has_passed_is_refused_and_the_words_are_kept(say: Say, account: Account) -> None:
    said = say("post", RYE, "--to", "rehearsal", "--at", "2020-01-01 09:00")
    assert said.code == 2
    assert Post.objects.get().master == RYE


@pytest.mark.parametrize(
    ("kind", "code", "state"),
    [
        (Kind.REFUSE, 4, "refused"),
        (Kind.DOWN, 6, "waiting"),  # it goes on by itself later
        (Kind.RATE_LIMIT, 6, "waiting"),
        (Kind.SIGN_OUT, 4, "held"),  # a person must connect the account again
    ],
)
def test_a_no_of_the_network_is_told_and_ends_with_its_code(
    say: Say, account: Account, world: Stage, kind: Kind, code: int, state: str
) -> None:
    order(world, kind)
    said = say("post", RYE, "--to", "rehearsal", "--now", "--wait", "0.5", "--json")
    assert said.code == code
    assert said.json["deliveries"][0]["state"] == state
    assert said.json["deliveries"][0]["why"]
    assert said.json["receipts"] == []


@pytest.mark.parametrize(
    "kind",
    [
        Kind.LOSE_ANSWER,  # looked for, and found
        Kind.GARBAGE,  # the same
        Kind.EXPIRE_SESSION,  # renewed, and sent
    ],
)
def test_what_goes_wrong_on_the_way_ends_in_one_receipt(say: Say, account: Account, world: Stage, kind: Kind) -> None:
    order(world, kind)
    said = say("post", RYE, "--to", "rehearsal", "--now", "--wait", "10", "--json")
    assert said.code == 0
    assert said.json["receipts"][0]["address"]
    assert how_often(world, RYE) == 1


def test_with_a_worker_this_process_only_looks(say: Say, account: Account) -> None:
    heartbeat.write(settings.TWOWAY_HOME, beat_now())
    try:
        said = say("post", RYE, "--to", "rehearsal", "--now", "--wait", "0.3")
    finally:
        heartbeat.file_in(settings.TWOWAY_HOME).unlink()
    assert said.code == 6
    assert Delivery.objects.get().state == "waiting"


@pytest.fixture
def loaf(tmp_path: Path) -> str:
    file = tmp_path / "loaf.png"
    Image.new("RGB", (40, 30), "brown").save(file)
    return str(file)


def test_a_picture_goes_with_its_description(say: Say, account: Account, loaf: str) -> None:
    said = say("post", RYE, "--to", "rehearsal", "--image", loaf, "--alt", "A dark loaf on linen", "--now", "--json")
    assert said.code == 0
    assert Delivery.objects.get().version.pictures[0].alt == "A dark loaf on linen"


def test_a_picture_without_a_description_is_held(say: Say, account: Account, loaf: str) -> None:
    said = say("post", RYE, "--to", "rehearsal", "--image", loaf, "--now")
    assert said.code == 1
    assert "description" in said.err


def test_descriptions_are_as_many_as_pictures(say: Say, account: Account, loaf: str) -> None:
    said = say("post", RYE, "--to", "rehearsal", "--image", loaf, "--image", loaf, "--alt", "A loaf")
    assert said.code == 2
    assert "one --alt for each" in said.err


def test_a_picture_that_is_none_is_told(say: Say, account: Account, tmp_path: Path) -> None:
    file = tmp_path / "loaf.jpg"
    file.write_text("not a picture", encoding="utf-8")
    said = say("post", RYE, "--to", "rehearsal", "--image", str(file))
    assert said.code == 2
    assert "loaf.jpg is not a picture" in said.err


def test_only_one_thing_is_done_with_a_post(say: Say, account: Account) -> None:
    assert say("post", RYE, "--to", "rehearsal", "--now", "--preview").code == 2


def test_an_account_that_is_not_there_is_told_with_those_that_are(say: Say, account: Account) -> None:
    said = say("post", RYE, "--to", "nobody")
    assert said.code == 2
    assert "alder.rye@rehearsal" in said.err


def test_a_replier_may_not_post(say: Say, replier: Actor, account: Account) -> None:
    said = say("--as", "dele@alderrye.example", "post", RYE, "--to", "rehearsal", "--now")
    assert said.code == 3
    assert "An owner can change your role" in said.err
    assert not Post.objects.exists()


def test_a_stranger_sees_no_account_of_ours(say: Say, account: Account, stranger: Actor) -> None:
    said = say("--as", "stranger@elsewhere.example", "post", RYE, "--to", "alder.rye@rehearsal", "--now")
    assert said.code == 2
    assert "none; connect one first" in said.err


def test_a_stranger_gets_into_no_workspace_of_ours(say: Say, account: Account, stranger: Actor) -> None:
    said = say("--as", "stranger@elsewhere.example", "--workspace", "Alder & Rye", "accounts", "--json")
    assert said.code == 2
    assert "Alder" not in said.out
    assert "Known ones: Elsewhere." in said.error["message"]


def test_one_post_stays_in_the_demo_workspace_or_out_of_it(say: Say, account: Account) -> None:
    said = say("post", RYE, "--to", "demo:rehearsal,alder.rye@rehearsal", "--now")
    assert said.code == 2
    assert not Post.objects.exists()


def test_half_a_character_keeps_nothing(say: Say, account: Account) -> None:
    said = say("post", "rye \ud83d", "--to", "rehearsal", "--now", "--json")
    assert said.code == 2
    assert said.error["field"] == "text"
    assert not Post.objects.exists()

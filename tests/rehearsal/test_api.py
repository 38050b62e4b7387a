"""What the Rehearsal network takes, what it refuses, and in which words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.rehearsal.world import FINGERPRINT, World, body, why
from twoway.rehearsal.api import handle_for


def uploaded(world: World, **more: object) -> str:
    facts = {"sha256": FINGERPRINT, "type": "image/jpeg", "bytes": 90_000, "width": 1200, "height": 900, **more}
    return str(body(world.ask("POST", "/api/pictures", facts))["id"])


def keyed(world: World, key: str) -> list[dict[str, object]]:
    headers = {"Authorization": f"Bearer {world.token}"}
    posts = body(world.stage.answer("GET", "/api/posts", params={"key": key}, headers=headers))["posts"]
    assert isinstance(posts, list)
    return posts


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Alder & Rye", "alder.rye@rehearsal"),  # a name as people write it
        ("@alder.rye@rehearsal", "alder.rye@rehearsal"),  # a handle as people write it
        ("Café Größe", "cafe.groe@rehearsal"),  # letters that handles do not have
        ("  Sarah, at home ", "sarah.at.home@rehearsal"),
    ],
)
def test_a_name_becomes_a_handle(name: str, handle: str) -> None:
    assert handle_for(name) == handle


def test_a_name_without_latin_letters_gets_a_handle_of_its_own() -> None:
    assert handle_for("パン屋") != handle_for("麵包店")


def test_signing_in_twice_is_the_same_member(world: World) -> None:
    first = body(world.stage.answer("POST", "/api/sessions", json={"name": "Alder & Rye"}))
    second = body(world.stage.answer("POST", "/api/sessions", json={"name": "alder.rye@rehearsal"}))
    assert first["member"] == second["member"]
    assert first["token"] != second["token"]


def test_nobody_signs_in_as_one_of_the_people(world: World) -> None:
    answer = world.stage.answer("POST", "/api/sessions", json={"name": "Tom Hallam"})
    assert (answer.status, why(answer)) == (409, "taken")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "\ud800", 7, None])
def test_a_name_that_is_none_is_refused(world: World, name: object) -> None:
    assert world.stage.answer("POST", "/api/sessions", json={"name": name}).status in (400, 422)


def test_without_a_session_nothing_is_told(world: World) -> None:
    for method, path in [("GET", "/api/me"), ("POST", "/api/posts"), ("GET", "/api/notifications")]:
        assert world.stage.answer(method, path, headers={"Authorization": "Bearer wrong"}).status == 401
        assert world.stage.answer(method, path).status == 401


def test_a_post_says_where_people_can_see_it(world: World) -> None:
    said = body(world.ask("POST", "/api/posts", {"text": "Fresh rye at eight"}, key="k-1"))
    assert said["address"] == f"https://desk.example/rehearsal/alder.rye/{said['id']}"
    assert body(world.ask("GET", f"/api/posts/{said['id']}")) == said


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("x" * 300, True),
        ("x" * 301, False),
        ("👩‍👩‍👧" * 300, True),  # a family is one sign
        ("👩‍👩‍👧" * 301, False),
        ("https://example.org/" + "a" * 281, False),  # a link counts as it is written
        ("🥖" * 250_000, False),  # a megabyte
        ("", False),
        (" \n ", False),
    ],
)
def test_length_is_counted_in_signs(world: World, text: str, is_taken: bool) -> None:
    assert (world.ask("POST", "/api/posts", {"text": text}).status == 201) is is_taken


@pytest.mark.parametrize("text", ["half \ud83d", "nul \x00", 7, ["a"], None])
def test_what_is_no_text_is_refused(world: World, text: object) -> None:
    assert world.ask("POST", "/api/posts", {"text": text}).status in (400, 422)


def test_the_same_key_is_the_same_post(world: World) -> None:
    first = world.ask("POST", "/api/posts", {"text": "Fresh rye"}, key="k-1")
    second = world.ask("POST", "/api/posts", {"text": "Fresh rye"}, key="k-1")
    assert (first.status, second.status) == (201, 200)
    assert first.json == second.json


def test_one_key_of_two_members_is_two_posts(world: World) -> None:
    ours = world.post("Fresh rye", key="k-1")
    world.token = world.sign_in("Sarah, at home")
    assert world.post("Fresh rye", key="k-1") != ours


def test_other_words_with_a_used_key_are_refused(world: World) -> None:
    world.post("Fresh rye", key="k-1")
    assert why(world.ask("POST", "/api/posts", {"text": "Stale rye"}, key="k-1")) == "key-taken"


def test_a_key_finds_its_post_and_no_other(world: World) -> None:
    there = world.post("Fresh rye", key="k-1")
    assert [post["id"] for post in keyed(world, "k-1")] == [there]
    assert keyed(world, "k-2") == []


def test_a_picture_is_shown_with_its_description(world: World) -> None:
    placed = [{"id": uploaded(world), "alt": "Two rye loaves"}]
    answer = world.ask("POST", "/api/posts", {"text": "Fresh rye", "pictures": placed})
    shown = body(answer)["pictures"]
    assert isinstance(shown, list)
    assert [(each["alt"], each["sha256"]) for each in shown] == [("Two rye loaves", FINGERPRINT)]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"bytes": 2_000_001}, "picture-too-big"),
        ({"bytes": 0}, "picture-too-big"),
        ({"type": "application/pdf"}, "bad-picture"),  # a picture that is not one
        ({"sha256": "short"}, "bad-request"),
    ],
)
def test_a_picture_that_cannot_be_taken_is_refused(world: World, wrong: dict[str, object], code: str) -> None:
    facts = {"sha256": FINGERPRINT, "type": "image/png", "bytes": 10, "width": 1, "height": 1, **wrong}
    assert why(world.ask("POST", "/api/pictures", facts)) == code


def test_five_pictures_are_too_many(world: World) -> None:
    placed = [{"id": uploaded(world), "alt": ""}] * 5
    assert why(world.ask("POST", "/api/posts", {"text": "Five", "pictures": placed})) == "too-many-pictures"


def test_a_description_has_a_limit(world: World) -> None:
    placed = [{"id": uploaded(world), "alt": "x" * 1001}]
    assert why(world.ask("POST", "/api/posts", {"text": "One", "pictures": placed})) == "alt-too-long"


def test_somebody_elses_picture_cannot_be_shown(world: World) -> None:
    theirs = uploaded(world)
    world.token = world.sign_in("Sarah, at home")
    placed = [{"id": theirs, "alt": ""}]
    assert why(world.ask("POST", "/api/posts", {"text": "One", "pictures": placed})) == "no-picture"


def test_what_is_taken_down_is_gone_for_everybody(world: World) -> None:
    gone = world.post("Fresh rye")
    assert world.ask("DELETE", f"/api/posts/{gone}").status == 204
    assert world.ask("GET", f"/api/posts/{gone}").status == 410
    assert world.ask("GET", f"/api/posts/{gone}/thread").status == 410
    assert world.ask("POST", "/api/posts", {"text": "And?", "reply_to": gone}).status == 410


def test_only_the_author_takes_a_post_down(world: World) -> None:
    ours = world.post("Fresh rye")
    world.token = world.sign_in("Sarah, at home")
    assert why(world.ask("DELETE", f"/api/posts/{ours}")) == "not-yours"


def test_people_are_looked_up_by_handle(world: World) -> None:
    assert body(world.ask("GET", "/api/members/tom.hallam@rehearsal"))["name"] == "Tom Hallam"
    assert body(world.ask("GET", "/api/members/tom.hallam%40rehearsal"))["name"] == "Tom Hallam"
    for nobody in ("no.body@rehearsal", "bare", "\ud800", "a@rehearsal.example"):
        assert world.ask("GET", f"/api/members/{nobody}").status == 404


def test_notifications_go_on_where_the_cursor_stands(world: World) -> None:
    world.post("Good morning, everybody")
    world.clock.wait(hours=1)
    first = body(world.ask("GET", "/api/notifications"))
    again = body(world.ask("GET", "/api/notifications", None, since=str(first["cursor"])))
    assert first["items"]
    assert (again["items"], again["cursor"]) == ([], first["cursor"])


def test_a_cursor_that_is_none_is_refused(world: World) -> None:
    assert world.ask("GET", "/api/notifications", None, since="yesterday").status == 400


def test_a_cursor_of_an_earlier_world_begins_anew(world: World) -> None:
    world.post("Good morning, everybody")
    world.clock.wait(hours=1)
    whole = body(world.ask("GET", "/api/notifications"))
    assert body(world.ask("GET", "/api/notifications", None, since="99999")) == whole


def test_every_notification_has_an_id_of_its_own_that_stays(world: World) -> None:
    for n in range(5):
        world.post(f"Number {n} of today, with a good morning")
    world.clock.wait(hours=1)
    items = body(world.ask("GET", "/api/notifications"))["items"]
    assert isinstance(items, list)
    assert len({item["id"] for item in items}) == len(items)
    assert body(world.ask("GET", "/api/notifications"))["items"] == items


def test_long_notifications_come_in_pages(world: World) -> None:
    for n in range(30):
        world.post(f"Number {n} of today, with a good morning")
    world.clock.wait(hours=1)
    seen, cursor, more = [], "", True
    while more:
        page = body(world.ask("GET", "/api/notifications", None, since=cursor))
        seen += [item["number"] for item in page["items"]]  # type: ignore[attr-defined]  # JSON
        cursor, more = str(page["cursor"]), bool(page["more"])
    assert len(seen) > 50
    assert seen == sorted(set(seen))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/api/nothing", 404),
        ("PATCH", "/api/me", 405),
        ("GET", "/api/posts/0", 404),
        ("GET", "/api/posts/../orders", 404),
    ],
)
def test_what_is_not_there_is_said_plainly(world: World, method: str, path: str, status: int) -> None:
    assert world.ask(method, path).status == status


def test_a_body_that_is_no_object_is_refused(world: World) -> None:
    assert world.ask("POST", "/api/posts", ["text"]).status == 400
    assert world.ask("POST", "/api/posts", "text").status == 400


@pytest.mark.parametrize("key", ["with a blank", "é", "k" * 101])
def test_an_odd_key_is_refused(world: World, key: str) -> None:
    assert why(world.ask("POST", "/api/posts", {"text": "Fresh rye"}, key=key)) == "bad-key"


# -- changing, liking, counting, finding ---------------------------------------------------------------------------


def test_a_post_says_something_else_and_what_it_said_is_kept(world: World) -> None:
    post = world.post("Open till six", key="k1")
    answer = world.ask("PUT", f"/api/posts/{post}", {"text": "Open till five", "warning": "Hours"})
    assert body(answer)["text"] == "Open till five"
    assert body(answer)["warning"] == "Hours"
    before = body(world.ask("GET", f"/api/posts/{post}/before"))["before"]
    assert isinstance(before, list)
    assert [old["text"] for old in before] == ["Open till six"]


def test_saying_the_same_again_leaves_no_trace(world: World) -> None:
    post = world.post("Open till six")
    for _ in range(2):
        assert world.ask("PUT", f"/api/posts/{post}", {"text": "Open till five"}).status == 200
    before = body(world.ask("GET", f"/api/posts/{post}/before"))["before"]
    assert isinstance(before, list)
    assert len(before) == 1


def test_the_key_of_a_changed_post_still_brings_it(world: World) -> None:
    post = world.post("Open till six", key="k1")
    world.ask("PUT", f"/api/posts/{post}", {"text": "Open till five"})
    assert world.post("Open till six", key="k1") == post


def test_after_a_week_a_post_is_as_it_is(world: World) -> None:
    post = world.post("Open till six")
    world.clock.wait(days=7, seconds=1)
    assert why(world.ask("PUT", f"/api/posts/{post}", {"text": "Open till five"})) == "too-late"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": ""}, "empty"),
        ({"text": "x" * 301}, "too-long"),
        ({"text": "fine", "warning": "w" * 101}, "warning-too-long"),
    ],
)
def test_a_change_that_no_post_could_be_is_refused(world: World, change: dict[str, str], code: str) -> None:
    post = world.post("Open till six")
    assert why(world.ask("PUT", f"/api/posts/{post}", change)) == code


def test_nobody_changes_what_another_said(world: World) -> None:
    post = world.post("Open till six")
    world.token = world.sign_in("Millbrook Market")
    assert why(world.ask("PUT", f"/api/posts/{post}", {"text": "Closed"})) == "not-yours"


def test_liking_twice_is_once_and_can_be_taken_back(world: World) -> None:
    post = world.post("Fresh rye at eight")
    world.token = world.sign_in("Millbrook Market")
    for _ in range(2):
        assert body(world.ask("PUT", f"/api/posts/{post}/like"))["likes"] == 1
    for _ in range(2):
        assert body(world.ask("DELETE", f"/api/posts/{post}/like"))["likes"] == 0


def test_counts_are_of_our_own_posts_that_are_there(world: World) -> None:
    mine, gone = world.post("Fresh rye at eight"), world.post("Sold out")
    world.ask("DELETE", f"/api/posts/{gone}")
    other = world.sign_in("Millbrook Market")
    mine_token, world.token = world.token, other
    theirs = world.post("Sunny today")
    world.ask("PUT", f"/api/posts/{mine}/like")
    world.token = mine_token
    told = body(world.ask("GET", "/api/counts", ids=f"{mine},{gone},{theirs}"))["counts"]
    assert told == {mine: {"likes": 1, "replies": 0}}


def test_what_was_said_is_found_by_all_of_its_words(world: World) -> None:
    post = world.post("Fresh rye at eight, 100% sour")
    world.post("Fresh buns at nine")
    items = body(world.ask("GET", "/api/search", words="RYE fresh"))["items"]
    assert isinstance(items, list)
    assert [item["post"]["id"] for item in items] == [post]
    assert body(world.ask("GET", "/api/search", words="1%0"))["items"] == []


def test_a_search_goes_on_where_it_stopped(world: World) -> None:
    posts = [world.post(f"Rye number {number}") for number in range(60)]
    first = body(world.ask("GET", "/api/search", words="rye"))
    second = body(world.ask("GET", "/api/search", words="rye", before=str(first["cursor"])))
    assert isinstance(first["items"], list)
    assert isinstance(second["items"], list)
    assert [item["post"]["id"] for item in (*first["items"], *second["items"])] == posts[::-1]
    assert second["cursor"] == ""


@pytest.mark.parametrize("words", ["to", "hal", "@tom", "Tom H"])
def test_people_are_found_by_how_a_name_begins(world: World, words: str) -> None:
    found = body(world.ask("GET", "/api/people", words=words))["people"]
    assert isinstance(found, list)
    assert "tom.hallam@rehearsal" in [one["handle"] for one in found]


def test_nobody_is_found_by_the_middle_of_a_name(world: World) -> None:
    assert body(world.ask("GET", "/api/people", words="allam"))["people"] == []


def test_a_world_from_before_warnings_goes_on(tmp_path: Path) -> None:
    world = World(tmp_path)
    post = world.post("Fresh rye at eight")
    with sqlite3.connect(tmp_path / "rehearsal.sqlite3") as db:
        db.execute("ALTER TABLE post DROP COLUMN warning")
        db.execute("DROP TABLE said_before")
        db.execute("PRAGMA user_version = 1")
    assert body(world.ask("PUT", f"/api/posts/{post}", {"text": "Fresh rye at nine"}))["text"] == "Fresh rye at nine"

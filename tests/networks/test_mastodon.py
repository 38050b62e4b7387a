from __future__ import annotations

import html
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.networks.fake_http import FakeHttp, says
from twoway.domain.errors import NeedsReconnect, NetworkAnswer, Refused, TryLater, Unsure
from twoway.domain.versions import Inbound, Picture, ReplyTo, Version
from twoway.networks import mastodon
from twoway.networks.mastodon import messages, uploading, writing
from twoway.plug.http import Answer
from twoway.plug.network import Network

KEY = "twoway-6740-00000000000000ff"
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LOAF = Picture(sha256="ab" * 32, mime="image/png", size=4, width=1, height=1, alt="A loaf")


def account(number: str = "7", acct: str = "sunnybank@town.social", **more: Any) -> dict[str, Any]:
    name = acct.partition("@")[0]
    host = acct.partition("@")[2] or "bakery.social"
    return {"id": number, "acct": acct, "username": name, "url": f"https://{host}/@{name}", **more}


def status(number: str = "100", content: str = "<p>Fresh rye</p>", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": number,
        "content": content,
        "created_at": "2026-11-22T08:00:00.000Z",
        "url": f"https://bakery.social/@alder/{number}",
        "visibility": "public",
        "in_reply_to_id": None,
        "media_attachments": [],
        "mentions": [],
        "account": account(),
    }
    return made | more


def reply_to(**refs: str) -> ReplyTo:
    return ReplyTo(remote_id="55", root_id="50", refs=refs)


def message(raw: dict[str, Any], own_id: str = "1") -> Inbound:
    found = mastodon.to_message(raw, own_id)
    assert found is not None
    return found


# -- facts and payload


def test_it_is_a_network() -> None:
    names = ("to_payload", "publish", "connect", "new_key", "find", "fetch", "to_message", "instance")
    found = Network(facts=mastodon.FACTS, **{name: getattr(mastodon, name) for name in names})

    assert "find" in found.can()
    assert not hasattr(mastodon, "renew")  # tokens have no end


@pytest.mark.parametrize("handle", ["alder", "alder@bakery.social", "a_b.c-d", "a@xn--bcker-gra.example"])
def test_handles_are_known(handle: str) -> None:
    assert re.fullmatch(mastodon.FACTS.mentions.handle, handle)


@pytest.mark.parametrize("handle", ["", "-alder", "alder@", "alder@-x", "al der", "alder@x..y"])
def test_what_is_no_handle_is_not_taken_for_one(handle: str) -> None:
    assert not re.fullmatch(mastodon.FACTS.mentions.handle, handle)


def test_only_a_handle_with_its_server_tells_the_network() -> None:
    telling = mastodon.FACTS.mentions.telling or ""

    assert re.fullmatch(telling, mastodon.FACTS.mentions.example)
    assert not re.fullmatch(telling, "alder")
    assert not re.fullmatch(telling, "alder.bsky.social")


def test_keys_differ_and_tell_the_hour() -> None:
    assert mastodon.new_key(AT, 255) == f"twoway-{int(AT.timestamp()):x}-00000000000000ff"
    assert mastodon.new_key(AT, 1) != mastodon.new_key(AT, 2)


def test_the_payload_of_a_post_is_exactly_its_words() -> None:
    version = Version(text="Frisches Brot 🥖 #Brot", languages=("de-AT", "en"))

    assert mastodon.to_payload(version, KEY) == {
        "status": "Frisches Brot 🥖 #Brot",
        "visibility": "public",
        "language": "de",
    }


def test_a_picture_is_a_placeholder_before_and_a_number_after_the_upload() -> None:
    uploaded = Picture(sha256="cd", mime="image/png", size=4, width=1, height=1, remote={"id": "9"})

    payload = mastodon.to_payload(Version(text="Loaves", pictures=(LOAF, uploaded)), KEY)

    assert payload["media_ids"] == ["upload-abababababab", "9"]


@pytest.mark.parametrize(
    ("seen", "visibility"),
    [
        ("public", "public"),
        ("unlisted", "unlisted"),
        ("private", "private"),
        ("direct", "direct"),
        ("", "unlisted"),  # not told: quieter than a post
        ("local", "direct"),  # a word of some other server: never seen by more people
    ],
)
def test_an_answer_is_seen_by_no_more_people_than_the_question(seen: str, visibility: str) -> None:
    payload = mastodon.to_payload(Version(text="Yes", reply_to=reply_to(visibility=seen)), KEY)

    assert payload["visibility"] == visibility
    assert payload["in_reply_to_id"] == "55"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("@sunnybank@town.social yes", "@sunnybank@town.social yes"),
        ("Yes, @SunnyBank@Town.Social.", "Yes, @SunnyBank@Town.Social."),
        ("Yes", "@sunnybank@town.social Yes"),
        ("@sunnybank yes", "@sunnybank@town.social @sunnybank yes"),  # somebody else, on our server
        ("@sunnybank@town.social.example yes", "@sunnybank@town.social @sunnybank@town.social.example yes"),
        ("mail x@sunnybank@town.social", "@sunnybank@town.social mail x@sunnybank@town.social"),
    ],
)
def test_an_answer_names_the_one_it_is_for(text: str, sent: str) -> None:
    version = Version(text=text, reply_to=reply_to(acct="sunnybank@town.social"))

    assert mastodon.to_payload(version, KEY)["status"] == sent


def test_words_that_begin_with_the_prefix_are_sent_as_they_are() -> None:
    asked = message({"status": status(account=account(acct="sunnybank"), mentions=[account("8", "tom@town.social")])})
    text = f"{asked.reply_to.refs['prefix']}at eight"

    assert text == "@sunnybank @tom@town.social at eight"
    assert mastodon.to_payload(Version(text=text, reply_to=asked.reply_to), KEY)["status"] == text


@given(st.text(max_size=60))
def test_a_post_is_never_changed_on_its_way(text: str) -> None:
    assert mastodon.to_payload(Version(text=text), KEY)["status"] == text


# -- publishing


def test_what_the_preview_shows_is_what_is_sent() -> None:
    http = FakeHttp([says({"id": "9"}), says(status(media_attachments=[{}]))], pictures={LOAF.sha256: b"\x89PNG"})
    version = Version(text="Fresh rye", pictures=(LOAF,))

    receipt = mastodon.publish(http, version, KEY)

    upload, post = http.requests
    assert upload.files == {"file": ("picture.png", b"\x89PNG", "image/png")}
    assert upload.form == {"description": "A loaf"}
    assert not upload.changes  # nobody sees a lost upload
    assert post.path == "/api/v1/statuses"
    assert post.json == dict(mastodon.to_payload(version, KEY), media_ids=["9"])
    assert post.form is None  # a form was seen to make an empty public post
    assert post.headers["Idempotency-Key"] == KEY
    assert post.headers["Authorization"] == "Bearer t0ken"
    assert post.changes
    assert receipt.remote_id == "100"
    assert receipt.address == "https://bakery.social/@alder/100"
    assert receipt.at == AT
    assert receipt.refs == {"visibility": "public"}


def test_a_picture_still_being_worked_on_is_waited_for() -> None:
    answers = [
        says({"id": "9", "url": None}, status=202),
        says(None, status=206),
        says({"id": "9"}),
        says(status(media_attachments=[{}])),
    ]
    http = FakeHttp(answers, pictures={LOAF.sha256: b"x"})

    mastodon.publish(http, Version(text="Fresh rye", pictures=(LOAF,)), KEY)

    assert http.paths[1:3] == ["GET /api/v1/media/9", "GET /api/v1/media/9"]


def test_a_picture_that_is_never_ready_is_tried_later_and_nothing_is_out() -> None:
    http = FakeHttp([says(None, status=206)] * 3)

    with pytest.raises(TryLater, match="nothing is out"):
        uploading.wait_for(http, "9", pauses=(0, 0, 0))


def test_pictures_that_took_too_long_leave_the_turn_to_the_next_try() -> None:
    with pytest.raises(TryLater, match="nothing is out"):
        writing._make_sure_it_is_still_our_turn(FakeHttp(), time.monotonic() - 76)
    writing._make_sure_it_is_still_our_turn(FakeHttp(), time.monotonic() - 70)


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (says({"error": "Validation failed: File content type is invalid"}, status=422), Refused),
        (says({"error": "Error processing thumbnail"}, status=500), TryLater),
        (says({}), TryLater),  # took it without a number
        (says(None, status=413), Refused),
    ],
)
def test_an_upload_that_fails_leaves_nothing_behind(answer: Answer, raised: type[NetworkAnswer]) -> None:
    http = FakeHttp([answer], pictures={LOAF.sha256: b"x"})

    with pytest.raises(raised):
        mastodon.publish(http, Version(text="Fresh rye", pictures=(LOAF,)), KEY)

    assert http.paths == ["POST /api/v2/media"]


def test_a_picture_that_the_server_has_already_is_not_uploaded_again() -> None:
    ready = Picture(sha256="cd", mime="image/png", size=4, width=1, height=1, remote={"id": "9"})
    http = FakeHttp([says(status(media_attachments=[{}]))])

    mastodon.publish(http, Version(text="Fresh rye", pictures=(ready,)), KEY)

    assert http.paths == ["POST /api/v1/statuses"]


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (says(None, body=b"<html>ok</html>"), Unsure),
        (says([]), Unsure),
        (says({}), Unsure),
        (says({"id": None}), Unsure),
        (says({"error": "oops"}, status=500), Unsure),
        (says(None, status=502), Unsure),
        (says(None, status=408), Unsure),
        (says({"error": "The access token was revoked"}, status=401), NeedsReconnect),
        (says({"error": "This action is outside the authorized scopes"}, status=403), Refused),
        (says({"error": "Record not found"}, status=404), Refused),
        (says({"error": "Validation failed: Text character limit of 500 exceeded"}, status=422), Refused),
        (says({"error": "Cannot attach files that have not finished processing."}, status=422), TryLater),
        (says(None, status=429), TryLater),
        (says(None, status=301, location="https://new.social/api"), Refused),
        (Unsure("lost"), Unsure),
        (TryLater("down"), TryLater),
    ],
)
def test_a_server_that_does_not_say_yes(answer: Answer | Exception, raised: type[NetworkAnswer]) -> None:
    with pytest.raises(raised):
        mastodon.publish(FakeHttp([answer]), Version(text="Fresh rye"), KEY)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (says({"error": "outside the authorized scopes"}, status=403), "make a new token with read and write"),
        (says({"error": "Text can't be blank"}, status=422), "write something or add a picture"),
        (says({"error": "Your login is currently disabled"}, status=403), "ask its moderators"),
        (says({"error": "Quite new words"}, status=422), "bakery.social said no: Quite new words"),
        (says(None, status=418), "bakery.social said no: 418"),
        (says(None, status=308, location="https://new.social/x"), "connect the account again with that address"),
    ],
)
def test_a_no_says_why_and_offers_the_way_out(answer: Answer, words: str) -> None:
    with pytest.raises(Refused, match=re.escape(words)):
        mastodon.publish(FakeHttp([answer]), Version(text="Fresh rye"), KEY)


@pytest.mark.parametrize("answered", [[says(None, status=404)], [says(status("55")), says(None, status=404)]])
def test_an_answer_to_a_post_that_is_gone_says_so(answered: list[Answer]) -> None:
    with pytest.raises(Refused, match="The post you are answering is gone"):
        mastodon.publish(FakeHttp(answered), Version(text="Yes", reply_to=reply_to()), KEY)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "30"}, 30),
        ({"x-ratelimit-reset": "2026-11-22T08:04:00.123Z", "date": "Sun, 22 Nov 2026 08:00:00 GMT"}, 240),
        ({"x-ratelimit-reset": "1795334640", "date": "Sun, 22 Nov 2026 08:00:00 GMT"}, None),
        ({"x-ratelimit-reset": "2026-11-22T07:00:00Z", "date": "Sun, 22 Nov 2026 08:00:00 GMT"}, 1),  # over already
        ({"x-ratelimit-reset": "2036-11-22T07:00:00Z"}, 3600),  # never longer than an hour
        ({"x-ratelimit-reset": "99999999999999999999"}, 300),
        ({"x-ratelimit-reset": "99999999999"}, 3600),
        ({"x-ratelimit-reset": "soon"}, 300),
        ({}, 300),
    ],
)
def test_slowing_down_goes_by_the_servers_own_clock(headers: dict[str, str], wait: int | None) -> None:
    with pytest.raises(TryLater) as later:
        mastodon.publish(FakeHttp([Answer(status=429, headers=headers)]), Version(text="Fresh rye"), KEY)

    assert later.value.wait is not None
    if wait is not None:
        assert round(later.value.wait.total_seconds()) == wait


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({}, ""),
        ({"content": "<p>Fresh <strong>rye</strong></p>"}, ""),  # takes our stars for emphasis
        ({"content": ""}, "came out empty"),
        ({"content": "<p>An older post</p>"}, "other words"),
        ({"visibility": "private"}, "should be “everybody”"),
        ({"spoiler_text": "Food"}, "The warning before the text is another one"),
        ({"media_attachments": [{}]}, "Not every picture"),
    ],
)
def test_a_surprise_is_told_and_the_receipt_is_kept(made: dict[str, Any], told: str) -> None:
    receipt = mastodon.publish(FakeHttp([says(status(**made))]), Version(text="Fresh **rye**"), KEY)

    assert receipt.remote_id == "100"
    assert told in str(receipt.refs.get("surprise", ""))
    assert ("surprise" in receipt.refs) == bool(told)


def test_an_answer_that_stands_alone_is_a_surprise() -> None:
    http = FakeHttp([says(status("55")), says(status(content="<p>Yes</p>"))])

    receipt = mastodon.publish(http, Version(text="Yes", reply_to=reply_to(visibility="public")), KEY)

    assert "stands alone" in str(receipt.refs["surprise"])


@pytest.mark.parametrize(
    "odd", [{"created_at": "yesterday"}, {"created_at": None}, {"url": None, "uri": "urn:x"}, {}]
)
def test_nothing_odd_in_a_yes_loses_it(odd: dict[str, Any]) -> None:
    made = {"id": 12, "content": None, "media_attachments": None, "mentions": [None]} | odd

    receipt = mastodon.publish(FakeHttp([says(made)]), Version(text="Fresh rye"), KEY)

    assert receipt.remote_id == "12"
    assert receipt.at.tzinfo is not None


# -- finding again


def test_a_lost_post_is_found_among_our_own() -> None:
    written = "Rye & spelt, @tom@town.social: https://alder.example/a_b?x=1 #rye 🥖"
    content = (
        '<p>Rye &amp; spelt, <span class="h-card"><a href="https://town.social/@tom" class="u-url mention">@<span>tom'
        '</span></a></span>: <a href="https://alder.example/a_b?x=1"><span class="invisible">https://</span>'
        '<span class="ellipsis">alder.example/a_b</span><span class="invisible">?x=1</span></a> '
        '<a href="https://bakery.social/tags/rye" class="mention hashtag">#<span>rye</span></a> 🥖</p>'
    )
    page = [status("102", "<p>Later</p>"), status("101", content, mentions=[account("8", "tom@town.social")])]
    http = FakeHttp([says({"id": "1"}), says(page)])

    receipt = mastodon.find(http, Version(text=written), KEY, AT)

    assert receipt is not None
    assert receipt.remote_id == "101"
    assert "surprise" not in receipt.refs
    assert http.requests[1].path == "/api/v1/accounts/1/statuses"


@pytest.mark.parametrize(
    "other",
    [
        status(content="<p>Fresh rye today</p>"),
        status(content="<p>Fresh rye 🎉</p>"),  # signs count, not letters alone
        status(in_reply_to_id="3"),  # the same words as an answer to somebody
        status(media_attachments=[{}]),
        status(created_at="2026-11-22T07:50:00Z"),  # the same words, sent earlier
    ],
)
def test_another_post_is_not_taken_for_ours(other: dict[str, Any]) -> None:
    http = FakeHttp([says({"id": "1"}), says([other]), says([])])

    assert mastodon.find(http, Version(text="Fresh rye"), KEY, AT) is None


def test_looking_goes_by_the_servers_own_clock() -> None:
    """The server is an hour behind us: the post is dated before our attempt and still ours."""
    behind = (datetime.now(UTC) - timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    made = status(created_at=(datetime.now(UTC) - timedelta(hours=1)).isoformat())
    http = FakeHttp([says({"id": "1"}, date=behind), says([made])])

    assert mastodon.find(http, Version(text="Fresh rye"), KEY, datetime.now(UTC)) is not None


def test_looking_goes_back_page_by_page_until_the_attempt() -> None:
    pages = [[status("9", "<p>b</p>")], [status("8")]]
    http = FakeHttp([says({"id": "1"}), *map(says, pages)])

    receipt = mastodon.find(http, Version(text="Fresh rye"), KEY, AT)

    assert receipt is not None
    assert http.requests[2].params["max_id"] == "9"


def test_too_many_posts_to_look_through_is_not_a_no() -> None:
    pages = [says([status(str(number), "<p>b</p>")]) for number in range(9, 4, -1)]

    with pytest.raises(Unsure):
        mastodon.find(FakeHttp([says({"id": "1"}), *pages]), Version(text="Fresh rye"), KEY, AT)


@pytest.mark.parametrize("answers", [[says(None)], [says({"id": "1"}), says({"error": "?"})]])
def test_garbage_while_looking_is_not_a_no(answers: list[Answer]) -> None:
    with pytest.raises(TryLater):
        mastodon.find(FakeHttp(answers), Version(text="Fresh rye"), KEY, AT)


def test_deleting_what_is_gone_is_fine() -> None:
    http = FakeHttp([says({"error": "Record not found"}, status=404)])

    mastodon.delete(http, "10/0")

    assert http.paths == ["DELETE /api/v1/statuses/10%2F0"]
    assert not http.requests[0].changes  # deleting twice does no harm


# -- fetching


#: The answer to the last question of every fetch.
NO_WHISPERS = says([])


def mention(number: str, made: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"id": number, "type": "mention", "status": made or status(f"9{number}")}


def test_the_first_fetch_takes_one_page_and_remembers_the_newest() -> None:
    http = FakeHttp([says([mention("10"), mention("9")]), NO_WHISPERS])

    batch = mastodon.fetch(http, "", ())

    assert batch.cursor == "10"
    assert [message(dict(raw)).remote_id for raw in batch.raw] == ["99", "910"]
    assert "min_id" not in http.requests[0].params
    assert http.requests[0].params["types[]"] == "mention"


def test_later_fetches_go_on_after_the_cursor_until_a_page_is_not_full() -> None:
    full = [mention(str(number)) for number in range(50, 10, -1)]
    http = FakeHttp([says(full), says([mention("51")]), NO_WHISPERS])

    batch = mastodon.fetch(http, "10", ())

    assert [sent.params["min_id"] for sent in http.requests[:2]] == ["10", "50"]
    assert len(batch.raw) == 41
    assert batch.cursor == "51"


def test_nothing_new_keeps_the_cursor() -> None:
    assert mastodon.fetch(FakeHttp([says([]), NO_WHISPERS]), "10", ()).cursor == "10"


def test_the_thread_of_an_answer_is_brought_along() -> None:
    answer = status("90", in_reply_to_id="80", in_reply_to_account_id="1")
    context = {"ancestors": [status("70", account=account("1", "alder")), status("80")], "descendants": []}
    http = FakeHttp([says([mention("10", answer)]), says(context), NO_WHISPERS])

    found = message(dict(mastodon.fetch(http, "", ()).raw[0]))

    assert found.root_id == found.reply_to.root_id == "70"
    assert found.about_id == "70"


@pytest.mark.parametrize("answer", [says(None, status=404), says(None, status=500), says([]), TryLater("down")])
def test_an_answer_whose_thread_is_not_told_hangs_under_its_parent(answer: Answer | Exception) -> None:
    asked = status("90", in_reply_to_id="80", in_reply_to_account_id="1")

    http = FakeHttp([says([mention("10", asked)]), answer, NO_WHISPERS])

    found = message(dict(mastodon.fetch(http, "", ()).raw[0]))

    assert found.root_id == "80"
    assert found.about_id == "80"


def test_being_asked_to_slow_down_stops_the_whole_fetch() -> None:
    asked = status("90", in_reply_to_id="80")

    with pytest.raises(TryLater) as later:
        mastodon.fetch(FakeHttp([says([mention("10", asked)]), says(None, status=429)]), "", ())

    assert later.value.wait


def test_a_post_of_ours_that_is_gone_is_passed_over() -> None:
    http = FakeHttp(
        [says([]), says(None, status=404), says({"ancestors": [], "descendants": [status("60")]}), NO_WHISPERS]
    )

    batch = mastodon.fetch(http, "", ("1", "2"))

    assert [message(dict(raw)).remote_id for raw in batch.raw] == ["60"]
    assert message(dict(batch.raw[0])).about_id == "2"


def test_only_the_latest_posts_are_looked_under() -> None:
    http = FakeHttp([says([]), *[says({})] * 10, NO_WHISPERS])

    mastodon.fetch(http, "", tuple(map(str, range(30))))

    assert len(http.requests) == 12


# -- messages


def test_a_mention_becomes_a_message() -> None:
    author = account(display_name="Sunnybank Café", avatar_static="https://town.social/a.png")
    made = status(
        "90", '<p><a href="https://bakery.social/@alder" class="u-url mention">@<span>alder</span></a> hi</p>'
    )

    found = message({"notification": {"id": "1", "type": "mention", "status": made | {"account": author}}})

    assert found.text == "@alder hi"
    assert found.kind == "mention"
    assert found.root_id == "90"
    assert found.about_id == ""
    assert found.at == AT
    assert found.author.handle == "sunnybank@town.social"
    assert found.author.name == "Sunnybank Café"
    assert found.author.picture == "https://town.social/a.png"
    assert not found.ours
    assert found.reply_to.refs == {
        "acct": "sunnybank@town.social",
        "prefix": "@sunnybank@town.social ",
        "visibility": "public",
    }


@pytest.mark.parametrize("kind", ["favourite", "reblog", "follow", "poll", "something new"])
def test_other_news_is_no_message(kind: str) -> None:
    assert mastodon.to_message({"notification": {"id": "1", "type": kind}}, "1") is None


def test_a_mention_whose_post_is_gone_is_no_message() -> None:
    assert mastodon.to_message({"notification": {"id": "1", "type": "mention", "status": None}}, "1") is None


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"status": {}},
        {"status": "text"},
        {"status": status(created_at="yesterday")},
        {"status": status(account=None)},
        {"notification": {"id": "1", "type": "mention"}},
    ],
)
def test_an_unknown_shape_is_told(raw: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a post"):
        mastodon.to_message(raw, "1")


@pytest.mark.parametrize(
    ("seen", "private"), [("public", False), ("unlisted", False), ("private", True), ("direct", True)]
)
def test_what_few_people_see_is_private(seen: str, private: bool) -> None:
    assert message({"status": status(visibility=seen)}).private is private


def test_our_own_words_in_a_thread_are_ours_and_need_no_handle() -> None:
    found = message({"status": status(account=account("1", "alder"))}, own_id="1")

    assert found.ours
    assert found.reply_to.refs["prefix"] == ""


def test_an_answer_begins_with_everybody_named_but_us() -> None:
    named = [account("1", "alder"), account("8", "tom@town.social"), account("7", "sunnybank@town.social")]

    refs = message({"status": status(mentions=named)}, own_id="1").reply_to.refs

    assert refs["prefix"] == "@sunnybank@town.social @tom@town.social "


def test_a_content_warning_and_pictures_are_told_in_words() -> None:
    media = [
        {"type": "image", "url": "https://town.social/1.png", "description": "A burnt loaf"},
        {"type": "video", "url": "https://town.social/2.mp4", "description": None},
    ]
    made = status(content="<p>Look</p>", spoiler_text="Food", media_attachments=media)

    assert message({"status": made}).text == (
        "Food\n\nLook\n\nPicture: A burnt loaf https://town.social/1.png"
        "\n\nAttachment: no description https://town.social/2.mp4"
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>One</p><p>Two<br>Three<br />Four</p>", "One\n\nTwo\nThree\nFour"),
        ("<p>Rye &amp; spelt &lt;3</p>", "Rye & spelt <3"),
        ("no markup", "no markup"),
        ("", ""),
        ("<p>See <a href='https://a.example/long/path'>a.example/long…</a></p>", "See https://a.example/long/path"),
        ("<p><a href='https://a.example'>our menu</a></p>", "our menu (https://a.example)"),
        ("<p><a href='javascript:alert(1)'>our menu</a></p>", "our menu"),
        ("<p><a href='https://x.example/tags/rye'>#<span>rye</span></a></p>", "#rye"),
        ("<p><a href='https://town.social/@tom'>@<span>tom</span></a></p>", "@tom@town.social"),
        ("<p><a href='https://else.example/@ann'>@<span>ann</span></a></p>", "@ann"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<p>a</p><script>alert(1)</script><p>b</p>", "a\n\nb"),
        ("<p>un<b>closed", "unclosed"),
        ("<p>smile <img alt=':smile:' src='x'></p>", "smile :smile:"),
        ("<p>a\u0000b\ud83dc</p>", "abc"),
        ("<p>5 < 6 &bogus; </p></a></b>", "5 < 6 &bogus;"),
    ],
)
def test_html_is_read_as_one_would_write_it(content: str, text: str) -> None:
    assert messages.plain_text(status(content=content, mentions=[account("8", "tom@town.social")])) == text


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=80))
def test_any_words_survive_html(words: str) -> None:
    assert messages.plain_text(status(content=f"<p>{html.escape(words)}</p>")) == words


@given(st.text(alphabet="<>/ap'\"= &#;x0\n!-[]", max_size=60))
def test_no_html_is_too_broken_to_read(content: str) -> None:
    text = messages.plain_text(status(content=content))

    assert text == text.strip()


# -- the account and its server


def test_connecting_reads_who_we_are_and_the_limits() -> None:
    server = {
        "domain": "bakery.social",
        "configuration": {
            "statuses": {"max_characters": 5000, "characters_reserved_per_url": 25, "max_media_attachments": 6},
            "media_attachments": {"image_size_limit": 16777216, "description_limit": 1500},
        },
    }
    http = FakeHttp([says({"id": 1, "username": "alder", "acct": "alder"}), says(server)], secrets={})

    connection = mastodon.connect(http, {"token": " tok en\n"})

    assert http.requests[0].headers["Authorization"] == "Bearer token"
    assert connection.handle == "alder@bakery.social"
    assert connection.name == "alder"
    assert connection.address == "https://bakery.social"
    assert connection.secrets == {"token": "token"}
    assert connection.expires_at is None
    assert connection.limits == {
        "text": 5000,
        "link_length": 25,
        "pictures": 6,
        "picture_bytes": 16777216,
        "alt": 1500,
    }


@pytest.mark.parametrize(
    ("answer", "raised", "words"),
    [
        (says({"error": "The access token is invalid"}, status=401), Refused, "does not accept this token"),
        (says(None, status=403), Refused, "read and write are ticked"),
        (says(None, body=b"<html>"), Refused, "does not answer like a Mastodon server"),
        (says(None, status=404), Refused, "check its address"),
        (says({"id": "1"}), Refused, "check its address"),
        (says(None, status=503), TryLater, "has trouble"),
        (says(None, status=429), TryLater, "slow down"),
    ],
)
def test_connecting_to_the_wrong_thing_says_what_to_do(
    answer: Answer, raised: type[NetworkAnswer], words: str
) -> None:
    with pytest.raises(raised, match=words):
        mastodon.connect(FakeHttp([answer]), {"token": "t"})


def test_connecting_without_a_token_asks_for_it() -> None:
    with pytest.raises(Refused, match="Paste the access token"):
        mastodon.connect(FakeHttp(), {"token": " "})


def test_an_older_server_is_asked_the_older_way() -> None:
    http = FakeHttp([says(None, status=404), says({"max_toot_chars": 5000})])

    assert mastodon.instance(http) == {"text": 5000}
    assert http.paths == ["GET /api/v2/instance", "GET /api/v1/instance"]


@pytest.mark.parametrize("odd", ["500", -1, 0, True, 10**12, None, [500]])
def test_limits_that_make_no_sense_are_left_out(odd: object) -> None:
    assert mastodon.instance(FakeHttp([says({"configuration": {"statuses": {"max_characters": odd}}})])) == {}


def test_people_on_other_servers_are_looked_up_through_ours() -> None:
    people = {"accounts": [account("9", "sunny@town.social"), account("7")]}
    http = FakeHttp([says(None, status=404), says(people)])

    found = mastodon.look_up(http, "@SunnyBank@town.social")

    assert found is not None
    assert found.remote_id == "7"
    assert http.requests[1].params["resolve"] == "true"


def test_a_handle_that_nobody_has_is_nobody() -> None:
    assert mastodon.look_up(FakeHttp([says(None, status=404)]), "nobody") is None
    assert mastodon.look_up(FakeHttp([says(None, status=404), says({"accounts": []})]), "no@town.social") is None


def test_being_alive_means_that_the_token_is_known() -> None:
    mastodon.is_alive(FakeHttp([says({"id": "1"})]))

    with pytest.raises(NeedsReconnect, match="connect the account again"):
        mastodon.is_alive(FakeHttp([says(None, status=401)]))

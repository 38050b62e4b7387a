"""Writing, looking, scheduling: the actions that every door calls."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from twoway.apps.accounts.actions import switch_posting
from twoway.apps.accounts.models import Account
from twoway.apps.audit.models import Event
from twoway.apps.delivery.actions import keep_picture
from twoway.apps.delivery.jobs import drain
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.directory import know
from twoway.apps.posts.actions import discard, reopen, save, schedule, send_now
from twoway.apps.posts.looks import caught_up, look_at, look_at_post
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft, drafts_of, post_of
from twoway.domain.errors import BadInput, Conflict, Held, NotAllowed
from twoway.domain.permission import Actor
from twoway.domain.states import DeliveryState, PostState
from twoway.rehearsal import reading
from twoway.rehearsal.server import Stage

WORDS = "Fresh rye at eight. Come by before it is gone."


def draft(account: Account, master: str = WORDS, **more: object) -> Draft:
    return Draft(master=master, account_ids=(account.pk,), **more)  # type: ignore[arg-type]  # keyword pass-through


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#a52").save(out, kind)
    return out.getvalue()


def test_what_is_looked_at_is_what_is_sent(owner: Actor, account: Account, world: Stage) -> None:
    post = save(owner, draft(account))
    look = look_at_post(owner, post)[0]
    going = send_now(owner, post.pk)
    assert going.held == ()
    assert going.deliveries[0].text == look.version.text
    drain()
    shown = reading.posts_of(world, account.handle)[0]
    assert shown.text == look.version.text
    assert post_of(owner, post.pk).state is PostState.SENT


def test_a_look_saves_nothing(owner: Actor, account: Account) -> None:
    look = look_at(owner, draft(account))[0]
    assert look.count.value == len(WORDS)
    assert not Post.objects.exists()


def test_too_long_a_version_cannot_be_scheduled_and_is_kept(owner: Actor, account: Account) -> None:
    long = "Bread and butter and jam, every day. " * 12
    post = save(owner, draft(account, long))
    with pytest.raises(Held) as held:
        schedule(owner, post.pk, timezone.now() + timedelta(hours=1))
    assert "kept" in held.value.for_people
    assert held.value.findings[0].code == "LEN001"
    assert post_of(owner, post.pk).master == long
    assert not Delivery.objects.exists()


def test_only_the_version_that_is_wrong_is_held(owner: Actor, account: Account, second_account: Account) -> None:
    long = "Bread and butter and jam, every day. " * 12
    post = save(
        owner,
        Draft(
            master=long,
            account_ids=(account.pk, second_account.pk),
            texts={second_account.pk: "Bread, butter, jam. Every day."},
        ),
    )
    going = schedule(owner, post.pk, timezone.now() + timedelta(hours=1))
    assert [d.account_id for d in going.deliveries] == [second_account.pk]
    assert [look.account.pk for look, _ in going.held] == [account.pk]
    assert post_of(owner, post.pk).state is PostState.SCHEDULED


def test_the_second_of_two_tabs_is_told_and_overwrites_nothing(owner: Actor, account: Account) -> None:
    post = save(owner, draft(account))
    save(owner, draft(account, "From the first tab.", post_id=post.pk, revision=post.revision))
    with pytest.raises(Conflict, match="another tab"):
        save(owner, draft(account, "From the second tab.", post_id=post.pk, revision=post.revision))
    assert post_of(owner, post.pk).master == "From the first tab."


def test_a_hand_written_version_is_never_overwritten(owner: Actor, account: Account) -> None:
    post = save(owner, draft(account, texts={account.pk: "My own words."}))
    post = save(
        owner,
        draft(
            account, "Another master.", texts={account.pk: "My own words."}, post_id=post.pk, revision=post.revision
        ),
    )
    assert look_at_post(owner, post)[0].version.text == "My own words."
    post = save(owner, draft(account, "Another master.", post_id=post.pk, revision=post.revision))
    assert look_at_post(owner, post)[0].version.text == "Another master."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A lone \ud83d surrogate", "character"),  # half an emoji, as broken programs leave it
        ("🍞" * 1_000_001, "long"),  # 1 MB of emoji and more
        ("Nul \x00 sign", "character"),
    ],
)
def test_text_that_no_network_can_carry_is_refused_plainly(
    owner: Actor, account: Account, text: str, says: str
) -> None:
    with pytest.raises(BadInput):
        save(owner, draft(account, text))
    assert not Post.objects.exists()


def test_a_million_emoji_are_counted_and_held_not_crashed_on(owner: Actor, account: Account) -> None:
    look = look_at(owner, draft(account, "🍞" * 250_000))[0]
    assert look.count.value == 250_000
    assert not look.may_go


def test_a_file_that_is_no_picture_is_refused(owner: Actor) -> None:
    with pytest.raises(BadInput, match="not a picture"):
        keep_picture(owner, b"%PDF-1.7 this is no picture", "menu.png")


#: A drawing in PostScript, which some readers of pictures hand to a program that runs it.
POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n%%EndComments\nshowpage\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("content", [POSTSCRIPT, SVG, b"II*\0\x08\0\0\0\0\0", b"GIF89a<script>alert(1)</script>"])
def test_only_kinds_of_pictures_that_networks_show_are_opened(owner: Actor, content: bytes) -> None:
    with pytest.raises(BadInput, match="not a picture"):
        keep_picture(owner, content, "menu.png")


def test_a_small_file_that_claims_to_be_huge_is_not_unpacked(owner: Actor) -> None:
    head = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    chunk = len(head[4:]).to_bytes(4, "big") + head + zlib.crc32(head).to_bytes(4, "big")
    content = b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT" + zlib.crc32(b"IDAT").to_bytes(4, "big")
    with pytest.raises(BadInput):
        keep_picture(owner, content, "wall.png")


def test_a_picture_travels_with_its_description(owner: Actor, account: Account, world: Stage) -> None:
    stored = keep_picture(owner, picture(), "loaf.png")
    post = save(owner, draft(account, pictures=((stored.pk, "A dark rye loaf on a board"),)))
    send_now(owner, post.pk)
    drain()
    shown = reading.posts_of(world, account.handle)[0]
    assert [p.alt for p in shown.pictures] == ["A dark rye loaf on a board"]


def test_a_picture_without_a_description_holds_the_post(owner: Actor, account: Account) -> None:
    stored = keep_picture(owner, picture(), "loaf.png")
    post = save(owner, draft(account, pictures=((stored.pk, ""),)))
    with pytest.raises(Held):
        send_now(owner, post.pk)


def test_where_a_photo_was_taken_stays_at_home(owner: Actor, settings: object) -> None:
    image = Image.new("RGB", (40, 30), "#a52")
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(out.getvalue())).getexif().get_ifd(0x8825)
    stored = keep_picture(owner, out.getvalue(), "shop.jpg")
    from twoway.work import pictures

    kept = pictures.read(settings.TWOWAY_HOME, stored.sha256)  # type: ignore[attr-defined]  # pytest-django's wrapper
    assert not Image.open(io.BytesIO(kept)).getexif().get_ifd(0x8825)


def test_people_are_named_as_the_network_knows_them(owner: Actor, account: Account) -> None:
    know(owner, "Marta Lindqvist", {"rehearsal": "marta.lindqvist@rehearsal"})
    text = look_at(owner, draft(account, "Coffee by @[Marta Lindqvist], bread by @[Nobody Known]."))[0].version.text
    assert "@marta.lindqvist@rehearsal" in text
    assert "Nobody Known" in text
    assert "@[" not in text


def test_questions_do_not_grow_with_the_people_directory(
    owner: Actor, account: Account, django_assert_max_num_queries: object
) -> None:
    for number in range(40):
        know(owner, f"Person {number}", {"rehearsal": f"person{number}@rehearsal"})
    with django_assert_max_num_queries(8):  # type: ignore[operator]  # pytest-django's fixture has no public type
        look_at(owner, draft(account, "Hello @[Person 7] and @[Person 8]."))


def test_a_time_that_has_passed_is_refused_and_nothing_is_half_written(owner: Actor, account: Account) -> None:
    post = save(owner, draft(account))
    with pytest.raises(BadInput, match="passed"):
        schedule(owner, post.pk, timezone.now() - timedelta(hours=1))
    assert not Delivery.objects.exists()
    assert post_of(owner, post.pk).state is PostState.DRAFT


def test_scheduling_twice_sends_once(owner: Actor, account: Account) -> None:
    post = save(owner, draft(account))
    schedule(owner, post.pk, timezone.now() + timedelta(hours=1))
    with pytest.raises(BadInput):
        schedule(owner, post.pk, timezone.now() + timedelta(hours=2))
    assert Delivery.objects.count() == 1


def test_a_post_without_accounts_says_what_to_do(owner: Actor) -> None:
    post = save(owner, Draft(master=WORDS))
    with pytest.raises(BadInput, match="Choose at least one account"):
        send_now(owner, post.pk)


def test_a_look_only_account_is_held_with_the_way_out(owner: Actor, account: Account) -> None:
    switch_posting(owner, account.pk, on=False)
    post = save(owner, draft(account))
    with pytest.raises(Held, match="Switch posting on"):
        send_now(owner, post.pk)


def test_a_refused_version_opens_again_with_its_words(owner: Actor, account: Account, world: Stage) -> None:
    reading.order(world, "refuse")
    post = save(owner, draft(account))
    delivery = send_now(owner, post.pk).deliveries[0]
    drain()
    assert post_of(owner, post.pk).state is PostState.TROUBLE
    again = reopen(owner, post.pk, account.pk)
    assert again.state is PostState.DRAFT
    assert look_at_post(owner, again)[0].version.text == WORDS
    send_now(owner, again.pk)
    drain()
    assert post_of(owner, post.pk).state is PostState.SENT
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.REFUSED


def test_what_is_scheduled_is_frozen_against_later_edits(owner: Actor, account: Account) -> None:
    post = save(owner, draft(account))
    going = schedule(owner, post.pk, timezone.now() + timedelta(hours=1))
    save(owner, draft(account, "Quite other words.", post_id=post.pk, revision=going.post.revision))
    assert Delivery.objects.get().text == WORDS
    with pytest.raises(Conflict):
        discard(owner, post.pk)


def test_what_goes_out_later_is_no_draft_any_more(owner: Actor, account: Account) -> None:
    kept = save(owner, draft(account, "Still a draft."))
    planned = save(owner, draft(account))
    at = timezone.now() + timedelta(days=2)
    schedule(owner, planned.pk, at)
    assert list(drafts_of(owner)) == [kept]
    assert Delivery.objects.get().due_at == at


def test_three_people(owner: Actor, replier: Actor, stranger: Actor, account: Account) -> None:
    post = save(owner, draft(account))
    with pytest.raises(NotAllowed, match="may not write posts"):
        save(replier, draft(account))
    with pytest.raises(NotAllowed):
        send_now(replier, post.pk)
    for action in (send_now, discard):
        with pytest.raises(BadInput, match="no post"):
            action(stranger, post.pk)
    with pytest.raises(BadInput, match="no longer connected"):
        look_at(stranger, draft(account))
    with pytest.raises(BadInput):
        save(stranger, draft(account))
    assert Post.objects.filter(workspace_id=stranger.workspace_id).count() == 0


def test_every_step_is_in_the_event_log(owner: Actor, account: Account) -> None:
    post = save(owner, draft(account))
    send_now(owner, post.pk)
    verbs = list(Event.objects.filter(workspace_id=owner.workspace_id).values_list("verb", flat=True))
    assert verbs == ["found", "connect", "write", "schedule"]


def test_a_picture_too_large_for_the_server_is_made_to_fit_and_that_is_what_is_sent(
    owner: Actor, account: Account, world: Stage
) -> None:
    out = io.BytesIO()
    Image.effect_noise((900, 700), 120).convert("RGB").save(out, "PNG")
    stored = keep_picture(owner, out.getvalue(), "crumb.png")
    Account.objects.filter(pk=account.pk).update(limits={"picture_bytes": 150_000})
    post = save(owner, draft(account, pictures=((stored.pk, "The crumb of a rye loaf"),)))
    look = look_at_post(owner, post)[0]
    assert look.may_go
    assert any("made smaller" in change.why for change in look.changes)
    delivery = send_now(owner, post.pk).deliveries[0]
    assert delivery.version.pictures == look.version.pictures
    drain()
    shown = reading.posts_of(world, account.handle)[0].pictures[0]
    assert shown.sha256 == look.version.pictures[0].sha256 != stored.sha256


def test_a_hand_written_version_is_brought_up_to_its_master_without_losing_a_hand_written_word(
    owner: Actor, account: Account
) -> None:
    old = "Marta has opened her café. The queue was long. Go and say hello."
    mine = "Marta has opened her café. You should have seen the queue! Go and say hello."
    new = "Marta has opened her second café. The queue was long. Go and say hello."
    post = save(owner, draft(account, old, texts={account.pk: mine}))
    assert not look_at_post(owner, post)[0].is_behind
    later = draft(account, new, texts={account.pk: mine}, post_id=post.pk, revision=post.revision)
    post = save(owner, later)
    look = look_at_post(owner, post)[0]
    assert (look.version.text, look.is_behind) == (mine, True)
    merged = caught_up(owner, replace(later, revision=post.revision), account.pk)
    post = save(owner, merged)
    look = look_at_post(owner, post)[0]
    assert look.version.text == "Marta has opened her second café. You should have seen the queue! Go and say hello."
    assert not look.is_behind


def test_bringing_a_version_up_changes_nothing_where_there_is_nothing_to_bring(
    owner: Actor, account: Account
) -> None:
    asked = draft(account, WORDS, texts={account.pk: "My own."})
    assert caught_up(owner, asked, account.pk) == asked
    post = save(owner, asked)
    saved = replace(asked, post_id=post.pk, revision=post.revision)
    assert (caught_up(owner, saved, account.pk).texts or {})[account.pk] == "My own."
    assert caught_up(owner, saved, account.pk + 99) == saved


def test_somebody_is_mentioned_by_their_whole_name_without_brackets(owner: Actor, account: Account) -> None:
    know(owner, "Marta Lindqvist", {"rehearsal": "marta@rehearsal"})

    [look] = look_at(owner, Draft(master="Thanks to @Marta Lindqvist, who bakes.", account_ids=(account.pk,)))

    assert look.version.text == "Thanks to @marta@rehearsal, who bakes."

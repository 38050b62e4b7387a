"""E-mail as a network: what it says, and letters over Debian's own mail servers, from a customer's letter to our answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.counterparts.post_office import PEOPLE, PostOfficeServers
from tests.networks.written import LOAVES
from twoway.apps.accounts.actions import connect, switch_posting
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.lane import advance
from twoway.apps.delivery.models import Delivery
from twoway.apps.doctor.actions import examine
from twoway.apps.inbox import jobs
from twoway.apps.inbox.actions import reply
from twoway.apps.inbox.models import Conversation, Message
from twoway.apps.people.queries import personas_of
from twoway.apps.posts.actions import save, schedule
from twoway.apps.posts.queries import Draft
from twoway.domain import letters
from twoway.domain.errors import BadInput, Held, NeedsReconnect, Refused, TryLater, Unsure
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import DeliveryState
from twoway.domain.versions import ReplyTo, Version
from twoway.networks import mailbox
from twoway.plug.mail import Arrived, MailServers, Reached
from twoway.plug.signing_in import Verdict
from twoway.work.http import WebHttp

SARAH, TOM = "sarah@alderrye.example", "tom@hallam.example"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = mailbox.new_key(NOON, 0xAB)
TO_TOM = ReplyTo(
    remote_id="<m1@hallam.example>",
    root_id="<m0@hallam.example>",
    refs={"to": TOM, "name": "Tom Hallam", "subject": "Rye", "references": ["<m0@hallam.example>"]},
)


def raw(**more: object) -> dict[str, Any]:
    """A letter as it is kept."""
    return {
        "message_id": "<m1@hallam.example>",
        "sender": TOM,
        "name": "Tom Hallam",
        "to": [SARAH],
        "subject": "Rye",
        "text": "Is there rye today?",
        "at": NOON.isoformat(),
        "in_reply_to": "",
        "references": [],
        "files": [],
        "files_left_out": 0,
        "is_quoting": False,
        "is_machine": False,
        "failed": [],
        "is_whole": True,
        **more,
    }


# -- without a server


def test_a_letter_becomes_a_message_that_can_be_answered() -> None:
    found = mailbox.to_message(raw(), SARAH)

    assert found is not None
    assert found.text == "Rye\n\nIs there rye today?"
    assert (found.author.handle, found.author.name, found.private, found.ours) == (TOM, "Tom Hallam", True, False)
    assert found.root_id == found.remote_id == "<m1@hallam.example>"


def test_an_answer_is_under_the_first_letter_of_its_thread() -> None:
    found = mailbox.to_message(raw(references=["<m0@x.example>", "<k@alderrye.example>"], subject="Re: Rye"), SARAH)

    assert found is not None
    assert (found.root_id, found.text) == ("<m0@x.example>", "Is there rye today?")


def test_what_a_machine_sent_is_no_message() -> None:
    assert mailbox.to_message(raw(is_machine=True), SARAH) is None


def test_a_letter_that_could_not_be_delivered_is_a_message_about_it() -> None:
    found = mailbox.to_message(raw(is_machine=True, failed=["<k@alderrye.example>"], references=[]), SARAH)

    assert found is not None
    assert (found.kind, found.about_id, found.root_id) == ("failure", "<k@alderrye.example>", "<k@alderrye.example>")
    assert found.text.startswith("Your letter could not be delivered.")


def test_what_cannot_be_shown_is_said() -> None:
    found = mailbox.to_message(raw(files=["menu.pdf"], files_left_out=99, is_whole=False), SARAH)

    assert found is not None
    assert "Attached: menu.pdf and 99 more." in found.text
    assert "too large" in found.text


def test_an_empty_letter_is_still_one() -> None:
    found = mailbox.to_message(raw(subject="", text=""), SARAH)

    assert found is not None
    assert found.text == "An empty letter."


@pytest.mark.parametrize("lacking", ["message_id", "sender", "at", "failed", "files"])
def test_a_shape_that_is_not_ours_is_told(lacking: str) -> None:
    with pytest.raises(ValueError, match=lacking):
        mailbox.to_message({name: value for name, value in raw().items() if name != lacking}, SARAH)


def test_the_payload_says_what_the_letter_will() -> None:
    told = mailbox.to_payload(Version(text="Yes.", reply_to=TO_TOM, pictures=(LOAVES,)), KEY)

    assert told == {
        "to": TOM,
        "subject": "Re: Rye",
        "text": "Yes.",
        "message_id": KEY,
        "references": ["<m0@hallam.example>", "<m1@hallam.example>"],
        "files": [{"type": "image/jpeg", "shows": "Two rye loaves"}],
    }


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"mail": "sarah"}, "mail"),
        ({"mail": SARAH, "imap": "imap example.org"}, "imap"),
        ({"mail": SARAH, "imap": "https://imap.example.org"}, "imap"),
        ({"mail": SARAH, "smtp": "smtp.example.org:99999"}, "smtp"),
        ({"mail": SARAH, "smtp": ":25"}, "smtp"),
    ],
)
def test_what_cannot_be_a_server_or_an_address_is_told_at_its_field(answers: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as told:
        mailbox.connect(Box(Office()), {"password": "p", **answers})
    assert told.value.field == field


@pytest.mark.parametrize(
    ("mail", "imap", "smtp"),
    [
        ("a@gmail.com", "imap.gmail.com:993", "smtp.gmail.com:465"),
        ("a@rye.example", "imap.rye.example:993", "smtp.rye.example:465"),
    ],
)
def test_the_usual_servers_are_tried_where_none_are_named(mail: str, imap: str, smtp: str) -> None:
    made = mailbox.connect(Box(Office()), {"mail": mail, "password": "p"})

    assert (made.secrets["imap"], made.secrets["smtp"]) == (imap, smtp)


class Office:
    """A post office that remembers what it was asked."""

    def __init__(self, *arrived: Arrived, threads: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.arrived = arrived
        self.threads = threads or {}
        self.sent: list[tuple[bytes, str, tuple[str, ...]]] = []
        self.filed: tuple[str, ...] = ()
        self.reached = Reached(host="i.example", is_safe=True, sent="Sent", most_bytes=50_000_000)

    def check(self) -> None:
        """Everybody is let in."""

    def reading(self) -> Reached:
        return self.reached

    def sending(self) -> Reached:
        return self.reached

    def deliver(self, message: bytes, *, sender: str, to: tuple[str, ...]) -> None:
        self.sent.append((message, sender, to))

    def bring(self, cursor: str, most: int) -> tuple[tuple[Arrived, ...], str]:
        return self.arrived, "1:9"

    def holds(self, message_id: str) -> bool:
        return any(message_id.encode() in message for message, _, _ in self.sent)

    def references_of(self, message_id: str) -> tuple[str, ...]:
        return self.threads.get(message_id, ())

    def file_sent(self, message_ids: tuple[str, ...]) -> None:
        self.filed = message_ids


class Box(WebHttp):
    """A way out with that post office behind it."""

    def __init__(self, office: Office) -> None:
        secrets = {"mail": SARAH, "password": "p", "user": SARAH, "imap": "i.example:993", "smtp": "s.example:465"}
        super().__init__(address="https://mail.invalid", secrets=secrets, pictures=lambda sha256: b"bytes")
        self.office = office

    def post_office(self, servers: MailServers) -> Office:
        return self.office


def test_an_answer_goes_to_who_wrote_and_to_ourselves_with_its_thread() -> None:
    office = Office()

    receipt = mailbox.publish(Box(office), Version(text="Yes: at eight.", reply_to=TO_TOM, pictures=(LOAVES,)), KEY)

    ((source, sender, to),) = office.sent
    letter = letters.read(source, arrived=NOON + timedelta(hours=1))
    assert (sender, to) == (SARAH, (TOM, SARAH))
    assert (letter.message_id, letter.at, letter.subject) == (receipt.remote_id, NOON, "Re: Rye")
    assert letter.references == ("<m0@hallam.example>", "<m1@hallam.example>")
    assert letter.files == ("Two rye loaves.jpeg",)
    assert SARAH.encode() not in source.split(b"\r\n\r\n")[0].split(b"To: ")[1].split(b"\r\n")[0]


def test_nothing_goes_to_somebody_who_did_not_write() -> None:
    with pytest.raises(Refused, match="only answers people"):
        mailbox.publish(Box(Office()), Version(text="News from the bakery"), KEY)


def test_a_letter_that_has_not_come_back_to_us_is_never_called_not_sent() -> None:
    box = Box(Office())
    version = Version(text="Yes.", reply_to=TO_TOM)
    with pytest.raises(TryLater, match="has not come in"):
        mailbox.find(box, version, KEY, NOON)

    mailbox.publish(box, version, KEY)

    found = mailbox.find(box, version, KEY, NOON)
    assert found is not None
    assert found.remote_id == f"<{KEY}@alderrye.example>"


def test_our_own_copies_are_filed_and_are_no_messages() -> None:
    sending = Office()
    mailbox.publish(Box(sending), Version(text="Yes.", reply_to=TO_TOM), KEY)
    copy = Arrived(source=sending.sent[0][0], at=NOON)
    office = Office(copy, Arrived(source=b"From: tom@hallam.example\r\n\r\nHi", at=NOON))

    batch = mailbox.fetch(Box(office), "", ())

    assert office.filed == (f"<{KEY}@alderrye.example>",)
    assert [item["sender"] for item in batch.raw] == [TOM]
    assert str(batch.raw[0]["message_id"]).endswith("@no.id>")


def test_an_answer_that_names_only_its_last_letter_joins_the_thread_of_that() -> None:
    source = b"From: tom@hallam.example\r\nMessage-ID: <m3@x>\r\nIn-Reply-To: <k@a>\r\n\r\nThanks"
    threads = {"<k@a>": ("<m1@x>", "<k@a>")}

    (item,) = mailbox.fetch(Box(Office(Arrived(source=source, at=NOON), threads=threads)), "", ()).raw

    assert item["references"] == ("<m1@x>", "<k@a>")


# -- over real servers


@pytest.fixture
def box(owner: Actor, post_office: PostOfficeServers, settings: Any) -> Account:
    """Sarah's mailbox, connected, and allowed to answer."""
    settings.TWOWAY_MAIL_SERVERS = frozenset({post_office.imap, post_office.smtp})
    account = connect(owner, "mailbox", answers(post_office), persona_id=personas_of(owner)[0].pk)
    jobs.bring(account)
    return switch_posting(owner, account.pk, on=True)


def answers(there: PostOfficeServers, **more: str) -> dict[str, str]:
    return {
        "mail": SARAH,
        "password": PEOPLE[SARAH],
        "imap": there.imap,
        "smtp": there.smtp,
        "name": "Alder & Rye",
        **more,
    }


def from_tom(text: str = "Is there rye today?", **headers: str) -> bytes:
    told = {
        "From": f"Tom Hallam <{TOM}>",
        "To": SARAH,
        "Subject": "Rye",
        "Message-ID": f"<{uuid.uuid4().hex}@hallam.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return ("\r\n".join(f"{name}: {value}" for name, value in told.items()) + f"\r\n\r\n{text}\r\n").encode()


def heard(account: Account) -> list[Message]:
    account.refresh_from_db()
    jobs.bring(account)
    return list(Message.objects.filter(account=account, is_ours=False))


def answer(owner: Actor, account: Account, conversation: Conversation, text: str) -> Delivery:
    message = reply(owner, conversation.pk, text)
    advance(account.pk, Urgency.URGENT)
    jobs.settle_answers()
    message.refresh_from_db()
    assert message.delivery is not None
    return message.delivery


def test_a_letter_is_heard_answered_and_answered_again_in_one_conversation(
    owner: Actor, box: Account, post_office: PostOfficeServers
) -> None:
    post_office.send(TOM, SARAH, from_tom())
    [message] = heard(box)
    assert message.conversation.is_private

    sent = answer(owner, box, message.conversation, "Yes, Tom: the first forty are warm at eight.")
    assert sent.state == DeliveryState.SENT, sent.why

    (arrived,) = post_office.letters(TOM)
    letter = letters.read(arrived, arrived=datetime.now(UTC))
    assert (letter.sender, letter.name, letter.message_id) == (SARAH, "Alder & Rye", sent.remote_id)

    # His mail program names only the letter that it answers.
    post_office.send(TOM, SARAH, from_tom("Keep two for me.", Subject="Re: Rye", In_Reply_To=letter.message_id))
    assert len({m.conversation_id for m in heard(box)}) == 1
    assert Conversation.objects.get().messages.count() == 3
    assert len(post_office.letters(SARAH, "Sent")) == 1


def test_a_machine_is_not_heard_and_so_no_two_machines_ever_talk(
    box: Account, post_office: PostOfficeServers
) -> None:
    for headers in ({"Auto_Submitted": "auto-replied"}, {"List_Id": "<news.hallam.example>"}, {"Precedence": "bulk"}):
        post_office.send(TOM, SARAH, from_tom("I am away.", **headers))

    assert heard(box) == []
    assert not Delivery.objects.exists()


def test_a_letter_that_came_twice_is_heard_once(box: Account, post_office: PostOfficeServers) -> None:
    twice = from_tom()
    post_office.send(TOM, SARAH, twice)
    post_office.send(TOM, SARAH, twice)

    assert len(heard(box)) == 1


def test_an_answer_whose_outcome_was_lost_is_found_again_and_not_sent_twice(
    owner: Actor, box: Account, post_office: PostOfficeServers
) -> None:
    post_office.send(TOM, SARAH, from_tom())
    [message] = heard(box)
    made = reply(owner, message.conversation_id, "Yes, Tom: at eight, as every day.")
    delivery = made.delivery
    assert delivery is not None
    # The worker died between the server's yes and our writing it down.
    http = WebHttp(
        address="https://mail.invalid",
        secrets={
            "mail": SARAH,
            "password": PEOPLE[SARAH],
            "user": SARAH,
            "imap": post_office.imap,
            "smtp": post_office.smtp,
            "name": "Alder & Rye",
        },
        pictures=lambda sha256: b"",
        trusted_mail=frozenset({post_office.imap, post_office.smtp}),
    )
    mailbox.publish(http, delivery.version, delivery.key)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.UNSURE, sending_at=datetime.now(UTC))

    advance(box.pk, Urgency.URGENT)

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT, delivery.why
    assert len(post_office.letters(TOM)) == 1


def test_a_wrong_password_and_one_for_somebody_else_are_told_and_nothing_is_kept(
    owner: Actor, post_office: PostOfficeServers, settings: Any
) -> None:
    settings.TWOWAY_MAIL_SERVERS = frozenset({post_office.imap, post_office.smtp})
    for more in ({"password": "wrong"}, {"user": TOM}):
        with pytest.raises(NeedsReconnect):
            connect(owner, "mailbox", answers(post_office, **more), persona_id=personas_of(owner)[0].pk)
    assert not Account.objects.exists()


def test_a_blank_behind_the_password_does_no_harm(
    owner: Actor, post_office: PostOfficeServers, settings: Any
) -> None:
    settings.TWOWAY_MAIL_SERVERS = frozenset({post_office.imap, post_office.smtp})
    told = answers(post_office, password=f"{PEOPLE[SARAH]} \n")

    assert connect(owner, "mailbox", told, persona_id=personas_of(owner)[0].pk).handle == SARAH


def test_servers_inside_are_not_spoken_to_unless_an_administrator_named_them(
    owner: Actor, post_office: PostOfficeServers
) -> None:
    with pytest.raises(Refused, match="TWOWAY_MAIL_SERVERS"):
        connect(owner, "mailbox", answers(post_office), persona_id=personas_of(owner)[0].pk)


def test_a_post_does_not_go_by_mail(owner: Actor, box: Account) -> None:
    post = save(owner, Draft(master="Fresh rye at eight.", account_ids=(box.pk,)))

    with pytest.raises(Held, match="only answers people"):
        schedule(owner, post.pk, datetime.now(UTC) + timedelta(minutes=1))
    assert not Delivery.objects.exists()


def test_unsure_is_what_it_is_called_when_the_last_word_is_missing() -> None:
    class Silent(Office):
        """Takes the letter and says nothing."""

        def deliver(self, message: bytes, *, sender: str, to: tuple[str, ...]) -> None:
            raise Unsure("s.example had the whole letter and did not say whether it took it.")

    with pytest.raises(Unsure):
        mailbox.publish(Box(Silent()), Version(text="Yes.", reply_to=TO_TOM), KEY)


# -- what the doctor asks ----------------------------------------------------------------------------------------------


def test_a_mailbox_that_is_well_says_so_for_both_servers() -> None:
    checks = mailbox.examine(Box(Office()))
    assert {check.verdict for check in checks} == {Verdict.GOOD}
    assert [check.name for check in checks] == [
        "Reading letters",
        "Sent letters",
        "Sending letters",
        "Size of letters",
    ]


@pytest.mark.parametrize(
    ("reached", "name", "words"),
    [
        (Reached(host="i.example", is_safe=False, sent="Sent"), "Reading letters", "without TLS"),
        (Reached(host="i.example", is_safe=True), "Sent letters", "no place for sent letters"),
        (Reached(host="s.example", is_safe=True, sent="Sent", most_bytes=5_000_000), "Size of letters", "5 MB only"),
    ],
)
def test_what_could_be_better_about_a_mailbox_is_told_with_what_to_do(
    reached: Reached, name: str, words: str
) -> None:
    office = Office()
    office.reached = reached
    warned = next(check for check in mailbox.examine(Box(office)) if check.verdict is Verdict.WARN)
    assert (warned.name, words in warned.told, bool(warned.cure)) == (name, True, True)


class Locked(Office):
    """Letters can be read, and none goes out."""

    def sending(self) -> Reached:
        raise NeedsReconnect("s.example does not know this name and password.")


def test_one_server_that_lets_nobody_in_does_not_hide_the_other() -> None:
    checks = {check.name: check for check in mailbox.examine(Box(Locked()))}
    assert checks["Reading letters"].verdict is Verdict.GOOD
    assert checks["Sending letters"].verdict is Verdict.BAD
    assert "app password" in checks["Sending letters"].cure


def test_the_doctor_looks_at_a_real_mailbox(owner: Actor, box: Account) -> None:
    checks = {check.name: check for check in examine(owner, box.pk)}
    assert checks["Reading letters"].verdict is not Verdict.BAD
    assert checks["Sending letters"].verdict is not Verdict.BAD
    assert "Sent letters" in checks

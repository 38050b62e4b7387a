"""A talk on a real Mastodon API server, from the desk: what others change is seen, and what comes in private stays private."""

from __future__ import annotations

from typing import Any

import pytest

from tests.counterparts.mastodon_server import MastodonServer
from tests.doors.web.conftest import seat
from tests.networks.mastodon.answers import fresh
from twoway.apps.accounts.actions import connect
from twoway.apps.accounts.models import Account
from twoway.apps.delivery.actions import enqueue, pause, resume
from twoway.apps.delivery.jobs import drain
from twoway.apps.delivery.models import Delivery
from twoway.apps.inbox.actions import reply
from twoway.apps.inbox.jobs import bring
from twoway.apps.inbox.models import Conversation, Message, TeamNote
from twoway.apps.inbox.queries import judged_reply
from twoway.apps.inbox.reacting import press_due, react, words_for
from twoway.apps.people.queries import personas_of
from twoway.domain.errors import BadInput, NotAllowed
from twoway.domain.permission import Actor
from twoway.domain.schedule import Urgency
from twoway.domain.states import ConversationState, DeliveryState
from twoway.domain.versions import Version
from twoway.work import wire
from twoway.work.now import now

pytestmark = [pytest.mark.mastodon, pytest.mark.django_db, pytest.mark.timeout(90)]


@pytest.fixture
def alder(mastodon_server: MastodonServer, owner: Actor, settings: Any) -> Account:
    settings.TWOWAY_NETWORK_ADDRESS = {"mastodon": mastodon_server.address}
    answers = {"address": mastodon_server.address, "token": mastodon_server.token("alder")}
    persona = personas_of(owner).first()
    assert persona is not None
    account = connect(owner, "mastodon", answers, persona_id=persona.pk, may_post=True)
    bring(account)
    account.refresh_from_db()
    return account


@pytest.fixture(autouse=True)
def _no_connection_is_left() -> Any:
    yield
    wire.close()


def out(account: Account, version: Version) -> Delivery:
    delivery = enqueue(account, version, urgency=Urgency.SCHEDULED, due_at=now())
    drain()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT, delivery.why
    return delivery


def test_what_somebody_changes_is_read_as_it_stands_now_and_what_it_said_before_is_kept(
    mastodon_server: MastodonServer, alder: Account
) -> None:
    post = out(alder, fresh())
    asked = mastodon_server.post("tom", "@alder lovely bread", in_reply_to_id=post.remote_id)
    bring(alder)
    message = Message.objects.get(remote_id=asked["id"])
    assert message.text == "@alder lovely bread"

    mastodon_server.ask("tom", "PUT", f"/api/v1/statuses/{asked['id']}", json={"status": "@alder stale bread"})
    for _ in range(2):
        bring(alder)

    message.refresh_from_db()
    assert message.text == "@alder stale bread"
    [note] = TeamNote.objects.filter(conversation=message.conversation)
    assert "lovely bread" in note.text
    assert Message.objects.filter(remote_id=asked["id"]).count() == 1


def test_a_private_word_is_private_here_and_its_answer_there(
    mastodon_server: MastodonServer, alder: Account, owner: Actor
) -> None:
    asked = mastodon_server.post("tom", "@alder my card number is wrong on the bill", visibility="direct")
    bring(alder)
    conversation = Conversation.objects.get(messages__remote_id=asked["id"])
    assert conversation.is_private
    assert conversation.state == ConversationState.OURS

    answer = reply(owner, conversation.pk, "@tom Thank you, we will send you a new one today.")
    drain()

    delivery = answer.delivery
    assert delivery is not None
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT, delivery.why
    seen = mastodon_server.ask("tom", "GET", f"/api/v1/statuses/{delivery.remote_id}")
    assert (seen["visibility"], seen["in_reply_to_id"]) == ("direct", asked["id"])


def test_who_may_post_passes_on_what_was_said_in_public_and_nobody_what_was_said_in_private(
    mastodon_server: MastodonServer, alder: Account, owner: Actor, replier: Actor
) -> None:
    praise = mastodon_server.post("tom", "@alder the best rye in town")
    secret = mastodon_server.post("tom", "@alder my card number is wrong", visibility="direct")
    bring(alder)
    said, whispered = (Message.objects.get(remote_id=one["id"]) for one in (praise, secret))

    assert words_for(owner, said.conversation) == ("like", "boost")
    assert words_for(replier, said.conversation) == words_for(owner, whispered.conversation) == ("like",)
    with pytest.raises(NotAllowed):
        react(replier, said.pk, "boost")
    with pytest.raises(BadInput, match="in private"):
        react(owner, whispered.pk, "boost")
    paused = pause(owner, "A bad day", lets_replies=True)
    react(owner, said.pk, "like")
    react(owner, said.pk, "boost")
    press_due()
    seen = mastodon_server.ask("alder", "GET", f"/api/v1/statuses/{praise['id']}")
    assert (seen["favourited"], seen["reblogged"]) == (True, False)

    resume(owner, paused.pk)
    press_due()
    assert mastodon_server.ask("alder", "GET", f"/api/v1/statuses/{praise['id']}")["reblogged"]


def test_a_whole_version_arrives_as_it_was_meant(mastodon_server: MastodonServer, alder: Account) -> None:
    version = Version(
        text=fresh("Only for followers").text, audience="private", warning="Bread", first_comment="And a map."
    )

    delivery = out(alder, version)

    seen = mastodon_server.ask("alder", "GET", f"/api/v1/statuses/{delivery.remote_id}")
    assert (seen["visibility"], seen["spoiler_text"]) == ("private", "Bread")
    below = mastodon_server.ask("alder", "GET", f"/api/v1/statuses/{delivery.remote_id}/context")["descendants"]
    assert [(one["visibility"], one["in_reply_to_id"]) for one in below] == [("private", delivery.remote_id)]
    assert delivery.why == ""


def test_an_answer_is_folded_away_behind_the_same_words_as_the_question(
    mastodon_server: MastodonServer, alder: Account, owner: Actor
) -> None:
    asked = mastodon_server.post("tom", "@alder is there honey in it?", spoiler_text="Food, honey")
    bring(alder)
    conversation = Conversation.objects.get(messages__remote_id=asked["id"])

    counted, _ = judged_reply(conversation, "@tom There is, a spoonful.")
    answer = reply(owner, conversation.pk, "@tom There is, a spoonful.")
    drain()

    delivery = answer.delivery
    assert delivery is not None
    delivery.refresh_from_db()
    seen = mastodon_server.ask("tom", "GET", f"/api/v1/statuses/{delivery.remote_id}")
    assert seen["spoiler_text"] == "Food, honey"
    assert counted.limit == 500 - len("Food, honey")
    page = seat(owner).get(f"/inbox/{conversation.pk}/").content.decode()
    assert "folded away behind “Food, honey”" in page

"""Signing in on a network's own page: somebody goes there, and comes back with something that is of use once.

Between the two lies a row that only the person who began it can use, in the workspace where they began it, once, and for a
quarter of an hour. Whatever does not fit is told, and nothing is kept of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from twoway.apps.accounts.actions import checked_answers, keep_connection, require_same
from twoway.apps.accounts.models import Account, SignIn
from twoway.apps.accounts.queries import account_of, base_address, http_to, network_name, trusted_addresses
from twoway.apps.accounts.vouching import vouched
from twoway.apps.audit.actions import note
from twoway.apps.people.queries import persona_of
from twoway.domain.errors import BadInput, NotAllowed, Refused, TwowayError
from twoway.domain.heads import parts_of
from twoway.domain.permission import Actor, Verb
from twoway.domain.versions import Connection
from twoway.plug import finder, oauth
from twoway.plug.network import Network
from twoway.plug.signing_in import Back, Handover
from twoway.work.sealing import seal, unseal

#: How long somebody may take on the network's page.
PATIENCE = timedelta(minutes=15)
#: For so long it is known what became of one, so that a page that is opened again can say so.
REMEMBERED = timedelta(days=1)
#: Where it stands in what is sealed to which place of ours somebody has to come back.
_PLACE = "twoway:place"
_UNKNOWN = "This sign-in is not known here. Begin it again under Accounts."


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Where the person goes now, and which row waits for them."""

    address: str
    sign_in: SignIn

    @property
    def host(self) -> str:
        """Whose page it is, for people."""
        return parts_of(self.address).netloc


def begin_connecting(
    actor: Actor,
    slug: str,
    answers: Mapping[str, str],
    *,
    persona_id: int,
    back: Back,
    account_id: int | None = None,
    may_post: bool | None = None,
    came_from: str = "",
) -> Begun:
    """Prepare a sign-in on the network's own page; the person goes to `address` and comes back to `back.address`.

    With `account_id` only that account may come back. Raises BadInput for wrong answers, and the network's own answers.
    """
    actor.require(Verb.CONNECT)
    network = finder.network(slug)
    persona = persona_of(actor, persona_id)
    expected = account_of(actor, account_id) if account_id else None
    clean = checked_answers(network.facts.connecting.page_questions, _given(network, answers, expected))
    if expected is not None:
        # Where it lives and what it is called may have changed; who it is has not.
        clean["account"] = expected.remote_id
    address = base_address(slug, clean.get("address", ""))
    place = oauth.random_word()
    told = replace(vouched(network, back), own=f"{back.address}{place}/")
    handover = _handover(network, address, clean, told)
    forget_old()
    return _keep(
        actor,
        handover,
        place if handover.is_own else "",
        SignIn(
            persona=persona,
            network=slug,
            address=address,
            answers=clean,
            expected=expected,
            may_post=may_post,
            came_from=came_from,
        ),
    )


def _given(network: Network, answers: Mapping[str, str], expected: Account | None) -> Mapping[str, str]:
    """The answers; to connect an account again, what is known of it need not be said again."""
    if expected is None:
        return answers
    if expected.network != network.facts.slug:
        raise BadInput(
            f"{expected} is not on {network.facts.name}. Connect it again where it is, on {network_name(expected.network)}.",
            field="account",
        )
    return {"handle": expected.handle, "address": expected.address, **{k: v for k, v in answers.items() if v}}


def _handover(network: Network, address: str, answers: Mapping[str, str], back: Back) -> Handover:
    """What the network says to somebody who wants in; Refused when it would send them where nobody should go."""
    if network.begin is None or network.finish is None:
        raise BadInput(
            f"{network.facts.name} has no page for signing in here; its questions are answered under Accounts.",
            field="network",
        )
    handover = network.begin(http_to(address, {}, slug=network.facts.slug), answers, back)
    if not handover.address.isascii() or not handover.address.isprintable() or " " in handover.address:
        raise Refused(
            f"{network.facts.name} names a page for signing in whose address cannot be read. Tell whoever runs it."
        )
    parts = parts_of(handover.address)
    is_trusted = f"{parts.scheme}://{parts.netloc}" in {one.rstrip("/") for one in trusted_addresses()}
    if not parts.hostname or parts.username or not (parts.scheme == "https" or is_trusted):
        raise Refused(
            f"{network.facts.name} names a page for signing in that is not reached over https. Tell whoever runs it."
        )
    return handover


@transaction.atomic
def _keep(actor: Actor, handover: Handover, place: str, row: SignIn) -> Begun:
    """Write down what must be there when they come back, sealed."""
    row.workspace_id, row.user_id = actor.workspace_id, actor.user_id
    row.state_hash = _hash(handover.state)
    row.sealed = seal({**handover.keep, _PLACE: place}, settings.TWOWAY_SEALING_KEYS)
    row.ends_at = timezone.now() + PATIENCE
    row.save()
    name = finder.network(row.network).facts.name
    note(
        actor, "begin sign-in", "sign-in", row.pk, f"Went to {parts_of(handover.address).netloc} to sign in to {name}"
    )
    return Begun(address=handover.address, sign_in=row)


def is_of(begun: Begun, state: str) -> bool:
    """Whether somebody who brings this state comes back from that sign-in."""
    return _hash(state) == begun.sign_in.state_hash


def finish_connecting(actor: Actor, state: str, returned: Mapping[str, str], *, place: str = "") -> Account:
    """Connect the account of somebody who comes back with `returned`, the parameters of the address.

    `place` is what stood in the address behind the one that all come back to ("" for that one). Raises BadInput when the sign-in
    is unknown, used, too old or another account's, came to another's place, or when they said no; NotAllowed when somebody else
    began it; and the network's own answers. Then nothing is kept, and what was begun cannot be used again.
    """
    actor.require(Verb.CONNECT)
    row = _own(actor, state)
    sealed = _use(row)
    network = finder.network(row.network)
    try:
        kept = dict(unseal(sealed, settings.TWOWAY_SEALING_KEYS))
        _require_place(row, kept.pop(_PLACE, ""), place)
        connection = _connection(network, row, kept, returned)
    except TwowayError as error:
        _note_end(actor, row, f"The sign-in to {network.facts.name} came to nothing: {error.for_people}")
        raise
    account = keep_connection(actor, network, row.persona, connection, may_post=row.may_post)
    SignIn.objects.filter(pk=row.pk).update(made=account)
    return account


def _own(actor: Actor, state: str) -> SignIn:
    """The row behind a state, if this is the person who began it and it can still be used."""
    row = SignIn.objects.select_related("made", "expected", "persona").filter(state_hash=_hash(state)).first()
    if row is None:
        raise BadInput(_UNKNOWN)
    if row.user_id != actor.user_id:
        raise NotAllowed("Somebody else began this sign-in, so it cannot be finished here. Begin one of your own.")
    if row.workspace_id != actor.workspace_id:
        raise NotAllowed("You began this sign-in in another workspace. Change to it, then load this page again.")
    if row.used_at is not None:
        raise BadInput(_used(row))
    if row.ends_at <= timezone.now():
        raise BadInput(
            f"More than {PATIENCE.seconds // 60} minutes went by since this sign-in began. Begin it again."
        )
    return row


def _used(row: SignIn) -> str:
    if row.made is not None:
        name = finder.network(row.network).facts.name
        return f"This sign-in is finished already: {row.made} on {name} is connected. There is nothing more to do."
    return "This sign-in was used already, and it can be used only once. Begin it again."


def _use(row: SignIn) -> str:
    """What was kept, taken out so that nobody can use it a second time."""
    found = SignIn.objects.filter(pk=row.pk, used_at=None)
    if not found.update(used_at=timezone.now(), sealed=""):
        raise BadInput(_used(row))
    return row.sealed


def _require_place(row: SignIn, meant: str, place: str) -> None:
    """BadInput for an answer that came to another sign-in's place: some other server gave it (RFC 9700, 4.4)."""
    if place != meant:
        host = parts_of(row.address).netloc or row.address
        raise BadInput(
            f"That answer came to another address than the one for {host}, so it was not used. Begin it again.",
            for_log="the redirect address does not fit",
        )


def _connection(network: Network, row: SignIn, kept: Mapping[str, str], returned: Mapping[str, str]) -> Connection:
    """The access that the network gives for this; BadInput when it is another account's than was asked for."""
    if network.finish is None:
        raise BadInput(_UNKNOWN)
    connection = network.finish(http_to(row.address, {}, slug=row.network), kept, returned)
    if row.expected is not None:
        require_same(network, row.expected, connection)
    return connection


@transaction.atomic
def _note_end(actor: Actor, row: SignIn, words: str) -> None:
    note(actor, "end sign-in", "sign-in", row.pk, words)


def began(state: str) -> SignIn | None:
    """The sign-in with this state, for saying where it began; None when it is unknown."""
    return SignIn.objects.filter(state_hash=_hash(state)).first() if state else None


def forget_old() -> int:
    """Throw away sign-ins that nobody can use any more; what was sealed in one that was not used goes at its end."""
    now = timezone.now()
    SignIn.objects.filter(ends_at__lt=now).exclude(sealed="").update(sealed="")
    return SignIn.objects.filter(ends_at__lt=now - REMEMBERED).delete()[0]


def client_document(slug: str, back: Back) -> Mapping[str, object] | None:
    """What a network's servers may read about who asks; None where they want no such thing, or cannot reach us."""
    network = finder.network(slug)
    if network.client is None or not back.site:
        return None
    return network.client(vouched(network, back))


def _hash(state: str) -> str:
    return sha256(state.encode(errors="replace")).hexdigest()

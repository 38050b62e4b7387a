"""Examining an account: one look after the other, each told as soon as it is over."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from twoway.apps.accounts.queries import network_of
from twoway.apps.doctor.looks import ASKING, LOOKS, Patient
from twoway.apps.doctor.models import Examination
from twoway.apps.doctor.queries import patient_of
from twoway.domain.permission import Actor, Verb
from twoway.plug.signing_in import Check, Verdict


def examine(actor: Actor, account_id: int, *, offline: bool = False) -> Iterator[Check]:
    """Look at an account from end to end; each thing is given as soon as it was looked at, and all of it is kept at the end.

    Nothing is sent, changed or marked there. `offline` asks nobody. BadInput for an account that is not here.
    """
    actor.require(Verb.READ)
    account = patient_of(actor, account_id)
    return _examined(actor, Patient(account=account, network=network_of(account), at=timezone.now()), offline=offline)


def _examined(actor: Actor, patient: Patient, *, offline: bool) -> Iterator[Check]:
    found: list[Check] = []
    for check in _looked(patient, offline=offline):
        found.append(check)
        yield check
    Examination.keep(patient.account, found, actor.name, timezone.now())


def _looked(patient: Patient, *, offline: bool) -> Iterator[Check]:
    if patient.account.removed_at is not None:
        yield Check(
            name="Account",
            verdict=Verdict.BAD,
            told="This account was removed, and its secrets are forgotten.",
            cure="Connect it again under Accounts, if it should speak for you.",
        )
        return
    is_shut = offline
    for look in LOOKS:
        if is_shut and look in ASKING:
            continue
        for check in look(patient):
            yield check
            is_shut = is_shut or (look in ASKING and check.verdict is Verdict.BAD)
    if is_shut:
        why = "nobody was to be asked" if offline else "its answers above must be mended first"
        yield Check(
            name="The rest",
            verdict=Verdict.UNKNOWN,
            told=f"What only {patient.network.facts.name} knows was not looked at: {why}.",
        )

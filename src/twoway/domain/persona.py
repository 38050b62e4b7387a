"""Words for people: what kinds of hat there are."""

from __future__ import annotations

from enum import StrEnum


class PersonaKind(StrEnum):
    """Work and private life are kept apart; double duty is both in one account, chosen knowingly."""

    WORK = "work"
    PERSONAL = "personal"
    DOUBLE = "double duty"


PERSONA_KINDS = {
    PersonaKind.WORK: "Work: the business speaks here",
    PersonaKind.PERSONAL: "Personal: a private person speaks here",
    PersonaKind.DOUBLE: "Double duty: one account for both",
}

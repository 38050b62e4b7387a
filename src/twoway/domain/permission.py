"""Who may do what: roles, verbs, and the one table that joins them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from twoway.domain.errors import NotAllowed


class Role(StrEnum):
    """What somebody is in a workspace."""

    OWNER = "owner"
    MANAGER = "manager"
    WRITER = "writer"
    REPLIER = "replier"
    APPROVER = "approver"
    GUEST = "guest"


class Verb(StrEnum):
    """What somebody may want to do; the value reads after "may not"."""

    READ = "read here"
    WRITE = "write posts"
    SEND = "send or schedule posts"
    APPROVE = "say yes or no to posts"
    REPLY = "answer people"
    CONNECT = "connect or change accounts"
    MANAGE = "change the workspace"


PERMISSIONS: Mapping[Role, frozenset[Verb]] = {
    Role.OWNER: frozenset(Verb),
    Role.MANAGER: frozenset({Verb.READ, Verb.WRITE, Verb.SEND, Verb.APPROVE, Verb.REPLY, Verb.CONNECT}),
    Role.WRITER: frozenset({Verb.READ, Verb.WRITE, Verb.SEND, Verb.REPLY}),
    Role.REPLIER: frozenset({Verb.READ, Verb.REPLY}),
    Role.APPROVER: frozenset({Verb.READ, Verb.APPROVE}),
    Role.GUEST: frozenset({Verb.READ}),
}


def may(role: Role, verb: Verb) -> bool:
    """Whether a role allows a verb."""
    return verb in PERMISSIONS[role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who acts in one workspace. Actions take an Actor, never a request."""

    user_id: int
    name: str
    workspace_id: int
    workspace: str
    role: Role

    def require(self, verb: Verb) -> None:
        """Pass, or raise NotAllowed in words that say who could."""
        if not may(self.role, verb):
            raise NotAllowed(f"As {self.role} of {self.workspace} you may not {verb}. An owner can change your role.")

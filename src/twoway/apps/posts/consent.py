"""Whether versions have the yes they need: read when a post is given its time, and again right before each is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from twoway.apps.accounts.models import Account
from twoway.apps.delivery.models import Delivery
from twoway.apps.people.models import Membership
from twoway.apps.posts.models import Approval, ApprovalRule, ApprovalText, PostVersion
from twoway.domain.approve import Consent, Given, Rule, consent, mark_of, may_say_yes, why_not
from twoway.domain.permission import Actor, Role
from twoway.domain.readers import DECIDES
from twoway.domain.schedule import Urgency
from twoway.domain.states import ApprovalState
from twoway.domain.versions import Version
from twoway.work import statements

ANYBODY = "somebody who may say it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Where a workspace lets nothing out without a yes: everywhere, and for personas by their number."""

    everywhere: Rule | None = None
    personas: Mapping[int, Rule] = field(default_factory=dict)

    def on(self, account: Account) -> tuple[Rule, ...]:
        """The rules that hold for an account's posts."""
        return tuple(rule for rule in (self.everywhere, self.personas.get(account.persona_id)) if rule is not None)

    def over(self, accounts: Iterable[Account]) -> tuple[Rule, ...]:
        """The rules that hold for a post on these accounts, each once."""
        return tuple(dict.fromkeys(rule for account in accounts for rule in self.on(account)))


def rules_of(workspace_id: int) -> Rules:
    """The workspace's rules; one question where there are none."""
    rows = ApprovalRule.objects.filter(workspace_id=workspace_id).prefetch_related("named")
    found = {row.persona_id: Rule(named=frozenset(user.pk for user in row.named.all())) for row in rows}
    return Rules(everywhere=found.get(None), personas={i: rule for i, rule in found.items() if i is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The members of a workspace, as far as a yes is concerned."""

    roles: Mapping[int, Role]
    names: Mapping[int, str]

    def may_say_yes(
        self, rules: Rules, accounts: Iterable[Account], authors: Collection[int | None]
    ) -> tuple[int, ...]:
        """Who may say yes to a post of these authors on these accounts, by name."""
        known = frozenset(i for i in authors if i is not None)
        able = may_say_yes(self.roles, rules.over(accounts), known)
        return tuple(sorted(able, key=lambda i: self.names[i].casefold()))

    def listed(self, ids: Iterable[int]) -> str:
        """Their names in a sentence."""
        names = [self.names[i] for i in ids if i in self.names]
        return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def team_of_workspace(workspace_id: int) -> Team:
    """Everybody who is in a workspace."""
    places = list(Membership.objects.filter(workspace_id=workspace_id).select_related("user"))
    return Team(
        roles={place.user_id: Role(place.role) for place in places},
        names={place.user_id: str(place.user) for place in places},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What is written down about the yes for one post: the rules, the asking, and what was asked about each account."""

    rules: Rules
    approval: Approval | None = None
    texts: Mapping[int, ApprovalText] = field(default_factory=dict)

    def consent(self, account: Account, version: Version, at: datetime | None) -> Consent:
        """How it stands with a version that is to go at that time."""
        text = self.texts.get(account.pk)
        return consent(
            is_needed=bool(self.rules.on(account)),
            state=ApprovalState(self.approval.state) if self.approval else None,
            given=Given(mark=text.mark, is_yes=text.is_yes, at=text.at) if text else None,
            mark=mark_of(account.pk, version),
            at=at,
        )

    def why_not(self, account: Account, version: Version, at: datetime | None) -> str:
        """Why a version may not go for want of a yes, with the way out; "" when it may."""
        found = self.consent(account, version, at)
        return "" if found.lets_go else why_not(found, self.whom(found, account))

    def whom(self, found: Consent, account: Account) -> str:
        """Who is to be asked, or who answered, in words."""
        if found is not Consent.MISSING and self.approval is not None:
            return self.approval.whom
        named = frozenset[int]().union(*(rule.named for rule in self.rules.on(account)))
        if not named:
            return ANYBODY
        return team_of_workspace(account.workspace_id).listed(sorted(named)) or ANYBODY

    def overcomes(self, account: Account, version: Version, readers: Sequence[str]) -> Mapping[str, str]:
        """The findings that a yes for these very words overcomes: {code: reason}.

        What follows from whom a post is meant for, it overcomes for the `readers` that it was asked about alone.
        """
        text = self.texts.get(account.pk)
        if text is None or not text.overcome or not text.is_yes or self.approval is None:
            return {}
        is_ours = self.approval.state == ApprovalState.YES and text.mark == mark_of(account.pk, version)
        if not is_ours:
            return {}
        is_for_them = set(readers) == set(self.approval.readers)
        return {code: why for code, why in text.overcome.items() if is_for_them or code not in DECIDES}


def books_of(workspace_id: int, post_id: int | None) -> Books:
    """The books of one post; of a post that is not saved yet, only the rules."""
    approval = None
    if post_id is not None:
        approval = Approval.objects.filter(post_id=post_id, workspace_id=workspace_id).first()
    texts = {text.account_id: text for text in approval.texts.all()} if approval else {}
    return Books(rules=rules_of(workspace_id), approval=approval, texts=texts)


def overcome_of(post_id: int, accounts: Sequence[Account]) -> Books | None:
    """The books as far as findings are overcome by a yes; None, after one question, where none is."""
    rows = ApprovalText.objects.filter(approval__post_id=post_id, is_yes=True, account__in=accounts)
    found = list(rows.exclude(overcome={}).select_related("approval"))
    if not found:
        return None
    return Books(rules=Rules(), approval=found[0].approval, texts={text.account_id: text for text in found})


# -- right before it is sent -------------------------------------------------------------------------------------------

#: Asked before each sending, and mostly the answer is no.
_ANYTHING = """SELECT 1 WHERE EXISTS (SELECT 1 FROM posts_approvalrule rule WHERE rule.workspace_id = %s
AND (rule.persona_id IS NULL OR rule.persona_id = %s))
OR EXISTS (SELECT 1 FROM posts_postversion version JOIN posts_approval approval ON approval.post_id = version.post_id
WHERE version.delivery_id = %s AND approval.state <> 'withdrawn')"""


def missing(delivery: Delivery) -> str:
    """Why a delivery may not go for want of a yes, in a sentence; "" when it may. Answers to people need none.

    Its time is not asked about: a move asks for the yes anew, and what was held back for another reason may go later.
    """
    account = delivery.account
    if delivery.urgency == Urgency.URGENT:
        return ""
    if not statements.ask(_ANYTHING, (account.workspace_id, account.persona_id, delivery.pk)):
        return ""
    post_id = PostVersion.objects.filter(delivery=delivery).values_list("post_id", flat=True).first()
    return books_of(account.workspace_id, post_id).why_not(account, delivery.version, None)


def may_say_yes_here(actor: Actor, account: Account) -> bool:
    """Whether this very person may say yes to what they themselves want to say or change on an account."""
    rules = rules_of(actor.workspace_id)
    if not rules.on(account):
        return True
    return actor.user_id in team_of_workspace(actor.workspace_id).may_say_yes(rules, (account,), (actor.user_id,))

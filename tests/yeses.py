"""What tests about a yes begin with: a post, a rule, and a lane that runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from twoway.apps.accounts.models import Account
from twoway.apps.delivery import jobs
from twoway.apps.posts.actions import save
from twoway.apps.posts.approval_rules import require_yes
from twoway.apps.posts.models import Post
from twoway.apps.posts.queries import Draft, draft_of, post_of
from twoway.domain.permission import Actor

WORDS = "Fresh rye at eight on Saturday. Come and try a slice."


def written(who: Actor, *accounts: Account, master: str = WORDS, **more: Any) -> Post:
    return save(who, Draft(master=master, account_ids=tuple(a.pk for a in accounts), **more))


def rewritten(who: Actor, post: Post, master: str) -> Post:
    return save(who, replace(draft_of(post_of(who, post.pk)), master=master))


def soon() -> Any:
    return timezone.now() + timedelta(hours=3)


def ruled(owner: Actor, *named: Actor) -> None:
    require_yes(owner, named=[one.user_id for one in named])


def run_lanes() -> None:
    jobs.drain()

"""Reddit: texts can be tailored and checked for it; accounts cannot be connected yet.

Followed: www.reddit.com/dev/api (`/api/submit`, `/api/comment`), as read on 2026-11-22, and what others tell of it. Markdown
stays as it is written; the title is the post's own, or else its first line. Since November 2025 every program needs an approval
of its own, and each community has rules of its own on advertising.

Nothing was tried on the live network. Sources differ on the length of a text (40,000, 10,000 or 5,000): the shortest stands in
the facts. A picture cannot go with words, so none is sent. People are written u/name, and a typed @name is plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from twoway.domain.facts import (
    AppFacts,
    AppField,
    Byline,
    Card,
    Connecting,
    Facts,
    Grammar,
    HashtagFacts,
    HashtagUse,
    Idempotency,
    Limit,
    MediaFacts,
    MentionFacts,
    PageFacts,
    Standing,
    TextFacts,
    Unit,
)
from twoway.domain.payloads import call, headline
from twoway.domain.versions import Version

_CHECKED = date(2026, 11, 22)
_API = "https://www.reddit.com/dev/api"
_OTHERS = "https://www.ayrshare.com/docs/help-center/technical-support/character_limits"
_TITLE = 300


def _told(value: int, source: str = _OTHERS, standing: Standing = Standing.THIRD_PARTY) -> Limit:
    return Limit(value=value, unit=Unit.CODE_POINTS, source=source, checked_on=_CHECKED, standing=standing)


FACTS = Facts(
    slug="reddit",
    name="Reddit",
    glyph="r/",
    colours=("#a83604", "#ffb390"),
    home="https://www.reddit.com",
    default_address="https://oauth.reddit.com",
    text=TextFacts(
        limit=_told(5000),
        comment_limit=_told(10_000),
        title_limit=_told(_TITLE, f"{_API}#POST_api_submit", Standing.DOCUMENTED),
        markdown=True,
        grammar=Grammar.FEDIVERSE,
    ),
    # A # at the start of a line makes a heading.
    hashtags=HashtagFacts(use=HashtagUse.NOTHING, usual=0, source="https://www.reddit.com/wiki/markdown"),
    mentions=MentionFacts(handle=r"[A-Za-z0-9_-]{1,20}", example="sunnybank", notifies=False, sign="u/"),
    media=MediaFacts(most=0, bytes_limit=0, types=(), takes_alt=False, source=_OTHERS),
    idempotency=Idempotency.NONE,
    connecting=Connecting(questions=(), needs="Accounts cannot be connected yet.", minutes=0),
    cannot=("connect an account or send anything yet", "send pictures with words", "change a title"),
    sources=((f"{_API}#POST_api_submit", _CHECKED), (f"{_API}#POST_api_comment", _CHECKED), (_OTHERS, _CHECKED)),
    edits=True,
    page=PageFacts(actions=("Upvote", "Comment", "Award", "Share"), byline=Byline.INSTEAD, card=Card.SLIM, corner=16),
    app=AppFacts(
        console="https://www.reddit.com/prefs/apps",
        steps=(
            "Read the Responsible Builder Policy: since November 2025 every new app has to be allowed first.",
            (
                "Ask for access through the form that the policy names, and say what you will read and write. For a "
                "business, that means a contract."
            ),
            "When you were allowed, open reddit.com/prefs/apps, press “create another app” and choose “web app”.",
            "Paste the address below as redirect address.",
            "Copy the id that stands below the name of the app, and the secret.",
        ),
        fields=(
            AppField(
                name="client_id",
                label="Client id",
                where="Below the name of the app, without a label",
                pattern="[A-Za-z0-9_-]{14,24}",
                example="exampleId_0123",
            ),
            AppField(
                name="client_secret",
                label="Secret",
                where="In the app's box, beside “secret”",
                pattern="[A-Za-z0-9_-]{25,40}",
                example="exampleExample_0123456789abc",
                secret=True,
            ),
        ),
        costs="Free up to about 100 calls a minute for what is not a business; a contract for the rest",
        review="By Reddit, for every new app, for as long as it takes.",
        will_not=(
            "anything before Reddit has said yes",
            "advertising in communities whose rules forbid it",
        ),
        minutes=30,
        source="https://support.reddithelp.com/hc/en-us/articles/42728983564564-Responsible-Builder-Policy",
        checked_on=_CHECKED,
        standing=Standing.THIRD_PARTY,
    ),
)


def to_payload(version: Version, key: str) -> Mapping[str, object]:
    """The form of a text post, complete but for the community, or of a comment."""
    if version.reply_to:
        answer = {"api_type": "json", "thing_id": version.reply_to.remote_id, "text": version.text}
        return call("POST /api/comment", answer)
    post = {
        "api_type": "json",
        "kind": "self",
        "title": version.title or headline(version.text, _TITLE),
        "text": version.text,
    }
    return call("POST /api/submit", post | {"sendreplies": True})

"""What is known of a network, as a page: the docs print it as Markdown, and the help in the product shows the same."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from twoway.domain.facts import AppFacts, Facts, HashtagUse, Idempotency, Limit, Question, RateFacts
from twoway.plug.network import Network

#: What a network's functions mean for people; what is not named here is a step of something that is.
ABILITIES = {
    "connect": "connect an account",
    "publish": "post",
    "find": "find out whether an unsure post is there",
    "fetch": "bring what people write",
    "look_again": "notice what people take back",
    "look_up": "look up people",
    "instance": "read the limits of your server",
    "introduce": "notice when the account is called otherwise",
    "renew": "renew its access by itself",
    "begin": "sign in on the network's own page",
    "edit": "change a post that is out",
    "delete": "take a post down",
    "react": "like what people wrote",
    "counts": "read likes, reposts and answers",
    "search": "search what is said",
    "people": "find people while you type",
    "examine": "tell what is wrong with a connection",
    "wakes": "hear of news at once",
    "from_hook": "be called by the network when there is news",
}

#: What each way against sending twice comes to when an answer is lost.
NEVER_TWICE = {
    Idempotency.CLIENT_ID: (
        "We choose the id of a post before it is sent. When an answer is lost, the same id is looked for, and sent again if it "
        "is not there: the same id is the same post, however often it is sent."
    ),
    Idempotency.KEY_WITH_WINDOW: (
        "Every post carries a key that the network remembers for a while. When an answer is lost, we look first; within that "
        "time the same key may be sent again and makes nothing twice. A key is never sent twice at the same time."
    ),
    Idempotency.TWO_PHASE: (
        "A post is made ready first and let out by a second call. What was made ready has an id of its own, so when an answer is "
        "lost that id is asked whether it is out, and let out only if it is not."
    ),
    Idempotency.NONE: (
        "When an answer is lost, nothing is sent again blindly: our latest "
        "posts are looked through, and where that does not settle it you are shown the evidence and asked."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the page: words, then a list (numbered or not), then a table with its head."""

    title: str
    words: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    is_numbered: bool = False
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def abilities(network: Network) -> tuple[str, ...]:
    """What Twoway can do there, in words for people; nothing where no account can be connected yet."""
    can = network.can() if network.is_connectable else ()
    return tuple(words for name, words in ABILITIES.items() if name in can)


def standing(network: Network) -> str:
    """Whether accounts can be connected, in one sentence."""
    if network.is_connectable:
        return "Accounts can be connected."
    return "Accounts cannot be connected yet: texts are tailored and checked for it, and nothing is sent."


def about(network: Network) -> str:
    """What its module says of itself: which pages were followed, and what is not verified."""
    # A network may be a module, or a folder that hands its functions on and says what it is.
    name = network.to_payload.__module__
    homes = (sys.modules.get(one) for one in (name.rpartition(".")[0], name))
    module = next((home for home in homes if getattr(home, "FACTS", None) is network.facts), None)
    return inspect.cleandoc(module.__doc__ or "") if module else ""


def parts(network: Network) -> tuple[Part, ...]:
    """The whole page, in its order; parts without anything in them are left out."""
    facts = network.facts
    told = (
        Part(title="What Twoway can do there", words=(standing(network),), items=abilities(network)),
        Part(title="What it cannot do", items=facts.cannot),
        Part(title="Limits", head=("limit", "value", "how well it is known", "read at"), rows=tuple(_limits(facts))),
        Part(title="How it works there", head=("", ""), rows=tuple(_facts(facts))),
        Part(title="Never twice", words=(_offers(facts), _never_twice(facts))),
        _rates(facts),
        _connecting(network),
        *((_app(facts.app),) if facts.app else ()),
        Part(title="Where this was read", items=tuple(f"{page} on {day}" for page, day in facts.sources)),
    )
    return tuple(part for part in told if part.words or part.items or part.rows)


def _offers(facts: Facts) -> str:
    what = "nothing" if facts.idempotency is Idempotency.NONE else facts.idempotency
    return f"Against sending twice it offers: {what}."


def _never_twice(facts: Facts) -> str:
    window = facts.key_window_seconds
    more = f" The key holds for {_span(window)}." if window else ""
    return NEVER_TWICE[facts.idempotency] + more


def _span(seconds: int) -> str:
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size} {unit}{'' if seconds == size else 's'}"
    return f"{seconds} seconds"


def _limit(name: str, limit: Limit) -> tuple[str, ...]:
    return (
        name,
        f"{limit.value:,} {limit.unit.words}",
        str(limit.standing),
        f"{limit.source} on {limit.checked_on}",
    )


def _limits(facts: Facts) -> Iterator[tuple[str, ...]]:
    named = (
        ("Text", facts.text.limit),
        ("Text, in bytes", facts.text.bytes_limit),
        ("Text beside pictures", facts.text.caption_limit),
        ("Answer", facts.text.comment_limit),
        ("Title", facts.text.title_limit),
        ("Description of a picture", facts.media.alt_limit),
    )
    yield from (_limit(name, limit) for name, limit in named if limit)


def _facts(facts: Facts) -> Iterator[tuple[str, str]]:
    tags, media = facts.hashtags, facts.media
    hard = f", never more than {tags.most}" if tags.most is not None else ""
    yield "Address", facts.home
    yield "A handle looks like", f"@{facts.mentions.example}"
    yield "Hashtags", f"are for {tags.use}" if tags.use is HashtagUse.SEARCH else "do nothing"
    yield "Hashtags in one post", f"{tags.usual} are usual{hard}"
    least = f"at least {media.least}, " if media.least else ""
    kinds = f"{least}{media.most}, each up to {media.bytes_limit:,} bytes, {', '.join(media.types)}"
    yield "Pictures in one post", kinds if media.most else "none"
    yield "A link counts", "as it is written" if facts.text.link_length is None else f"{facts.text.link_length} signs"
    if facts.audiences:
        yield "Who may see a post", ", ".join(audience.label for audience in facts.audiences)
    yield "A post costs", facts.cost_per_post
    offers = (
        ("threads", facts.threads),
        ("a first comment of one's own", facts.first_comment),
        (_changing(facts), facts.edits),
        ("words that stand before a folded text", facts.warnings),
        ("answers through its API", facts.answers),
    )
    yield "The network itself has", ", ".join(words for words, has in offers if has) or "none of what others have"
    if facts.fetches_media:
        yield "Pictures", "are fetched from a public address of yours, so Twoway must be reachable over https"


def _changing(facts: Facts) -> str:
    within = f" for {_span(facts.edit_seconds)}" if facts.edit_seconds else ""
    return f"changing words that are out{within}"


def _rates(facts: Facts) -> Part:
    return Part(
        title="How much it takes",
        head=("posts", "in", "counted for", "how well it is known", "read at"),
        rows=tuple(_rate(rate) for rate in facts.rates),
    )


def _rate(rate: RateFacts) -> tuple[str, ...]:
    whose = "all of yours together" if rate.for_app else "each account"
    return (f"{rate.posts:,}", _span(rate.seconds), whose, str(rate.standing), f"{rate.source} on {rate.checked_on}")


def _connecting(network: Network) -> Part:
    connecting = network.facts.connecting
    minutes = f"{connecting.minutes} minutes" if connecting.minutes else "a moment"
    if not network.is_connectable:
        return Part(title="Connecting an account")
    words = f"You need: {connecting.needs.rstrip('.')}. It takes {minutes} and costs: {connecting.costs}."
    there, here = map(_asked, (connecting.page_questions, connecting.questions))
    if not network.signs_in_there:
        return Part(title="Connecting an account", words=(words, "You are asked:" if here else ""), items=here)
    way = "You sign in on the network's own page. Before you go there you are asked, and with "
    otherwise = tuple(f"With {connecting.otherwise}: {line}" for line in here)
    told = f"{way}{connecting.otherwise} instead:" if here else f"{way.partition(',')[0]}:"
    return Part(title="Connecting an account", words=(words, told), items=(*there, *otherwise))


def _asked(questions: Sequence[Question]) -> tuple[str, ...]:
    return tuple(f"{q.label}{'' if q.required else ' (if you like)'}. {q.help}".strip() for q in questions)


#: Beside an address to paste that lies inside a house.
NOT_OUTSIDE = (
    "This address is one inside your own computer or network, and most networks take only public ones with https. Put Twoway "
    "on a server and name its address in TWOWAY_ADDRESS first; otherwise you have to change it there later."
)
_ADDRESS = "The address to paste is shown by the guide: Help, Networks, Set up an app; or by “twoway apps show”."


def _app(app: AppFacts) -> Part:
    keys = tuple((field.label, field.where, "kept secret" if field.secret else "") for field in app.fields)
    told = (
        f"It wants a developer app of your own. Making it takes about {app.minutes} minutes.",
        f"It costs: {app.costs}.",
        f"Who must allow it: {app.review}",
        f"What will not work: {'; '.join(app.will_not)}.",
        f"Read at {app.source} on {app.checked_on} ({app.standing}).",
        *([_ADDRESS] if app.takes_address else []),
    )
    return Part(
        title="The developer app",
        words=told,
        items=app.steps,
        is_numbered=True,
        head=("key", "where it stands", ""),
        rows=keys,
    )

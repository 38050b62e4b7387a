"""What is known about a network, as data: limits with their source and the day they were checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    """How a network measures the length of a text. The counters live in `domain.text.count`."""

    GRAPHEMES = "graphemes"
    CODE_POINTS = "code-points"
    UTF16 = "utf-16"
    BYTES = "bytes"
    EMOJI_AS_BYTES = "characters, emoji as bytes"
    X_WEIGHTED = "x-weighted"
    FEDIVERSE = "fediverse"

    @property
    def words(self) -> str:
        """What is counted, for a person: “280 …”."""
        match self:
            case Unit.GRAPHEMES:
                return "characters as a reader sees them"
            case Unit.CODE_POINTS:
                return "characters"
            case Unit.UTF16:
                return "characters, most emoji as two"
            case Unit.BYTES:
                return "bytes, plain letters as one and others as two to four"
            case Unit.EMOJI_AS_BYTES:
                return "characters, emoji as bytes"
            case Unit.X_WEIGHTED:
                return "characters, emoji and East Asian signs as two"
            case Unit.FEDIVERSE:
                return "characters as a reader sees them, of a handle only the name"


class Grammar(StrEnum):
    """How a network finds links, people and hashtags in a text. The finders live in `domain.text`."""

    FACETS = "whatever looks like a domain is a link; the record carries byte offsets"
    FEDIVERSE = "links need a scheme; people may carry their server's name"
    WEIGHTED = "links with or without a scheme, if the last part is a known top-level domain"


class Standing(StrEnum):
    """How well a fact is known."""

    DOCUMENTED = "documented"
    MEASURED = "measured"
    THIRD_PARTY = "third party"
    UNVERIFIED = "unverified"


class Idempotency(StrEnum):
    """What a network offers against sending twice (facts that decide how an unsure delivery is settled)."""

    CLIENT_ID = "client id"
    KEY_WITH_WINDOW = "key with a window"
    TWO_PHASE = "two-phase handle"
    NONE = "none"


class HashtagUse(StrEnum):
    """What a hashtag does for the reader of a network."""

    SEARCH = "search"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number a network holds us to, in `unit`, with the page it was read on and when."""

    value: int
    unit: Unit
    source: str
    checked_on: date
    standing: Standing = Standing.DOCUMENTED


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFacts:
    """How text is counted. `link_length` is the fixed price of a link, None where it counts as written.

    `grammar` None: the one that goes with the unit (fediverse, weighted, else facets). `refused` are signs that the
    network does not take at all. `expects_words`: readers there look for at least so many. `takes_phone` False: a
    text with a telephone number is refused. `warning_counts`: the words of a warning take room from the text.

    Other limits, in the same unit: `caption_limit` where pictures are attached, `comment_limit` for an answer (None: they
    are held to `limit`), `title_limit` where a post has a title of its own (None: it has none).
    """

    limit: Limit
    bytes_limit: Limit | None = None
    link_length: int | None = None
    markdown: bool = False
    fold: int | None = None
    grammar: Grammar | None = None
    refused: str = ""
    expects_words: int = 0
    takes_phone: bool = True
    caption_limit: Limit | None = None
    comment_limit: Limit | None = None
    title_limit: Limit | None = None
    warning_counts: bool = False

    def limit_for(self, *, is_reply: bool = False, has_pictures: bool = False) -> Limit:
        """The limit that holds for an answer, or for words beside pictures."""
        if is_reply and self.comment_limit:
            return self.comment_limit
        return self.caption_limit if has_pictures and self.caption_limit else self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class HashtagFacts:
    """What hashtags do there; more than `usual` looks wrong, more than `most` is refused (None: no hard limit)."""

    use: HashtagUse
    usual: int
    most: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """What a link does there; more than `most` is refused (None: no limit is known).

    `card_beside_pictures` False: with a picture attached, the link's preview card does not show.
    `cost` is what a post with a link costs there ("0.20 USD"), "" where it costs no more than any other; `quota`
    how many such posts are shown ("2 a month"), "" where there is no such number.
    `card_by_us`: there is no preview card unless whoever posts puts its words and picture there.
    `own_field`: the first link goes into a field of its own (a button, the picture), where it can be followed.
    """

    clickable: bool = True
    most: int | None = None
    card_beside_pictures: bool = True
    source: str = ""
    cost: str = ""
    quota: str = ""
    own_field: bool = False
    card_by_us: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionFacts:
    """`handle` is a regular expression that matches a whole handle of this network without the leading @.

    `telling` is one that matches only handles whose form gives the network away (`name.bsky.social`,
    `name@server`); None where a bare name could be anyone's. `leading_hides`: a post that begins with a
    handle is shown as an answer, to few. `notifies` False: a typed @name is plain text there. `needs_id`: a handle
    that was not looked up is plain text there. `sign` is what people write before a handle. More than `most` in one post are
    taken for spam or refused (None: no number is known). `ids` is a regular expression of the ids with which somebody can be
    named by their plain name: `to_payload` tells the network who stands there (None: people are named by handles only).
    """

    handle: str
    telling: str | None = None
    example: str = ""
    leading_hides: bool = False
    notifies: bool = True
    needs_id: bool = False
    sign: str = "@"
    most: int | None = None
    ids: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFacts:
    """How many pictures of which kinds and sizes (bytes); `alt_limit` None means no limit is known.

    `ratios` are the narrowest and the widest width to height taken; `gif_moves` False: a moving picture is shown still.
    `mixes` False: pictures and films do not go into one post.
    """

    most: int
    bytes_limit: int
    types: tuple[str, ...]
    alt_limit: Limit | None = None
    takes_alt: bool = True
    source: str = ""
    least: int = 0
    ratios: tuple[float, float] | None = None
    gif_moves: bool = True
    mixes: bool = True


class Byline(StrEnum):
    """Where the handle stands in the line that says who posts."""

    BELOW = "below the name"
    BESIDE = "beside the name"
    INSTEAD = "in place of the name"
    NONE = "not shown"


class Card(StrEnum):
    """How a post shows where its link leads."""

    WIDE = "a picture over a title"
    SLIM = "one row"
    NONE = "not at all"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """How a post looks to its readers there, as far as a preview shows it.

    `actions` are the words below a post. `square`: accounts have square pictures. `pictures_first`: pictures stand above the
    words. `typeface` is a CSS font list, `corner` how round a post is, in px.
    """

    actions: tuple[str, ...] = ("Reply", "Repost", "Like")
    byline: Byline = Byline.BELOW
    square: bool = False
    pictures_first: bool = False
    card: Card = Card.WIDE
    typeface: str = "system-ui, sans-serif"
    corner: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFacts:
    """How many posts and answers a network takes in so many seconds, from one account or, `for_app`, from all of ours."""

    posts: int
    seconds: int
    for_app: bool = False
    source: str
    checked_on: date
    standing: Standing = Standing.DOCUMENTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One field of the connect form. A secret is never shown again."""

    name: str
    label: str
    help: str = ""
    secret: bool = False
    initial: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Connecting:
    """What a person needs at hand to connect an account, told before they begin."""

    questions: tuple[Question, ...]
    needs: str
    minutes: int
    costs: str = "Free"
    #: What is asked before a person goes to the network's own page to sign in there; never a secret.
    page_questions: tuple[Question, ...] = ()
    #: What `questions` are called beside that page: "an app password".
    otherwise: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who may see a post: its name in `Version.audience`, and the words for people.

    `needs_names`: nobody but who is named in it sees it; `is_narrow`: people who do not know the account yet never do.
    """

    name: str
    label: str
    needs_names: bool = False
    is_narrow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AppField:
    """One of the keys that a network gives to a developer app. `pattern` is a regular expression of a whole value.

    `usual` is one of values as they look today; one that does not fit it may still be right, and is only asked about.
    """

    name: str
    label: str
    where: str
    pattern: str
    example: str
    usual: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AppFacts:
    """What somebody has to do at a network before a program of theirs may speak there: its developer app.

    `steps` say what to click, in order. `review` is who must look at it first and how long that takes, `will_not` what does
    not work without it, or at all. `takes_address`: the address that people come back to has to be pasted there.
    """

    console: str
    steps: tuple[str, ...]
    fields: tuple[AppField, ...]
    costs: str
    review: str
    will_not: tuple[str, ...]
    minutes: int
    source: str
    checked_on: date
    standing: Standing = Standing.DOCUMENTED
    takes_address: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything generic code may ask about a network. `glyph` is one or two signs; colours are CSS colours."""

    slug: str
    name: str
    glyph: str
    colours: tuple[str, str] = ("#245", "#9cf")
    home: str
    default_address: str
    text: TextFacts
    hashtags: HashtagFacts
    mentions: MentionFacts
    media: MediaFacts
    idempotency: Idempotency
    connecting: Connecting
    cost_per_post: str = "Free"
    is_practice: bool = False
    key_window_seconds: int | None = None
    cannot: tuple[str, ...] = ()
    sources: tuple[tuple[str, date], ...] = field(default=())
    links: LinkFacts = field(default=LinkFacts())
    #: How a post looks to its readers, for previews.
    page: PageFacts = field(default=PageFacts())
    #: Words that only people of this network know, and that are at home there ("retweet").
    jargon: tuple[str, ...] = ()
    #: Readers come here for their work, not for company.
    is_for_work: bool = False
    #: What the network itself offers, whether or not Twoway uses it yet: a post may go on in answers to itself,
    threads: bool = False
    #: a comment of our own may stand first below a post (where links and hashtags can go),
    first_comment: bool = False
    #: words can be changed once they are out,
    edits: bool = False
    #: and for how many seconds after the post went out (None: for ever),
    edit_seconds: int | None = None
    #: who sees a post can be chosen (the first is what is usual; none: everybody sees everything),
    audiences: tuple[Audience, ...] = ()
    #: words can stand before a text that is folded away,
    warnings: bool = False
    #: what people wrote can be answered with one press: the words of `react`, the usual one first,
    reactions: tuple[str, ...] = ()
    #: (those of them that show somebody's words to our own followers are posting, not answering)
    passes_on: tuple[str, ...] = ()
    #: and what people write can be answered. False: `to_payload` refuses a version that answers something.
    answers: bool = True
    #: Words of our own may be said there. False: it only answers people, and `publish` refuses what answers nothing.
    posts: bool = True
    #: Only who named or quoted us, or wrote under our own words, can be answered through the API.
    answers_only_addressed: bool = False
    #: The same words a second time are refused, or taken down as spam.
    refuses_repeats: bool = False
    #: Further servers of the network by name, with their addresses. An administrator may put others in their places.
    servers: Mapping[str, str] = field(default_factory=dict)
    #: How much may be sent; kept to before the network has to say so.
    rates: tuple[RateFacts, ...] = ()
    #: It takes pictures from an address of ours instead of having them sent, so that it must be able to reach us.
    fetches_media: bool = False
    #: What somebody needs to do there first, where every installation needs a developer app of its own.
    app: AppFacts | None = None

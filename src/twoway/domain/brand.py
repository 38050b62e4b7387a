"""A persona's brand template: how it sounds and looks, and how its posts are tailored. Data in, data out, words in between.

Each key can be set by words, the same ones on the page and on the command line: `changed` reads them, `shown` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, TypeVar

from twoway.domain.errors import BadInput
from twoway.domain.policy import Fit, HashtagPlace, LinkPlace, Policy
from twoway.domain.threads import Numbering

C = TypeVar("C", bound=StrEnum)

#: What an address template may hold in braces.
PLACES = ("network", "persona", "date")
UTM = ("utm_source", "utm_medium", "utm_campaign")
MOST_COLOURS = 6
#: Longer than this is no list of words any more.
MOST_SIGNS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """What a persona chose; what is empty or None is left to what suits each network.

    `voice` are words for how it sounds, `readers` who it speaks to, `never` ones that it does not say, `swaps` ones that it says
    in place of others, `must_have` what every post holds. `utm` are templates by parameter, for links to `own_hosts`.
    """

    voice: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    sign_off: str = ""
    never: tuple[str, ...] = ()
    swaps: Mapping[str, str] = field(default_factory=dict)
    must_have: tuple[str, ...] = ()
    hashtags: HashtagPlace | None = None
    most_hashtags: int | None = None
    camel_case: bool = False
    links: LinkPlace | None = None
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    own_hosts: tuple[str, ...] = ()
    most_emoji: int | None = None
    numbering: Numbering = Numbering.SLASH
    fit: Fit = Fit.ASK
    jargon: bool = True

    @property
    def utm(self) -> dict[str, str]:
        """The parameters that are put behind links, with their templates."""
        return {name: template for name in UTM if (template := getattr(self, name))}


PLAIN = Brand()


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One thing that can be chosen: what it is called, what it does, and the words it may be, where they are few."""

    name: str
    label: str
    help: str
    choices: Mapping[str, str] = field(default_factory=dict)
    is_list: bool = False


_AUTO = "as suits the network"
KEYS: tuple[Key, ...] = (
    Key(
        name="voice",
        label="How it sounds",
        help="A few words for whoever writes, such as warm, plain, a little dry.",
        is_list=True,
    ),
    Key(
        name="readers",
        label="Who it speaks to",
        help="Such as regulars, new in town. A post is for all of them, until Compose says which.",
        is_list=True,
    ),
    Key(name="colours", label="Colours", help="Up to six, such as #124d38. They mark the persona.", is_list=True),
    Key(name="sign_off", label="Sign-off", help="Closes every post, where it is not there already and has room."),
    Key(name="never", label="Words never used", help="The guard points at them.", is_list=True),
    Key(
        name="swaps",
        label="Say this instead",
        help="Word = better word, such as cheap=good value. Tailoring puts the better one in.",
        is_list=True,
    ),
    Key(name="must_have", label="Every post holds", help="The guard asks for what is missing.", is_list=True),
    Key(
        name="hashtags",
        label="Hashtags",
        help="Where they go.",
        choices={
            "": _AUTO,
            HashtagPlace.KEEP: "where they are written",
            HashtagPlace.WORDS: "as plain words",
            HashtagPlace.END: "at the end",
            HashtagPlace.COMMENT: "in the first comment",
            HashtagPlace.DROP: "left out",
        },
    ),
    Key(
        name="most_hashtags", label="Most hashtags in a post", help="A number; empty is what is usual on the network."
    ),
    Key(
        name="camel_case",
        label="Capitals in hashtags",
        help="Screen readers read #FreshBread as two words.",
        choices={"no": "as they are written", "yes": "one for each word"},
    ),
    Key(
        name="links",
        label="Links",
        help="Where they go.",
        choices={
            "": _AUTO,
            LinkPlace.INLINE: "where they are written",
            LinkPlace.END: "at the end",
            LinkPlace.COMMENT: "in the first comment",
            LinkPlace.FIELD: "in the link field of the post",
        },
    ),
    Key(
        name="utm_source",
        label="UTM source",
        help="Put behind links to your own site, to count visits. {network}, {persona} and {date} are filled in.",
    ),
    Key(name="utm_medium", label="UTM medium", help="Usually social."),
    Key(name="utm_campaign", label="UTM campaign", help="Such as {persona}-{date}."),
    Key(name="own_hosts", label="Your own site", help="Its hosts, such as alderrye.example.", is_list=True),
    Key(name="most_emoji", label="Most emoji in a post", help="A number; empty leaves them as written."),
    Key(
        name="numbering",
        label="Numbers of a thread",
        help="How its posts are numbered.",
        choices={Numbering.SLASH: "1/5", Numbering.BRACKETS: "(1/5)", Numbering.NONE: "no numbers"},
    ),
    Key(
        name="fit",
        label="When a text is too long",
        help="What becomes of it.",
        choices={
            Fit.ASK: "ask me",
            Fit.THREAD: "make a thread, where the network has them",
            Fit.SHORTEN: "shorten it",
        },
    ),
    Key(
        name="jargon",
        label="Words of other networks",
        help="Such as “retweet”, where nobody says so.",
        choices={"yes": "put as each network says it", "no": "left as written"},
    ),
)
BY_NAME: Mapping[str, Key] = {key.name: key for key in KEYS}


def policy(brand: Brand, *, persona: str, date: str, language: str = "en") -> Policy:
    """The brand as tailoring takes it. `date` is the day of the post as the links say it."""
    return Policy(
        hashtags=brand.hashtags,
        most_hashtags=brand.most_hashtags,
        links=brand.links,
        utm=brand.utm,
        own_hosts=brand.own_hosts,
        persona=persona,
        date=date,
        swaps=brand.swaps,
        sign_off=brand.sign_off,
        most_emoji=brand.most_emoji,
        numbering=brand.numbering,
        fit=brand.fit,
        camel_case=brand.camel_case,
        jargon=brand.jargon,
        language=language,
    )


def words(brand: Brand) -> dict[str, tuple[str, ...]]:
    """The brand as the rules read it: their lists, by name; lists that would be empty are left out."""
    found = {
        "never": brand.never,
        "swaps": tuple(f"{old}={new}" for old, new in brand.swaps.items()),
        "must_have": brand.must_have,
        "website": brand.own_hosts,
        "speaks_to": brand.readers,
    }
    return {name: listed for name, listed in found.items() if listed}


def read(stored: object) -> Brand:
    """A brand from what was stored. What is not understood, say from a newer version, is left as if it were not chosen."""
    found = stored if isinstance(stored, dict) else {}
    good: dict[str, Any] = {}
    for key, value in found.items():
        if key not in _READ:
            continue
        try:
            good[key] = _READ[key](value if isinstance(value, str) else _words_of(value))
        except BadInput:
            continue
    return Brand(**good)


def stored(brand: Brand) -> dict[str, object]:
    """A brand as it is stored: only what was chosen, in plain JSON."""
    return {one.name: _plain(getattr(brand, one.name)) for one in fields(Brand) if _is_chosen(brand, one.name)}


def shown(brand: Brand) -> dict[str, str]:
    """Every key with its value in words, as `changed` reads them."""
    return {key.name: _words_of(_plain(getattr(brand, key.name)), ", ") for key in KEYS}


def changed(brand: Brand, settings: Mapping[str, str]) -> Brand:
    """The brand with these keys set; an empty value goes back to what is usual. BadInput that names the key."""
    for name in settings:
        if name not in BY_NAME:
            raise BadInput(f"A brand has no “{name}”. It has: {', '.join(BY_NAME)}.", field=name)
    values = {
        name: _READ[name](value.strip()) if value.strip() else getattr(PLAIN, name)
        for name, value in settings.items()
    }
    return replace(brand, **values)


def _is_chosen(brand: Brand, name: str) -> bool:
    return bool(getattr(brand, name) != getattr(PLAIN, name))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, StrEnum) else value


def _words_of(value: object, between: str = "\n") -> str:
    if isinstance(value, dict):
        return between.join(f"{old}={new}" for old, new in value.items())
    if isinstance(value, list | tuple):
        return between.join(map(str, value))
    return "" if value is None else str(value)


def _lists(text: str) -> tuple[str, ...]:
    if len(text) > MOST_SIGNS:
        raise BadInput(f"That is too long for a list of words: {MOST_SIGNS:,} signs are enough.")
    parts = (" ".join(part.split()) for part in re.split(r"[,\n]", text))
    return tuple(dict.fromkeys(filter(None, parts)))


def _line(text: str) -> str:
    flat = " ".join(text.split())
    if len(flat) > 200:
        raise BadInput("That is too long: 200 signs are enough.", field="sign_off")
    return flat


def _colours(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(one.lower() for one in re.split(r"[\s,]+", text) if one))
    for one in found:
        if not re.fullmatch(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", one):
            raise BadInput(f"“{one}” is not a colour. One looks like #124d38.", field="colours")
    if len(found) > MOST_COLOURS:
        raise BadInput(f"Give at most {MOST_COLOURS} colours.", field="colours")
    return found


def _swaps(text: str) -> dict[str, str]:
    made = {}
    for one in _lists(text):
        old, sign, new = (part.strip() for part in one.partition("="))
        if not (old and sign and new):
            raise BadInput(f"“{one}” is not a swap. One looks like cheap=good value.", field="swaps")
        made[old] = new
    return made


def _hosts(text: str) -> tuple[str, ...]:
    found = tuple(one.lower().removeprefix("https://").removeprefix("http://").rstrip("/") for one in _lists(text))
    for one in found:
        if not re.fullmatch(r"(?:[\w-]+\.)+[\w-]{2,}", one):
            raise BadInput(f"“{one}” is not a host. One looks like alderrye.example.", field="own_hosts")
    return tuple(dict.fromkeys(found))


def _template(text: str) -> str:
    for place in re.findall(r"\{([^{}]*)\}", text):
        if place not in PLACES:
            known = ", ".join(f"{{{one}}}" for one in PLACES)
            raise BadInput(f"“{{{place}}}” cannot be filled in. These can: {known}.", field="utm_source")
    if re.search(r"[\s&?#=]", text) or len(text) > 120:
        raise BadInput("Write it without blanks and without &, ?, # and =.", field="utm_source")
    return text


def _number(name: str) -> Callable[[str], int]:
    def read_number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text[:9]) > 99:
            raise BadInput("Give a whole number from 0 to 99.", field=name)
        return int(text)

    return read_number


def _choice(name: str, kind: type[C]) -> Callable[[str], C]:
    def read_choice(text: str) -> C:
        for one in kind:
            if text == one:
                return one
        raise BadInput(f"“{text}” is none of: {', '.join(kind)}.", field=name)

    return read_choice


def _yes_or_no(name: str) -> Callable[[str], bool]:
    def read_switch(text: str) -> bool:
        if text not in ("yes", "no"):
            raise BadInput("Say yes or no.", field=name)
        return text == "yes"

    return read_switch


_READ: Mapping[str, Callable[[str], Any]] = {
    "voice": _lists,
    "readers": _lists,
    "colours": _colours,
    "sign_off": _line,
    "never": _lists,
    "swaps": _swaps,
    "must_have": _lists,
    "hashtags": _choice("hashtags", HashtagPlace),
    "most_hashtags": _number("most_hashtags"),
    "links": _choice("links", LinkPlace),
    "utm_source": _template,
    "utm_medium": _template,
    "utm_campaign": _template,
    "own_hosts": _hosts,
    "most_emoji": _number("most_emoji"),
    "numbering": _choice("numbering", Numbering),
    "fit": _choice("fit", Fit),
    "camel_case": _yes_or_no("camel_case"),
    "jargon": _yes_or_no("jargon"),
}

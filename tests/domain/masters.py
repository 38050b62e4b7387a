"""Master texts by the thousand: what businesses write, in several languages, with everything in it that must not be lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

from twoway.domain.naming import Handle, Known
from twoway.domain.policy import HashtagPlace, LinkPlace, Policy
from twoway.domain.threads import Numbering

#: So many masters are made where nobody says otherwise; set TAILOR_MASTERS for a long run.
USUAL = 60

MARTA = Known(
    name="Marta Lindqvist",
    handles={
        "x": Handle(handle="martal"),
        "bluesky": Handle(handle="marta.bsky.social"),
        "mastodon": Handle(handle="marta@town.example"),
        "linkedin": Handle(handle="urn:li:person:abc1"),
        "threads": Handle(handle="marta.bakes"),
    },
)
KEMI = Known(
    name="Kemi Okafor",
    handles={"instagram": Handle(handle="kemi_o"), "facebook": Handle(handle="kemi.okafor", remote_id="12345678")},
)
PEOPLE = (MARTA, KEMI)
#: Every handle that gives its network away or belongs to one of the people, by network.
HANDLES = {slug: handle.handle for person in PEOPLE for slug, handle in person.handles.items()}

#: Each must be found again: in a part, in the first comment, in the link field, or in what was said to be left out.
KEPT = (
    "£5.20", "12,50 €", "$1,299.00", "24 December", "3. Mai", "2026-12-01", "8:30", "9 a.m.", "17 Uhr", "18h30", "50 %", "1,000",
    "https://alderrye.example/menu?a=1#top", "https://town.example/a_(b)", "http://alderrye.example", "bread@alderrye.example",
)  # fmt: skip
DENIED = ("not", "never", "nicht", "kein", "nunca", "sin", "jamais", "without", "don't")

_SENTENCES = (
    "Fresh rye from eight, {kept}.", "We are {not_} closed on Mondays!", "Did you know that our oven is older than the shop?",
    "Order here: {kept}", "Thanks @[Marta Lindqvist] for the lovely photo of our #sourdough loaves.",
    "Our {tag} offer: {kept} until {kept}.", "Ask @[Kemi Okafor] about it, or write to {kept}",
    "It costs {kept} and {not_} more.",
    "We bake with flour from the mill up the road (come and see it some time).", "**Half price** before noon, _really_.",
    "Heute gibt es frische Brezeln für {kept}, z. B. mit Butter.", "Wir haben {not_} Urlaub, auch am {kept} sind wir da.",
    "Unser {tag} Brot: {not_} süß, immer gut.", "Hoy abrimos a las {kept} y {not_} cerramos al mediodía.",
    "Pan de {tag} desde {kept}, ¡ven a probarlo!", "Ce matin, {tag} à {kept} seulement.", "Nous {not_} fermons {kept}.",
    "今日は焼きたてのパンがあります。{kept} です。", "الخبز الطازج اليوم {kept}", "Сегодня хлеб {kept}.", "👩‍🍳🍞 {kept} 🎉🎉🎉",
    "1️⃣ Mix 2️⃣ Bake 3️⃣ Eat", "> The best rye in town\n> — Kemi Okafor\n", "# New hours\n", "- rye\n- oats\n- {kept}\n",
    "Please retweet, our clients love cheap bread.", "[Our menu]({link}) is new.", "www.alderrye.example/oven has it all",
    "— Sarah",
)  # fmt: skip
_TAGS = (
    "#SmallBusinessSaturday",
    "#rye",
    "#Rye2026",
    "#NotToday",
    "#smallbusiness",
    "#Millbrook",
    "#Bäckerei",
    "#パン",
)
_BETWEEN = (" ", " ", " ", "\n", "\n\n", "\n\n", "\n---\n", "  \n")


def masters(number: int, seed: int = 1) -> Iterator[str]:
    """So many texts, always the same ones for a seed: most as long as a post, some far too long."""
    chance = Random(seed)
    for _ in range(number):
        sentences = [_sentence(chance) for _ in range(chance.choice((1, 2, 3, 4, 6, 9, 14, 25, 70)))]
        text = "".join(one + chance.choice(_BETWEEN) for one in sentences)
        yield text + " ".join(chance.sample(_TAGS, chance.randint(0, 5)))


def policies(number: int, seed: int = 1) -> Iterator[Policy]:
    """So many ways to have words tailored."""
    chance = Random(seed)
    for _ in range(number):
        yield Policy(
            hashtags=chance.choice((None, *HashtagPlace)),
            most_hashtags=chance.choice((None, None, 0, 2)),
            links=chance.choice((None, *LinkPlace)),
            utm=chance.choice(({}, {"utm_source": "{network}", "utm_campaign": "{persona}-{date}"})),
            own_hosts=("alderrye.example",),
            persona="Alder & Rye",
            date="2026-11-28",
            swaps=chance.choice(({}, {"cheap": "good value", "clients": "guests", "bread": "sourdough bread"})),
            sign_off=chance.choice(("", "— Sarah", "Sarah and @[Marta Lindqvist], https://alderrye.example 🍞")),
            most_emoji=chance.choice((None, 0, 2)),
            camel_case=chance.random() < 0.5,
            language=chance.choice(("en", "de", "fr")),
            numbering=chance.choice(tuple(Numbering)),
        )


def how_many() -> int:
    """What was asked for, else as many as take seconds."""
    return int(os.environ.get("TAILOR_MASTERS", USUAL))


def _sentence(chance: Random) -> str:
    return (
        chance.choice(_SENTENCES)
        .replace("{link}", chance.choice([one for one in KEPT if one.startswith("http") and "(" not in one]))
        .replace("{not_}", chance.choice(DENIED))
        .replace("{tag}", chance.choice(_TAGS))
        .replace("{kept}", chance.choice(KEPT), 1)
        .replace("{kept}", chance.choice(KEPT))
    )

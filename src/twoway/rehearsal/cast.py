"""The people of the Rehearsal network, and what each of them tends to say.

Pure data. To give somebody a new remark, add a line to `REMARKS`; `moods` chooses among them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

#: The part of a handle that tells this network.
SERVER = "rehearsal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who lives on the network."""

    handle: str
    name: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What somebody says when a post is about `topic`; the first line not said before is taken."""

    who: str
    topic: str
    lines: tuple[str, ...]


def at_home(name: str) -> str:
    """The whole handle of somebody called `name` here."""
    return f"{name}@{SERVER}"


TOM = at_home("tom.hallam")
KEMI = at_home("kemi.okafor")
GRACE = at_home("grace.wynne")
MARTA = at_home("marta.lindqvist")
RUTA = at_home("ruta.b")
JON = at_home("jon.pritch")
SUNNYBANK = at_home("sunnybank")
WALKS = at_home("millbrookwalks")

CAST: Mapping[str, Person] = {
    person.handle: person
    for person in (
        Person(handle=TOM, name="Tom Hallam", about="Regular everywhere in Millbrook. Cross when kept waiting."),
        Person(handle=KEMI, name="Kemi Okafor", about="Runs the school fair. Asks before she buys."),
        Person(handle=GRACE, name="Grace Wynne", about="Says it when somebody else has said it first."),
        Person(handle=MARTA, name="Marta Lindqvist", about="Lindqvist Coffee, Mill Lane. A friend of the shop."),
        Person(handle=RUTA, name="Ruta B.", about="New in town, from Vilnius. Knows her rye."),
        Person(handle=JON, name="Jon Pritch", about="Bakes badly, jokes worse."),
        Person(handle=SUNNYBANK, name="The Sunnybank", about="A pub with a kitchen. Looking for suppliers."),
        Person(handle=WALKS, name="Millbrook Walks", about="Twelve people, one map, muddy boots."),
    )
}

#: How a post is recognised to be about something. `any` fits every post and is kept for when nothing else does.
TOPICS: Mapping[str, re.Pattern[str]] = {
    "rye": re.compile(r"\b(rye|sourdough|starter)\b"),
    "food": re.compile(
        r"\b(bread|loaf|loaves|rye|sourdough|cakes?|buns?|bak(e|es|ed|ing|ery)|pastr(y|ies)|stollen|panettone|"
        r"lunch|menu|soup|biscuits?|cookies?|tarts?|pies?|brunch|breakfast|chocolate)\b"
    ),
    "hours": re.compile(
        r"\b(open|opens|opening|opened|hours|closed|closing|weekend|o.clock|at (six|seven|eight|nine|ten|noon)|"
        r"(mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    ),
    "price": re.compile(r"[£€$]\s?\d|\b(price|prices|offer|sale|discount|half price|free)\b"),
    "event": re.compile(r"\b(market|fair|festival|workshop|course|class|party|concert|evening|event)\b"),
    "team": re.compile(r"\b(team|welcome|joined|joins|hiring|apprentice|job|congratulations|anniversary)\b"),
    "thanks": re.compile(r"\b(thank you|thanks|grateful)\b"),
    "question": re.compile(r"\?"),
}

#: What makes Tom cross, because of how it went the last times.
SORE_POINTS = re.compile(
    r"\b(orders?|ordered|pre-?orders?|pick-?ups?|collect|collections?|opening|opens?|christmas|xmas|deliver(y|ies)?)\b"
)

REMARKS: tuple[Remark, ...] = (
    Remark(
        who=KEMI,
        topic="food",
        lines=(
            "Do you do anything without nuts? It’s for a school fair on Friday.",
            "Could I get forty small ones, each in its own paper? They are for the school fair.",
        ),
    ),
    Remark(
        who=KEMI,
        topic="hours",
        lines=(
            "Are you open on Sunday too, and until when?",
            "Is it quieter before nine or after ten? I come with a pram.",
        ),
    ),
    Remark(who=KEMI, topic="price", lines=("Is that for one, or for all of them?",)),
    Remark(who=KEMI, topic="event", lines=("Is there parking close by? I’d bring my mother.",)),
    Remark(
        who=KEMI,
        topic="any",
        lines=(
            "Good to see you here. What are your opening hours?",
            "Can I ring up about this, or is it better to come in?",
        ),
    ),
    Remark(who=RUTA, topic="rye", lines=("Best rye I’ve had since Vilnius.",)),
    Remark(
        who=RUTA,
        topic="food",
        lines=(
            "My neighbour gave me half of hers. I came in the next day for two of my own.",
            "I sent a picture of this to my mother. She wants to know who taught you.",
        ),
    ),
    Remark(who=RUTA, topic="team", lines=("You can tell that people like working there. It shows in everything.",)),
    Remark(
        who=RUTA, topic="thanks", lines=("No, thank you. I was new here, and you knew my name on the second day.",)
    ),
    Remark(
        who=RUTA,
        topic="any",
        lines=("Found you through the town page. So glad I did.", "I told everybody on my stairs about you."),
    ),
    Remark(who=JON, topic="rye", lines=("Is the rye starter for sale yet or still a secret?",)),
    Remark(
        who=JON,
        topic="food",
        lines=(
            "I tried this at home. The smoke alarm says hello.",
            "My doctor told me to cut down. So I cut it into thicker slices, and there were fewer of them.",
        ),
    ),
    Remark(
        who=JON, topic="hours", lines=("My alarm clock and I have discussed this and we cannot promise anything.",)
    ),
    Remark(who=JON, topic="price", lines=("Do you take payment in compliments? I have several ready.",)),
    Remark(
        who=JON,
        topic="any",
        lines=(
            "Read this twice and walked into a lamp post. Worth it.",
            "Finally something here I don’t have to argue with.",
        ),
    ),
    Remark(who=JON, topic="question", lines=("Ask me again after the first coffee. I have opinions.",)),
    Remark(
        who=MARTA,
        topic="question",
        lines=("I asked my customers. Two say one thing, and the third says the other.",),
    ),
    Remark(who=SUNNYBANK, topic="question", lines=("We’ll ask at the bar tonight and bring you the result.",)),
    Remark(who=MARTA, topic="event", lines=("Keep me a place. I’ll close early that day and bring the whole café.",)),
    Remark(who=MARTA, topic="team", lines=("Congratulations from all of us on Mill Lane.",)),
    Remark(who=MARTA, topic="food", lines=("My customers ask where I get mine. I pretend not to hear.",)),
    Remark(
        who=MARTA,
        topic="any",
        lines=(
            "Lovely. I’ve put a note about it next to my till.",
            "Come by when the ovens are off, I want to hear all about it.",
        ),
    ),
    Remark(who=SUNNYBANK, topic="food", lines=("Could you supply twelve baguettes a day to a pub?",)),
    Remark(
        who=SUNNYBANK,
        topic="event",
        lines=("We have a garden and a big kitchen. Would you do one of these with us?",),
    ),
    Remark(who=SUNNYBANK, topic="price", lines=("Is there a price for trade as well?",)),
    Remark(who=SUNNYBANK, topic="any", lines=("We’re the pub on the corner. Do you also do something for trade?",)),
    Remark(who=WALKS, topic="hours", lines=("Lovely place, shame about the queue at eight.",)),
    Remark(who=WALKS, topic="food", lines=("Could we order twelve of those for Sunday? We walk past at about ten.",)),
    Remark(
        who=WALKS,
        topic="any",
        lines=("Our Sunday walk goes past your door. May twelve people in muddy boots come in?",),
    ),
    Remark(
        who=TOM,
        topic="food",
        lines=(
            "Keep me a seeded one for Saturday?",
            "The cycling club finished the last lot before I’d locked my bike.",
        ),
    ),
    Remark(who=TOM, topic="any", lines=("Good. Nice to hear from you between Saturdays.",)),
)

#: Tom, from put out (1) to done with it (3). He goes one step further each time nobody answers.
TOM_IS_CROSS: Mapping[str, tuple[str, ...]] = {
    "order": (
        "Third time this month my order wasn’t ready when you said it would be. I drove in specially. "
        "Not sure I’ll bother again.",
    ),
    "opening": (
        "You say you open at eight. On Tuesday the door was still locked at ten past, and I wasn’t the only one "
        "standing there.",
    ),
    "christmas": (
        "Before we get to Christmas, could somebody tell me what happened to the order I gave you on the 4th?",
    ),
    "ignored": (
        "I wrote under your last post and nobody answered. You do read these, don’t you?",
        "New post, lovely. Mine from the other day is still waiting for a word.",
    ),
}
TOM_IS_WAITING = (
    "Still nothing. I can see that you’re here, you’re posting.",
    "Hello? Is anybody reading this?",
)
TOM_IS_DONE = (
    "All right, I have my answer. The supermarket opens at seven and it’s on my way.",
    "Fine. I’ll tell the cycling club to have breakfast somewhere else.",
)
TOM_ON_BOILERPLATE = (
    "My feedback? I’ve been coming in since 2021 and I get a form letter. Did anybody read what I wrote?",
    "That’s what the telephone company writes to me. I told you what happened, and you tell me nothing.",
)
TOM_ON_A_CURT_WORD = ("That’s it? Two words?", "Is that all I get?")
TOM_GIVES_UP = ("Never mind. I’ve understood how this works.", "Forget it. I won’t ask a third time.")
TOM_IS_CALM = (
    "Thank you for answering yourself. That’s all I wanted to hear. See you on Saturday.",
    "Fair enough. I was cross, and you didn’t hide. I’ll come in.",
    "That’s decent of you. All forgotten, but keep me a seeded one.",
)

GRACE_AGREES = (
    "Same here, waited twenty minutes on Tuesday.",
    "I thought it was only me. Same thing last week.",
)

#: What people answer when we have answered them, by what they had said and how we put it.
THANKS_FOR_AN_ANSWER: Mapping[str, tuple[str, ...]] = {
    KEMI: ("Perfect, that’s all I needed to know. Thank you.", "Lovely, thank you. I’ll come in on Thursday then."),
    GRACE: ("Thank you. Good to know that somebody has noticed.",),
    MARTA: ("You’re a dear. Coffee’s on me.",),
    RUTA: ("Now I’m smiling at my telephone. Ačiū.", "That’s kind. See you on Saturday."),
    JON: ("Best answer I’ve had all day, and I talked to my cat.", "I’ll quote you on that."),
    SUNNYBANK: ("Good, that helps. I’ll ring tomorrow after the lunch service.",),
    WALKS: ("Great, we’ll wipe our boots.",),
    TOM: ("Good man. See you on Saturday.", "Right you are."),
}
WHEN_ASKED_BACK = (
    "Good question. Let me think, and I’ll tell you when I come in.",
    "I’d say yes. I’ll look in this week and we’ll talk it over.",
)
ON_BOILERPLATE = (
    "Is that an automatic answer? I only wanted to know from one of you.",
    "That reads like a form letter. Is anybody there?",
)

#: Words that come out of a drawer. People notice.
BOILERPLATE = re.compile(
    r"thank(s| you) for (your (feedback|message|comment|patience|interest)|reaching out|contacting|getting in touch|"
    r"bringing this)|apologi[sz]e for (any|the|this) inconvenience|sorry for (any|the|this) inconvenience|"
    r"your (feedback|opinion|satisfaction) (is|matters)|(we|greatly) value your|valued customer|we strive to|"
    r"we take (this|your|all)[^.]{0,40}seriously|someone will be in touch|at your earliest convenience|"
    r"please (do not hesitate|don't hesitate|dm us|see our website|visit our website|contact (our )?(support|customer))"
)

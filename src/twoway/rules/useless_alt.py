"""The description of a picture says nothing about it: a file name, “image of”, or the post once more.

Why: Whoever hears the description instead of seeing the picture learns nothing from it, and hears the same
words twice. Source: the alt text guides of several universities.

Instead: Say what is to be seen: “Tom takes two rye loaves out of the oven”.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Case, Finding, Severity
from twoway.domain.reading import which_picture
from twoway.plug.examples import example, picture
from twoway.plug.rule import RuleFacts

RULE = RuleFacts(code="ACC002", name="useless-alt", family="Accessibility", default=Severity.WARN)

PASSES = (
    example("Fresh rye at eight", pictures=(picture("Two rye loaves on a board"),)),
    example("Fresh rye at eight", pictures=(picture("Photo by the mill, with Tom in the doorway"),)),
    example("Fresh rye at eight", pictures=(picture(""),)),
)
FAILS = (
    example("Fresh rye at eight", pictures=(picture("IMG_2041.JPG"),)),
    example("Fresh rye at eight", pictures=(picture("Image of bread"),)),
    example("Fresh rye at eight", pictures=(picture("Fresh rye at eight"),)),
    example("Fresh rye at eight", pictures=(picture("photo"),)),
)

_FILE = re.compile(
    r"[\w ()-]+\.(?:jpe?g|png|gif|webp|heic|tiff?)|(?:img|dsc|dscn|pxl|screenshot)[\s_-]*\d[\w-]*", re.IGNORECASE
)
_SAYS_SO = re.compile(
    r"(?:an?\s+|the\s+|ein\s+|una?\s+|une?\s+)?(?:image|picture|photo|photograph|bild|foto|imagen|imagem"
    r"|photographie)\s+(?:of|von|vom|de|du|d['’])\b",
    re.IGNORECASE,
)
_BARE = frozenset(
    {
        "image",
        "picture",
        "photo",
        "photograph",
        "alt",
        "alt text",
        "bild",
        "foto",
        "imagen",
        "untitled",
        "logo",
        "graphic",
    }
)


def check(case: Case) -> Iterator[Finding]:
    """What is wrong with each description that says nothing."""
    for number, image in enumerate(case.pictures if case.facts.media.takes_alt else (), start=1):
        fault = _fault(image.alt.strip(), case.text)
        if fault:
            yield RULE.found(f"The description of the {which_picture(number, len(case.pictures))} {fault}.")


def _fault(alt: str, text: str) -> str:
    if not alt:
        return ""
    if _FILE.fullmatch(alt):
        return "is a file name; say what the picture shows"
    if alt.casefold().rstrip(".") in _BARE:
        return "says only that it is one; say what it shows"
    if _SAYS_SO.match(alt):
        return "begins with what everybody is told anyway; begin with what is in the picture"
    if _squeezed(alt) == _squeezed(text):
        return "repeats the post; say what the picture shows"
    return ""


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()

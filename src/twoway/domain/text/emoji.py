"""Emoji of several code points that the weighted counter takes for one sign.

It knows emoji as of version 11 (2018): a newer sequence counts for its parts. Whether the network itself has learned since is not
documented, so the larger count is the one that is safe. The ranges are facts from the table that twemoji 11.0 was made with
(checked 2026-11-22); single emoji are not here, because any sign outside the light ranges counts two anyway.
"""

from __future__ import annotations

import re

_JOINER, _AS_EMOJI = "\u200d", "\ufe0f"
_TONE = "[\U0001f3fb-\U0001f3ff]"


def _class(ranges: str) -> str:
    """`2600-2604 260E` as a character class."""
    ends = [[chr(int(code, 16)) for code in part.split("-")] for part in ranges.split()]
    return "[" + "".join("-".join(part) for part in ends) + "]"


#: Shown as text unless U+FE0F follows.
_TEXTUAL = _class(
    "203C 2049 2139 2194-2199 21A9-21AA 231A-231B 2328 23CF 23ED-23EF 23F1-23F2 23F8-23FA 24C2 25AA-25AB 25B6 25C0 25FB-25FE "
    "2600-2604 260E 2611 2614-2615 2618 2620 2622-2623 2626 262A 262E-262F 2638-263A 2640 2642 2648-2653 2660 2663 2665-2666 "
    "2668 267B 267F 2692-2697 2699 269B-269C 26A0-26A1 26AA-26AB 26B0-26B1 26BD-26BE 26C4-26C5 26C8 26CF 26D1 26D3-26D4 "
    "26E9-26EA 26F0-26F5 26F8 26FA 26FD 2702 2708-2709 270F 2712 2714 2716 271D 2721 2733-2734 2744 2747 2757 2763-2764 27A1 "
    "2934-2935 2B05-2B07 2B1B-2B1C 2B50 2B55 3030 303D 3297 3299 1F004 1F170-1F171 1F17E-1F17F 1F202 1F21A 1F22F 1F237 1F321 "
    "1F324-1F32C 1F336 1F37D 1F396-1F397 1F399-1F39B 1F39E-1F39F 1F3CD-1F3CE 1F3D4-1F3DF 1F3F3 1F3F5 1F3F7 1F43F 1F441 1F4FD "
    "1F549-1F54A 1F56F-1F570 1F573 1F576-1F579 1F587 1F58A-1F58D 1F5A5 1F5A8 1F5B1-1F5B2 1F5BC 1F5C2-1F5C4 1F5D1-1F5D3 "
    "1F5DC-1F5DE 1F5E1 1F5E3 1F5E8 1F5EF 1F5F3 1F5FA 1F6CB 1F6CD-1F6CF 1F6E0-1F6E5 1F6E9 1F6F0 1F6F3 A9 AE 2122 265F"
)
#: The same, and they can have a skin tone.
_TEXTUAL_PEOPLE = _class("261D 26F7 26F9 270C-270D 1F3CB-1F3CC 1F574-1F575 1F590")
#: They can have a skin tone.
_PEOPLE = _class(
    "270A-270B 1F385 1F3C2-1F3C4 1F3C7 1F3CA 1F442-1F443 1F446-1F450 1F466-1F469 1F46E 1F470-1F478 1F47C 1F481-1F483 1F485-1F487 "
    "1F4AA 1F57A 1F595-1F596 1F645-1F647 1F64B-1F64F 1F6A3 1F6B4-1F6B6 1F6C0 1F6CC 1F918-1F91C 1F91E-1F91F 1F926 1F930-1F939 "
    "1F93D-1F93E 1F9B5-1F9B6 1F9B8-1F9B9 1F9D1-1F9DD"
)
#: They are followed by a sign for woman or man; these need a tone or U+FE0F in between, those may have a tone.
_ATHLETES = _class("1F3CB-1F3CC 1F574-1F575 26F9")
_ACTIVE = _class(
    "1F3C3-1F3C4 1F3CA 1F46E 1F471 1F473 1F477 1F481-1F482 1F486-1F487 1F645-1F647 1F64B 1F64D-1F64E 1F6A3 "
    "1F6B4-1F6B6 1F926 1F935 "
    "1F937-1F939 1F93D-1F93E 1F9B8-1F9B9 1F9D6-1F9DD"
)
_PAIRS = _class("1F46F 1F93C 1F9DE 1F9DF")
_TRADES = _class("1F33E 1F373 1F393 1F3A4 1F3A8 1F3EB 1F3ED 1F4BB-1F4BC 1F527 1F52C 1F680 1F692 1F9B0-1F9B3")
_TRADE_SIGNS = _class("2695-2696 2708")

#: Second letters of the flags, by their first.
_FLAGS = (
    "A:CDEFGILMOQRSTUWXZ B:ABDEFGHIJLMNOQRSTVWYZ C:ACDFGHIKLMNOPRUVWXYZ D:EGJKMOZ E:ACEGHRSTU F:IJKMOR G:ABDEFGHILMNPQRSTUWY "
    "H:KMNRTU I:CDELMNOQRST J:EMOP K:EGHIMNPRWYZ L:ABCIKRSTUVY M:ACDEFGHKLMNOPQRSTUVWXYZ N:ACEFGILOPRUZ O:M P:AEFGHKLMNRSTWY "
    "Q:A R:EOSUW S:ABCDEGHIJKLMNORSTVXYZ T:ACDFGHJKLMNORTVWZ U:AGMNSYZ V:ACEGINU W:FS X:K Y:ET Z:AMW"
)
_REGIONS = ("gbeng", "gbsct", "gbwls")


def _letters(letters: str) -> str:
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in letters)


def _flag(first: str, seconds: str) -> str:
    return f"{_letters(first)}[{_letters(seconds)}]"


def _region(letters: str) -> str:
    return "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in letters) + "\U000e007f"


_MAN, _WOMAN, _BOY, _GIRL = "👨", "👩", "👦", "👧"
_GENDER = f"{_JOINER}[♀♂]{_AS_EMOJI}"
_CHILDREN = f"(?:{_BOY}(?:{_JOINER}{_BOY})?|{_GIRL}(?:{_JOINER}[{_BOY}{_GIRL}])?)"
_LOVE = f"{_JOINER}❤{_AS_EMOJI}{_JOINER}(?:💋{_JOINER})?"

#: The longer form always stands before the shorter one that it begins with.
_FORMS = (
    f"[{_MAN}{_WOMAN}]{_TONE}?{_JOINER}(?:{_TRADE_SIGNS}{_AS_EMOJI}|{_TRADES})",
    f"{_ATHLETES}(?:{_TONE}|{_AS_EMOJI}){_GENDER}",
    f"{_ACTIVE}{_TONE}?{_GENDER}",
    f"{_MAN}{_LOVE}{_MAN}|{_WOMAN}{_LOVE}[{_MAN}{_WOMAN}]",
    f"(?:{_MAN}(?:{_JOINER}[{_MAN}{_WOMAN}])?|{_WOMAN}(?:{_JOINER}{_WOMAN})?){_JOINER}{_CHILDREN}",
    f"🏳{_AS_EMOJI}{_JOINER}🌈|🏴{_JOINER}☠{_AS_EMOJI}|👁{_JOINER}🗨|{_PAIRS}{_GENDER}",
    f"[#*0-9]{_AS_EMOJI}?\u20e3",
    f"{_TEXTUAL}{_AS_EMOJI}",
    f"{_TEXTUAL_PEOPLE}(?:{_AS_EMOJI}{_TONE}?|{_TONE})",
    f"{_PEOPLE}{_TONE}",
    "|".join(_region(letters) for letters in _REGIONS),
    "|".join(_flag(*group.split(":")) for group in _FLAGS.split()),
)

#: Every emoji that is written with more than one code point.
SEQUENCE = re.compile("|".join(_FORMS))
_GLUE = "\u200d\u20e3\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0061-\U000e007f"
#: What one of them must have in it: without it there is nothing to look for.
GLUE = re.compile(f"[{_GLUE}]")
#: Signs that are held together by it, but for the first one.
GLUED = re.compile(f"(?:[{_GLUE}]+[^{_GLUE}]?)+")

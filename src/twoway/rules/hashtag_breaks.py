"""The network would cut this hashtag off in the middle, because of a sign that cannot be part of one.

Why: A hyphen, an apostrophe, a plus, an ampersand or the next hashtag ends a hashtag, and one of digits alone
is none, so that readers land in a search you did not mean. Source: the hashtag grammars of the networks, as
their own tests show them.

Instead: Write the words together, with a capital at each: #CoOp, #LetsBake.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.reading import links
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="TAG004", name="hashtag-breaks", family="Hashtags", default=Severity.WARN)

PASSES = (
    example("Fresh rye #Millbrook, #Bakery."),
    example("The best of #SmallBusinessSaturday's bargains"),
    example("We are #1 in queueing, and order #4521 is ready"),
    example("A #Millbrook-based mill"),
)
FAILS = (
    example("Support your #co-op today"),
    example("#let's bake"),
    example("Great bread #bread#rye#buns"),
    example("We teach #C++ and #R&B"),
    example("Fresh rye #Bakery #2026"),
)

_CUT = re.compile(r"#(?<![\w&/#]#)([^\W\d_]\w*)((?:['’\-&]\w+|\++)+)")
_GLUED = re.compile(r"#(?<![\w&/#]#)\w+(?:#\w+)+")
_DIGITS = re.compile(r"#\d+")
_CONTRACTED = frozenset({"it", "let", "that", "what", "here", "there", "he", "she", "who"})
_JOINED_ON = re.compile(r"-(?:based|style|inspired|free|made|friendly|related|ready|themed|only)$", re.IGNORECASE)


def _is_possessive(word: str, tail: str) -> bool:
    return tail.lower() in {"'s", "’s", "'", "’"} and word.lower() not in _CONTRACTED


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each tag with a sign in it that ends it, and numbers among the closing tags."""
    if "#" not in text:
        return
    inside = {at for link in links(text) if "#" in link.text for at in range(link.start, link.end)}
    for match in _CUT.finditer(text):
        word, tail = match.groups()
        if _is_possessive(word, tail) or _JOINED_ON.search(tail):
            continue
        if match.start() in inside:
            continue
        yield _cut(match, word, tail)
    for match in _GLUED.finditer(text):
        if match.start() not in inside:
            apart = match[0].replace("#", " #").strip()
            fix = Fix(start=match.start(), end=match.end(), text=apart, label="Put spaces between")
            yield RULE.found(
                "Glued together, only the first of these hashtags counts.", match.start(), match.end(), fix
            )
    for start, end in _digits_at_the_end(text):
        yield RULE.found(f"{text[start:end]} is digits alone, which is no hashtag anywhere.", start, end)


def _digits_at_the_end(text: str) -> Iterator[tuple[int, int]]:
    """Numbers with a sign among the closing tags; elsewhere #1 means first and #4521 an order."""
    numbers, has_tag, at = [], False, len(text)
    for token in reversed(text.split()):
        if not token.startswith("#") or len(token) < 2:
            break
        at = text.rindex(token, 0, at)
        if _DIGITS.fullmatch(token):
            numbers.append((at, at + len(token)))
        has_tag = has_tag or any(sign.isalpha() for sign in token)
    if has_tag:
        yield from reversed(numbers)


def _cut(match: re.Match[str], word: str, tail: str) -> Finding:
    parts = [part for part in re.split(r"['’\-&+]+", word + tail) if part]
    start, end = match.span()
    message = f"This would become #{word} and leave “{tail}” behind."
    if len(parts) < 2:
        return RULE.found(message, start, end)
    glued = tail.startswith(("'", "’"))
    whole = "#" + parts[0][:1].upper() + parts[0][1:]
    whole += "".join(part if glued else part[:1].upper() + part[1:] for part in parts[1:])
    return RULE.found(message, start, end, Fix(start=start, end=end, text=whole, label=f"Write {whole}"))

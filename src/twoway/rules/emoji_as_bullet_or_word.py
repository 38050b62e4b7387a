"""Emoji stand at the beginning of lines like bullets, or in the place of words.

Why: A screen reader says “sparkles” or “white heavy check mark” before each line, and an emoji in the place of
a word is a riddle. Source: the social media accessibility guide of the University of Kentucky.

Instead: A plain dash before each line, and words for what you mean.
"""

import re
from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.domain.reading import emoji
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="ACC004", name="emoji-as-bullet-or-word", family="Accessibility", default=Severity.HINT)

PASSES = (
    example("- Rye\n- Buns\n- Cake 🍰"),
    example("🥐 Fresh rye at eight.\nCome early."),
    example("We love bread ❤️"),
)
FAILS = (
    example("On Saturday:\n✅ Rye\n✅ Buns\n✅ Cake"),
    example("🥐 Rye\n☕ Coffee"),
    example("We ❤️ bread"),
    example("I 💛 my village"),
)

_HEARTS = "❤💛💙💚💜🧡🖤🤍♥💕💖😍"
_FOR_A_WORD = re.compile(rf"\b(?:we|i|you|wir|ich|nous|je)\s+([{_HEARTS}]\ufe0f?)\s+(?=\w)", re.IGNORECASE)
_HEART_BEFORE_WORD = re.compile(rf"[{_HEARTS}](?<=\s[{_HEARTS}])\ufe0f?\s+\w")
_SPACES = re.compile(" +")


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Two or more lines that begin with an emoji, each with a fix; and hearts where “love” belongs."""
    seen = emoji(text)
    if not seen:
        return
    bullets = [one for one in seen if _begins_line(text, one.start) and text[one.end : one.end + 1] != "\n"]
    for one in bullets if len(bullets) > 1 else ():
        spaces = _SPACES.match(text, one.end)
        fix = Fix(start=one.start, end=spaces.end() if spaces else one.end, text="- ", label="Put a dash instead")
        yield RULE.found(f"A screen reader says the name of {one.text} before this line.", one.start, one.end, fix)
    for match in _FOR_A_WORD.finditer(text) if _HEART_BEFORE_WORD.search(text) else ():
        yield RULE.found(f"Say the word instead of {match[1]}; not everybody sees it.", match.start(1), match.end(1))


def _begins_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()

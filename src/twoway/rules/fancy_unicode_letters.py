"""Letters are taken from corners of Unicode to look bold, italic or boxed.

Why: A screen reader says “mathematical bold capital F” for each of them or nothing at all, and no search finds
the words. Source: the social media accessibility guide of the University of Kentucky: avoid special fonts.

Instead: Plain letters. Emphasis comes from the order of the words.
"""

import re
import unicodedata
from collections.abc import Iterator

from twoway.domain.findings import Finding, Fix, Severity
from twoway.plug.examples import example
from twoway.plug.rule import RuleFacts, text_alone

RULE = RuleFacts(code="ACC006", name="fancy-unicode-letters", family="Accessibility", default=Severity.WARN)

PASSES = (
    example("Fresh rye, really fresh"),
    example("Parking 🅿️ behind the house"),
    example("焼きたてのパン ＡＢＣ"),
    example("Let 𝑥 be the number of loaves"),
)
FAILS = (
    example("𝐅𝐫𝐞𝐬𝐡 rye"),
    example("Only 𝘵𝘰𝘥𝘢𝘺: 𝘳𝘺𝘦"),
    example("Ⓞⓟⓔⓝ and 🅾🅿🅴🅽"),
    example("Ｆｒｅｓｈ rye"),
)

_FANCY = (
    "\U0001d400-\U0001d7ff\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189"
    "\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124\u2128\u212c\u212d\u212f-\u2134"
)
_RUN = re.compile(f"[{_FANCY}][{_FANCY}]+(?:[ ]?[{_FANCY}]+)*")
_BOXES = ((0x1F130, 26), (0x1F150, 26), (0x1F170, 26))
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@text_alone
def check(text: str) -> Iterator[Finding]:
    """Each run of two or more; full-width letters among Chinese, Japanese or Korean are at home there."""
    if text.isascii():
        return
    runs = list(_RUN.finditer(text))
    is_at_home = bool(runs and _EAST_ASIAN.search(text))
    for run in runs:
        plain = "".join(map(_plain, run[0]))
        if plain == run[0] or (is_at_home and all("\uff00" <= sign <= "\uff5e" or sign == " " for sign in run[0])):
            continue
        fix = Fix(start=run.start(), end=run.end(), text=plain, label=f"Write “{plain}”")
        yield RULE.found("Screen readers and searches cannot read these letters.", run.start(), run.end(), fix)


def _plain(sign: str) -> str:
    for first, number in _BOXES:
        if first <= ord(sign) < first + number:
            return chr(ord("A") + ord(sign) - first)
    return unicodedata.normalize("NFKC", sign)

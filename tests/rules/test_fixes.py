"""What the text reads like once the safe fixes of one rule are in it, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from twoway.domain.findings import Case, Scope
from twoway.domain.guard import apply_fix, apply_fixes
from twoway.plug.examples import LONG, SHORT, example, picture, reply
from twoway.plug.finder import rules

RULES = rules()
ONE_TAG = replace(SHORT, hashtags=replace(SHORT.hashtags, usual=1))
TOWN = {"town_hashtags": ("#Millbrook",)}
SITE = {"website": ("https://alderandrye.example",), "utm": ("utm_source={network}",)}


def mended(code: str, case: Case) -> str:
    """Every finding's first fix, as the button for all of them does it."""
    return apply_fixes(case.text, [f for found in RULES[code].check(case) for f in found.fixes[:1]])


@pytest.mark.parametrize(
    ("code", "case", "after"),
    [
        # A known compound comes apart into words, a name does not.
        ("TAG001", example("For #smallbusinesssaturday we bake.", facts=LONG), "For small business saturday we bake."),
        ("TAG001", example("We love #Millbrook and #NHSWorkers!", facts=LONG), "We love Millbrook and NHS Workers!"),
        # The closing block loses its tail; a tag in a sentence keeps its word.
        ("TAG002", example("Rye. #Rye #Bread #Buns", facts=ONE_TAG), "Rye. #Rye"),
        ("TAG002", example("#Rye and #buns for all #Bread", facts=ONE_TAG), "#Rye and buns for all"),
        ("TAG002", example("Rye #Rye https://a.example #Bread", facts=ONE_TAG), "Rye #Rye https://a.example"),
        ("TAG003", example("Open #smallbusinesssaturday"), "Open #SmallBusinessSaturday"),
        ("TAG004", example("Join the #co-op"), "Join the #CoOp"),
        ("TAG004", example("#let's bake with #rock'n'roll"), "#Lets bake with #Rocknroll"),
        ("TAG005", example("#Rye #Bread #Buns from eight on."), "from eight on.\n\n#Rye #Bread #Buns"),
        ("TAG008", example("Rye #Bakery", words=TOWN), "Rye #Bakery #Millbrook"),
        ("TAG009", reply("Thank you, Dele. #Millbrook", words=TOWN), "Thank you, Dele."),
        ("MEN001", example("By @sunnybank@guild.example."), "By sunnybank."),
        ("MEN007", example("More at @alderandrye"), "More at alderandrye"),
        ("LNK003", example("See https://alderandrye.example/a?b=1#c.", words=SITE),
         "See https://alderandrye.example/a?b=1&utm_source=market-square#c."),
        ("LNK013", example("Rye.https://a.example"), "Rye. https://a.example"),
        ("LNK012", example("It is fresh.It is rye."), "It is fresh. It is rye."),
        ("ACC003", example("Rye 🥐🥐🥐🥐 today"), "Rye 🥐 today"),
        ("ACC004", example("Today:\n✅ Rye\n✅  Buns"), "Today:\n- Rye\n- Buns"),
        # The first word of a sentence keeps its capital, the rest of the text is not touched.
        ("ACC005", example("COME AND SEE. It is Rye."), "Come and see. It is Rye."),
        ("ACC005", example("Now: FRESH RYE FROM I AND U, says Tom"), "Now: Fresh rye from I and u, says Tom"),
        ("ACC005", example("Only THIS WEEK AT BBC TOWERS", words={"capitals": ("BBC",)}), "Only this week at BBC towers"),
        ("ACC006", example("𝐅𝐫𝐞𝐬𝐡 𝐫𝐲𝐞 and 🅾🅿🅴🅽"), "Fresh rye and OPEN"),
        ("FMT003", example("# News\n**Rye** at [our shop](https://a.example)"), "News\nRye at our shop: https://a.example"),
        ("FMT006", example("Rye.\n \n\n\nBuns."), "Rye.\n\nBuns."),
        ("FMT007", example("It's Tom’s  rye , fresh"), "It’s Tom’s rye, fresh"),
        ("FMT008", example("\ufeffRye\u200b and \u202ebuns\u202c"), "Rye and buns"),
        ("FMT009", example("Cafe\u0301"), "Café"),
        ("FMT011", example("Rye \ud83e!"), "Rye !"),
        ("TON002", example("Please retweet this"), "Please share this"),
        ("TON005", example("Rye!!! Buns!!"), "Rye! Buns!"),
        ("TON009", example("Our clients", words={"swaps": ("clients=customers",)}), "Our customers"),
        ("PRV004", reply("Order found: your order number 44512."), "Order found: your order number …."),
        ("RPL003", reply("What is your order number? Sarah"),
         "What is your order number? Please send it in a private message. Sarah"),
        ("RPL004", reply("Two loaves are waiting for you here.", person="Dele O."), "Dele, Two loaves are waiting for you here."),
        ("RPL004", reply("Thank you for telling us about it.", person="Dele O."), "Dele, thank you for telling us about it."),
    ],
)  # fmt: skip
def test_after_the_safe_fixes_the_text_reads(code: str, case: Case, after: str) -> None:
    assert mended(code, case) == after


def test_over_the_limit_offers_to_leave_out_hashtags_or_the_last_sentences_but_never_a_link() -> None:
    case = example("Fresh rye at eight. Come early. #Rye #Bakery", limit=35)
    labels = {f.label: apply_fix(case.text, f) for found in RULES["LEN001"].check(case) for f in found.fixes}
    assert labels == {
        "Leave out the hashtags": "Fresh rye at eight. Come early.",
        "Leave out the end": "Fresh rye at eight. Come early.",
    }
    with_link = example("Fresh rye at eight. Come early. https://alderandrye.example", limit=35)
    assert [f for found in RULES["LEN001"].check(with_link) for f in found.fixes] == []


def test_a_fix_that_could_change_what_is_meant_is_not_laid_in_unasked() -> None:
    german = example("HEUTE FRISCHE BRÖTCHEN", languages=("de",))
    assert mended("ACC005", german) == german.text
    unsure = example("Flour from @sunnybank")
    assert mended("MEN002", unsure) == unsure.text


def test_rules_for_pictures_say_which_one_only_where_there_are_several() -> None:
    (one,) = RULES["ACC001"].check(example("Rye", pictures=(picture(""),)))
    assert one.message.startswith("The picture has no description")
    (second,) = RULES["ACC001"].check(example("Rye", pictures=(picture(), picture(""))))
    assert second.message.startswith("The 2nd picture has no description")


def test_rules_about_answers_are_silent_about_posts() -> None:
    for code in ("RPL002", "RPL003", "RPL004", "RPL005", "TON004", "TON008", "TAG009"):
        assert RULES[code].facts.scopes == {Scope.REPLY}

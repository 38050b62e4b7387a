import re
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.text.made import BIRD, FORUM, HERD, SKY, WALL, awkward
from twoway.domain.facts import Facts, MentionFacts
from twoway.domain.tailor import ChangeKind, Handle, Known, Tailored, tailor
from twoway.domain.text.clean import BEYOND_ALL
from twoway.domain.versions import Mention

KEMI = Known(
    name="Kemi Okafor",
    handles={
        "sky": Handle(handle="kemi.sky.example", remote_id="did:plc:kemi"),
        "herd": Handle(handle="kemi@herd.example"),
        "bird": Handle(handle="kemi_o"),
    },
)
SUNNY = Known(name="Sunny Bank", handles={"wall": Handle(handle="sunnybank"), "bird": Handle(handle="sunny")})
PEOPLE = (KEMI, SUNNY)


def on(facts: Facts, master: str) -> Tailored:
    return tailor(master, facts, {}, PEOPLE)


@pytest.mark.parametrize("written", ["@[Kemi Okafor]", "@[kemi okafor]", "@kemi_o", "@kemi@herd.example", "@Kemi_O"])
@pytest.mark.parametrize(
    ("facts", "called"),
    [(SKY, "@kemi.sky.example"), (HERD, "@kemi@herd.example"), (BIRD, "@kemi_o"), (WALL, "Kemi Okafor")],
)
def test_a_known_person_is_called_as_the_network_knows_them(facts: Facts, called: str, written: str) -> None:
    assert on(facts, f"Thanks {written}, come again.").text == f"Thanks {called}, come again."


def test_who_is_named_comes_with_the_networks_own_number() -> None:
    tailored = on(SKY, "Thanks @[Kemi Okafor], @kemi_o and @alder.com")
    assert tailored.mentions == (
        Mention(handle="kemi.sky.example", remote_id="did:plc:kemi"),
        Mention(handle="alder.com"),
    )


@pytest.mark.parametrize(
    ("facts", "master", "expected"),
    [
        (HERD, "@x.sky.example says hi", "x says hi"),  # another network's handle
        (SKY, "@kim@herd.example says hi", "kim says hi"),
        (BIRD, "@stranger says hi", "stranger says hi"),  # could be anybody there
        (HERD, "@kim@herd.example says hi", "@kim@herd.example says hi"),  # can only be meant for here
        (SKY, "mail bob@shop.com", "mail bob@shop.com"),
        (WALL, ".@sunny is in", ".@sunnybank is in"),
        (WALL, "see https://herd.example/@sunny", "see https://herd.example/@sunny"),  # inside a link
    ],
)
def test_nobody_is_called_by_a_handle_of_another_network(facts: Facts, master: str, expected: str) -> None:
    assert on(facts, master).text == expected


@pytest.mark.parametrize(
    ("mentions", "handle", "expected"),
    [
        (MentionFacts(handle=r"\w+", needs_id=True), Handle(handle="kemi"), "Hi Kemi Okafor"),  # nobody looked her up
        (MentionFacts(handle=r"\w+", needs_id=True), Handle(handle="kemi", remote_id="urn:1"), "Hi @kemi"),
        (MentionFacts(handle=r"\w+", needs_id=True), Handle(handle="urn:1", remote_id="urn:1"), "Hi Kemi Okafor"),
        (MentionFacts(handle=r"\w+", notifies=False), Handle(handle="kemi"), "Hi Kemi Okafor"),  # plain text there
        (MentionFacts(handle=r"\w+", notifies=False, sign="u/"), Handle(handle="kemi"), "Hi u/kemi"),
    ],
)
def test_a_handle_stands_only_where_it_means_somebody(mentions: MentionFacts, handle: Handle, expected: str) -> None:
    there = replace(WALL, mentions=mentions)
    person = Known(name="Kemi Okafor", handles={"wall": handle})
    once = tailor("Hi @[Kemi Okafor]", there, {}, [person])
    assert once.text == expected
    assert tailor(once.text, there, {}, [person]) == replace(once, changes=())
    is_named = once.text != "Hi Kemi Okafor"
    assert once.mentions == ((Mention(handle="kemi", remote_id=handle.remote_id),) if is_named else ())


def test_one_handle_of_two_people_names_nobody() -> None:
    other = Known(name="Other Sunny", handles={"sky": Handle(handle="sunny")})
    tailored = tailor("Hi @sunny", HERD, {}, [SUNNY, other])
    assert tailored.text == "Hi sunny"
    assert "More than one person" in tailored.changes[0].why


@pytest.mark.parametrize(
    ("master", "expected"),
    [
        ("We love #SmallBusiness owners", "We love Small Business owners"),
        ("Rye.\n#SmallBusinessSaturday #Millbrook", "Rye.\nSmall Business Saturday, Millbrook"),
        ("#Rye2026 and #B2B and #Top10Tips", "Rye 2026 and B2B and Top 10 Tips"),
        ("#smallbusiness owners and #sourdough", "small business owners and sourdough"),
        ("#iPhone #McDonald are names", "iPhone McDonald are names"),
        ("We are #1 in C# at https://a.com/#top", "We are #1 in C# at https://a.com/#top"),
    ],
)
def test_hashtags_read_as_words_where_they_do_nothing(master: str, expected: str) -> None:
    assert on(WALL, master).text == expected


@pytest.mark.parametrize(
    ("master", "expected"),
    [
        ("Rye. #A #Bread", "Rye. #A #Bread"),
        ("Rye. #Rye #Bread #Loaf #Oven", "Rye. #Rye #Bread"),  # standing by themselves: left out
        ("#Rye and #Bread in our #Oven today", "#Rye and #Bread in our Oven today"),  # a sentence needs its words
        ("Rye. #Rye #Bread #NotToday #May24", "Rye. #Rye #Bread Not Today May 24"),  # a number and a not are kept
    ],
)
def test_more_hashtags_than_usual_are_left_out_or_become_words(master: str, expected: str) -> None:
    assert on(BIRD, master).text == expected


@pytest.mark.parametrize(
    ("master", "expected"),
    [
        ("**Rye** and *oat* and __spelt__ and _einkorn_", "Rye and oat and spelt and einkorn"),
        ("***Rye***, un**believ**able", "Rye, unbelievable"),
        ("# Today\n## And `tomorrow` ##", "Today\nAnd tomorrow"),
        ("[Our menu](https://alder.com/menu) today", "Our menu: https://alder.com/menu today"),
        ("[alder.com](https://alder.com) today", "https://alder.com today"),
        ("[here](https://a.com/x_(y))now", "here: https://a.com/x_(y) now"),
        ("![A loaf](https://a.com/l.png)", "A loaf: https://a.com/l.png"),
        ("<https://a.com>", "https://a.com"),
        ("```\nbake\n```\ndone", "bake\ndone"),
        ("2*3*4 and 2**3 and 4**5 and 5 * 6", "2*3*4 and 2**3 and 4**5 and 5 * 6"),
        ("snake_case_name and @sunny_bank_", "snake_case_name and sunny_bank_"),
        ("https://a.com/_x_/*y*", "https://a.com/_x_/*y*"),
        ("Prices from £5* (*while they last)", "Prices from £5* (*while they last)"),
        ("[1](note) and [x] done", "[1](note) and [x] done"),
        ("was ~~£10~~ now £8", "was ~~£10~~ now £8"),  # taking the line away would change the price
    ],
)
def test_formatting_signs_go_and_words_numbers_and_links_stay(master: str, expected: str) -> None:
    assert on(WALL, master).text == expected


def test_a_network_that_shows_markdown_gets_markdown() -> None:
    assert on(FORUM, "**Rye** [menu](https://alder.com)").text == "**Rye** [menu](https://alder.com)"


def test_spare_space_goes() -> None:
    assert on(SKY, "  Rye \r\n\r\n \r\n\r\nat eight\t\n").text == "Rye\n\nat eight"


def test_a_text_that_is_too_long_is_never_cut() -> None:
    master = "Rye at eight. " * 100
    assert on(BIRD, master).text == master.strip()


def test_every_change_says_where_what_and_why() -> None:
    master = "Hi  @[Kemi Okafor],\r\n\r\n\r\n\r\ntry our **#SmallBusiness** loaf\u202e now"
    tailored = on(WALL, master)
    assert tailored.text == "Hi  Kemi Okafor,\n\ntry our Small Business loaf now"
    assert {change.kind for change in tailored.changes} == {
        ChangeKind.CLEANED,
        ChangeKind.MENTION,
        ChangeKind.HASHTAG,
        ChangeKind.FORMAT,
        ChangeKind.SPACING,
    }
    for change in tailored.changes:
        assert change.why
        assert change.after in tailored.text[change.start : change.end]
        assert re.sub(r"[\s#]", "", change.before) in re.sub(r"[\s#]", "", master[change.was_start : change.was_end])


def test_line_ends_of_a_web_form_are_not_worth_telling() -> None:
    assert on(SKY, "Rye\r\nat eight").changes == ()


NETWORKS = st.sampled_from([SKY, HERD, WALL, BIRD, FORUM])


@given(awkward(), NETWORKS)
def test_tailoring_twice_changes_nothing(master: str, facts: Facts) -> None:
    once = on(facts, master).text
    assert on(facts, once).text == once


@given(awkward(), NETWORKS)
def test_changes_point_into_both_texts(master: str, facts: Facts) -> None:
    tailored = on(facts, master)
    for change in tailored.changes:
        assert 0 <= change.start <= change.end <= len(tailored.text)
        assert 0 <= change.was_start <= change.was_end <= len(master)


@given(
    st.lists(
        st.sampled_from(["**Rye**", "£3.50", "not", "@kemi_o", "#Oven24", "https://a.com/x_(y)", "never", "8 am,"])
    ),
    NETWORKS,
)
def test_no_number_link_or_negation_is_lost(pieces: list[str], facts: Facts) -> None:
    tailored = on(facts, " ".join(pieces)).text
    for kept in ("£3.50", "not", "24", "https://a.com/x_(y)", "never", "8 am"):
        assert tailored.count(kept) == " ".join(pieces).count(kept)


@given(
    st.lists(
        st.sampled_from(
            ["We like ", "#Rye", "#SmallBusiness", "##Oven", " and ", "(#Loaf)", "https://a.com/#x ", "\n"]
        )
    )
)
def test_no_hashtag_stays_in_a_sentence_where_hashtags_do_nothing(pieces: list[str]) -> None:
    tailored = on(WALL, "".join(pieces)).text
    assert not re.search(r"(?<![\w/])#[A-Za-z]", tailored)


def test_a_text_that_is_longer_than_any_network_takes_is_only_cleaned_and_one_change_says_so() -> None:
    master = "\ufeffThanks @[Kemi Okafor] **so** much #rye\r\n" * (BEYOND_ALL // 30)
    made = on(SKY, master)
    assert made.text == "Thanks @[Kemi Okafor] **so** much #rye\n" * (BEYOND_ALL // 30)
    assert [change.kind for change in made.changes] == [ChangeKind.CLEANED]
    assert "cleaned but not tailored" in made.changes[0].why
    assert made.mentions == ()
    assert on(SKY, made.text).text == made.text


@pytest.mark.parametrize("spare", ["", "\ufeff" * 50])
def test_a_text_that_is_just_not_too_long_once_it_is_clean_is_tailored(spare: str) -> None:
    master = ("Thanks **so** much, come again. " * BEYOND_ALL)[: BEYOND_ALL - 1] + "!" + spare
    assert "**" not in on(SKY, master).text


@pytest.mark.parametrize(
    "sign", ["@", "＠", "#", "[", "[(", "@[", "*", "**a", "_", "a_", "`", "http://a.b ", "(a.b/"]
)
def test_the_longest_text_that_is_tailored_takes_no_time_whatever_it_is_made_of(sign: str) -> None:
    text = (sign * BEYOND_ALL)[:BEYOND_ALL]
    began = time.process_time()
    for facts in (SKY, WALL):
        on(facts, text)
    # Minutes where signs in a row are tried one by one.
    assert time.process_time() - began < 5


@pytest.mark.parametrize("written", ["@@kemi_o", "＠@kemi_o", "@@@[Kemi Okafor]", "@＠[kemi okafor]"])
def test_a_row_of_signs_names_a_person_once(written: str) -> None:
    assert on(WALL, f"Thanks {written}, come again.").text == "Thanks Kemi Okafor, come again."


# -- whole names behind the sign


_MARTA = Known(
    name="Marta Lindqvist",
    handles={"bird": Handle(handle="martal")},
)


@pytest.mark.parametrize("ending", ["", ".", ", who bakes", "’s ovens", "!"])
def test_a_whole_name_behind_the_sign_is_a_mention_without_brackets(ending: str) -> None:
    made = tailor(f"Thanks to @Marta Lindqvist{ending}", BIRD, {}, (_MARTA,))

    assert made.text == f"Thanks to @martal{ending}"
    assert [mention.handle for mention in made.mentions] == ["martal"]


def test_a_longer_name_is_somebody_else() -> None:
    made = tailor("Thanks to @Marta Lindqvistsson", BIRD, {}, (_MARTA,))

    assert "@" not in made.text


def test_a_name_that_two_people_share_mentions_nobody() -> None:
    twin = Known(name="Marta Lindqvist", handles={"bird": Handle(handle="other")})

    assert "@" not in tailor("Thanks to @Marta Lindqvist", BIRD, {}, (_MARTA, twin)).text

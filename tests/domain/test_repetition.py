from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.repetition import SAME, Past, mask, score

#: Written for these tests; anybody may use them (CC0). Each with its kind, its language, and whether both are the same.
PAIRS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "repetition_pairs.tsv").read_text(encoding="utf-8").splitlines()[1:]
]
DEVELOPMENT = Path(__file__).parents[3] / "shared" / "data" / "repetition" / "train.tsv"
LEAFLET = "Hi {}, thanks for your order! Leave us a review at https://shop.example/{} #Hale"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("@sunnybank see www.alderrye.example/a?b=1", "see"),
        ("Write to hello@alderrye.example today", "write to today"),
        ("Only 3 left at £4.50, from 10:30", "only 0 left at 0 from 0"),
        ("Call 01632 960 101", "call 0"),
        ("Open on Monday #Millbrook 😊", "open on"),
        ("Thanks Marta, see you", "thanks see you"),
        ("Thanks for your order Jon! Bye", "thanks for your order bye"),
        ("Спасибо за заказ, Анна!", "спасибо за заказ"),
        ("We'll look into it ^GW", "well look into it"),
        ("Don’t wait", "dont wait"),
        # German gives capitals to all nouns: they name nobody
        ("Wir backen Brot, Kuchen, Torten", "wir backen brot kuchen torten"),
        ("", ""),
    ],
)
def test_what_changes_from_copy_to_copy_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_people_who_are_known_are_masked_wherever_they_stand() -> None:
    assert mask("we loved making a cake with marta lindqvist in it", ["Marta Lindqvist", ""]) == (
        "we loved making a cake with in it"
    )


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [(pair[0], pair[3], pair[4]) for pair in PAIRS if pair[1] != "reworded"],
    ids=[f"{pair[1]} {pair[2]} {number}" for number, pair in enumerate(PAIRS) if pair[1] != "reworded"],
)
def test_copies_are_told_from_what_only_looks_alike(label: str, one: str, other: str) -> None:
    assert (score(one, other) >= SAME) is (label == "same")


def test_leaflets_in_other_words_come_before_what_only_looks_alike() -> None:
    reworded = [score(pair[3], pair[4]) for pair in PAIRS if pair[1] == "reworded"]
    others = [score(pair[3], pair[4]) for pair in PAIRS if pair[1] in ("lookalike", "plain")]
    before = sum(one > other for one in reworded for other in others) / (len(reworded) * len(others))
    assert before >= 0.95


def test_there_are_sixty_pairs_in_many_languages() -> None:
    assert len(PAIRS) == 60
    assert len({pair[2] for pair in PAIRS}) >= 8


def test_copies_of_the_development_set_are_told_apart() -> None:
    if not DEVELOPMENT.exists():
        pytest.skip("the development set is not on this machine")
    rows = [line.split("\t") for line in DEVELOPMENT.read_text(encoding="utf-8").splitlines()[1:]]
    judged = [(label == "same", score(one, other) >= SAME) for label, one, other in rows]
    right = sum(same and said for same, said in judged)
    wrong = sum(same != said for same, said in judged)
    assert 2 * right / (2 * right + wrong) >= 0.98


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_score_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    found = score(one, other)
    assert 0 <= found <= 1
    assert found == pytest.approx(score(other, one))
    assert score(one, one) == 1


# -- finding again -----------------------------------------------------------------------------------------------------


def past(*texts: str) -> Past[int]:
    made: Past[int] = Past()
    for number, text in enumerate(texts):
        made.add(number, text)
    return made


def test_a_copy_is_found_again_with_everybody_who_got_it() -> None:
    sent = past(LEAFLET.format("Tom", 1), "The stove in the old mill is lit again", LEAFLET.format("Kemi", 2))
    [found] = sent.find(LEAFLET.format("Grace", 77))
    assert (found.score, found.keys) == (1.0, (0, 2))


def test_a_copy_with_other_words_in_it_is_found_with_a_lower_score() -> None:
    sent = past(LEAFLET.format("Tom", 1))
    [found] = sent.find("Hello Kemi, thanks for the order! Please leave us a short review")
    assert SAME <= found.score < 1


def test_what_nobody_wrote_before_is_not_found() -> None:
    assert past(LEAFLET.format("Tom", 1)).find("The stove in the old mill is lit again") == ()


@pytest.mark.parametrize("short", ["Thank you!", "See you at 8, Tom", "", "😊", "ありがとう"])
def test_to_say_thank_you_often_is_no_leaflet(short: str) -> None:
    sent = past(short, short, short)
    assert len(sent) == 0
    assert sent.find(short) == ()


def test_a_language_without_spaces_is_found_again() -> None:
    text = "ご注文ありがとうございます。感想をぜひお聞かせください"
    [found] = past(text).find(text + " https://pan.example/9 😊")
    assert found.keys == (0,)


def test_a_leaflet_is_found_among_thousands_after_they_were_sorted_in() -> None:
    sent: Past[str] = Past()
    sent.add("leaflet", LEAFLET.format("Tom", 1))
    for number in range(4_500):
        first, second, third = (f"{'bcdfghjklm'[number // 10**at % 10]}uvwx{at}".replace("0", "o") for at in range(3))
        sent.add(
            str(number), f"{first * 2} walks {second * 2} behind {third * 2} in {first}{second} by {third}{first}"
        )
    assert len(sent) == 4_501
    assert sent.find(LEAFLET.format("Kemi", 5))[0].keys == ("leaflet",)


def test_ten_thousand_copies_are_one_answer() -> None:
    sent = past(*(LEAFLET.format("Tom", number) for number in range(10_000)))
    [found] = sent.find(LEAFLET.format("Kemi", 5))
    assert len(found.keys) == 10_000

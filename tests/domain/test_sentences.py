import pytest
from hypothesis import given

from tests.domain.text.made import awkward
from twoway.domain.sentences import Level, inner_cuts, is_negation, sentence_cuts, sentences
from twoway.domain.text.graphemes import graphemes


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \n ", []),
        ("  Rye at eight ", ["Rye at eight"]),
        ("Rye. Oat! Spelt? All.", ["Rye.", "Oat!", "Spelt?", "All."]),
        ("Rye\nOat.\n\nSpelt", ["Rye", "Oat.", "Spelt"]),
        ("Dr. Smith met J. K. Rowling. They left.", ["Dr. Smith met J. K. Rowling.", "They left."]),
        ("Open 8 a.m. to 8 p.m. on Friday. Come.", ["Open 8 a.m. to 8 p.m. on Friday.", "Come."]),
        ("Open till 8 p.m. Come.", ["Open till 8 p.m.", "Come."]),  # p.m. may end a sentence
        ("Meet at 8 p.m. Friday. Come.", ["Meet at 8 p.m. Friday.", "Come."]),  # but not before a day
        ("It is £3.50. Or 2.5 kg.", ["It is £3.50.", "Or 2.5 kg."]),
        ("No. 5 is best. No. Really.", ["No. 5 is best.", "No.", "Really."]),
        ("Wait… there is more... Yes.", ["Wait… there is more...", "Yes."]),
        ("Rye, oat, etc. Come by.", ["Rye, oat, etc.", "Come by."]),
        ("We don't. You do.", ["We don't.", "You do."]),
        ('"Come in." Then we ate. (Really.) Yes', ['"Come in."', "Then we ate.", "(Really.)", "Yes"]),
        ("Great! 🎉 Come by.", ["Great! 🎉", "Come by."]),
        ("See here. https://a.com #rye", ["See here.", "https://a.com #rye"]),
        ("1. Mix it\n2. Bake it. 3. Eat it", ["1. Mix it", "2. Bake it.", "3. Eat it"]),
        ("Am 3. Mai um 8 Uhr. Kommt!", ["Am 3. Mai um 8 Uhr.", "Kommt!"]),
        (
            "Im 2. Stock, d. h. oben. Z. B. Brot usw. Kommt!",
            ["Im 2. Stock, d. h. oben.", "Z. B. Brot usw.", "Kommt!"],
        ),
        ("Bäckerstr. 5 ist es. Hr. Voss weiß es.", ["Bäckerstr. 5 ist es.", "Hr. Voss weiß es."]),
        ("La Sra. López, p. ej. mañana. ¿Vienes? ¡Sí!", ["La Sra. López, p. ej. mañana.", "¿Vienes?", "¡Sí!"]),
        ("M. Dupont et Mme. Durand, cf. p. 5. Voilà.", ["M. Dupont et Mme. Durand, cf. p. 5.", "Voilà."]),
        ("パンです。「はい。」来て！", ["パンです。", "「はい。」", "来て！"]),
    ],
)
def test_a_text_has_these_sentences(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_paragraphs_are_better_places_than_lines_and_lines_than_sentences() -> None:
    assert [entry.level for entry in sentence_cuts("Rye. Oat.\nSpelt.\r\n\r\nAll.")] == [
        Level.SENTENCE,
        Level.LINE,
        Level.PARAGRAPH,
    ]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("rye, oat", Level.CLAUSE),
        ("rye (oat)", Level.CLAUSE),
        ("rye because", Level.CLAUSE),
        ("baked. come", Level.CLAUSE),  # somebody who writes without capitals
        ("rye bread", Level.WORD),
        ("8 loaves", Level.GLUED),
        ("£ 5", Level.GLUED),
        ("not today", Level.GLUED),
        ("don’t come", Level.GLUED),
        ("Dr. Smith", Level.GLUED),
        ("rye\u00a0bread", Level.GLUED),
        ("日本", Level.WORD),
    ],
)
def test_inside_a_sentence_some_places_are_better_than_others(text: str, level: Level) -> None:
    assert [entry.level for entry in inner_cuts(text, 0, len(text))] == [level]


@pytest.mark.parametrize(
    "word", ["not", "Never", "don't", "don’t", "kein", "nicht,", "jamás", "n’est", "sans", "can't."]
)
def test_words_that_deny_are_known(word: str) -> None:
    assert is_negation(word)


@pytest.mark.parametrize("word", ["note", "knot", "now", "1", "", "…"])
def test_other_words_deny_nothing(word: str) -> None:
    assert not is_negation(word)


@given(awkward())
def test_nothing_but_white_space_is_between_sentences_and_no_character_is_cut(text: str) -> None:
    whole, at = {0}, 0
    for sign in graphemes(text):
        at += len(sign)
        whole.add(at)
    done = 0
    for start, end in sentences(text):
        assert start < end
        assert not text[done:start].strip()
        assert {start, end} <= whole
        done = end
    assert not text[done:].strip()

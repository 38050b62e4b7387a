from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.in_english import LANGUAGES, in_english, language


@pytest.mark.parametrize(
    ("text", "known_as", "english"),
    [
        ("Bitte reservieren Sie einen Tisch für heute", "de", "Bitte book you a table for today"),
        ("Réservez une table pour ce week-end", "fr", "book a table for it weekend"),
        ("Gracias por seguirnos, visita nuestra web", "es", "thanks for follow, visit our online"),
        ("Prenota un tavolo per la cena", "it", "book a table for the dinner"),
        ("Bestel vandaag je brood bij ons", "nl", "order today you bread at our"),
        ("Marque a sua consulta com a gente", "pt", "book the your appointment with the people"),
    ],
)
def test_a_message_is_put_into_english_word_for_word(text: str, known_as: str, english: str) -> None:
    assert language(text) == known_as
    assert in_english(text) == english


@pytest.mark.parametrize(
    "text",
    [
        "Book a table for the weekend, and bring your mother",
        # two languages with as many common words: English wins
        "Fresh rye, come by early",
        # a language that is not here
        "Świeże pieczywo",
        "ご注文ありがとうございます",
        "12 % 🍞 @sunnybank",
        "",
    ],
)
def test_english_and_what_is_not_known_stay(text: str) -> None:
    assert in_english(text) == text


def test_links_signs_and_numbers_stay_where_they_are() -> None:
    assert in_english("Der Laden, 8–18 Uhr: 🍞!") == "the shop, 8–18 Uhr: 🍞!"


@given(st.text(max_size=200))
def test_any_text_can_be_put_into_english(text: str) -> None:
    assert language(text) in ("en", *LANGUAGES)
    assert (in_english(text) == "") == (text == "")

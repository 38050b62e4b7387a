"""Keys of developer apps while they are typed: the usual mistakes, each told as what it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twoway.domain.app_keys import MOST, look, missing, tidy
from twoway.domain.facts import AppFacts
from twoway.plug import finder

APPS = {n.facts.name: n.facts.app for n in finder.networks().values() if n.facts.app is not None}
ONE_EACH = [(name, field.name) for name, app in APPS.items() for field in app.fields]
SECRET = "0123456789abcdef0123456789abcdef"


def said(name: str, **given_keys: str) -> dict[str, tuple[bool, str]]:
    return {one.field: (one.is_right, one.told) for one in look(APPS[name], given_keys, APPS)}


@pytest.mark.parametrize(("name", "field"), ONE_EACH)
def test_the_example_of_each_key_is_right(name: str, field: str) -> None:
    example = next(one.example for one in APPS[name].fields if one.name == field)
    assert said(name, **{field: example})[field] == (True, "It looks right.")


@pytest.mark.parametrize("name", APPS)
def test_what_has_to_be_done_is_told_in_steps_with_costs_and_where_it_was_read(name: str) -> None:
    app = APPS[name]
    assert len(app.steps) >= 3
    assert all(step.endswith(".") for step in app.steps)
    assert app.costs
    assert app.review
    assert app.will_not
    assert app.minutes
    assert re.match(r"https://", app.console)
    assert re.match(r"https://", app.source)
    assert all(field.where for field in app.fields)
    assert any(field.secret for field in app.fields)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (f"  {SECRET}\n", "copied along"),
        (f'"{SECRET}",', "copied along"),
    ],
)
def test_what_was_copied_along_is_left_out_and_told(typed: str, words: str) -> None:
    is_right, told = said("Facebook", app_secret=typed)["app_secret"]
    assert is_right
    assert words in told
    assert tidy(typed) == SECRET


@pytest.mark.parametrize(
    ("name", "field", "typed", "words"),
    [
        ("Facebook", "app_id", SECRET, "looks like “App secret”"),
        ("Facebook", "app_secret", "123456789012345", "looks like “App ID”"),
        ("Facebook", "app_secret", f"App secret: {SECRET}", "label was copied along"),
        ("Facebook", "app_secret", f"FACEBOOK_SECRET={SECRET}", "label was copied along"),
        ("Facebook", "app_secret", f"{SECRET[:16]} {SECRET[16:]}", "blank or a line break in the middle"),
        ("Facebook", "app_secret", "••••••••", "hidden form"),
        ("Facebook", "app_secret", "****************", "hidden form"),
        ("Facebook", "app_id", "https://developers.facebook.com/apps/1", "is an address"),
        ("Facebook", "app_secret", SECRET[:-4], "a piece may be missing"),
        ("Facebook", "app_secret", SECRET * 2, "too much may have been copied"),
        ("Facebook", "app_secret", SECRET[:-1] + "Z", "other signs"),
        ("Facebook", "app_secret", SECRET[:-1] + "–", "mail program"),
        ("Facebook", "app_secret", "GOCSPX-exampleExample_0123456789", "looks like a key of"),
        ("Facebook", "app_id", "1234567890:exampleExample_0123456789-Example01", "looks like a key of Telegram"),
        ("Facebook", "app_id", "1" * (MOST + 1), "far too long"),
    ],
)
def test_the_usual_mistakes_are_told_as_what_they_are(name: str, field: str, typed: str, words: str) -> None:
    is_right, told = said(name, **{field: typed})[field]
    assert not is_right
    if words == "looks like a key of":
        return  # two networks of one house have keys of this form; it is enough that it is not taken
    assert words in told


def test_the_same_in_two_fields_is_told() -> None:
    same = "a" * 45
    told = said("X", client_id=same, client_secret=same)
    assert not told["client_id"][0]
    assert "The same was typed" in told["client_secret"][1]


def test_one_that_looks_unlike_those_of_today_is_only_asked_about() -> None:
    assert said("X", client_id="b" * 34)["client_id"] == (
        True,
        "It can be right, but those of today look a little different. Compare it once more.",
    )


def test_a_secret_is_never_repeated_nor_shown_as_an_example() -> None:
    for name, app in APPS.items():
        for field in app.fields:
            for typed in (f"{field.example}x y", "wrong", field.example[:-3]):
                for one in look(app, {field.name: typed}, APPS):
                    assert not field.secret or typed not in one.told
                    assert not field.secret or one.instead == "", name


def test_nothing_typed_is_nothing_told() -> None:
    app = APPS["X"]
    assert look(app, {"client_id": "  "}) == ()
    assert [field.name for field in missing(app, {"client_id": "x"})] == ["client_secret"]


@given(st.sampled_from(sorted(APPS)), st.text(max_size=300))
def test_whatever_is_typed_gets_an_answer(name: str, typed: str) -> None:
    app: AppFacts = APPS[name]
    found = look(app, {field.name: typed for field in app.fields}, APPS)
    assert len(found) == (len(app.fields) if typed.strip() else 0)
    assert all(one.told for one in found)

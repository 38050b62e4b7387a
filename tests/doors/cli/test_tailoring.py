"""`twoway tailor`: one text, or one a line, for many networks, without a database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.domain.masters import masters
from twoway.domain.text.count import count
from twoway.plug import finder

LINE = json.dumps(
    {
        "text": "Coffee by @[Marta Lindqvist] at 9, not before. #SmallBusinessSaturday",
        "mentions": [
            {"name": "Marta Lindqvist", "handles": {"x": "@martal", "linkedin": "urn:li:person:1", "bluesky": None}}
        ],
    }
)


def tailor(*words: str, told: bytes = b"", code: int = 0, home: Path) -> tuple[list[Any], str]:
    done = subprocess.run(
        [sys.executable, "-m", "twoway", "tailor", *words],
        input=told,
        capture_output=True,
        timeout=60,
        env={"TWOWAY_HOME": str(home), "PATH": ""},
        check=False,
    )
    assert done.returncode == code, done.stderr.decode()
    assert not list(home.iterdir())
    return [json.loads(line) for line in done.stdout.decode().splitlines()] if "--jsonl" in words else [
        done.stdout.decode()
    ], done.stderr.decode()


def test_each_line_is_answered_with_a_version_for_each_network(tmp_path: Path) -> None:
    [answer], _ = tailor("--to", "x,linkedin", "--to", "bluesky", "--jsonl", told=LINE.encode(), home=tmp_path)
    assert set(answer["versions"]) == {"x", "linkedin", "bluesky"}
    assert answer["versions"]["x"]["parts"] == ["Coffee by @martal at 9, not before. #SmallBusinessSaturday"]
    assert answer["versions"]["linkedin"]["parts"] == [
        "Coffee by Marta Lindqvist at 9, not before. Small Business Saturday"
    ]
    assert {change["kind"] for change in answer["versions"]["linkedin"]["changes"]} == {"mention", "hashtag"}


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (b"not json", "not JSON"),
        (b'["a list"]', "not an object"),
        (b'{"text": 5}', "no text"),
        (b'{"text": "a\xff"}', "not UTF-8"),
        (b'{"text": "a\\ud83d"}', "half of a broken character"),
        (b'{"text": "a", "mentions": "Marta"}', "must be a list"),
        (b'{"text": "a", "mentions": [{"name": 1}]}', "needs a"),
        (b'{"text": "' + b"a" * 10_000_000 + b'"}', "is the most"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_others_are_answered(
    bad: bytes, says: str, tmp_path: Path
) -> None:
    told = b"\n".join((LINE.encode(), bad, LINE.encode()))
    answers, errors = tailor("--to", "x", "--jsonl", told=told, code=2, home=tmp_path)
    assert [("error" in answer) for answer in answers] == [False, True, False]
    assert answers[1]["line"] == 2
    assert says in answers[1]["error"]
    assert "line 2" in errors


def test_a_long_text_is_shown_as_a_thread(tmp_path: Path) -> None:
    [shown], _ = tailor("Bread and butter, every day of the year. " * 20, "--to", "bluesky", home=tmp_path)
    assert "1/3" in shown
    assert "3/3" in shown


def test_what_is_left_out_is_a_finding(tmp_path: Path) -> None:
    text = "We bake rye. " + "It is good and dark and warm and lasts a week. " * 60 + "Only 7 left at £4.20."
    line = json.dumps({"text": text}).encode()
    [answer], _ = tailor("--to", "google-business", "--jsonl", told=line, home=tmp_path)
    version = answer["versions"]["google-business"]
    whole = version["parts"][0] + " ".join(finding["message"] for finding in version["findings"])
    assert "£4.20" in whole


@pytest.mark.parametrize(("words", "says"), [((), "--to"), (("--to", "myspace"), "Known ones")])
def test_it_says_what_is_missing(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    _, errors = tailor("Fresh rye", *words, code=2, home=tmp_path)
    assert says in errors


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    _, errors = tailor("gone.jsonl", "--to", "x", "--jsonl", code=2, home=tmp_path)
    assert "cannot be read" in errors


def test_somebody_known_by_an_id_is_named_and_read_as_their_name(tmp_path: Path) -> None:
    [answer], _ = tailor("--to", "linkedin", "--jsonl", told=LINE.encode(), home=tmp_path)
    why = answer["versions"]["linkedin"]["changes"][0]["why"]
    assert why == "Marta Lindqvist is known by this name on LinkedIn, and is told of it."


# What a team chose


MASTER = "Our #rye is cheap. Order here: https://alderrye.example/rye\n---\nCome by! #Millbrook"


def test_options_say_how_words_are_tailored(tmp_path: Path) -> None:
    options = (
        *("--hashtags", "comment", "--links", "comment", "--swap", "cheap=good value", "--sign-off", "— Sarah"),
        *("--utm", "utm_source={network}&utm_campaign={persona}-{date}", "--own-host", "alderrye.example"),
        *("--persona", "work", "--day", "2026-11-28", "--first-comment", "Ask us.", "--json"),
    )
    [told], _ = tailor(MASTER, "--to", "linkedin", *options, home=tmp_path)
    version = json.loads(told)["versions"]["linkedin"]
    assert version["parts"] == [
        "Our rye is good value. Order here (link in the first comment)\n\nCome by!\n\n— Sarah"
    ]
    link = "https://alderrye.example/rye?utm_source=linkedin&utm_campaign=work-2026-11-28"
    assert version["first_comment"] == f"Ask us.\n\n{link}\n#rye #Millbrook"
    assert {change["kind"] for change in version["changes"]} == {"break", "hashtag", "link", "words", "sign-off"}


def test_a_file_of_choices_says_it_too_and_options_go_before(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    config = tmp_path / "twoway.toml"
    config.write_text('networks = ["x"]\n[tailor]\nsign_off = "— Sarah"\nlinks = "end"\nnumbering = "(1/5)"\n')
    args = ("--config", str(config), "--json", "--sign-off", "— Dele", "--camel-case", "--no-plain-words")
    [told], _ = tailor("A\n---\nB, retweet\n---\nC. #smallbusiness", *args, home=tmp_path / "home")
    assert json.loads(told)["versions"]["x"]["parts"] == [
        "A (1/3)",
        "B, retweet (2/3)",
        "C.\n\n— Dele\n\n#SmallBusiness (3/3)",
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--swap", "cheap"), "--swap name=value"),
        (("--day", "tomorrow"), "2026-11-28"),
        (("--own-host", "not a host"), "is not a host"),
        (("--persona", "nobody"), "no persona"),
        (("--links", "sideways"), "inline"),
    ],
)
def test_an_option_that_makes_no_sense_is_told(options: tuple[str, ...], says: str, tmp_path: Path) -> None:
    _, errors = tailor("Fresh rye", "--to", "x", *options, code=2, home=tmp_path)
    assert says in errors


def test_what_became_of_the_words_is_shown_with_the_reasons(tmp_path: Path) -> None:
    options = ("--to", "linkedin", "--diff", "--links", "field", "--sign-off", "— Sarah")
    [shown], _ = tailor("Our **rye** #SmallBusiness is out.", *options, home=tmp_path)
    assert "  Our [-**rye** #SmallBusiness-]{+rye Small Business+} is out.\n" in shown
    assert "{+— Sarah+}" in shown
    assert "Hashtags do nothing on LinkedIn, so they read as words." in shown
    assert "Formatting signs would be shown as they are there." in shown


def test_what_stands_beside_the_words_is_shown(tmp_path: Path) -> None:
    options = ("--to", "youtube", "--title", "Fresh rye", "--hashtags", "comment")
    [shown], _ = tailor("Rye. #rye #bread", *options, home=tmp_path)
    assert "  First comment: #rye #bread\n" in shown
    assert "  Title: Fresh rye\n" in shown


def test_a_first_comment_that_is_too_long_is_told(tmp_path: Path) -> None:
    long = "Ask us about it. " * 200
    [told], _ = tailor("Rye.", "--to", "linkedin", "--first-comment", long, "--json", home=tmp_path)
    found = json.loads(told)["versions"]["linkedin"]["findings"]
    assert [(one["code"], one["part"]) for one in found if one["severity"] == "stop"] == [("LEN001", -1)]


def test_a_line_may_bring_its_language_title_and_first_comment(tmp_path: Path) -> None:
    line = {"text": "> Gut\nhttps://a.example/x", "language": "de", "title": "Brot", "first_comment": "Fragt uns."}
    [answer], _ = tailor("--to", "youtube", "--jsonl", told=json.dumps(line).encode(), home=tmp_path)
    version = answer["versions"]["youtube"]
    assert version["parts"] == ["„Gut“\nhttps://a.example/x"]
    assert (version["title"], version["first_comment"]) == ("Brot", "Fragt uns.")


def test_every_line_keeps_what_is_promised_on_every_network(tmp_path: Path) -> None:
    told = "\n".join(json.dumps({"text": master}) for master in masters(25, seed=3)).encode()
    answers, _ = tailor("--to", ",".join(finder.networks()), "--jsonl", told=told, home=tmp_path)
    assert len(answers) == 25
    for answer in answers:
        assert set(answer["versions"]) == set(finder.networks())
        for slug, version in answer["versions"].items():
            facts = finder.network(slug).facts
            assert version["parts"] or version["findings"]
            assert not any(count(part, facts, {}).is_over for part in version["parts"])
            assert {"parts", "changes", "findings"} <= set(version)


def test_of_a_file_front_matter_and_notes_are_no_words(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    post = tmp_path / "post.md"
    post.write_text("---\ntitle: Rye\n---\n<!-- twoway: allow TAG001 -->\nFresh rye.\n---\nCome by.\n")
    for given in ((str(post),), ("--file", str(post))):
        [told], _ = tailor(*given, "--to", "x", "--json", home=tmp_path / "home")
        assert json.loads(told)["versions"]["x"]["parts"] == ["Fresh rye.", "Come by."]

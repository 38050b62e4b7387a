from __future__ import annotations

import ast

import pytest

from tests.shape.tree import SRC, parsed, sources
from twoway.domain.choices import NOTHING, WORDS, Choices, Known, of_table, parse
from twoway.domain.errors import BadInput
from twoway.domain.findings import Severity
from twoway.domain.policy import Fit, LinkPlace
from twoway.plug import finder

KNOWN = Known(
    rules={"TAG001": "hashtag-out-of-place", "TAG002": "too-many-hashtags", "LEN001": "over-limit"},
    networks=("bluesky", "linkedin", "x"),
)


def choices(text: str) -> Choices:
    made = parse(text, KNOWN)
    assert made is not None
    return made


def test_rules_are_chosen_by_code_by_its_beginning_and_by_name() -> None:
    settings = choices('select = ["TAG", "over-limit"]\nignore = ["TAG002"]').layer("x").settings
    assert settings.wants("TAG001", "hashtag-out-of-place")
    assert not settings.wants("TAG002", "too-many-hashtags")
    assert settings.wants("LEN001", "over-limit")
    assert not settings.wants("ACC005", "all-caps")


def test_a_network_adds_to_what_is_ignored_and_has_its_own_severities() -> None:
    made = choices(
        'ignore = ["LEN001"]\n[severity]\nTAG001 = "warn"\n'
        '[network.x]\nignore = ["too-many-hashtags"]\nhandle = "alder.rye"\nlimits = { text = 4000 }\n'
        '[network.x.severity]\nTAG001 = "stop"\n'
    )
    here, there = made.layer("x"), made.layer("linkedin")
    assert here.ignore == ("LEN001", "too-many-hashtags")
    assert there.ignore == ("LEN001",)
    assert (here.severity["TAG001"], there.severity["TAG001"]) == (Severity.STOP, Severity.WARN)
    assert (here.handle, here.limits) == ("alder.rye", {"text": 4000})


def test_what_a_network_selects_stands_in_place_of_what_all_select() -> None:
    made = choices('select = ["TAG"]\n[network.x]\nselect = ["LEN"]')
    assert made.layer("x").select == ("LEN",)
    assert made.layer("linkedin").select == ("TAG",)


def test_a_persona_of_ones_own_has_the_table_of_its_kind_beneath_it() -> None:
    made = choices(
        'persona = "Sarah"\n[personas.personal]\nignore = ["TAG"]\n'
        '[personas.Sarah]\nkind = "personal"\nwords = { never = ["cheap"] }\n'
    )
    layer = made.layer("x")
    assert (layer.kind, layer.ignore, layer.words) == ("personal", ("TAG",), {"never": ("cheap",)})


def test_lists_of_words_are_added_up() -> None:
    made = choices('[words]\nnever = ["cheap"]\n[network.x.words]\nnever = ["cheap", "buy now"]')
    assert made.layer("x").words == {"never": ("cheap", "buy now")}


def test_a_kind_of_persona_needs_no_table() -> None:
    assert NOTHING.layer("x", "work").kind == "work"


def test_a_persona_that_is_nowhere_is_told_with_those_there_are() -> None:
    with pytest.raises(BadInput, match="Did you mean “personal”"):
        NOTHING.layer("x", "personel")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("select = [", "not TOML"),
        ('ignor = ["TAG"]', "“ignor” means nothing here. Did you mean “ignore”?"),
        ('ignore = ["TAG01"]', "Did you mean “TAG001”?"),
        ('ignore = ["hashtag-out-of-places"]', "Did you mean “hashtag-out-of-place”?"),
        ('ignore = ["tag"]', "Did you mean “TAG”?"),
        ('ignore = "TAG"', "“ignore” must be a list of texts"),
        ("ignore = [1]", "“ignore” must be a list of texts"),
        ('[severity]\nTAG001 = "error"', "“severity.TAG001” must be stop, warn or hint."),
        ('[severity]\nTAG = "stop"', "must name one rule"),
        ('severity = "stop"', "“severity” must be a table."),
        ("[network.linkedn]", "There is no network “linkedn”. Did you mean “linkedin”?"),
        ('networks = ["twitter"]', "There is no network “twitter”. There are: bluesky, linkedin, x."),
        ("[network.x.limits]\ntext = 0", "“network.x.limits.text” must be a whole number above 0."),
        ("[network.x.limits]\ntext = true", "a whole number above 0"),
        ("[words]\nnevver = []", "“words.nevver” means nothing here. Did you mean “never”?"),
        ('[personas.Sarah]\nkind = "private"', "“personas.Sarah.kind” must be one of: work, personal, double duty."),
        ('persona = "wrk"', "Did you mean “work”?"),
        ("x = 1\n[network]\nx = 1", "“network.x” must be a table."),
        ('handle = "a"', "“handle” means nothing here"),
    ],
)
def test_what_makes_no_sense_is_told_with_what_was_meant(text: str, told: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse(text, KNOWN)
    assert told in caught.value.for_people
    assert caught.value.for_people.startswith("twoway.toml")


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        parse('ignor = []\nselect = ["XXX"]', KNOWN)
    assert "ignor" in caught.value.for_people
    assert "XXX" in caught.value.for_people


def test_a_file_of_another_tool_without_our_table_chooses_nothing() -> None:
    assert parse("[tool.ruff]\nx = 1", KNOWN, inside=("tool", "twoway")) is None
    assert parse("tool = 1", KNOWN, inside=("tool", "twoway")) is None
    found = parse('[tool.twoway]\nignore = ["TAG"]', KNOWN, inside=("tool", "twoway"))
    assert found is not None
    assert found.layer("x").ignore == ("TAG",)


def test_every_list_of_words_that_a_rule_reads_can_be_given() -> None:
    read = {
        call.args[0].value
        for path in sources()
        if path.is_relative_to(SRC / "rules")
        for call in ast.walk(parsed(path))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "case.words.get"
        and isinstance(call.args[0], ast.Constant)
    }
    assert read
    assert read - set(WORDS) == set()


# -- choices that are kept elsewhere -----------------------------------------------------------------------------------


def test_a_kept_table_is_read_under_the_same_keys() -> None:
    made, faults = of_table(
        {
            "ignore": ["LEN001"],
            "network": {"x": {"severity": {"TAG001": "stop"}}},
            "personas": {"work": {"ignore": ["TAG002"]}, "The shop": {"words": {"never": ["cheap"]}}},
        },
        KNOWN,
    )
    layer = made.for_account("x", "The shop", "work")
    assert faults == ()
    assert layer.ignore == ("LEN001", "TAG002")
    assert layer.severity == {"TAG001": Severity.STOP}
    assert layer.words == {"never": ("cheap",)}
    assert (made.for_account("linkedin", "Sarah", "personal").ignore, layer.kind) == (("LEN001",), "work")


def test_a_persona_that_is_called_after_its_kind_is_laid_over_once() -> None:
    made, _ = of_table({"personas": {"work": {"select": ["TAG"]}}}, KNOWN)
    assert made.for_account("x", "work", "work").select == ("TAG",)


def test_what_is_at_fault_in_a_kept_table_is_told_and_chooses_nothing() -> None:
    made, faults = of_table(
        {"severity": {"TAG001": "loud", "LEN001": "warn"}, "ignore": "TAG", "network": 3, "rule": []}, KNOWN
    )
    assert made.for_account("x", "", "work").settings.severity == {"LEN001": Severity.WARN}
    assert len(faults) == 4
    assert any("stop, warn or hint" in fault for fault in faults)


# How words are tailored


def test_a_table_says_how_words_are_tailored_for_everything_a_persona_and_a_network() -> None:
    made = choices(
        """
        [tailor]
        sign_off = "— Sarah"
        most_emoji = 2
        camel_case = true
        swaps = { cheap = "good value" }
        own_hosts = ["alderrye.example"]
        [personas.work.tailor]
        links = "end"
        [network.x.tailor]
        links = "comment"
        fit = "ask"
        """
    )
    facts = finder.network("x").facts
    here = made.layer("x", "work").policy(facts, persona="work", date="2026-11-28", language="de")
    assert (here.sign_off, here.most_emoji, here.camel_case) == ("— Sarah", 2, True)
    assert (here.swaps, here.own_hosts) == ({"cheap": "good value"}, ("alderrye.example",))
    assert (here.links, here.fit, here.language) == (LinkPlace.COMMENT, Fit.ASK, "de")
    there = made.layer("linkedin", "work").policy(finder.network("linkedin").facts)
    assert (there.links, there.fit) == (LinkPlace.END, Fit.SHORTEN)


def test_lists_for_rules_are_used_too() -> None:
    found = choices('[words]\nutm = ["utm_source=a"]\nwebsite = ["b.example"]\nswaps = ["c=d", "nothing"]')
    made = found.layer("x").policy(finder.network("x").facts)
    assert (made.utm, made.own_hosts, made.swaps) == ({"utm_source": "a"}, ("b.example",), {"c": "d"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[tailor]\nlinks = "sideways"', "tailor.links"),
        ('[tailor]\nlink = "end"', "Did you mean “links”"),
        ("[tailor]\nswaps = [1]", "must be a text"),
        ("[tailor]\nmost_emoji = -1", "whole number"),
        ('tailor = "end"', "must be a table"),
    ],
)
def test_what_is_wrong_in_it_is_told_with_its_place(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        parse(text, KNOWN)

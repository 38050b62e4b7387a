"""Findings for code hosts and editors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.doors.cli.conftest import Say

NOTE = "<!-- twoway: allow FMT007 because it is a poem -->"


@pytest.fixture(autouse=True)
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "first post.md"
    path.write_text("---\na: b\n---\nCome in.\n\nWE BAKE THE BEST BREAD OF THE TOWN today.\n", encoding="utf-8")
    return path


def test_a_code_host_shows_a_finding_beside_its_line(say: Say) -> None:
    said = say("check", "first post.md", "--network", "x", "--network", "bluesky", "--format", "github")
    assert (
        "::warning file=first post.md,line=6,endLine=6,col=1,endColumn=35,title=ACC005 all-caps (X%2C Bluesky)::"
        in said.out
    )
    assert all(line.startswith("::") for line in said.out.splitlines())


def test_signs_that_mean_something_to_a_code_host_are_written_otherwise(say: Say, post: Path) -> None:
    path = post.parent / "50%,a:b.md"
    path.write_bytes(post.read_bytes())
    out = say("check", path.name, "--network", "x", "--format", "github").out
    assert "file=50%25%2Ca%3Ab.md," in out


def run(said_json: Any) -> Any:
    assert said_json["version"] == "2.1.0"
    assert said_json["$schema"].endswith("sarif-schema-2.1.0.json")
    [one] = said_json["runs"]
    return one


def test_sarif_names_the_rules_with_their_help_and_points_at_regions(say: Say) -> None:
    one = run(say("check", "first post.md", "--network", "x", "--network", "bluesky", "--format", "sarif").json)
    rules = one["tool"]["driver"]["rules"]
    assert one["columnKind"] == "unicodeCodePoints"
    for result in one["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    shouts = [result for result in one["results"] if result["ruleId"] == "ACC005"]
    assert [result["properties"]["network"] for result in shouts] == ["x", "bluesky"]
    [location] = shouts[0]["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "first%20post.md"}
    assert location["physicalLocation"]["region"] == {
        "startLine": 6,
        "startColumn": 1,
        "endLine": 6,
        "endColumn": 35,
        "charOffset": 23,
        "charLength": 34,
    }
    rule = rules[shouts[0]["ruleIndex"]]
    assert "Instead:" in rule["help"]["text"]
    assert rule["defaultConfiguration"] == {"level": "warning"}


def test_sarif_holds_fixes_and_what_was_allowed_with_its_reason(say: Say, post: Path) -> None:
    post.write_text(f"{NOTE}\nCome  in.\n", encoding="utf-8")
    results = run(say("check", post.name, "--network", "x", "--format", "sarif").json)["results"]
    [spaces] = [result for result in results if result["ruleId"] == "FMT007"]
    assert spaces["suppressions"] == [{"kind": "inSource", "status": "accepted", "justification": "it is a poem"}]
    [replacement] = spaces["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"] == {"text": " "}
    assert replacement["deletedRegion"]["startLine"] == 2


def test_sarif_tells_of_notes_too(say: Say, post: Path) -> None:
    post.write_text("<!-- twoway: allow FMT007 -->\nCome in.\n", encoding="utf-8")
    one = run(say("check", post.name, "--network", "x", "--format", "sarif").json)
    assert "ALW001" in {rule["id"] for rule in one["tool"]["driver"]["rules"]}


def test_nothing_found_is_a_document_all_the_same(say: Say) -> None:
    one = run(say("check", "Come in.", "--network", "x", "--select", "LEN001", "--format", "sarif").json)
    assert one["results"] == []

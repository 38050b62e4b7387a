"""What the browser gets: small, whole, ours, and named so that it can be kept for ever."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from twoway.doors.web.assets import BUILT, NotBuilt, manifest, read_manifest

ASSETS = BUILT.parent.parent / "assets"
TEMPLATES = BUILT.parent.parent / "templates"
#: CSS that pins a side of the screen; in a right-to-left page it is the wrong one.
SIDED = re.compile(
    r"(?<![\w-])(?:margin|padding|border)-(?:left|right|top|bottom)|(?<![\w-])(?:left|right|top|bottom|width|height)\s*:"
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
QUERY = re.compile(r"\((?:max|min)-width[^)]*\)")

pytestmark = pytest.mark.skipif(not BUILT.exists(), reason="the assets are not built: run `npm run build`")


def packed(name: str) -> int:
    return len(gzip.compress((BUILT / manifest().files[name]).read_bytes(), 9))


def test_styles_of_the_whole_product_stay_under_16_kilobytes() -> None:
    assert packed("styles.css") <= 16 * 1024


def test_scripts_of_a_usual_page_stay_under_25_kilobytes_and_compose_under_40() -> None:
    assert packed("app.js") <= 25 * 1024
    assert packed("app.js") + packed("inbox.js") <= 25 * 1024
    assert packed("app.js") + packed("compose.js") <= 40 * 1024


def test_fonts_before_the_first_paint_stay_under_90_kilobytes() -> None:
    assert len(manifest().preload) == 2
    assert sum((BUILT / font).stat().st_size for font in manifest().preload) <= 90 * 1024


def test_every_built_file_carries_its_hash_and_its_compressed_twins() -> None:
    for file in manifest().files.values():
        assert re.search(r"-[A-Z0-9]{8}\.(css|js|json|woff2)$", file)
        if file.endswith((".css", ".js", ".json")):
            assert gzip.decompress((BUILT / f"{file}.gz").read_bytes()) == (BUILT / file).read_bytes()
            assert (BUILT / f"{file}.br").exists()


def test_fonts_are_asked_for_by_addresses_of_our_own() -> None:
    styles = (BUILT / manifest().files["styles.css"]).read_text("utf-8")
    assert re.findall(r"url\((?![\"']?\./fonts/)[^)]*\)", styles) == []
    assert styles.count("font-display:swap") == 2


def test_nothing_that_is_built_calls_another_server() -> None:
    for name in ("app.js", "compose.js", "inbox.js", "styles.css"):
        text = (BUILT / manifest().files[name]).read_text("utf-8")
        assert re.findall(r"(?:src=|url\(|fetch\(|import\()[\"']?https?://", text) == []


@pytest.mark.parametrize("sheet", sorted(ASSETS.glob("css/*.css")), ids=lambda path: path.name)
def test_styles_name_no_side_of_the_screen(sheet: Path) -> None:
    text = QUERY.sub("", COMMENT.sub("", sheet.read_text("utf-8")))
    assert SIDED.findall(text) == []


def test_no_template_holds_a_script_a_style_or_a_handler_of_its_own() -> None:
    inline = re.compile(r"<script(?![^>]*\bnonce=)|<style|\sstyle=|\son[a-z]+=|javascript:|\shx-on|\shx-vals=.js:")
    found = [f"{p.name}: {m[0]}" for p in TEMPLATES.rglob("*.html") for m in inline.finditer(p.read_text("utf-8"))]
    assert found == []


def test_a_missing_build_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotBuilt, match="npm run build"):
        read_manifest(tmp_path)


def test_an_unknown_asset_is_named(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"files": {}, "preload": []}), "utf-8")
    with pytest.raises(NotBuilt, match=r"nothing\.js"):
        read_manifest(tmp_path).path("nothing.js")

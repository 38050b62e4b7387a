"""Pictures are made to fit, once, and it is said."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from twoway.domain.versions import Picture
from twoway.work import pictures
from twoway.work.fitting import Frame, fit

PHOTO = ("image/jpeg", "image/png")


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Something that no codec makes small."""
    bands = len(mode)
    wanted = width * height * bands
    blocks = (hashlib.sha512(str(n).encode()).digest() for n in range(wanted // 64 + 1))
    return Image.frombytes(mode, (width, height), b"".join(blocks)[:wanted])


def shelve(home: Path, image: Image.Image, kind: str, **how: object) -> Picture:
    out = io.BytesIO()
    image.save(out, kind, **how)
    sha256 = pictures.keep(home, out.getvalue())
    return Picture(
        sha256=sha256,
        mime=f"image/{kind.lower()}",
        size=len(out.getvalue()),
        width=image.width,
        height=image.height,
        alt="A loaf",
    )


def opened(home: Path, picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(pictures.read(home, picture.sha256)))


def test_what_fits_is_left_alone(tmp_path: Path) -> None:
    picture = shelve(tmp_path, noise(60, 40), "JPEG")
    assert fit(tmp_path, picture, Frame(bytes_limit=1_000_000, types=PHOTO)) == (picture, "")


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB")])
@pytest.mark.parametrize("limit", [150_000, 60_000])
def test_what_is_too_large_is_made_smaller_and_said(tmp_path: Path, kind: str, mode: str, limit: int) -> None:
    picture = shelve(tmp_path, noise(700, 500, mode), kind)
    fitted, words = fit(tmp_path, picture, Frame(bytes_limit=limit, types=PHOTO, network="Town Square"))
    assert fitted.size <= limit
    assert fitted.mime in PHOTO
    assert "made smaller" in words
    assert "Town Square" in words
    assert fitted.alt == "A loaf"
    assert opened(tmp_path, fitted).size == (fitted.width, fitted.height)
    assert len(pictures.read(tmp_path, fitted.sha256)) == fitted.size


def test_a_kind_that_is_not_taken_is_saved_as_one_that_is(tmp_path: Path) -> None:
    picture = shelve(tmp_path, noise(60, 40), "WEBP")
    fitted, words = fit(tmp_path, picture, Frame(bytes_limit=1_000_000, types=("image/jpeg",)))
    assert fitted.mime == "image/jpeg"
    assert "saved as JPEG" in words


def test_what_shows_through_stays_so_where_it_can(tmp_path: Path) -> None:
    picture = shelve(tmp_path, Image.new("RGBA", (80, 60), (200, 80, 20, 90)), "WEBP")
    fitted, _ = fit(tmp_path, picture, Frame(bytes_limit=1_000_000, types=PHOTO))
    assert fitted.mime == "image/png"
    paper, _ = fit(tmp_path, picture, Frame(bytes_limit=1_000_000, types=("image/jpeg",)))
    assert opened(tmp_path, paper).mode == "RGB"


@pytest.mark.parametrize("size", [(900, 100), (100, 900)])
def test_a_shape_that_is_not_taken_is_cut_in_the_middle(tmp_path: Path, size: tuple[int, int]) -> None:
    picture = shelve(tmp_path, noise(*size), "JPEG")
    fitted, words = fit(tmp_path, picture, Frame(bytes_limit=9_000_000, types=PHOTO, ratios=(0.8, 1.91)))
    assert 0.79 <= fitted.width / fitted.height <= 1.92
    assert "cut at the edges" in words


def test_fitting_again_gives_the_very_same(tmp_path: Path) -> None:
    picture = shelve(tmp_path, noise(400, 300), "PNG")
    frame = Frame(bytes_limit=50_000, types=PHOTO)
    first = fit(tmp_path, picture, frame)
    assert fit(tmp_path, picture, frame) == first
    assert fit(tmp_path, first[0], frame) == (first[0], "")


def test_a_moving_picture_is_not_made_to_stand_still(tmp_path: Path) -> None:
    frames = [noise(60, 40), Image.new("RGB", (60, 40), "#a52")]
    picture = shelve(tmp_path, frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert fit(tmp_path, picture, Frame(bytes_limit=100, types=PHOTO)) == (picture, "")


def test_a_picture_that_cannot_be_read_any_more_is_left_to_the_guard(tmp_path: Path) -> None:
    lost = Picture(sha256="0" * 64, mime="image/png", size=9_000_000, width=10, height=10)
    assert fit(tmp_path, lost, Frame(bytes_limit=100, types=PHOTO)) == (lost, "")


def test_turned_photos_are_set_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = shelve(tmp_path, noise(300, 200), "JPEG", exif=exif, quality=95)
    fitted, _ = fit(tmp_path, picture, Frame(bytes_limit=picture.size // 2, types=PHOTO))
    assert fitted.height > fitted.width


def halves(tmp_path: Path, focus: tuple[float, float] | None) -> Picture:
    """A wide picture, red at the left and blue at the right."""
    image = Image.new("RGB", (900, 300), "red")
    image.paste("blue", (450, 0, 900, 300))
    return replace(shelve(tmp_path, image, "PNG"), focus=focus)


@pytest.mark.parametrize(
    ("focus", "left", "right"),
    [((0.0, 0.5), "red", "red"), ((1.0, 0.5), "blue", "blue"), ((0.5, 0.5), "red", "blue"), (None, "red", "blue")],
)
def test_the_chosen_point_stays_in_every_cut(
    tmp_path: Path, focus: tuple[float, float] | None, left: str, right: str
) -> None:
    made, words = fit(tmp_path, halves(tmp_path, focus), Frame(bytes_limit=10**6, types=PHOTO, ratios=(0.8, 1.0)))
    assert "cut" in words
    image = opened(tmp_path, made).convert("RGB")
    colours = {"red": (255, 0, 0), "blue": (0, 0, 255)}
    assert image.getpixel((2, 2)) == colours[left]
    assert image.getpixel((image.width - 3, 2)) == colours[right]


def test_the_point_moves_along_with_the_cut(tmp_path: Path) -> None:
    made, _ = fit(tmp_path, halves(tmp_path, (0.9, 0.5)), Frame(bytes_limit=10**6, types=PHOTO, ratios=(0.8, 1.0)))
    assert made.focus == pytest.approx((0.7, 0.5), abs=0.01)
    middle, _ = fit(tmp_path, halves(tmp_path, (0.5, 0.2)), Frame(bytes_limit=10**6, types=PHOTO, ratios=(0.8, 1.0)))
    assert middle.focus == pytest.approx((0.5, 0.2))


def test_two_points_are_two_cuts_and_each_is_made_once(tmp_path: Path) -> None:
    frame = Frame(bytes_limit=10**6, types=PHOTO, ratios=(0.8, 1.0))
    first, _ = fit(tmp_path, halves(tmp_path, (0.0, 0.5)), frame)
    second, _ = fit(tmp_path, halves(tmp_path, (1.0, 0.5)), frame)
    assert first.sha256 != second.sha256
    assert fit(tmp_path, halves(tmp_path, (0.0, 0.5)), frame)[0] == first

"""A picture on its way out tells nobody where it was taken."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from twoway.work.places import without_place

GPS = 0x8825
ORIENTATION, MAKER = 0x0112, 0x010F
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf exif:GPSLatitude="51,30.0N"/></x:xmpmeta>'


def picture(kind: str, *, place: bool = True, **more: object) -> bytes:
    image = Image.effect_noise((24, 18), 80).convert("RGB")
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "Box camera", 6
    if place:
        exif[GPS] = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (2.0, 10.0, 0.0)}
    out = io.BytesIO()
    image.save(out, kind, exif=exif, **more)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def cleaned(content: bytes) -> Image.Image:
    return opened(without_place(content, opened(content)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_goes_and_the_rest_stays(kind: str) -> None:
    content = picture(kind)
    before, after = opened(content), cleaned(content)
    assert before.getexif().get_ifd(GPS)
    assert not after.getexif().get_ifd(GPS)
    assert (after.getexif()[MAKER], after.getexif()[ORIENTATION]) == ("Box camera", 6)
    assert after.format == kind
    assert after.size == before.size


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_no_pixel_changes(kind: str) -> None:
    content = picture(kind)
    assert ImageChops.difference(opened(content), cleaned(content)).getbbox() is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_place_in_xmp_goes_too(kind: str) -> None:
    told = PngInfo()
    told.add_itxt("XML:com.adobe.xmp", XMP.decode())
    content = picture(kind, place=False, **({"pnginfo": told} if kind == "PNG" else {"xmp": XMP}))
    assert b"GPSLatitude" in content
    after = without_place(content, opened(content))
    assert b"GPSLatitude" not in after
    assert opened(after).size == (24, 18)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_without_a_place_is_not_touched(kind: str) -> None:
    content = picture(kind, place=False)
    assert without_place(content, opened(content)) == content


def test_a_moving_picture_still_moves() -> None:
    exif = Image.Exif()
    exif[GPS] = {1: "N"}
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("#a52", "#25a", "#2a5")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], exif=exif)
    after = cleaned(out.getvalue())
    assert getattr(after, "n_frames", 1) == 3
    assert not after.getexif().get_ifd(GPS)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_file_that_is_cut_off_ends_where_it_ended(kind: str) -> None:
    content = picture(kind)
    image = opened(content)
    assert without_place(content[:-7], image)[:4] == content[:4]

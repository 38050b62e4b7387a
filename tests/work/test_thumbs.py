"""The pictures of preview cards."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from twoway.domain.errors import BadInput
from twoway.work.thumbs import MOST_BYTES, MOST_SIZE, small


def made(kind: str, size: tuple[int, int], mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 120).convert(mode).save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "L"), ("GIF", "P"), ("WEBP", "RGB"), ("PNG", "1")]
)
def test_every_kind_becomes_a_small_jpeg(kind: str, mode: str) -> None:
    content = small(made(kind, (2400, 1260), mode))

    with Image.open(io.BytesIO(content)) as image:
        assert image.format == "JPEG"
        assert image.size == (1200, 630)
    assert len(content) <= MOST_BYTES
    assert max(image.size) <= max(MOST_SIZE)


def test_where_it_was_taken_does_not_come_along() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Camera"

    with Image.open(io.BytesIO(small(made("JPEG", (80, 60), exif=exif)))) as image:
        assert not image.getexif()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg/>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"GIF89a",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n",
    ],
)
def test_what_is_no_picture_is_told(content: bytes) -> None:
    with pytest.raises(BadInput):
        small(content)

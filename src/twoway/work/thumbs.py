"""The picture of a preview card: small, a JPEG, and without anything that says where it was taken."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from twoway.domain.errors import BadInput
from twoway.plug.later import later

if TYPE_CHECKING:
    import PIL
    from PIL import Image, ImageOps
else:
    PIL, Image, ImageOps = later("PIL"), later("PIL.Image"), later("PIL.ImageOps")

#: What preview cards show; networks take up to 1,000,000 bytes.
MOST_SIZE = (1200, 1200)
MOST_BYTES = 900_000
#: What pages show pictures in, and more pixels than a page's picture has.
KINDS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 50_000_000


def small(content: bytes) -> bytes:
    """The picture as a small JPEG; BadInput for what is no picture, or one of a size made to harm."""
    try:
        # Readers of other kinds are not even tried: some of them start programs.
        with Image.open(io.BytesIO(content), formats=KINDS) as image:
            if image.size[0] * image.size[1] > MOST_PIXELS:
                raise ValueError("made to harm")
            turned = ImageOps.exif_transpose(image)
            turned.thumbnail(MOST_SIZE)
            flat = Image.new("RGB", turned.size, "white")
            with turned.convert("RGBA") as clear:
                flat.paste(clear, mask=clear)
    except (PIL.UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadInput("That is no picture that can be read.", field="picture") from error
    for quality in (85, 70, 50, 30):
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()

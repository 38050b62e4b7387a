"""The picture of a preview card: small, a JPEG, and without anything that says where it was taken."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from twoway.domain.errors import BadInput
from twoway.work.later import later

if TYPE_CHECKING:
    import PIL
    from PIL import Image, ImageOps
else:
    PIL, Image, ImageOps = later("PIL"), later("PIL.Image"), later("PIL.ImageOps")

#: What preview cards show; networks take up to 1,000,000 bytes.
MOST_SIZE = (1200, 1200)
MOST_BYTES = 900_000


def small(content: bytes) -> bytes:
    """The picture as a small JPEG; BadInput for what is no picture, or one of a size made to harm."""
    try:
        with Image.open(io.BytesIO(content)) as image:
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

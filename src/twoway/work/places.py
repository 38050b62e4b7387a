"""Pictures without the place at which they were taken. Nothing else in them changes: no pixel is written anew but in a JPEG."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from PIL import Image

_GPS_IFD = 0x8825
_PNG_HEAD = 8
_RIFF_HEAD = 12
#: In the flags of a WebP file: there is XMP in it.
_HAS_XMP = 0x04


def without_place(content: bytes, image: Image.Image) -> bytes:
    """The bytes of a picture with no place in its EXIF or XMP; `image` is the same picture, opened."""
    exif = image.getexif()
    has_place = bool(exif.get_ifd(_GPS_IFD))
    if not has_place and not _tells_place(_xmp(image)):
        return content
    exif.pop(_GPS_IFD, None)
    match image.format:
        case "JPEG":
            out = io.BytesIO()
            image.save(out, "JPEG", quality="keep", exif=exif)
            return out.getvalue()
        case "PNG":
            return content[:_PNG_HEAD] + b"".join(_png(content, exif.tobytes()[6:]))
        case "WEBP":
            chunks = b"".join(_webp(content, exif.tobytes()[6:]))
            return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks
    return content


def _xmp(image: Image.Image) -> bytes:
    found = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    return found.encode("utf-8", "replace") if isinstance(found, str) else bytes(found)


def _tells_place(xmp: bytes) -> bool:
    return b"GPS" in xmp


def _png(content: bytes, tiff: bytes) -> Iterator[bytes]:
    """The chunks of a PNG file: with this EXIF, and without any text that holds it or tells a place."""
    at = _PNG_HEAD
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        whole, at = content[at : at + 12 + length], at + 12 + length
        if kind == b"eXIf":
            yield struct.pack(">I", len(tiff)) + kind + tiff + struct.pack(">I", crc32(kind + tiff))
        elif kind in (b"tEXt", b"zTXt", b"iTXt") and _may_tell_place(body):
            continue
        else:
            yield whole


def _may_tell_place(text: bytes) -> bool:
    # What is packed is not unpacked: XMP and raw EXIF say no more than what a reader can do without.
    return text.startswith((b"XML:com.adobe.xmp", b"Raw profile type"))


def _webp(content: bytes, tiff: bytes) -> Iterator[bytes]:
    """The chunks of a WebP file, with this EXIF and without XMP."""
    at = _RIFF_HEAD
    while at + 8 <= len(content):
        kind = content[at : at + 4]
        (length,) = struct.unpack_from("<I", content, at + 4)
        body = content[at + 8 : at + 8 + length]
        whole, at = content[at : at + 8 + length + length % 2], at + 8 + length + length % 2
        match kind:
            case b"EXIF":
                yield kind + struct.pack("<I", len(tiff)) + tiff + b"\0" * (len(tiff) % 2)
            case b"XMP ":
                continue
            case b"VP8X" if body:
                yield whole[:8] + bytes([body[0] & ~_HAS_XMP]) + whole[9:]
            case _:
                yield whole

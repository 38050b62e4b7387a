"""Making a picture fit a network: its kind, its size in bytes, its shape. Done once, kept on the shelf, and told.

What is shown before sending is what is sent: the fitted picture has a fingerprint of its own and travels in the version.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from twoway.domain.versions import Picture, picture_from_data
from twoway.plug.later import later
from twoway.work import pictures

if TYPE_CHECKING:
    from PIL import Image, ImageOps
else:
    Image, ImageOps = later("PIL.Image"), later("PIL.ImageOps")

JPEG, PNG = "image/jpeg", "image/png"
#: Tried in this order: first the quality goes down where nobody sees it, then the size.
QUALITIES = (90, 84, 76)
STEP = 0.82
SMALLEST_SIDE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a network takes: bytes, kinds, and the narrowest and widest width to height (None: any shape)."""

    bytes_limit: int
    types: tuple[str, ...]
    ratios: tuple[float, float] | None = None
    network: str = ""

    def takes(self, picture: Picture) -> bool:
        """Whether a picture goes as it is."""
        return (
            (not self.types or picture.mime in self.types)
            and picture.size <= self.bytes_limit
            and self.cut_of(picture.width, picture.height) is None
        )

    def cut_of(self, width: int, height: int) -> tuple[int, int] | None:
        """The size to cut to where the shape is not taken; None where it is."""
        if self.ratios is None or not width or not height:
            return None
        narrowest, widest = self.ratios
        if width / height < narrowest * 0.995:
            return width, round(width / narrowest)
        if width / height > widest * 1.005:
            return round(height * widest), height
        return None


def fit(home: Path, picture: Picture, frame: Frame) -> tuple[Picture, str]:
    """The picture as the network takes it, and what was done in a sentence; unchanged and no words where nothing was.

    A moving picture is never re-made: it would stand still. Where nothing helps, the picture comes back unchanged, and
    the guard says why it cannot go.
    """
    if frame.takes(picture):
        return picture, ""
    note = home / "pictures" / "fits" / f"{_name(picture, frame)}.json"
    if not note.exists():
        made = _make(home, picture, frame)
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps(asdict(replace(made or picture, alt=""))), encoding="utf-8")
    fitted = replace(picture_from_data(json.loads(note.read_text(encoding="utf-8"))), alt=picture.alt)
    return fitted, _words(picture, fitted, frame)


def _name(picture: Picture, frame: Frame) -> str:
    words = f"{picture.sha256} {frame.bytes_limit} {frame.types} {frame.ratios}"
    if picture.focus:
        words += f" {picture.focus}"
    return hashlib.sha256(words.encode()).hexdigest()


def _make(home: Path, picture: Picture, frame: Frame) -> Picture | None:
    try:
        content = pictures.read(home, picture.sha256)
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF")) as image:
            if getattr(image, "is_animated", False):
                return None
            upright = ImageOps.exif_transpose(image)
            for mime, tried in _tries(upright, picture, frame):
                found = _written(tried, mime, frame)
                if found is not None:
                    return replace(
                        picture,
                        sha256=pictures.keep(home, found),
                        mime=mime,
                        size=len(found),
                        width=tried.width,
                        height=tried.height,
                        focus=focus_in_cut(picture.focus, upright.size, frame.cut_of(*upright.size)),
                    )
    except (OSError, ValueError):
        # A picture that cannot be read again is told by the guard, in words that say what to do.
        return None
    return None


def focus_in_cut(
    focus: tuple[float, float] | None, size: tuple[int, int], cut: tuple[int, int] | None
) -> tuple[float, float] | None:
    """Where the point that is kept stands in what was cut out."""
    if focus is None or cut is None:
        return focus
    edges = zip(focus, _centering(focus, size, cut), size, cut, strict=True)
    left, top = (
        min(1.0, max(0.0, (point * whole - share * (whole - kept)) / kept)) for point, share, whole, kept in edges
    )
    return round(left, 4), round(top, 4)


def _centering(focus: tuple[float, float] | None, size: tuple[int, int], cut: tuple[int, int]) -> tuple[float, float]:
    """How much of what is cut off goes at the left and at the top, so that the point comes as near to the middle as it can."""
    point = focus or (0.5, 0.5)
    left, top = (
        min(1.0, max(0.0, (at * whole - kept / 2) / (whole - kept))) if whole > kept else 0.5
        for at, whole, kept in zip(point, size, cut, strict=True)
    )
    return left, top


def _tries(image: Image.Image, picture: Picture, frame: Frame) -> Iterator[tuple[str, Image.Image]]:
    """Ever smaller pictures of a kind that is taken."""
    cut = frame.cut_of(image.width, image.height)
    if cut is not None:
        image = ImageOps.fit(image, cut, centering=_centering(picture.focus, image.size, cut))
    mime = picture.mime if picture.mime in frame.types and picture.mime in (JPEG, PNG) else _kind(image, frame)
    while min(image.size) >= min(SMALLEST_SIDE, picture.width, picture.height):
        yield mime, image
        # A photograph kept as PNG is many times larger than it need be.
        if mime == PNG and JPEG in frame.types and not _sees_through(image):
            yield JPEG, image
        smaller = (round(image.width * STEP), round(image.height * STEP))
        if 0 in smaller:
            return
        image = image.resize(smaller, Image.Resampling.LANCZOS)


def _kind(image: Image.Image, frame: Frame) -> str:
    if PNG in frame.types and (_sees_through(image) or JPEG not in frame.types):
        return PNG
    return JPEG


def _sees_through(image: Image.Image) -> bool:
    return "A" in image.getbands() or "transparency" in image.info


def _written(image: Image.Image, mime: str, frame: Frame) -> bytes | None:
    """The bytes, if they are few enough."""
    if mime == PNG:
        return _within(_bytes(image, "PNG", optimize=True), frame)
    for quality in QUALITIES:
        found = _within(_bytes(_opaque(image), "JPEG", quality=quality, optimize=True, progressive=True), frame)
        if found is not None:
            return found
    return None


def _within(content: bytes, frame: Frame) -> bytes | None:
    return content if len(content) <= frame.bytes_limit else None


def _opaque(image: Image.Image) -> Image.Image:
    """What shows through becomes white, as paper would."""
    if not _sees_through(image):
        return image.convert("RGB")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.convert("RGBA").getchannel("A"))
    return paper


def _bytes(image: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def _words(before: Picture, after: Picture, frame: Frame) -> str:
    if before.sha256 == after.sha256:
        return ""
    done = []
    if frame.cut_of(before.width, before.height) is not None:
        done.append("cut at the edges")
    if before.mime != after.mime:
        done.append(f"saved as {after.mime.removeprefix('image/').upper()}")
    if before.size > frame.bytes_limit:
        done.append(f"made smaller, from {_size(before.size)} to {_size(after.size)}")
    return f"A picture was {' and '.join(done)}, which is what {frame.network or 'this network'} takes."


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{max(size // 1000, 1)} kB"

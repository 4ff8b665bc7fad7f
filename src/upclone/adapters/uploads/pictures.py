"""Pictures, made anew from their pixels: no metadata, no place, no second file hidden in the first."""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO
from typing import BinaryIO, Final

from attrs import frozen
from PIL import Image, ImageOps, UnidentifiedImageError

from upclone.adapters.uploads.kinds import Kind
from upclone.domain.errors import Invalid
from upclone.domain.people.files import SIZES

MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 3_000
"""Pixels; what is larger is made smaller."""

# Pillow warns of what is refused here a line later.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

_HEAVY: Final = 4 * 1024 * 1024
_BROKEN: Final = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)  # what Pillow's readers raise for bytes that are no picture


@frozen
class Remade:
    """A picture as it is kept, and its smaller forms, smallest first."""

    media_type: str
    extension: str
    width: int
    height: int
    content: BinaryIO
    thumbnails: tuple[BinaryIO, ...]


def remade(kind: Kind, content: BinaryIO) -> Remade:
    """The picture, upright; of a moving one, its first frame. Raises Invalid for one that can't be read, or is huge."""
    pixels = _pixels(kind, content)
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    width, height = pixels.size
    form, media_type, extension = _form(kind, pixels)
    made = _written(pixels, form)
    if form == "PNG" and made.getbuffer().nbytes > _HEAVY:
        form, media_type, extension = "WEBP", "image/webp", "webp"
        made = _written(pixels, form)
    thumbnails: list[BinaryIO] = []
    for side in sorted(SIZES.values(), reverse=True):
        pixels.thumbnail((side, side), Image.Resampling.LANCZOS)
        thumbnails.insert(0, _written(pixels, "WEBP"))
    return Remade(media_type, extension, width, height, made, tuple(thumbnails))


def _pixels(kind: Kind, content: BinaryIO) -> Image.Image:
    """The first frame as RGB or RGBA, in a picture that knows nothing but its pixels."""
    content.seek(0)
    try:
        with Image.open(content, formats=[kind.value]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Invalid("file", f"must be a picture of at most {MOST_PIXELS // 1_000_000} million pixels")
            if kind is Kind.JPEG:
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # decodes to what is kept, and no more
            upright = ImageOps.exif_transpose(opened)
            mode = "RGBA" if upright.has_transparency_data else "RGB"
            plain = upright.convert(mode)
            clean = Image.new(mode, plain.size)
            clean.paste(plain)
            return clean
    except Image.DecompressionBombError:
        raise Invalid("file", f"must be a picture of at most {MOST_PIXELS // 1_000_000} million pixels") from None
    except _BROKEN:
        raise Invalid("file", "must be a whole picture: this one can't be read") from None


def _form(kind: Kind, pixels: Image.Image) -> tuple[str, str, str]:
    if kind is Kind.JPEG or (kind is Kind.AVIF and pixels.mode == "RGB"):
        return "JPEG", "image/jpeg", "jpg"
    if kind in (Kind.PNG, Kind.GIF):
        return "PNG", "image/png", "png"
    return "WEBP", "image/webp", "webp"


def _written(pixels: Image.Image, form: str) -> BytesIO:
    made = BytesIO()
    if form == "JPEG":
        pixels.convert("RGB").save(made, "JPEG", quality=88, progressive=True)
    elif form == "PNG":
        pixels.save(made, "PNG")
    else:
        pixels.save(made, "WEBP", quality=85, method=2)
    made.seek(0)
    return made

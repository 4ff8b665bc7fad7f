"""Files: what people upload. The content lies in the storage, under the hash of what it says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.domain.errors import TooMany
from upclone.domain.text import printable

LONGEST_NAME: Final = 150
UNUSED_FOR: Final = timedelta(days=1)
"""How long a file may wait to be used by something."""

SIZES: Final[Mapping[str, int]] = {"small": 96, "medium": 320, "large": 960}
"""How long the longer side of each thumbnail is at most, in pixels."""

THUMBNAIL: Final = "image/webp"
MEBIBYTE: Final = 1024 * 1024
_SEPARATORS: Final = re.compile(r'[/\\:*?"<>|]')
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@frozen
class File:
    """`name` is for people only, and no path. `sha256` is that of the content as it is kept, in hex, and its key in the
    storage; `thumbnails` are the keys of a picture's smaller forms, in the order of SIZES. `width` and `height` are
    those of pictures, in pixels."""

    id: UUID
    owner_id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    created_at: datetime
    thumbnails: tuple[str, ...] = ()

    @property
    def is_picture(self) -> bool:
        """Whether it was made anew from its pixels, so that it holds nothing else and can be shown in place."""
        return self.width is not None

    @property
    def keys(self) -> tuple[str, ...]:
        """Every content that it needs, by its key."""
        return (self.sha256, *self.thumbnails)


@frozen
class DayLimit:
    """What one account may upload in a UTC day."""

    files: int = 200
    mebibytes: int = 250

    def check(self, files: int, size: int, at: datetime) -> None:
        """Whether there is room after so many files of so many bytes in all. Raises TooMany."""
        tomorrow = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        if files > self.files:
            raise TooMany(f"At most {self.files} files can be uploaded in a day.", limit=self.files, again_at=tomorrow)
        if size > self.mebibytes * MEBIBYTE:
            words = f"At most {self.mebibytes} MiB can be uploaded in a day."
            raise TooMany(words, limit=self.mebibytes, again_at=tomorrow)


def safe_name(given: str, extension: str) -> str:
    """A name that is safe to show and to save under: one line, no path, no controls or changes of direction, no device
    of any system, at most 150 characters, and the ending that the content asks for."""
    normal = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(letter for letter in normal if printable(letter) and letter not in "\u200c\u200d\u2028\u2029")
    words = " ".join(_SEPARATORS.sub(" ", seen).split())
    stem = words.rpartition(".")[0] if 0 < len(words.rpartition(".")[2]) <= 5 and "." in words else words
    stem = stem.strip(". ")[: LONGEST_NAME - len(extension) - 1].rstrip(". ")
    if not stem or _DEVICES.fullmatch(stem):
        stem = f"file {stem}".strip()
    return f"{stem}.{extension}"

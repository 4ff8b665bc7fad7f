"""Keys of content."""

from __future__ import annotations

import hashlib
import re
from typing import BinaryIO, Final

from upclone.domain.errors import NotFound

PIECE: Final = 256 * 1024
_KEY: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


def checked(key: str) -> str:
    """The key itself. Raises NotFound for what can't be one: nothing else ever becomes part of a path."""
    if not _KEY.fullmatch(key):
        raise NotFound("content", key)
    return key


def measured(content: BinaryIO) -> tuple[str, int]:
    """The key of what is left to read, and its size; `content` stands again where it stood."""
    start, size, digest = content.tell(), 0, hashlib.sha256()
    while piece := content.read(PIECE):
        digest.update(piece)
        size += len(piece)
    content.seek(start)
    return digest.hexdigest(), size

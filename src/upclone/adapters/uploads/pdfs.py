"""PDF: one paper from the first byte to the last, and nothing else in the same bytes."""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO, Final

from upclone.domain.errors import Invalid

_TAIL: Final = 2_048
_LOOKED_AT: Final = 4_096
_MARKUP: Final = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?php)\b", re.IGNORECASE)
_END: Final = re.compile(rb"%%EOF[\x00\s]*\Z")


def checked(content: BinaryIO) -> tuple[str, str]:
    """Its media type and ending. Raises Invalid for a paper that is cut off, or is something else as well."""
    content.seek(0)
    head = content.read(_LOOKED_AT)
    end = content.seek(0, 2)
    content.seek(max(end - _TAIL, 0))
    tail = content.read()
    if not re.match(rb"%PDF-[12]\.\d", head) or not _END.search(tail):
        raise Invalid("file", "must be a whole PDF: this one does not begin or end as one")
    if _MARKUP.search(head) or _MARKUP.search(tail) or zipfile.is_zipfile(content):
        raise Invalid("file", "must be a PDF and nothing else: this one is a page or an archive as well")
    return "application/pdf", "pdf"

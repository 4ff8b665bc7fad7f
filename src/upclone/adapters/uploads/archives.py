"""ZIP archives, and the office documents that are such archives. They are looked into and never unpacked to a disk."""

from __future__ import annotations

import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import BinaryIO, Final

from upclone.domain.errors import Invalid

MOST_ENTRIES: Final = 5_000
MOST_UNPACKED: Final = 300 * 1024 * 1024
"""Bytes that an archive, with all archives in it, may unpack to."""

MOST_RATIO: Final = 200
"""How many bytes one packed byte may become, where it matters: in entries above a mebibyte."""

MOST_NESTED: Final = 2
_LONGEST_INNER: Final = 25 * 1024 * 1024
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    lzma.LZMAError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)  # what zipfile raises for bytes that are no archive
_END: Final = struct.Struct("<4s4H2LH")
_END_SIGN: Final = b"PK\x05\x06"
_LOCAL: Final = b"PK\x03\x04"
_PACKED: Final = (_LOCAL, b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")
_BAD_NAME: Final = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]|(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:")

_OFFICE: Final[Mapping[str, tuple[str, str]]] = {
    "word/": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ppt/": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
}
_OPEN: Final[Mapping[bytes, tuple[str, str]]] = {
    b"application/vnd.oasis.opendocument." + kind: (f"application/vnd.oasis.opendocument.{kind.decode()}", ending)
    for kind, ending in ((b"text", "odt"), (b"spreadsheet", "ods"), (b"presentation", "odp"), (b"graphics", "odg"))
}
_PROGRAMS: Final = re.compile(r"(^|/)(vbaProject\.bin|AndroidManifest\.xml|META-INF/MANIFEST\.MF)$", re.IGNORECASE)
_OLD: Final[Mapping[str, tuple[str, str]]] = {
    "WordDocument": ("application/msword", "doc"),
    "Workbook": ("application/vnd.ms-excel", "xls"),
    "PowerPoint Document": ("application/vnd.ms-powerpoint", "ppt"),
}


def checked(content: BinaryIO) -> tuple[str, str]:
    """Its media type and ending. Raises Invalid for bombs, traversal, programs, and what is something else as well."""
    names = _opened(content, depth=0, budget=MOST_UNPACKED)[0]
    if any(map(_PROGRAMS.search, names)):
        raise Invalid("file", "must be an archive without programs: macros, Java and Android packages are not taken")
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return kind
    if names[0] == "mimetype":
        with zipfile.ZipFile(content) as archive, archive.open("mimetype") as file:
            return _OPEN.get(file.read(100).strip(), ("application/zip", "zip"))
    return "application/zip", "zip"


def checked_old(content: BinaryIO) -> tuple[str, str]:
    """An office document of before 2007: its media type and ending. Raises Invalid for one with macros."""
    content.seek(0)
    whole = content.read()
    found = next((kind for name, kind in _OLD.items() if name.encode("utf-16-le") in whole), None)
    if found is None or any(name.encode("utf-16-le") in whole for name in ("_VBA_PROJECT", "Macros")):
        raise Invalid("file", "must be an office document without macros, or a picture, a PDF, a text or a ZIP archive")
    return found


def _opened(content: BinaryIO, depth: int, budget: int) -> tuple[list[str], int]:
    """The names in an archive, and what is left of `budget` after it. Raises Invalid."""
    try:
        _whole(content)
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
            if not entries or len(entries) > MOST_ENTRIES:
                raise Invalid("file", f"must be an archive of 1 to {MOST_ENTRIES} files")
            if sum(entry.compress_size for entry in entries) > content.seek(0, 2):
                raise Invalid("file", "must be an archive whose files do not overlap")
            for entry in entries:
                budget = _entry(archive, entry, depth, budget)
            return [entry.filename for entry in entries], budget
    except _BROKEN:
        raise Invalid("file", "must be a whole archive: this one can't be read") from None


def _whole(content: BinaryIO) -> None:
    """One archive from the first byte to the last: no picture before it, no page behind it."""
    content.seek(0)
    opening = content.read(4)
    end = content.seek(0, 2)
    content.seek(max(end - _END.size - 65_535, 0))
    tail = content.read()
    place = tail.rfind(_END_SIGN)
    if opening != _LOCAL or place < 0 or len(tail) - place < _END.size:
        raise zipfile.BadZipFile
    *_, size, offset, comment = _END.unpack_from(tail, place)
    begins = end - len(tail) + place
    if comment or begins + _END.size != end or (offset != 0xFFFFFFFF and offset + size > begins):
        raise Invalid("file", "must be an archive and nothing else: this one has something before or behind it")
    if offset != 0xFFFFFFFF and offset + size != begins:
        raise zipfile.BadZipFile


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int, budget: int) -> int:
    """What is left of `budget` after one file of an archive. Raises Invalid."""
    if _BAD_NAME.search(entry.filename) or stat.S_ISLNK(entry.external_attr >> 16):
        raise Invalid("file", "must be an archive whose files stay below its folder")
    if entry.flag_bits & 1:
        raise Invalid("file", "must be an archive without a password: nobody could look into it")
    budget -= entry.file_size
    if budget < 0 or (entry.file_size > 1024 * 1024 and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)):
        raise Invalid("file", f"must be an archive of at most {MOST_UNPACKED // 1024 // 1024} MiB unpacked")
    if entry.is_dir():
        return budget
    with archive.open(entry) as file:
        head = file.read(8)
        if not head.startswith(_PACKED):
            return budget
        if not head.startswith(_LOCAL) or depth == MOST_NESTED or entry.file_size > _LONGEST_INNER:
            raise Invalid("file", "must be an archive without archives that can't be looked into")
        inner = BytesIO(head + file.read(_LONGEST_INNER))
    return _opened(inner, depth + 1, budget)[1]

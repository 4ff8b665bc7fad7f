"""Tables for spreadsheets: comma and point in English, semicolon and comma in French; no cell is ever calculated."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Final

from upclone.application.ports.documents import Cell
from upclone.domain.money import Money

_BOM: Final = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for something else."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def written(heads: Iterable[str], rows: Iterable[Sequence[Cell]], language: str) -> bytes:
    """The table in UTF-8 with its mark, the names of its columns first."""
    text = StringIO()
    sheet = csv.writer(text, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    sheet.writerow(map(guarded, heads))
    sheet.writerows([_cell(each, language) for each in row] for row in rows)
    return _BOM + text.getvalue().encode()


def guarded(text: str) -> str:
    """A cell of words: what a spreadsheet would calculate begins with an apostrophe, so that it is text."""
    line = " ".join(text.split())
    return f"'{line}" if text.startswith(_FORMULA) or line.startswith(_FORMULA) else line


def _cell(value: Cell, language: str) -> str:
    match value:
        case None:
            return ""
        case Money():  # its currency has a column of its own
            number = str(value).split(" ")[0]
            return number.replace(".", ",") if language == "fr" else number
        case datetime():
            return value.isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case int():
            return str(value)
    return guarded(value)

"""Lists as tables for spreadsheets: comma and point in English, semicolon and comma in French."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from typing import Any, Final

from flask import Response, request

from upclone.domain.money import EXPONENTS
from upclone.entrypoints.web import languages
from upclone.entrypoints.web.amounts import Amount
from upclone.entrypoints.web.desk import Operation, desk

MOST: Final = 10_000
"""Rows of one file: whoever needs more asks the API, page by page."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_BOM: Final = b"\xef\xbb\xbf"

Columns = Mapping[Any, Callable[[Any], object]]
"""What a column is called, and what it says of a row."""


def sheet(name: str, columns: Columns, rows: Iterable[Any]) -> Response:
    """A list as a file."""
    french = languages.spoken() == "fr"
    text = StringIO()
    writer = csv.writer(text, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow([str(each) for each in columns])
    for row, _ in zip(rows, range(MOST), strict=False):
        writer.writerow([_cell(tell(row), french) for tell in columns.values()])
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(_BOM + text.getvalue().encode(), mimetype="text/csv", headers=headers)


def every(operation: Operation, **path: Any) -> Iterator[Any]:
    """The rows of all pages of an operation that lists, as the address filters them."""
    query = {**request.args.to_dict(), "limit": "100"}
    query.pop("cursor", None)
    while True:
        page = desk().read(operation, query, **path)
        yield from page.items
        if not page.next_cursor:
            return
        query["cursor"] = page.next_cursor


def number(amount: Amount | None) -> Decimal | None:
    """Money as a number; its currency has a column of its own."""
    return None if amount is None else Decimal(amount.amount_minor).scaleb(-EXPONENTS[amount.currency])


def _cell(value: object, french: bool) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",") if french else f"{value:f}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, list | tuple | frozenset | set):
        value = " ".join(sorted(map(str, value)))
    line = " ".join(str("" if value is None else value).split())
    return f"'{line}" if line.startswith(_FORMULA) else line

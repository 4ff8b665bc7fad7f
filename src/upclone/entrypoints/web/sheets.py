"""Lists as tables for spreadsheets, with all their rows and as the address filters them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, Final, TypeVar
from uuid import UUID

from flask import Response, request
from flask_babel import gettext

from upclone.application.ports.documents import Cell
from upclone.application.reads.paging import Page, Slice
from upclone.domain.money import Money
from upclone.entrypoints.web import languages
from upclone.entrypoints.web.amounts import Amount
from upclone.entrypoints.web.desk import Operation, desk
from upclone.entrypoints.web.forms import Typed

Row = TypeVar("Row")

MOST: Final = 10_000
"""Rows of one file; where there are more its last row says so, and the API has them page by page."""

Columns = Mapping[Any, Callable[[Any], object]]
"""What a column is called, and what it says of a row."""


def sheet(name: str, columns: Columns, rows: Iterable[Any]) -> Response:
    """A list as a file."""
    table = desk().doors.documents.table(map(str, columns), _cells(columns, iter(rows)), languages.spoken())
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(table, mimetype="text/csv", headers=headers)


def pages(operation: Operation, query: Typed | None = None, **path: Any) -> Iterator[Any]:
    """All pages of an operation that lists, as the address (or `query`) filters them."""
    asked = (request.args if query is None else query).copy()
    asked["limit"] = "100"
    asked.poplist("cursor")
    while True:
        page = desk().read(operation, asked, **path)
        yield page
        if not page.next_cursor:
            return
        asked["cursor"] = page.next_cursor


def every(operation: Operation, query: Typed | None = None, **path: Any) -> Iterator[Any]:
    """The rows of all of them."""
    for page in pages(operation, query, **path):
        yield from page.items


def walked(read: Callable[[Slice], Page[Row]]) -> Iterator[Row]:
    """The same of a read that is asked directly."""
    after: UUID | None = None
    while True:
        found = read(Slice(100, after))
        yield from found.items
        if found.next is None:
            return
        after = found.next


def number(amount: Amount | None) -> Money | None:
    """Money as a number; its currency has a column of its own."""
    return None if amount is None else Money(amount.amount_minor, amount.currency)


def _cells(columns: Columns, rows: Iterator[Any]) -> Iterator[Sequence[Cell]]:
    for row in islice(rows, MOST):
        yield [_cell(tell(row)) for tell in columns.values()]
    if next(rows, None) is not None:
        yield [gettext("There is more: a file has %(count)s rows at most.", count=MOST)]


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.astimezone(desk().zone)  # the reader's clock, as on pages
    if value is None or isinstance(value, Money | int | date):
        return value
    if isinstance(value, list | tuple | frozenset | set):
        return " ".join(sorted(map(str, value)))
    return str(value)

"""A table that goes on over pages: its head is repeated, its rows stay whole unless one is taller than a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from upclone.adapters.pdf import theme
from upclone.adapters.pdf.canvas import Align
from upclone.adapters.pdf.sheet import Sheet
from upclone.adapters.pdf.theme import Face, Tone

_PAD: Final = 2.0
_GUTTER: Final = 3.0
_HEAD: Final = theme.LABEL.leading + 2 * 1.7


@frozen
class Column:
    """A column `width` millimetres wide, gutters included."""

    head: str
    width: float
    align: Align = "L"


@frozen
class Cell:
    """Texts below each other, each in its face; or, with a `tone`, one pill."""

    parts: tuple[tuple[str, Face], ...]
    tone: Tone | None = None

    @classmethod
    def of(cls, text: str, face: Face = theme.PLAIN) -> Cell:
        """One text."""
        return cls(((text, face),))


def amount_width(sheet: Sheet, amounts: Sequence[str], least: float) -> float:
    """The width of a column in which none of `amounts` is broken, at least `least` (mm)."""
    return max([least, *(sheet.width(amount, theme.STRONG) + 2 * _GUTTER + 0.5 for amount in amounts)])


Row = Sequence[Cell]
_Lines = list[tuple[str, Face]]


def table(sheet: Sheet, columns: Sequence[Column], rows: Sequence[Row], foot: Row | None = None) -> None:
    """Draw it from the sheet's cursor on. `foot` is a last row in bold that never stands alone on a page."""
    _head(sheet, columns)
    tail = _height(_wrapped(sheet, columns, foot)) + _PAD if foot else 0.0
    for number, row in enumerate(rows):
        _row(sheet, columns, row, zebra=number % 2 == 1, after=tail if number == len(rows) - 1 else 0.0)
    if foot:
        sheet.rule(sheet.y, colour=theme.INK)
        _draw(sheet, columns, foot, _wrapped(sheet, columns, foot))


def opening(sheet: Sheet, columns: Sequence[Column], rows: Sequence[Row]) -> float:
    """The height of the head and the first row (mm): what a heading above the table should be kept with."""
    return _HEAD + _height(_wrapped(sheet, columns, rows[0]))


def _head(sheet: Sheet, columns: Sequence[Column]) -> None:
    sheet.panel(theme.MARGIN, sheet.y, theme.BODY, _HEAD, theme.INK, radius=1.2)
    x, face = theme.MARGIN, theme.LABEL.tinted(theme.WHITE)
    for column in columns:
        breadth = column.width - 2 * _GUTTER
        sheet.put(
            sheet.fit(column.head.upper(), breadth, face), x + _GUTTER, sheet.y + 1.7, breadth, face, column.align
        )
        x += column.width
    sheet.y += _HEAD


def _row(sheet: Sheet, columns: Sequence[Column], row: Row, *, zebra: bool, after: float) -> None:
    cells = _wrapped(sheet, columns, row)
    whole = _height(cells)
    if sheet.y + whole + after > theme.BOTTOM and whole + after <= theme.BOTTOM - theme.TOP - _HEAD:
        sheet.turn()
        _head(sheet, columns)
    while True:
        fitting = [_take(lines, theme.BOTTOM - sheet.y - 2 * _PAD) for lines in cells]
        if zebra:
            sheet.panel(theme.MARGIN, sheet.y, theme.BODY, _height(fitting), theme.PANEL)
        _draw(sheet, columns, row, fitting)
        sheet.rule(sheet.y)
        cells = [lines[len(taken) :] for lines, taken in zip(cells, fitting, strict=True)]
        if not any(cells):
            return
        sheet.turn()
        _head(sheet, columns)


def _wrapped(sheet: Sheet, columns: Sequence[Column], row: Row) -> list[_Lines]:
    return [
        [(line, face) for text, face in cell.parts for line in sheet.wrap(text, column.width - 2 * _GUTTER, face)]
        for column, cell in zip(columns, row, strict=True)
    ]


def _height(cells: Sequence[_Lines]) -> float:
    return max(sum(face.leading for _, face in lines) for lines in cells) + 2 * _PAD


def _take(lines: _Lines, height: float) -> _Lines:
    taken: _Lines = []
    for line, face in lines:
        height -= face.leading
        if height < 0:
            break
        taken.append((line, face))
    return taken


def _draw(sheet: Sheet, columns: Sequence[Column], row: Row, cells: Sequence[_Lines]) -> None:
    x = theme.MARGIN
    for column, cell, lines in zip(columns, row, cells, strict=True):
        y, breadth = sheet.y + _PAD, column.width - 2 * _GUTTER
        if cell.tone is not None and lines:
            sheet.pill(cell.parts[0][0], x + _GUTTER, y - 0.1, cell.tone, breadth + 1)
        else:
            for line, face in lines:
                sheet.put(line, x + _GUTTER, y, breadth, face, column.align)
                y += face.leading
        x += column.width
    sheet.y += _height(cells)

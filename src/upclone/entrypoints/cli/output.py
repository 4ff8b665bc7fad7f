"""What commands print: tables for people, JSON for scripts.

A table takes the width that the terminal has: text is cut first, and where even that is too wide each row becomes a
block of its own, because an id that is cut is of no use. Without a terminal nothing is cut.
"""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

import click
from attrs import fields, frozen, has

from upclone.domain.money import Money
from upclone.entrypoints.cli.exits import in_json

SHORTEST: Final = 12
"""The fewest columns that a text is cut to."""
GAP: Final = "  "

_COLOURS: Final = {
    **dict.fromkeys(("active", "paid", "approved", "completed", "released", "resolved", "settled"), "green"),
    **dict.fromkeys(("suspended", "failed", "frozen", "disputed", "escalated", "appealed"), "red"),
    **dict.fromkeys(("held", "funded", "submitted", "sent", "requested", "opened", "ruled", "offered"), "yellow"),
}


@frozen
class Column:
    """A column: `cell` takes a row. `right` is for amounts and counts, `text` for what may be cut."""

    title: str
    cell: Callable[[Any], object]
    right: bool = False
    text: bool = False


def emit(data: Callable[[], Any], words: Callable[[], str]) -> None:
    """Print the answer: `data` as JSON where it was asked for, else `words`."""
    ctx = click.get_current_context()
    if in_json(ctx):
        click.echo(json.dumps(plain(data()), ensure_ascii=False, indent=2))
    else:
        click.echo(words())


def plain(value: Any) -> Any:
    """As JSON has it: amounts as {amount_minor, currency}, times in UTC, ids and states as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if has(type(value)):
        return {field.name: plain(getattr(value, field.name)) for field in fields(type(value))}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [plain(item) for item in value]
        return sorted(items) if isinstance(value, set | frozenset) else items
    if isinstance(value, bytes):
        return value.hex()
    return value


def text(value: object) -> str:
    """A value as a cell shows it, on one line. What could steer a terminal is taken out: people typed it."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(text(item) for item in value))
    line = " ".join(str(value).split())
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)


def table(columns: Sequence[Column], rows: Iterable[Any], empty: str, width: int | None = None) -> str:
    """The rows under their titles; `empty` where there are none."""
    cells = [[text(column.cell(row)) for column in columns] for row in rows]
    if not cells:
        return click.style(empty, dim=True)
    room = terminal_width() if width is None else width
    widths = _fit(columns, cells, room)
    if widths is None:
        return "\n\n".join(
            block([(column.title, cell) for column, cell in zip(columns, row, strict=True)], room) for row in cells
        )
    titles = [_padded(column.title, size, column.right) for column, size in zip(columns, widths, strict=True)]
    lines = [click.style(GAP.join(titles).rstrip(), dim=True)]
    for row in cells:
        parts = [_cell(column, cell, size) for column, cell, size in zip(columns, row, widths, strict=True)]
        lines.append(GAP.join(parts).rstrip())
    return "\n".join(lines)


def block(facts: Sequence[tuple[str, object]], width: int | None = None) -> str:
    """One thing as lines of name and value; a long value goes on below itself."""
    room = terminal_width() if width is None else width
    longest = max(wide(name) for name, _ in facts)
    lines = []
    for name, value in facts:
        wrapped = _wrapped(text(value), room - longest - len(GAP)) if room else [text(value)]
        for index, part in enumerate(wrapped):
            title = click.style(_padded(name if not index else "", longest, False), dim=True)
            lines.append(f"{title}{GAP}{_coloured(part)}".rstrip())
    return "\n".join(lines)


def heading(words: str) -> str:
    """A line above a table."""
    return click.style(text(words), bold=True)


def terminal_width() -> int:
    """How wide a line may be; 0 means as wide as it wants."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def wide(words: str) -> int:
    """How many columns of a terminal the words take."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)


def _fit(columns: Sequence[Column], cells: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """The width of each column; None where they don't fit side by side."""
    widths = [max(wide(column.title), *(wide(row[at]) for row in cells)) for at, column in enumerate(columns)]
    if not room:
        return widths
    excess = sum(widths) + len(GAP) * (len(widths) - 1) - room
    while excess > 0:
        shrinkable = [at for at, column in enumerate(columns) if column.text and widths[at] > SHORTEST]
        if not shrinkable:
            return None
        widths[max(shrinkable, key=lambda at: widths[at])] -= 1
        excess -= 1
    return widths


def _cell(column: Column, cell: str, size: int) -> str:
    shown = _cut(cell, size)
    styled = click.style(shown, fg="red") if column.right and cell.startswith("-") else _coloured(shown)
    space = " " * (size - wide(shown))
    return space + styled if column.right else styled + space


def _coloured(words: str) -> str:
    colour = _COLOURS.get(words)
    return click.style(words, fg=colour) if colour else words


def _cut(words: str, size: int) -> str:
    if wide(words) <= size:
        return words
    while wide(words) > size - 1:
        words = words[:-1]
    return words.rstrip() + "…"


def _padded(words: str, size: int, right: bool) -> str:
    space = " " * (size - wide(words))
    return space + words if right else words + space


def _wrapped(words: str, size: int) -> list[str]:
    lines, line = [], ""
    for word in words.split(" "):
        if line and wide(line) + 1 + wide(word) > max(size, SHORTEST):
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]

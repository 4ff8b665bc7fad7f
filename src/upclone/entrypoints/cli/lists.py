"""Lists: newest first, a page at a time, or all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, TypeVar
from uuid import UUID

import click

from upclone.application.reads.paging import LONGEST_PAGE, Page, Slice
from upclone.domain.actors import Actor, Role
from upclone.entrypoints.cli.output import Column, emit, table

Row = TypeVar("Row")
Command = Callable[..., Any]

DESK: Final = Actor(role=Role.OPERATOR)
"""Whoever looks: reading changes nothing, so it is nobody's act."""


def limited(command: Command) -> Command:
    """The option `--limit`."""
    option = click.option(
        "--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many rows."
    )
    return option(command)


def newest(read: Callable[[Slice], Page[Row]], limit: int) -> Iterator[Row]:
    """The first `limit` rows of a paged read."""

    def rows() -> Iterator[Row]:
        after: UUID | None = None
        while True:
            page = read(Slice(min(limit, LONGEST_PAGE), after))
            yield from page.items
            if page.next is None:
                return
            after = page.next

    return islice(rows(), limit)


def show(
    rows: Iterable[Row], columns: Sequence[Column], empty: str, as_json: Callable[[Row], Any] | None = None
) -> None:
    """The rows as a table, or as {"items": […]}."""
    kept = list(rows)
    emit(
        lambda: {"items": [as_json(row) if as_json else row for row in kept]},
        lambda: table(columns, kept, empty),
    )

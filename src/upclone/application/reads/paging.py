"""Pages of a list: newest first, each beginning after the last row of the one before."""

from __future__ import annotations

from typing import Final, Generic, TypeVar
from uuid import UUID

from attrs import frozen

LONGEST_PAGE: Final = 100

Row = TypeVar("Row")


@frozen
class Slice:
    """At most `limit` rows (1 to 100), older than the one with the id `after`; None begins with the newest."""

    limit: int = 20
    after: UUID | None = None


@frozen
class Page(Generic[Row]):
    """Rows, and the id to ask the next ones with: None where these were the last."""

    items: tuple[Row, ...]
    next: UUID | None

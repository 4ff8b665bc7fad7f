"""What every read shares: the transaction at hand, rows of several tables in one statement, and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, Table, bindparam, cast, or_, select, true
from sqlalchemy import Uuid as UuidType
from sqlalchemy.sql import ColumnElement

from upclone.adapters.postgres.people.accounts import ACCOUNT
from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.people import Person
from upclone.domain.actors import Actor

Row = TypeVar("Row")

CLIENT = ACCOUNT.alias("client")
FREELANCER = ACCOUNT.alias("freelancer")


def parties_may_see(table: Table) -> ColumnElement[bool]:
    """The row's two parties and operators, of `viewer` and `operator` among a statement's arguments."""
    viewer = bindparam("viewer", type_=UuidType())
    return or_(bindparam("operator"), table.c.client_id == viewer, table.c.freelancer_id == viewer)


def owner_may_see(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """The row's owner and operators."""
    return or_(bindparam("operator"), column == bindparam("viewer", type_=UuidType()))


def viewing(viewer: Actor) -> dict[str, Any]:
    """The arguments that say who looks."""
    return {"viewer": viewer.id, "operator": viewer.is_operator}


def wanted(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The column has the argument's value, or the argument is NULL."""
    argument = cast(bindparam(name), column.type)
    return or_(argument.is_(None), column == argument)


def newest(statement: Select[Any], id: ColumnElement[Any]) -> Select[Any]:
    """Newest first, those older than `after`, at most `limit`: one index range, however deep the page lies."""
    after = cast(bindparam("after"), UuidType())
    return statement.where(or_(after.is_(None), id < after)).order_by(id.desc()).limit(bindparam("limit"))


def slicing(page: Slice) -> dict[str, Any]:
    """The arguments of `newest`: one row more than is shown says whether there is a next page."""
    return {"after": page.after, "limit": page.limit + 1}


def paged(rows: Sequence[Any], page: Slice, made: Callable[[Any], Row], id: Callable[[Row], Any]) -> Page[Row]:
    """The rows as a page."""
    items = tuple(made(row) for row in rows[: page.limit])
    return Page(items, id(items[-1]) if len(rows) > page.limit else None)


def people() -> tuple[ColumnElement[Any], ...]:
    """The columns that `two_people` reads, of CLIENT and FREELANCER."""
    return CLIENT.c.id, CLIENT.c.name, FREELANCER.c.id, FREELANCER.c.name


def two_people(row: Sequence[Any]) -> tuple[Person, Person]:
    """The client and the freelancer at the end of a row."""
    return Person(row[-4], row[-3]), Person(row[-2], row[-1])


def with_people(table: Table) -> Select[Any]:
    """A table's rows with their two parties' names."""
    return (
        select(*table.columns, *people())
        .join(CLIENT, CLIENT.c.id == table.c.client_id)
        .join(FREELANCER, FREELANCER.c.id == table.c.freelancer_id)
        .where(true())
    )

"""What every read shares: the transaction at hand, rows of several tables in one statement, and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import FromClause, Select, Table, bindparam, case, cast, literal_column, or_, select, true
from sqlalchemy import Uuid as UuidType
from sqlalchemy.sql import ColumnElement

from upclone.adapters.postgres.people.accounts import ACCOUNT
from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.people import Person
from upclone.domain.actors import Actor
from upclone.domain.people.accounts import State

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


def has_party(table: Table, name: str) -> ColumnElement[bool]:
    """The account that the argument names is a side of the row, or the argument is NULL."""
    party = cast(bindparam(name), UuidType())
    return or_(party.is_(None), table.c.client_id == party, table.c.freelancer_id == party)


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


def person(table: FromClause) -> tuple[ColumnElement[Any], ...]:
    """The fields of a Person, of ACCOUNT under any name. A photo is shown as long as its account is active: the file is
    read by the same rule."""
    active = table.c.state == literal_column(f"'{State.ACTIVE.value}'")
    return table.c.id, table.c.name, case((active, table.c.photo))


def person_sql(alias: str) -> str:
    """The same for statements that are written out."""
    return f"{alias}.id, {alias}.name, CASE WHEN {alias}.state = '{State.ACTIVE.value}' THEN {alias}.photo END"


def people() -> tuple[ColumnElement[Any], ...]:
    """The columns that `two_people` reads, of CLIENT and FREELANCER."""
    return *person(CLIENT), *person(FREELANCER)


def two_people(row: Sequence[Any]) -> tuple[Person, Person]:
    """The client and the freelancer at the end of a row."""
    return Person(*row[-6:-3]), Person(*row[-3:])


def with_people(table: Table) -> Select[Any]:
    """A table's rows with their two parties."""
    return (
        select(*table.columns, *people())
        .join(CLIENT, CLIENT.c.id == table.c.client_id)
        .join(FREELANCER, FREELANCER.c.id == table.c.freelancer_id)
        .where(true())
    )

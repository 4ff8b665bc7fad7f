"""What all tables share: names of constraints, columns of money and states, jsonb, and statements compiled once.

Every CHECK is declared on the table: Alembic's comparison does not see those of columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, ColumnElement, DateTime, Index, MetaData, Text, cast
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql import ClauseElement
from sqlalchemy.types import UserDefinedType

from upclone.domain.money import MAX_MINOR

METADATA = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_N_name)s_fk",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)

_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]


class Json(UserDefinedType[str]):
    """jsonb that arrives as its text, for values.unpack."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """`JSONB`."""
        return "JSONB"

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Read as text."""
        return cast(column, Text)


def ready(statement: ClauseElement) -> str:
    """The statement as psycopg takes it. Compile once, at import: what runs often costs nothing but its execution."""
    return str(statement.compile(dialect=_DIALECT))


def timestamp(name: str, nullable: bool = False) -> Column[Any]:
    """A point in time."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def text(name: str, nullable: bool = False) -> Column[Any]:
    """Text without a limit of its own: the domain sets limits."""
    return Column(name, Text, nullable=nullable)


def texts(name: str) -> Column[Any]:
    """A list of words."""
    return Column(name, postgresql.ARRAY(Text), nullable=False)


def minor(name: str) -> Column[Any]:
    """An amount in minor units; its currency lies in the row's `currency`."""
    return Column(name, BigInteger, nullable=False)


def currency() -> Column[Any]:
    """The ISO 4217 code of every amount in the row."""
    return Column("currency", Text, nullable=False)


def one_of(column: str, values: Iterable[str | StrEnum]) -> CheckConstraint:
    """The column holds one of these words, or NULL where it may."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)


def is_currency() -> CheckConstraint:
    """Three capital letters; which of them are in use is the domain's knowledge."""
    return CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency")


def within(column: str, least: int) -> CheckConstraint:
    """The amount lies between `least` and what upclone handles."""
    return CheckConstraint(f"{column} BETWEEN {least} AND {MAX_MINOR}", name=column)


def due_index(column: Column[Any]) -> Index:
    """For the sweeper: only rows that wait for the clock."""
    return Index(None, column, postgresql_where=column.isnot(None))

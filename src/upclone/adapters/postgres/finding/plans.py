"""The statements of a search. Their shape is decided here, by how much a question is likely to find.

A wrong guess of the planner's own would cost seconds at a million rows. So it is left no choice:

- Rare things come from the GIN index: all matches, of which the newest are kept.
- Frequent ones come from a walk from the newest on, which meets enough of them soon. Where that was a wrong guess, the
  walk ends after a window, and the same statement asks the GIN index after all.
"""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen

from upclone.adapters.postgres.finding.asked import Asked
from upclone.adapters.postgres.finding.lexicon import Lexicon
from upclone.adapters.postgres.finding.nodes import share, tsquery

WALK_COSTS: Final = 2.5
"""What a row costs that is walked past, against one that the GIN index finds."""

PATIENCE: Final = 4
"""How many times the expected way a walk goes before it gives up."""


@frozen
class Source:
    """A table that is searched. `active` says of a row `o` that who is behind it may act."""

    table: str
    active: str


JOBS: Final = Source("job_search", "(SELECT state FROM account WHERE account.id = o.owner) = 'active'")
FREELANCERS: Final = Source("freelancer_search", JOBS.active)
_OWNERS: Final = {JOBS.table: "t.client_id", FREELANCERS.table: "t.id"}


@frozen
class Order:
    """By a column and then by id, the highest first; `type` is the column's. `where` holds for every row in it."""

    column: str
    type: str
    where: str = ""


@frozen
class Plan:
    """A statement up to its CTE `page (id, k)`: the first rows in order, and its arguments."""

    text: str
    arguments: dict[str, Any]
    walks: bool


def page(
    source: Source,
    order: Order,
    asked: Asked,
    lexicon: Lexicon,
    most: int,
    before: tuple[Any, Any] | None = None,
) -> Plan:
    """The first `most` rows in order, those below `before`: a value of the order's column, and an id."""
    arguments: dict[str, Any] = {**asked.arguments, "most": most}
    exact = [f"({bound.as_parameters()})" for bound in asked.bounds]
    range_of = [order.where] if order.where else []
    if before is not None:
        range_of.append(f"(t.{order.column}, t.id) < (%(before_k)s::{order.type}, %(before_id)s::uuid)")
        arguments |= {"before_k": before[0], "before_id": before[1]}
    if asked.node is None:
        return Plan(_walk(source, order, exact, range_of, "NULL"), arguments, walks=True)
    arguments["terms"] = tsquery(asked.node)
    found = share(asked.node, lexicon.frequency)
    if lexicon.counted and found * found * lexicon.rows > WALK_COSTS * most:
        arguments["window"] = int(PATIENCE * most / found) + 100
        return Plan(_walk_then_gin(source, order, exact, range_of), arguments, walks=True)
    return Plan(_gin(source, order, exact, range_of), arguments, walks=False)


_TERMS: Final = "t.doc @@ %(terms)s::tsquery"


def _where(conditions: list[str]) -> str:
    return " AND ".join(conditions) or "true"


def _walked(source: Source, order: Order, exact: list[str], range_of: list[str], window: str) -> str:
    """Rows in order, at most `window` of them looked at, until there are enough."""
    return f"""
    SELECT o.id, o.k FROM (
        SELECT t.id, t.k, t.owner FROM (
            SELECT t.*, t.{order.column} AS k, {_OWNERS[source.table]} AS owner FROM {source.table} AS t
            WHERE {_where(range_of)} ORDER BY t.{order.column} DESC, t.id DESC LIMIT {window}
        ) AS t WHERE {_where(exact)}
    ) AS o WHERE {source.active} ORDER BY o.k DESC, o.id DESC LIMIT %(most)s"""  # noqa: S608


def _walk(source: Source, order: Order, exact: list[str], range_of: list[str], window: str) -> str:
    return f"WITH page AS MATERIALIZED ({_walked(source, order, exact, range_of, window)})"


def _matched(source: Source, order: Order, exact: list[str], range_of: list[str]) -> str:
    return f"""
    SELECT t.id, t.{order.column} AS k, {_OWNERS[source.table]} AS owner FROM {source.table} AS t
    WHERE {_where([_TERMS, *range_of, *exact])}"""  # noqa: S608


def _first(source: Source) -> str:
    """Of all that match: sorted, and then those whose owner may act, as many as are wanted."""
    return f"""
    SELECT o.id, o.k FROM (SELECT * FROM matched ORDER BY k DESC, id DESC) AS o
    WHERE {source.active} LIMIT %(most)s"""  # noqa: S608


def _gin(source: Source, order: Order, exact: list[str], range_of: list[str]) -> str:
    return (
        f"WITH matched AS MATERIALIZED ({_matched(source, order, exact, range_of)}),\n"
        f"page AS MATERIALIZED ({_first(source)})"
    )


def _walk_then_gin(source: Source, order: Order, exact: list[str], range_of: list[str]) -> str:
    enough = "(SELECT count(*) FROM walked) >= %(most)s"
    walked = _walked(source, order, [_TERMS, *exact], range_of, "%(window)s")
    matched = _matched(source, order, exact, [f"NOT {enough}", *range_of])
    first = f"SELECT id, k FROM walked WHERE {enough} UNION ALL ({_first(source)})"  # noqa: S608
    return (
        f"WITH walked AS MATERIALIZED ({walked}),\nmatched AS MATERIALIZED ({matched}),\npage AS MATERIALIZED ({first})"
    )

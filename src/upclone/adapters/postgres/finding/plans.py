"""The statements of a search. Their shape is decided here, by how much a question is likely to find.

A wrong guess of the planner's own would cost seconds at a million rows. So it is left no choice:

- Rare things come from the GIN index: all matches, of which the newest are kept.
- Frequent ones come from the same index, first of the last months only: the time of opening is a lexeme, too,
  counted in periods of four weeks.
- What nearly everything has comes from a walk from the newest on, which meets enough of it soon.

Where periods or walk do not bring enough, the same statement asks for all matches after all: a wrong guess costs time
and never a row.
"""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen

from upclone.adapters.postgres.finding.asked import Asked
from upclone.adapters.postgres.finding.lexicon import Lexicon
from upclone.adapters.postgres.finding.nodes import All, Lexeme, share, tsquery
from upclone.adapters.postgres.finding.nodes import Any as Any_
from upclone.adapters.postgres.search import tags

WALK_COSTS: Final = 5
"""What a row costs that is walked past, against one that the index names."""

PATIENCE: Final = 3
"""How many times as much as is wanted is looked for in the last periods, or on a walk, before it is given up."""


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
    """By a column and then by id, the highest first; `type` is the column's. `where` holds for every row in it;
    `timed` says that it is the time of opening."""

    column: str
    type: str
    where: str = ""
    timed: bool = False


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
    found = share(asked.node, lexicon.frequency) if lexicon.counted else 0.0
    if found * found * lexicon.rows > WALK_COSTS * most:
        arguments["window"] = int(PATIENCE * most / found) + 100
        tried = _walked(source, order, [_TERMS, *exact], range_of, "%(window)s")
        return Plan(_tried(source, order, exact, range_of, tried), arguments, walks=True)
    if order.timed and found * lexicon.rows > 2 * PATIENCE * most:
        last = tags.period(before[0]) if before else None
        periods = _periods(lexicon, PATIENCE * most / (found * lexicon.rows), last)
        arguments["recent"] = tsquery(All((asked.node, Any_(tuple(Lexeme(tags.opened(period)) for period in periods)))))
        arguments["beyond"] = tags.begins(periods[0] + 1)
        recent = _matched(source, order, "t.doc @@ %(recent)s::tsquery", exact, range_of)
        text = _tried(source, order, exact, range_of, _first(source, f"({recent}) AS recent"), newer=before is None)
        return Plan(text, arguments, walks=False)
    return Plan(_gin(source, order, exact, range_of), arguments, walks=False)


def _periods(lexicon: Lexicon, part: float, last: int | None) -> list[int]:
    """The periods in which so large a part of the rows was opened, the newest first; none after `last`."""
    known = [(period, of_all) for period, of_all in lexicon.periods if last is None or period <= last]
    chosen = [known[0][0] + 1 if last is None else last] if known else [last or 0]
    for period, of_all in known:
        chosen.append(period)
        part -= of_all
        if part <= 0:
            break
    return list(dict.fromkeys(chosen))


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


def _matched(source: Source, order: Order, terms: str, exact: list[str], range_of: list[str]) -> str:
    return f"""
    SELECT t.id, t.{order.column} AS k, {_OWNERS[source.table]} AS owner FROM {source.table} AS t
    WHERE {_where([terms, *range_of, *exact])}"""  # noqa: S608


def _first(source: Source, matched: str) -> str:
    """Of all that match: sorted, and then those whose owner may act, as many as are wanted."""
    return f"""
    SELECT o.id, o.k FROM (SELECT * FROM {matched} ORDER BY k DESC, id DESC) AS o
    WHERE {source.active} LIMIT %(most)s"""  # noqa: S608


def _gin(source: Source, order: Order, exact: list[str], range_of: list[str]) -> str:
    return (
        f"WITH matched AS MATERIALIZED ({_matched(source, order, _TERMS, exact, range_of)}),\n"
        f"page AS MATERIALIZED ({_first(source, 'matched')})"
    )


def _tried(
    source: Source, order: Order, exact: list[str], range_of: list[str], first: str, *, newer: bool = False
) -> str:
    """What the `first` attempt brings, where that is enough; else all matches. With `newer`, it is not enough where
    there is a row beyond the periods that it looked at."""
    enough = "(SELECT count(*) FROM tried) >= %(most)s"
    if newer:
        enough += f" AND NOT EXISTS (SELECT FROM {source.table} WHERE {order.column} >= %(beyond)s)"
    matched = _matched(source, order, _TERMS, exact, [f"NOT ({enough})", *range_of])
    rest = _first(source, "matched")
    both = f"SELECT id, k FROM tried WHERE {enough} UNION ALL ({rest})"  # noqa: S608
    return f"WITH tried AS MATERIALIZED ({first}),\nmatched AS MATERIALIZED ({matched}),\npage AS MATERIALIZED ({both})"

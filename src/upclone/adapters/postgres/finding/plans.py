"""The statements of a search. Their shape is decided here, by how much a question is likely to find.

A wrong guess of the planner's own would cost seconds at a million rows. So it is left no choice:

- Rare things come from the GIN index: all matches, of which the newest are kept.
- Frequent ones come from the same index, the newest first: the time of opening is a lexeme, too, and the index is asked
  for one stretch of time after the other, each four times as long, until there are enough.
- What nearly everything has comes from a walk from the newest on, which meets enough of it soon.

A question is asked of the index as groups of lexemes, one of each must be there, each a condition of its own: the index
then leaps from one group to the next, where it would go through all that a single condition's lexemes name, and look at
the whole condition each time. So a stretch of time costs what lies in it.

Where stretches or walk do not bring enough, the same statement asks for all matches after all: a wrong guess costs time
and never a row.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import Any, Final

from attrs import evolve, frozen

from upclone.adapters.postgres.finding.asked import Asked
from upclone.adapters.postgres.finding.lexicon import Lexicon
from upclone.adapters.postgres.finding.nodes import All, Lexeme, Node, Not, groups, lexemes, share, tsquery
from upclone.adapters.postgres.finding.nodes import Any as Either
from upclone.adapters.postgres.search import tags
from upclone.adapters.postgres.transaction import Transaction

WALK_COSTS: Final = 5
"""What a row costs that is walked past, against one that the index names."""

STRIDE_COSTS: Final = 2
"""The same where the index names the newest alone."""

PATIENCE: Final = 3
"""How many times as much as is wanted is looked for on a walk before it is given up."""

ENOUGH: Final = 2
"""How many times as much as is wanted the first stretch of time is to bring: a guess is seldom right."""


SELDOM: Final = 4
"""How many times too low a guess may be where the newest are tried first: words that come together are more often."""

COMMON: Final = 0.6
"""What so many documents have is not looked up in the index: that takes longer than a look at what the rest finds."""


@frozen
class Source:
    """A table that is searched. `owner` is the column of a row `t` that says who is behind it; `active` says of a row
    `o` with an `owner` that they may act."""

    table: str
    owner: str
    active: str


JOBS: Final = Source("job_search", "t.client_id", "(SELECT state FROM account WHERE account.id = o.owner) = 'active'")
FREELANCERS: Final = Source("freelancer_search", "t.id", JOBS.active)


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
    """A statement up to its CTE `page (id, k, place)`, and its arguments: the first rows in order, each with where it
    lies (its ctid, good within this statement), so that what else is wanted of it is read without an index."""

    text: str
    arguments: dict[str, Any]
    walks: bool

    def fetch(self, transaction: Transaction, select: str) -> list[Any]:
        """What `select` makes of the page."""
        return transaction.passing(f"{self.text}\n{select}", self.arguments)


def page(
    source: Source,
    order: Order,
    asked: Asked,
    lexicon: Lexicon,
    most: int,
    before: tuple[Any, Any] | None = None,
    *,
    acting: bool = True,
) -> Plan:
    """The first `most` rows in order, those below `before`: a value of the order's column, and an id. Where not only
    those whose owner is `acting` are wanted, the statement itself must ask that of what it shows."""
    among = source if acting else evolve(source, active="true")
    return _page(among, order, asked, lexicon, most, before)


def _page(
    source: Source, order: Order, asked: Asked, lexicon: Lexicon, most: int, before: tuple[Any, Any] | None
) -> Plan:
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
    walk = found * found * lexicon.rows > WALK_COSTS * most
    stretches: list[tuple[int, int]] = []
    if order.timed and lexicon.times:
        oldest, newest = lexicon.times
        until = tags.hour(min(before[0], newest) if before else newest)
        density = lexicon.density(until)
        walk = found * min(found * lexicon.rows, max(ENOUGH * most, found * density)) > STRIDE_COSTS * most
        if SELDOM * found * lexicon.rows > most:
            stretches = _stretches(until, tags.hour(oldest), lexicon.rows, density, ENOUGH * most / found)
    if walk:
        arguments["window"] = int(PATIENCE * most / found) + 100
        tried = _walked(source, order, [_TERMS, *exact], range_of, "%(window)s")
        return Plan(_tried(source, order, exact, range_of, tried, _ENOUGH), arguments, walks=True)
    terms, parts = _apart(asked.node, lexicon)
    arguments |= parts
    whole = " AND ".join(terms)
    if not stretches:
        return Plan(_gin(source, order, whole, exact, range_of), arguments, walks=False)
    arguments["spans"] = [_opened(*each) for each in stretches]
    arguments["to"] = tags.begins(stretches[0][1])
    tried = _strode(source, order, terms, exact, range_of)
    enough = f"{_ENOUGH} AND NOT EXISTS (SELECT FROM job_search AS t WHERE {_where([_NEWER, *range_of])})"
    return Plan(_tried(source, order, exact, range_of, tried, enough, whole), arguments, walks=False)


def _apart(node: Node, lexicon: Lexicon) -> tuple[list[str], dict[str, str]]:
    """A condition for each group of lexemes of a question, and their arguments. The index begins with the group that
    has the fewest entries, and looks into the others where that is met. What nearly everything has, and what must not
    be there, is checked on what was found."""
    entries = {group: sum(map(lexicon.frequency, lexemes(group))) for group in groups(node)}
    ordered = sorted(entries, key=lambda group: entries[group])
    looked_up = [group for group in ordered if not isinstance(group, Not) and entries[group] < COMMON] or ordered[:1]
    checked = [group for group in ordered if group not in looked_up]
    terms = [_has(f"group_{number}") for number in range(len(looked_up))]
    arguments = {f"group_{number}": tsquery(group) for number, group in enumerate(looked_up)}
    if checked:
        terms.append(f"({_has('checked')}) IS TRUE")  # in this form no index is asked
        arguments["checked"] = tsquery(All(tuple(checked)))
    return terms, arguments


@lru_cache(maxsize=1024)
def _opened(first: int, end: int) -> str:
    """What was opened in a stretch of time."""
    return tsquery(Either(tuple(map(Lexeme, sorted(tags.opened_within(first, end))))))


def _stretches(last: int, oldest: int, rows: int, density: float, wide: float) -> list[tuple[int, int]]:
    """Stretches from the four hours `last` back: the newest first, the first with so many rows as `wide` says or a
    sixteenth of all, each four times as long as the one before, up to a quarter. `density` is how many rows four hours
    bring."""
    stretches: list[tuple[int, int]] = []
    end, first, wide = last + 2, last, min(wide, rows / 16)
    while wide <= rows / 4 and end > oldest:
        length = max(1, ceil(wide / density))
        # Where long spans begin and end, few of them fill a stretch.
        first -= length
        first -= first % max(span for span in tags.SPANS if span <= max(length // 4, 1))
        first = max(first, oldest)
        stretches.append((first, end))
        end, wide = first, 2 * wide
    return stretches


def _has(name: str) -> str:
    """A query of its own, so that the planner does not know the lexemes: its guess would change nothing, and looking
    through the statistics of 20,000 takes longer than many an answer."""
    return f"t.doc @@ (SELECT %({name})s::tsquery)"


_TERMS: Final = _has("terms")
_OPENED: Final = "t.doc @@ g.spans::tsquery"


def _where(conditions: list[str]) -> str:
    return " AND ".join(conditions) or "true"


def _walked(source: Source, order: Order, exact: list[str], range_of: list[str], window: str) -> str:
    """Rows in order, at most `window` of them looked at, until there are enough."""
    return f"""
    SELECT o.id, o.k, o.place FROM (
        SELECT t.id, t.k, t.place, t.owner FROM (
            SELECT t.*, t.{order.column} AS k, t.ctid AS place, {source.owner} AS owner
            FROM {source.table} AS t
            WHERE {_where(range_of)} ORDER BY t.{order.column} DESC, t.id DESC LIMIT {window}
        ) AS t WHERE {_where(exact)}
    ) AS o WHERE {source.active} ORDER BY o.k DESC, o.id DESC LIMIT %(most)s"""  # noqa: S608


def _walk(source: Source, order: Order, exact: list[str], range_of: list[str], window: str) -> str:
    return f"WITH page AS MATERIALIZED ({_walked(source, order, exact, range_of, window)})"


def _matched(source: Source, order: Order, terms: str, exact: list[str], range_of: list[str]) -> str:
    return f"""
    SELECT t.id, t.{order.column} AS k, t.ctid AS place, {source.owner} AS owner FROM {source.table} AS t
    WHERE {_where([terms, *range_of, *exact])}"""  # noqa: S608


def _strode(source: Source, order: Order, terms: list[str], exact: list[str], range_of: list[str]) -> str:
    """What was opened in one stretch of time after the other, each in order, until there are enough. A stretch that is
    not needed is not asked for: the loop ends with its LIMIT."""
    # Third: the index looks up time where the two shortest groups meet, before it looks into long ones.
    of_one = _matched(source, order, " AND ".join([*terms[:2], _OPENED, *terms[2:]]), exact, range_of)
    return f"""
    SELECT o.id, o.k, o.place FROM (
        SELECT m.* FROM (SELECT * FROM unnest(%(spans)s::text[]) WITH ORDINALITY AS g (spans, n) ORDER BY n) AS g
        CROSS JOIN LATERAL ({of_one} ORDER BY k DESC, id DESC) AS m
    ) AS o WHERE {source.active} LIMIT %(most)s"""  # noqa: S608


def _first(source: Source, matched: str) -> str:
    """Of all that match: sorted, and then those whose owner may act, as many as are wanted."""
    return f"""
    SELECT o.id, o.k, o.place FROM (SELECT * FROM {matched} ORDER BY k DESC, id DESC) AS o
    WHERE {source.active} LIMIT %(most)s"""  # noqa: S608


def _gin(source: Source, order: Order, terms: str, exact: list[str], range_of: list[str]) -> str:
    return (
        f"WITH matched AS MATERIALIZED ({_matched(source, order, terms, exact, range_of)}),\n"
        f"page AS MATERIALIZED ({_first(source, 'matched')})"
    )


_ENOUGH: Final = "(SELECT count(*) FROM tried) >= %(most)s"
_NEWER: Final = "t.opened_at >= %(to)s"


def _tried(
    source: Source, order: Order, exact: list[str], range_of: list[str], first: str, enough: str, terms: str = _TERMS
) -> str:
    """What the `first` attempt brings, where that is `enough`; else all matches."""
    matched = _matched(source, order, terms, exact, [f"NOT ({enough})", *range_of])
    rest = _first(source, "matched")
    both = f"SELECT id, k, place FROM tried WHERE {enough} UNION ALL ({rest})"  # noqa: S608
    return f"WITH tried AS MATERIALIZED ({first}),\nmatched AS MATERIALIZED ({matched}),\npage AS MATERIALIZED ({both})"

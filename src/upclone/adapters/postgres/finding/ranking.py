"""The order of relevance: what has the words in its title before what has them elsewhere.

Of either, the newest matches are ranked some at a time, so that a page costs the same however many there are.
"""

from __future__ import annotations

from math import inf
from typing import Any, Final
from uuid import UUID

from attrs import evolve, frozen

from upclone.adapters.postgres.finding import cursors, plans
from upclone.adapters.postgres.finding.asked import Asked
from upclone.adapters.postgres.finding.cursors import Ranked, Window
from upclone.adapters.postgres.finding.lexicon import Lexicon
from upclone.adapters.postgres.finding.nodes import Node, Not, all_of, renamed, rows, spoken, tsquery
from upclone.adapters.postgres.finding.plans import Order, Plan, Source
from upclone.adapters.postgres.search import tags
from upclone.adapters.postgres.transaction import Transaction

RANKED: Final = 40
"""How many of the newest matches are ranked at a time; the next so many follow them."""

# Whether their owner may act is asked of the best alone, until there are enough. What is shown comes with the size of
# the window, its first and its last place; where nothing is left of a window, these come alone.
_SCORED: Final = """,
scored AS (
    SELECT t.id, {owner} AS owner,
        ts_rank_cd('{{0.1, 0.3, 0.6, 1.0}}', t.doc, %(ranked)s::tsquery, 33)::float8 + {bonus} AS score
    FROM {table} AS t WHERE t.ctid = ANY (ARRAY(SELECT place FROM page))),
shown AS (
    SELECT o.id, o.score FROM (SELECT * FROM scored WHERE {below} ORDER BY score DESC, id DESC) AS o
    WHERE {active} LIMIT %(limit)s),
first AS (SELECT k, id FROM page ORDER BY k DESC, id DESC LIMIT 1),
last AS (SELECT k, id FROM page ORDER BY k, id LIMIT 1)
SELECT (SELECT count(*) FROM page), first.k, first.id, last.k, last.id, shown.id, shown.score
FROM first CROSS JOIN last LEFT JOIN shown ON true ORDER BY shown.score DESC, shown.id DESC
"""
_BELOW: Final = "(score, id) < (%(score)s::float8, %(score_id)s::uuid)"

RECENT: Final = "0.2 * exp(extract(epoch FROM t.opened_at - (SELECT max(k) FROM page))::float8 / 2592000)"
"""What a job's score gains by its newness: almost nothing is left of it after two months."""

MERITED: Final = "0.3 * t.merit / (SELECT greatest(max(k), 1) FROM page)::float8"
"""What a freelancer's score gains by their merit."""


@frozen
class Ranking:
    """Of what is `wanted`, by its words; `bonus` is what a row `t` gains besides."""

    transaction: Transaction
    source: Source
    order: Order
    wanted: Asked
    lexicon: Lexicon
    bonus: str

    def page(self, limit: int, after: bytes | None) -> Window:
        """Out of as many windows as it takes. What comes meanwhile is above a window's top and moves nothing."""
        ids: list[UUID] = []
        place = cursors.ranked_of(after, moments=self.order.timed) or Ranked(titled=True)
        while True:
            found, following = self._next(place, limit - len(ids))
            if found and len(ids) == limit:
                return Window(ids, cursors.ranked_bytes(place))
            ids += found
            if following is None:
                return Window(ids, None)
            if following.score < inf:
                return Window(ids, cursors.ranked_bytes(following))
            place = following

    def _next(self, place: Ranked, limit: int) -> tuple[list[UUID], Ranked | None]:
        """The next of a window, and the place below them; where none are wanted, one if there is any."""
        rows = self._rows(place, limit + 1)
        left = [(row[5], row[6]) for row in rows if row[5] is not None]
        shown = left[: max(limit, 1)]
        ids = [id for id, _ in shown]
        if rows:
            size, first_k, first_id, last_k, last_id = rows[0][:5]
            if len(left) > limit:
                return ids, evolve(
                    place, top=place.top or cursors.above((first_k, first_id)), score=shown[-1][1], id=ids[-1]
                )
            if size == RANKED:
                return ids, Ranked(place.titled, (last_k, last_id))
        return ids, Ranked(titled=False) if place.titled else None

    def _rows(self, place: Ranked, limit: int) -> list[Any]:
        assert self.wanted.words is not None, "who types no word is not answered by relevance"
        words = spoken(self.wanted.words) or self.wanted.words
        asked = self._titled(words) if place.titled else self._others(words)
        plan = plans.page(self.source, self.order, asked, self.lexicon, RANKED, place.top, acting=False)
        arguments = {**plan.arguments, "ranked": tsquery(words), "limit": limit}
        arguments |= {"score": place.score, "score_id": place.id}
        scored = _SCORED.format(
            table=self.source.table,
            owner=self.source.owner,
            active=self.source.active,
            bonus=self.bonus,
            below=_BELOW if place.score < inf else "true",
        )
        return Plan(plan.text, arguments, plan.walks).fetch(self.transaction, scored)

    def _titled(self, words: Node) -> Asked:
        """What is in the title is in the document: it need not be asked for twice, but where it must be in a row."""
        in_title = renamed(words, tags.TITLED)
        return evolve(self.wanted, words=all_of([in_title, *rows(words)]))

    def _others(self, words: Node) -> Asked:
        return evolve(self.wanted, others=(*self.wanted.others, Not(renamed(words, tags.TITLED))))

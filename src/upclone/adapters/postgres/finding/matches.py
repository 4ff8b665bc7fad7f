"""Which jobs kept searches find: one job against a hundred thousand searches, and one search against all jobs.

A search that tells at once lies under its rarest required lexeme. A new job's own lexemes, a few hundred, find those
that can match at all; of these the whole question is asked, in the same statement.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import evolve, frozen

from upclone.adapters.postgres.finding import asked, plans
from upclone.adapters.postgres.finding.asked import OF_JOBS, Asked
from upclone.adapters.postgres.finding.lexicon import Lexicon
from upclone.adapters.postgres.finding.nodes import required, tsquery
from upclone.adapters.postgres.finding.reads import NEWEST, PostgresSearchReads
from upclone.application.ports.searches import Match
from upclone.application.ports.store import FIRST
from upclone.domain.market.searches import Alert, Search, State

ANYTHING: Final = "*"
"""The key of a search that asks for no word and no filter."""

_WATCH: Final = """
INSERT INTO search_watch (id, owner_id, keys, terms, bounds)
VALUES (%(id)s, %(owner_id)s, %(keys)s, %(terms)s::tsquery, %(bounds)s::jsonb)
ON CONFLICT (id) DO UPDATE SET keys = excluded.keys, terms = excluded.terms, bounds = excluded.bounds
"""
_FORGET: Final = "DELETE FROM search_watch WHERE id = %(id)s"
_WAITING: Final = f"""
WITH t AS MATERIALIZED (SELECT * FROM job_search WHERE id = %(job_id)s),
candidate AS MATERIALIZED (
    SELECT w.* FROM search_watch AS w
    WHERE w.keys && (SELECT array_append(tsvector_to_array(t.doc), '{ANYTHING}') FROM t) AND w.id > %(after)s)
SELECT s.id, s.owner_id, s.name FROM candidate AS w CROSS JOIN t JOIN search AS s ON s.id = w.id
    JOIN account AS owner ON owner.id = w.owner_id JOIN account AS client ON client.id = t.client_id
WHERE w.owner_id <> t.client_id AND owner.state = 'active' AND client.state = 'active'
    AND (w.terms IS NULL OR t.doc @@ w.terms)
    AND {" AND ".join(bound.as_columns("w.bounds") for bound in OF_JOBS)}
    AND NOT EXISTS (SELECT FROM search_told AS k WHERE k.search_id = w.id AND k.job_id = t.id)
ORDER BY s.id LIMIT %(limit)s
"""  # noqa: S608
_FRESH: Final = """
SELECT page.id FROM page JOIN job_search AS t USING (id)
WHERE t.client_id <> %(owner_id)s
    AND NOT EXISTS (SELECT FROM search_told AS k WHERE k.search_id = %(search_id)s AND k.job_id = page.id)
ORDER BY page.k DESC, page.id DESC LIMIT %(limit)s
"""
_TOLD: Final = """
INSERT INTO search_told (search_id, job_id)
SELECT search_id, job_id FROM unnest(%(searches)s::uuid[], %(jobs)s::uuid[]) AS told (search_id, job_id)
ON CONFLICT DO NOTHING
"""

LOOKED_AT: Final = 200
"""Of the jobs that a search finds anew, the newest."""


@frozen
class PostgresMatches:
    """Over the same lexicon as the pages of search."""

    reads: PostgresSearchReads

    def watch(self, search: Search) -> None:
        """Write it under its key, or take it away."""
        with self.reads.unit_of_work() as work:
            transaction = work.transaction
            if search.state is not State.ACTIVE or search.alert is not Alert.AT_ONCE:
                transaction.run(_FORGET, {"id": search.id})
                return
            asker = evolve(self.reads.asker(work), forgiving=False)
            question = asked.of_jobs(transaction, asker, search.wanted)
            row = {
                "id": search.id,
                "owner_id": search.owner_id,
                "keys": _keys(question, asker.lexicon),
                "terms": tsquery(question.node) if question.node else None,
                "bounds": json.dumps(question.arguments, default=_plain),
            }
            transaction.run(_WATCH, row)

    def waiting(self, job_id: UUID, limit: int, after: UUID = FIRST) -> tuple[Match, ...]:
        """By id."""
        with self.reads.unit_of_work() as work:
            rows = work.transaction.all(_WAITING, {"job_id": job_id, "limit": limit, "after": after})
        return tuple(Match(*row) for row in rows)

    def fresh(self, search: Search, limit: int) -> tuple[UUID, ...]:
        """Newest first."""
        since = max(filter(None, (search.told_at, search.wanted.posted_since)))
        with self.reads.unit_of_work() as work:
            transaction = work.transaction
            asker = evolve(self.reads.asker(work), forgiving=False)
            question = asked.of_jobs(transaction, asker, evolve(search.wanted, posted_since=since))
            plan = plans.page(plans.JOBS, NEWEST, question, asker.lexicon, LOOKED_AT)
            facts = {"owner_id": search.owner_id, "search_id": search.id, "limit": limit}
            rows = evolve(plan, arguments={**plan.arguments, **facts}).fetch(transaction, _FRESH)
        return tuple(row[0] for row in rows)

    def told(self, pairs: Sequence[tuple[UUID, UUID]]) -> None:
        """Once each."""
        pairs_of = {"searches": [search for search, _ in pairs], "jobs": [job for _, job in pairs]}
        with self.reads.unit_of_work() as work:
            work.transaction.run(_TOLD, pairs_of)


def _keys(question: Asked, lexicon: Lexicon) -> list[str]:
    """The group of lexemes that the fewest jobs have one of."""
    groups = list(required(question.node)) if question.node else []
    return list(min(groups, key=lambda group: sum(map(lexicon.frequency, group)), default=(ANYTHING,)))


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)

"""Counting views of profiles: gathered in memory, written together, and summed up when their day is long over."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, timedelta
from threading import Lock, Timer
from typing import Final
from uuid import UUID

from attrs import define, field

from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.ports.store import StoreUnavailable
from upclone.application.ports.system import Clock

log = logging.getLogger(__name__)

PAUSE: Final = 0.5
"""Seconds for which views are gathered."""

MOST: Final = 10_000
"""Views that a process gathers while the database is away; further ones are not counted."""

# In one order, so that two processes never wait for each other both ways.
_WRITE: Final = """
INSERT INTO profile_view (account_id, day, viewer)
SELECT account_id, day, viewer
FROM unnest(%(accounts)s::uuid[], %(days)s::date[], %(viewers)s::bytea[]) AS seen (account_id, day, viewer)
ORDER BY account_id, day, viewer
ON CONFLICT DO NOTHING
"""
_BY_DAY: Final = """
SELECT day, sum(views)::bigint FROM (
    SELECT day, views FROM profile_views WHERE account_id = %(account)s
    UNION ALL SELECT day, count(*) FROM profile_view WHERE account_id = %(account)s GROUP BY day
) AS counted GROUP BY day
"""
_SUM_UP: Final = """
WITH over AS (DELETE FROM profile_view WHERE day < %(before)s RETURNING account_id, day)
INSERT INTO profile_views (account_id, day, views)
SELECT account_id, day, count(*) FROM over GROUP BY account_id, day ORDER BY account_id, day
ON CONFLICT (account_id, day) DO UPDATE SET views = profile_views.views + excluded.views
"""


@define(eq=False)
class PostgresViewCounter:
    """A ViewCounter whose readers never wait for a write."""

    unit_of_work: PostgresUnitOfWork
    clock: Clock
    _seen: set[tuple[UUID, date, bytes]] = field(factory=set, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def add(self, profile_id: UUID, day: date, viewer: bytes) -> None:
        """Gather it; the first of a heap sees to it that the heap is written."""
        with self._lock:
            first = not self._seen
            if len(self._seen) < MOST:
                self._seen.add((profile_id, day, viewer))
        if first:
            later = Timer(PAUSE, self.write)
            later.daemon = True
            later.start()

    def write(self) -> None:
        """Write what was gathered."""
        with self._lock:
            seen, self._seen = self._seen, set()
        if not seen:
            return
        accounts, days, viewers = zip(*seen, strict=True)
        try:
            with self.unit_of_work() as work:
                arguments = {"accounts": list(accounts), "days": list(days), "viewers": list(viewers)}
                work.transaction.run(_WRITE, arguments)
        except StoreUnavailable as failure:
            log.warning("%s views of profiles were not counted: %s", len(seen), failure)

    def by_day(self, profile_id: UUID) -> Mapping[date, int]:
        """How many there were on each day with any."""
        with self.unit_of_work() as work:
            return dict(work.transaction.all(_BY_DAY, {"account": profile_id}))

    def sum_up(self) -> int:
        """Keep only the numbers of days before yesterday; how many days of profiles these are."""
        with self.unit_of_work() as work:
            return work.transaction.run(_SUM_UP, {"before": self.clock.now().date() - timedelta(days=1)})

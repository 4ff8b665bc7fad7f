"""Categories and skills, and the words that mean none."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.categories import UnknownSkill
from upclone.domain.actors import Actor
from upclone.domain.market.taxonomy import Taxonomy

_UNKNOWN: Final = """
SELECT slug, word, uses FROM unknown_skill WHERE %(operator)s AND uses > 0 ORDER BY uses DESC, slug LIMIT %(limit)s
"""


@frozen
class PostgresCategoryReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def known(self) -> Taxonomy:
        """One look at the token; what was built for it is remembered."""
        with self.unit_of_work() as work:
            return work.categories.known()

    def unknown(self, viewer: Actor, limit: int) -> tuple[UnknownSkill, ...]:
        """The most often met first."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_UNKNOWN, {"operator": viewer.is_operator, "limit": limit})
        return tuple(UnknownSkill(*row) for row in rows)

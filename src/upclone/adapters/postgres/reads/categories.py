"""Categories and skills, and the words that mean none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from attrs import frozen

from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.categories import UnknownSkill, Use, Uses
from upclone.domain.actors import Actor
from upclone.domain.market.taxonomy import Taxonomy

_UNKNOWN: Final = """
SELECT slug, word, uses FROM unknown_skill WHERE %(operator)s AND uses > 0 ORDER BY uses DESC, slug LIMIT %(limit)s
"""


_COUNTED: Final = """
SELECT slug, count(*) FROM (
    SELECT unnest(skills) AS slug FROM job_search UNION ALL SELECT unnest(skills) FROM freelancer_search
) AS named GROUP BY slug
"""
_USES: Final = """
SELECT category, count(*), 0 FROM job
WHERE %(operator)s AND state = 'open' AND category = ANY(%(slugs)s) GROUP BY category
UNION ALL SELECT named.slug, 0, count(*) FROM freelancer_search, unnest(categories) AS named (slug)
WHERE %(operator)s AND categories && %(slugs)s AND named.slug = ANY(%(slugs)s) GROUP BY named.slug
UNION ALL SELECT NULL, 0, count(*) FROM freelancer_search WHERE %(operator)s AND categories && %(slugs)s
"""
_KNOWN: Final = "SELECT slug, uses FROM skill_use"
_KEEP: Final = """
INSERT INTO skill_use (slug, uses) SELECT * FROM unnest(%(slugs)s::text[], %(uses)s::bigint[])
ON CONFLICT (slug) DO UPDATE SET uses = excluded.uses
"""


@frozen
class PostgresCategoryReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def known(self) -> Taxonomy:
        """One look at the token; what was built for it is remembered."""
        with self.unit_of_work() as work:
            return work.categories.known()

    def recount(self) -> None:
        """How often open jobs and listed freelancers name each skill.

        Nothing is written where nothing changed: each write makes every process build its taxonomy anew."""
        with self.unit_of_work() as work:
            known = dict(work.transaction.all(_KNOWN, {}))
            counted = {**dict.fromkeys(known, 0), **dict(work.transaction.all(_COUNTED, {}))}
            changed = {slug: uses for slug, uses in sorted(counted.items()) if known.get(slug) != uses}
            if changed:
                work.transaction.run(_KEEP, {"slugs": list(changed), "uses": list(changed.values())})

    def uses(self, viewer: Actor, slugs: Sequence[str]) -> Uses:
        """In one statement."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_USES, {"operator": viewer.is_operator, "slugs": list(slugs)})
        jobs: Counter[str] = Counter()
        people: Counter[str | None] = Counter()
        for slug, open_jobs, freelancers in rows:
            jobs[slug] += open_jobs  # without a slug it is everybody once, and no job
            people[slug] += freelancers
        each = {slug: Use(jobs[slug], people[slug]) for slug in slugs}
        return Uses(each, Use(jobs.total(), people[None]))

    def unknown(self, viewer: Actor, limit: int) -> tuple[UnknownSkill, ...]:
        """The most often met first."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_UNKNOWN, {"operator": viewer.is_operator, "limit": limit})
        return tuple(UnknownSkill(*row) for row in rows)

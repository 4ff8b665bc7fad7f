"""Whom to look at when recommending: some hundreds out of very many, in a constant number of statements.

Skills are asked for by the same statements that search uses: what shares two of them first, then what shares the rarest
ones; of freelancers the newest as well, so that newcomers are among them whatever the others have done so far.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import combinations
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import define, field, frozen

from upclone.adapters.postgres.finding import plans
from upclone.adapters.postgres.finding.asked import Asked
from upclone.adapters.postgres.finding.lexicon import Lexicon
from upclone.adapters.postgres.finding.nodes import All, Lexeme, Node, any_of
from upclone.adapters.postgres.finding.plans import Order, Source
from upclone.adapters.postgres.market import standing
from upclone.adapters.postgres.rows import Row
from upclone.adapters.postgres.search import tags
from upclone.adapters.postgres.search.index import FREELANCERS, JOBS
from upclone.adapters.postgres.transaction import Transaction
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.postgres.values import optional
from upclone.application.ports.matching import FreelancerCandidate, JobCandidate
from upclone.domain.market.briefs import Brief, Duration, Payment
from upclone.domain.market.scores import Knowledge, Need, Offer
from upclone.domain.market.standing import Standing
from upclone.domain.market.taxonomy import Taxonomy
from upclone.domain.money import Money
from upclone.domain.people.places import Place
from upclone.domain.people.profiles import Availability, FreelancerProfile, LanguageSkill, Level, SkillLevel

PAIRED: Final = 200
"""Candidates that share two skills, and of freelancers as many by merit."""

SINGLE: Final = 100
"""Candidates that share one of the rarest, and of freelancers the newest."""

MOST_SKILLS: Final = 8
"""The rarest skills are asked for, and no more: 28 pairs."""

NEWEST: Final = Order("opened_at", "timestamptz", timed=True)
MERIT: Final = Order("merit", "integer")
JOINED: Final = Order("id", "uuid")

_JOBS: Final = """
SELECT job.id, job.payment, job.budget_minor, job.currency, job.budget_from_minor, job.category, job.skills,
    job.extra_skills, job.level, job.duration, job.place::text, job.language, own.availability::text
FROM job LEFT JOIN freelancer_profile AS own ON own.id = job.client_id
WHERE job.id = ANY (%(ids)s) AND job.client_id <> %(viewer)s AND job.state = 'open'
    AND (job.apply_until IS NULL OR job.apply_until > %(now)s)
    AND NOT EXISTS (SELECT FROM proposal WHERE proposal.job_id = job.id AND proposal.freelancer_id = %(viewer)s)
"""
_OFFER: Final = f"""
SELECT account.id, p.skills::text, coalesce(p.categories, '{{}}'), p.rate_minor, p.currency, p.level,
    p.availability::text, p.place::text, coalesce(p.remote, true), coalesce(p.on_site, false),
    coalesce(p.radius_km, 0), p.languages::text, account.language, account.created_at,
    {", ".join(f"s.{name}" for name in standing.COLUMNS.split(", "))}
FROM account LEFT JOIN freelancer_profile AS p ON p.id = account.id
    LEFT JOIN standing AS s ON s.account_id = account.id
"""  # noqa: S608
_ONE: Final = f"{_OFFER} WHERE account.id = %(id)s"
_FREELANCERS: Final = f"""
{_OFFER} WHERE account.id = ANY (%(ids)s) AND account.id <> %(client_id)s AND account.state = 'active'
    AND NOT EXISTS (SELECT FROM proposal WHERE proposal.job_id = %(job_id)s AND proposal.freelancer_id = account.id)
"""
_CLOCK: Final = "SELECT availability::text FROM freelancer_profile WHERE id = %(id)s"


@define
class _Docs:
    """In how many jobs each skill is asked for: a thousand skills, counted when they or the statistics are new."""

    _counted: tuple[Taxonomy, float, dict[str, int]] | None = None

    def of(self, known: Taxonomy, jobs: Lexicon) -> dict[str, int]:
        counted, at = self._counted, jobs.frequencies_at
        if counted is None or counted[0] is not known or counted[1] != at:
            rows = max(jobs.rows, 0)
            docs = {slug: int(jobs.frequency(tags.skill(slug)) * rows) for slug in known.skills}
            counted = self._counted = (known, at, docs)
        return counted[2]


@frozen
class PostgresCandidates:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork
    _jobs: Lexicon = field(factory=lambda: Lexicon(JOBS), init=False)
    _docs: _Docs = field(factory=_Docs, init=False)
    _freelancers: Lexicon = field(factory=lambda: Lexicon(FREELANCERS), init=False)

    def knowledge(self, at: datetime) -> Knowledge:
        """Rarity as the database's own statistics know it."""
        with self.unit_of_work() as work:
            self._jobs.refresh_frequencies(work.transaction)
            known = work.categories.known()
        parents, merged = _of(known)
        return Knowledge(at.date(), max(self._jobs.rows, 0), self._docs.of(known, self._jobs), parents, merged)

    def offer(self, freelancer_id: UUID, at: datetime) -> Offer:
        """One row, or blanks."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_ONE, {"id": freelancer_id})
        assert row is not None, "the account exists"
        return _offer(row, at)

    def jobs(self, freelancer_id: UUID, offer: Offer, at: datetime) -> Sequence[JobCandidate]:
        """The newest that share two skills, then those that share one; where that is nothing, of the same category."""
        with self.unit_of_work() as work:
            transaction = work.transaction
            self._jobs.refresh_frequencies(transaction)
            ask = _Asking(transaction, plans.JOBS, self._jobs, work.categories.known())
            slugs = [skill.slug for skill in offer.profile.skills]
            ids = ask.both(slugs, offer.profile.categories, NEWEST)
            rows = transaction.all(_JOBS, {"ids": ids, "viewer": freelancer_id, "now": at})
        return [_job(row, at) for row in rows]

    def freelancers(self, job_id: UUID, client_id: UUID, need: Need, at: datetime) -> Sequence[FreelancerCandidate]:
        """Those of the most merit that share two skills, and the newest that share one."""
        brief = need.brief
        with self.unit_of_work() as work:
            transaction = work.transaction
            self._freelancers.refresh_frequencies(transaction)
            ask = _Asking(transaction, plans.FREELANCERS, self._freelancers, work.categories.known())
            slugs = [*brief.skills, *brief.extra_skills]
            places = (brief.category,) if brief.category else ()
            ids = dict.fromkeys((*ask.both(slugs, places, MERIT), *ask.single(slugs, places, JOINED)))
            rows = transaction.all(_FREELANCERS, {"ids": list(ids), "client_id": client_id, "job_id": job_id})
        return [FreelancerCandidate(row[0], _offer(row, at)) for row in rows]

    def clock_of(self, account_id: UUID, at: datetime) -> int | None:
        """Of who says when they are free."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_CLOCK, {"id": account_id})
        return _offset(optional(Availability, row[0]) if row else None, at)


@frozen
class _Asking:
    """Asks one table for rows that have skills."""

    transaction: Transaction
    source: Source
    lexicon: Lexicon
    known: Taxonomy

    def both(self, slugs: Sequence[str], places: Iterable[str], order: Order) -> list[UUID]:
        """Rows that share two skills, then rows that share one."""
        rare = self._rarest(slugs)
        lexemes = [Lexeme(tags.skill(slug)) for slug in rare]
        pairs = any_of(map(All, combinations(lexemes, 2)))
        found = self._page(pairs, order, PAIRED) if pairs else []
        if len(found) < PAIRED:
            found = list(dict.fromkeys((*found, *self.single(slugs, places, order))))
        return found

    def single(self, slugs: Sequence[str], places: Iterable[str], order: Order) -> list[UUID]:
        """Rows that share one skill, or where there is none to share, a category."""
        words = [tags.skill(kept) for slug in self._rarest(slugs) for kept in self._kept(slug)]
        words = words or [tags.category(part) for place in places for part in self.known.parts(place)]
        node = any_of(map(Lexeme, words))
        return self._page(node, order, SINGLE)

    def _kept(self, slug: str) -> Iterable[str]:
        """A skill's own slug, those that were merged into it, and what else of it is often met: a slug that is asked
        for in vain costs as much as one that is found."""
        for kept in self.known.slugs_of(slug):
            if kept == slug or kept in self.known.skills or self.lexicon.met(tags.skill(kept)):
                yield kept

    def _rarest(self, slugs: Iterable[str]) -> list[str]:
        canonical = dict.fromkeys(map(self.known.canonical, slugs))
        return sorted(canonical, key=lambda slug: (self.lexicon.frequency(tags.skill(slug)), slug))[:MOST_SKILLS]

    def _page(self, node: Node | None, order: Order, most: int) -> list[UUID]:
        plan = plans.page(self.source, order, Asked(node, ()), self.lexicon, most)
        rows = self.transaction.passing(f"{plan.text}\nSELECT id FROM page", plan.arguments)
        return [row[0] for row in rows]


@lru_cache(maxsize=4)
def _of(known: Taxonomy) -> tuple[dict[str, str], dict[str, str]]:
    """The category above each sub-category, and the skill that every other slug of it counts as."""
    above = {category.id: category.slug for category in known.categories.values()}
    parents = {each.slug: above[each.parent] for each in known.categories.values() if each.parent is not None}
    merged = {kept: slug for slug in known.skills for kept in known.slugs_of(slug) if kept != known.canonical(slug)}
    return parents, {kept: known.canonical(slug) for kept, slug in merged.items()}


def _job(row: Row, at: datetime) -> JobCandidate:
    id, payment, budget, code, lowest, category, skills, extra, level, duration, place, language, available = row
    brief = Brief(
        title="",
        description="",
        payment=Payment(payment),
        budget=Money(budget, code),
        budget_from=None if lowest is None else Money(lowest, code),
        category=category,
        skills=tuple(skills),
        extra_skills=tuple(extra),
        level=Level(level) if level else None,
        duration=Duration(duration) if duration else None,
        place=optional(Place, place),
        language=language,
    )
    return JobCandidate(id, Need(brief, _offset(optional(Availability, available), at)))


def _offer(row: Row, at: datetime) -> Offer:
    id, skills, categories, rate, code, level, available, place, remote, on_site, radius, languages, *more = row
    language, since, *seen = more
    availability = optional(Availability, available)
    profile = FreelancerProfile(
        id=id,
        skills=optional(tuple[SkillLevel, ...], skills) or (),
        categories=tuple(categories),
        rate=None if rate is None else Money(rate, code),
        level=None if level is None else Level(level),
        availability=availability,
        place=optional(Place, place),
        remote=remote,
        on_site=on_site,
        radius_km=radius,
        languages=optional(tuple[LanguageSkill, ...], languages) or (),
    )
    stands = standing.from_row(seen) if seen[0] is not None else Standing(id)
    return Offer(profile, stands, language, max((at - since).days, 0), _offset(availability, at))


def _offset(availability: Availability | None, at: datetime) -> int | None:
    return None if availability is None else _minutes(availability.time_zone, at.date().isoformat())


@lru_cache(maxsize=2048)
def _minutes(zone: str, day: str) -> int | None:
    """Minutes east of Greenwich on a day; None for a zone that this machine does not know."""
    try:
        shift = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)).utcoffset()
    except (ValueError, OSError):
        return None
    return None if shift is None else int(shift.total_seconds()) // 60

"""Searches: a plan, its page, and the rows that it names, in a constant number of statements.

What a viewer may not see is kept out twice: the tables hold public open jobs and listed freelancers alone, and the rows
of a page come through the market's own read, which asks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen
from sqlalchemy import bindparam, literal_column

from upclone.adapters.postgres.finding import asked, cursors, plans
from upclone.adapters.postgres.finding.asked import Asked
from upclone.adapters.postgres.finding.cursors import Window
from upclone.adapters.postgres.finding.lexicon import Lexicon
from upclone.adapters.postgres.finding.plans import Order, Source
from upclone.adapters.postgres.finding.ranking import MERITED, RECENT, Ranking
from upclone.adapters.postgres.finding.words import Asker
from upclone.adapters.postgres.market.searches import ROWS, SEARCH, from_row
from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.reads.market import PostgresMarketReads
from upclone.adapters.postgres.reads.pages import newest, paged, slicing
from upclone.adapters.postgres.search.index import FREELANCERS, JOBS
from upclone.adapters.postgres.transaction import Transaction
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork, PostgresWork
from upclone.application.reads.market import JobView
from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.search import (
    COUNTED,
    Count,
    Facets,
    FreelancerCard,
    FreelancerOrder,
    FreelancersFound,
    FreelancersWanted,
    JobOrder,
    JobsFound,
)
from upclone.domain.actors import Actor
from upclone.domain.errors import Invalid
from upclone.domain.market.searches import Search, Wanted
from upclone.domain.money import Money

MOST_VALUES: Final = 30
"""Of one facet, the most frequent."""

NEWEST: Final = Order("opened_at", "timestamptz", timed=True)
MERIT: Final = Order("merit", "integer")

_FACETS: Final = """
SELECT f.facet, f.value, count(*) FROM job_search AS t, LATERAL (
    VALUES ('category', t.category), ('payment', t.payment), ('level', t.level), ('duration', t.duration),
        ('language', t.language), ('currency', t.currency),
        ('place', CASE WHEN t.latitude IS NULL THEN 'remote' ELSE 'on_site' END),
        ('client_verified', t.client_verified::text)
    UNION ALL SELECT 'skill', unnest(t.skills)) AS f (facet, value)
WHERE t.ctid = ANY (ARRAY(SELECT place FROM page)) AND f.value <> '' GROUP BY 1, 2
UNION ALL SELECT 'total', '', count(*) FROM page
"""
_CARDS: Final = """
SELECT t.id, a.name, a.headline, t.country, t.categories, t.skills, t.languages, t.level, t.rate_minor, t.currency,
    t.hours_per_week, t.years, t.rating, a.photo, coalesce(s.completed, 0), a.language
FROM freelancer_search AS t JOIN account AS a USING (id) LEFT JOIN standing AS s ON s.account_id = a.id
WHERE t.id = ANY (%(ids)s) AND a.state = 'active'
"""

_OWN: Final = ROWS.select().where(
    SEARCH.c.owner_id == bindparam("owner_id"), SEARCH.c.state != literal_column("'ended'")
)
_SEARCH: Final = ready(_OWN.where(SEARCH.c.id == bindparam("id")))
_SEARCHES: Final = ready(newest(_OWN, SEARCH.c.id))


@frozen
class PostgresSearchReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork
    market: PostgresMarketReads
    _jobs: Lexicon = field(factory=lambda: Lexicon(JOBS), init=False)
    _freelancers: Lexicon = field(factory=lambda: Lexicon(FREELANCERS), init=False)

    def asker(self, work: PostgresWork) -> Asker:
        """What makes questions about jobs of what people type, with words and skills as they are known now."""
        self._jobs.refresh(work.transaction)
        return Asker(self._jobs, work.categories.known())

    def jobs(
        self, viewer: Actor | None, wanted: Wanted, order: JobOrder, limit: int, after: bytes | None, facets: bool
    ) -> JobsFound:
        """A page of open jobs for everybody."""
        with self.unit_of_work() as work:
            transaction = work.transaction
            question = asked.of_jobs(transaction, self.asker(work), wanted)
            if order is JobOrder.RELEVANCE and question.words is not None:
                window = Ranking(transaction, plans.JOBS, NEWEST, question, self._jobs, RECENT).page(limit, after)
            else:
                window = _ordered(transaction, plans.JOBS, _of_jobs(order, wanted), question, self._jobs, limit, after)
            views = self.market.views(viewer, window.ids)
            counts = _facets(transaction, question, self._jobs) if facets else None
        return JobsFound(_in_order(window.ids, views), window.next, question.corrected, counts)

    def freelancers(
        self, wanted: FreelancersWanted, order: FreelancerOrder, limit: int, after: bytes | None, facets: bool
    ) -> FreelancersFound:
        """A page of listed freelancers."""
        with self.unit_of_work() as work:
            transaction = work.transaction
            self._freelancers.refresh(transaction)
            asker = Asker(self._freelancers, work.categories.known(), simple=True)
            question = asked.of_freelancers(transaction, asker, wanted)
            source, lexicon = plans.FREELANCERS, self._freelancers
            if order is FreelancerOrder.RELEVANCE and question.words is not None:
                window = Ranking(transaction, source, MERIT, question, lexicon, MERITED).page(limit, after)
            else:
                window = _ordered(transaction, source, _of_freelancers(order, wanted), question, lexicon, limit, after)
            rows = {row[0]: _card(row) for row in transaction.all(_CARDS, {"ids": window.ids})}
            items = tuple(rows[id] for id in window.ids if id in rows)
            counts = None
            if facets and after is None and window.next is None:  # everybody is on the page
                counts = Facets(len(items), more=False, counts={})
            elif facets:
                counts = _number(transaction, question, lexicon)
        return FreelancersFound(items, window.next, question.corrected, counts)

    def cards(self, ids: Sequence[UUID]) -> tuple[FreelancerCard, ...]:
        """These listed freelancers, in this order, without those who may not act."""
        with self.unit_of_work() as work:
            rows = {row[0]: _card(row) for row in work.transaction.all(_CARDS, {"ids": list(ids)})}
        return tuple(rows[id] for id in ids if id in rows)

    def search(self, viewer: Actor, id: UUID) -> Search | None:
        """One's own."""
        with self.unit_of_work() as work:
            return ROWS.one(work.transaction, _SEARCH, id=id, owner_id=viewer.id)

    def searches(self, viewer: Actor, page: Slice) -> Page[Search]:
        """One's own, newest first."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_SEARCHES, {"owner_id": viewer.id, **slicing(page)})
        return paged(rows, page, from_row, lambda search: search.id)


def _ordered(
    transaction: Transaction,
    source: Source,
    order: Order,
    question: Asked,
    lexicon: Lexicon,
    limit: int,
    after: bytes | None,
) -> Window:
    before = cursors.place_of(after, moments=order is NEWEST)
    plan = plans.page(source, order, question, lexicon, limit + 1, before)
    rows = plan.fetch(transaction, "SELECT id, k FROM page ORDER BY k DESC, id DESC")
    shown = rows[:limit]
    following = cursors.place_bytes((shown[-1][1], shown[-1][0])) if len(rows) > limit else None
    return Window([row[0] for row in shown], following)


def _facets(transaction: Transaction, question: Asked, lexicon: Lexicon) -> Facets:
    plan = plans.page(plans.JOBS, NEWEST, question, lexicon, COUNTED)
    total, counts = 0, dict[str, list[Count]]()
    for facet, value, count in plan.fetch(transaction, _FACETS):
        if facet == "total":
            total = count
        else:
            counts.setdefault(facet, []).append(Count(value, count))
    ordered = {
        facet: tuple(sorted(each, key=lambda one: (-one.count, one.value))[:MOST_VALUES])
        for facet, each in sorted(counts.items())
    }
    return Facets(total, total == COUNTED, ordered)


def _number(transaction: Transaction, question: Asked, lexicon: Lexicon) -> Facets:
    plan = plans.page(plans.FREELANCERS, MERIT, question, lexicon, COUNTED)
    ((total,),) = plan.fetch(transaction, "SELECT count(*) FROM page")
    return Facets(total, total == COUNTED, {})


def _of_jobs(order: JobOrder, wanted: Wanted) -> Order:
    if order is not JobOrder.BUDGET:
        return NEWEST
    span = wanted.budget or wanted.rate
    if span is None:
        raise Invalid("currency", "is needed to sort by budget: amounts of different currencies have no order")
    return _amounts("budget_minor", span.currency)


def _of_freelancers(order: FreelancerOrder, wanted: FreelancersWanted) -> Order:
    if order is not FreelancerOrder.RATE:
        return MERIT
    if wanted.rate is None:
        raise Invalid("currency", "is needed to sort by rate: amounts of different currencies have no order")
    return _amounts("rate_minor", wanted.rate.currency)


def _amounts(column: str, code: str) -> Order:
    assert code.isalpha(), "one of the known currencies"
    return Order(column, "bigint", f"t.currency = '{code}'")


def _in_order(ids: Sequence[UUID], views: Sequence[JobView]) -> tuple[JobView, ...]:
    by_id = {view.job.id: view for view in views}
    return tuple(by_id[id] for id in ids if id in by_id)


def _card(row: Any) -> FreelancerCard:
    id, name, headline, country, categories, skills, languages, level, rate, currency, hours, years, *seen = row
    price = None if rate is None else Money(rate, currency)
    return FreelancerCard(
        id,
        name,
        headline,
        country,
        tuple(categories),
        tuple(skills),
        tuple(languages),
        level,
        price,
        hours,
        years,
        *seen,
    )

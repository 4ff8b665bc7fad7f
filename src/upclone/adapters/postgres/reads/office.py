"""The marketplace as those see it who work for it. Each read is as many statements however much there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import Uuid, bindparam, cast, func, literal_column, or_, select, tuple_

from upclone.adapters.postgres.deals.contracts import CONTRACT
from upclone.adapters.postgres.deals.disputes import DISPUTE
from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.reads.cases import dispute_row, disputes_of_people
from upclone.adapters.postgres.reads.deals import contract_row
from upclone.adapters.postgres.reads.pages import has_party, newest, paged, slicing, viewing, wanted, with_people
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.deals import ContractRow, DisputeRow
from upclone.application.reads.office import (
    YOUNG,
    Counted,
    Figures,
    Held,
    HeldRow,
    JobRow,
    JobsWanted,
    MoneyFigures,
    Moved,
    Popular,
    Span,
    Waiting,
)
from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.people import Person
from upclone.domain.actors import Actor
from upclone.domain.deals.contracts import State as ContractState
from upclone.domain.deals.disputes import State as DisputeState
from upclone.domain.market.briefs import Payment
from upclone.domain.market.jobs import State as JobState
from upclone.domain.money import Money

_DAY: Final = "floor(extract(epoch FROM {at} - %(since)s::timestamptz) / 86400)::int"
_COUNTS: Final = " UNION ALL ".join(
    f"SELECT '{what}', {_DAY.format(at=at)}, count(*) FROM {table}"  # noqa: S608  (constants)
    f" WHERE {at} >= %(since)s AND {at} < %(until)s GROUP BY 2"
    for what, table, at in (
        ("signups", "account", "created_at"),
        ("jobs", "job", "opened_at"),
        ("disputes", "dispute", "opened_at"),
    )
)
_NOW: Final = """
SELECT (SELECT count(*) FROM job WHERE opened_at IS NOT NULL),
    (SELECT count(*) FROM account WHERE state <> 'closed'),
    (SELECT count(*) FROM dispute WHERE state NOT IN ('resolved', 'settled', 'withdrawn')),
    (SELECT count(*) FROM job WHERE state = 'pending'),
    (SELECT count(*) FROM sanction WHERE state = 'appealed'),
    (SELECT count(*) FROM dispute WHERE state IN ('escalated', 'appealed')),
    (SELECT count(*) FROM approval WHERE state = 'requested'),
    (SELECT count(*) FROM chargeback WHERE state IN ('opened', 'unanswered')),
    (SELECT count(*) FROM transfer WHERE state = 'failed')
"""
_CATEGORIES: Final = """
SELECT category, count(*) FILTER (WHERE opened_at >= %(middle)s), count(*) FILTER (WHERE opened_at < %(middle)s)
FROM job WHERE opened_at >= %(since)s AND opened_at < %(until)s AND category <> ''
GROUP BY category ORDER BY 2 DESC, 3 DESC, 1 LIMIT 8
"""
# What came in lies in escrow first; into the accounts of fees goes what is kept, and out of them what is given back.
_MOVED: Final = f"""
SELECT account.kind, account.currency, {_DAY.format(at="entry.at")}, sum(posting.amount_minor)::bigint
FROM entry JOIN posting ON posting.entry = entry.id JOIN ledger_account AS account ON account.key = posting.account
WHERE entry.at >= %(since)s AND entry.at < %(until)s
    AND (account.kind IN ('fee_income', 'gateway_fees') OR (account.kind = 'escrow' AND entry.kind = 'fund'))
GROUP BY 1, 2, 3
"""  # noqa: S608  (a constant)
_HELD: Final = """
SELECT hold.currency, CASE WHEN entry.at >= %(week)s THEN 0 WHEN entry.at >= %(month)s THEN 1
    WHEN entry.at >= %(limit)s THEN 2 ELSE 3 END, count(*), sum(balance.posted)::bigint
FROM hold
JOIN entry ON entry.key = 'fund:' || hold.id
JOIN balance ON balance.account = 'escrow:' || hold.id || ':' || hold.currency AND balance.posted > 0
WHERE hold.state IN ('held', 'frozen') GROUP BY 1, 2
"""
_JOBS: Final = """
SELECT job.id, job.title, client.id, client.name, job.state, job.category, job.budget_minor, job.currency,
    job.created_at, job.opened_at, jsonb_array_length(job.findings), job.payment
FROM job JOIN account AS client ON client.id = job.client_id
WHERE %(moderator)s AND job.state <> 'draft'
    AND (%(state)s::text IS NULL OR job.state = %(state)s)
    AND (%(categories)s::text[] IS NULL OR job.category = ANY(%(categories)s))
    AND (%(client)s::uuid IS NULL OR job.client_id = %(client)s)
    AND (%(after)s::uuid IS NULL OR job.id < %(after)s)
ORDER BY job.id DESC LIMIT %(limit)s
"""
_CONTRACTS: Final = ready(
    newest(
        with_people(CONTRACT).where(
            bindparam("operator"), wanted(CONTRACT.c.state, "state"), has_party(CONTRACT, "party")
        ),
        CONTRACT.c.id,
    )
)
# What has ended has no limit any more, and stands last.
_LAST: Final = DISPUTE.alias("last")
_AFTER: Final = cast(bindparam("after"), Uuid())
_DUE: Final = func.coalesce(DISPUTE.c.due_at, literal_column("'infinity'::timestamptz"))
_CASES: Final = ready(
    disputes_of_people()
    .where(
        bindparam("operator"),
        wanted(DISPUTE.c.state, "state"),
        has_party(DISPUTE, "party"),
        or_(
            _AFTER.is_(None),
            tuple_(_DUE, DISPUTE.c.id)
            > select(func.coalesce(_LAST.c.due_at, literal_column("'infinity'::timestamptz")), _LAST.c.id)
            .where(_LAST.c.id == _AFTER)
            .scalar_subquery(),
        ),
    )
    .order_by(_DUE, DISPUTE.c.id)
    .limit(bindparam("limit"))
)
_OLD: Final = """
SELECT hold.id, hold.contract_id, hold.milestone_id, milestone.title, client.id, client.name, freelancer.id,
    freelancer.name, hold.gateway, balance.posted, hold.currency, entry.at, milestone.withheld IS NOT NULL
FROM hold
JOIN entry ON entry.key = 'fund:' || hold.id
JOIN balance ON balance.account = 'escrow:' || hold.id || ':' || hold.currency AND balance.posted > 0
JOIN milestone ON milestone.id = hold.milestone_id
JOIN account AS client ON client.id = hold.client_id
JOIN account AS freelancer ON freelancer.id = hold.freelancer_id
WHERE %(operator)s AND hold.state IN ('held', 'frozen') AND entry.at < %(before)s
    AND (%(after)s::uuid IS NULL OR (entry.at, hold.id) > (
        SELECT last.at, %(after)s::uuid FROM entry AS last WHERE last.key = 'fund:' || %(after)s::uuid))
ORDER BY entry.at, hold.id LIMIT %(limit)s
"""


@frozen
class PostgresOfficeReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def figures(self, viewer: Actor, span: Span, held_days: int) -> Figures | None:
        """In three statements, and two more for operators."""
        if not viewer.moderates:
            return None
        middle = span.until - timedelta(days=span.days)
        between = {"since": middle - timedelta(days=span.days), "middle": middle, "until": span.until}
        with self.unit_of_work() as work:
            counts = _by_day(work.transaction.all(_COUNTS, between), span.days)
            popular = work.transaction.all(_CATEGORIES, between)
            jobs, people, disputes, *waiting = work.transaction.all(_NOW, {})[0]
            money = None
            if viewer.is_operator:
                moved = work.transaction.all(_MOVED, between)
                ages = {"week": YOUNG[0], "month": YOUNG[1], "limit": held_days}
                limits = {name: span.until - timedelta(days=days) for name, days in ages.items()}
                money = _money(moved, work.transaction.all(_HELD, limits), span.days)
        return Figures(
            Counted(*counts["signups"]),
            Counted(*counts["jobs"]),
            Counted(*counts["disputes"]),
            tuple(Popular(*row) for row in popular),
            jobs,
            people,
            disputes,
            Waiting(*waiting),
            money,
        )

    def jobs(self, viewer: Actor, wanted: JobsWanted, page: Slice) -> Page[JobRow]:
        """Newest first."""
        asked = {
            "moderator": viewer.moderates,
            "state": wanted.state.value if wanted.state else None,
            "categories": list(wanted.categories) if wanted.categories else None,
            "client": wanted.client,
        }
        with self.unit_of_work() as work:
            rows = work.transaction.all(_JOBS, {**asked, **slicing(page)})
        return paged(rows, page, _job, lambda row: row.id)

    def contracts(
        self, viewer: Actor, state: ContractState | None, party: UUID | None, page: Slice
    ) -> Page[ContractRow]:
        """Newest first."""
        arguments = {**viewing(viewer), "state": state.value if state else None, "party": party, **slicing(page)}
        with self.unit_of_work() as work:
            rows = work.transaction.all(_CONTRACTS, arguments)
        return paged(rows, page, contract_row, lambda row: row.contract.id)

    def cases(
        self, viewer: Actor, state: DisputeState | None, page: Slice, party: UUID | None = None
    ) -> Page[DisputeRow]:
        """By deadline."""
        arguments = {**viewing(viewer), "state": state.value if state else None, "party": party, **slicing(page)}
        with self.unit_of_work() as work:
            rows = work.transaction.all(_CASES, arguments)
        return paged(rows, page, dispute_row, lambda row: row.dispute.id)

    def held(self, viewer: Actor, before: datetime, page: Slice) -> Page[HeldRow]:
        """The oldest first."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_OLD, {**viewing(viewer), "before": before, **slicing(page)})
        return paged(rows, page, _held, lambda row: row.id)


def _by_day(rows: Iterable[Any], days: int) -> Mapping[Any, tuple[tuple[int, ...], int]]:
    """For each name the days of the span, and the sum of those before it."""
    sums: defaultdict[Any, list[int]] = defaultdict(lambda: [0] * 2 * days)
    for *name, day, number in rows:
        sums[tuple(name) if len(name) > 1 else name[0]][day] += number
    split = {name: (tuple(found[days:]), sum(found[:days])) for name, found in sums.items()}
    return defaultdict(lambda: ((0,) * days, 0), split)


def _money(moved: Iterable[Any], held: Iterable[Any], days: int) -> MoneyFigures:
    by_day = _by_day(moved, days)

    def of(kind: str, sign: int = 1) -> tuple[Moved, ...]:
        return tuple(
            Moved(name[1], tuple(sign * each for each in found), sign * before)
            for name, (found, before) in sorted(by_day.items())
            if name[0] == kind
        )

    ages: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([0] * 4, [0] * 4))
    for currency, band, count, minor in held:
        ages[currency][0][band], ages[currency][1][band] = minor, count
    lying = tuple(Held(currency, tuple(sums), tuple(counts)) for currency, (sums, counts) in sorted(ages.items()))  # type: ignore[arg-type]
    return MoneyFigures(of("escrow"), of("fee_income"), of("gateway_fees", -1), lying)


def _job(row: Any) -> JobRow:
    id, title, client, name, state, category, minor, currency, created, opened, findings, payment = row
    by, budget = Person(client, name), Money(minor, currency)
    return JobRow(id, title, by, JobState(state), category, budget, created, opened, findings, Payment(payment))


def _held(row: Any) -> HeldRow:
    id, contract, milestone, title, client, his, freelancer, hers, gateway, minor, currency, since, withheld = row
    people = Person(client, his), Person(freelancer, hers)
    return HeldRow(id, contract, milestone, title, *people, gateway, Money(minor, currency), since, withheld)

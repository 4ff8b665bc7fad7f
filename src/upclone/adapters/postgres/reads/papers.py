"""Papers as people see them, and their verification."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, DateTime, Integer, Uuid, bindparam, cast, func, literal_column, or_, select

from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.payments import invoices
from upclone.adapters.postgres.payments.invoices import INVOICE
from upclone.adapters.postgres.reads.pages import newest, owner_may_see, paged, slicing, viewing, wanted
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.invoices import PaperFilter, PapersVerification, PaperTotal, PaperView
from upclone.application.reads.paging import Page, Slice
from upclone.domain.actors import Actor
from upclone.domain.money import Money
from upclone.domain.payments.invoices import Document, chained

_CREDITED: Final = INVOICE.alias("credited")
_ALL: Final = select(*INVOICE.columns, _CREDITED.c.number.label("credited_number")).outerjoin(
    _CREDITED, _CREDITED.c.id == INVOICE.c.credits
)
_SEEN: Final = _ALL.where(or_(owner_may_see(INVOICE.c.seller_id), owner_may_see(INVOICE.c.buyer_id)))
_SINCE: Final = cast(bindparam("since"), DateTime(timezone=True))
_BEFORE: Final = cast(bindparam("before"), DateTime(timezone=True))
_PAPER: Final = ready(_SEEN.where(INVOICE.c.id == bindparam("id")))
_NUMBERED: Final = ready(_ALL.where(INVOICE.c.number == bindparam("number")).order_by(INVOICE.c.id))
_WANTED: Final = (
    wanted(INVOICE.c.contract_id, "contract_id"),
    wanted(INVOICE.c.kind, "kind"),
    wanted(INVOICE.c.document, "document"),
    or_(_SINCE.is_(None), INVOICE.c.issued_at >= _SINCE),
    or_(_BEFORE.is_(None), INVOICE.c.issued_at < _BEFORE),
)
_PAPERS: Final = ready(newest(_SEEN.where(*_WANTED), INVOICE.c.id))
_VIEWER: Final = bindparam("viewer", type_=Uuid())
_SOLD: Final = (INVOICE.c.seller_id == _VIEWER).label("sold")
_SIGN: Final = literal_column(f"CASE WHEN invoice.document = '{Document.CREDIT_NOTE}' THEN -1 ELSE 1 END", Integer)
_TOTALS: Final = ready(
    select(
        _SOLD,
        INVOICE.c.currency,
        cast(func.sum(INVOICE.c.gross_minor * _SIGN), BigInteger),
        cast(func.sum(INVOICE.c.vat_minor * _SIGN), BigInteger),
    )
    .where(or_(INVOICE.c.seller_id == _VIEWER, INVOICE.c.buyer_id == _VIEWER), *_WANTED)
    .group_by(_SOLD, INVOICE.c.currency)
    .order_by(_SOLD.desc().nulls_last(), INVOICE.c.currency)
)

_SERIES: Final = "SELECT issuer, year, last, head FROM invoice_series"
_IN_ORDER: Final = ready(select(*INVOICE.columns).order_by(INVOICE.c.issuer, INVOICE.c.year, INVOICE.c.seq))

# What left escrow is work and the client's fee; what the freelancer got is work less their own.
_UNEQUAL: Final = """
WITH billed AS (
    SELECT entry_key, min(number) AS number,
        coalesce(sum(gross_minor) FILTER (WHERE kind = 'work'), 0) AS work,
        coalesce(sum(gross_minor) FILTER (WHERE kind = 'client_fee'), 0) AS client_fee,
        coalesce(sum(gross_minor) FILTER (WHERE kind = 'freelancer_fee'), 0) AS freelancer_fee
    FROM invoice WHERE document = 'invoice' GROUP BY entry_key
), moved AS (
    SELECT entry.key,
        -coalesce(sum(amount_minor) FILTER (WHERE account LIKE 'escrow:%%'), 0) AS out,
        coalesce(sum(amount_minor) FILTER (WHERE account LIKE 'freelancer_available:%%'), 0) AS net
    FROM entry JOIN posting ON posting.entry = entry.id WHERE entry.kind = 'release' GROUP BY entry.key
)
SELECT billed.number, billed.entry_key FROM billed LEFT JOIN moved ON moved.key = billed.entry_key
WHERE moved.key IS NULL OR billed.work + billed.client_fee <> moved.out
    OR billed.work - billed.freelancer_fee <> moved.net
ORDER BY billed.number LIMIT 1
"""
_OVER_CREDITED: Final = """
SELECT paper.number FROM invoice AS paper JOIN invoice AS note ON note.credits = paper.id
GROUP BY paper.id HAVING sum(note.gross_minor) > paper.gross_minor ORDER BY paper.number LIMIT 1
"""
_UNBILLED: Final = """
SELECT count(*) FROM entry WHERE kind = 'release' AND NOT EXISTS (
    SELECT FROM invoice WHERE invoice.entry_key = entry.key)
"""
_AT_ONCE: Final = 500


@frozen
class PostgresInvoiceReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def paper(self, viewer: Actor, id: UUID) -> PaperView | None:
        """For its seller, its buyer and operators."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_PAPER, {**viewing(viewer), "id": id})
        return _view(row) if row else None

    def papers(self, viewer: Actor, wanted: PaperFilter, page: Slice) -> Page[PaperView]:
        """The viewer's own, as seller or buyer; for operators, everybody's."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_PAPERS, {**viewing(viewer), **_named(wanted), **slicing(page)})
        return paged(rows, page, _view, lambda view: view.invoice.id)

    def totals(self, viewer: Actor, wanted: PaperFilter) -> tuple[PaperTotal, ...]:
        """In one statement."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_TOTALS, {"viewer": viewer.id, **_named(wanted)})
        return tuple(PaperTotal(bool(sold), Money(gross, code), Money(vat, code)) for sold, code, gross, vat in rows)

    def numbered(self, number: str) -> tuple[PaperView, ...]:
        """Those with this number, for operators."""
        with self.unit_of_work() as work:
            return tuple(map(_view, work.transaction.all(_NUMBERED, {"number": number})))

    def verify(self) -> PapersVerification:
        """Every number, hash and amount, in one transaction; the first flaw in words."""
        with self.unit_of_work() as work:
            transaction = work.transaction
            ends = {(issuer, year): (last, bytes(head)) for issuer, year, last, head in transaction.all(_SERIES, {})}
            with transaction.connection.cursor("papers") as cursor:
                cursor.itersize = _AT_ONCE
                cursor.execute(_IN_ORDER)
                count, flaw = _walk(cursor, dict(ends))
            unequal, over = transaction.one(_UNEQUAL, {}), transaction.one(_OVER_CREDITED, {})
            unbilled = transaction.one(_UNBILLED, {})
        assert unbilled is not None
        if flaw is None and unequal:
            flaw = f"{unequal[0]} and the papers beside it are not what the entry {unequal[1]} moved"
        if flaw is None and over:
            flaw = f"more of {over[0]} was credited than it billed"
        return PapersVerification(count, len(ends), unbilled[0], flaw)


def _walk(rows: Iterable[Any], ends: dict[tuple[str, int], tuple[int, bytes]]) -> tuple[int, str | None]:
    """How many papers there are, and the first that is out of its place or not as it was issued."""
    count, flaw = 0, None
    for (issuer, year), papers in groupby(rows, key=lambda row: (row[2], row[3])):
        head, last = bytes(32), 0
        for paper in map(invoices.from_row, papers):
            count += 1
            if flaw is None and paper.seq != last + 1:
                flaw = f"{year} of {issuer}: after number {last} comes {paper.seq}"
            if flaw is None and paper.hash != chained(head, paper):
                flaw = f"{paper.number} of {issuer} is not as it was issued"
            head, last = paper.hash, paper.seq
        if flaw is None and ends.pop((issuer, year), None) != (last, head):
            flaw = f"{year} of {issuer}: the series does not end with number {last}"
    lost = next((key for key, (last, _) in ends.items() if last), None)
    if flaw is None and lost:
        flaw = f"{lost[1]} of {lost[0]}: its papers are gone"
    return count, flaw


def _view(row: Any) -> PaperView:
    return PaperView(invoices.from_row(row[:-1]), row[-1])


def _named(wanted: PaperFilter) -> dict[str, Any]:
    return {
        "contract_id": wanted.contract_id,
        "kind": wanted.kind,
        "document": wanted.document,
        "since": wanted.since,
        "before": wanted.before,
    }

"""Reconciliations, as operators read them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.domain.errors import NotFound
from upclone.domain.payments.findings import Reason as Differs
from upclone.domain.payments.reconciliation import ReconciliationAsked, Run
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import (
    Body,
    ById,
    Instant,
    Moment,
    MoneyShape,
    Paged,
    PageShape,
    Reason,
    Shape,
    Token,
    shaped,
)

ROUTES = Routes("Reconciliations", "What the gateways say, held against the ledger.")

CLAIMS = 100


class ReconciliationsQuery(Paged):
    """Of which gateway."""

    gateway: Annotated[str | None, Field(min_length=1, max_length=50)] = None


class FindingShape(Shape):
    """One row that differs: `here` in the ledger, `there` at the gateway, in minor units; null where there is none."""

    model_config = ConfigDict(title="Finding")

    reason: Differs
    currency: str
    here: int | None
    there: int | None
    at: Moment
    line: str
    ref: str
    entry: UUID | None


class ReconciliationShape(Shape):
    """One run. `by` is null for the daily one; `theirs` and `ours` are the lines that were read. `failure` says why
    a run could not be made, where the gateway did not answer."""

    model_config = ConfigDict(title="Reconciliation")

    id: UUID
    gateway: str
    since: Moment
    until: Moment
    at: Moment
    by: UUID | None
    theirs: int
    ours: int
    matched: int
    agrees: bool
    failure: str
    findings: list[FindingShape]


class ReconciliationsPage(PageShape):
    """Runs, newest first."""

    items: list[ReconciliationShape]


class ReconciliationBody(Body):
    """Which gateway, and from when to when: the 30 days before the last six hours where you leave it out. `reason` is
    kept in the audit."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"gateway": "sandbox", "reason": "A payout is missing in their report."}]}
    )

    gateway: Token
    since: Instant | None = None
    until: Instant | None = None
    reason: Reason | None = None


class AskedShape(Shape):
    """A run that is under way. `id` is the one that it will have."""

    model_config = ConfigDict(title="ReconciliationAsked")

    id: UUID
    gateway: str
    since: Moment
    until: Moment
    at: Moment


def asked_shape(call: Call, asked: ReconciliationAsked) -> AskedShape:
    """What was asked for."""
    return shaped(AskedShape, asked, id=asked.subject_id)


class ApartShape(Shape):
    """Money at a gateway that nothing here speaks of, and that has no place yet."""

    model_config = ConfigDict(title="UnmatchedMoney")

    gateway: str
    line: str
    amount: MoneyShape
    at: Moment


class StrayClaimShape(Shape):
    """A payer's bank wants a payment back that no contract here is paid by; `ref` is the gateway's name for the claim.
    The sum that it took is among the findings of the next run."""

    model_config = ConfigDict(title="StrayClaim")

    gateway: str
    ref: str
    payment_ref: str
    amount: MoneyShape
    reason: str
    at: Moment


class Unmatched(Shape):
    """Money, the oldest first, and the newest claims of banks."""

    items: list[ApartShape]
    claims: list[StrayClaimShape]


@ROUTES.read("/reconciliations", access=Access.OPERATOR)
def reconciliations(call: Call, query: ReconciliationsQuery) -> ReconciliationsPage:
    """List what was compared, as an operator."""
    page = slice_of(query)
    found = call.doors.books.runs(query.gateway, page.limit + 1, page.after)
    items = found[: page.limit]
    more = items[-1].id if len(found) > page.limit else None
    return ReconciliationsPage(items=[_shape(each) for each in items], next_cursor=cursor_of(more))


@ROUTES.read("/reconciliations/<uuid:id>", access=Access.OPERATOR)
def reconciliation(call: Call, path: ById) -> ReconciliationShape:
    """Read one run, with what it found, as an operator."""
    found = call.doors.books.run(path.id)
    if found is None:
        raise NotFound("reconciliation", str(path.id))
    return _shape(found)


@ROUTES.read("/unmatched", access=Access.OPERATOR)
def unmatched(call: Call) -> Unmatched:
    """List money without a partner, and the newest hundred claims on payments of nobody's, as an operator."""
    with call.doors.unit_of_work() as work:
        claims = work.chargebacks.strays(CLAIMS)
    return Unmatched(
        items=[shaped(ApartShape, each) for each in call.doors.books.apart()],
        claims=[shaped(StrayClaimShape, each) for each in claims],
    )


@ROUTES.move("POST", "/reconciliations", answers=asked_shape, status=202, access=Access.OPERATOR, previewed=False)
def reconcile(call: Call, body: ReconciliationBody) -> ReconciliationAsked:
    """Compare a gateway's report with the ledger, as an operator. Answers 202: the gateway is asked next.

    What comes of it is read under the id that is answered, which is nobody's until then. A gateway that does not
    answer makes a run that failed.
    """
    return call.doors.reconciliations.ask(call.actor, body.gateway, body.since, body.until)


def _shape(run: Run) -> ReconciliationShape:
    return shaped(ReconciliationShape, run, findings=[shaped(FindingShape, each) for each in run.findings])

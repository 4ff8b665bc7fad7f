"""Negotiations, for their two people and operators."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import Select, Table, Uuid, and_, bindparam, cast, literal_column, or_, select
from sqlalchemy.sql import ColumnElement

from upclone.adapters.postgres.deals.contracts import CONTRACT
from upclone.adapters.postgres.market import invitations, proposals
from upclone.adapters.postgres.market.invitations import INVITATION
from upclone.adapters.postgres.market.jobs import JOB
from upclone.adapters.postgres.market.proposals import PROPOSAL
from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.reads.pages import (
    CLIENT,
    FREELANCER,
    newest,
    paged,
    parties_may_see,
    people,
    slicing,
    two_people,
    viewing,
    wanted,
)
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.proposals import InvitationView, JobLine, ProposalFilter, ProposalView, Sort
from upclone.domain.actors import Actor, Role
from upclone.domain.market.briefs import Payment, Visibility
from upclone.domain.market.jobs import State
from upclone.domain.market.proposals import State as ProposalState

_JOB: Final = (JOB.c.id, JOB.c.title, JOB.c.payment, JOB.c.visibility, JOB.c.state)
_LED_TO: Final = (
    select(CONTRACT.c.id)
    .where(CONTRACT.c.proposal_id == PROPOSAL.c.id)
    .order_by(CONTRACT.c.id.desc())
    .limit(literal_column("1"))
    .scalar_subquery()
)


def _with_all(table: Table, *more: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*table.columns, *more, *_JOB, *people())
        .join(JOB, JOB.c.id == table.c.job_id)
        .join(CLIENT, CLIENT.c.id == table.c.client_id)
        .join(FREELANCER, FREELANCER.c.id == table.c.freelancer_id)
    )


_VIEWER: Final = bindparam("viewer", type_=Uuid())
_OWNED: Final = or_(bindparam("operator"), JOB.c.client_id == _VIEWER)
_PROPOSALS: Final = _with_all(PROPOSAL, _LED_TO)
_INVITATIONS: Final = _with_all(INVITATION)
_OF_JOB: Final = _PROPOSALS.where(
    PROPOSAL.c.job_id == bindparam("job_id"), _OWNED, wanted(PROPOSAL.c.shortlisted, "shortlisted")
)
_BEFORE: Final = PROPOSAL.alias("before")
_AFTER: Final = cast(bindparam("after"), Uuid())


def _of_before(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column of the last row of the page before, which is one of the same job."""
    return select(column).where(_BEFORE.c.id == _AFTER, _BEFORE.c.job_id == bindparam("job_id")).scalar_subquery()


def _by_price() -> Select[Any]:
    price, last = PROPOSAL.c.price_minor, _of_before(_BEFORE.c.price_minor)
    later = or_(_AFTER.is_(None), price > last, and_(price == last, PROPOSAL.c.id < _AFTER))
    return _OF_JOB.where(later).order_by(price, PROPOSAL.c.id.desc()).limit(bindparam("limit"))


def _shortlisted_first() -> Select[Any]:
    listed, last = PROPOSAL.c.shortlisted, _of_before(_BEFORE.c.shortlisted)
    later = or_(_AFTER.is_(None), listed < last, and_(listed == last, PROPOSAL.c.id < _AFTER))
    return _OF_JOB.where(later).order_by(listed.desc(), PROPOSAL.c.id.desc()).limit(bindparam("limit"))


_SORTED: Final = {
    Sort.NEWEST: ready(newest(_OF_JOB, PROPOSAL.c.id)),
    Sort.PRICE: ready(_by_price()),
    Sort.SHORTLISTED: ready(_shortlisted_first()),
}
_PROPOSAL: Final = ready(_PROPOSALS.where(PROPOSAL.c.id == bindparam("id"), parties_may_see(PROPOSAL)))
_SINCE: Final = cast(bindparam("since"), PROPOSAL.c.created_at.type)
_LATELY: Final = _PROPOSALS.where(
    wanted(PROPOSAL.c.state, "state"), or_(_SINCE.is_(None), PROPOSAL.c.created_at >= _SINCE)
)
_OWN: Final = {
    Role.FREELANCER: ready(newest(_LATELY.where(PROPOSAL.c.freelancer_id == _VIEWER), PROPOSAL.c.id)),
    Role.CLIENT: ready(
        newest(
            _LATELY.where(PROPOSAL.c.client_id == _VIEWER, JOB.c.visibility != literal_column("'direct'")),
            PROPOSAL.c.id,
        )
    ),
}
_OFFERS: Final = ready(
    newest(
        _PROPOSALS.where(PROPOSAL.c.client_id == _VIEWER, JOB.c.visibility == literal_column("'direct'")),
        PROPOSAL.c.id,
    )
)
_INVITATION: Final = ready(_INVITATIONS.where(INVITATION.c.id == bindparam("id"), parties_may_see(INVITATION)))
_BY_SIDE: Final = {
    Role.CLIENT: ready(newest(_INVITATIONS.where(INVITATION.c.client_id == _VIEWER), INVITATION.c.id)),
    Role.FREELANCER: ready(newest(_INVITATIONS.where(INVITATION.c.freelancer_id == _VIEWER), INVITATION.c.id)),
}
_INVITED: Final = ready(newest(_INVITATIONS.where(INVITATION.c.job_id == bindparam("job_id"), _OWNED), INVITATION.c.id))
_OWNS: Final = ready(select(literal_column("1")).select_from(JOB).where(JOB.c.id == bindparam("job_id"), _OWNED))


@frozen
class PostgresProposalReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def proposal(self, viewer: Actor, id: UUID) -> ProposalView | None:
        """For its two people and operators."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_PROPOSAL, {**viewing(viewer), "id": id})
        return _proposal(row) if row else None

    def of_job(self, viewer: Actor, job_id: UUID, wanted: ProposalFilter, page: Slice) -> Page[ProposalView] | None:
        """A job's, for its client and for operators."""
        of = {**viewing(viewer), "job_id": job_id}
        with self.unit_of_work() as work:
            if work.transaction.one(_OWNS, of) is None:
                return None
            arguments = {**of, "shortlisted": wanted.shortlisted, **slicing(page)}
            rows = work.transaction.all(_SORTED[wanted.sort], arguments)
        return _proposals(rows, page)

    def own(
        self,
        viewer: Actor,
        state: ProposalState | None,
        page: Slice,
        since: datetime | None = None,
        side: Role = Role.FREELANCER,
    ) -> Page[ProposalView]:
        """Those in which the viewer plays that side."""
        arguments = {"viewer": viewer.id, "state": state.value if state else None, "since": since, **slicing(page)}
        with self.unit_of_work() as work:
            return _proposals(work.transaction.all(_OWN[side], arguments), page)

    def offers(self, viewer: Actor, page: Slice) -> Page[ProposalView]:
        """The direct offers that the viewer made."""
        with self.unit_of_work() as work:
            return _proposals(work.transaction.all(_OFFERS, {"viewer": viewer.id, **slicing(page)}), page)

    def invitation(self, viewer: Actor, id: UUID) -> InvitationView | None:
        """For its two people and operators."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_INVITATION, {**viewing(viewer), "id": id})
        return _invitation(row) if row else None

    def invitations(self, viewer: Actor, side: Role, page: Slice) -> Page[InvitationView]:
        """Those in which the viewer plays that side."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_BY_SIDE[side], {"viewer": viewer.id, **slicing(page)})
        return paged(rows, page, _invitation, lambda view: view.invitation.id)

    def invited(self, viewer: Actor, job_id: UUID, page: Slice) -> Page[InvitationView] | None:
        """A job's, for its client and for operators."""
        of = {**viewing(viewer), "job_id": job_id}
        with self.unit_of_work() as work:
            if work.transaction.one(_OWNS, of) is None:
                return None
            rows = work.transaction.all(_INVITED, {**of, **slicing(page)})
        return paged(rows, page, _invitation, lambda view: view.invitation.id)


def _proposals(rows: Any, page: Slice) -> Page[ProposalView]:
    return paged(rows, page, _proposal, lambda view: view.proposal.id)


_PEOPLE: Final = len(people())
_LINE: Final = _PEOPLE + len(_JOB)


def _job(row: Any) -> JobLine:
    id, title, payment, visibility, state = row[-_LINE:-_PEOPLE]
    return JobLine(id, title, Payment(payment), Visibility(visibility), State(state))


def _proposal(row: Any) -> ProposalView:
    found, contract = proposals.from_row(row[: -_LINE - 1]), row[-_LINE - 1]
    return ProposalView(found, _job(row), *two_people(row), contract)


def _invitation(row: Any) -> InvitationView:
    return InvitationView(invitations.from_row(row[:-_LINE]), _job(row), *two_people(row))

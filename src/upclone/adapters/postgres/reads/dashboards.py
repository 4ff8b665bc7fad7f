"""Dashboards: everything begins at the viewer's own rows, by their indexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import frozen

from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.dashboards import MOST_NEEDS, PERIOD, Figures, Need, Received, Waiting
from upclone.domain.actors import Actor, Role
from upclone.domain.market import jobs, proposals
from upclone.domain.money import Money

# Deals that go on, with the part that the viewer plays in them. A day that was promised lasts until its end, by UTC.
# Of a week in review nothing is billed yet: it says what its time costs, as `timesheets.cost` has it.
_NEEDS: Final = """
WITH deal AS MATERIALIZED (
    SELECT contract.id, contract.terms ->> 'title' AS title, contract.state, contract.signatures, contract.expires_at,
        contract.contested OR contract.withheld AS halted,
        CASE WHEN contract.client_id = %(viewer)s THEN 'client' ELSE 'freelancer' END AS role, other.name AS other
    FROM contract JOIN account AS other
        ON other.id = CASE WHEN contract.client_id = %(viewer)s THEN contract.freelancer_id ELSE contract.client_id END
    WHERE (contract.client_id = %(viewer)s OR contract.freelancer_id = %(viewer)s)
        AND contract.state IN ('offered', 'active', 'paused')
), step AS MATERIALIZED (
    SELECT milestone.*, deal.role, deal.other, deal.state AS contract_state, deal.halted,
        CASE WHEN milestone.title = deal.title THEN deal.title ELSE deal.title || ' · ' || milestone.title END AS told,
        milestone.due_on + time '23:59:59' AS promised
    FROM deal JOIN milestone ON milestone.contract_id = deal.id WHERE NOT milestone.hourly
), argument AS MATERIALIZED (
    SELECT dispute.*, deal.role, deal.other, deal.title FROM deal JOIN dispute ON dispute.contract_id = deal.id
    WHERE dispute.state IN ('opened', 'answered', 'escalated', 'ruled')
), waiting (need, id, title, other, amount_minor, currency, count, due_at) AS (
    SELECT 'sign', id, title, other, NULL::bigint, NULL::text, 1, expires_at FROM deal
    WHERE state = 'offered' AND NOT EXISTS (
        SELECT 1 FROM jsonb_array_elements(signatures) AS signature WHERE signature ->> 'role' = deal.role)
    UNION ALL (
        SELECT DISTINCT ON (contract_id) 'fund', contract_id, told, other, amount_minor, currency, 1,
            promised AT TIME ZONE 'UTC'
        FROM step
        WHERE role = 'client' AND contract_state = 'active' AND state = 'planned' AND NOT halted AND NOT EXISTS (
            SELECT 1 FROM step AS busy WHERE busy.contract_id = step.contract_id
                AND busy.state IN ('funding', 'funded', 'submitted', 'changes_requested', 'disputed'))
        ORDER BY contract_id, number)
    UNION ALL
    SELECT 'review', contract_id, told, other, amount_minor, currency, 1, review_due_at FROM step
    WHERE role = 'client' AND state = 'submitted' AND NOT halted
    UNION ALL
    SELECT CASE state WHEN 'funded' THEN 'deliver' ELSE 'change' END, contract_id, told, other, amount_minor, currency,
        1, promised AT TIME ZONE 'UTC'
    FROM step WHERE role = 'freelancer' AND state IN ('funded', 'changes_requested') AND NOT halted
    UNION ALL
    SELECT 'agree', contract_id, told, other, amount_minor, currency, 1, NULL FROM step
    WHERE (state = 'proposed' AND proposed_by <> role) OR change ->> 'by' <> role
    UNION ALL
    SELECT 'review_week', deal.id, deal.title, other, rate_minor * minutes / 60, currency, 1, review_due_at
    FROM deal JOIN timesheet ON timesheet.contract_id = deal.id
    WHERE role = 'client' AND timesheet.state = 'in_review' AND NOT halted
    UNION ALL
    SELECT CASE state WHEN 'ruled' THEN 'ruling' WHEN 'opened' THEN 'answer_dispute' ELSE 'settle_dispute' END, id,
        title, other, at_stake_minor, currency, 1, due_at
    FROM argument WHERE (state = 'ruled' AND role <> ALL (accepted_by)) OR (state = 'opened' AND opened_by <> role)
        OR (state IN ('answered', 'escalated') AND offers -> -1 ->> 'by' <> role)
    UNION ALL
    SELECT 'read_proposals', job.id, job.title, '', NULL, NULL, count(*)::int, min(proposal.due_at)
    FROM proposal JOIN job ON job.id = proposal.job_id
    WHERE proposal.client_id = %(viewer)s AND proposal.state = 'submitted'
        AND job.state IN ('open', 'paused', 'expired')
    GROUP BY job.id
    UNION ALL
    SELECT 'answer_terms', proposal.id, job.title, other.name, proposal.price_minor, proposal.currency, 1,
        proposal.due_at
    FROM proposal JOIN job ON job.id = proposal.job_id JOIN account AS other ON other.id = proposal.client_id
    WHERE proposal.freelancer_id = %(viewer)s AND proposal.state = 'countered'
        AND job.state IN ('open', 'paused', 'expired')
    UNION ALL
    SELECT 'answer_invitation', invitation.id, job.title, other.name, NULL, NULL, 1, invitation.expires_at
    FROM invitation JOIN job ON job.id = invitation.job_id JOIN account AS other ON other.id = invitation.client_id
    WHERE invitation.freelancer_id = %(viewer)s AND invitation.state = 'sent' AND job.state = 'open'
    UNION ALL
    SELECT CASE state WHEN 'draft' THEN 'finish_draft' ELSE 'answer_review' END, id, title, '', NULL, NULL, 1, NULL
    FROM job WHERE client_id = %(viewer)s AND (state IN ('draft', 'rejected') OR (state = 'pending' AND note = ''
        AND NOT findings @> '[{"rule": "every_job"}]'))
)
SELECT need, id, title, other, amount_minor, currency, count, due_at FROM waiting
ORDER BY due_at NULLS LAST, need, id LIMIT %(limit)s
"""
_FIGURES: Final = """
SELECT
    (SELECT count(*) FROM contract WHERE freelancer_id = %(viewer)s AND state = 'active'),
    (SELECT count(*) FROM contract WHERE client_id = %(viewer)s AND state = 'active'),
    (SELECT count(*) FROM contract
        WHERE (client_id = %(viewer)s OR freelancer_id = %(viewer)s) AND state = 'completed'),
    sent.open, sent.now, sent.before,
    (SELECT count(*) FROM job WHERE client_id = %(viewer)s AND state = 'open'),
    got.now, got.before
FROM (
    SELECT count(*) FILTER (WHERE state IN ('submitted', 'countered')) AS open,
        count(*) FILTER (WHERE created_at >= %(since)s) AS now,
        count(*) FILTER (WHERE created_at >= %(earlier)s AND created_at < %(since)s) AS before
    FROM proposal WHERE freelancer_id = %(viewer)s
) AS sent, (
    SELECT count(*) FILTER (WHERE created_at >= %(since)s) AS now,
        count(*) FILTER (WHERE created_at >= %(earlier)s AND created_at < %(since)s) AS before
    FROM proposal WHERE client_id = %(viewer)s
        AND NOT EXISTS (SELECT 1 FROM job WHERE job.id = proposal.job_id AND job.visibility = 'direct')
) AS got
"""
_POSTINGS: Final = "SELECT state, count(*) FROM job WHERE client_id = %(viewer)s GROUP BY state"
_PROPOSALS: Final = {
    Role.FREELANCER: """
SELECT state, count(*) FROM proposal
WHERE freelancer_id = %(viewer)s AND (%(since)s::timestamptz IS NULL OR created_at >= %(since)s) GROUP BY state
""",
    Role.CLIENT: """
SELECT proposal.state, count(*) FROM proposal JOIN job ON job.id = proposal.job_id AND job.visibility <> 'direct'
WHERE proposal.client_id = %(viewer)s
    AND (%(since)s::timestamptz IS NULL OR proposal.created_at >= %(since)s) GROUP BY proposal.state
""",
}
_RECEIVED: Final = """
SELECT job_id, count(*), count(*) FILTER (WHERE shortlisted),
    count(*) FILTER (WHERE proposal.state = 'submitted' AND job.state IN ('open', 'paused', 'expired'))
FROM proposal JOIN job ON job.id = proposal.job_id
WHERE job_id = ANY (%(ids)s) AND proposal.client_id = %(viewer)s
    AND proposal.state IN ('submitted', 'countered', 'hired')
GROUP BY job_id
"""


@frozen
class PostgresDashboardReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def needs(self, viewer: Actor) -> tuple[Waiting, ...]:
        """What ends soonest first."""
        return tuple(map(_waiting, self._all(_NEEDS, viewer, limit=MOST_NEEDS)))

    def figures(self, viewer: Actor, now: datetime) -> Figures:
        """Counts of this moment."""
        (row,) = self._all(_FIGURES, viewer, since=now - PERIOD, earlier=now - 2 * PERIOD)
        return Figures(*row)

    def postings(self, viewer: Actor) -> Mapping[jobs.State, int]:
        """By state."""
        return {jobs.State(state): count for state, count in self._all(_POSTINGS, viewer)}

    def proposals(
        self, viewer: Actor, since: datetime | None = None, side: Role = Role.FREELANCER
    ) -> Mapping[proposals.State, int]:
        """By state."""
        return {proposals.State(state): count for state, count in self._all(_PROPOSALS[side], viewer, since=since)}

    def received(self, viewer: Actor, ids: Sequence[UUID]) -> Mapping[UUID, Received]:
        """By job."""
        return {id: Received(*counts) for id, *counts in self._all(_RECEIVED, viewer, ids=list(ids))}

    def _all(self, statement: str, viewer: Actor, **arguments: Any) -> Sequence[Any]:
        with self.unit_of_work() as work:
            return work.transaction.all(statement, {"viewer": viewer.id, **arguments})


def _waiting(row: Any) -> Waiting:
    need, id, title, other, minor, currency, count, due_at = row
    amount = None if minor is None else Money(minor, currency)
    return Waiting(Need(need), id, title, other, amount, count, due_at)

"""The clock's moves: what happens to an object when its time is over. Each checks again under the lock."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from attrs import frozen

from upclone.application.deals.chargebacks import Chargebacks
from upclone.application.deals.contracts import Contracts
from upclone.application.deals.disputes import Disputes
from upclone.application.deals.hours import Hours
from upclone.application.deals.milestones import Milestones
from upclone.application.deals.timesheets import Timesheets
from upclone.application.market.invitations import Invitations
from upclone.application.market.jobs import Jobs
from upclone.application.market.proposals import Proposals
from upclone.application.payments.approvals import Approvals
from upclone.application.payments.escrow import Escrow
from upclone.application.payments.methods import Methods
from upclone.application.people.leaving import Leaving
from upclone.application.trust.sanctions import Sanctions
from upclone.domain.actors import CLOCK, Actor
from upclone.domain.deals import contracts as contract_rules
from upclone.domain.deals import disputes as dispute_rules
from upclone.domain.deals import hours as hour_rules
from upclone.domain.deals import milestones as milestone_rules
from upclone.domain.deals import timesheets as timesheet_rules
from upclone.domain.market import invitations as invitation_rules
from upclone.domain.market import jobs as job_rules
from upclone.domain.market import proposals as proposal_rules
from upclone.domain.payments import approvals as approval_rules
from upclone.domain.payments import chargebacks as chargeback_rules
from upclone.domain.payments import escrow as hold_rules
from upclone.domain.payments import methods as method_rules
from upclone.domain.people import accounts as account_rules
from upclone.domain.trust import sanctions as sanction_rules


@frozen
class Deadlines:
    """Fires due deadlines, by the name of the process."""

    contracts: Contracts
    milestones: Milestones
    disputes: Disputes
    escrow: Escrow
    jobs: Jobs
    sanctions: Sanctions
    proposals: Proposals
    invitations: Invitations
    leaving: Leaving
    timesheets: Timesheets
    hours: Hours
    methods: Methods
    chargebacks: Chargebacks
    approvals: Approvals

    def fire(self, process: str, id: UUID) -> None:
        """Make the clock's move where it is due. Early, late or repeated calls do no harm."""
        moves: dict[str, Callable[[Actor, UUID], object]] = {
            contract_rules.PROCESS.name: self.contracts.expire,
            milestone_rules.PROCESS.name: self.milestones.auto_approve,
            dispute_rules.PROCESS.name: self.disputes.pass_deadline,
            hold_rules.PROCESS.name: self.escrow.expire,
            job_rules.PROCESS.name: self.jobs.expire,
            account_rules.PROCESS.name: self.leaving.pass_deadline,
            sanction_rules.PROCESS.name: self.sanctions.pass_deadline,
            proposal_rules.PROCESS.name: self.proposals.expire,
            invitation_rules.PROCESS.name: self.invitations.expire,
            timesheet_rules.PROCESS.name: self.timesheets.pass_deadline,
            hour_rules.PROCESS.name: self.hours.pass_deadline,
            method_rules.PROCESS.name: self.methods.pass_deadline,
            chargeback_rules.PROCESS.name: self.chargebacks.pass_deadline,
            approval_rules.PROCESS.name: self.approvals.pass_deadline,
        }
        moves[process](CLOCK, id)

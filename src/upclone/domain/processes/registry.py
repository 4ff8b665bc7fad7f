"""The registry: every table of moves by version and name, and the deadline of any object.

A contract keeps the version it was signed under (`Terms.process_version`). To change a table so that a running
contract would notice, add a version here and leave the old one as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from upclone.domain.deals import contracts, disputes, hours, milestones, timesheets
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import Dispute
from upclone.domain.deals.endings import Deal
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.machine import Deadline, Process
from upclone.domain.market import categories, invitations, jobs, proposals, searches, skills
from upclone.domain.market.categories import Category
from upclone.domain.market.invitations import Invitation
from upclone.domain.market.jobs import Job
from upclone.domain.market.proposals import Proposal
from upclone.domain.market.searches import Search
from upclone.domain.market.skills import Skill
from upclone.domain.payments import approvals, chargebacks, escrow, methods, transfers
from upclone.domain.payments.approvals import Approval
from upclone.domain.payments.chargebacks import Chargeback
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.methods import Method
from upclone.domain.payments.transfers import Transfer
from upclone.domain.people import accounts
from upclone.domain.people.accounts import Account
from upclone.domain.trust import sanctions
from upclone.domain.trust.sanctions import Sanction


def _named(*processes: Process) -> Mapping[str, Process]:
    return MappingProxyType({process.name: process for process in processes})


VERSIONS: Final[Mapping[int, Mapping[str, Process]]] = MappingProxyType(
    {
        1: _named(
            contracts.PROCESS,
            milestones.PROCESS,
            escrow.PROCESS,
            transfers.PROCESS,
            disputes.PROCESS,
            timesheets.PROCESS,
            hours.PROCESS,
            jobs.PROCESS,
            proposals.PROCESS,
            invitations.PROCESS,
            accounts.PROCESS,
            sanctions.PROCESS,
            searches.PROCESS,
            categories.PROCESS,
            skills.PROCESS,
            methods.PROCESS,
            chargebacks.PROCESS,
            approvals.PROCESS,
        ),
    }
)
"""Every version's tables, by name, in the order in which they are shown."""

CURRENT: Final = 1
"""The version that new contracts are offered under."""

PROCESSES: Final = VERSIONS[CURRENT]

_PROCESS_OF: Final[Mapping[type, Process]] = {
    Contract: contracts.PROCESS,
    Deal: contracts.PROCESS,
    Milestone: milestones.PROCESS,
    Hold: escrow.PROCESS,
    Transfer: transfers.PROCESS,
    Dispute: disputes.PROCESS,
    Timesheet: timesheets.PROCESS,
    TimeEntry: hours.PROCESS,
    Job: jobs.PROCESS,
    Proposal: proposals.PROCESS,
    Invitation: invitations.PROCESS,
    Account: accounts.PROCESS,
    Sanction: sanctions.PROCESS,
    Search: searches.PROCESS,
    Category: categories.PROCESS,
    Skill: skills.PROCESS,
    Method: methods.PROCESS,
    Chargeback: chargebacks.PROCESS,
    Approval: approvals.PROCESS,
}

_DEADLINES: Final[Mapping[type, Callable[[Any], Deadline | None]]] = {
    Contract: contracts.deadline,
    Milestone: milestones.deadline,
    Hold: escrow.deadline,
    Dispute: disputes.deadline,
    Timesheet: timesheets.deadline,
    TimeEntry: hours.deadline,
    Account: accounts.deadline,
    Sanction: sanctions.deadline,
    Job: jobs.deadline,
    Proposal: proposals.deadline,
    Invitation: invitations.deadline,
    Method: methods.deadline,
    Chargeback: chargebacks.deadline,
    Approval: approvals.deadline,
}


def process_of(subject: object) -> Process:
    """The process that an object runs on. Raises KeyError for what is no such object: a slip of the caller's."""
    return _PROCESS_OF[type(subject)]


def deadline_of(subject: object) -> Deadline | None:
    """The clock's next move on an object; None where it waits for nobody, or its process has no deadlines."""
    due = _DEADLINES.get(type(subject))
    return due(subject) if due else None

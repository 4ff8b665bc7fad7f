"""Who is told what: one row an event, by the part that people play in its contract. Whoever acted knows already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.reactions.topics import posting_of
from upclone.domain.actors import Parties, Role
from upclone.domain.deals import (
    amendments,
    closings,
    deliveries,
    disputes,
    dues,
    endings,
    evidence,
    fundings,
    interruptions,
    offers,
    questions,
    refunds,
    rulings,
    samples,
    settlements,
    stakes,
    timekeeping,
    timesheets,
    withholdings,
)
from upclone.domain.events import Event
from upclone.domain.market import (
    bids,
    invitations,
    outcomes,
    postings,
    recommending,
    searches,
    shortlists,
    vacancies,
    vetting,
)
from upclone.domain.payments import chargebacks, deposits, methods, reconciliation, returns, transfers
from upclone.domain.trust import sanctions

BOTH: Final = (Role.CLIENT, Role.FREELANCER)

TOLD: Final[Mapping[type[Event], tuple[Role, ...]]] = {
    bids.ProposalSubmitted: BOTH,
    bids.DirectOfferMade: BOTH,
    bids.ProposalEdited: BOTH,
    bids.ProposalCountered: BOTH,
    shortlists.ProposalShortlisted: BOTH,
    shortlists.ProposalUnshortlisted: BOTH,
    outcomes.ProposalAccepted: BOTH,
    outcomes.ProposalDeclined: BOTH,
    outcomes.ProposalWithdrawn: BOTH,
    outcomes.ProposalExpired: BOTH,
    invitations.InvitationSent: BOTH,
    invitations.InvitationAccepted: BOTH,
    invitations.InvitationDeclined: BOTH,
    invitations.InvitationWithdrawn: BOTH,
    invitations.InvitationExpired: BOTH,
    offers.ContractOffered: (Role.FREELANCER,),
    offers.OfferRevised: (Role.FREELANCER,),
    offers.ContractSigned: BOTH,
    offers.ContractActivated: BOTH,
    offers.ContractDeclined: (Role.CLIENT,),
    offers.ContractWithdrawn: (Role.FREELANCER,),
    offers.ContractExpired: BOTH,
    interruptions.ContractPaused: BOTH,
    interruptions.ContractResumed: BOTH,
    endings.ContractCompleted: BOTH,
    endings.ContractCancelled: BOTH,
    amendments.MilestoneProposed: BOTH,
    amendments.MilestoneAgreed: BOTH,
    amendments.MilestoneRejected: BOTH,
    amendments.ChangeProposed: BOTH,
    amendments.ChangeAgreed: BOTH,
    amendments.ChangeRejected: BOTH,
    fundings.MilestoneFunded: BOTH,
    fundings.MilestoneFundingFailed: (Role.CLIENT,),
    deliveries.WorkSubmitted: (Role.CLIENT,),
    deliveries.ChangesRequested: (Role.FREELANCER,),
    deliveries.MilestoneApproved: BOTH,
    deliveries.PartReleased: (Role.FREELANCER,),
    refunds.MilestoneRefunded: BOTH,
    refunds.PartRefunded: BOTH,
    stakes.MilestoneSettled: BOTH,
    withholdings.MoneyWithheld: BOTH,
    withholdings.MoneyLetGo: BOTH,
    evidence.DisputeOpened: BOTH,
    evidence.DisputeAnswered: BOTH,
    evidence.EvidenceAdded: BOTH,
    settlements.SettlementOffered: BOTH,
    settlements.SettlementAccepted: BOTH,
    disputes.DisputeEscalated: BOTH,
    disputes.DisputeWithdrawn: BOTH,
    rulings.DisputeRuled: BOTH,
    rulings.RulingAccepted: BOTH,
    rulings.RulingAppealed: BOTH,
    rulings.DisputeResolved: BOTH,
    disputes.DisputeOvertaken: BOTH,
    chargebacks.ChargebackOpened: (Role.FREELANCER,),
    chargebacks.ChargebackTaken: (Role.FREELANCER,),
    chargebacks.ChargebackReturned: (Role.FREELANCER,),
    chargebacks.ChargebackWon: (Role.FREELANCER,),
    chargebacks.ChargebackLost: (Role.FREELANCER,),
    interruptions.ContractHalted: BOTH,
    interruptions.ContractWentOn: BOTH,
    returns.FundsGivenBack: BOTH,
    deposits.ApprovalNeeded: (Role.CLIENT,),
    fundings.HoursHeld: (Role.FREELANCER,),
    fundings.HoursChargeFailed: BOTH,
    closings.WeekClosed: (Role.CLIENT,),
    timesheets.WeekApproved: (Role.FREELANCER,),
    dues.HoursPaid: BOTH,
    questions.TimeQuestioned: BOTH,
    questions.TimeAccepted: BOTH,
    questions.TimeWithdrawn: BOTH,
    questions.TimeStoodBy: BOTH,
    questions.TimeEscalated: BOTH,
    questions.TimeRuled: BOTH,
    samples.ActivityRevealed: (Role.CLIENT,),
    timekeeping.TimerStarted: (),
    timekeeping.TimerStopped: (),
    timekeeping.TimeLogged: (),
    timekeeping.TimeEdited: (),
    timekeeping.TimeDeleted: (),
}
"""The parts that are told of an event; none: only pages that show it change. Events of transfers tell the transfer's
owner, those of sanctions whom they are about, whoever that is."""

_OF_JOBS: Final[Mapping[type[Event], tuple[Role, ...]]] = {
    postings.JobPosted: (Role.CLIENT,),  # where a moderator let it pass
    vetting.JobRejected: (Role.CLIENT,),
    vacancies.JobExpired: (Role.CLIENT,),
    vetting.JobRemoved: BOTH,
    vacancies.JobClosed: BOTH,
    vacancies.JobPaused: BOTH,
    postings.JobEdited: (Role.FREELANCER,),
    postings.JobHeld: (Role.FREELANCER,),
}
"""Who is told of what becomes of a job: its client, and those whose bids on it count."""

_TO_OWNER: Final = (
    transfers.TransferPaid,
    transfers.TransferFailed,
    searches.SearchMatched,
    recommending.JobRecommended,
    methods.MethodConfirmed,
    methods.MethodWaits,
    methods.MethodActivated,
    methods.MethodLapsed,
    methods.MethodFailed,
    methods.MethodRemoved,
)
_TO_SUBJECT: Final = (
    sanctions.SanctionImposed,
    sanctions.SanctionUpheld,
    sanctions.SanctionLifted,
    sanctions.SanctionReviewed,
    sanctions.SanctionExpired,
)
_PROPOSING: Final = frozenset(each.__name__ for each in (bids, shortlists, outcomes))
_OF_PROPOSALS: Final = tuple(kind for kind in TOLD if kind.__module__ in _PROPOSING)
_OF_INVITATIONS: Final = tuple(kind for kind in TOLD if kind.__module__ == invitations.__name__)
_TO_OPERATORS: Final = (
    reconciliation.BooksDiffered,
    reconciliation.BooksUnread,
    reconciliation.FundsAged,
    reconciliation.StrayClaimed,
)
HEARD: Final = frozenset(event.__name__ for event in (*TOLD, *_OF_JOBS, *_TO_OWNER, *_TO_SUBJECT, *_TO_OPERATORS))
"""The names of the events that somebody is told of."""


def told(event: Event, parties: Parties | None) -> frozenset[UUID]:
    """The accounts that are told of `event`."""
    if isinstance(event, _TO_OWNER):
        return frozenset({event.owner})
    if isinstance(event, _TO_SUBJECT):
        return frozenset({event.account_id})
    roles = TOLD.get(type(event), ())
    if parties is None or not roles:
        return frozenset()
    return frozenset(parties.account_of(role) for role in roles) - {event.by}


@frozen
class Notifications:
    """Writes what people are told, and to whom of them a letter is to say it."""

    unit_of_work: UnitOfWork

    def notify(self, event_id: UUID, event: Event) -> None:
        """Tell everybody concerned, once."""
        with self.unit_of_work() as work:
            people = audience(work, event)
            posting = posting_of(event, people, parties_of(work, event)) if people else None
            work.notifications.add(event_id, event, tuple(sorted(people)), posting)


def audience(work: Work, event: Event) -> frozenset[UUID]:
    """The accounts that are told of `event`, as things are."""
    if isinstance(event, _TO_OPERATORS):
        return frozenset(admin.id for admin in work.accounts.lock_admins())
    roles = _OF_JOBS.get(type(event))
    if roles is None:
        return told(event, parties_of(work, event))
    clients = {work.jobs.get(event.subject_id).client_id} if Role.CLIENT in roles else set()
    bidders = work.proposals.bidders(event.subject_id) if Role.FREELANCER in roles else ()
    return frozenset({*clients, *bidders} - {event.by})


def parties_of(work: Work, event: Event) -> Parties | None:
    """The two sides of the deal, the proposal or the invitation that an event is about."""
    if event.contract_id is not None:
        return work.contracts.get(event.contract_id).parties
    if isinstance(event, _OF_PROPOSALS):
        return work.proposals.get(event.subject_id).parties
    if isinstance(event, _OF_INVITATIONS):
        return work.invitations.get(event.subject_id).parties
    return None

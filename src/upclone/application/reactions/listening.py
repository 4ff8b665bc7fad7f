"""Which reactions follow which events, and how one is carried out. Each can run again without harm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.application.deals.timesheets import Timesheets
from upclone.application.market.matching import Matching
from upclone.application.market.searches import Searches
from upclone.application.payments.invoices import Invoices
from upclone.application.payments.reconciliation import Reconciliations
from upclone.application.ports.store import UnitOfWork
from upclone.application.reactions import activity, letters, notifications, standing
from upclone.application.reactions.activity import Notes
from upclone.application.reactions.claims import Claims
from upclone.application.reactions.enrolments import Enrolments
from upclone.application.reactions.letters import Letters
from upclone.application.reactions.notifications import Notifications
from upclone.application.reactions.operations import Operations
from upclone.application.reactions.standing import Standings
from upclone.domain.deals.fundings import HoursChargeFailed, HoursHeld
from upclone.domain.market.postings import JobPosted, JobRenewed
from upclone.domain.market.vacancies import JobResumed
from upclone.domain.payments.chargebacks import ChargebackContested, ChargebackLost, ChargebackTaken
from upclone.domain.payments.deposits import FundingRequested
from upclone.domain.payments.discharges import FundsDischarged
from upclone.domain.payments.methods import MethodAsked
from upclone.domain.payments.reconciliation import ReconciliationAsked
from upclone.domain.payments.returns import FundsGivenBack
from upclone.domain.payments.transfers import TransferRequested

NOTIFY: Final = "notify"
CALL_GATEWAY: Final = "call_gateway"

LETTER: Final = "letter"
ANNOUNCE: Final = "announce"
NOTE: Final = "note"
RECOMMEND: Final = "recommend"
STAND: Final = "stand"
INVOICE: Final = "invoice"
ANSWER_BANK: Final = "answer_bank"
WEEKS: Final = "weeks"
RECONCILE: Final = "reconcile"

_HEARD: Final[Mapping[str, frozenset[str]]] = {
    NOTIFY: notifications.HEARD,
    LETTER: letters.HEARD,
    NOTE: activity.HEARD,
    ANNOUNCE: frozenset({JobPosted.__name__, JobRenewed.__name__, JobResumed.__name__}),
    RECOMMEND: frozenset({JobPosted.__name__}),
    STAND: standing.HEARD,
    INVOICE: frozenset(
        {FundsDischarged.__name__, FundsGivenBack.__name__, ChargebackLost.__name__, ChargebackTaken.__name__}
    ),
    WEEKS: frozenset({HoursHeld.__name__, HoursChargeFailed.__name__}),
    CALL_GATEWAY: frozenset({FundingRequested.__name__, TransferRequested.__name__, MethodAsked.__name__}),
    ANSWER_BANK: frozenset({ChargebackContested.__name__}),
    RECONCILE: frozenset({ReconciliationAsked.__name__}),
}
"""Reaction → the names of the events that it follows."""

LISTENERS: Final[Mapping[str, tuple[str, ...]]] = {
    event: tuple(reaction for reaction, heard in _HEARD.items() if event in heard)
    for event in sorted(frozenset().union(*_HEARD.values()))
}
"""Event name → the reactions that follow it, one job each, deferred with the event."""


@frozen
class Reactions:
    """Carries out one reaction to one event."""

    unit_of_work: UnitOfWork
    notifications: Notifications
    letters: Letters
    operations: Operations
    searches: Searches
    notes: Notes
    matching: Matching
    standings: Standings
    invoices: Invoices
    timesheets: Timesheets
    enrolments: Enrolments
    claims: Claims
    reconciliations: Reconciliations

    def react(self, event_id: UUID, reaction: str) -> None:
        """Raises what the reaction raises: the job is then tried again, and dead-lettered in the end."""
        with self.unit_of_work() as work:
            event = work.events.get(event_id)
        if reaction == NOTIFY:
            self.notifications.notify(event_id, event)
        elif reaction == LETTER:
            self.letters.send(event_id, event)
        elif reaction == ANNOUNCE:
            self.searches.announce(event.subject_id)
        elif reaction == NOTE:
            self.notes.note(event_id, event)
        elif reaction == RECOMMEND:
            self.matching.tell(event.subject_id)
        elif reaction == STAND:
            self.standings.renew(event)
        elif isinstance(event, FundsDischarged):
            self.invoices.issue(event_id, event)
        elif isinstance(event, FundsGivenBack):
            self.invoices.given_back(event)
        elif isinstance(event, (ChargebackLost, ChargebackTaken)):
            self.invoices.charged_back(event.subject_id)
        elif isinstance(event, HoursHeld):
            self.timesheets.money_came(event.subject_id)
        elif isinstance(event, HoursChargeFailed):
            self.timesheets.charge_failed(event.subject_id)
        elif isinstance(event, FundingRequested):
            self.operations.request_payment(event.subject_id)
        elif isinstance(event, TransferRequested):
            self.operations.send(event.subject_id, event.attempt)
        elif isinstance(event, ChargebackContested):
            self.claims.contest(event.subject_id)
        elif isinstance(event, MethodAsked):
            self.enrolments.ask(event.subject_id)
        elif isinstance(event, ReconciliationAsked):
            self.reconciliations.asked(event)
        else:
            raise AssertionError(f"nothing follows {event.name} by {reaction}")

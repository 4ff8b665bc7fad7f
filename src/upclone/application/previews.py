"""What would happen: any use case, run for real in a transaction that is rolled back, and told as an outcome.

Preview and outcome come from the same code: there is no second computation that could differ.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import Journal, UnitOfWork
from upclone.application.reactions.notifications import audience
from upclone.domain.money import Money
from upclone.domain.payments.deposits import FundingRequested
from upclone.domain.payments.discharges import FundsDischarged
from upclone.domain.payments.ledger import EntryKind
from upclone.domain.processes import deadline_of, process_of


@frozen
class StateChange:
    """An object of a process goes from a state (None: it is new) to another."""

    process: str
    id: UUID
    before: str | None
    after: str


@frozen
class Line:
    """One posting."""

    entry: EntryKind
    account: str
    amount: Money


@frozen
class DueMove:
    """A move that the clock will make."""

    process: str
    id: UUID
    move: str
    due_at: datetime


@frozen
class Told:
    """Somebody is told of an event."""

    account_id: UUID
    event: str


@frozen
class Fees:
    """What both sides pay the marketplace by it, and what the client gets back."""

    client: Money
    freelancer: Money
    client_refunded: Money


@frozen
class Outcome:
    """What a move does, or would do."""

    changes: tuple[StateChange, ...]
    postings: tuple[Line, ...]
    fees: tuple[Fees, ...]
    deadlines: tuple[DueMove, ...]
    told: tuple[Told, ...]
    events: tuple[str, ...]


@frozen
class Previews:
    """Runs use cases without keeping what they do."""

    unit_of_work: UnitOfWork

    def preview(self, call: Callable[[], object]) -> Outcome:
        """The outcome of `call`. Raises what `call` raises."""
        with self.unit_of_work.rehearsal() as journal:
            call()
            return self.outcome(journal)

    def outcome(self, journal: Journal) -> Outcome:
        """A transaction's journal in words that people read. Called inside the transaction."""
        changes = tuple(
            StateChange(process_of(change.now).name, id, change.before, str(change.now.state))
            for id, change in journal.changes.items()
        )
        deadlines = tuple(
            DueMove(process_of(change.now).name, id, str(due.move), due.due_at)
            for id, change in journal.changes.items()
            if (due := deadline_of(change.now)) is not None
        )
        postings = tuple(
            Line(entry.kind, posting.account.key, Money(posting.amount_minor, entry.currency))
            for entry in journal.entries
            for posting in entry.postings
        )
        return Outcome(changes, postings, _fees(journal), deadlines, self._told(journal), _names(journal))

    def _told(self, journal: Journal) -> tuple[Told, ...]:
        with self.unit_of_work() as work:
            return tuple(
                Told(account, event.name) for event in journal.events for account in sorted(audience(work, event))
            )


def _names(journal: Journal) -> tuple[str, ...]:
    return tuple(event.name for event in journal.events)


def _fees(journal: Journal) -> tuple[Fees, ...]:
    fees = []
    for event in journal.events:
        if isinstance(event, FundsDischarged):
            fees.append(Fees(event.client_fee, event.freelancer_fee, event.client_fee_refunded))
        elif isinstance(event, FundingRequested):
            nothing = Money.zero(event.total.currency)
            fees.append(Fees(event.total - event.work, nothing, nothing))
    return tuple(fees)

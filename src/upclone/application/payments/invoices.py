"""Issuing invoices for what was released, and credit notes for what was taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import Actor
from upclone.domain.errors import NotFound
from upclone.domain.money import Money, total
from upclone.domain.payments import invoices, taxes
from upclone.domain.payments.escrow import FundsDischarged
from upclone.domain.payments.invoices import Billed, Invoice, Kind, Party, party
from upclone.domain.payments.movements import release_key
from upclone.domain.payments.taxes import TaxIdentity
from upclone.domain.people.accounts import Account


@frozen
class Invoices:
    """Use cases of papers. `company` is the marketplace's own tax identity."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    company: TaxIdentity

    def issue(self, event_id: UUID, event: FundsDischarged) -> tuple[Invoice, ...]:
        """The papers of a release, issued once: asked again, they are those that there are."""
        assert event.released_so_far is not None, "older events were followed by no papers"
        now = self.clock.now()
        with self.unit_of_work() as work:
            for billed in self._billed(work, event_id, event) if event.released else ():
                series = work.invoices.lock_series(billed.seller.issuer, _year(now))
                # Looked up under the first lock: another worker that was quicker has committed, or gave up.
                if any(paper.billed.kind is billed.kind for paper in work.invoices.of(event_id)):
                    continue
                work.invoices.add(*invoices.issue(series, self.ids.new(), billed, now))
            return work.invoices.of(event_id)

    def credit(self, actor: Actor, invoice_id: UUID, gross: Money, entry_key: str, reason: str) -> Invoice:
        """Take an invoice back, or a part of it, for the entry that moved the money back. An operator decides it."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            paper = work.invoices.get(invoice_id)
            if not work.ledger.posted(entry_key):
                raise NotFound("entry", entry_key)
            series = work.invoices.lock_series(paper.issuer, _year(now))
            before = total([note.gross for note in work.invoices.credits_of(paper.id)], paper.gross.currency)
            series, note, event = invoices.credit(
                series, self.ids.new(), paper, before, gross, self.ids.new(), entry_key, reason, actor, now
            )
            work.invoices.add(series, note)
            work.record(event)
        return note

    def _billed(self, work: Work, cause: UUID, event: FundsDischarged) -> tuple[Billed, ...]:
        assert event.contract_id is not None
        assert event.released_so_far is not None
        contract = work.contracts.get(event.contract_id)
        client, freelancer = work.accounts.get(contract.parties.client), work.accounts.get(contract.parties.freelancer)
        buyer, seller = _identity(work, client), _identity(work, freelancer)
        key = release_key(event.subject_id, event.released_so_far)
        title = work.milestones.get(event.milestone_id).terms.title

        def bill(
            kind: Kind, by: TaxIdentity, by_party: Party, to: TaxIdentity, account: Account, gross: Money
        ) -> Billed:
            charged = taxes.tax(by, to, event.at.astimezone(UTC).date())
            to_party = party(to, account.id, account.name, account.email)
            return Billed(kind, by_party, to_party, contract.id, cause, key, event.at, title, gross, charged)

        own, house = party(seller, freelancer.id, freelancer.name, freelancer.email), party(self.company, None, "")
        papers = (
            bill(Kind.WORK, seller, own, buyer, client, event.released),
            bill(Kind.CLIENT_FEE, self.company, house, buyer, client, event.client_fee),
            bill(Kind.FREELANCER_FEE, self.company, house, seller, freelancer, event.freelancer_fee),
        )
        return tuple(paper for paper in papers if paper.gross)


def _identity(work: Work, account: Account) -> TaxIdentity:
    """What somebody declared, or a private person where their profile says that they are."""
    return work.tax_identities.get(account.id) or TaxIdentity(account.id, account.country)


def _year(at: datetime) -> int:
    return at.astimezone(UTC).year

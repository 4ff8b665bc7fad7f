"""Issuing invoices for what was released, and credit notes for what was taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import CLOCK, Actor
from upclone.domain.errors import NotFound
from upclone.domain.money import Money, total
from upclone.domain.payments import chargebacks, crediting, invoices, taxes
from upclone.domain.payments.crediting import Shares, of_charged_back, of_given_back
from upclone.domain.payments.discharges import FundsDischarged
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.invoices import PLATFORM, Billed, Invoice, Kind, Party, party
from upclone.domain.payments.movements import charged_back_key, release_key, released_by
from upclone.domain.payments.returns import FundsGivenBack
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
            hold = work.holds.get(event.subject_id)
            if hold.given_back or hold.charged:
                self._catch_up(work, hold)
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

    def given_back(self, event: FundsGivenBack) -> tuple[Invoice, ...]:
        """The credit notes of paid work that was given back, issued once."""
        assert event.entry_key is not None, "older events were followed by no papers"
        with self.unit_of_work() as work:
            hold = work.holds.get(event.subject_id)
            return self._credited(work, hold, event.entry_key, crediting.GIVEN_BACK, lambda _: of_given_back(event))

    def charged_back(self, chargeback_id: UUID) -> tuple[Invoice, ...]:
        """The credit notes of a payment that its payer's bank took for good, issued once; none before that."""
        with self.unit_of_work() as work:
            chargeback = work.chargebacks.get(chargeback_id)
            taken = chargeback.taken
            if chargeback.state is not chargebacks.State.LOST or taken is None:
                return ()
            hold, key = work.holds.get(chargeback.hold_id), charged_back_key(chargeback)
            return self._credited(work, hold, key, crediting.CHARGED_BACK, lambda left: of_charged_back(taken, left))

    def _credited(
        self, work: Work, hold: Hold, key: str, reason: str, shares: Callable[[Shares], Shares]
    ) -> tuple[Invoice, ...]:
        """What `shares` says of what is left to credit, from the newest papers of the hold's releases on."""
        now = self.clock.now()
        if not work.invoices.of_contract(hold.contract_id):
            return ()
        # Both series first, people's before the marketplace's: another worker that was quicker has committed by then.
        for issuer in (str(hold.parties.freelancer), PLATFORM):
            work.invoices.lock_series(issuer, _year(now))
        papers = work.invoices.of_contract(hold.contract_id)
        mine = [each for each in papers if each.credits and each.billed.entry_key == key]
        credited = dict.fromkeys((each.id for each in papers), Money.zero(hold.work.currency))
        for note in papers:
            if note.credits:
                credited[note.credits] += note.gross
        open_, left = crediting.open_for(papers, released_by(hold.id), mine, credited, hold.work.currency)
        rest = crediting.less(shares(left), mine)
        for paper in open_:
            part = min(rest[paper.billed.kind], paper.gross - credited[paper.id])
            if part:
                rest[paper.billed.kind] -= part
                mine.append(self._credit(work, paper, credited[paper.id], part, key, reason, now))
        return tuple(mine)

    def _catch_up(self, work: Work, hold: Hold) -> None:
        """Papers that were issued after their money had gone back again are credited now."""
        for event in work.events.of(hold.contract_id) if hold.given_back else ():
            if isinstance(event, FundsGivenBack) and event.subject_id == hold.id and event.entry_key is not None:
                self.given_back(event)
        for chargeback in work.chargebacks.of(hold.contract_id) if hold.charged else ():
            if chargeback.hold_id == hold.id:
                self.charged_back(chargeback.id)

    def _credit(
        self, work: Work, paper: Invoice, before: Money, part: Money, key: str, reason: str, at: datetime
    ) -> Invoice:
        series = work.invoices.lock_series(paper.issuer, _year(at))
        cause, id = self.ids.new(), self.ids.new()
        series, note, event = invoices.credit(series, id, paper, before, part, cause, key, reason, CLOCK, at)
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

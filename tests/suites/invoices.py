"""What a store promises of papers. The memory store and PostgreSQL both pass it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve, frozen

from tests import builders as build
from tests.builders import AT, IDS, World, new_id
from tests.market_place import COMPANY
from upclone.adapters.memory import FixedClock
from upclone.application.payments.invoices import Invoices
from upclone.application.ports.store import UnitOfWork
from upclone.domain.actors import member, operator
from upclone.domain.errors import AlreadyExists, Invalid, NotFound, NotYours, Refused
from upclone.domain.money import Money
from upclone.domain.payments import discharges, escrow, invoices, movements
from upclone.domain.payments.discharges import FundsDischarged
from upclone.domain.payments.invoices import Document, Kind
from upclone.domain.payments.taxes import TaxIdentity, Treatment

OPERATOR = operator(UUID(int=9))


@frozen
class Released:
    """A deal of which money was released, and what is to be billed for it."""

    world: World
    event_id: UUID
    event: FundsDischarged


def release(unit_of_work: UnitOfWork, world: World, hold: escrow.Hold, minor: int, before: int = 0) -> escrow.Hold:
    """Post a release; the hold after it."""
    after, amounts, _ = discharge(world, hold, minor, before)
    with unit_of_work() as work:
        work.ledger.post(movements.release(new_id(), after, amounts, AT))
    return after


def discharge(
    world: World, hold: escrow.Hold, minor: int, before: int = 0
) -> tuple[escrow.Hold, discharges.Discharge, FundsDischarged]:
    part, nothing = Money(minor, "EUR"), Money(0, "EUR")
    return discharges.discharge(hold, part, nothing, Money(before, "EUR"), member(world.client.id), AT)


def released(unit_of_work: UnitOfWork, minor: int = 10_000, seller: TaxIdentity | None = None) -> Released:
    """A new deal that released this much."""
    world = build.world()
    hold = build.held(world.hold)
    _, _, event = discharge(world, hold, minor)
    with unit_of_work() as work:
        build.keep(work, world)
        work.ledger.post(movements.fund(new_id(), hold, AT))
        if seller is not None:
            work.tax_identities.save(evolve(seller, id=world.freelancer.id))
    release(unit_of_work, world, hold, minor)
    return Released(world, new_id(), event)


class InvoicesSuite:
    """Inherit it, and say where the store comes from."""

    @pytest.fixture
    def unit_of_work(self) -> UnitOfWork:
        raise NotImplementedError

    @pytest.fixture
    def papers(self, unit_of_work: UnitOfWork) -> Invoices:
        return Invoices(unit_of_work, FixedClock(AT), IDS, COMPANY)

    def test_an_identity_comes_back_as_it_was_declared(self, unit_of_work: UnitOfWork):
        """None before, the last one after."""
        account = build.account()
        said = TaxIdentity(account.id, "DE", True, "Ädä GmbH", "Weg 1", "10115", "Berlin", "DE136695976", "HRB 1")
        with unit_of_work() as work:
            work.accounts.add(account)
            assert work.tax_identities.get(account.id) is None
            work.tax_identities.save(TaxIdentity(account.id, "FR"))
            work.tax_identities.save(said)
        with unit_of_work() as work:
            assert work.tax_identities.get(account.id) == said

    def test_a_release_makes_three_papers(self, unit_of_work: UnitOfWork, papers: Invoices):
        """The work by the freelancer, each fee by the marketplace; with tax in them where the seller charges it."""
        seller = TaxIdentity(UUID(int=1), "FR", True, "Ferdinand EI", vat_number="FR40303265045")
        deal = released(unit_of_work, seller=seller)
        work, client_fee, freelancer_fee = papers.issue(deal.event_id, deal.event)
        assert [paper.billed.kind for paper in (work, client_fee, freelancer_fee)] == list(Kind)
        assert (work.gross, work.vat, work.net) == (build.money("100.00"), build.money("16.67"), build.money("83.33"))
        assert work.billed.seller.name == "Ferdinand EI"
        assert work.billed.buyer.name == deal.world.client.name
        assert (client_fee.gross, client_fee.vat) == (build.money("3.00"), build.money("0.50"))
        assert (freelancer_fee.gross, freelancer_fee.vat) == (build.money("10.00"), build.money("1.67"))
        assert client_fee.seq + 1 == freelancer_fee.seq
        with unit_of_work() as store:
            assert store.invoices.of(deal.event_id) == (work, client_fee, freelancer_fee)
            assert store.invoices.get(work.id) == work

    def test_who_declared_nothing_charges_no_tax(self, unit_of_work: UnitOfWork, papers: Invoices):
        """Their paper says so."""
        deal = released(unit_of_work)
        work = papers.issue(deal.event_id, deal.event)[0]
        assert (work.billed.tax.treatment, work.vat) == (Treatment.NOT_TAXABLE, Money(0, "EUR"))

    def test_an_event_is_billed_once(self, unit_of_work: UnitOfWork, papers: Invoices):
        """A reaction that runs again gives the same papers, and takes no number."""
        deal = released(unit_of_work)
        first = papers.issue(deal.event_id, deal.event)
        assert papers.issue(deal.event_id, deal.event) == first
        other = released(unit_of_work)
        again = papers.issue(other.event_id, other.event)
        assert again[1].seq == first[2].seq + 1
        assert again[0].number.endswith("-000001")

    def test_a_transaction_that_fails_gives_its_number_back(self, unit_of_work: UnitOfWork, papers: Invoices):
        """Numbers have no gap, whatever was rolled back."""
        deal, later = released(unit_of_work), released(unit_of_work)
        with pytest.raises(ZeroDivisionError), unit_of_work():
            papers.issue(deal.event_id, deal.event)
            raise ZeroDivisionError
        with unit_of_work() as work:
            before = work.invoices.lock_series(invoices.PLATFORM, AT.year).last
        assert papers.issue(later.event_id, later.event)[1].seq == before + 1

    def test_nothing_is_issued_twice_for_one_cause(self, unit_of_work: UnitOfWork, papers: Invoices):
        """The store itself refuses a second paper of the kind."""
        deal = released(unit_of_work)
        work_paper = papers.issue(deal.event_id, deal.event)[0]
        with pytest.raises(AlreadyExists), unit_of_work() as work:
            series = work.invoices.lock_series(work_paper.issuer, work_paper.year)
            work.invoices.add(*invoices.issue(series, new_id(), work_paper.billed, AT))

    def test_a_refund_alone_makes_no_paper(self, unit_of_work: UnitOfWork, papers: Invoices):
        """Money that was never the freelancer's was never billed."""
        deal = released(unit_of_work)
        back = evolve(deal.event, released=Money(0, "EUR"), client_fee=Money(0, "EUR"))
        assert papers.issue(new_id(), back) == ()

    def test_a_credit_note_takes_back(self, unit_of_work: UnitOfWork, papers: Invoices):
        """With the tax of its invoice, in its series, up to the whole of it, once an entry, by an operator."""
        seller = TaxIdentity(UUID(int=1), "DE", True, "F", vat_number="DE136695976")
        deal = released(unit_of_work, 5_000, seller)
        paper = papers.issue(deal.event_id, deal.event)[0]
        key, euro = paper.billed.entry_key, build.money("1.00")
        note = papers.credit(OPERATOR, paper.id, build.money("20.00"), key, "Half of it was refunded.")
        assert (note.document, note.credits, note.number[:-6]) == (Document.CREDIT_NOTE, paper.id, paper.number[:-6])
        assert (note.seq, note.vat) == (paper.seq + 1, build.money("3.19"))
        with unit_of_work() as work:
            assert work.invoices.credits_of(paper.id) == (note,)
        for refused, invoice, amount, entry, why, who in [
            (NotYours, paper, euro, key, "x", member(deal.world.freelancer.id)),
            (Invalid, paper, build.money("30.01"), key, "x", OPERATOR),
            (Invalid, paper, euro, key, " ", OPERATOR),
            (NotFound, paper, euro, "release:nothing", "x", OPERATOR),
            (Refused, note, euro, key, "x", OPERATOR),
            (AlreadyExists, paper, euro, key, "x", OPERATOR),
        ]:
            with pytest.raises(refused):
                papers.credit(who, invoice.id, amount, entry, why)

    def test_papers_are_chained(self, unit_of_work: UnitOfWork, papers: Invoices):
        """Each carries the hash of the one before it, and of every fact of its own."""
        deal = released(unit_of_work)
        paper = papers.issue(deal.event_id, deal.event)[0]
        assert paper.hash == invoices.chained(bytes(32), paper)
        for other in (
            evolve(paper, issued_at=AT + timedelta(microseconds=1)),
            evolve(paper, billed=evolve(paper.billed, gross=build.money("99.00"))),
            evolve(paper, billed=evolve(paper.billed, buyer=evolve(paper.billed.buyer, name="Somebody"))),
        ):
            assert invoices.chained(bytes(32), other) != paper.hash

    def test_what_is_not_there_is_not_found(self, unit_of_work: UnitOfWork):
        """By its id."""
        with pytest.raises(NotFound), unit_of_work() as work:
            work.invoices.get(new_id())

"""Papers follow releases by themselves, and equal what the ledger moved."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.unit.application.conftest import Town
from tests.unit.application.test_chargebacks import PAID, news
from upclone.application.ports.gateways import ClaimState
from upclone.domain.money import Money
from upclone.domain.payments.invoices import Invoice, Kind
from upclone.domain.payments.ledger import AccountKind


def papers(town: Town) -> list[Invoice]:
    return list(town.store._tables.invoices.values())


def test_a_release_is_followed_by_its_papers(town: Town):
    """One reaction a release, parts and a ruling's split included; work less the fee on it is what each entry paid."""
    town.fund()
    milestone = town.milestone()
    town.place.milestones.release_part(town.client.actor, milestone.id, Money(3_333, "EUR"))
    town.place.milestones.refund(town.freelancer.actor, milestone.id, Money(1_000, "EUR"))
    town.place.milestones.approve(town.client.actor, milestone.id)
    town.drain()
    issued = papers(town)
    assert [paper.gross.amount_minor for paper in issued if paper.billed.kind is Kind.WORK] == [3_333, 5_667]
    entries = {sealed.entry.key: sealed.entry for sealed in town.store.entries()}
    for key in {paper.billed.entry_key for paper in issued}:
        sums = {paper.billed.kind: paper.gross.amount_minor for paper in issued if paper.billed.entry_key == key}
        moved = {line.account.kind: line.amount_minor for line in entries[key].postings}
        assert sums[Kind.WORK] + sums[Kind.CLIENT_FEE] == -moved[AccountKind.ESCROW]
        assert sums[Kind.WORK] - sums[Kind.FREELANCER_FEE] == moved[AccountKind.FREELANCER_AVAILABLE]
        assert sums[Kind.CLIENT_FEE] + sums[Kind.FREELANCER_FEE] == moved[AccountKind.FEE_INCOME]


def test_a_refund_is_followed_by_none(town: Town):
    """What was never released was never billed."""
    town.fund()
    town.place.milestones.refund(town.freelancer.actor, town.milestone().id, None)
    town.drain()
    assert papers(town) == []


def test_a_reaction_that_runs_again_issues_nothing(town: Town):
    """However often its event is told."""
    town.fund()
    town.place.milestones.approve(town.client.actor, town.milestone().id)
    waiting = town.store.take_pending()
    for _ in range(2):
        for each in waiting:
            town.place.reactions.react(each.event_id, each.reaction)
    assert len(papers(town)) == 3
    numbers = [(paper.issuer, paper.seq) for paper in papers(town)]
    assert len(set(numbers)) == 3
    assert UUID(numbers[0][0]) == town.freelancer.id


def credited(town: Town) -> dict[Kind, int]:
    """What the credit notes sum to, by kind; no number is missing and each names an invoice of its kind."""
    all_of = {each.id: each for each in papers(town)}
    for issuer in {each.issuer for each in all_of.values()}:
        numbers = sorted(each.seq for each in all_of.values() if each.issuer == issuer)
        assert numbers == list(range(1, len(numbers) + 1))
    sums = dict.fromkeys(Kind, 0)
    for note in all_of.values():
        if note.credits is not None:
            assert all_of[note.credits].billed.kind is note.billed.kind
            sums[note.billed.kind] += note.gross.amount_minor
    return sums


@pytest.mark.parametrize("late", [False, True], ids=["papers first", "papers last"])
def test_what_is_given_back_is_credited(town: Town, late: bool):
    """Newest paper first, exactly what the entry moved, whichever reaction runs first, and once."""
    town.fund()
    milestone = town.milestone()
    town.place.milestones.release_part(town.client.actor, milestone.id, Money(3_333, "EUR"))
    town.place.milestones.approve(town.client.actor, milestone.id)
    if not late:
        town.drain()
    town.place.milestones.give_back(town.operator.actor, milestone.id, Money(8_000, "EUR"))
    for each in reversed(town.store.take_pending()):
        for _ in range(2):
            town.place.reactions.react(each.event_id, each.reaction)
    notes = [each for each in papers(town) if each.credits]
    (key,) = {each.billed.entry_key for each in notes}
    (entry,) = [sealed.entry for sealed in town.store.entries() if sealed.entry.key == key]
    moved, sums = {line.account.kind: line.amount_minor for line in entry.postings}, credited(town)
    assert sums[Kind.WORK] == 8_000
    assert sums[Kind.WORK] + sums[Kind.CLIENT_FEE] == moved[AccountKind.REFUND_TRANSIT]
    assert sums[Kind.CLIENT_FEE] + sums[Kind.FREELANCER_FEE] == -moved[AccountKind.FEE_INCOME]
    of_work = [each.gross.amount_minor for each in notes if each.billed.kind is Kind.WORK]
    assert late or of_work == [6_667, 1_333]


@pytest.mark.parametrize("amount", [PAID, Money(5_000, "EUR")], ids=["all", "a part"])
def test_a_lost_chargeback_of_released_work_is_credited(town: Town, amount: Money):
    """As the entry says: what the freelancer owes and what the marketplace lost of its fees; not before it is lost."""
    paid = town.fund()
    town.place.milestones.approve(town.client.actor, town.milestone().id)
    town.drain()
    taken = news(town, paid, withdrawn=True, amount=amount).taken
    town.drain()
    assert sum(credited(town).values()) == 0
    assert taken is not None
    for _ in range(2):
        news(town, paid, withdrawn=True, amount=amount, state=ClaimState.LOST)
        town.drain()
    sums = credited(town)
    assert sums[Kind.WORK] + sums[Kind.CLIENT_FEE] == amount.amount_minor
    assert sums[Kind.WORK] - sums[Kind.FREELANCER_FEE] == taken.debt.amount_minor
    assert sums[Kind.CLIENT_FEE] + sums[Kind.FREELANCER_FEE] == taken.loss.amount_minor


@pytest.mark.parametrize("state", [ClaimState.WON, ClaimState.LOST])
def test_what_was_never_billed_or_came_back_is_not_credited(town: Town, state: ClaimState):
    """Held money had no papers, and a bank that decides for the marketplace takes nothing."""
    paid = town.fund()
    if state is ClaimState.WON:
        town.place.milestones.approve(town.client.actor, town.milestone().id)
    town.drain()
    news(town, paid, withdrawn=state is ClaimState.LOST, amount=PAID, state=state)
    town.drain()
    assert sum(credited(town).values()) == 0

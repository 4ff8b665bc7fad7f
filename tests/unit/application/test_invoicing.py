"""Papers follow releases by themselves, and equal what the ledger moved."""

from __future__ import annotations

from uuid import UUID

from tests.unit.application.conftest import Town
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

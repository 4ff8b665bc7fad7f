"""Deals that wait for their client, every milestone paid for and handed over; and others that wait for their money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from attrs import frozen

from tests import builders as build
from upclone.application.ports.store import UnitOfWork, Work
from upclone.domain.actors import GATEWAY, Actor, member
from upclone.domain.deals import deliveries, fundings
from upclone.domain.deals.contracts import Contract
from upclone.domain.money import Money
from upclone.domain.payments import deposits
from upclone.domain.payments.escrow import Hold

TOGETHER = 25
"""Deals that are written in one transaction."""


@frozen
class Deal:
    """What its client can approve, in the order of the milestones' numbers."""

    client: Actor
    milestones: tuple[UUID, ...]


def prepare(unit_of_work: UnitOfWork, deals: int, milestones_each: int) -> Iterator[Deal]:
    """Running contracts, each between two people of its own, by the domain's verbs and through the store."""
    for work, contract in _contracts(unit_of_work, deals, milestones_each):
        pieces = tuple(_handed_over(work, contract, number) for number in range(1, milestones_each + 1))
        yield Deal(member(contract.parties.client), pieces)


def ask(unit_of_work: UnitOfWork, deals: int, milestones_each: int, gateway: str) -> Iterator[Hold]:
    """The payments of as many contracts, asked for and not yet paid. One more of each contract was paid before."""
    for work, contract in _contracts(unit_of_work, deals, 1 + milestones_each):
        _handed_over(work, contract, 1)
        for number in range(2, milestones_each + 2):
            yield _asked(work, contract, number, gateway)


def _contracts(unit_of_work: UnitOfWork, deals: int, milestones_each: int) -> Iterator[tuple[Work, Contract]]:
    amounts = tuple(build.money(f"{100 + number}.00") for number in range(milestones_each))
    for start in range(0, deals, TOGETHER):
        with unit_of_work() as work:
            for _ in range(min(TOGETHER, deals - start)):
                yield work, _contract(work, amounts)


def _contract(work: Work, amounts: tuple[Money, ...]) -> Contract:
    world = build.world(amounts)
    work.accounts.add(world.client)
    work.accounts.add(world.freelancer)
    work.jobs.add(world.job)
    work.proposals.add(world.proposal)
    work.contracts.add(world.contract)
    return world.contract


def _asked(work: Work, contract: Contract, number: int, gateway: str) -> Hold:
    """A payment that its gateway was asked for just now."""
    planned = build.milestone(contract, number)
    asked = build.hold(contract, planned, gateway=gateway)
    funding, began = fundings.fund(planned, asked.id, asked.work, member(contract.parties.client), datetime.now(UTC))
    work.milestones.add(funding)
    work.holds.add(asked)
    work.record(began)
    return asked


def _handed_over(work: Work, contract: Contract, number: int) -> UUID:
    """A milestone whose work was submitted just now, with its money, its entry and its history."""
    now = datetime.now(UTC)
    client, freelancer = member(contract.parties.client), member(contract.parties.freelancer)
    planned = build.milestone(contract, number)
    asked = build.hold(contract, planned)
    funding, began = fundings.fund(planned, asked.id, asked.work, client, now)
    held, arrived = deposits.confirm(asked, asked.total, f"pay_{asked.id}", GATEWAY, now)
    funded, paid = fundings.confirm_funds(funding, GATEWAY, now)
    submitted, handed = deliveries.submit(funded, "Here it is.", (), timedelta(days=7), freelancer, now)
    work.milestones.add(submitted)
    work.holds.add(held)
    work.ledger.post(build.payment(held, now))
    work.record(began, arrived, paid, handed)
    return submitted.id

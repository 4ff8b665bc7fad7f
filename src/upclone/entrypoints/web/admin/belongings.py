"""What somebody has here, as an operator sees it: their money, contracts, jobs and disputes, the newest few of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.application.reads.deals import ContractRow, DisputeRow
from upclone.application.reads.office import JobRow, JobsWanted
from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.payments import BalanceRow
from upclone.application.reads.wallet import HeldRow
from upclone.domain.actors import Actor
from upclone.domain.money import Money, total
from upclone.domain.payments import ledger
from upclone.entrypoints.web.amounts import place
from upclone.entrypoints.web.desk import desk

FEW: Final = Slice(5, None)


@frozen
class Purse:
    """Somebody's money in one currency. `coming` is held for their work, `contested` of it while a dispute or a bank
    contests it; `paid_in` is held of what they paid; `owed` was taken back after they were paid. `accounts` are the
    ledger's keys for `available`, by gateway; `debt` is that for `owed`."""

    currency: str
    available: Money
    in_transit: Money
    coming: Money
    contested: Money
    paid_in: Money
    owed: Money
    accounts: Mapping[str, str]
    debt: str


@frozen
class Belongings:
    """`next` of a list is None where its few rows are all."""

    purses: tuple[Purse, ...]
    contracts: Page[ContractRow]
    jobs: Page[JobRow]
    disputes: Page[DisputeRow]


def belongings_of(viewer: Actor, id: UUID) -> Belongings:
    """In six reads, however much there is."""
    doors = desk().doors
    money = doors.payments.balances(viewer, id), doors.wallet.held(viewer, id), doors.wallet.debts(viewer, id)
    return Belongings(
        tuple(_purses(id, *money)),
        doors.office.contracts(viewer, None, id, FEW),
        doors.office.jobs(viewer, JobsWanted(client=id), FEW),
        doors.office.cases(viewer, None, FEW, id),
    )


def _purses(id: UUID, lying: Sequence[BalanceRow], kept: Sequence[HeldRow], debts: Sequence[Money]) -> Iterator[Purse]:
    amounts = [*(each.available for each in lying), *(each.amount for each in kept), *debts]
    for code in sorted({each.currency for each in amounts}, key=place):
        here = [each for each in lying if each.available.currency == code]
        under = [each for each in kept if each.amount.currency == code]
        yield Purse(
            code,
            total([each.available for each in here], code),
            total([each.in_transit for each in here], code),
            total([each.amount for each in under if not each.paying], code),
            total([each.amount for each in under if not each.paying and each.frozen], code),
            total([each.amount for each in under if each.paying], code),
            total([each for each in debts if each.currency == code], code),
            {each.gateway: ledger.available(id, each.gateway, code).key for each in here},
            ledger.debt(id, code).key,
        )

"""Emptying a hold, or part of it: what the hold, the contract, the ledger and the client's refund become together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.deals import contracts
from upclone.domain.deals.contracts import Contract
from upclone.domain.events import Event
from upclone.domain.money import Money
from upclone.domain.payments import discharges, movements, returns, transfers
from upclone.domain.payments.discharges import Discharge
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.ledger import Entry
from upclone.domain.payments.movements import given_back_key
from upclone.domain.payments.returns import GivenBack
from upclone.domain.payments.transfers import Transfer


@frozen
class Settled:
    """Everything that changed. `entries` are in the order in which they are posted."""

    contract: Contract
    hold: Hold
    amounts: Discharge
    entries: tuple[Entry, ...]
    refund: Transfer | None
    events: tuple[Event, ...]
    spare_id: UUID
    """For the entry of a debt that the release makes good."""


def discharge(
    contract: Contract, hold: Hold, release: Money, refund: Money, by: Actor, at: datetime, new_id: Callable[[], UUID]
) -> Settled:
    """Pay `release` of the held work to the freelancer and `refund` of it back to the client, fees included."""
    after, amounts, discharged = discharges.discharge(hold, release, refund, contract.released, by, at)
    entries: list[Entry] = []
    events: list[Event] = [discharged]
    transfer = None
    if release:
        entries.append(movements.release(new_id(), after, amounts, at))
    if refund:
        assert hold.gateway_ref is not None, "held money has its payment"
        transfer, requested = transfers.request(
            new_id(),
            transfers.Kind.REFUND,
            hold.parties.client,
            hold.gateway,
            hold.gateway_ref,
            amounts.back,
            by,
            at,
            contract_id=hold.contract_id,
            hold_id=hold.id,
        )
        entry = movements.refund(new_id(), after, transfer, at)
        transfer = transfers.in_transit(transfer, entry.id)
        entries.append(entry)
        events.append(requested)
    return Settled(
        contracts.paid_out(contract, release), after, amounts, tuple(entries), transfer, tuple(events), new_id()
    )


@frozen
class Returned:
    """Work that was paid and is refunded."""

    contract: Contract
    hold: Hold
    amounts: GivenBack
    refund: Transfer
    events: tuple[Event, ...]


def give_back(
    contract: Contract, hold: Hold, work: Money, by: Actor, at: datetime, new_id: Callable[[], UUID]
) -> Returned:
    """Refund `work` of what was released; the contract has released less by it, so that fees are what they were."""
    after, amounts, given = returns.give_back(hold, work, contract.released, by, at)
    assert hold.gateway_ref is not None, "released money has its payment"
    transfer, requested = transfers.request(
        new_id(),
        transfers.Kind.REFUND,
        hold.parties.client,
        hold.gateway,
        hold.gateway_ref,
        amounts.back,
        by,
        at,
        contract_id=hold.contract_id,
        hold_id=hold.id,
    )
    return Returned(
        contracts.paid_out(contract, -work),
        after,
        amounts,
        transfer,
        (evolve(given, entry_key=given_back_key(transfer)), requested),
    )

"""Random deals on the memory store: thousands of moves, each previewed, each checked to the last minor unit."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import getmembers, isfunction

import pytest
from hypothesis import settings

from tests.deals_commands import COMMANDS
from tests.deals_machine import Bench, DealsMachine
from tests.gateway_world import GatewayWorld
from tests.market_place import SwitchedOn, market_place
from tests.snapshots import of_memory
from upclone.adapters.memory import FixedClock, MemoryStore, SteppingIds
from upclone.application.deals.contracts import Contracts
from upclone.application.deals.disputes import Disputes
from upclone.application.deals.milestones import Milestones
from upclone.application.market.invitations import Invitations
from upclone.application.market.jobs import Jobs
from upclone.application.market.proposals import Proposals
from upclone.application.payments.escrow import Escrow
from upclone.application.payments.transfers import Transfers
from upclone.application.reactions.listening import LISTENERS
from upclone.application.trust.sanctions import Sanctions


class MemoryDeals(DealsMachine):
    """On the memory store."""

    def begin(self) -> Bench:
        clock, ids, world = FixedClock(), SteppingIds(), GatewayWorld()
        store = MemoryStore(ids, LISTENERS)
        return Bench(
            place=market_place(store, clock, ids, SwitchedOn((world,))),
            clock=clock,
            world=world,
            snapshot=lambda: of_memory(store),
            take=lambda: [(each.event_id, each.reaction) for each in store.take_pending()],
        )


TestMemoryDeals = MemoryDeals.TestCase
TestMemoryDeals.settings = settings(max_examples=max(150, settings().max_examples), stateful_step_count=80)

OTHERWISE = {"contracts_expire", "milestones_auto_approve", "disputes_pass_deadline", "escrow_expire"} | {
    "jobs_expire",
    "proposals_expire",
    "invitations_expire",
    "sanctions_pass_deadline",
    "sanctions_suspend",
    "sanctions_ban",
    "sanctions_reinstate",
    "escrow_answered",
    "transfers_answered",
    "transfers_looked",
}
"""What the clock and the gateway do: the machine has rules of their own for them. Accounts are walked by their name."""


def _use_cases() -> Iterator[str]:
    for wing in (Jobs, Proposals, Invitations, Contracts, Milestones, Escrow, Transfers, Disputes, Sanctions):
        for name, _ in getmembers(wing, isfunction):
            if not name.startswith("_"):
                yield f"{wing.__name__.lower()}_{name}"


@pytest.mark.parametrize("name", sorted(_use_cases()))
def test_every_use_case_is_walked(name: str):
    """A new use case fails here until the walk knows it."""
    assert name in COMMANDS or name in OTHERWISE

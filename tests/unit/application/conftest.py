"""A marketplace in memory, with a gateway that does at once whatever it is asked."""

from __future__ import annotations

import pytest
from attrs import define, field

from tests.gateway_world import GatewayWorld, Mood
from tests.market_place import MarketPlace, SwitchedOn, market_place
from upclone.adapters.memory import FixedClock, MemoryStore, SteppingIds
from upclone.application.deals.contracts import Offered
from upclone.application.reactions.listening import LISTENERS
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.milestones import Milestone
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.market.rounds import Step
from upclone.domain.money import Money
from upclone.domain.payments.escrow import Hold
from upclone.domain.people.accounts import Account, AccountRole


@define
class Town:
    """A contract over two milestones of 100.00 and 250.00 EUR that both sides signed, and nothing paid yet."""

    store: MemoryStore = field(init=False)
    clock: FixedClock = field(factory=FixedClock)
    world: GatewayWorld = field(factory=GatewayWorld)
    place: MarketPlace = field(init=False)
    client: Account = field(init=False)
    freelancer: Account = field(init=False)
    stranger: Account = field(init=False)
    operator: Account = field(init=False)
    contract: Contract = field(init=False)

    def __attrs_post_init__(self) -> None:
        ids = SteppingIds()
        self.store = MemoryStore(ids, LISTENERS)
        self.place = market_place(self.store, self.clock, ids, SwitchedOn((self.world,)))
        accounts = self.place.accounts
        self.client = accounts.sign_up("ada@example.org", "long enough", "Ada", frozenset({AccountRole.CLIENT}))
        free = frozenset({AccountRole.FREELANCER})
        self.freelancer = accounts.sign_up("dan@example.org", "long enough", "Dan", free)
        self.stranger = accounts.sign_up("eve@example.org", "long enough", "Eve", free)
        self.operator = accounts.create_admin("olga@example.org", "long enough", "Olga")
        self.contract = self._signed()

    def _signed(self) -> Contract:
        place, client, price = self.place, self.client.actor, Money(35_000, "EUR")
        plan = (Step("Part 1", Money(10_000, "EUR")), Step("Part 2", Money(25_000, "EUR")))
        job = place.jobs.post(client, Brief("Fence", "White.", Payment.FIXED, price))
        proposal = place.proposals.bid(self.freelancer.actor, job.id, price, "", plan)
        contract = place.contracts.hire(client, job.id, proposal.id, Offered())
        place.contracts.sign(client, contract.id, None)
        return place.contracts.sign(self.freelancer.actor, contract.id, None)

    def milestone(self, number: int = 1) -> Milestone:
        with self.store() as work:
            return work.milestones.of(self.contract.id)[number - 1]

    def ask(self, number: int = 1) -> Hold:
        """Begin to pay for a milestone."""
        milestone = self.milestone(number)
        return self.place.escrow.fund(
            self.client.actor, self.contract.id, milestone.id, milestone.amount, "sandbox", "tok_ok"
        )

    def fund(self, number: int = 1) -> Hold:
        """Pay for a milestone."""
        hold = self.ask(number)
        self.drain()
        with self.store() as work:
            return work.holds.get(hold.id)

    def drain(self, mood: Mood = Mood.INSTANT) -> None:
        """Run every reaction that waits, and those that follow from it."""
        self.world.mood = mood
        while pending := self.store.take_pending():
            for each in pending:
                self.place.reactions.react(each.event_id, each.reaction)


@pytest.fixture
def town() -> Town:
    return Town()

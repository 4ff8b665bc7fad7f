"""The memory store keeps what every store promises, and what it alone offers."""

from collections.abc import Callable, Sequence
from uuid import UUID

import pytest

from tests import builders as build
from tests.builders import AT, World
from tests.store_suite import Stop, StoreSuite
from upclone.adapters.memory import MemoryRequests, MemoryStore, Pending, SteppingIds
from upclone.domain.actors import member
from upclone.domain.deals import interruptions
from upclone.domain.errors import NotFound
from upclone.domain.payments.ledger import Book, seal


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(SteppingIds(seed=7), {"ContractPaused": ("tell_both", "write_chat")})


class TestMemoryStore(StoreSuite):
    """tests/store_suite.py on the memory store."""

    @pytest.fixture
    def unit_of_work(self, store: MemoryStore) -> MemoryStore:
        return store

    @pytest.fixture
    def requests(self, store: MemoryStore) -> MemoryRequests:
        return MemoryRequests(store)

    @pytest.fixture
    def history(self, store: MemoryStore) -> Callable[[UUID], Sequence[str]]:
        return lambda contract: [recorded.event.name for recorded in store.history(contract)]

    @pytest.fixture
    def event_ids(self, store: MemoryStore) -> Callable[[UUID], Sequence[UUID]]:
        return lambda contract: [recorded.id for recorded in store.history(contract)]

    @pytest.fixture
    def told(self, store: MemoryStore) -> Callable[[UUID], Sequence[UUID]]:
        return lambda event: [account for of, account in store._tables.notifications if of == event]


@pytest.fixture
def world(store: MemoryStore) -> World:
    with store() as work:
        return build.keep(work, build.world())


def test_an_event_queues_its_reactions(store: MemoryStore, world: World):
    """Each listener gets the event once, in the order of the table; what has no listener queues nothing."""
    client = member(world.client.id)
    paused, first = interruptions.pause(world.contract, "Holidays.", client, AT)
    _, second = interruptions.resume(paused, client, AT)
    with store() as work:
        work.record(first, second)
        assert store.take_pending() == ()
    (recorded, _) = store.history(world.contract.id)
    assert store.take_pending() == (Pending(recorded.id, "tell_both"), Pending(recorded.id, "write_chat"))
    assert store.take_pending() == ()
    assert store.event(recorded.id) == first


def test_reactions_of_what_was_rolled_back_or_rehearsed_are_not_queued(store: MemoryStore, world: World):
    """Nobody is told of what did not happen."""
    _, paused = interruptions.pause(world.contract, "Holidays.", member(world.client.id), AT)
    with pytest.raises(Stop), store() as work:
        work.record(paused)
        raise Stop
    with store.rehearsal(), store() as work:
        work.record(paused)
    assert store.take_pending() == ()


def test_a_history_counts_from_one(store: MemoryStore, world: World):
    """Without gaps, also after a rollback."""
    _, paused = interruptions.pause(world.contract, "Holidays.", member(world.client.id), AT)
    for _ in range(2):
        with store() as work:
            work.record(paused)
        with pytest.raises(Stop), store() as work:
            work.record(paused)
            raise Stop
    assert [recorded.seq for recorded in store.history(world.contract.id)] == [1, 2]


def test_an_unknown_event_is_not_found(store: MemoryStore):
    """A reaction that comes too late, or to the wrong store, is told so."""
    with pytest.raises(NotFound):
        store.event(build.new_id())


def test_a_rehearsal_within_a_transaction_sees_it(store: MemoryStore, world: World):
    """It runs on top of what the transaction did so far, which goes on untouched."""
    before, within = build.account(), build.account()
    with store() as work:
        work.accounts.add(before)
        with store.rehearsal(), store() as rehearsed:
            assert rehearsed.accounts.get(before.id) == before
            rehearsed.accounts.add(within)
        with pytest.raises(NotFound):
            work.accounts.get(within.id)
    with store() as work:
        assert work.accounts.get(before.id) == before


def test_two_stores_do_not_join(store: MemoryStore, world: World):
    """A program may have several: a block of one is not a block of the other."""
    other, person = MemoryStore(SteppingIds()), build.account()
    with pytest.raises(Stop), store(), other() as work:
        work.accounts.add(person)
        raise Stop
    with store():
        with other() as work:
            work.accounts.add(person)
        with store() as joined, pytest.raises(NotFound):
            joined.accounts.get(person.id)
    with other() as work:
        assert work.accounts.get(person.id) == person


def test_the_ledger_can_be_read_whole(store: MemoryStore, world: World):
    """Entries come sealed, in order, and the balances sum to zero."""
    hold = build.held(world.hold)
    with store() as work:
        work.ledger.post(build.payment(hold))
    (sealed,) = store.entries()
    assert seal(Book(world.contract.id), sealed.entry)[1] == sealed
    assert store.entries(world.contract.id) == (sealed,)
    assert store.entries(hold.id) == ()
    assert sum(balance.amount_minor for balance in store.balances().values()) == 0

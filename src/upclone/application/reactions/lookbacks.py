"""Asking gateways about what they paid: a bank may send it back for weeks, and the letter that says so may be lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from uuid import UUID

from attrs import field, frozen

from upclone.application.payments.transfers import Transfers
from upclone.application.ports.gateways import Gateways, Operation
from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock
from upclone.application.reactions.pacing import Pacing
from upclone.application.reactions.rounds import BATCH, Round
from upclone.application.turns import Turns
from upclone.domain.errors import NotFound, Unavailable
from upclone.domain.payments.transfers import State, Transfer

MOST = 100
"""Questions in one round. There is one each minute: enough for 144,000 payouts and refunds that may still come back."""


def _pacing() -> Pacing:
    """Of what the gateway says nothing about; what it answers has its own day."""
    return Pacing(timedelta(minutes=10), timedelta(hours=6), timedelta(days=1))


@frozen
class Lookbacks:
    """What was paid is looked at once a day, as long as it may come back. The way back ends in `Transfers.answered`."""

    unit_of_work: UnitOfWork
    clock: Clock
    gateways: Gateways
    transfers: Transfers
    pacing: Pacing = field(factory=_pacing)

    def look(self) -> int:
        """Ask about those whose day is over; about how many. Raises ExceptionGroup of what broke at some of them."""
        now = self.clock.now()
        this = Round(self.pacing, now, MOST)
        this.walk(self.unit_of_work, lambda work, after: work.transfers.looked_for(now, BATCH, after), self._look)
        return this.over()

    def came_back(self, gateway: str, keys: Iterable[str]) -> frozenset[str]:
        """A report says that what went out under these keys is back: the gateway is asked about each that is paid here.
        Those of which it does not say so itself yet, or of which nobody could be asked: that money is no stranger's.
        What broke at one is told by `look`, which asks about the same ones each day."""
        turns = Turns()
        return frozenset(key for key in keys if not turns.take(key, partial(self._settle, gateway, key)))

    def _settle(self, gateway: str, key: str) -> None:
        """Raises Unavailable while the gateway says that it is still where it was sent."""
        id = self._paid(gateway, key)
        if id is not None:
            self._look(id)
            if self._paid(gateway, key) is not None:
                raise Unavailable(gateway)  # it says that it is still where it was sent

    def _look(self, transfer_id: UUID) -> None:
        transfer = self._get(transfer_id)
        if transfer.state is not State.PAID or transfer.gateway not in self.gateways.names:
            return
        operation = Operation(str(transfer.kind))
        answer = self.gateways.get(transfer.gateway).look_up(operation, transfer.key, transfer.gateway_ref)
        if answer is not None:
            self.transfers.answered(answer)
        self.transfers.looked(transfer.id, answer)

    def _paid(self, gateway: str, key: str) -> UUID | None:
        """The payout or refund of this key, where it is said to be there; None for one of nobody's."""
        try:
            transfer = self._get(UUID(key.partition(":")[0]))
        except (ValueError, NotFound):
            return None
        ours = (transfer.gateway, transfer.key, transfer.state) == (gateway, key, State.PAID)
        return transfer.id if ours else None

    def _get(self, transfer_id: UUID) -> Transfer:
        with self.unit_of_work() as work:
            return work.transfers.get(transfer_id)

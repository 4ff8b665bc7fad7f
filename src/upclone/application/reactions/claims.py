"""Asking gateways about chargebacks, and answering them: outside any transaction, and again until it is known."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from attrs import field, frozen

from upclone.application.deals.chargebacks import Chargebacks
from upclone.application.deals.dossiers import summary
from upclone.application.ports.documents import Documents
from upclone.application.ports.gateways import ClaimState, Evidence, Gateways, Notice, Operation
from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock
from upclone.application.reactions.pacing import Pacing
from upclone.application.reactions.rounds import BATCH, Round
from upclone.domain.actors import CLOCK
from upclone.domain.errors import Declined, Invalid, NotFound
from upclone.domain.payments.chargebacks import Chargeback, State


@frozen
class Claims:
    """What goes to a gateway about chargebacks, and comes back. Every way back ends in `Chargebacks.claimed`."""

    unit_of_work: UnitOfWork
    clock: Clock
    gateways: Gateways
    chargebacks: Chargebacks
    documents: Documents
    pacing: Pacing = field(factory=Pacing)

    operation: ClassVar[Operation] = Operation.CHARGEBACK

    def noticed(self, gateway: str, notice: Notice) -> None:
        """A webhook says that something happened: the gateway's present word counts. Raises Unavailable."""
        try:
            claim = self.gateways.get(gateway).claim(notice.key)
        except NotFound:
            return
        self.chargebacks.claimed(gateway, claim)

    def contest(self, chargeback_id: UUID) -> None:
        """Send the answer that still waits. Raises Unavailable: try again later, the gateway takes one only."""
        with self.unit_of_work() as work:
            chargeback = work.chargebacks.get(chargeback_id)
        if chargeback.state is State.ANSWERING:
            self._answer(chargeback)

    def poll(self) -> int:
        """Ask about those of which more is to come, each at its pace; how many were asked about. Raises
        ExceptionGroup, once all were asked about, of what broke."""
        this = Round(self.pacing, self.clock.now())
        this.walk(self.unit_of_work, lambda work, after: work.chargebacks.waiting(BATCH, after), self._ask)
        return this.over()

    def _ask(self, chargeback_id: UUID) -> None:
        with self.unit_of_work() as work:
            chargeback = work.chargebacks.get(chargeback_id)
        if chargeback.settled:
            return
        try:
            claim = self.gateways.get(chargeback.gateway).claim(chargeback.ref)
        except NotFound:
            return  # it may be too new: what it told of before stands
        now = self.chargebacks.claimed(chargeback.gateway, claim)
        if now is not None and now.state is State.ANSWERING and claim.state is ClaimState.OPEN:
            self._answer(now)

    def _answer(self, chargeback: Chargeback) -> None:
        dossier = self.chargebacks.dossier(CLOCK, chargeback.id)
        evidence = Evidence(
            summary=summary(dossier),
            dossier=self.documents.dossier(dossier),
            customer_name=dossier.client.name,
            customer_email=dossier.client.email,
            service_at=chargeback.opened_at,
        )
        try:
            claim = self.gateways.get(chargeback.gateway).contest(chargeback.ref, evidence)
        except (Declined, Invalid) as no:
            self.chargebacks.refused(chargeback.id, no.reason if isinstance(no, Declined) else no.rule)
        else:
            self.chargebacks.claimed(chargeback.gateway, claim)

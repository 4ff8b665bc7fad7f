"""Asking gateways about people's means: outside any transaction, and again until it is known."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from attrs import field, frozen

from upclone.application.payments.methods import Methods
from upclone.application.ports.gateways import Gateways, Notice, Operation, Person, Purpose
from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock
from upclone.application.reactions.pacing import Pacing
from upclone.application.reactions.rounds import BATCH, Round
from upclone.domain.errors import Declined, Invalid, NotFound
from upclone.domain.payments.methods import LASTING, Method
from upclone.domain.payments.methods import Purpose as Kept

PAGES = {Kept.PAYING: "/payments/methods", Kept.BEING_PAID: "/payouts/methods"}
"""Where a person comes back to from the gateway's page."""


@frozen
class Enrolments:
    """What goes to a gateway about means, and comes back. Every way back ends in `Methods.answered`."""

    unit_of_work: UnitOfWork
    clock: Clock
    gateways: Gateways
    methods: Methods
    base_url: str
    pacing: Pacing = field(factory=Pacing)

    operation: ClassVar[Operation] = Operation.ENROLMENT

    def ask(self, method_id: UUID) -> None:
        """For a new one, or how far it is. Raises Unavailable: ask again later."""
        with self.unit_of_work() as work:
            method = work.methods.get(method_id)
        self._ask(method)

    def noticed(self, gateway: str, notice: Notice) -> None:
        """A webhook says that something happened: the gateway's present word counts."""
        with self.unit_of_work() as work:
            found = work.methods.of_ref(gateway, notice.key)
        for method in found:
            self._ask(method)

    def poll(self) -> int:
        """Ask about what is not set up yet, each at its pace; how many were asked about. Raises ExceptionGroup, once
        all were asked about, of what broke."""
        now = self.clock.now()
        this = Round(self.pacing, now)
        this.walk(self.unit_of_work, lambda work, after: work.methods.waiting(now, BATCH, after), self.ask)
        return this.over()

    def _ask(self, method: Method) -> None:
        if method.state not in LASTING:
            return
        gateway, purpose = self.gateways.get(method.gateway), Purpose(method.purpose)
        try:
            if method.ref is not None:
                answer = gateway.enrolment(purpose, method.ref)
            else:
                return_url = f"{self.base_url}{PAGES[method.purpose]}"
                answer = gateway.enrol(purpose, str(method.id), self._person(method), return_url)
        except (Declined, Invalid) as no:
            self.methods.refused(method.id, no.reason if isinstance(no, Declined) else no.rule)
        except NotFound:
            self.methods.refused(method.id, f"{method.gateway} knows it no longer.")
        else:
            self.methods.answered(method.id, answer)

    def _person(self, method: Method) -> Person:
        with self.unit_of_work() as work:
            account = work.accounts.get(method.owner)
        return Person(account.id, method.address or account.email, account.name, account.country or None)

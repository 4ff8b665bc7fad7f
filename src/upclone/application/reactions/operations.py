"""Asking the gateways: the calls that intents lead to, made outside any transaction, and asked again until known."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol
from uuid import UUID

from attrs import field, frozen

from upclone.application.payments.escrow import Escrow
from upclone.application.payments.transfers import Transfers
from upclone.application.ports.gateways import (
    Answer,
    Gateways,
    Notice,
    Operation,
    PaymentGateway,
    PaymentRequest,
    Status,
)
from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock
from upclone.application.reactions.pacing import Pacing
from upclone.application.reactions.rounds import BATCH, Round
from upclone.domain.errors import Declined, Invalid, NotFound
from upclone.domain.payments import escrow, transfers
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.transfers import Transfer

ASK_AFTER = timedelta(seconds=15)
"""How long an operation may stay without an answer before the gateway is asked what became of it."""

ASKED = frozenset({Operation.PAYMENT, Operation.REFUND, Operation.PAYOUT})
"""What upclone asks gateways for, and so has an answer to wait for."""


class Follower(Protocol):
    """What follows operations of another kind: chargebacks, enrolments."""

    @property
    def operation(self) -> Operation:
        """The kind."""
        ...

    def noticed(self, gateway: str, notice: Notice) -> None:
        """A webhook says that something happened."""
        ...

    def poll(self) -> int:
        """Ask about what waits, each at its pace; how many were asked about. Raises ExceptionGroup of what broke."""
        ...


@frozen
class Operations:
    """What goes to a gateway, and comes back. Every way back ends in `settle`."""

    unit_of_work: UnitOfWork
    clock: Clock
    gateways: Gateways
    escrow: Escrow
    transfers: Transfers
    base_url: str
    pacing: Pacing = field(factory=Pacing)
    followers: tuple[Follower, ...] = ()

    def request_payment(self, hold_id: UUID) -> None:
        """Open the payment of a hold that still waits for one. Raises Unavailable: ask again later."""
        hold = self._payment(hold_id)
        if hold.state is escrow.State.REQUESTED and hold.gateway_ref is None:
            self._ask(hold)

    def send(self, transfer_id: UUID, attempt: int) -> None:
        """Send a payout or a refund that still waits. Raises Unavailable: ask again later."""
        transfer = self._transfer(transfer_id)
        if transfer.state is transfers.State.REQUESTED and transfer.attempt == attempt:
            self._ask(transfer)

    def noticed(self, gateway: str, notice: Notice) -> None:
        """A webhook says that something happened: ask the gateway itself, whose present word beats an old letter."""
        if notice.operation in ASKED:
            self._look(gateway, notice)
        for follower in self.followers:
            if follower.operation is notice.operation:
                follower.noticed(gateway, notice)

    def _look(self, gateway: str, notice: Notice) -> None:
        subject = self._of(notice)
        if notice.approval and not (isinstance(subject, Hold) and subject.state is escrow.State.REQUESTED):
            return  # given up here, or another shop's: to look would be to take the money
        ref = notice.ref or (subject.gateway_ref if subject else None)
        answer = self.gateways.get(gateway).look_up(notice.operation, notice.key, ref)
        if answer is not None:
            self.settle(answer)

    def _of(self, notice: Notice) -> Hold | Transfer | None:
        """What a letter is about; None where it isn't ours, or about an attempt that is over."""
        id = _subject_of(notice)
        if id is None:
            return None
        try:
            if notice.operation is Operation.PAYMENT:
                return self._payment(id)
            transfer = self._transfer(id)
        except NotFound:
            return None
        return transfer if transfer.key == notice.key else None

    def poll(self) -> int:
        """Ask about what has been waiting too long, each at its pace; how many were asked about.

        One that doesn't answer does not stop the others; a gateway that doesn't answer twice is left alone this time.
        Raises ExceptionGroup, once all were asked about, of what broke in a way that nobody foresaw.
        """
        now = self.clock.now()
        this, since = Round(self.pacing, now), now - ASK_AFTER
        this.walk(
            self.unit_of_work,
            lambda work, after: work.holds.waiting(since, BATCH, after),
            lambda id: self._ask_again(self._payment(id)),
        )
        this.walk(
            self.unit_of_work,
            lambda work, after: work.transfers.waiting(since, BATCH, after),
            lambda id: self._ask_again(self._transfer(id)),
        )
        for follower in self.followers:
            this.follow(follower.poll)
        return this.over()

    def _payment(self, hold_id: UUID) -> Hold:
        with self.unit_of_work() as work:
            return work.holds.get(hold_id)

    def _transfer(self, transfer_id: UUID) -> Transfer:
        with self.unit_of_work() as work:
            return work.transfers.get(transfer_id)

    def settle(self, answer: Answer) -> None:
        """Hand an answer to the one handler of its kind. One about something unknown here is nobody's money."""
        subject = _subject_of(answer)
        if subject is None:
            return
        try:
            if answer.operation is Operation.PAYMENT:
                self.escrow.answered(answer)
            else:
                self.transfers.answered(answer)
        except NotFound as missing:
            if missing.id != str(subject):
                raise  # ours, and a part of it is lost: a person must see that

    def _ask_again(self, subject: Hold | Transfer) -> None:
        """Where the gateway does not answer, what is unknown stays so until the next time."""
        if _waits(subject) and not self._looked_up(subject):
            self._send(subject)

    def _ask(self, subject: Hold | Transfer) -> None:
        """Send it; where a job comes so late that the gateway may have forgotten an earlier try, look first."""
        if not (self._forgotten(subject) and self._looked_up(subject)):
            self._send(subject)

    def _looked_up(self, subject: Hold | Transfer) -> bool:
        """Settle what the gateway knows of it. False: it knows nothing, and its key is still good to send it under."""
        operation, key = _operation_of(subject), _key_of(subject)
        answer = self._gateway(subject).look_up(operation, key, subject.gateway_ref)
        if answer is None and self._forgotten(subject):
            # It would be taken for a new one. Nothing can be on its way under a key that nobody knows.
            gone = Status.EXPIRED if operation is Operation.PAYMENT else Status.FAILED
            answer = Answer(operation, key, gone, "", reason="It never reached the gateway.")
        if answer is not None:
            self.settle(answer)
        return answer is not None

    def _forgotten(self, subject: Hold | Transfer) -> bool:
        """Whether its key is older than the gateway keeps keys."""
        return subject.requested_at + self._gateway(subject).keeps(_operation_of(subject)) <= self.clock.now()

    def _send(self, subject: Hold | Transfer) -> None:
        if isinstance(subject, Transfer):
            self._ask_transfer(subject)
        else:
            self._ask_payment(subject)

    def _ask_payment(self, hold: Hold) -> None:
        key = str(hold.id)
        with self.unit_of_work() as work:
            title = work.milestones.get(hold.milestone_id).terms.title
        gateway = self._gateway(hold)
        try:
            answer = gateway.request_payment(
                PaymentRequest(
                    key=key,
                    amount=hold.total,
                    method=hold.payment_method,
                    description=title,
                    return_url=f"{self.base_url}/payments/{hold.id}",
                    payer=hold.parties.client,
                    purpose=hold.contract_id,
                    off_session=hold.off_session and bool(hold.payment_method),
                )
            )
        except (Declined, Invalid) as no:
            answer = Answer(Operation.PAYMENT, key, Status.FAILED, "", reason=_words(no))
        self.settle(answer)

    def _ask_transfer(self, transfer: Transfer) -> None:
        operation = _operation_of(transfer)
        gateway = self._gateway(transfer)
        try:
            if operation is Operation.PAYOUT:
                answer = gateway.pay_out(transfer.key, transfer.amount, transfer.destination)
            else:
                answer = gateway.refund(transfer.key, transfer.destination, transfer.amount)
        except (Declined, Invalid) as no:
            answer = Answer(operation, transfer.key, Status.FAILED, "", reason=_words(no))
        self.settle(answer)

    def _gateway(self, subject: Hold | Transfer) -> PaymentGateway:
        return self.gateways.get(subject.gateway)


def _waits(subject: Hold | Transfer) -> bool:
    if isinstance(subject, Transfer):
        return subject.state in transfers.PROCESS.holding
    return subject.state is escrow.State.REQUESTED


def _operation_of(subject: Hold | Transfer) -> Operation:
    return Operation(str(subject.kind)) if isinstance(subject, Transfer) else Operation.PAYMENT


def _key_of(subject: Hold | Transfer) -> str:
    return subject.key if isinstance(subject, Transfer) else str(subject.id)


def _words(no: Declined | Invalid) -> str:
    """What people are told. What a gateway can't be asked for, such as a currency that it does not take, is a no."""
    return no.reason if isinstance(no, Declined) else no.rule


def _subject_of(answer: Answer | Notice) -> UUID | None:
    """The hold, or the transfer, whose key this is; None for a key that upclone never gave."""
    id, colon, attempt = answer.key.partition(":")
    if bool(colon) is (answer.operation is Operation.PAYMENT) or (colon and not attempt.isdecimal()):
        return None
    try:
        return UUID(id)
    except ValueError:
        return None

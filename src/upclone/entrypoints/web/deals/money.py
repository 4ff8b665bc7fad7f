"""The money of a contract as its room shows it: sums, and a timeline of every movement with amount, fee and net."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from upclone.application.reads.deals import HistoryRow
from upclone.domain.actors import Role
from upclone.domain.deals.contracts import State
from upclone.domain.deals.milestones import State as Step
from upclone.domain.money import Money, total
from upclone.entrypoints.api.deals.contracts import ContractShape
from upclone.entrypoints.api.payments.payments import PaymentShape
from upclone.entrypoints.web.words.tones import Tone

MOVED: Final = frozenset(
    {
        "FundsHeld", "FundsDischarged", "FundsGivenBack", "WorkSubmitted", "MilestoneApproved", "ChangesRequested",
        "DisputeOpened", "DisputeResolved", "ChargebackTaken", "ChargebackReturned", "WeekApproved",
    }
)  # fmt: skip
"""The events that the room shows."""

_UNFUNDED: Final = (Step.PLANNED, Step.FUNDING)


@frozen
class Look:
    """How a kind of line looks."""

    words: Any
    tone: Tone
    icon: str


@frozen
class Line:
    """One line of the timeline. `fee` is the reader's own; `net` what the reader pays, gets, or gets back by it.
    `ruled`: a ruling moved it, whoever of both sides accepted that last."""

    look: Look
    at: datetime
    role: Role
    number: int | None = None
    amount: Money | None = None
    fee: Money | None = None
    net: Money | None = None
    ruled: bool = False


@frozen
class Sums:
    """Where the contract's money is: work that is held, released, refunded, and not paid in yet; `fees` are the
    reader's own. `held` is what they see of it: with the client's fee for the client; `work_held` is without."""

    held: Money
    released: Money
    refunded: Money
    fees: Money
    work_held: Money
    unfunded: Money

    @property
    def bars(self) -> tuple[tuple[str, float, float], ...]:
        """Shares of all work that was agreed, in percent: what, where it begins, how wide it is. Nothing is left out
        that has any."""
        parts = {
            "released": self.released, "held": self.work_held, "refunded": self.refunded, "unfunded": self.unfunded,
        }  # fmt: skip
        whole = sum(each.amount_minor for each in parts.values())
        at, found = 0.0, []
        for name, each in parts.items():
            if each.amount_minor > 0:
                width = 100 * each.amount_minor / whole
                found.append((name, round(at, 2), round(width, 2)))
                at += width
        return tuple(found)


def sums(contract: ContractShape, rows: Iterable[HistoryRow]) -> Sums:
    """The contract's sums, as its reader's side counts them."""
    code = contract.currency
    side = "freelancer_fee" if contract.your_role is Role.FREELANCER else "client_fee"
    paid = [_money(row.facts[side]) for row in rows if row.event == "FundsDischarged"]
    back = [_money(row.facts[side]) for row in rows if row.event == "FundsGivenBack"]
    returned = total([_money(row.facts["work"]) for row in rows if row.event == "FundsGivenBack"], code)
    return Sums(
        total([_held(each, contract.your_role) for each in contract.payments], code),
        total([_money(each.released) for each in contract.payments], code) - returned,
        total([_money(each.refunded) for each in contract.payments], code) + returned,
        total(paid, code) - total(back, code),
        total([_held(each, Role.FREELANCER) for each in contract.payments], code),
        _unfunded(contract),
    )


def _unfunded(contract: ContractShape) -> Money:
    """What was agreed for milestones and is not paid in: all of it before they are set up."""
    if contract.state is State.OFFERED:
        return total([_money(each.amount) for each in contract.terms.milestones], contract.currency)
    waiting = [each for each in contract.milestones if each.state in _UNFUNDED]
    return total([_money(each.amount) for each in waiting], contract.currency)


def _held(payment: PaymentShape, reader: Role) -> Money:
    """What is held of a payment: for the freelancer without the client's fee, which is no part of their price."""
    held = _money(payment.held)
    if reader is Role.FREELANCER and held:
        return _money(payment.work) - _money(payment.released) - _money(payment.refunded)
    return held


def lines(contract: ContractShape, rows: Iterable[HistoryRow]) -> tuple[Line, ...]:
    """The timeline, newest first."""
    numbers = {each.id: each.number for each in contract.milestones}
    payments = {each.id: each for each in contract.payments}
    rows = tuple(rows)
    ruled = {(row.facts["milestone_id"], row.at) for row in rows if row.event == "DisputeResolved"}
    found = [line for row in rows for line in _lines(row, numbers, payments, contract.your_role, ruled)]
    return tuple(reversed(found))


def _lines(
    row: HistoryRow,
    numbers: Mapping[UUID, int],
    payments: Mapping[UUID, PaymentShape],
    reader: Role,
    ruled: Collection[tuple[str, datetime]],
) -> Iterator[Line]:
    facts = row.facts
    subject = UUID(facts["milestone_id"]) if "milestone_id" in facts else row.subject_id
    seen: dict[str, Any] = {"at": row.at, "role": row.role, "number": numbers.get(subject)}
    if row.event == "FundsHeld" and row.subject_id in payments:
        payment = payments[row.subject_id]
        work = _money(payment.work)
        paying = reader is not Role.FREELANCER
        fee, net = (_money(payment.client_fee), _money(payment.total)) if paying else (None, None)
        yield Line(_FUNDED, amount=work, fee=fee, net=net, **seen)
    elif row.event == "FundsDischarged":
        yield from _discharged(facts, {**seen, "ruled": (facts["milestone_id"], row.at) in ruled}, reader)
    elif row.event == "FundsGivenBack":
        work, client = _money(facts["work"]), _money(facts["client_fee"])
        kept = _money(facts["net"]) if reader is Role.FREELANCER else work + client
        fee = _money(facts["freelancer_fee"]) if reader is Role.FREELANCER else client
        yield Line(_GIVEN_BACK, amount=work, fee=fee, net=kept, **seen)
    elif row.event in _PLAIN:
        taken = _of_bank(facts) if row.event.startswith("Chargeback") else None
        yield Line(_PLAIN[row.event], amount=taken, **seen)


def _of_bank(facts: Mapping[str, Any]) -> Money | None:
    """What a payer's bank took, wherever it came from, or gave back."""
    parts = [_money(facts[name]) for name in ("escrow", "debt", "loss", "amount") if isinstance(facts.get(name), dict)]
    return total(parts, parts[0].currency) if parts else None


_FUNDED: Final = Look(lazy_pgettext("movement", "Funded"), "live", icon="shield-check")
_RELEASED: Final = Look(_("Released"), "done", icon="banknote")
_REFUNDED: Final = Look(_("Refunded"), "calm", icon="undo-2")
_GIVEN_BACK: Final = Look(_("Given back"), "calm", icon="undo-2")
_PLAIN: Final[Mapping[str, Look]] = {
    "WorkSubmitted": Look(_("Submitted"), "wait", icon="upload"),
    "ChangesRequested": Look(_("Changes requested"), "wait", icon="pencil-line"),
    "WeekApproved": Look(_("Week approved"), "done", icon="calendar-check"),
    "DisputeOpened": Look(_("Disputed"), "alarm", icon="scale"),
    "MilestoneApproved": Look(_("Approved"), "done", icon="badge-check"),
    "ChargebackTaken": Look(_("Taken back by the payer’s bank"), "alarm", icon="landmark"),
    "ChargebackReturned": Look(_("Returned by the payer’s bank"), "done", icon="landmark"),
}


def _discharged(facts: Mapping[str, Any], seen: dict[str, Any], reader: Role) -> Iterator[Line]:
    released, refunded = _money(facts["released"]), _money(facts["refunded"])
    mine = reader is Role.FREELANCER
    if released:
        fee = _money(facts["freelancer_fee" if mine else "client_fee"])
        got = released - fee if mine else released + fee
        yield Line(_RELEASED, amount=released, fee=fee, net=got, **seen)
    if refunded:
        back = None if mine else _money(facts["client_fee_refunded"])
        net = refunded + back if back is not None else None
        yield Line(_REFUNDED, amount=refunded, fee=back, net=net, **seen)


def _money(value: Any) -> Money:
    """Money out of an answer's shape, or out of an event's plain facts."""
    if isinstance(value, Mapping):
        return Money(int(value["amount_minor"]), str(value["currency"]))
    return Money(value.amount_minor, value.currency)

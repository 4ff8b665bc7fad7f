"""The acts of operators that move money, by name: so that one can be written down, and carried out by a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from attrs import field, frozen

from upclone.domain.deals.disputes import Outcome as Ruling
from upclone.domain.errors import Invalid
from upclone.domain.money import Money
from upclone.domain.payments.ledger import EntryKind

if TYPE_CHECKING:
    from upclone.application.previews import Outcome
    from upclone.domain.actors import Actor
    from upclone.domain.payments.approvals import Approval
    from upclone.entrypoints.doors import Doors

Arguments = Mapping[str, str]


def _release(doors: Doors, actor: Actor, given: Arguments) -> object:
    part = _money(given)
    if part is None:
        return doors.milestones.approve(actor, _id(given, "milestone"))
    return doors.milestones.release_part(actor, _id(given, "milestone"), part)


def _refund(doors: Doors, actor: Actor, given: Arguments) -> object:
    return doors.milestones.refund(actor, _id(given, "milestone"), _money(given))


def _return(doors: Doors, actor: Actor, given: Arguments) -> object:
    return doors.escrow.return_suspense(actor, _id(given, "hold"), given["currency"])


def _pay(doors: Doors, actor: Actor, given: Arguments) -> object:
    amount = _money(given)
    if amount is None:
        raise Invalid("amount", "must be given")
    return doors.transfers.pay_out(actor, _id(given, "account"), amount, given["gateway"], given["destination"])


def _retry(doors: Doors, actor: Actor, given: Arguments) -> object:
    return doors.transfers.retry(actor, _id(given, "transfer"), given.get("destination"))


def _resolve(doors: Doors, actor: Actor, given: Arguments) -> object:
    from upclone.application.payments.reconciliation import Place

    to = given["to"]
    target = Place(to) if to in [place.value for place in Place] else _id(given, "to")
    return doors.reconciliations.resolve(actor, given["gateway"], given["line"], target)


def _credit(doors: Doors, actor: Actor, given: Arguments) -> object:
    amount = _money(given)
    if amount is None:
        raise Invalid("amount", "must be given")
    return doors.papers.credit(actor, _id(given, "invoice"), amount, given["entry"], given["reason"])


def _hold(doors: Doors, actor: Actor, given: Arguments) -> object:
    return doors.milestones.hold(actor, _id(given, "milestone"), given["reason"])


def _unhold(doors: Doors, actor: Actor, given: Arguments) -> object:
    return doors.milestones.unhold(actor, _id(given, "milestone"), given["reason"])


def _rule(doors: Doors, actor: Actor, given: Arguments) -> object:
    try:
        outcome = Ruling(given["outcome"])
    except ValueError:
        raise Invalid("arguments.outcome", f"must be one of {', '.join(Ruling)}") from None
    return doors.disputes.rule(actor, _id(given, "dispute"), outcome, _money(given), given["reason"])


ACTS: Final[Mapping[str, tuple[Callable[[Doors, Actor, Arguments], object], tuple[str, ...]]]] = {
    "release": (_release, ("milestone",)),
    "refund": (_refund, ("milestone",)),
    "return_suspense": (_return, ("hold", "currency")),
    "pay_out": (_pay, ("account", "amount", "gateway", "destination")),
    "retry": (_retry, ("transfer",)),
    "resolve_unmatched": (_resolve, ("gateway", "line", "to")),
    "hold": (_hold, ("milestone", "reason")),
    "unhold": (_unhold, ("milestone", "reason")),
    "rule": (_rule, ("dispute", "outcome", "reason")),
    "credit": (_credit, ("invoice", "amount", "entry", "reason")),
}
"""Name → what it does, and the arguments that it needs. `amount` is written like `125.50 EUR`."""

_OUT: Final = frozenset(
    {
        EntryKind.RELEASE,
        EntryKind.REFUND,
        EntryKind.REFUND_RETRIED,
        EntryKind.PAYOUT,
        EntryKind.PAYOUT_RETRIED,
        EntryKind.SUSPENSE_RETURNED,
        EntryKind.UNMATCHED,
        EntryKind.UNMATCHED_RESOLVED,
    }
)


def _given(arguments: Mapping[str, object]) -> Arguments:
    return {name: str(each) for name, each in arguments.items() if each is not None}


@frozen
class Asked:
    """An act with its arguments; those that are None were left out."""

    name: str
    arguments: Arguments = field(converter=_given)

    def __call__(self, doors: Doors, actor: Actor) -> object:
        """Do it. Raises Invalid for an act that there is not, or one that lacks an argument."""
        if self.name not in ACTS:
            raise Invalid("act", f"must be one of {', '.join(ACTS)}")
        act, needed = ACTS[self.name]
        for name in needed:
            if name not in self.arguments:
                raise Invalid(f"arguments.{name}", "must be given")
        return act(doors, actor, self.arguments)

    def weight(self, doors: Doors, outcome: Outcome) -> tuple[Money, ...]:
        """What counts against the limit of one operator: what it moves or lets go, and what a credit note is about."""
        amount = None
        if self.name == "credit":
            amount = _money(self.arguments)
        elif self.name == "unhold":
            amount = held_for(doors, _id(self.arguments, "milestone"))
        return (*moved(outcome), amount) if amount else moved(outcome)


def moved(outcome: Outcome) -> tuple[Money, ...]:
    """What leaves somebody's hands by it, by currency."""
    sums: dict[str, Money] = {}
    for line in outcome.postings:
        if line.entry in _OUT and line.amount.amount_minor > 0:
            before = sums.get(line.amount.currency, Money.zero(line.amount.currency))
            sums[line.amount.currency] = before + line.amount
    return tuple(sums.values())


def held_for(doors: Doors, milestone_id: UUID) -> Money | None:
    """What lies in escrow for a milestone, if it was ever paid."""
    with doors.unit_of_work() as work:
        hold_id = work.milestones.get(milestone_id).hold_id
        return work.holds.get(hold_id).remaining if hold_id else None


def ask(doors: Doors, actor: Actor, asked: Asked, reason: str, foreseen: Outcome | None = None) -> Approval:
    """Ask for a second person to do what it would do now."""
    from upclone.entrypoints.auditing import essence

    seen = foreseen or doors.previews.preview(lambda: asked(doors, actor))
    return doors.approvals.request(actor, asked.name, asked.arguments, reason, essence(seen), asked.weight(doors, seen))


def approve(doors: Doors, actor: Actor, id: UUID) -> Approval:
    """Be the second person: it is done, and the audit names both."""
    from upclone.entrypoints.auditing import essence, write_down

    def carry_out(asker: Actor, approval: Approval) -> str:
        with doors.unit_of_work.rehearsal() as journal:  # seen apart from what else this transaction did
            Asked(approval.act, approval.arguments)(doors, asker)
            seen = essence(doors.previews.outcome(journal))
        Asked(approval.act, approval.arguments)(doors, asker)
        with doors.unit_of_work() as work:
            outcome = doors.previews.outcome(work.journal)
        told = " ".join(f"{name}={value}" for name, value in sorted(approval.arguments.items()))
        write_down(doors, asker, approval.act, told, approval.reason, outcome, second=actor.id)
        return seen

    return doors.approvals.approve(actor, id, carry_out)


def _id(given: Arguments, name: str) -> UUID:
    try:
        return UUID(given[name])
    except ValueError:
        raise Invalid(f"arguments.{name}", "must be an id") from None


def _money(given: Arguments) -> Money | None:
    words: Any = given.get("amount")
    if words is None:
        return None
    number, _, currency = words.partition(" ")
    return Money.parse(number, currency)

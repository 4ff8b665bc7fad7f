"""Rounds of a negotiation, as they stand beside each other: each part of the terms with what it was before."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from upclone.domain.market.rounds import Change
from upclone.entrypoints.api.market.proposals import ProposalShape
from upclone.entrypoints.api.market.rounds import DifferenceShape, RoundShape, StepShape


@frozen
class Part:
    """One part of the terms. `before` is what the round before had, where it is another (None: nothing)."""

    value: Any
    changed: bool = False
    before: Any = None


@frozen
class Planned:
    """A milestone of a round: `change` is None where it is as it was."""

    step: StepShape
    change: Change | None = None
    before: StepShape | None = None

    @property
    def amount_before(self) -> Any:
        """Its amount before, where that was another."""
        if self.before is None or self.before.amount == self.step.amount:
            return None
        return self.before.amount


@frozen
class Column:
    """One round. `gone` are milestones that it took away."""

    round: RoundShape
    price: Part
    steps: tuple[Planned, ...]
    gone: tuple[StepShape, ...]
    weekly: Part
    until: Part


def table(proposal: ProposalShape) -> tuple[Column, ...]:
    """Every round, the oldest first."""
    return tuple(map(_column, proposal.rounds))


def _column(each: RoundShape) -> Column:
    planned = [found for found in each.differences if found.field == "milestone"]
    changed = {found.number: found for found in planned if found.change is not Change.REMOVED}
    return Column(
        round=each,
        price=_part(each, "price", each.price),
        steps=tuple(_planned(step, changed.get(number)) for number, step in enumerate(each.milestones, 1)),
        gone=tuple(found.before for found in planned if isinstance(found.before, StepShape) and found.after is None),
        weekly=_part(each, "weekly_limit_hours", each.weekly_limit_hours),
        until=_part(each, "valid_until", each.valid_until),
    )


def _part(each: RoundShape, field: str, value: Any) -> Part:
    found = next((found for found in each.differences if found.field == field), None)
    return Part(value, True, found.before) if found else Part(value)


def _planned(step: StepShape, found: DifferenceShape | None) -> Planned:
    if found is None:
        return Planned(step)
    return Planned(step, found.change, found.before if isinstance(found.before, StepShape) else None)

"""The application as the story's steps use it, and the names that they gave to what they made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import define, field, frozen

from upclone.domain.actors import Actor, member, moderator, operator
from upclone.domain.deals import milestones
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import OPEN, Dispute
from upclone.domain.deals.milestones import Milestone
from upclone.entrypoints.api.routing import PREFIX
from upclone.entrypoints.auditing import write_down
from upclone.entrypoints.cli.demo.market.cast import Person, cast
from upclone.entrypoints.doors import Doors


@define(eq=False)
class Town:
    """`ids` are the ids of what there is, by the name that the step gave it: a person's is their address."""

    doors: Doors
    ids: dict[str, UUID] = field(factory=dict)

    def actor(self, person: Person) -> Actor:
        """Them, acting."""
        id = self.ids[person.email]
        if person.operates:
            return operator(id)
        return moderator(id) if person.demo == "moderator" else member(id)

    def staff(self, demo: str) -> Actor:
        """The moderator, or the admin."""
        return self.actor(next(each for each in cast().staff if each.demo == demo))

    def wrote(self, actor: Actor, act: str, place: str, reason: str) -> None:
        """Keep in the audit log what somebody of the staff just did in this transaction: as the API's acts are kept.
        `act` is the address of the operation, `place` the id in it."""
        with self.doors.unit_of_work() as work:
            outcome = self.doors.previews.outcome(work.journal)
        written = f"POST {PREFIX}{act.format('<uuid:id>')}"
        write_down(self.doors, actor, written, f"{PREFIX}{act.format(place)}", reason, outcome)

    def contract(self, name: str) -> Contract:
        """As it stands."""
        with self.doors.unit_of_work() as work:
            return work.contracts.get(self.ids[name])

    def milestones(self, name: str) -> tuple[Milestone, ...]:
        """Of a contract, by number."""
        with self.doors.unit_of_work() as work:
            found = work.milestones.of(self.ids[name])
        return tuple(sorted(found, key=lambda each: each.number))

    def current(self, name: str) -> Milestone:
        """The first milestone of a contract that is not finished."""
        return next(each for each in self.milestones(name) if each.state not in milestones.FINISHED)

    def dispute(self, name: str) -> Dispute:
        """The open one of a contract."""
        with self.doors.unit_of_work() as work:
            return next(each for each in work.disputes.of(self.ids[name]) if each.state in OPEN)


@frozen
class Step:
    """What is done in one transaction, once. `key` is its own for ever."""

    at: datetime
    key: str
    act: Callable[[Town], object] = field(eq=False)

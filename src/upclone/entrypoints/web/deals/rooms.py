"""Everything that the room of a contract shows, gathered in a few reads however much lies under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.application.reads.deals import HistoryRow
from upclone.application.reads.rooms import Standing
from upclone.domain.actors import Role
from upclone.domain.deals.milestones import State
from upclone.domain.errors import NotFound
from upclone.domain.market.briefs import Payment
from upclone.entrypoints.api.deals import contracts
from upclone.entrypoints.api.deals.contracts import ContractShape
from upclone.entrypoints.api.deals.milestones import MilestoneShape
from upclone.entrypoints.api.schemas import PersonShape
from upclone.entrypoints.web.deals.money import MOVED, Line, Sums, lines, sums
from upclone.entrypoints.web.deals.steps import Next, Step, next_of
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.words.deals_steps import STEPS

TRACK: Final = ("funded", "submitted", "approved", "paid")
"""The way of a milestone, as people follow it."""

_REACHED: Final[Mapping[State, int]] = {
    State.FUNDED: 1,
    State.DISPUTED: 1,
    State.CHANGES_REQUESTED: 1,
    State.SUBMITTED: 2,
    State.APPROVED: 4,
}
"""How many of its four marks a milestone has reached. One that was settled took another way."""


@frozen
class Version:
    """Work as it was handed over once. `answer` is what the client still missed."""

    number: int
    note: str
    links: tuple[str, ...]
    at: datetime
    attachments: tuple[str, ...] = ()
    answer: str | None = None


@frozen
class Piece:
    """A milestone with what was handed over for it, the newest first."""

    milestone: MilestoneShape
    versions: tuple[Version, ...]

    @property
    def reached(self) -> int:
        """How many marks of its way it has reached."""
        if self.milestone.state is State.DISPUTED and self.versions:
            return _REACHED[State.SUBMITTED]
        return _REACHED.get(self.milestone.state, 0)


@frozen
class Room:
    """A contract as one of its sides, or an operator, sees it."""

    contract: ContractShape
    standing: Standing
    rows: tuple[HistoryRow, ...] = field(repr=False)

    @cached_property
    def next(self) -> Next:
        """What is to be done now."""
        return next_of(self.standing, desk().must_be_signed_in().actor)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The milestones that are work; what is held for hours is no work."""
        hourly = {each.id for each in self.standing.milestones if each.hourly}
        versions = _versions(self.rows)
        work = [each for each in self.contract.milestones if each.id not in hourly]
        return tuple(Piece(each, tuple(reversed(versions[each.id]))) for each in work)

    @cached_property
    def files(self) -> Mapping[str, str]:
        """The names of the files that were handed over, by their ids."""
        ids = [UUID(id) for piece in self.pieces for version in piece.versions for id in version.attachments]
        return {str(each.id): each.name for each in desk().doors.file_reads.files(desk().viewer, ids)}

    @cached_property
    def sums(self) -> Sums:
        """Where the money is."""
        return sums(self.contract, self.rows)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """What happened to the money."""
        return lines(self.contract, self.rows)

    @property
    def measured(self) -> bool:
        """Whether the reader's own time is paid here."""
        return self.contract.terms.payment is Payment.HOURLY and self.contract.your_role is Role.FREELANCER

    @property
    def other(self) -> PersonShape:
        """Whom the reader deals with."""
        return self.contract.client if self.contract.your_role is Role.FREELANCER else self.contract.freelancer

    @property
    def names(self) -> Mapping[Role, str]:
        """The two sides' names."""
        return {Role.CLIENT: self.contract.client.name, Role.FREELANCER: self.contract.freelancer.name}


def room_of(id: UUID) -> Room:
    """The room of a contract, for the person at the desk. Raises NotFound."""
    at = desk()
    found: ContractShape = at.read(contracts.contract, id=id)
    viewer = at.must_be_signed_in().actor
    standing = at.doors.rooms.standings(viewer, (id,))
    rows = at.doors.rooms.happened(viewer, id, MOVED)
    if not standing or rows is None:
        raise NotFound("contract", str(id))
    return Room(found, standing[0], rows)


def step_words(step: Step, names: Mapping[Role, str], own: bool = True) -> str:
    """What is to be done, said to who does it, or (not `own`) to who waits for it."""
    words = STEPS[step.kind]
    return str(words.mine if own else words.theirs) % {"number": step.number, "name": names[step.role]}


def button_of(step: Step) -> str:
    """What to press."""
    return str(STEPS[step.kind].button) % {"number": step.number}


def _versions(rows: Iterable[HistoryRow]) -> Mapping[UUID, list[Version]]:
    found: defaultdict[UUID, list[Version]] = defaultdict(list)
    for row in rows:
        of, facts = found[row.subject_id], row.facts
        if row.event == "WorkSubmitted":
            of.append(_version(len(of) + 1, row.at, facts))
        elif row.event == "ChangesRequested" and of:
            last = of[-1]
            of[-1] = evolve(last, answer=str(facts["note"]))
    return found


def _version(number: int, at: datetime, facts: Mapping[str, Any]) -> Version:
    links, files = facts["links"], facts.get("attachments", ())
    return Version(number, str(facts["note"]), tuple(map(str, links)), at, tuple(map(str, files)))

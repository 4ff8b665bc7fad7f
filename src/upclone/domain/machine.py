"""The one way to write a state machine: a table of rules, one cell per (state, move).

The table feeds the verbs, the buttons of a page, the `actions` of an API answer, the diagrams in docs/ and the
static check. A rule may carry a condition on the object (`when`), a named predicate whose docstring is the reason
given to people; everything else about legality is in the cell itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from attrs import field, frozen

from upclone.domain.actors import Role
from upclone.domain.errors import MoveNotAllowed, NotYours


class Machined(Protocol):
    """An object that is in a state."""

    @property
    def state(self) -> Any:
        """Its present state, a member of its own StrEnum."""
        ...


Condition = Callable[[Any, Role], bool]


def _roles(by: Role | Iterable[Role]) -> frozenset[Role]:
    return frozenset({by}) if isinstance(by, Role) else frozenset(by)


@frozen
class Rule:
    """What one cell says: the state it leads to, who may make the move, and on which condition."""

    to: StrEnum
    by: frozenset[Role] = field(converter=_roles)
    when: Condition | None = None

    @property
    def condition(self) -> str:
        """The condition in words, empty where there is none."""
        return (self.when.__doc__ or self.when.__name__).strip().rstrip(".") if self.when else ""


Moves = Mapping[tuple[Any, Any], Rule]


def step(moves: Moves, subject: Machined, move: StrEnum, role: Role) -> Any:
    """The state that `move` by `role` leads to. Raises MoveNotAllowed or NotYours, and changes nothing."""
    rule = moves.get((subject.state, move))
    if rule is not None and role in rule.by and (rule.when is None or rule.when(subject, role)):
        return rule.to
    raise refusal(moves, subject, move, role)


def refusal(moves: Moves, subject: Machined, move: StrEnum, role: Role) -> NotYours | MoveNotAllowed:
    """Why the move is not allowed, with the facts."""
    kind = getattr(subject, "process", type(subject).__name__.lower())
    if role is Role.STRANGER:
        return NotYours(kind=kind, id=str(getattr(subject, "id", "")))
    rule = moves.get((subject.state, move))
    reason = ""
    if rule is not None and role not in rule.by:
        reason = "it belongs to the " + " or the ".join(sorted(rule.by))
    elif rule is not None:
        reason = "it asks that " + rule.condition
    return MoveNotAllowed(kind, str(subject.state), str(move), str(role), reason=reason)


def open_moves(moves: Moves, subject: Machined, role: Role) -> tuple[Any, ...]:
    """The moves that `role` could make now, in the table's order."""
    state = subject.state
    return tuple(
        move
        for (start, move), rule in moves.items()
        if start == state and role in rule.by and (rule.when is None or rule.when(subject, role))
    )


def _states(states: Iterable[Any]) -> frozenset[Any]:
    return frozenset(states)


@frozen
class Process:
    """A machine described for people and for the static check.

    `start` are the states an object can begin in, `end` those that nothing leads out of; `holding` are the states in
    which money is held for it; `deadlines` names, for each state with a time limit, the clock's move that ends it.
    """

    name: str
    states: type[StrEnum]
    moves: Moves
    start: frozenset[Any] = field(converter=_states)
    end: frozenset[Any] = field(converter=_states, default=frozenset())
    holding: frozenset[Any] = field(converter=_states, default=frozenset())
    deadlines: Mapping[Any, Any] = field(factory=dict)

    def rows(self) -> Iterator[tuple[StrEnum, StrEnum, Rule]]:
        """The table's rows: from, move, rule."""
        for (state, move), rule in self.moves.items():
            yield state, move, rule


@frozen
class Deadline:
    """A move of the clock that is due at a time: the clock makes it once the second of `due_at` is over."""

    move: StrEnum
    due_at: datetime

    def is_over(self, now: datetime) -> bool:
        """Whether the clock may act."""
        return over(self.due_at, now)


def over(due_at: datetime, now: datetime) -> bool:
    """Whether the whole second of a time limit has passed: people may act through all of it, and come first in it."""
    return now.replace(microsecond=0) > due_at.replace(microsecond=0)


ON_ITS_WAY: Final = timedelta(seconds=1)
"""What was filed in time may still be on its way when the time is over: for so long the clock's jobs wait for it."""


def clock_wakes(due_at: datetime) -> datetime:
    """When the clock's job looks at it."""
    return due_at.replace(microsecond=0) + timedelta(seconds=1) + ON_ITS_WAY

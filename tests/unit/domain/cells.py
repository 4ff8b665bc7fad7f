"""Every cell state × move × role of a table, held against a list that a person wrote.

A list has one line per allowed cell: `state move role [role…] -> state [condition]`. What is not on it must be
refused. A condition is tried on every variant of the object: `holds` says for which roles it is met on which variant
(`*`: on the variants that are not named).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
from attrs import field, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.errors import MoveNotAllowed, NotYours
from upclone.domain.machine import Process, open_moves, step

Verb = Callable[[Any, Actor, Role], Any]
_LINE = re.compile(r"(?P<state>\w+) (?P<move>\w+) (?P<roles>[\w ]+) -> (?P<to>\w+)(?: \[(?P<condition>.+)\])?")


@frozen
class Cell:
    """What the list says of one allowed cell."""

    to: str
    condition: str | None


def read(text: str) -> dict[tuple[str, str, Role], Cell]:
    """The list as a dict. Fails on a line that it can't read, or that says a cell twice."""
    allowed: dict[tuple[str, str, Role], Cell] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _LINE.fullmatch(line)
        assert match, f"not a cell: {line}"
        for role in match["roles"].split():
            key = (match["state"], match["move"], Role(role))
            assert key not in allowed, f"said twice: {line}"
            allowed[key] = Cell(match["to"], match["condition"])
    return allowed


@frozen
class Trial:
    """A machine and what is needed to try all of it.

    `variants(state)` gives objects in that state by label. `actors(subject)` gives who can be cast in which role.
    `verbs` are the domain's verbs by move; a move is left out where its verb chooses between several moves.
    """

    process: Process
    allowed: Mapping[tuple[str, str, Role], Cell] = field(converter=read)
    variants: Callable[[Any], Mapping[str, Any]]
    actors: Callable[[Any], Mapping[Role, Actor]]
    verbs: Mapping[Any, Verb] = field(factory=dict)
    holds: Mapping[str, Mapping[str, str]] = field(factory=dict)

    def met(self, condition: str | None, label: str, role: Role) -> bool:
        """Whether the list's condition is met on this variant for this role."""
        if condition is None:
            return True
        by_label = self.holds[condition]
        return role in by_label.get(label, by_label.get("*", "")).split()

    def expected(self, state: str, move: str, role: Role, label: str) -> str | None:
        """The state that the list leads to, or None where the move must be refused."""
        cell = self.allowed.get((state, move, role))
        return cell.to if cell and self.met(cell.condition, label, role) else None


def all_cells(process: Process) -> list[Any]:
    """(state, move) for every pair of the two enums, as pytest parameters."""
    moves = type(next(iter(process.moves))[1])
    return [pytest.param(state, move, id=f"{state}-{move}") for state in process.states for move in moves]


def try_cell(trial: Trial, state: Any, move: Any) -> None:
    """Try one cell for every role on every variant: by the table, and by the verb where it has one of its own."""
    for label, subject in trial.variants(state).items():
        before = deepcopy(subject)
        for role in Role:
            to = trial.expected(state, move, role, label)
            _try(lambda role=role, on=subject: step(trial.process.moves, on, move, role), to, role, label)
            assert (move in open_moves(trial.process.moves, subject, role)) == (to is not None), (label, role)
            actor = trial.actors(subject).get(role)
            verb = trial.verbs.get(move)
            if actor is not None and verb is not None:
                _try(lambda r=role, a=actor, v=verb, on=subject: _state_of(v(on, a, r)), to, role, label)
        assert subject == before, "a refused move changes nothing, and an allowed one makes a new object"


def _try(attempt: Callable[[], Any], to: str | None, role: Role, label: str) -> None:
    if to is not None:
        assert attempt() == to, (label, role)
        return
    with pytest.raises(NotYours if role is Role.STRANGER else MoveNotAllowed):
        attempt()


def _state_of(result: Any) -> Any:
    return (result[0] if isinstance(result, tuple) else result).state


def agree(trial: Trial) -> None:
    """The list names what exists; it and the table give each cell the same words; conditions are tried both ways."""
    words = {(s, m): rule.condition for s, m, rule in trial.process.rows()}
    for (state, move, role), cell in trial.allowed.items():
        assert words[state, move] == (cell.condition or ""), (state, move)
        if cell.condition:
            tried = set(_tried(trial, cell.condition, state, role))
            assert True in tried, f"{cell.condition}: never met in {state} for the {role}"
    for condition in trial.holds:
        cells = [key for key, cell in trial.allowed.items() if cell.condition == condition]
        assert any(False in set(_tried(trial, condition, state, role)) for state, _, role in cells), condition


def _tried(trial: Trial, condition: str, state: str, role: Role) -> Iterator[bool]:
    return (trial.met(condition, label, role) for label in trial.variants(trial.process.states(state)))

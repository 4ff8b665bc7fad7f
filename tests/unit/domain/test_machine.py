"""The one way to write a machine: a move happens where its cell says so, and a refusal says why."""

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from upclone.domain.actors import Role
from upclone.domain.errors import MoveNotAllowed, NotYours
from upclone.domain.machine import Deadline, Process, Rule, clock_wakes, open_moves, step


class State(StrEnum):
    SHUT = "shut"
    OPEN = "open"
    LOCKED = "locked"


class Move(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    LOCK = "lock"
    KNOCK = "knock"


@frozen
class Door:
    id: str = "front"
    state: State = State.SHUT
    key_in: bool = True


def key_is_in(door: Door, role: Role) -> bool:
    """the key is in."""
    return door.key_in


def unwritten(door: Door, role: Role) -> bool:
    return True


MOVES = {
    (State.SHUT, Move.OPEN): Rule(State.OPEN, by=(Role.CLIENT, Role.FREELANCER)),
    (State.SHUT, Move.KNOCK): Rule(State.SHUT, by=Role.CLIENT),
    (State.SHUT, Move.LOCK): Rule(State.LOCKED, by=Role.CLIENT, when=key_is_in),
    (State.OPEN, Move.SHUT): Rule(State.SHUT, by={Role.CLIENT, Role.CLOCK}),
}


def test_a_move_leads_where_its_cell_says():
    """For each role that the cell names, and to the same state where the cell stays."""
    assert step(MOVES, Door(), Move.OPEN, Role.FREELANCER) is State.OPEN
    assert step(MOVES, Door(state=State.OPEN), Move.SHUT, Role.CLOCK) is State.SHUT
    assert step(MOVES, Door(), Move.KNOCK, Role.CLIENT) is State.SHUT
    assert step(MOVES, Door(), Move.LOCK, Role.CLIENT) is State.LOCKED


@pytest.mark.parametrize(
    ("door", "move", "role", "reason"),
    [
        (Door(), Move.SHUT, Role.CLIENT, ""),
        (Door(state=State.LOCKED), Move.OPEN, Role.OPERATOR, ""),
        (Door(), Move.KNOCK, Role.CLOCK, "it belongs to the client"),
        (Door(), Move.OPEN, Role.GATEWAY, "it belongs to the client or the freelancer"),
        (Door(key_in=False), Move.LOCK, Role.CLIENT, "it asks that the key is in"),
        (Door(key_in=False), Move.LOCK, Role.FREELANCER, "it belongs to the client"),
    ],
)
def test_a_refusal_carries_the_facts(door: Door, move: Move, role: Role, reason: str):
    """Process, state, move, role, and the reason where the table knows one."""
    with pytest.raises(MoveNotAllowed) as refused:
        step(MOVES, door, move, role)
    error = refused.value
    assert (error.process, error.state, error.move, error.role) == ("door", door.state, move, role)
    assert error.reason == reason
    assert str(error) == (
        f"A door that is {door.state} has no move '{move}' for the {role}" + (f": {reason}." if reason else ".")
    )


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("door", [Door(), Door(key_in=False), Door(state=State.LOCKED)])
def test_a_stranger_learns_nothing(door: Door, move: Move):
    """Neither the state nor whether such a move exists."""
    with pytest.raises(NotYours) as refused:
        step(MOVES, door, move, Role.STRANGER)
    assert (refused.value.kind, refused.value.id, refused.value.reason) == ("door", "front", "")


def test_open_moves_come_in_the_tables_order():
    """So that a page's buttons do not jump."""
    assert open_moves(MOVES, Door(), Role.CLIENT) == (Move.OPEN, Move.KNOCK, Move.LOCK)
    assert open_moves(MOVES, Door(key_in=False), Role.CLIENT) == (Move.OPEN, Move.KNOCK)
    assert open_moves(MOVES, Door(state=State.LOCKED), Role.CLIENT) == ()


rules = st.builds(
    Rule,
    to=st.sampled_from(State),
    by=st.frozensets(st.sampled_from([role for role in Role if role is not Role.STRANGER])),
    when=st.sampled_from([None, key_is_in, unwritten]),
)
tables = st.dictionaries(st.tuples(st.sampled_from(State), st.sampled_from(Move)), rules)
doors = st.builds(Door, state=st.sampled_from(State), key_in=st.booleans())


@given(tables, doors, st.sampled_from(Role))
def test_open_moves_are_the_moves_that_succeed(table: dict[tuple[State, Move], Rule], door: Door, role: Role):
    """Exactly those, for any table, object and role: a button is there where pressing it works."""
    before, listed = evolve(door), open_moves(table, door, role)
    assert len(set(listed)) == len(listed)
    for move in Move:
        if move in listed:
            assert step(table, door, move, role) is table[door.state, move].to
        else:
            with pytest.raises((MoveNotAllowed, NotYours)):
                step(table, door, move, role)
    assert door == before


def test_a_condition_speaks_through_its_docstring():
    """Without one its name has to do; without a condition there is nothing to say."""
    assert MOVES[State.SHUT, Move.LOCK].condition == "the key is in"
    assert Rule(State.OPEN, by=Role.CLIENT, when=unwritten).condition == "unwritten"
    assert Rule(State.OPEN, by=Role.CLIENT).condition == ""


def test_a_process_gives_its_rows_in_order():
    """State, move, rule."""
    door = Process("door", State, MOVES, start={State.SHUT}, end=[State.LOCKED])
    assert [(state, move) for state, move, _ in door.rows()] == list(MOVES)
    assert (door.start, door.end, door.holding) == ({State.SHUT}, {State.LOCKED}, frozenset())


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "now", "over"),
    [
        (0, -1, False),
        (0, 0, False),
        (0, 999_999, False),
        (0, 1_000_000, True),
        (700_000, 300_000, False),
        (700_000, 999_999, False),
        (700_000, 1_000_000, True),
        (999_999, 1_000_000, True),
    ],
)
def test_a_deadline_is_over_when_its_second_is(due: int, now: int, over: bool):
    """Both in microseconds after noon. People act through the whole of it, whatever part of it was named."""
    due_at, at = NOON + timedelta(microseconds=due), NOON + timedelta(microseconds=now)
    assert Deadline(Move.SHUT, due_at).is_over(at) == over
    assert Deadline(Move.SHUT, due_at).is_over(at.astimezone(timezone(timedelta(hours=2)))) == over


@pytest.mark.parametrize("due", [0, 1, 999_999])
def test_the_clock_wakes_a_second_after_that(due: int):
    """What was filed in the last moment has the lock by then."""
    assert clock_wakes(NOON + timedelta(microseconds=due)) == NOON + timedelta(seconds=2)

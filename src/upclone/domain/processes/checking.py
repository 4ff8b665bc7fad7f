"""The static check: no state is lost, no deadline is missed, and no money is stuck, whoever stays away.

Conditions are judged on what can be known without an object: a conditional move counts as a way out only where its
condition holds for that role whatever the object says (the clock concludes any ruling). A contract is the exception:
its money lies under its milestones, whose own table lets it out, so it is judged with every milestone finished.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations_with_replacement
from typing import Any, Final

from attrs import frozen

from upclone.domain.actors import Role
from upclone.domain.deals import contracts, milestones
from upclone.domain.machine import Process, Rule
from upclone.domain.processes.registry import PROCESSES, VERSIONS

FOLLOWS: Final[Mapping[tuple[str, str], frozenset[tuple[str, str]]]] = {
    ("contract", "fund"): frozenset({("hold", "expire"), ("timesheet", "begin")}),
    ("contract", "review"): frozenset({("milestone", "auto_approve")}),
    ("contract", "dispute"): frozenset({("dispute", "escalate"), ("dispute", "conclude")}),
    ("milestone", "funding_failed"): frozenset({("hold", "expire")}),
    ("milestone", "rule_release"): frozenset({("dispute", "conclude")}),
    ("milestone", "rule_refund"): frozenset({("dispute", "conclude")}),
    ("milestone", "rule_split"): frozenset({("dispute", "conclude")}),
    ("milestone", "rule_rework"): frozenset({("dispute", "conclude")}),
    ("milestone", "fund"): frozenset({("timesheet", "begin")}),
    ("milestone", "draw"): frozenset({("timesheet", "approve")}),
    ("milestone", "use_up"): frozenset({("timesheet", "approve")}),
    ("hold", "release_part"): frozenset({("timesheet", "approve")}),
    ("hold", "release"): frozenset({("milestone", "auto_approve"), ("dispute", "conclude"), ("timesheet", "approve")}),
    ("hold", "refund"): frozenset({("dispute", "conclude")}),
    ("hold", "split"): frozenset({("milestone", "auto_approve"), ("dispute", "conclude")}),
    ("hold", "unfreeze"): frozenset({("dispute", "conclude")}),
    ("timesheet", "cancel"): frozenset({("timesheet", "close")}),
    ("timesheet", "pay"): frozenset({("timesheet", "approve")}),
    ("time_entry", "bill"): frozenset({("timesheet", "approve")}),
    ("time_entry", "delete"): frozenset({("time_entry", "stop")}),
    ("job", "reopen"): frozenset({("contract", "expire")}),
    ("job", "lapse"): frozenset({("contract", "expire"), ("proposal", "expire")}),
    ("proposal", "lapse"): frozenset({("contract", "expire")}),
    ("job", "resume"): frozenset({("sanction", "expire"), ("sanction", "lift")}),
    ("account", "reinstate"): frozenset({("sanction", "expire"), ("sanction", "lift")}),
    ("account", "postpone"): frozenset({("account", "close")}),
}
"""Moves of the clock without a deadline of their own: they are made together with another object's deadline."""

ABSENT: Final[Mapping[str, frozenset[Role]]] = {
    "": frozenset(),
    "the client is absent": frozenset({Role.CLIENT}),
    "the freelancer is absent": frozenset({Role.FREELANCER}),
    "both parties are absent": frozenset({Role.CLIENT, Role.FREELANCER}),
}
"""Who may never act again. Operators, the clock and the gateways always do."""


@frozen
class Problem:
    """What is wrong with a table. `rule` is the broken rule in snake_case, `where` a state, a move or a row."""

    process: str
    rule: str
    where: str
    words: str

    def __str__(self) -> str:
        return f"{self.process}, {self.where}: {self.words}"


@frozen
class _Finished:
    """A contract whose milestones are all finished."""

    milestones: tuple[_Ended, ...]
    weeks: tuple[object, ...] = ()
    halted: bool = False


@frozen
class _Ended:
    state: milestones.State
    hourly: bool = False


_ENDINGS: Final = sorted(milestones.FINISHED)
_EXAMPLES: Final[Mapping[str, tuple[object, ...]]] = {
    contracts.PROCESS.name: tuple(
        _Finished(tuple(_Ended(state) for state in states))
        for count in range(3)
        for states in combinations_with_replacement(_ENDINGS, count)
    )
}
_ANY: Final = (object(),)
"""An object of which nothing is known: a condition that looks at it does not hold for certain."""


def check(process: Process) -> tuple[Problem, ...]:
    """Everything that is wrong with one table; nothing where it is sound."""
    found = (*_rows(process), *_unused(process), *_shape(process), *_clock(process), *_money(process))
    return tuple(Problem(process.name, rule, str(where), words) for rule, where, words in found)


def check_all() -> tuple[Problem, ...]:
    """Everything that is wrong with the tables of any version."""
    return tuple(problem for version in VERSIONS.values() for process in version.values() for problem in check(process))


Found = Iterator[tuple[str, str, str]]


def _rows(process: Process) -> Found:
    for state, move, rule in process.rows():
        row = f"{state} {move}"
        if not rule.by:
            yield "row_without_role", row, "names nobody who may make the move"
        if Role.STRANGER in rule.by:
            yield "row_for_strangers", row, "lets a stranger make the move"
        if rule.when is not None and not (rule.when.__doc__ or "").strip():
            yield "condition_without_words", row, "has a condition that can't be told to people: give it a docstring"


def _unused(process: Process) -> Found:
    rows = list(process.rows())
    named = {state for state, _, _ in rows} | {rule.to for _, _, rule in rows} | process.start
    yield from (("unused_state", state, "is in no row") for state in process.states if state not in named)
    yield from (("unknown_state", state, "is no state of this process") for state in named - set(process.states))
    used = {move for _, move, _ in rows}
    known = dict.fromkeys(move for kind in {type(move) for move in used} for move in kind)
    yield from (("unused_move", move, "is in no row") for move in known if move not in used)


def _shape(process: Process) -> Found:
    reached = _reachable(process.start, _edges(process))
    for state in process.states:
        leads_on = any(rule.to != state for start, _, rule in process.rows() if start == state)
        if state not in reached:
            yield "unreachable_state", state, "can't be reached from a start"
        if leads_on and state in process.end:
            yield "end_leads_on", state, "is called an end, and a move leads out of it"
        if not leads_on and state not in process.end:
            yield "dead_end", state, "has no way out, and is not called an end"


def _clock(process: Process) -> Found:
    for state, move in process.deadlines.items():
        rule = process.moves.get((state, move))
        if rule is None or Role.CLOCK not in rule.by:
            yield "deadline_without_move", f"{state} {move}", "is a deadline, and the clock has no such move there"
        elif rule.to == state or not _certain(process, rule, Role.CLOCK):
            yield "deadline_without_effect", f"{state} {move}", "is a deadline that may leave everything as it is"
    for state, move, rule in process.rows():
        if Role.CLOCK in rule.by and process.deadlines.get(state) != move and not _follows(process.name, move):
            yield "clock_without_deadline", f"{state} {move}", "is the clock's, and no deadline ever makes it move"


def _follows(name: str, move: str) -> bool:
    """Whether another object's deadline brings the move about."""
    return any(cause in PROCESSES[leader].deadlines.values() for leader, cause in FOLLOWS.get((name, move), ()))


_CLAIMABLE: Final = frozenset({"contract", "milestone", "hold", "dispute"})
"""What a payer's bank can end through the gateway. That it might is no way out to count on."""


def _money(process: Process) -> Found:
    beside = frozenset({Role.GATEWAY}) if process.name in _CLAIMABLE else frozenset()
    for state in process.holding & process.end:
        yield "money_at_the_end", state, "ends the process and holds money"
    for state in sorted(process.holding):
        for words, absent in ABSENT.items():
            present = frozenset(Role) - absent - beside
            edges = _certain_edges(process, present) if absent else _edges(process, present)
            if _reachable({state}, edges) <= process.holding:
                why = f" when {words}" if words else ""
                yield "money_stuck", state, f"holds money that no way leads out of{why}"


def _edges(process: Process, present: frozenset[Role] = frozenset(Role)) -> set[tuple[Any, Any]]:
    return {(state, rule.to) for state, _, rule in process.rows() if rule.by & present}


def _certain_edges(process: Process, present: frozenset[Role]) -> set[tuple[Any, Any]]:
    return {
        (state, rule.to)
        for state, _, rule in process.rows()
        if any(_certain(process, rule, role) for role in rule.by & present)
    }


def _certain(process: Process, rule: Rule, role: Role) -> bool:
    """Whether the rule's condition holds for `role` on every example, so on any object of its kind."""
    if rule.when is None:
        return True
    try:
        return all(rule.when(example, role) for example in _EXAMPLES.get(process.name, _ANY))
    except AttributeError:  # it looks at something that differs from object to object
        return False


def _reachable(start: Iterable[Any], edges: set[tuple[Any, Any]]) -> set[Any]:
    reached: set[Any] = set()
    waiting = set(start)
    while waiting:
        reached |= waiting
        waiting = {to for state, to in edges if state in waiting} - reached
    return reached

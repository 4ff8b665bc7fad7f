"""The tables as pictures and as text: Mermaid diagrams and Markdown tables, the same bytes for the same tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from upclone.domain.actors import Role
from upclone.domain.machine import Process, Rule
from upclone.domain.processes.checking import FOLLOWS
from upclone.domain.processes.registry import CURRENT, PROCESSES

_CLOCK: Final = "⏰"
_MONEY: Final = "💰"
_HEAD: Final = f"""\
# Processes

<!-- Written from the tables by `upclone processes draw`. Change the tables, not this file. -->

Everything that can happen in upclone is a row of one of these tables: the verbs obey them, the buttons of a page and
the `actions` of an answer are read from them, and `upclone processes check` proves on them that no money can get stuck.
These are the tables of version {CURRENT}; a contract keeps the version that it was signed under.

{_MONEY} marks a state in which money is held, {_CLOCK} a move that the clock makes at its deadline: once that second
is over, so that whoever acts in it comes first.
Who may make a move is part of its row; a condition is what the object must be like besides.
"""


def draw(process: Process) -> str:
    """One process as Markdown: its diagram (Mermaid stateDiagram-v2), its moves, its deadlines."""
    parts = [f"```mermaid\n{diagram(process)}\n```", table(process)]
    if process.deadlines:
        parts.append(_deadlines(process))
    if followed := _followed(process):
        parts.append(followed)
    return "\n\n".join(parts)


def render_docs() -> str:
    """The whole of docs/processes.md."""
    index = "\n".join(f"- [{name}](#{name})" for name in PROCESSES)
    sections = (f"## {_titled(name)}\n\n{draw(process)}" for name, process in PROCESSES.items())
    return "\n\n".join([_HEAD + "\n" + index, *sections]) + "\n"


def diagram(process: Process) -> str:
    """The Mermaid text. Moves between the same two states share an arrow."""
    lines = ["stateDiagram-v2"]
    lines += [f"    [*] --> {state}" for state in process.states if state in process.start]
    arrows: dict[tuple[Any, Any], list[str]] = {}
    for state, move, rule in process.rows():
        due = f" {_CLOCK}" if process.deadlines.get(state) == move else ""
        arrows.setdefault((state, rule.to), []).append(f"{move}{due}")
    lines += [f"    {start} --> {to}: {'<br/>'.join(moves)}" for (start, to), moves in arrows.items()]
    lines += [f"    {state} --> [*]" for state in process.states if state in process.end]
    if process.holding:
        held = ",".join(state for state in process.states if state in process.holding)
        lines += ["    classDef holding fill:#fde68a,stroke:#b45309,color:#1c1917", f"    class {held} holding"]
    return "\n".join(lines)


def table(process: Process) -> str:
    """The moves as a Markdown table, in the table's order."""
    rows = ["| state | move | who | condition | leads to |", "|---|---|---|---|---|"]
    rows += [_row(process, state, move, rule) for state, move, rule in process.rows()]
    return "\n".join(rows)


def _row(process: Process, state: Any, move: Any, rule: Rule) -> str:
    due = f" {_CLOCK}" if process.deadlines.get(state) == move else ""
    to = "stays" if rule.to == state else _state(process, rule.to)
    return f"| {_state(process, state)} | {move}{due} | {_roles(rule.by)} | {rule.condition} | {to} |"


def _state(process: Process, state: Any) -> str:
    return f"{state} {_MONEY}" if state in process.holding else str(state)


def _roles(roles: Iterable[Role]) -> str:
    return ", ".join(role for role in Role if role in frozenset(roles))


def _deadlines(process: Process) -> str:
    due = "; ".join(f"{state} ends with *{move}*" for state, move in process.deadlines.items())
    return f"Deadlines: {due}."


def _followed(process: Process) -> str:
    """Which other object's deadline brings about the clock's moves that have none of their own."""
    moves = dict.fromkeys(
        move
        for state, move, rule in process.rows()
        if Role.CLOCK in rule.by and process.deadlines.get(state) != move and (process.name, move) in FOLLOWS
    )
    told = "; ".join(f"*{move}* after {_causes(process.name, move)}" for move in moves)
    return f"The clock's other moves follow another deadline: {told}." if told else ""


def _causes(name: str, move: str) -> str:
    return " or ".join(f"the {leader}'s *{cause}*" for leader, cause in sorted(FOLLOWS[name, move]))


def _titled(name: str) -> str:
    return name[0].upper() + name[1:]

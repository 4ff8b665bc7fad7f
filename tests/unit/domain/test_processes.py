"""The tables as they are pass the check, tables altered in any of these ways do not, and docs/ shows what they say."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields_dict

from tests import builders
from upclone.domain.actors import Role
from upclone.domain.deals import contracts, disputes, milestones
from upclone.domain.deals.endings import Deal
from upclone.domain.machine import Deadline, Process, Rule
from upclone.domain.payments import escrow, transfers
from upclone.domain.processes import (
    CURRENT,
    PROCESSES,
    VERSIONS,
    check,
    check_all,
    deadline_of,
    draw,
    process_of,
    render_docs,
)

DOCS = Path(__file__).parents[3] / "docs" / "processes.md"
PARTIES = (Role.CLIENT, Role.FREELANCER)
MILESTONE, DISPUTE, HOLD = milestones.PROCESS, disputes.PROCESS, escrow.PROCESS
CONTRACT, TRANSFER = contracts.PROCESS, transfers.PROCESS


def altered(process: Process, change: Callable[[dict[Any, Rule]], object], **fields: Any) -> Process:
    """The same process with some of its table changed."""
    moves = dict(process.moves)
    change(moves)
    return evolve(process, moves=moves, **fields)


def without(process: Process, *rows: tuple[Any, Any], **fields: Any) -> Process:
    """The same process without these rows."""
    return altered(process, lambda moves: [moves.pop(row) for row in rows], **fields)


def with_row(process: Process, state: Any, move: Any, rule: Rule, **fields: Any) -> Process:
    """The same process with one row more, or another one."""
    return altered(process, lambda moves: moves.update({(state, move): rule}), **fields)


def only(process: Process, *roles: Role) -> Process:
    """The same process with every row by these roles alone, where the row named any of them."""

    def narrow(moves: dict[Any, Rule]) -> None:
        for row, rule in list(moves.items()):
            if rule.by & set(roles):
                moves[row] = evolve(rule, by=rule.by & set(roles))

    return altered(process, narrow)


def unwritten(subject: object, role: Role) -> bool:
    return True


def looks_at_the_offer(dispute: Any, role: Role) -> bool:
    """somebody accepted"""
    return bool(dispute.accepted_by)


class Longer(StrEnum):
    """A dispute with one state more."""

    FORGOTTEN = "forgotten"


M, D, H, C = milestones, disputes, escrow, contracts
PLANTED: dict[str, tuple[Process, str, str]] = {
    "no ruling ends a milestone's dispute": (
        without(
            MILESTONE,
            *((M.State.DISPUTED, move) for move in M.Move if (M.State.DISPUTED, move) in M.MOVES),
            end=MILESTONE.end | {M.State.DISPUTED},
        ),
        "money_at_the_end",
        "disputed",
    ),
    "a dispute's money only goes round": (
        without(
            MILESTONE,
            *(
                (state, move)
                for (state, move), rule in M.MOVES.items()
                if state in MILESTONE.holding and rule.to not in MILESTONE.holding
            ),
        ),
        "money_stuck",
        "funded",
    ),
    "work waits for the client alone": (
        without(
            only(MILESTONE, Role.CLIENT),
            *(row for row in M.MOVES if row[1] in (M.Move.AUTO_APPROVE, M.Move.REFUND, M.Move.CANCEL)),
            deadlines={},
        ),
        "money_stuck",
        "submitted",
    ),
    "an escalated dispute waits for the parties": (
        without(DISPUTE, (D.State.ESCALATED, D.Move.RULE)),
        "money_stuck",
        "escalated",
    ),
    "an unanswered dispute waits for an answer": (
        without(DISPUTE, (D.State.OPENED, D.Move.ESCALATE), deadlines={D.State.RULED: D.Move.CONCLUDE}),
        "money_stuck",
        "opened",
    ),
    "a ruling waits for both to accept it": (
        with_row(DISPUTE, D.State.RULED, D.Move.CONCLUDE, Rule(D.State.RESOLVED, by=PARTIES)),
        "money_stuck",
        "ruled",
    ),
    "the clock concludes only what somebody accepted": (
        with_row(
            DISPUTE,
            D.State.RULED,
            D.Move.CONCLUDE,
            Rule(D.State.RESOLVED, by=(*PARTIES, Role.CLOCK), when=looks_at_the_offer),
        ),
        "money_stuck",
        "ruled",
    ),
    "nobody judges an appeal": (
        without(DISPUTE, (D.State.APPEALED, D.Move.RULE_APPEAL), end=DISPUTE.end | {D.State.APPEALED}),
        "money_at_the_end",
        "appealed",
    ),
    "a frozen hold stays frozen": (
        without(
            HOLD, *((H.State.FROZEN, move) for move in (H.Move.UNFREEZE, H.Move.RELEASE, H.Move.REFUND, H.Move.SPLIT))
        ),
        "money_stuck",
        "frozen",
    ),
    "a hold is the client's alone": (only(HOLD, Role.CLIENT), "money_stuck", "held"),
    "a transfer that was sent is never answered": (
        without(TRANSFER, (transfers.State.SENT, transfers.Move.SUCCEED), (transfers.State.SENT, transfers.Move.FAIL)),
        "money_stuck",
        "sent",
    ),
    "an operator can't end a contract": (
        altered(
            CONTRACT,
            lambda moves: [
                moves.__setitem__((state, C.Move.CANCEL), evolve(C.MOVES[state, C.Move.CANCEL], by=PARTIES))
                for state in (C.State.ACTIVE, C.State.PAUSED)
            ],
        ),
        "money_stuck",
        "active",
    ),
    "a deadline without its move": (
        with_row(MILESTONE, M.State.SUBMITTED, M.Move.AUTO_APPROVE, Rule(M.State.APPROVED, by=Role.OPERATOR)),
        "deadline_without_move",
        "submitted auto_approve",
    ),
    "a deadline whose row is gone": (
        without(HOLD, (H.State.REQUESTED, H.Move.EXPIRE)),
        "deadline_without_move",
        "requested expire",
    ),
    "a deadline that changes nothing": (
        with_row(CONTRACT, C.State.OFFERED, C.Move.EXPIRE, Rule(C.State.OFFERED, by=Role.CLOCK)),
        "deadline_without_effect",
        "offered expire",
    ),
    "a deadline that may not take effect": (
        with_row(
            DISPUTE, D.State.OPENED, D.Move.ESCALATE, Rule(D.State.ESCALATED, by=Role.CLOCK, when=looks_at_the_offer)
        ),
        "deadline_without_effect",
        "opened escalate",
    ),
    "a deadline that was forgotten": (
        evolve(MILESTONE, deadlines={}),
        "clock_without_deadline",
        "submitted auto_approve",
    ),
    "a negotiation without its deadline": (
        evolve(DISPUTE, deadlines={D.State.OPENED: D.Move.ESCALATE, D.State.RULED: D.Move.CONCLUDE}),
        "clock_without_deadline",
        "answered escalate",
    ),
    "a clock's move that follows nothing": (
        with_row(HOLD, H.State.HELD, H.Move.FREEZE, Rule(H.State.FROZEN, by=(*PARTIES, Role.CLOCK))),
        "clock_without_deadline",
        "held freeze",
    ),
    "a start that was forgotten": (evolve(MILESTONE, start={M.State.PLANNED}), "unreachable_state", "proposed"),
    "a state that only leads away": (
        without(CONTRACT, (C.State.ACTIVE, C.Move.PAUSE)),
        "unreachable_state",
        "paused",
    ),
    "a way out that was forgotten": (
        without(MILESTONE, (M.State.FUNDING, M.Move.CONFIRM_FUNDS), (M.State.FUNDING, M.Move.FUNDING_FAILED)),
        "dead_end",
        "funding",
    ),
    "an end that goes on": (
        with_row(CONTRACT, C.State.DECLINED, C.Move.REVISE, Rule(C.State.OFFERED, by=Role.CLIENT)),
        "end_leads_on",
        "declined",
    ),
    "a dead move": (without(DISPUTE, (D.State.OPENED, D.Move.ANSWER)), "unused_move", "answer"),
    "a dead state": (without(CONTRACT, (C.State.OFFERED, C.Move.EXPIRE), deadlines={}), "unused_state", "expired"),
    "a state of another machine": (
        with_row(CONTRACT, C.State.OFFERED, C.Move.EXPIRE, Rule(Longer.FORGOTTEN, by=Role.CLOCK)),
        "unknown_state",
        "forgotten",
    ),
    "a row for nobody": (
        with_row(CONTRACT, C.State.ACTIVE, C.Move.AMEND, Rule(C.State.ACTIVE, by=())),
        "row_without_role",
        "active amend",
    ),
    "a row for strangers": (
        with_row(CONTRACT, C.State.ACTIVE, C.Move.AMEND, Rule(C.State.ACTIVE, by=(Role.STRANGER,))),
        "row_for_strangers",
        "active amend",
    ),
    "a condition that can't be told": (
        with_row(CONTRACT, C.State.ACTIVE, C.Move.AMEND, Rule(C.State.ACTIVE, by=PARTIES, when=unwritten)),
        "condition_without_words",
        "active amend",
    ),
}


def test_all_tables_are_sound():
    """No money stuck, no deadline lost, no state or move dead, in any version."""
    assert check_all() == ()


@pytest.mark.parametrize("name", PLANTED)
def test_an_altered_table_is_refused(name: str):
    """The rule that it breaks is named, and where."""
    process, rule, where = PLANTED[name]
    assert (rule, where) in {(problem.rule, problem.where) for problem in check(process)}


@pytest.mark.parametrize(
    ("absent", "process"),
    [
        ("the client", only(HOLD, Role.CLIENT, Role.GATEWAY)),
        ("the freelancer", only(HOLD, Role.FREELANCER, Role.GATEWAY)),
        ("both parties", only(HOLD, *PARTIES, Role.GATEWAY)),
    ],
)
def test_the_check_says_whose_absence_traps_the_money(absent: str, process: Process):
    """Money that only one side can move is stuck once that side is gone; with two, once both are."""
    words = {problem.words for problem in check(process) if problem.rule == "money_stuck"}
    blamed = {name for name in ("the client", "the freelancer", "both parties") if any(f"{name} " in w for w in words)}
    assert blamed == {absent, "both parties"}


def test_a_problem_reads_as_a_sentence():
    """For people at a terminal."""
    problems = check(without(DISPUTE, (D.State.ESCALATED, D.Move.RULE)))
    assert "dispute, escalated: holds money that no way leads out of when both parties are absent" in map(str, problems)


def test_every_version_has_every_process():
    """A contract signed under any version finds its tables; new terms are offered under the current one."""
    names = {
        "contract",
        "milestone",
        "hold",
        "transfer",
        "dispute",
        "timesheet",
        "time_entry",
        "job",
        "proposal",
        "invitation",
        "account",
        "sanction",
        "category",
        "skill",
        "search",
        "method",
        "chargeback",
        "approval",
    }
    assert all(set(version) == names for version in VERSIONS.values())
    assert PROCESSES is VERSIONS[CURRENT]
    assert builders.terms().process_version == CURRENT


WORLD = builders.world()
SUBJECTS = [
    (builders.contract(signed=False), CONTRACT, contracts.deadline),
    (WORLD.contract, CONTRACT, contracts.deadline),
    (evolve(WORLD.milestones[0], state=M.State.SUBMITTED, review_due_at=builders.AT), MILESTONE, milestones.deadline),
    (WORLD.hold, HOLD, escrow.deadline),
    (builders.dispute(), DISPUTE, disputes.deadline),
]


@pytest.mark.parametrize(("subject", "process", "own"), SUBJECTS, ids=lambda part: getattr(part, "name", ""))
def test_an_object_knows_its_process_and_its_deadline(subject: Any, process: Process, own: Any):
    """The registry gives what the object's own module gives."""
    assert process_of(subject) is process
    assert deadline_of(subject) == own(subject)


@pytest.mark.parametrize("process", PROCESSES.values(), ids=lambda process: process.name)
def test_what_has_deadlines_has_its_due_time(process: Process):
    """In each state with a deadline an object names that move and a time; in every other it names none."""
    due = {**dict.fromkeys(("review_due_at", "due_at", "expires_at", "closes_at", "until"), builders.AT)}
    example = {
        "contract": WORLD.contract,
        "milestone": WORLD.milestones[0],
        "hold": WORLD.hold,
        "dispute": builders.dispute(),
        "timesheet": builders.timesheet(),
        "time_entry": builders.time_entry(),
        "transfer": builders.payout(),
        "job": WORLD.job,
        "proposal": WORLD.proposal,
        "invitation": builders.invitation(),
        "account": WORLD.client,
        "category": builders.category(),
        "skill": builders.skill(),
        "search": builders.search(),
        "sanction": builders.sanction(WORLD.client),
        "method": builders.method(),
        "chargeback": builders.chargeback(),
        "approval": builders.approval(),
    }[process.name]
    for state in process.states:
        fields = {name: at for name, at in due.items() if name in fields_dict(type(example))}
        deadline = deadline_of(evolve(example, state=state, **fields))
        assert (deadline.move if deadline else None) == process.deadlines.get(state)
        assert deadline is None or isinstance(deadline, Deadline)


def test_a_deal_is_its_contract_and_other_things_have_no_process():
    """COMPLETE and CANCEL look at a contract with its milestones."""
    assert process_of(Deal(WORLD.contract, WORLD.milestones)) is CONTRACT
    assert deadline_of(WORLD.contract.terms) is None
    with pytest.raises(KeyError):
        process_of(WORLD.contract.terms)


@pytest.mark.parametrize("process", PROCESSES.values(), ids=lambda process: process.name)
def test_a_drawing_shows_every_row(process: Process):
    """Each move with who may make it, money and deadlines marked, in the diagram and in the table."""
    drawn = draw(process)
    diagram, table = drawn.removeprefix("```mermaid\n").split("\n```\n")
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert diagram.startswith("stateDiagram-v2")
    assert len(rows) == len(process.moves)
    for row, (state, move, rule) in zip(rows, process.rows(), strict=True):
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert cells[0].removesuffix(" 💰") == state
        assert cells[0].endswith("💰") == (state in process.holding)
        assert cells[1].removesuffix(" ⏰") == move
        assert cells[1].endswith("⏰") == (process.deadlines.get(state) == move)
        assert set(cells[2].split(", ")) == rule.by
        assert cells[3] == rule.condition
        assert f"    {state} --> {rule.to}: " in diagram


def test_the_docs_are_those_of_the_tables():
    """docs/processes.md is what `upclone processes draw` writes."""
    assert DOCS.read_text(encoding="utf-8") == render_docs(), (
        "run `upclone processes draw` and commit docs/processes.md"
    )

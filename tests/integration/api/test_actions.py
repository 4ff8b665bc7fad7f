"""`actions` are the tables' own answer: what is listed can be done, what is not listed is refused."""

from typing import Any

import pytest

from tests.api_world import Person, World, eur
from upclone.domain.actors import Role
from upclone.domain.deals import contracts, disputes, hours, milestones, permits, timesheets
from upclone.domain.market import invitations, jobs, proposals
from upclone.domain.payments import escrow, transfers
from upclone.domain.people import accounts
from upclone.entrypoints.api.app import FEATURES

PEOPLE = {Role.CLIENT, Role.FREELANCER, Role.OPERATOR}
# Moves of people that only follow from a move of another object, with whose move they come.
FOLLOWING: dict[Any, set[Any]] = {
    accounts: {
        accounts.Move.SUSPEND,
        accounts.Move.BAN,
        accounts.Move.REINSTATE,
    },  # operators reach them from the list of users
    jobs: {jobs.Move.HOLD, jobs.Move.ACCEPT, jobs.Move.REOPEN, jobs.Move.LAPSE},
    proposals: {proposals.Move.HIRE, proposals.Move.LAPSE},
    invitations: {invitations.Move.ACCEPT},  # by bidding
    contracts: {
        contracts.Move.FUND,
        contracts.Move.DELIVER,
        contracts.Move.REVIEW,
        contracts.Move.DISPUTE,
        contracts.Move.HALT,
        contracts.Move.GO_ON,
    },
    milestones: {
        milestones.Move.CANCEL,
        milestones.Move.DRAW,
        milestones.Move.USE_UP,
        milestones.Move.FUNDING_FAILED,
        milestones.Move.RESUME_WORK,
        milestones.Move.RESUME_REVIEW,
        milestones.Move.RESUME_CHANGES,
        milestones.Move.RULE_RELEASE,
        milestones.Move.RULE_REFUND,
        milestones.Move.RULE_SPLIT,
        milestones.Move.RULE_REWORK,
    },
    escrow: set(escrow.Move) - {escrow.Move.CANCEL},
    disputes: set(),
    timesheets: {timesheets.Move.QUESTION, timesheets.Move.PAY, timesheets.Move.CANCEL},
    hours: {hours.Move.BILL},
    transfers: set(),
}


@pytest.mark.parametrize("machine", FOLLOWING, ids=lambda machine: machine.PROCESS.name)
def test_every_move_of_people_has_its_route(machine: Any):
    """A move that people can make is a route, or follows from another object's: nothing is unreachable."""
    # Moves of two machines that share a word are equal as text: a set of all would keep one of them.
    made = [move for feature in FEATURES for route in feature.routes for move in route.makes]
    routed = {move for move in made if type(move) is machine.Move}
    open_to_people = {move for (_, move), rule in machine.MOVES.items() if rule.by & PEOPLE}
    assert {move for move in open_to_people if move not in FOLLOWING[machine]} == routed


def test_every_milestone_move_of_people_knows_its_permit():
    """A move without a permit of the contract's is one that follows from another object's; or giving paid work back,
    which nobody stops when the contract is over."""
    by_people = {move for (_, move), rule in milestones.MOVES.items() if rule.by & PEOPLE}
    assert by_people - set(permits.PERMITS) == FOLLOWING[milestones] | {milestones.Move.GIVE_BACK}


BODIES = {
    "request_changes": {"note": "x"},
    "submit": {"note": "x"},
    "release_part": {"amount": eur(1)},
    "refund_part": {"amount": eur(1)},
    "propose_change": {"title": "x", "amount": eur(1)},
    "answer": {"statement": "x"},
    "add_evidence": {"statement": "x"},
    "offer": {"release": eur(1)},
    "rule": {"outcome": "release", "reason": "x"},
    "appeal": {"reason": "x"},
    "pause": {"reason": "x"},
    "hold": {"reason": "x"},
    "unhold": {"reason": "x"},
    "cancel": {"reason": "x"},
    "decline": {"reason": "x"},
    "revise": {"scope": "x"},
    "amend": {"title": "x", "amount": eur(1)},
}


def body_for(action: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    if action["move"] == "fund":
        return {"milestone_id": part["id"], "amount": part["amount"]}
    if action["move"] == "dispute":
        return {"milestone_id": part["id"], "reason": "x"}
    return BODIES.get(action["move"], {})


def parts(contract: dict[str, Any]) -> list[dict[str, Any]]:
    return [contract, *contract["milestones"], *contract["payments"], *contract["disputes"]]


@pytest.mark.parametrize("at", ["offered", "signed", "funded", "disputed"])
def test_what_is_listed_can_be_done(world: World, at: str):
    """For each side and an operator, every listed action previews with 200; needs name the body's required fields."""
    made = getattr(world, at)()
    contract = made["contract_id"] if at == "disputed" else made["id"]
    tried = 0
    for person in (world.client, world.freelancer, world.admin):
        for part in parts(person.sees(f"/contracts/{contract}")):
            for action in part["actions"]:
                body = body_for(action, part)
                assert {need["name"] for need in action["needs"] if need["required"]} <= set(body), action
                answer = person.call("POST", action["preview"], json=body)
                assert answer.status_code == 200, (action, answer.text)
                tried += 1
    assert tried >= 3


MILESTONE_MOVES = {
    "approve": {},
    "submit": {"note": "x"},
    "request-changes": {"note": "x"},
    "release": {"amount": eur(1)},
    "refund": {},
    "change": {"title": "x", "amount": eur(1)},
    "agree": {},
}
NAMES = {"request-changes": "request_changes", "release": "release_part", "change": "propose_change"}


@pytest.mark.parametrize("at", ["signed", "funded", "disputed"])
def test_what_is_not_listed_is_refused(world: World, at: str):
    """409 for a move that the list leaves out, and 200 for one that it names: the list is exact."""
    made = getattr(world, at)()
    contract = world.client.sees(f"/contracts/{made.get('contract_id') or made['id']}")
    milestone = contract["milestones"][0]["id"]

    def listed(person: Person) -> set[str]:
        return {action["move"] for action in person.sees(f"/milestones/{milestone}")["actions"]}

    for person in (world.client, world.freelancer, world.admin):
        moves = listed(person)
        for word, body in MILESTONE_MOVES.items():
            answer = person.post(f"/milestones/{milestone}/{word}/preview", body)
            assert answer.status_code == (200 if NAMES.get(word, word) in moves else 409), (word, moves, answer.text)

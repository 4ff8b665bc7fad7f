"""A transfer goes out once per attempt; whatever the gateway says last is believed, and a failure can be retried."""

from typing import Any

import pytest

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, new_id
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Role, member
from upclone.domain.errors import Invalid, MoveNotAllowed
from upclone.domain.money import Money
from upclone.domain.payments import transfers
from upclone.domain.payments.transfers import Kind, Move, State, Transfer


def variants(state: State) -> dict[str, Any]:
    return {"a payout": builders.payout(state=state), "a refund": builders.refund(state=state)}


def actors(transfer: Transfer) -> dict[Role, Any]:
    owner = Role.FREELANCER if transfer.kind is Kind.PAYOUT else Role.CLIENT
    return {
        owner: member(transfer.owner),
        Role.OPERATOR: OPERATOR,
        Role.MODERATOR: MODERATOR,
        Role.CLOCK: CLOCK,
        Role.GATEWAY: GATEWAY,
        Role.STRANGER: member(new_id()),
    }


TRIAL = Trial(
    transfers.PROCESS,
    """
    requested send gateway -> sent
    requested succeed gateway -> paid
    requested fail gateway -> failed
    sent succeed gateway -> paid
    sent fail gateway -> failed
    paid fail gateway -> failed
    failed retry freelancer operator -> requested [a payout is retried by the freelancer or an operator, a refund by an operator]
    """,  # noqa: E501
    variants=variants,
    actors=actors,
    verbs={
        Move.SEND: lambda transfer, by, role: transfers.send(transfer, "ref", by, AT),
        Move.SUCCEED: lambda transfer, by, role: transfers.succeed(transfer, "ref", by, AT),
        Move.FAIL: lambda transfer, by, role: transfers.fail(transfer, "No such account.", by, AT),
        Move.RETRY: lambda transfer, by, role: transfers.retry(transfer, by, AT),
    },
    holds={
        "a payout is retried by the freelancer or an operator, a refund by an operator": {
            "a payout": "freelancer operator",
            "a refund": "operator",
        }
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(transfers.PROCESS))
def test_every_cell(state: State, move: Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_list_is_the_table():
    """Both have the same cells, in the same words."""
    agree(TRIAL)


def test_each_attempt_has_a_key_of_its_own():
    """A new attempt may have another effect; asking again within an attempt may not."""
    payout = builders.payout()
    sent, _ = transfers.send(payout, "ref", GATEWAY, AT)
    assert sent.key == payout.key == f"{payout.id}:1"
    failed, event = transfers.fail(sent, "Closed.", GATEWAY, AT)
    assert (failed.failure, event.amount) == ("Closed.", payout.amount)
    again, requested = transfers.retry(failed, member(payout.owner), AT, destination="bank_other")
    assert (again.key, again.destination, again.gateway_ref, again.failure) == (
        f"{payout.id}:2",
        "bank_other",
        None,
        None,
    )
    assert requested.attempt == 2


def test_a_payout_that_bounces_after_success_is_failed():
    """Gateways take money back after they said that it was paid."""
    paid, _ = transfers.succeed(builders.payout(), "ref", GATEWAY, AT)
    bounced, _ = transfers.fail(paid, "Returned by the bank.", GATEWAY, AT)
    assert bounced.state is State.FAILED


def test_success_is_told_once():
    """A second webhook of the same success finds no such move: nothing is posted twice."""
    paid, _ = transfers.succeed(builders.payout(), "ref", GATEWAY, AT)
    with pytest.raises(MoveNotAllowed):
        transfers.succeed(paid, "ref", GATEWAY, AT)


@pytest.mark.parametrize("amount", [0, -5])
def test_nothing_is_not_sent(amount: int):
    """A transfer moves more than zero."""
    with pytest.raises(Invalid, match="more than zero"):
        transfers.request(new_id(), Kind.PAYOUT, new_id(), "sandbox", "bank", Money(amount, "EUR"), OPERATOR, AT)

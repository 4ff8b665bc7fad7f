"""A payer's bank takes its money back from the sandbox, by HTTP: halted, answered with a dossier, won and lost."""

from typing import Any
from uuid import UUID

import pytest

from tests.api_world import World, eur
from upclone.application.ports.gateways import Notice, Operation


def charged(world: World, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A contract that was paid by `token`, an hour later, and the chargeback of it."""
    contract = world.signed()
    world.fund(contract["id"], contract["milestones"][0]["id"], token)
    world.settle()
    world.settle()
    world.admin.does("/sandbox/clock", {"seconds": 3700})
    world.doors.operations.noticed("sandbox", notice(world, contract["id"]))
    found = world.admin.sees("/chargebacks")["items"][0]
    assert found["contract_id"] == contract["id"]
    return contract, found


def notice(world: World, contract: str) -> Notice:
    payment = world.client.sees(f"/contracts/{contract}")["payments"][-1]
    with world.doors.unit_of_work() as work:
        ref = work.holds.get(UUID(payment["id"])).gateway_ref
    return Notice("evt", Operation.CHARGEBACK, f"claim_{ref}")


@pytest.mark.parametrize(("token", "state", "milestone"), [("won", "won", "funded"), ("lost", "lost", "refunded")])
def test_a_bank_decides(world: World, token: str, state: str, milestone: str):
    """Meanwhile nothing moves; the answer is an operator's to send; both sides see how it stands, strangers nothing."""
    contract, chargeback = charged(world, f"tok_chargeback_{token}")
    id, first = chargeback["id"], contract["milestones"][0]["id"]
    assert (chargeback["state"], chargeback["taken"]["escrow"]["amount_minor"]) == ("opened", 30_900)
    assert world.client.sees(f"/contracts/{contract['id']}")["contested"]
    assert world.client.post(f"/milestones/{first}/approve").status_code == 409
    dossier = world.admin.get(f"/chargebacks/{id}/dossier", headers={"Accept": "application/pdf"})
    assert dossier.data.startswith(b"%PDF")
    assert world.freelancer.sees(f"/chargebacks/{id}")["actions"] == []
    assert world.stranger.get(f"/chargebacks/{id}").status_code == 404
    world.admin.does(f"/chargebacks/{id}/contest")
    for _ in range(3):
        world.settle()
    after = world.admin.sees(f"/chargebacks/{id}")
    assert (after["state"], after["returned"]) == (state, state == "won")
    seen = world.client.sees(f"/contracts/{contract['id']}")
    assert (seen["contested"], seen["milestones"][0]["state"]) == (False, milestone)


def test_paid_work_is_given_back(world: World):
    """Previewed with all fees, then done; the client is refunded what they paid for it."""
    contract = world.funded()
    first = contract["milestones"][0]["id"]
    world.client.does(f"/milestones/{first}/approve")
    preview = world.freelancer.does(f"/milestones/{first}/give-back/preview", {"amount": eur(30_000)})
    assert preview
    world.freelancer.does(f"/milestones/{first}/give-back", {"amount": eur(30_000)})
    refund = world.client.sees("/payouts?kind=refund")["items"][0]
    assert refund["amount"]["amount_minor"] == 30_900
    again = world.freelancer.post(f"/milestones/{first}/give-back", {"amount": eur(1)})
    assert again.status_code == 422

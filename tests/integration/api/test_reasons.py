"""An operator who moves money says why, over the API and on pages as by command: the audit keeps it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.api_world import World, eur

WHY = "Both asked for it by telephone."
HEADER = "Upclone-Reason"


def last(world: World) -> tuple[str, str, str]:
    """What was written down last: the act, on what, why."""
    act = world.doors.audit.acts(1)[0].act
    return act.act, act.object, act.reason


def count(world: World) -> int:
    return len(world.doors.audit.acts(100))


def refund(world: World) -> str:
    """Where a milestone is refunded that is paid for."""
    return f"/milestones/{world.funded()['milestones'][0]['id']}/refund"


def test_without_a_reason_no_operator_moves_money(world: World):
    """Refused by the field, and nothing was done or written; what it would do can be seen all the same."""
    where = refund(world)
    before = count(world)
    for said in ({}, {HEADER: "   "}):
        answer = world.admin.post(where, {}, headers={HEADER: "", **said})
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "reason")
    assert count(world) == before
    assert world.admin.post(f"{where}/preview", {}, headers={HEADER: ""}).json["postings"]
    assert world.freelancer.sees(where.removesuffix("/refund"))["state"] == "funded"


def test_without_a_reason_nobody_is_let_go_or_given_work(world: World):
    """What is done to people is explained as what is done to money."""
    person = world.newcomer("client")
    world.admin.does(f"/users/{person.id}/suspend", {"reason": "Spam."})
    for act, body in (("reinstate", {}), ("roles", {"give": ["moderator"]})):
        before = count(world)
        answer = world.admin.post(f"/users/{person.id}/{act}", body, headers={HEADER: ""})
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "reason"), act
        assert count(world) == before
        assert world.admin.post(f"/users/{person.id}/{act}", body, headers={HEADER: WHY}).status_code == 200
        assert last(world)[2] == WHY


@pytest.mark.parametrize(
    ("sent", "kept"),
    [(WHY, WHY), (quote("Accordé, 5 % en moins"), "Accordé, 5 % en moins"), ("5 % off%00%ff", "5 % off\ufffd\ufffd")],
)
def test_the_audit_says_why(world: World, sent: str, kept: str):
    """As it was given, also in other letters: percent-encoded, for a header has none of them."""
    where = refund(world)
    assert world.admin.post(where, {}, headers={HEADER: sent}).status_code == 200
    assert last(world) == ("POST /api/v1/milestones/<uuid:id>/refund", f"/api/v1{where}", kept)


def test_again_with_its_key_it_is_the_first_ones(world: World):
    """The key's answer comes back, and the audit has one act."""
    where = refund(world)
    before = count(world)
    answers = [world.admin.post(where, {}, key="once", headers={HEADER: why}) for why in (WHY, "Another one.")]
    assert [each.status_code for each in answers] == [200, 200]
    assert answers[0].json == answers[1].json
    assert (count(world) - before, last(world)[2]) == (1, WHY)


@pytest.mark.parametrize("sent", ["x" * 5_001, "\x7f"])
def test_what_can_not_be_written_down_is_refused(world: World, sent: str):
    where = refund(world)
    answer = world.admin.post(where, {}, headers={HEADER: sent})
    assert answer.status_code == 422, answer.text
    assert world.freelancer.sees(where.removesuffix("/refund"))["state"] == "funded"


def test_payouts_and_their_retries(world: World):
    """They are sent by an operator with a reason; their owner needs none."""
    milestone = world.funded()["milestones"][0]["id"]
    world.client.does(f"/milestones/{milestone}/approve")
    body: dict[str, Any] = {"amount": eur(1_000), "destination": "acct_bounces"}
    ordered = {**body, "account_id": world.freelancer.id}
    assert world.admin.post("/payouts", ordered, headers={HEADER: ""}).status_code == 422
    payout = world.admin.post("/payouts", ordered, headers={HEADER: WHY}).json
    assert last(world)[2] == WHY
    assert world.freelancer.post("/payouts", body).status_code == 202
    for _ in range(3):
        world.settle()
    assert world.admin.post(f"/payouts/{payout['id']}/retry", {}, headers={HEADER: ""}).status_code == 422
    assert world.admin.post(f"/payouts/{payout['id']}/retry", {}, headers={HEADER: WHY}).status_code == 202


def test_what_the_body_says_goes_first(world: World):
    """A hold has its reason in the body, as ever."""
    milestone = world.funded()["milestones"][0]["id"]
    answer = world.admin.post(f"/milestones/{milestone}/hold", {"reason": "A court."}, headers={HEADER: WHY})
    assert (answer.status_code, last(world)[2]) == (200, "A court.")

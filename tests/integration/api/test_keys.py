"""P3: the same command again has its effect once, and answers the same."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api_world import World, eur


def test_the_same_key_answers_the_same(world: World):
    """Status and body, byte for byte, with the mark of a replay; the effect happened once."""
    contract = world.funded()
    milestone = contract["milestones"][0]["id"]
    body = {"amount": eur(1000)}
    first = world.client.post(f"/milestones/{milestone}/release", body, key="part-1")
    again = world.client.post(f"/milestones/{milestone}/release", body, key="part-1")
    assert (first.status_code, "Idempotent-Replayed" in first.headers) == (200, False)
    assert (again.status_code, again.data, again.headers["Idempotent-Replayed"]) == (200, first.data, "true")
    assert world.client.sees(f"/payments/{contract['payments'][0]['id']}")["released"] == eur(1000)


def test_another_request_under_the_key_is_refused(world: World):
    """Another body, or another path: 409 key_reused. Another caller's key is another key."""
    contract = world.funded()
    milestone, other = (each["id"] for each in contract["milestones"][:2])
    path = f"/milestones/{milestone}/release"
    assert world.client.post(path, {"amount": eur(1000)}, key="k").status_code == 200
    for where, body in ((path, {"amount": eur(1001)}), (f"/milestones/{other}/release", {"amount": eur(1000)})):
        refused = world.client.post(where, body, key="k")
        assert (refused.status_code, refused.json["code"]) == (409, "key_reused")
    assert world.freelancer.post(f"/milestones/{milestone}/submit", {"note": "x"}, key="k").status_code == 200


def test_a_refused_command_is_not_kept(world: World):
    """Corrected, it may be sent under the same key."""
    contract = world.funded()
    path = f"/milestones/{contract['milestones'][0]['id']}/release"
    assert world.client.post(path, {"amount": eur(10**9)}, key="r").status_code == 422
    assert world.client.post(path, {"amount": eur(1)}, key="r").status_code == 200


@pytest.mark.parametrize("key", ["x" * 256, "with space", "é", "tab\tbed"])
def test_a_key_is_printable_and_short(world: World, key: str):
    """422 for anything else."""
    assert world.client.post("/jobs", {"title": "x", "description": "y", "budget": eur(1)}, key=key).status_code == 422


@pytest.mark.race
def test_twenty_at_once_are_one(world: World):
    """Acceptance 3: the same key 20 times in parallel: one effect, equal answers."""
    contract = world.funded()
    milestone = contract["milestones"][0]["id"]

    def send(_: int) -> tuple[int, bytes, bool]:
        answer = world.client.post(f"/milestones/{milestone}/release", {"amount": eur(700)}, key="together")
        return answer.status_code, answer.data, "Idempotent-Replayed" in answer.headers

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    assert {(status, body) for status, body, _ in answers} == {(200, answers[0][1])}
    assert [replayed for *_, replayed in answers].count(False) == 1
    assert world.client.sees(f"/payments/{contract['payments'][0]['id']}")["released"] == eur(700)


@pytest.mark.race
def test_two_approvals_at_once_pay_once(world: World):
    """Without keys: one wins, the other is told that the move is over."""
    contract = world.funded()
    milestone = contract["milestones"][0]["id"]
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: world.client.post(f"/milestones/{milestone}/approve").status_code, range(8)))
    assert sorted(statuses) == [200] + [409] * 7
    assert world.client.sees(f"/payments/{contract['payments'][0]['id']}")["released"] == eur(30000)

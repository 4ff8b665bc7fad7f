"""Large sums need two operators, and whatever an operator does is in the audit, which nobody alters unseen."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest

from tests.integration.cli.conftest import OPERATOR, PASSWORD, Deal, Desk, make_deal
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import conninfo
from upclone.domain.actors import Actor, operator
from upclone.domain.errors import Conflict, Refused
from upclone.domain.money import Money
from upclone.entrypoints import acts
from upclone.entrypoints.doors import Doors

AS = ("--as", OPERATOR)
OTHER = "second@example.org"
WHY = ("--reason", "both asked for it")


@pytest.fixture(scope="module")
def second(doors: Doors) -> UUID:
    """Another operator."""
    return doors.accounts.create_admin(OTHER, PASSWORD, "Otto at the desk").id


@pytest.fixture
def large(doors: Doors, people: tuple[Actor, Actor], second: UUID) -> Deal:
    """2,000 EUR are held."""
    return make_deal(doors, people, Money(200_000, "EUR"))


def state_of(doors: Doors, deal: Deal) -> str:
    with doors.unit_of_work() as work:
        return str(work.milestones.get(deal.milestones[0]).state)


def ask(desk: Desk, deal: Deal) -> str:
    said = desk.json("escrow", "release", deal.milestones[0], *AS, *WHY, "--yes")
    assert said["done"] is False
    return str(said["approval"]["id"])


def test_another_one_approves_and_the_audit_names_both(desk: Desk, doors: Doors, large: Deal, second: UUID):
    """One alone asks; the same person can't approve; the second can, and exactly once."""
    id = ask(desk, large)
    assert state_of(doors, large) == "funded"
    assert desk.error("approvals", "approve", id, *AS, "--yes", exit=4)["code"] == "move_not_allowed"
    assert desk.json("approvals", "approve", id, "--as", OTHER, "--yes")["state"] == "carried_out"
    assert state_of(doors, large) == "approved"
    assert desk.error("approvals", "approve", id, "--as", OTHER, "--yes", exit=4)["code"] == "move_not_allowed"
    newest = desk.json("audit", "list")["items"][0]
    assert (newest["act"], newest["reason"], newest["second"]) == ("release", "both asked for it", str(second))
    assert str(large.milestones[0]) in newest["object"]
    assert desk.json("audit", "verify")["sound"] is True


def test_without_a_reason_nobody_is_asked(desk: Desk, large: Deal):
    """Who and why."""
    error = desk.error("escrow", "release", large.milestones[0], *AS, "--yes", exit=2)
    assert error["facts"]["field"] == "reason"


def test_what_changed_meanwhile_is_not_carried_out(desk: Desk, doors: Doors, large: Deal):
    """The outcome must be the one that was shown; nothing is kept otherwise, and it can be taken back."""
    id = ask(desk, large)
    doors.milestones.release_part(large.client, large.milestones[0], Money(5_000, "EUR"))
    assert desk.error("approvals", "approve", id, "--as", OTHER, "--yes", exit=5)["code"] == "conflict"
    assert state_of(doors, large) == "funded"
    assert desk.json("approvals", "refuse", id, *AS, *WHY)["state"] == "refused"


def test_two_approve_at_once(desk: Desk, doors: Doors, large: Deal, second: UUID):
    """One carries it out; the other is refused."""
    id = UUID(ask(desk, large))

    def approve(_: int) -> str:
        try:
            return str(acts.approve(doors, operator(second), id).state)
        except (Refused, Conflict) as no:
            return no.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(approve, range(2))) == ["carried_out", "move_not_allowed"]


def test_small_sums_need_one(desk: Desk, doors: Doors, deal: Deal):
    """And are written down all the same, with the reason."""
    desk.json("escrow", "release", deal.milestones[0], *AS, *WHY, "--yes")
    newest = desk.json("audit", "list")["items"][0]
    assert (newest["act"], newest["reason"], newest["second"]) == ("upclone escrow release", "both asked for it", None)
    lines = desk.run("audit", "export").stdout.splitlines()
    assert json.loads(lines[-1])["seq"] == newest["seq"] == len(lines)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE audit SET reason = 'none' WHERE seq = 2", "act 2"),
        ("UPDATE audit SET second = NULL, by = (SELECT id FROM account WHERE id <> by LIMIT 1) WHERE seq = 1", "act 1"),
        ("DELETE FROM audit WHERE seq = 1", "act 2"),
        ("UPDATE audit SET seal = 'x' WHERE seq = 2", "act 2"),
    ],
)
def test_tampering_is_named(desk: Desk, urls: Urls, doors: Doors, deal: Deal, change: str, named: str):
    """Whoever gets past the triggers leaves a trace: the first bad act is named, with exit code 7."""
    desk.run("escrow", "release", deal.milestones[0], "--amount", "10.00 EUR", *AS, *WHY, "--yes")
    desk.run("escrow", "release", deal.milestones[0], "--amount", "11.00 EUR", *AS, *WHY, "--yes")
    with psycopg.connect(conninfo(urls.owner_url), autocommit=True) as raw:
        with pytest.raises(psycopg.errors.RestrictViolation):
            raw.execute(change)
        raw.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM audit")
        raw.execute("SET session_replication_role = replica")
        raw.execute(change)
        try:
            assert named in desk.json("audit", "verify", exit=7)["flaw"]
        finally:
            raw.execute("DELETE FROM audit")
            raw.execute("INSERT INTO audit SELECT * FROM kept")
    assert desk.json("audit", "verify")["sound"] is True


def test_a_ruling_on_appeal_takes_two_people_as_well(desk: Desk, doors: Doors, large: Deal):
    """It moves the money at once. It was refused for good before: nobody could ask for a second."""
    opened = doors.disputes.open(large.client, large.milestones[0], "Cold.", "Two are cold.")
    doors.disputes.answer(large.freelancer, opened.id, "All are warm.")
    doors.disputes.escalate(large.client, opened.id)
    first = desk.json("disputes", "rule", opened.id, "release", *AS, *WHY, "--yes")
    assert first["done"] is True, "a first ruling moves nothing: one is enough"
    doors.disputes.appeal(large.client, opened.id, "Look at the third again.")
    asked = desk.json("disputes", "rule", opened.id, "refund", "--as", OTHER, *WHY, "--yes")
    assert asked["done"] is False
    assert desk.json("approvals", "approve", asked["approval"]["id"], *AS, "--yes")["state"] == "carried_out"
    assert state_of(doors, large) in ("refunded", "resolved", "settled")

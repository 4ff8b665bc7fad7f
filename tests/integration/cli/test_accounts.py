"""Operators look at people, give and take roles, and sign them out: attributed, rehearsed, and never the last admin."""

from __future__ import annotations

import pytest

from tests.api_world import PASSWORD
from tests.integration.cli.conftest import OPERATOR, Desk
from tests.letterbox import link_to
from upclone.domain.people.accounts import AccountRole
from upclone.domain.people.proofs import Purpose
from upclone.domain.people.sessions import Origin
from upclone.entrypoints.doors import Doors

AS = ("--as", OPERATOR, "--reason", "asked for by telephone")


@pytest.fixture
def eve(doors: Doors) -> str:
    """Somebody who is signed in twice."""
    email = "eve@example.org"
    with doors.unit_of_work() as work:
        found = work.accounts.by_email(email)
    account = found or doors.accounts.sign_up(email, PASSWORD, "Eve Lund", frozenset({AccountRole.CLIENT}))
    if found is None:
        doors.addresses.verify(link_to(doors, account.id, Purpose.VERIFY_EMAIL))
    for agent in ("Phone", "Desk"):
        doors.sessions.open(account.id, Origin("192.0.2.1", agent))
    return email


def test_show_says_how_somebody_stands(desk: Desk, eve: str):
    """Without a secret."""
    shown = desk.json("accounts", "show", eve)
    assert (shown["email"], shown["roles"], shown["second_factor"]) == (eve, ["client"], False)
    assert not [name for name in shown if "hash" in name]


def test_roles_are_given_and_taken(desk: Desk, eve: str):
    """A dry run keeps nothing; taking a role signs out."""
    desk.json("accounts", "grant", eve, "moderator", *AS, "--dry-run")
    assert desk.json("accounts", "show", eve)["roles"] == ["client"]
    desk.json("accounts", "grant", eve, "moderator", *AS, "--yes")
    assert desk.json("accounts", "show", eve)["roles"] == ["client", "moderator"]
    assert desk.json("accounts", "sessions", eve)["items"]
    done = desk.json("accounts", "revoke", eve, "moderator", *AS, "--yes")
    assert done["outcome"]["events"] == ["RolesChanged"]
    assert desk.json("accounts", "sessions", eve)["items"] == []


def test_somebody_is_signed_out(desk: Desk, eve: str):
    """Everywhere, by a named operator."""
    assert len(desk.json("accounts", "sessions", eve)["items"]) >= 2
    assert desk.json("accounts", "sign-out", eve, *AS, "--yes")["outcome"]["events"] == ["SignedOut"]
    assert desk.json("accounts", "sessions", eve)["items"] == []


def test_a_lost_second_factor_is_taken_away(desk: Desk, doors: Doors, eve: str):
    """Only where there is one."""
    with doors.unit_of_work() as work:
        account = work.accounts.by_email(eve)
    assert account is not None
    doors.second_factors.enrol(account.actor, PASSWORD)
    done = desk.json("accounts", "remove-second-factor", eve, *AS, "--yes")
    assert done["outcome"]["events"] == ["SecondFactorDisabled"]
    assert desk.error("accounts", "remove-second-factor", eve, *AS, "--yes", exit=4)["code"] == "refused"


def test_the_last_admin_stays_one(desk: Desk):
    """Nobody takes it from themselves."""
    assert desk.error("accounts", "revoke", OPERATOR, "admin", *AS, "--yes", exit=4)["code"] == "refused"
    assert desk.json("accounts", "show", OPERATOR)["roles"] == ["admin"]

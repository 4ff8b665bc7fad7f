"""`upclone chargebacks`: what banks want back, the dossier as a file, and the one answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.cli.conftest import OPERATOR, Deal, Desk
from upclone.application.ports.gateways import Claim, ClaimState
from upclone.domain.actors import Actor, Role
from upclone.domain.payments.chargebacks import Chargeback
from upclone.entrypoints.doors import Doors

AS = ("--as", OPERATOR, "--reason", "asked for by telephone")
OPERATOR_ROLE = Actor(role=Role.OPERATOR)


@pytest.fixture
def claimed(doors: Doors, deal: Deal) -> Chargeback:
    """The payer's bank wants the first milestone's payment back."""
    with doors.unit_of_work() as work:
        hold = work.holds.of(deal.contract)[0]
    assert hold.gateway_ref is not None
    claim = Claim(f"claim_{hold.id}", hold.gateway_ref, hold.total, ClaimState.OPEN, "fraudulent", withdrawn=True)
    found = doors.chargebacks.claimed("sandbox", claim)
    assert found is not None
    return found


def test_it_is_listed_and_answered_once(desk: Desk, claimed: Chargeback):
    """A dry run sends nothing; a second answer is refused with the rule."""
    rows = {row["id"]: row["state"] for row in desk.json("chargebacks", "list")["items"]}
    assert rows[str(claimed.id)] == "opened"
    desk.json("chargebacks", "contest", claimed.id, *AS, "--dry-run")
    assert desk.json("chargebacks", "contest", claimed.id, *AS, "--yes")["outcome"]["events"] == ["ChargebackContested"]
    assert desk.error("chargebacks", "contest", claimed.id, *AS, "--yes", exit=4)["code"] == "move_not_allowed"


def test_what_the_bank_took_is_no_refund(doors: Doors, claimed: Chargeback):
    """An answer that says that the payer was refunded would lose the case."""
    told = doors.chargebacks.dossier(OPERATOR_ROLE, claimed.id)
    assert "Refunded: 0.00 EUR." in {part.heading: part.text for part in told.parts}["Money"]


def test_the_dossier_is_a_file(desk: Desk, claimed: Chargeback, tmp_path: Path):
    """For operators alone."""
    paper = tmp_path / "dossier.pdf"
    assert desk.json("chargebacks", "dossier", claimed.id, "--out", paper, *AS[:2])["bytes"] == paper.stat().st_size
    assert paper.read_bytes().startswith(b"%PDF")
    desk.run("chargebacks", "dossier", claimed.id, "--out", paper, exit=2)

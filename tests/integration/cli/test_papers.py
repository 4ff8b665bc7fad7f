"""`upclone invoices` and `upclone statements`: what was issued, its proof, and what somebody earned."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest

from tests.integration.cli.conftest import OPERATOR, Deal, Desk, make_deal
from upclone.adapters.embedded import Urls
from upclone.domain.actors import Actor
from upclone.entrypoints.doors import Doors


@pytest.fixture(scope="module")
def issued(doors: Doors, people: tuple[Actor, Actor]) -> Deal:
    """The first milestone, 100.00, was approved, and its papers were issued."""
    deal = make_deal(doors, people)
    doors.milestones.approve(deal.client, deal.milestones[0])
    with doors.unit_of_work() as work:
        rows = work.transaction.all(  # type: ignore[attr-defined]  # PostgreSQL's
            "SELECT id FROM event WHERE contract_id = %(id)s AND name = 'FundsDischarged'", {"id": deal.contract}
        )
        event = work.events.get(rows[0][0])
    doors.papers.issue(rows[0][0], event)
    return deal


def test_papers_are_listed_and_shown(desk: Desk, issued: Deal):
    """Newest first; one by its number or its id."""
    listed = desk.json("invoices", "list", "--contract", issued.contract)["items"]
    assert [each["kind"] for each in listed] == ["freelancer_fee", "client_fee", "work"]
    work = listed[2]
    assert work["gross"] == {"amount_minor": 10_000, "currency": "EUR"}
    for which in (work["number"], work["id"]):
        assert desk.json("invoices", "show", which)["items"][0] == work
    assert work["number"] in desk.run("invoices", "list", "--kind", "work").output
    assert desk.error("invoices", "show", UUID(int=1), exit=3)["code"] == "not_found"


def test_papers_are_verified_and_credited(desk: Desk, issued: Deal, urls: Urls):
    """Sound, with a credit note too; an altered one is named, with exit code 7."""
    assert desk.json("invoices", "verify") == {"sound": True, "papers": 3, "series": 2, "unbilled": 0, "flaw": None}
    work = desk.json("invoices", "list", "--kind", "work")["items"][0]
    asked = ("invoices", "credit", work["id"], "20 EUR", "--entry", work["entry"], "--reason", "A day less.")
    desk.run(*asked, "--as", OPERATOR, exit=2)
    assert desk.json(*asked, "--as", OPERATOR, "--dry-run")["done"] is False
    assert desk.json("invoices", "list", "--document", "credit_note")["items"] == []
    assert desk.json(*asked, "--as", OPERATOR, "--yes")["done"] is True
    (note,) = desk.json("invoices", "list", "--document", "credit_note")["items"]
    assert (note["document"], note["credits"]) == ("credit_note", work["number"])
    assert "A day less." in str(desk.json("contracts", "show", issued.contract)["history"][-1])
    assert "CreditNoteIssued" in desk.run("contracts", "show", issued.contract).output
    assert "no number is missing" in desk.run("invoices", "verify").output
    with psycopg.connect(urls.owner_url.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("UPDATE invoice SET reason = 'None.' WHERE id = %s", [note["id"]])
        assert "not as it was issued" in desk.run("invoices", "verify", exit=7).stderr
        owner.execute("UPDATE invoice SET reason = 'A day less.' WHERE id = %s", [note["id"]])


def test_statements_by_email(desk: Desk, doors: Doors, issued: Deal):
    """Words, JSON and the table; a period before it all opens and closes with nothing."""
    with doors.unit_of_work() as work:
        assert issued.freelancer.id is not None
        email = work.accounts.get(issued.freelancer.id).email
    (account,) = desk.json("statements", "earnings", email)["accounts"]
    assert account["closing"] == {"amount_minor": 9_000, "currency": "EUR"}
    assert "Closing balance 90.00 EUR" in desk.run("statements", "earnings", email).output
    table = desk.run("statements", "earnings", email, "--csv", "--language", "fr", "--time-zone", "Europe/Paris")
    assert "Solde de clôture;;;;EUR;;;;;90,00" in table.output
    assert desk.json("statements", "earnings", email, "--to", "2001-01-01")["accounts"] == []
    assert desk.json("statements", "spending", issued.client.id)["accounts"][0]["closing"]["amount_minor"] == 0

"""Statements and summaries by HTTP: by day of a time zone, in three forms and two languages."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.api_world import Person, World, bill, eur
from tests.integration.api.test_lists import counted

FIRM = {"country": "FR", "business": True, "legal_name": "Atelier EI", "vat_number": "FR40303265045"}


@pytest.fixture(scope="module")
def contract(world: World) -> dict[str, Any]:
    """900.00 agreed, of which 600.00 was paid in, 500.00 released in three parts, and 100.00 withdrawn."""
    world.freelancer.does("/tax-identity", FIRM, "PUT")
    made = world.funded(2)
    first, second, _ = made["milestones"]
    for part in (10_000, 10_000):
        world.client.does(f"/milestones/{first['id']}/release", {"amount": eur(part)})
    world.client.does(f"/milestones/{second['id']}/approve")
    world.freelancer.does("/payouts", {"amount": eur(10_000), "destination": "acct_ok"})
    bill(world, made["id"])
    return made


def test_earnings_add_up(world: World, contract: dict[str, Any]):
    """Three releases of which a tenth was kept, one withdrawal: the closing balance is the one to withdraw."""
    statement = world.freelancer.sees("/statements/earnings")
    (account,) = statement["accounts"]
    assert (account["opening"], account["closing"]) == (eur(0), eur(35_000))
    assert [line["kind"] for line in account["lines"]] == ["release", "release", "release", "payout"]
    assert [line["gross"] for line in account["lines"]] == [eur(10_000), eur(10_000), eur(30_000), eur(-10_000)]
    assert [line["tax"] for line in account["lines"]] == [eur(1_667), eur(1_667), eur(5_000), eur(0)]
    assert account["lines"][0]["counterparty"] != ""
    assert world.freelancer.sees("/balances")["items"][0]["available"] == account["closing"]


def test_spending_adds_up(world: World, contract: dict[str, Any]):
    """What was paid in, what left it, what is still held: 100.00 of work and its fee."""
    (account,) = world.client.sees("/statements/spending")["accounts"]
    assert account["closing"] == eur(10_300)
    assert [line["net"]["amount_minor"] for line in account["lines"]] == [30_900, 30_900, -10_300, -10_300, -30_900]
    assert world.client.sees("/statements/earnings")["accounts"] == []


def test_a_period_opens_with_what_was_before(world: World, contract: dict[str, Any]):
    """From tomorrow on nothing moved; a contract that is another's has no lines."""
    for path, closing in (("/statements/earnings?from=2999-01-01&to=2999-02-01", eur(35_000)),):
        (account,) = world.freelancer.sees(path)["accounts"]
        assert (account["opening"], account["lines"], account["closing"]) == (closing, [], closing)
    assert world.freelancer.sees("/statements/earnings?to=2001-01-01")["accounts"] == []
    ours = world.freelancer.sees(f"/statements/earnings?contract_id={contract['id']}&gateway=sandbox")
    assert ours["accounts"][0]["closing"] == eur(45_000)


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-02-01&to=2026-02-01",
        "time_zone=Mars/Olympus",
        "time_zone=../../etc/passwd",
        "from=yesterday",
        "from=0001-01-01&time_zone=Asia/Tokyo",
        "to=0001-01-01",
        "to=9999-12-31&time_zone=America/New_York",
    ],
)
def test_a_period_that_is_none_is_refused(world: World, query: str):
    """422, on statements and on summaries."""
    for path in ("/statements/earnings", "/spending/summary"):
        assert world.freelancer.get(f"{path}?{query}").status_code == 422


def table(person: Person, path: str, language: str) -> tuple[bytes, list[list[str]]]:
    answer = person.get(path, headers={"Accept": "text/csv", "Accept-Language": language})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";" if language == "fr" else ",")
    return answer.data, list(rows)


def test_a_table_for_spreadsheets(world: World, contract: dict[str, Any]):
    """With a mark for Excel, headings and decimals of the language, and both balances."""
    data, rows = table(world.freelancer, "/statements/earnings", "en")
    assert data.startswith(b"\xef\xbb\xbf")
    assert (rows[0][2], rows[0][4], rows[1][2], rows[-1][2]) == (
        "Movement", "Client", "Opening balance", "Closing balance",
    )  # fmt: skip
    assert [row[10] for row in rows[2:-1]] == ["90.00", "90.00", "270.00", "-100.00"]
    _, french = table(world.freelancer, "/statements/earnings?time_zone=Europe/Paris", "fr")
    assert (french[0][10], french[2][2], french[2][7], french[-1][11]) == (
        "Net", "Prestation réglée", "100,00", "350,00",
    )  # fmt: skip


def test_a_statement_on_paper(world: World, contract: dict[str, Any]):
    """In both languages."""
    for language, words in (
        ("en", ("Earnings", "Withdrawal", "350.00 EUR")),
        ("fr", ("Revenus", "Retrait", "350,00 €")),
    ):
        headers = {"Accept": "application/pdf", "Accept-Language": language}
        answer = world.freelancer.get("/statements/earnings", headers=headers)
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
        for each in words:
            assert each in text


def test_summaries_in_one_statement(world: World, contract: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    """By month, contract and counterparty, with the same number of queries however much there is."""
    (sums,) = world.freelancer.sees("/earnings/summary")["items"]
    assert (sums["releases"], sums["gross"], sums["fee"], sums["net"]) == (3, eur(50_000), eur(5_000), eur(45_000))
    assert sums["tax"] == eur(8_334)
    assert [(each["contract_id"], each["gross"]) for each in sums["contracts"]] == [(contract["id"], eur(50_000))]
    assert [each["net"] for each in sums["counterparties"]] == [eur(45_000)]
    assert len(sums["months"]) == 1
    (spent,) = world.client.sees("/spending/summary")["items"]
    assert (spent["gross"], spent["fee"], spent["net"]) == (eur(-50_000), eur(1_500), eur(-51_500))
    for path in ("/earnings/summary", "/earnings/summary?from=2020-01-01"):
        with counted(monkeypatch) as sent:
            world.freelancer.sees(path)
        assert len([each for each in sent if "posting" in each]) == 1
        assert len(sent) <= 3  # who asks, that they were here, and the sums

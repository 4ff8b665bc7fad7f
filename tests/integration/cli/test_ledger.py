"""`upclone ledger`: what lies where, and the proof that nobody altered it."""

from __future__ import annotations

import psycopg

from tests.integration.cli.conftest import Deal, Desk
from upclone.adapters.embedded import Urls


def test_balances_sum_to_zero(desk: Desk, deal: Deal):
    """By kind, per account, and in total."""
    said = desk.json("ledger", "balances")
    assert said["totals"] == [{"amount_minor": 0, "currency": "EUR"}]
    held = desk.json("ledger", "balances", "--kind", "escrow")["items"]
    assert {row["kind"] for row in held} == {"escrow"}
    assert held[0]["balance"] == {"amount_minor": 10_300, "currency": "EUR"}
    [clearing] = desk.json("ledger", "balances", "--kind", "gateway_clearing")["items"]
    assert clearing["balance"]["amount_minor"] == -sum(row["balance"]["amount_minor"] for row in held)
    table = desk.run("ledger", "balances").output
    assert "Everything sums to 0.00 EUR" in table
    assert f"{clearing['balance']['amount_minor'] / 100:.2f} EUR" in table


def test_entries_are_told_line_by_line(desk: Desk, deal: Deal):
    """Newest first; by contract, and by account."""
    [entry] = desk.json("ledger", "entries", "--contract", deal.contract)["items"]
    assert entry["kind"] == "fund"
    assert [line["amount"]["amount_minor"] for line in entry["lines"]] == [-10_300, 10_300]
    account = "gateway_clearing:sandbox:EUR"
    assert desk.json("ledger", "entries", "--account", account, "--limit", 1)["items"][0]["id"] == entry["id"]
    assert entry["id"] in desk.run("ledger", "entries").output


def test_an_altered_posting_is_named(desk: Desk, deal: Deal, urls: Urls):
    """As the superuser, change one amount: verify names that row and exits with 7; put back, it is sound."""
    assert desk.json("ledger", "verify")["sound"] is True
    entry = desk.json("ledger", "entries", "--contract", deal.contract)["items"][0]["id"]
    alter = "UPDATE posting SET amount_minor = amount_minor + %s WHERE entry = %s AND line = 1"
    with psycopg.connect(urls.owner_url.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute(alter, [1, entry])
        result = desk.run("ledger", "verify", exit=7)
        assert f"posting {entry}/1" in result.stderr
        assert desk.json("ledger", "verify", exit=7)["flaw"]["id"] == f"{entry}/1"
        owner.execute(alter, [-1, entry])
    assert "all as they were written" in desk.run("ledger", "verify").output

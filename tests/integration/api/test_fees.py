"""Fees before anyone commits, and tax identities, by HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api_world import World, eur


def test_a_quote_is_what_the_contract_charges(world: World):
    """What a visitor is told is what terms and proposal say, and what the ledger takes in the end."""
    asked = "/fees/quote?amount_minor=90000&currency=EUR&milestones=30000,30000,30000"
    quote = world.visitor.sees(asked)
    assert (quote["client_pays"], quote["freelancer_gets"]) == (eur(92700), eur(81000))
    assert [part["client_fee"] for part in quote["parts"]] == [eur(900)] * 3
    contract = world.signed()
    assert contract["terms"]["costs"] == quote
    assert world.client.sees(f"/proposals/{contract['proposal_id']}")["costs"] == quote


def test_the_freelancers_fee_falls_with_what_was_released(world: World):
    """10 % up to 1,000 euros, 7 % above."""
    first = world.visitor.sees("/fees/quote?amount_minor=100000&currency=EUR")
    then = world.visitor.sees("/fees/quote?amount_minor=100000&currency=EUR&released_minor=100000")
    assert (first["freelancer_fee"], then["freelancer_fee"]) == (eur(10000), eur(7000))


@pytest.mark.parametrize(
    "query",
    [
        "amount_minor=0&currency=EUR",
        "amount_minor=100&currency=XXX",
        "amount_minor=100&currency=EUR&milestones=50,49",
        "amount_minor=100&currency=EUR&milestones=100,0",
        "amount_minor=100&currency=EUR&milestones=1e2",
        "amount_minor=100.5&currency=EUR",
        "amount_minor=900000000000000&currency=EUR",
    ],
)
def test_a_quote_of_nothing_that_can_be_is_refused(world: World, query: str):
    """422, by the field's name."""
    assert world.visitor.get(f"/fees/quote?{query}").status_code == 422


def test_rates_are_published(world: World):
    """One group holds each currency."""
    items = world.visitor.sees("/fees")["items"]
    listed = [currency for item in items for currency in item["currencies"]]
    assert len(listed) == len(set(listed)) > 150
    (euro,) = (item["rates"] for item in items if "EUR" in item["currencies"])
    assert euro["freelancer"][0] == {"upto_minor": 100_000, "basis_points": 1000}


def test_a_vat_number_is_checked(world: World):
    """Kept with its prefix; refused, by its field, where the check digits do not fit; any, of a country unknown."""
    someone = world.newcomer("freelancer")
    body: dict[str, Any] = {"country": "FR", "business": True, "legal_name": "Firm", "vat_number": "40 303 265 045"}
    assert someone.does("/tax-identity", body, "PUT")["vat_number"] == "FR40303265045"
    refused = someone.put("/tax-identity", {**body, "vat_number": "FR40303265046"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "vat_number")
    assert someone.does("/tax-identity", {**body, "country": "US"}, "PUT")["vat_number"] == "40 303 265 045"


def test_an_identity_is_ones_own(world: World):
    """Nothing before it is declared, then what was declared, to oneself alone."""
    someone = world.newcomer("client")
    assert someone.sees("/tax-identity")["country"] is None
    someone.does("/tax-identity", {"country": "FR", "city": "Lyon"}, "PUT")
    assert (someone.sees("/tax-identity")["city"], someone.sees("/tax-identity")["standing"]) == ("Lyon", "private")
    assert someone.put("/tax-identity", {"country": "FR", "vat_number": "FR40303265045"}).status_code == 422
    assert someone.put("/tax-identity", {"country": "XX"}).status_code == 422

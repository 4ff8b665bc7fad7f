"""Money by pages alone, without scripts: withdrawn, bounced, sent again; ways to be paid; statements and invoices."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from xml.etree import ElementTree

import pytest

from tests import databases
from tests.api_world import PASSWORD, World, bill, eur
from tests.integration.web.conftest import site_of
from tests.web_world import HOST, Visitor, browsing, words
from upclone.adapters.embedded import Urls


@pytest.fixture(scope="module")
def world(pg_server: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A site where a new place to be paid to waits for three days, as it does outside of the demo."""
    home = str(tmp_path_factory.mktemp("home"))
    with databases.copy(pg_server) as urls, site_of(urls, home, UPCLONE_PAYOUT_METHOD_DAYS="3") as made:
        yield made


@pytest.fixture(scope="module")
def contract(world: World) -> str:
    """Two milestones of 300.00 EUR are paid in; the first is approved and billed, the second held."""
    found = world.funded(2)
    first = found["milestones"][0]["id"]
    world.freelancer.does(f"/milestones/{first}/submit", {"note": "Done."})
    world.client.does(f"/milestones/{first}/approve")
    bill(world, found["id"])
    return str(found["id"])


@pytest.fixture
def freelancer(world: World, contract: str) -> Visitor:
    """The browser of who earned."""
    return browsing(world, world.freelancer)


@pytest.fixture
def client(world: World, contract: str) -> Visitor:
    """The browser of who paid."""
    return browsing(world, world.client)


def downloads(visitor: Visitor, address: str, language: str = "en") -> tuple[str, bytes]:
    """A file by the session's cookie: its kind, and what is in it."""
    answer = visitor.client.get(address, headers={"Accept": "text/html,*/*;q=0.8"}, base_url=HOST)
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.mimetype, answer.data


def test_currencies_stand_in_one_order(world: World) -> None:
    """Wherever money of several is listed, whichever was paid in first."""
    client = world.newcomer("client")
    for code in ("CHF", "USD", "EUR"):
        price = {"amount_minor": 30000, "currency": code}
        job = client.does("/jobs", {"title": f"A sign for {code}", "description": "One.", "budget": price})["id"]
        bid = world.freelancer.does(f"/jobs/{job}/bid", {"price": price})["id"]
        deal = client.does(f"/jobs/{job}/hire", {"proposal_id": bid}, "PUT")["id"]
        client.does(f"/contracts/{deal}/sign")
        (milestone,) = world.freelancer.does(f"/contracts/{deal}/sign")["milestones"]
        body = {"milestone_id": milestone["id"], "amount": price, "payment_method": "tok_answered"}
        client.does(f"/contracts/{deal}/payment", body)
    world.settle()
    visitor = browsing(world, client)
    assert "€309.00 · $309.00 · CHF 309.00" in words(visitor.goes("/money"))
    heads = re.findall(r"<h2[^>]*>(EUR|USD|CHF)<", visitor.goes("/money/spending"))
    assert heads == ["EUR", "USD", "CHF"]


def test_both_sides_see_where_their_money_is(freelancer: Visitor, client: Visitor) -> None:
    """Available less fee, held for one's work; the client's held money has the fee in it, and names what comes next."""
    page = words(freelancer.goes("/money"))
    for said in ("€270.00", "Held for your work", "€300.00", "Work paid by", "until the work is approved"):
        assert said in page
    page = words(client.goes("/money"))
    for said in (
        "Held for your contracts",
        "€309.00",
        "when you fund it",
        "Spent in the last 12 months",
    ):
        assert said in page


def test_a_withdrawal_bounces_and_is_sent_again(world: World, freelancer: Visitor) -> None:
    """Looked at before it leaves; sent twice it leaves once; what came back is in the balance, and leaves again."""
    freelancer.goes("/money")
    freelancer.follows("/money/withdraw")
    page = freelancer.sends({"amount": "0.50"}, 403, form="/withdraw", press="_preview")
    assert "at least" in words(page)
    page = freelancer.sends({"amount": "999999"}, 409, form="/withdraw", press="_preview")
    assert "How much: you can withdraw €270.00 at most." in words(page)
    assert "You can withdraw €270.00 at most." in words(page.partition('id="f-amount-error"')[2][:90])
    form = {"amount": "100.00", "to": "destination:acct_bounces_once"}
    page = words(freelancer.sends(form, form="/withdraw", press="_preview"))
    for said in ("Arrives", "€100.00", "Stays in your balance", "€170.00"):
        assert said in page
    confirming = freelancer.page
    freelancer.sends(form="/withdraw")
    record = freelancer.at
    freelancer.page, freelancer.at = confirming, "/money/withdraw"
    freelancer.sends(form="/withdraw")
    assert freelancer.at == record, "pressed twice, withdrawn once"
    assert "€170.00" in words(freelancer.goes("/money"))
    world.settle()
    world.settle()
    page = words(freelancer.goes(record))
    assert "It came back, and is in your balance again." in page
    assert "€270.00" in words(freelancer.goes("/money"))
    freelancer.goes(record)
    freelancer.follows("/retry")
    freelancer.sends(form="/retry")
    assert freelancer.at == record
    world.settle()
    world.settle()
    page = words(freelancer.goes(record))
    assert "The payment provider says that it arrived." in page
    assert "attempt 2" in page
    assert record in freelancer.links() or record in freelancer.goes("/payouts")


def test_a_way_to_be_paid_is_added_waits_and_is_removed(world: World, freelancer: Visitor) -> None:
    """The password is asked for; a new place waits, is told so where one withdraws, and can be used after."""
    freelancer.goes("/payouts/methods/new")
    page = freelancer.sends({"password": "a guess at it"}, 422)
    assert "a guess at it" not in page
    freelancer.sends({"password": PASSWORD})
    assert freelancer.at.startswith("/payouts/methods")
    world.doors.operations.poll()
    page = words(freelancer.goes("/payouts/methods"))
    assert "Test account •••• 6789" in page
    assert "Waits before its first use" in page
    assert "can be used" in words(freelancer.goes("/money/withdraw"))
    method = world.freelancer.sees("/payout-methods")["items"][0]["id"]
    freelancer.goes(f"/methods/{method}")
    assert freelancer.at.startswith("/payouts/methods"), "where letters and notifications lead"
    browsing(world, world.client).goes(f"/methods/{method}", 404)
    world.admin.does("/sandbox/clock", {"seconds": int(timedelta(days=3, minutes=1).total_seconds())})
    world.doors.operations.poll()
    freelancer.goes("/payouts/methods")
    freelancer.follows("/remove")
    freelancer.sends(form="/remove")
    assert "No way to be paid yet" in words(freelancer.page.text)


def test_money_leaves_by_itself_when_one_says_so(freelancer: Visitor) -> None:
    """A rhythm and its day are chosen in one form."""
    freelancer.goes("/payouts/schedule")
    freelancer.sends({"rhythm": "weekly", "weekday": "5"}, form="")
    assert 'value="weekly" checked' in freelancer.page.text
    assert '<option value="5" selected>' in freelancer.page.text


def test_statements_are_filtered_and_downloaded(world: World, contract: str, freelancer: Visitor) -> None:
    """Any period and contract; what can't be read is said; the files hold the same figures."""
    page = words(freelancer.goes("/money/earnings"))
    for said in ("Balance before", "€270.00", "fee €30.00", "By month", "The same as a table"):
        assert said in page
    assert "Nothing moved in this time" in words(freelancer.goes("/money/earnings?from=2001-01-01&until=2001-12-31"))
    assert "€270.00" in words(freelancer.goes(f"/money/earnings?period=all&contract_id={contract}"))
    freelancer.goes("/money/earnings?from=2026-12-01&until=2026-01-01", 422)
    for odd in ("from=x", "from=9999-12-31", "until=9999-12-31", "period=odd", "page=-3", "page=99999999999999999999"):
        freelancer.goes(f"/money/earnings?{odd}", 200 if "p" in odd[:2] else 422)
    freelancer.goes("/money/earnings?contract_id=x", 422)
    kind, content = downloads(freelancer, "/money/earnings.csv?period=all")
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    assert kind == "text/csv"
    assert [(row["Gross"], row["Fee"]) for row in rows if row["Movement"] == "Work released"] == [("300.00", "30.00")]
    _, french = downloads(freelancer, "/fr/money/earnings.csv?period=all")
    assert "Prestation réglée" in french.decode("utf-8-sig")
    kind, content = downloads(freelancer, "/money/earnings.pdf")
    assert (kind, content[:5]) == ("application/pdf", b"%PDF-")


def test_invoices_are_listed_shown_and_downloaded(world: World, freelancer: Visitor) -> None:
    """With what they come to; as PDF, JSON and, once both sides are known to the norm, as XML."""
    page = words(freelancer.goes("/invoices"))
    for said in ("You billed", "€300.00", "Billed to you", "€30.00"):
        assert said in page
    page = words(freelancer.goes("/invoices?kind=work&document=invoice&from=2020-01-01"))
    assert "€30.00" not in page
    assert "No paper is like that" in words(freelancer.goes("/invoices?document=credit_note"))
    freelancer.goes("/invoices?kind=odd", 422)
    freelancer.goes("/invoices?kind=work")
    freelancer.follows("/invoices/0")
    shown = freelancer.at
    assert "No VAT" in words(freelancer.page.text)
    kind, content = downloads(freelancer, f"{shown}.pdf")
    assert (kind, content[:5]) == ("application/pdf", b"%PDF-")
    kind, content = downloads(freelancer, f"{shown}.json")
    assert json.loads(content)["gross"] == eur(30000)
    freelancer.goes(f"{shown}.xml", 409)
    kind, content = downloads(freelancer, "/invoices.csv?kind=work")
    assert [row["Total"] for row in csv.DictReader(StringIO(content.decode("utf-8-sig")))] == ["300.00"]


def test_tax_details_make_an_invoice_by_the_norm(world: World) -> None:
    """A business declares itself; its next invoice is XML that names the VAT in the price."""
    contract = world.signed()
    one, two = browsing(world, world.freelancer), browsing(world, world.client)
    one.goes("/money/tax")
    one.sends({"business": "true", "country": "FR", "legal_name": ""}, 422)
    address = {"street": "1 rue des Capucins", "postcode": "69001", "city": "Lyon"}
    number = {"legal_name": "Atelier Łęcka", "vat_number": "FR40303265045"}
    page = one.sends({"business": "true", "country": "FR", **address, **number})
    assert "Your invoices name the VAT" in words(page)
    two.goes("/money/tax")
    two.sends({"business": "false", "country": "FR", **address})
    first = contract["milestones"][0]["id"]
    world.fund(contract["id"], first)
    world.settle()
    world.freelancer.does(f"/milestones/{first}/submit", {"note": "Done."})
    world.client.does(f"/milestones/{first}/approve")
    bill(world, contract["id"])
    two.goes(f"/invoices?kind=work&contract_id={contract['id']}")
    two.follows("/invoices/0")
    assert "VAT at 20%" in words(two.page.text)
    kind, content = downloads(two, f"{two.at}.xml")
    assert kind == "application/xml"
    assert "CrossIndustryInvoice" in ElementTree.fromstring(content).tag
    assert b"FR40303265045" in content


def test_what_is_anothers_is_not_there(world: World, freelancer: Visitor) -> None:
    """A stranger's pages and files of somebody's papers are those of what does not exist."""
    freelancer.goes("/invoices")
    paper = next(link for link in freelancer.links() if link.endswith(".pdf")).removesuffix(".pdf")
    freelancer.goes("/payouts")
    record = next(link for link in freelancer.links() if link.startswith("/payouts/0"))
    stranger = browsing(world, world.stranger)
    for address in (paper, f"{paper}.pdf", f"{paper}.xml", f"{paper}.json", record):
        stranger.goes(address, 404)
    assert "Nothing to withdraw yet" in words(stranger.goes("/money"))
    assert "No bank wants anything back" in words(stranger.goes("/chargebacks"))


def test_a_visitor_is_led_to_signing_in(world: World) -> None:
    """None of it is for visitors."""
    for address in ("/money", "/money/earnings", "/money/earnings.csv", "/invoices", "/payouts", "/chargebacks"):
        visitor = Visitor(world.app)
        visitor.goes(address)
        assert visitor.at.startswith("/sign-in"), address

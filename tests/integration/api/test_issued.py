"""Papers by HTTP: who sees them, in three forms, and their proof."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from tests.api_world import Person, World, bill, eur

FIRM = {"country": "FR", "business": True, "legal_name": "Atelier EI", "city": "Lyon", "vat_number": "FR40303265045"}


@pytest.fixture(scope="module")
def contract(world: World) -> dict[str, Any]:
    """Two milestones were released, one of them in two parts."""
    world.freelancer.does("/tax-identity", FIRM, "PUT")
    world.client.does("/tax-identity", {"country": "FR", "street": "2 quai du Port"}, "PUT")
    made = world.funded(2)
    first, second, _ = made["milestones"]
    world.client.does(f"/milestones/{first['id']}/release", {"amount": eur(10000)})
    for milestone in (first, second):
        world.client.does(f"/milestones/{milestone['id']}/approve")
    bill(world, made["id"])
    return made


def listed(person: Person, contract: dict[str, Any], more: str = "") -> list[dict[str, Any]]:
    return person.sees(f"/invoices?contract_id={contract['id']}{more}")["items"]  # type: ignore[no-any-return]


def test_each_side_sees_its_own(world: World, contract: dict[str, Any]):
    """Work is seen by both, a fee by who pays it; an operator sees all, a stranger nothing."""
    assert [paper["kind"] for paper in listed(world.client, contract)] == ["client_fee", "work"] * 3
    assert [paper["kind"] for paper in listed(world.freelancer, contract)] == ["freelancer_fee", "work"] * 3
    assert len(listed(world.admin, contract)) == 9
    assert listed(world.stranger, contract) == []


def test_papers_sum_to_what_was_paid(world: World, contract: dict[str, Any]):
    """Work of 600.00 in three parts, 3 % on top, 10 % kept; the tax is inside."""
    work = listed(world.client, contract, "&kind=work")
    fees = (
        listed(world.client, contract, "&kind=client_fee"),
        listed(world.freelancer, contract, "&kind=freelancer_fee"),
    )
    assert [paper["gross"] for paper in reversed(work)] == [eur(10000), eur(20000), eur(30000)]
    assert [sum(paper["gross"]["amount_minor"] for paper in kind) for kind in fees] == [1800, 6000]
    newest = work[0]
    assert (newest["net"], newest["vat"], newest["tax"]["basis_points"]) == (eur(25000), eur(5000), 2000)
    assert newest["seller"]["name"] == "Atelier EI"
    assert newest["buyer"]["street"] == "2 quai du Port"
    assert [paper["number"][-6:] for paper in work] == ["000003", "000002", "000001"]


def test_papers_are_found_by_their_day(world: World, contract: dict[str, Any]):
    """From a day on, before another; a day that is none is refused."""
    day = listed(world.client, contract)[0]["issued_at"][:10]
    assert len(listed(world.client, contract, f"&from={day}")) == 6
    assert listed(world.client, contract, f"&to={day}") == []
    assert listed(world.client, contract, "&document=credit_note") == []
    assert world.client.get("/invoices?from=tomorrow").status_code == 422


def fetched(person: Person, id: str, kind: str, language: str = "en") -> Any:
    return person.get(f"/invoices/{id}", headers={"Accept": kind, "Accept-Language": language})


def test_a_paper_is_a_pdf_with_its_xml(world: World, contract: dict[str, Any]):
    """In both languages; the XML inside is the one that is given alone, and says the same amounts."""
    (paper, *_) = listed(world.client, contract, "&kind=work")
    for language, words in (("en", "Total, VAT included"), ("fr", "Total TTC")):
        answer = fetched(world.client, paper["id"], "application/pdf", language)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{paper["number"]}.pdf"'
        reader = PdfReader(BytesIO(answer.data))
        assert words in reader.pages[0].extract_text()
        alone = fetched(world.client, paper["id"], "application/xml", language).data
        assert reader.attachments["factur-x.xml"] == [alone]
    text = [node.text for node in ElementTree.fromstring(alone).iter()]
    assert {paper["number"], "300.00", "250.00", "50.00", "Atelier EI"} <= set(text)


def test_what_the_norm_can_not_say_has_no_xml(world: World):
    """Somebody who did not say where they are: the PDF is there, the XML is refused."""
    freelancer, client = world.freelancer, world.newcomer("client")
    job = client.does("/jobs", {"title": "A sign", "description": "Small.", "budget": eur(30000)})["id"]
    bid = {"price": eur(30000), "cover_letter": "Yes.", "milestones": [{"title": "All", "amount": eur(30000)}]}
    proposal = freelancer.does(f"/jobs/{job}/bid", bid)["id"]
    made = client.does(f"/jobs/{job}/hire", {"proposal_id": proposal}, "PUT")
    for person in (client, freelancer):
        person.does(f"/contracts/{made['id']}/sign")
    milestone = client.sees(f"/contracts/{made['id']}")["milestones"][0]["id"]
    body = {"milestone_id": milestone, "amount": eur(30000), "payment_method": "tok_answered"}
    client.does(f"/contracts/{made['id']}/payment", body)
    world.settle()
    client.does(f"/milestones/{milestone}/approve")
    bill(world, made["id"])
    (paper,) = listed(client, made, "&kind=work")
    assert fetched(client, paper["id"], "application/xml").status_code == 409
    pdf = fetched(client, paper["id"], "application/pdf")
    assert PdfReader(BytesIO(pdf.data)).attachments == {}


def test_the_summary_of_a_job_stays(world: World, contract: dict[str, Any]):
    """The route of before papers sums what was billed."""
    summary = world.client.sees(f"/jobs/{contract['job_id']}/invoice")
    assert summary["total"] == eur(61800)

"""A deal by pages alone, without scripts: signed, funded, delivered, approved, disputed, settled."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

from tests.api_world import PASSWORD, World
from tests.web_world import HOST, Visitor, browsing, words


def test_a_deal_by_pages_alone(world: World) -> None:
    """From the offer to a settled dispute, by links and forms that need no scripts."""
    contract = str(world.offered()["id"])
    client, freelancer = browsing(world, world.client), browsing(world, world.freelancer)
    both_sign_what_they_read(contract, client, freelancer)
    a_declined_payment_has_a_way_on(world, contract, client)
    a_payment_is_held(world, contract, client, freelancer)
    work_is_handed_over_until_it_is_approved(contract, client, freelancer)
    a_dispute_is_settled(world, contract, client, freelancer)
    the_chain_is_proven(world, contract, client)


def test_the_bar_of_a_contracts_money_is_true_to_scale(world: World) -> None:
    """Of all work that was agreed, as both sides see it and in words: also what nobody has paid in yet."""
    contract = str(world.offered()["id"])
    page = browsing(world, world.client).goes(f"/contracts/{contract}")
    assert "Of the work agreed: Still to be funded 100%" in words(page)
    contract = world.funded(2)
    world.client.does(f"/milestones/{contract['milestones'][0]['id']}/approve")
    for each in (world.client, world.freelancer):
        page = browsing(world, each).goes(f"/contracts/{contract['id']}")
        assert "Still to be funded €300.00" in words(page)
        assert "Of the work agreed: Released 33% · Held 33% · Still to be funded 33%" in words(page)
        assert re.findall(r'<rect x="([\d.]+)" width="([\d.]+)"', page) == [
            ("0.0", "33.33"),
            ("33.33", "33.33"),
            ("66.67", "33.33"),
        ]


def test_a_move_that_is_not_open_says_the_state_and_has_no_button(world: World) -> None:
    """On its page, in each language; the way back is all that it offers."""
    milestone = world.funded()["milestones"][0]["id"]
    world.client.does(f"/milestones/{milestone}/approve")
    for language, said in (
        ("en", "Milestone: “Approved and paid”."),
        ("fr", "Étape\u202f: «\u202fApprouvée et payée\u202f»."),
    ):
        client = browsing(world, world.client, language)
        page = client.goes(f"/{language}/do/milestones/{milestone}/approve".removeprefix("/en"))
        assert said in page
        assert "btn-primary" not in page.partition("/approve")[2].partition("</form>")[0]


def test_what_a_ruling_moves_is_the_rulings(world: World) -> None:
    """Not of whoever accepted it last: in the room and in the file."""
    dispute = world.disputed()
    world.freelancer.does(f"/disputes/{dispute['id']}/answer", {"statement": "It is all there."})
    world.client.does(f"/disputes/{dispute['id']}/escalate")
    world.admin.does(f"/disputes/{dispute['id']}/rule", {"outcome": "refund", "reason": "Nothing came."})
    for each in (world.client, world.freelancer):
        each.does(f"/disputes/{dispute['id']}/accept-ruling")
    page = browsing(world, world.client).goes(f"/contracts/{dispute['contract_id']}")
    lines = words(page[page.index('id="room-lines"') :].partition("</section>")[0])
    assert "Refunded · milestone 1 The ruling was carried out · " in lines
    freelancer = browsing(world, world.freelancer)
    assert "La décision a été exécutée" in words(freelancer.goes(f"/fr/contracts/{dispute['contract_id']}"))
    said = freelancer.client.get(f"/contracts/{dispute['contract_id']}/money.csv", base_url=HOST).text
    assert "Refunded,1,The ruling was carried out," in said


def test_a_payer_comes_back_in_their_language(world: World) -> None:
    """Who pays on a French page reads the gateway's page, and what became of it, in French: also where their browser
    asks for English and they never chose."""
    contract = str(world.signed()["id"])
    client = browsing(world, world.client)
    client.goes(f"/fr/contracts/{contract}")
    client.follows("/fund")
    client.sends(form="")
    payment = client.at.rpartition("/")[2]
    world.settle()
    client.goes(f"/fr/payments/{payment}/pay")
    assert '<html lang="fr"' in client.page.text
    client.sends(form="/approve")
    world.settle()
    client.follows("/payments/")
    assert client.at == f"/fr/payments/{payment}"


def sign(visitor: Visitor, contract: str) -> str:
    """Sign by the page that the room leads to."""
    visitor.goes(f"/contracts/{contract}")
    visitor.follows("/sign")
    visitor.sends({"agreed": "on"}, form="/sign")
    assert visitor.at == f"/contracts/{contract}"
    return words(visitor.page.text)


def pay(world: World, client: Visitor, contract: str, button: str) -> str:
    """Fund what the room leads to, and press a button of the sandbox's checkout; the payment's page."""
    client.goes(f"/contracts/{contract}")
    client.follows("/fund")
    client.sends(form="")
    payment = client.at.rpartition("/")[2]
    if client.at.startswith("/payments/"):  # the gateway is asked by a job; here by hand
        world.settle()
        client.goes(f"/payments/{payment}/pay")
    assert client.at.startswith("/sandbox/checkout/")
    client.sends(form=f"/{button}")
    world.settle()
    client.follows("/payments/")
    return words(client.page.text)


def both_sign_what_they_read(contract: str, client: Visitor, freelancer: Visitor) -> None:
    """The list says whose turn it is; the terms are read before they are signed; then the room leads on."""
    assert "Read and sign the contract" in words(client.goes("/contracts"))
    client.goes(f"/contracts/{contract}/sign")
    refused = client.sends(status=422, form="/sign")
    assert "agree to them" in refused
    page = sign(client, contract)
    assert "is to sign" in page
    page = words(freelancer.goes(f"/contracts/{contract}/sign"))
    assert "You get" in page
    sign(freelancer, contract)
    page = words(client.goes(f"/contracts/{contract}"))
    assert "Fund milestone 1" in page
    assert "is to fund milestone 1" in words(freelancer.goes("/contracts"))


def a_declined_payment_has_a_way_on(world: World, contract: str, client: Visitor) -> None:
    """What it costs is said before; a declined payment charges nothing, and can be tried again."""
    page = words(client.goes(f"/contracts/{contract}"))
    client.follows("/fund")
    page = words(client.page.text)
    assert "You pay now" in page
    assert "€309.00" in page
    assert "€9.00" in page
    page = pay(world, client, contract, "decline")
    assert "declined" in page
    client.follows("/fund")
    assert "You pay now" in words(client.page.text)


def a_payment_is_held(world: World, contract: str, client: Visitor, freelancer: Visitor) -> None:
    """Approved at the checkout, it is held; the freelancer's room leads to handing the work over."""
    page = pay(world, client, contract, "approve")
    assert "The money is held" in page
    page = words(freelancer.goes(f"/contracts/{contract}"))
    assert "Work on milestone 1, then submit it" in page
    assert "€300.00" in page


def work_is_handed_over_until_it_is_approved(contract: str, client: Visitor, freelancer: Visitor) -> None:
    """Every version stays, with what was still missing; approving says what it pays before it pays."""
    freelancer.goes(f"/contracts/{contract}")
    freelancer.follows("/submit")
    freelancer.sends({"note": "", "links:lines": "not a link"}, 422, form="")
    freelancer.sends({"note": "The first sketch.", "links:lines": "https://example.org/1"}, form="")
    page = words(client.goes(f"/contracts/{contract}"))
    assert "Review milestone 1" in page
    assert "The first sketch." in page
    client.follows("/request-changes")
    client.sends({"note": "Larger letters."}, form="/do/")
    assert client.at == f"/contracts/{contract}"
    assert "Changes are wanted for milestone 1" in words(freelancer.goes(f"/contracts/{contract}"))
    freelancer.follows("/submit")
    freelancer.sends({"note": "Larger now."}, form="")
    page = words(client.goes(f"/contracts/{contract}"))
    assert "Delivery 1" in page
    assert "Delivery 2" in page
    assert "Larger letters." in page
    page = words(client.follows("/approve"))
    assert "Milestone In review Approved and paid" in page
    client.sends(form="/do/")
    page = words(client.page.text)
    assert "Fund milestone 2" in page
    page = words(freelancer.goes(f"/contracts/{contract}"))
    assert all(word in page for word in ("Funded", "Submitted", "Approved", "Released", "€270.00"))


def a_dispute_is_settled(world: World, contract: str, client: Visitor, freelancer: Visitor) -> None:
    """Opened, answered, an offer made and accepted: the money is shared as the offer says."""
    pay(world, client, contract, "approve")
    client.goes(f"/contracts/{contract}")
    client.follows("/disputes/new")
    client.sends({"reason": "Half is missing.", "statement": "Three of six."}, form="")
    dispute = client.at
    assert "It waits for an answer" in words(client.page.text)
    freelancer.goes(f"/contracts/{contract}")
    freelancer.follows(dispute)
    freelancer.follows("/answer")
    freelancer.sends({"statement": "They came on Friday."}, form="/do/")
    freelancer.follows("/offer")
    freelancer.sends({"release": "200"}, form="/do/")
    assert freelancer.at == dispute
    page = words(client.goes(dispute))
    assert "On the table" in page
    client.follows("/accept")
    client.sends(form="/do/")
    page = words(client.page.text)
    assert "Settled by both sides" in page
    assert "What was carried out" in page
    assert "€200.00" in page


def the_chain_is_proven(world: World, contract: str, client: Visitor) -> None:
    """The history says that it holds; a stranger sees nothing of it."""
    page = words(client.goes(f"/contracts/{contract}/history"))
    assert "The chain holds" in page
    assert "The contract was offered" in page
    stranger = browsing(world, world.stranger)
    for address in ("", "/history", "/sign", "/contract.pdf"):
        stranger.goes(f"/contracts/{contract}{address}", 404)
    client.client.get(f"/contracts/{contract}/contract.pdf")


def test_an_hourly_contract_by_pages_alone(world: World) -> None:
    """Paid ahead, measured and written down, handed over, questioned in part, and approved."""
    contract = str(world.hourly()["id"])
    client, freelancer = browsing(world, world.client), browsing(world, world.freelancer)
    assert "Say how hours are paid" in words(client.goes(f"/contracts/{contract}"))
    client.follows("/billing")
    client.sends({"payment_method": "tok_answered"}, form="")
    assert client.at == f"/contracts/{contract}"
    a_day_is_tracked(world, contract, freelancer)
    entry = a_week_is_handed_over(world, contract, freelancer)
    client.goes(f"/contracts/{contract}")
    page = words(client.follows("/time?week="))
    assert "In review" in page
    assert "There was no network." in page
    client.follows(f"/time/{entry}/question")
    client.sends({"reason": "What was it?"}, form="/do/")
    assert "What was it?" in words(client.page.text)
    client.follows("/approve")
    client.sends(form="/do/")
    page = words(freelancer.goes(f"/contracts/{contract}"))
    assert "Time that you logged is questioned" in page
    assert not re.search(r"milestone \d", page), "hours that are paid for are none"
    freelancer.follows("/time?week=")
    freelancer.follows(f"/time/{entry}/withdraw")
    freelancer.sends(form="/do/")
    assert "Not asked for" in words(freelancer.page.text)


def a_day_is_tracked(world: World, contract: str, freelancer: Visitor) -> None:
    """The timer starts, switches and stops by forms."""
    world.begin_of_a_minute(3 * 3600)
    freelancer.goes(f"/contracts/{contract}/time")
    freelancer.sends({"memo": "The first coat."}, form="/timer/start")
    world.admin.does("/sandbox/clock", {"seconds": 3600})
    page = words(freelancer.goes(f"/contracts/{contract}/time"))
    assert "1 h 00" in page
    freelancer.sends({"memo": "The second coat."}, form="/timer/switch")
    world.admin.does("/sandbox/clock", {"seconds": 1800})
    freelancer.goes(f"/contracts/{contract}/time")
    freelancer.sends(form="/timer/stop")
    page = words(freelancer.page.text)
    assert "The second coat." in page
    assert "No timer runs" in page


def a_week_is_handed_over(world: World, contract: str, freelancer: Visitor) -> str:
    """Time by hand needs its reason, and lies in the past; the id of its entry."""
    tracked = entries(freelancer)
    world.admin.does("/sandbox/clock", {"seconds": 3600})
    now = world.doors.clock.now()

    def span(begins: int, ends: int) -> dict[str, str]:
        at = {"started_at": now + timedelta(minutes=begins), "ended_at": now + timedelta(minutes=ends)}
        return {name: moment.strftime("%Y-%m-%dT%H:%M") for name, moment in at.items()}

    freelancer.goes(f"/contracts/{contract}/time/log")
    freelancer.sends({**span(10, 20), "reason": "There was no network."}, 403, form="/log")
    freelancer.sends({**span(-40, -10), "reason": "There was no network."}, form="/log")
    by_hand = (entries(freelancer) - tracked).pop()
    freelancer.follows("/close")
    freelancer.sends(form="/do/")
    assert "In review" in words(freelancer.page.text)
    return by_hand


def entries(visitor: Visitor) -> set[str]:
    """The entries of a page that can be deleted."""
    return set(re.findall(r"/do/time/([0-9a-f-]{36})/delete", visitor.page.text))


def test_what_was_handed_over_has_the_names_of_its_files(world: World) -> None:
    """Both sides read them."""
    contract = world.funded()
    file = world.freelancer.call("POST", "/files", data={"file": (BytesIO(b"In words."), "logo.txt")}).get_json()
    handed = {"note": "Here it is.", "attachments": [file["id"]]}
    world.freelancer.does(f"/milestones/{contract['milestones'][0]['id']}/submit", handed)
    for person in (world.client, world.freelancer):
        assert "logo.txt" in words(browsing(world, person).goes(f"/contracts/{contract['id']}"))


def test_a_way_to_pay_that_is_kept_pays_at_once(world: World) -> None:
    """The page names it, and nobody goes to the payment provider."""
    kept = world.client.does("/payment-methods", {"gateway": "sandbox", "password": PASSWORD})["id"]
    world.settle()
    contract = world.signed()
    client = browsing(world, world.client)
    client.goes(f"/contracts/{contract['id']}")
    label = world.client.sees(f"/methods/{kept}")["label"]
    assert f"Pay €309.00 with {label}" in words(client.follows("/fund"))
    client.sends({"method_id": kept}, form=0)
    world.settle()
    assert "The money is held" in words(client.goes(client.at))
    world.client.does(f"/methods/{kept}/remove")

"""A deal by pages alone, without scripts: signed, funded, delivered, approved, disputed, settled."""

from __future__ import annotations

import pytest

from tests.api_world import World
from tests.web_world import Visitor, browsing, words


@pytest.fixture(scope="module")
def contract(world: World) -> str:
    """An offer of three milestones that nobody has signed."""
    return str(world.offered()["id"])


@pytest.fixture(scope="module")
def client(world: World) -> Visitor:
    """The client's browser."""
    return browsing(world, world.client)


@pytest.fixture(scope="module")
def freelancer(world: World) -> Visitor:
    """The freelancer's browser."""
    return browsing(world, world.freelancer)


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


def test_both_sign_what_they_read(world: World, contract: str, client: Visitor, freelancer: Visitor) -> None:
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


def test_a_declined_payment_has_a_way_on(world: World, contract: str, client: Visitor) -> None:
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


def test_a_payment_is_held(world: World, contract: str, client: Visitor, freelancer: Visitor) -> None:
    """Approved at the checkout, it is held; the freelancer's room leads to handing the work over."""
    page = pay(world, client, contract, "approve")
    assert "The money is held" in page
    page = words(freelancer.goes(f"/contracts/{contract}"))
    assert "Work on milestone 1, then submit it" in page
    assert "€300.00" in page

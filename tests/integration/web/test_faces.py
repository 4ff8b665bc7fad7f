"""Faces: wherever somebody is named to others with a circle beside it, their photo is in it."""

from __future__ import annotations

import re
from io import BytesIO

import pytest

from tests.api_world import Person, World, eur
from tests.upload_samples import picture
from tests.web_world import browsing


def photographed(person: Person) -> str:
    """Where the photo is that somebody has now."""
    sent = person.call("POST", "/files", data={"file": (BytesIO(picture()), "me.png")})
    assert sent.status_code == 201, sent.text
    id = sent.json["id"]
    person.does("/users/profile", {"photo": id}, "PUT")
    return f"/files/{id}/thumbnail/"


def in_main(page: str) -> str:
    """A page without its header, which has the viewer's own face."""
    return page[page.index("<main") :]


@pytest.fixture(scope="module")
def faces(world: World) -> dict[str, str]:
    return {who: photographed(getattr(world, who)) for who in ("client", "freelancer")}


def test_each_sees_the_others_face(world: World, faces: dict[str, str]) -> None:
    """On the dashboard, in lists, in rooms, in negotiations and disputes."""
    dispute = world.disputed()
    job = world.job()
    bid = world.bid(job)
    world.invited()
    client, freelancer = browsing(world, world.client), browsing(world, world.freelancer)
    room = f"/contracts/{dispute['contract_id']}"
    shared = ("/dashboard", "/contracts", room, f"/disputes/{dispute['id']}", f"/proposals/{bid}")
    for address in (*shared, f"/jobs/{job}/proposals", "/invitations?side=client"):
        assert faces["freelancer"] in in_main(client.goes(address)), address
    for address in (*shared, "/proposals", "/invitations"):
        assert faces["client"] in in_main(freelancer.goes(address)), address
    judged = browsing(world, world.admin).goes(f"/admin/disputes/{dispute['id']}")
    assert all(face in judged for face in faces.values())


def test_who_has_none_has_initials(world: World) -> None:
    """And so has somebody whose account is suspended: their file is nobody's to read then."""
    bare = world.newcomer("client")
    job = bare.does("/jobs", {"title": "A sign", "description": "For the door.", "budget": eur(20000)})["id"]
    bid = world.freelancer.does(f"/jobs/{job}/bid", {"price": eur(20000)})["id"]
    page = in_main(browsing(world, world.freelancer).goes(f"/proposals/{bid}"))
    assert re.search(r'aria-hidden="true">P\d+</span>', page)
    assert world.freelancer.sees(f"/proposals/{bid}")["client"]["photo"] is None
    face = photographed(bare)
    assert world.freelancer.sees(f"/proposals/{bid}")["client"]["photo"] in face
    world.admin.does(f"/users/{bare.id}/suspend", {"reason": "A test."})
    assert world.freelancer.sees(f"/proposals/{bid}")["client"]["photo"] is None

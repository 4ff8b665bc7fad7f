"""Leaving and coming back, and the archive of one's own data."""

import hashlib
import json
import zipfile
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from attrs import evolve

from tests.api_world import PASSWORD, Person, World, eur

DAY = 86_400


def unlike_any() -> str:
    """What nobody has asked for before: copies wait for a moderator, as do telephone numbers, so it has no digits."""
    letters = uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))
    return " ".join(letters[at : at + 4] for at in range(0, 32, 4))


def archive_of(person: Person) -> zipfile.ZipFile:
    answer = person.get("/users/export")
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    assert answer.content_length == len(answer.data)
    return zipfile.ZipFile(BytesIO(answer.data))


def due(world: World, seconds: int) -> None:
    """Time passes, and the clock makes its moves."""
    from upclone.adapters.postgres.overdue import Overdue
    from upclone.domain.actors import CLOCK

    world.admin.does("/sandbox/clock", {"seconds": seconds})
    for process, id in Overdue(world.doors.unit_of_work, world.doors.clock)():
        if process == "account":
            world.doors.leaving.pass_deadline(CLOCK, id)
        elif process == "sanction":
            world.doors.sanctions.pass_deadline(CLOCK, id)


def test_an_archive_holds_everything_and_opens_no_door(world: World):
    """Every topic, one's files, hashes that match; no hash of a password, no token, no word of other people's."""
    contract = world.funded()
    world.client.does(f"/milestones/{contract['milestones'][0]['id']}/approve")
    archive = archive_of(world.freelancer)
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["schema"], manifest["account_id"]) == (1, world.freelancer.id)
    named = {each["name"]: each for each in manifest["members"]}
    assert set(archive.namelist()) == {"manifest.json", *named}
    for name, member in named.items():
        content = archive.read(name)
        assert (member["size"], member["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    topics = {name: json.loads(archive.read(name)) for name in named if name.startswith("data/")}
    assert [each["id"] for each in topics["data/account.json"]] == [world.freelancer.id]
    assert contract["id"] in {each["id"] for each in topics["data/contracts.json"]}
    assert topics["data/contracts.json"][0]["history"]
    assert sum(each["amount_minor"] for each in topics["data/statement.json"]) > 0
    everything = b"".join(archive.read(name) for name in named).decode()
    for secret in ("argon2", "password_hash", '"hash"', '"secret"', "tok_", world.client.token, world.freelancer.token):
        assert str(secret) not in everything
    listed = world.freelancer.get("/users/export", headers={"Accept": "application/json"}).json
    assert {f"data/{topic}.json" for topic in listed["topics"]} == set(topics)


def test_ones_files_lie_in_the_archive(world: World):
    """As they are kept, under a name that is safe to unpack."""
    someone = world.newcomer("freelancer")
    sent = someone.call("POST", "/files", data={"file": (BytesIO(b"A list of fences.\n"), "../fences.txt")})
    assert sent.status_code == 201, sent.text
    [name] = [each for each in archive_of(someone).namelist() if each.startswith("files/")]
    assert ".." not in name.split("/")
    assert archive_of(someone).read(name) == b"A list of fences.\n"


def test_who_leaves_can_come_back_and_is_refused_meanwhile(world: World):
    """A password is asked for; other routes say `leaving`; returning undoes it."""
    someone = world.newcomer("client")
    job = someone.does("/jobs", {"title": "A logo", "description": unlike_any(), "budget": eur(90000)})["id"]
    assert someone.sees("/users/leave")["in_the_way"] == []
    assert someone.post("/users/leave", {"password": "not it at all"}).status_code == 422
    left = someone.does("/users/leave", {"password": PASSWORD})
    assert (left["state"], left["grace_days"]) == ("leaving", 14)
    assert left["goes"]
    assert left["stays"]
    stopped = someone.get("/users/profile")
    assert (stopped.status_code, stopped.json["code"]) == (403, "leaving")
    assert world.admin.sees(f"/jobs/{job}")["state"] == "paused"
    assert someone.does("/users/return")["state"] == "active"
    assert someone.get("/users/profile").status_code == 200


@pytest.fixture
def bound(world: World) -> dict[str, Any]:
    """A contract with money in it."""
    return world.funded()


def test_nobody_leaves_others_waiting(world: World, bound: dict[str, Any]):
    """Contracts first, then money; each by the name of its rule, on both sides."""
    for person in (world.client, world.freelancer):
        refused = person.post("/users/leave", {"password": PASSWORD})
        assert (refused.status_code, refused.json["code"]) == (409, "contracts_running")
        assert "contracts_running" in person.sees("/users/leave")["in_the_way"]
    paid = world.newcomer("freelancer")
    _earn(world, paid)
    refused = paid.post("/users/leave", {"password": PASSWORD})
    assert (refused.status_code, refused.json["code"]) == (409, "money_left")


def _earn(world: World, freelancer: Person) -> None:
    """A contract of one milestone, done and paid."""
    client = world.newcomer("client")
    job = client.does("/jobs", {"title": "A logo", "description": unlike_any(), "budget": eur(30000)})["id"]
    bid = freelancer.does(f"/jobs/{job}/bid", {"price": eur(30000), "cover_letter": "Gladly."})["id"]
    contract = client.does(f"/jobs/{job}/hire", {"proposal_id": bid}, "PUT")["id"]
    for person in (client, freelancer):
        signed = person.does(f"/contracts/{contract}/sign")
    milestone = signed["milestones"][0]["id"]
    body = {"milestone_id": milestone, "amount": eur(30000), "payment_method": "tok_answered"}
    client.does(f"/contracts/{contract}/payment", body)
    world.settle()
    client.does(f"/milestones/{milestone}/approve")
    client.does(f"/contracts/{contract}/complete")


def test_the_clock_closes_an_account_and_the_ledger_does_not_notice(world: World):
    """After two weeks nothing personal is left, the address is free, nobody signs in; contracts and books stay."""
    someone = world.newcomer("freelancer")
    _earn(world, someone)
    email = someone.sees("/users/profile")["email"]
    available = someone.sees("/balances")["items"][0]["available"]
    someone.does("/payouts", {"amount": available, "destination": "acct_answered"})
    world.settle()
    contract = someone.sees("/contracts")["items"][0]["id"]
    before = world.doors.ledger.verify()
    someone.does("/users/leave", {"password": PASSWORD})
    due(world, 13 * DAY)
    assert someone.sees("/users/leave")["state"] == "leaving"
    due(world, DAY + 3)
    assert someone.get("/users/leave").status_code == 401
    credentials = {"email": email, "password": PASSWORD}
    assert world.visitor.post("/users/login", credentials).status_code == 401
    shown = world.admin.sees(f"/contracts/{contract}")
    assert email not in json.dumps(shown)
    assert "Former member" in json.dumps(shown)
    after = world.doors.ledger.verify()
    assert evolve(after, events=before.events) == before
    assert after.flaw is None
    again = {**credentials, "name": "Somebody new", "role": "client"}
    assert world.visitor.post("/users/signup", again).status_code == 201

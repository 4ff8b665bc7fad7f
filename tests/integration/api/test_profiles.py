"""Profiles over HTTP: what one says, what others see of it, and how often they look."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from tests.api_world import Person, World
from tests.integration.api.access.kinds import MISSING
from tests.upload_samples import PDF, picture

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
SAID: dict[str, Any] = {
    "skills": [{"slug": "JS", "level": "expert", "years": 9}, {"slug": "python", "level": "intermediate"}],
    "rate": {"amount_minor": 6500, "currency": "EUR"},
    "level": "expert",
    "availability": {"hours_per_week": 30, "from_on": "2026-02-01", "time_zone": "Europe/Paris"},
    "place": {"city": "Lyon", "country": "FR", "latitude": 45.764043, "longitude": 4.835659},
    "remote": True,
    "on_site": True,
    "radius_km": 40,
    "languages": [{"code": "fr", "level": "native"}, {"code": "en", "level": "fluent"}],
    "experience": [
        {"title": "Engineer", "company": "Looms", "from_on": "2020-01-01", "to_on": None, "description": ""}
    ],
    "education": [{"title": "Mathematics", "school": "At home", "from_on": "2012-09-01", "to_on": "2016-06-30"}],
}


def edited(person: Person, **body: Any) -> Any:
    return person.does("/users/profile", body, "PUT")


def sent(person: Person, name: str, body: bytes) -> str:
    answer = person.call("POST", "/files", data={"file": (BytesIO(body), name)})
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def broken(person: Person, **body: Any) -> str:
    answer = person.put("/users/profile", body)
    assert answer.status_code == 422, answer.text
    return str(answer.json["errors"][0]["field"])


def test_an_old_request_keeps_its_answer(world: World):
    """What clients of the first version send and read is still there."""
    person = world.newcomer("client")
    answer = edited(person, headline="Analyst", bio="Numbers.", country="GB", language="en", name="Ada")
    assert (answer["headline"], answer["bio"], answer["country"], answer["name"]) == (
        "Analyst",
        "Numbers.",
        "GB",
        "Ada",
    )
    assert edited(person)["headline"] == "Analyst"
    assert {"id", "email", "roles", "state", "created_at"} <= set(person.sees("/users/profile"))


def test_what_a_freelancer_says_comes_back(world: World):
    """Words for skills become their short names; what is left out stays, and null clears."""
    person = world.newcomer("freelancer")
    part = edited(person, freelancer=SAID)["freelancer"]
    assert [skill["slug"] for skill in part["skills"]] == ["javascript", "python"]
    assert part["skills"][1]["years"] == 0
    for name in ("rate", "level", "availability", "place", "radius_km", "languages"):
        assert part[name] == SAID[name]
    assert part["education"][0]["description"] == ""
    again = edited(person, freelancer={"rate": None, "radius_km": 5})["freelancer"]
    assert (again["rate"], again["radius_km"], again["level"]) == (None, 5, "expert")
    assert person.sees("/users/profile")["freelancer"] == again
    assert person.sees("/users/profile")["client"] is None


def test_what_a_client_says_comes_back(world: World):
    """Company, sector, site."""
    person = world.newcomer("client")
    said = {"company": "Analytical  Engines", "sector": "Machines", "site": "https://example.org/engines"}
    part = edited(person, client=said)["client"]
    assert (part["company"], part["site"]) == ("Analytical Engines", "https://example.org/engines")
    shown = world.visitor.sees(f"/clients/{person.id}")
    assert (shown["company"], shown["completed_contracts"], shown["verified_payment"]) == (
        "Analytical Engines",
        0,
        False,
    )
    assert "email" not in shown


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"availability": {"hours_per_week": 30, "time_zone": "Mars/Olympus"}}, "freelancer.availability.time_zone"),
        ({"availability": {"hours_per_week": 81, "time_zone": "UTC"}}, "freelancer.availability.hours_per_week"),
        ({"languages": [{"code": "xx", "level": "native"}]}, "freelancer.languages.0.code"),
        ({"languages": [{"code": "fr", "level": "native"}] * 2}, "freelancer.languages.1"),
        ({"place": {**SAID["place"], "country": "XX"}}, "freelancer.place.country"),
        ({"place": {**SAID["place"], "latitude": 91}}, "freelancer.place.latitude"),
        ({"place": {**SAID["place"], "city": " "}}, "freelancer.place.city"),
        ({"remote": False, "on_site": False}, "freelancer.remote"),
        ({"radius_km": 1_001}, "freelancer.radius_km"),
        ({"rate": {"amount_minor": 0, "currency": "EUR"}}, "freelancer.rate.amount_minor"),
        ({"experience": [{**SAID["experience"][0], "to_on": "2019-01-01"}]}, "freelancer.experience.0.to_on"),
        ({"categories": ["no such thing at all"]}, "freelancer.categories.0"),
    ],
)
def test_the_field_and_its_rule_are_named(world: World, said: dict[str, Any], field: str):
    """As the caller wrote it; and nothing is changed."""
    person = world.stranger
    before = person.sees("/users/profile")
    assert broken(person, headline="changed", freelancer=said) == field
    assert person.sees("/users/profile") == before


@pytest.mark.parametrize(
    "site", ["javascript:alert(1)", "ftp://example.org", "https://", "https://user:secret@example.org", "//example.org"]
)
def test_only_web_addresses_are_links(world: World, site: str):
    """P24: they are shown and never opened; what is no address of the web is no link."""
    assert broken(world.stranger, client={"site": site}) == "client.site"


def test_a_part_needs_its_role(world: World):
    """A client has no freelancer's profile, and the other way round."""
    assert world.client.put("/users/profile", {"freelancer": {"level": "expert"}}).status_code == 403
    assert world.freelancer.put("/users/profile", {"client": {"company": "x"}}).status_code == 403
    assert world.client.post("/users/profile/portfolio", {"title": "x"}).status_code == 403
    assert world.visitor.get(f"/freelancers/{world.client.id}").status_code == 404
    assert world.visitor.get(f"/clients/{world.freelancer.id}").status_code == 404


def test_a_photo_is_ones_own_picture(world: World):
    """And everybody sees it, while nobody sees what was replaced."""
    person = world.newcomer("freelancer")
    first, second = sent(person, "a.png", picture()), sent(person, "b.png", picture("PNG", (20, 20)))
    assert edited(person, photo=first)["photo"] == first
    answer = world.visitor.get(f"/files/{first}/thumbnail/small")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=300")
    edited(person, photo=second)
    assert world.visitor.get(f"/files/{first}").status_code == 404
    assert edited(person, headline="x")["photo"] == second
    assert broken(person, photo=sent(person, "a.pdf", PDF)) == "photo"
    assert broken(person, photo=sent(world.client, "a.png", picture())) == "photo"
    assert edited(person, photo=None)["photo"] is None
    assert world.visitor.get(f"/files/{second}").status_code == 404


def test_a_portfolio_is_added_edited_ordered_and_emptied(world: World):
    """With files that only its owner could attach."""
    person = world.newcomer("freelancer")
    paper, image = sent(person, "plan.pdf", PDF), sent(person, "a.png", picture())
    body = {"title": "Signs", "description": "All.", "link": "https://example.org/signs", "files": [paper, image]}
    first = person.does("/users/profile/portfolio", body)
    second = person.does("/users/profile/portfolio", {"title": "Maps"})
    shown = world.visitor.sees(f"/freelancers/{person.id}")["portfolio"]
    assert [(piece["title"], [file["name"] for file in piece["files"]]) for piece in shown] == [
        ("Signs", ["plan.pdf", "a.png"]),
        ("Maps", []),
    ]
    assert world.visitor.get(shown[0]["files"][0]["url"]).data == PDF
    ordered = person.does("/users/profile/portfolio/order", {"order": [second["id"], first["id"]]})
    assert [piece["title"] for piece in ordered["items"]] == ["Maps", "Signs"]
    person.does(f"/users/profile/portfolio/{first['id']}", {"title": "Signs, 2026"}, "PUT")
    assert world.visitor.get(f"/files/{paper}").status_code == 404
    left = person.does(f"/users/profile/portfolio/{second['id']}/remove")
    assert [piece["title"] for piece in left["items"]] == ["Signs, 2026"]
    for path, method in (
        (f"/users/profile/portfolio/{MISSING}", "PUT"),
        (f"/users/profile/portfolio/{MISSING}/remove", "POST"),
    ):
        assert person.call(method, path, json={"title": "x"} if method == "PUT" else {}).status_code == 404
    assert person.post("/users/profile/portfolio/order", {"order": []}).status_code == 422
    theirs = sent(world.client, "b.png", picture())
    assert person.post("/users/profile/portfolio", {"title": "x", "files": [theirs]}).status_code == 422


def test_strangers_see_nothing_private(world: World):
    """No address, no house; and who is not listed, or may not act, is not there."""
    person = world.newcomer("freelancer")
    image = sent(person, "a.png", picture())
    edited(person, freelancer=SAID, photo=image)
    person.does("/users/profile/portfolio", {"title": "Signs", "files": [image]})
    shown = world.visitor.sees(f"/freelancers/{person.id}")
    assert shown["place"] == {"city": "Lyon", "country": "FR", "latitude": 45.8, "longitude": 4.8}
    assert not {"email", "listed", "roles", "state"} & set(shown)
    edited(person, photo=None, freelancer={"listed": False})
    for viewer in (world.visitor, world.client):
        for path in (f"/freelancers/{person.id}", f"/files/{image}"):
            assert viewer.get(path).status_code == 404
    assert person.get(f"/freelancers/{person.id}").status_code == 200
    assert world.admin.get(f"/freelancers/{person.id}").status_code == 200
    edited(person, freelancer={"listed": True})
    assert world.visitor.get(f"/files/{image}").status_code == 200
    world.admin.does(f"/users/{person.id}/suspend", {"reason": "x"})
    for path in (f"/freelancers/{person.id}", f"/files/{image}"):
        assert world.visitor.get(path).status_code == 404


def test_a_client_is_known_by_what_went_through(world: World):
    """A captured hold is a verified payment; a completed contract counts for both sides."""
    contract = world.funded(milestones=3)
    shown = world.visitor.sees(f"/clients/{world.client.id}")
    assert (shown["verified_payment"], shown["completed_contracts"]) == (True, 0)
    for milestone in contract["milestones"]:
        world.client.does(f"/milestones/{milestone['id']}/approve")
    done = world.client.sees(f"/contracts/{contract['id']}")["state"] == "completed"
    assert world.visitor.sees(f"/clients/{world.client.id}")["completed_contracts"] == int(done)
    assert world.visitor.sees(f"/freelancers/{world.freelancer.id}")["completed_contracts"] == int(done)


def test_completeness_rises_and_names_the_next_step(world: World):
    """The step that gains most, until there is none."""
    person = world.newcomer("freelancer")
    before = person.sees("/users/profile")["freelancer"]["completeness"]
    assert (before["percent"], before["next"]["name"]) == (0, "skills")
    after = edited(person, freelancer=SAID, headline="Engineer")["freelancer"]["completeness"]
    assert after["percent"] > 40
    assert sum(step["gain"] for step in after["steps"]) == 100


class Looking:
    """Visits, and what is counted of them."""

    def __init__(self, world: World, of: Person) -> None:
        self.world, self.of = world, of

    def look(self, person: Person, agent: str = BROWSER["User-Agent"]) -> None:
        assert person.get(f"/freelancers/{self.of.id}", headers={"User-Agent": agent}).status_code == 200

    def counted(self) -> Any:
        self.world.doors.views.counter.write()  # type: ignore[attr-defined]  # at once, and not in half a second
        return self.of.sees("/users/profile/views")


def test_views_are_counted_honestly(world: World):
    """One a viewer and day; not oneself, not robots; the owner sees them, with their trend."""
    looking = Looking(world, world.newcomer("freelancer"))
    assert looking.counted()["total"] == 0
    for _ in range(3):
        looking.look(world.client)
        looking.look(world.visitor)
        looking.look(looking.of)
    for robot in ("Googlebot/2.1 (+http://example.org/bot.html)", "curl/8.5", "", "python-requests/2.32"):
        looking.look(world.visitor, robot)
    looking.look(world.stranger, "Mozilla/5.0 (compatible; bingbot/2.0)")
    views = looking.counted()
    assert (views["total"], views["recent"], views["before"], views["change_percent"]) == (2, 2, 0, None)
    assert [day["views"] for day in views["days"]] == [0] * 29 + [2]
    world.admin.does("/sandbox/clock", {"seconds": int(timedelta(days=31).total_seconds())})
    looking.look(world.client)
    views = looking.counted()
    assert (views["total"], views["recent"], views["before"], views["change_percent"]) == (3, 1, 2, -50)


def test_fifty_equal_views_at_once_count_once(world: World):
    """However they come in."""
    looking = Looking(world, world.newcomer("freelancer"))
    client = world.client
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: looking.look(client), range(50)))
    assert looking.counted()["total"] == 1

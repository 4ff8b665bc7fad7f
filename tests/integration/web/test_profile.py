"""The editor of profiles: parts saved by themselves, pictures, the portfolio, the best next step."""

from __future__ import annotations

import io
import re
from typing import Any

from PIL import Image

from tests.api_world import World
from tests.web_world import HOST, Visitor, browsing, words


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (13, 124, 102)).save(made, "PNG")
    return made.getvalue()


def uploads(visitor: Visitor, address: str, fields: dict[str, Any], *names: str) -> None:
    """Send the form of the page with files, as a browser does."""
    form = visitor.form(address)
    data: dict[str, Any] = {**{name: value for name, value in form.fields if name not in fields}, **fields}
    data["file"] = [(io.BytesIO(picture()), name) for name in names]
    answer = visitor.client.post(form.action or visitor.at, data=data, base_url=HOST)
    assert answer.status_code == 303, words(answer.text)
    visitor.goes(answer.headers["Location"])


def test_each_part_is_saved_by_itself(world: World) -> None:
    """What is left empty is cleared in its own part, and nothing else changes; what would tell most is said first."""
    person = world.newcomer("freelancer", "client")
    visitor = browsing(world, person)
    page = visitor.goes("/account/profile")
    assert "Name at least three skills" in page
    skills = {f"freelancer.skills.{n}.slug": word for n, word in enumerate(("Python", "illustration", "copywriting"))}
    levels = {f"freelancer.skills.{n}.level": "expert" for n in range(3)}
    visitor.sends({**skills, **levels, "freelancer.skills.0.years": "8"}, form="/profile/skills")
    visitor.sends({"headline": "Draws bread", "bio": "Warm lines. " * 12, "country": "FR"}, form="/profile/about")
    offer = {"freelancer.rate": "65,50", "freelancer.place.city": "lyon", "freelancer.place.country": "FR"}
    visitor.sends({**offer, "freelancer.on_site": "on", "freelancer.radius_km": "30"}, form="/profile/offer")
    visitor.sends(
        {"freelancer.languages.0.code": "fr", "freelancer.languages.0.level": "native"}, form="/profile/languages"
    )
    visitor.sends({"client.company": "Bread & Co", "client.site": "https://example.org"}, form="/profile/company")
    kept = person.sees("/users/profile")
    part = kept["freelancer"]
    assert [each["years"] for each in part["skills"]] == [8, 0, 0]
    assert (part["rate"]["amount_minor"], part["place"]["latitude"], part["radius_km"]) == (6550, 45.76, 30)
    assert (part["remote"], part["on_site"], part["languages"][0]["level"]) == (True, True, "native")
    assert (kept["headline"], kept["client"]["company"]) == ("Draws bread", "Bread & Co")
    visitor.sends({"headline": ""}, form="/profile/about")
    kept = person.sees("/users/profile")
    assert kept["headline"] == ""
    assert len(kept["freelancer"]["skills"]) == 3
    assert kept["freelancer"]["completeness"]["percent"] >= 45


def test_what_is_wrong_stands_in_its_part(world: World) -> None:
    """Beside its field, with what was typed; the other parts show what is kept."""
    person = world.newcomer("freelancer")
    visitor = browsing(world, person)
    visitor.goes("/account/profile")
    page = visitor.sends({"freelancer.skills.0.slug": "Python"}, 422, form="/profile/skills")
    assert 'value="Python"' in page
    assert page.count('role="alert"') == 1
    page = visitor.sends({"freelancer.place.city": "Smallham"}, 422, form="/profile/offer")
    assert 'value="Smallham"' in page
    visitor.sends({"freelancer.remote": []}, 422, form="/profile/offer")
    assert person.sees("/users/profile")["freelancer"]["remote"] is True


def test_a_picture_is_shown_and_taken_away(world: World) -> None:
    """To its owner by the session, to others once it is theirs to see."""
    person = world.newcomer("freelancer")
    visitor = browsing(world, person)
    visitor.goes("/account/profile")
    uploads(visitor, "/profile/photo", {}, "me.png")
    found = re.search(r'src="([^"]*/files/[^"]+)"', visitor.page.text)
    assert found
    assert visitor.client.get(found[1], base_url=HOST).mimetype.startswith("image/")
    visitor.goes("/account/profile")
    forms = [form for form in [visitor.form(1), visitor.form(0)] if "drop" in form.names]
    visitor.client.post(forms[0].action, data=dict(forms[0].fields), base_url=HOST)
    assert person.sees("/users/profile")["photo"] is None


def test_a_portfolio_in_an_order_of_ones_own(world: World) -> None:
    """Works with pictures; moved, changed, taken away."""
    person = world.newcomer("freelancer")
    visitor = browsing(world, person)
    visitor.goes("/account/portfolio")
    for title in ("Labels", "Signs"):
        visitor.goes("/account/portfolio/new")
        uploads(visitor, "", {"title": title, "description": "All of them."}, "one.png", "two.png")
    assert [each["title"] for each in _works(person)] == ["Labels", "Signs"]
    assert [len(each["files"]) for each in _works(person)] == [2, 2]
    visitor.sends(form="/later")
    assert [each["title"] for each in _works(person)] == ["Signs", "Labels"]
    first = _works(person)[0]
    visitor.goes(f"/account/portfolio/{first['id']}")
    visitor.sends({"title": "Shop signs", "files": [first["files"][0]]}, form="")
    assert (_works(person)[0]["title"], _works(person)[0]["files"]) == ("Shop signs", first["files"][:1])
    visitor.sends(form="/remove")
    assert [each["title"] for each in _works(person)] == ["Labels"]
    stranger = browsing(world, world.stranger)
    stranger.goes(f"/account/portfolio/{first['id']}", 404)


def _works(person: Any) -> list[dict[str, Any]]:
    return list(person.sees("/users/profile")["freelancer"]["portfolio"])

"""How soon one is written to about what: chosen without scripts, and stopped by the link of a letter."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from tests.api_world import Person, World
from tests.web_world import HOST, Visitor, browsing, words
from upclone.application.messaging.stopping import Stop, token_of
from upclone.domain.messaging.news import Topic


def present(person: Person) -> dict[str, str]:
    topics = person.sees("/notifications/letters")["topics"]
    return {each["topic"]: each["how"] for each in topics}


def link(world: World, stop: Stop) -> str:
    return f"/unsubscribe?token={quote(token_of(world.doors.news.seals, stop))}"


def test_it_is_chosen_by_topic(world: World) -> None:
    """The page shows what holds; what must be written has nothing to choose; the API says the same."""
    person = world.newcomer("freelancer")
    visitor = browsing(world, person)
    visitor.goes("/account")
    page = visitor.follows("/account/notifications")
    assert "the law and your safety want it" in page
    form = visitor.form("/account/notifications")
    assert "essential" not in form.names
    assert dict(form.fields)["suggestions"] == "daily"
    visitor.sends({"money": "daily", "hiring": "never"}, form="/account/notifications")
    assert "Saved" in visitor.page.text
    assert present(person) == {
        "hiring": "never", "contracts": "at_once", "money": "daily", "disputes": "at_once", "suggestions": "daily",
        "essential": "at_once",
    }  # fmt: skip
    visitor.sends({"money": "sometimes"}, 422, form="/account/notifications")
    assert present(person)["money"] == "daily"
    refused = person.put("/notifications/letters", {"essential": "never"})
    assert refused.status_code == 422


def test_a_press_stops_the_letters_of_a_link(world: World) -> None:
    """Nobody signs in; opening the link alone changes nothing, because scanners of mail open links too."""
    person = world.newcomer("freelancer")
    visitor = Visitor(world.app)
    page = visitor.goes(link(world, Stop(UUID(str(person.id)), Topic.HIRING)))
    assert "Jobs, proposals and invitations" in words(page)
    assert present(person)["hiring"] == "at_once"
    assert "These e-mails are stopped" in words(visitor.sends(form="/unsubscribe"))
    assert present(person)["hiring"] == "never"
    assert "This link stops nothing" in words(visitor.goes("/unsubscribe?token=x.hiring.y", 404))


def test_a_mail_program_stops_them_by_itself(world: World) -> None:
    """RFC 8058: a POST from elsewhere, without a cookie and without the proof of a form."""
    person = world.newcomer("freelancer")
    stop = link(world, Stop(UUID(str(person.id))))
    sent = {"List-Unsubscribe": "One-Click"}
    answer = world.app.test_client().post(stop, data=sent, base_url=HOST, headers={"Origin": "https://mail.example"})
    assert answer.status_code == 200
    assert present(person)["suggestions"] == "never"
    assert world.app.test_client().post("/unsubscribe?token=x", data=sent, base_url=HOST).status_code == 422
    other = world.app.test_client().post("/account/notifications", data={"money": "never"}, base_url=HOST)
    assert other.status_code == 400, "no other page is open to forms from elsewhere"


def test_a_saved_search_falls_silent(world: World) -> None:
    """It is kept, and its letters end."""
    person = world.newcomer("freelancer")
    search = person.does("/searches", {"name": "Logos", "query": {"q": "logo"}, "alert": "daily"})
    visitor = Visitor(world.app)
    visitor.goes(link(world, Stop(UUID(str(person.id)), search_id=UUID(search["id"]))))
    visitor.sends(form="/unsubscribe")
    kept = person.sees(f"/searches/{search['id']}")
    assert (kept["alert"], kept["state"]) == ("never", "active")

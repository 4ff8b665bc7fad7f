"""Jobs by HTTP: what may be asked for, what waits, who sees what in which state, and what moderators do."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest

from tests.api_world import Person, World, eur
from upclone.domain.actors import CLOCK

FULL = {
    "title": "An online shop for a bakery",
    "description": "Forty products, **two days ahead**. <script>alert(1)</script>",
    "payment": "hourly",
    "budget": eur(6000),
    "budget_from": eur(4000),
    "category": "web development",
    "skills": ["WordPress", "JS"],
    "extra_skills": ["référencement", "js"],
    "level": "intermediate",
    "duration": "weeks",
    "place": {"city": "Lyon", "country": "FR", "latitude": 45.764, "longitude": 4.8357},
    "apply_until": None,
    "questions": ["Which shop of yours is most like this one?"],
    "attachments": [],
    "visibility": "public",
    "language": "en",
}
PLAIN = {"title": "A logo", "description": "Warm and simple.", "budget": eur(90000)}
HELD = {**PLAIN, "description": "Call 06 12 34 56 78 in the evening, please."}


def post(world: World, body: dict[str, Any]) -> dict[str, Any]:
    return world.client.does("/jobs", body)  # type: ignore[no-any-return]


def moves(job: dict[str, Any]) -> set[str]:
    return {action["move"] for action in job["actions"]}


def sees(person: Person, job: dict[str, Any]) -> int:
    return person.get(f"/jobs/{job['id']}").status_code


def test_everything_that_can_be_asked_for(world: World):
    """It comes back as it was sent, with slugs for words and safe HTML for Markdown."""
    job = post(world, FULL)
    same = ("title", "payment", "budget", "budget_from", "level", "duration", "place", "questions", "visibility")
    assert {name: job[name] for name in same} == {name: FULL[name] for name in same}
    assert (job["category"], job["skills"], job["extra_skills"]) == (
        "web-development",
        ["wordpress", "javascript"],
        ["seo"],
    )
    assert "<strong>two days ahead</strong>" in job["description_html"]
    assert "<script>" not in job["description_html"]
    assert job["description"] == FULL["description"]
    assert (job["state"], job["review"]) == ("open", {"findings": [], "note": "", "reason": ""})
    assert job["expires_at"] > job["opened_at"]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("budget_from.currency", {"budget_from": {"amount_minor": 1, "currency": "USD"}}),
        ("budget_from.amount_minor", {"budget_from": eur(6001)}),
        ("category", {"category": "bakry of wonders"}),
        ("apply_until", {"apply_until": "2020-01-01T00:00:00Z"}),
        ("apply_until", {"apply_until": "2126-01-01T00:00:00Z"}),
        ("attachments", {"attachments": ["01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d"]}),
        ("visibility", {"visibility": "direct"}),
        ("questions", {"questions": ["x"] * 11}),
        ("place.country", {"place": {"city": "Lyon", "country": "QQ", "latitude": 0.0, "longitude": 0.0}}),
        ("language", {"language": "english"}),
    ],
)
def test_what_can_not_be_asked_for(world: World, field: str, change: dict[str, Any]):
    """422 with the field's name, and nothing is kept."""
    answer = world.client.post("/jobs", {**FULL, **change})
    assert answer.status_code == 422, answer.text
    assert any(field in str(error) for error in answer.json["errors"]), answer.text


def test_a_draft_is_its_clients_alone(world: World):
    """And the moderators'; it is in no list but one's own, until it is published."""
    job = post(world, {**PLAIN, "draft": True})
    assert (job["state"], moves(job)) == ("draft", {"edit", "publish", "submit", "close"})
    for person, status in (
        (world.visitor, 404),
        (world.stranger, 404),
        (world.freelancer, 404),
        (world.client, 200),
        (world.moderator, 200),
        (world.admin, 200),
    ):
        assert sees(person, job) == status
    assert job["id"] in [each["id"] for each in world.client.sees("/users/jobs?state=draft")["items"]]
    assert job["id"] not in [each["id"] for each in world.client.sees("/jobs?limit=100")["items"]]
    refused = world.stranger.post(f"/jobs/{job['id']}/publish")
    missing = world.stranger.post("/jobs/01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d/publish")
    assert (refused.status_code, refused.json["code"]) == (missing.status_code, missing.json["code"])
    assert world.client.does(f"/jobs/{job['id']}/publish")["state"] == "open"
    assert sees(world.visitor, job) == 200


def test_from_held_to_open_with_a_moderators_yes(world: World):
    """The client reads what was found and adds a note; the moderator reads both; the client is told."""
    job = post(world, HELD)
    assert job["state"] == "pending"
    [finding] = job["review"]["findings"]
    assert (finding["rule"], finding["field"], finding["excerpt"]) == (
        "contact_phone",
        "description",
        "06 12 34 56 78",
    )
    assert (sees(world.visitor, job), sees(world.stranger, job)) == (404, 404)
    world.client.does(f"/jobs/{job['id']}/submit", {"note": "It is on the sign."})
    [waiting] = [each for each in world.moderator.sees("/review/jobs?limit=100")["items"] if each["id"] == job["id"]]
    assert waiting["review"] == {"findings": [finding], "note": "It is on the sign.", "reason": ""}
    assert {"approve", "reject", "remove"} == moves(waiting)
    assert world.moderator.does(f"/jobs/{job['id']}/approve")["state"] == "open"
    assert sees(world.visitor, job) == 200
    assert world.visitor.sees(f"/jobs/{job['id']}")["review"] is None


def test_from_rejected_to_open(world: World):
    """The reason is shown to the client; what they submit again is judged again."""
    job = post(world, HELD)
    world.moderator.does(f"/jobs/{job['id']}/reject", {"reason": "Take the number out."})
    mine = world.client.sees(f"/jobs/{job['id']}")
    assert (mine["state"], mine["review"]["reason"]) == ("rejected", "Take the number out.")
    assert "publish" not in moves(mine)
    world.client.does(f"/jobs/{job['id']}", PLAIN, "PUT")
    assert world.client.does(f"/jobs/{job['id']}/submit")["state"] == "pending"
    assert world.moderator.does(f"/jobs/{job['id']}/approve")["state"] == "open"


def test_nobody_judges_their_own(world: World):
    """A moderator's own job is in nobody's queue of theirs, and their yes to it is refused."""
    job = world.moderator.does("/jobs", HELD)
    assert job["id"] not in [each["id"] for each in world.moderator.sees("/review/jobs?limit=100")["items"]]
    assert job["id"] in [each["id"] for each in world.admin.sees("/review/jobs?limit=100")["items"]]
    assert world.moderator.post(f"/jobs/{job['id']}/approve").status_code == 409


def test_the_queue_is_oldest_first_by_pages(world: World):
    """Each once, whatever the page."""
    made = [post(world, HELD)["id"] for _ in range(3)]
    found: list[str] = []
    cursor = ""
    while True:
        page = world.moderator.sees(f"/review/jobs?limit=2{cursor}")
        found += [each["id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert found == sorted(found)
    assert set(made) <= set(found)


def test_a_removed_job_is_gone(world: World):
    """For everybody but its client, who reads why, and moderators; from every list, too."""
    job = post(world, PLAIN)
    world.moderator.does(f"/jobs/{job['id']}/remove", {"reason": "It is no logo."})
    assert (sees(world.visitor, job), sees(world.freelancer, job)) == (404, 404)
    mine = world.client.sees(f"/jobs/{job['id']}")
    assert (mine["state"], mine["review"]["reason"], mine["actions"]) == ("removed", "It is no logo.", [])
    assert job["id"] not in [each["id"] for each in world.admin.sees("/jobs?limit=100")["items"]]


def test_a_job_for_those_who_are_invited(world: World):
    """For others it does not exist: not to read, not to find, not to bid on, not to move."""
    job = post(world, {**PLAIN, "visibility": "invited"})
    assert (job["state"], sees(world.visitor, job), sees(world.freelancer, job)) == ("open", 404, 404)
    assert job["id"] not in [each["id"] for each in world.client.sees("/jobs?limit=100")["items"]]
    for path, body in (("bid", {"price": eur(100)}), ("close", {}), ("pause", {}), ("duplicate", {})):
        assert world.stranger.post(f"/jobs/{job['id']}/{path}", body).status_code == 404, path
    world.client.does(f"/jobs/{job['id']}/invitations", {"freelancer_id": world.freelancer.id, "message": "Please."})
    seen = world.freelancer.sees(f"/jobs/{job['id']}")
    assert (moves(seen), seen["review"]) == ({"bid"}, None)
    assert sees(world.stranger, job) == 404
    world.freelancer.does(f"/jobs/{job['id']}/bid", {"price": eur(80000)})
    other = world.newcomer("freelancer")
    asked = {"freelancer_id": other.id, "message": "You, too."}
    invitation = world.client.does(f"/jobs/{job['id']}/invitations", asked)
    assert sees(other, job) == 200
    world.client.does(f"/invitations/{invitation['id']}/withdraw")
    assert sees(other, job) == 404
    assert sees(world.freelancer, job) == 200


def test_a_direct_offers_job_is_for_two(world: World):
    """Its client and who it is offered to."""
    offer = world.direct()
    job = {"id": offer["job_id"]}
    assert (sees(world.client, job), sees(world.freelancer, job)) == (200, 200)
    assert (sees(world.stranger, job), sees(world.visitor, job)) == (404, 404)


def test_pausing_editing_and_closing(world: World):
    """A paused job takes no bids; who has bid is told of each change; payment stays once there is a bid."""
    job = post(world, PLAIN)
    world.freelancer.does(f"/jobs/{job['id']}/bid", {"price": eur(80000)})
    changed = world.client.does(f"/jobs/{job['id']}", {**PLAIN, "description": "Cold and simple."}, "PUT")
    assert changed["description"] == "Cold and simple."
    refused = world.client.put(f"/jobs/{job['id']}", {**PLAIN, "payment": "hourly", "budget": eur(3000)})
    assert refused.status_code == 422
    assert world.client.does(f"/jobs/{job['id']}/pause")["state"] == "paused"
    assert world.stranger.post(f"/jobs/{job['id']}/bid", {"price": eur(80000)}).status_code == 409
    assert world.client.does(f"/jobs/{job['id']}/resume")["state"] == "open"
    assert world.client.does(f"/jobs/{job['id']}/close")["state"] == "closed"


def test_the_clock_and_the_client(world: World):
    """After sixty days it is expired; renewed, it is open again; a day that is over is refused."""
    job = post(world, PLAIN)
    world.admin.does("/sandbox/clock", {"seconds": 61 * 86400})
    world.doors.jobs.expire(CLOCK, UUID(job["id"]))
    assert (sees(world.visitor, job), world.client.sees(f"/jobs/{job['id']}")["state"]) == (200, "expired")
    assert world.client.post(f"/jobs/{job['id']}/renew", {"apply_until": "2020-01-01T00:00:00Z"}).status_code == 422
    assert world.client.does(f"/jobs/{job['id']}/renew")["state"] == "open"


def test_a_duplicate_is_a_new_draft(world: World):
    """It asks for the same, and is nobody's but its maker's."""
    job = post(world, FULL)
    copy = world.client.does(f"/jobs/{job['id']}/duplicate")
    assert (copy["state"], copy["title"], copy["skills"]) == ("draft", job["title"], job["skills"])
    assert copy["id"] != job["id"]
    assert world.stranger.post(f"/jobs/{job['id']}/duplicate").status_code == 404


def test_previews_keep_nothing(world: World):
    """Posting, editing and approving tell what they would do, who would be told, and leave all as it is."""
    before = world.client.sees("/users/jobs?limit=100")["items"]
    outcome = world.client.does("/jobs/preview", HELD)
    assert [(each["before"], each["after"]) for each in outcome["changes"]] == [(None, "pending")]
    assert world.client.sees("/users/jobs?limit=100")["items"] == before
    job = post(world, HELD)
    foreseen = world.moderator.does(f"/jobs/{job['id']}/approve/preview")
    assert [(each["before"], each["after"]) for each in foreseen["changes"]] == [("pending", "open")]
    assert {(each["account_id"], each["event"]) for each in foreseen["told"]} == {(world.client.id, "JobPosted")}
    assert [each["move"] for each in foreseen["deadlines"]] == ["expire"]
    assert world.client.sees(f"/jobs/{job['id']}")["state"] == "pending"


def test_one_key_is_one_job(world: World):
    """Sent twice with one key, a job is posted once."""
    first, second = (world.client.post("/jobs", PLAIN, key="one-logo") for _ in range(2))
    assert first.json == second.json
    assert second.headers["Idempotent-Replayed"] == "true"


def test_attachments_are_seen_by_whom_the_job_is_seen(world: World):
    """A draft's file is its client's; a public job's everybody's; nobody attaches another's."""
    upload = {"file": (BytesIO(b"A text about bread, and nothing else."), "brief.txt", "text/plain")}
    answer = world.client.call("POST", "/files", data=upload, content_type="multipart/form-data")
    assert answer.status_code == 201, answer.text
    file = answer.json["id"]
    draft = post(world, {**PLAIN, "draft": True, "attachments": [file]})
    assert draft["attachments"] == [file]
    assert (world.stranger.get(f"/files/{file}").status_code, world.client.get(f"/files/{file}").status_code) == (
        404,
        200,
    )
    assert world.stranger.post("/jobs", {**PLAIN, "attachments": [file]}).status_code == 422
    world.client.does(f"/jobs/{draft['id']}/publish")
    assert world.stranger.get(f"/files/{file}").status_code == 200

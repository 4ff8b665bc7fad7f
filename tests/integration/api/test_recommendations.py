"""Recommendations by HTTP: to whom, of what, and why."""

from string import Formatter
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.api_world import Person, World, eur
from upclone.domain.market.taxonomy import Taxonomy
from upclone.entrypoints.api.market.reasons import IMPROVEMENTS, OWN, REASONS, TO_THEM, words

SAID = {
    "skills": [{"slug": "rust", "level": "expert", "years": 9}, {"slug": "qt", "level": "expert", "years": 9}],
    "categories": ["desktop-applications"],
    "rate": eur(5_000),
    "availability": {"hours_per_week": 40, "time_zone": "Europe/Paris"},
    "languages": [{"code": "en", "level": "native"}],
}
JOB = {
    "title": "A desktop program",
    "description": "For people who draw.",
    "payment": "hourly",
    "budget": eur(6_000),
    "category": "desktop",
    "skills": ["Rust", "Qt"],
}


def skilled(world: World, **changes: Any) -> Person:
    person = world.newcomer("freelancer")
    answer = person.put("/users/profile", {"freelancer": {**SAID, **changes}})
    assert answer.status_code == 200, answer.text
    return person


def asked(world: World) -> dict[str, Any]:
    """An open job; each is told in its own words, because copies are held back."""
    words = uuid4().hex
    job: dict[str, Any] = world.client.does("/jobs", {**JOB, "title": f"Program {words}", "description": words * 3})
    assert job["state"] == "open", job
    return job


def jobs(person: Person, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.sees(f"/recommendations/jobs{query}")["items"]
    return found


def test_parts_sum_to_the_score_and_say_why(world: World):
    """In the language that was asked for, both ways round."""
    person, job = skilled(world), asked(world)
    (found,) = [each for each in jobs(person) if each["job"]["id"] == job["id"]]
    match = found["match"]
    assert match["score"] == sum(part["points"] for part in match["parts"]) > 700
    assert match["most"] == sum(part["most"] for part in match["parts"]) == 1_000
    assert all(part["why"] for part in match["parts"])
    assert match["improvement"]["points"] > 0
    french = world.client.sees(f"/jobs/{job['id']}/recommendations?lang=fr")["items"]
    (mine,) = [each for each in french if each["freelancer"]["id"] == person.id]
    assert mine["match"]["score"] == match["score"]
    assert {part["factor"]: part["points"] for part in mine["match"]["parts"]} == {
        part["factor"]: part["points"] for part in match["parts"]
    }
    assert "compétences" in mine["match"]["parts"][0]["why"]
    assert mine["match"]["improvement"]["words"] != match["improvement"]["words"]


def test_who_fits_better_comes_first(world: World):
    """The best first, and a better fit has more points."""
    good, poor = skilled(world), skilled(world, skills=SAID["skills"][:1], rate=eur(20_000))
    job = asked(world)
    items = world.client.sees(f"/jobs/{job['id']}/recommendations?limit=50")["items"]
    scores = [each["match"]["score"] for each in items]
    ids = [each["freelancer"]["id"] for each in items]
    assert scores == sorted(scores, reverse=True)
    assert ids.index(good.id) < ids.index(poor.id)


def test_only_the_client_sees_who_fits_a_job(world: World):
    """For others, an operator included, there is no such list."""
    job = asked(world)
    for person in (world.freelancer, world.stranger, world.admin):
        assert person.get(f"/jobs/{job['id']}/recommendations").status_code == 404
    assert world.client.get("/recommendations/jobs").status_code in (403, 409)


def test_what_is_done_with_is_not_recommended(world: World):
    """Neither a job that one has bid on, nor a closed one, nor somebody who bid, is not listed, or is suspended."""
    bidder, hidden, gone = skilled(world), skilled(world, listed=False), skilled(world)
    job, closed = asked(world), asked(world)
    bidder.does(f"/jobs/{job['id']}/bid", {"price": eur(5_000)})
    world.client.does(f"/jobs/{closed['id']}/close")
    world.admin.does(f"/users/{gone.id}/suspend", {"reason": "Rude."})
    assert not {job["id"], closed["id"]} & {each["job"]["id"] for each in jobs(bidder, "?limit=50")}
    people = world.client.sees(f"/jobs/{job['id']}/recommendations?limit=50")["items"]
    assert not {bidder.id, hidden.id, gone.id} & {each["freelancer"]["id"] for each in people}


def test_a_new_job_tells_those_whom_it_fits(world: World):
    """Once each, however often the reaction runs; whom it does not fit is not told; no more a day than the setting."""
    fits, other = skilled(world), skilled(world, skills=[], categories=["writing"], rate=eur(90_000))
    for _ in range(7):
        job = asked(world)
        for _ in range(2):
            world.doors.matching.tell(UUID(job["id"]))
    with world.doors.unit_of_work() as work:
        rows = work.transaction.all(  # type: ignore[attr-defined]
            "SELECT facts ->> 'owner' FROM event WHERE name = 'JobRecommended'", {}
        )
    told = [row[0] for row in rows]
    assert told.count(fits.id) == world.settings.recommendations_per_day
    assert other.id not in told


@pytest.mark.parametrize("table", [REASONS, IMPROVEMENTS, OWN], ids=["reasons", "improvements", "own"])
def test_every_sentence_is_there_in_both_languages(table: dict[str, tuple[str, str]]):
    """With the same facts in each."""
    for english, french in table.values():
        fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (english, french)]
        assert fields[0] == fields[1]


@pytest.mark.parametrize(
    ("contracts", "english", "french"),
    [
        (0, "No contract completed yet.", "Aucun contrat terminé pour l’instant."),
        (1, "1 contract completed.", "1 contrat terminé."),
        (2, "2 contracts completed.", "2 contrats terminés."),
    ],
)
def test_one_is_no_plural_and_none_is_said(contracts: int, english: str, french: str):
    """Each language by its own rule."""
    facts = {"contracts": contracts}
    assert [words(REASONS, "completed", facts, Taxonomy.of((), (), {}), each) for each in ("en", "fr")] == [
        english,
        french,
    ]


def test_a_freelancer_is_spoken_to():
    """And a client is told of them: of each reason in the third person there is one that says you."""
    assert set(TO_THEM) <= set(REASONS)
    third = ("Has ", "Works ", "Does not ", "Speaks ", "Usually ", "The rate ")
    assert [code for code, (english, _) in OWN.items() if english.startswith(third)] == []

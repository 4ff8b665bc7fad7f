"""Finding each other: a job that review holds back once, a search that forgives, and a match that explains itself."""

from __future__ import annotations

from typing import Any, Final

from upclone.entrypoints.cli.demo.client import Client
from upclone.entrypoints.cli.demo.deal import Deal, WentWrong, eur, of, shown

BUDGET: Final = 120_000
JOB: Final[dict[str, Any]] = {
    "title": "An online shop for a bookshop",
    "description": "Two thousand books, a search that forgives typing errors, and payment by card.",
    "budget": eur(BUDGET),
    "category": "web",
    "skills": ["e-commerce", "python"],
    "extra_skills": ["postgresql"],
    "level": "expert",
    "duration": "months",
}
PHONE: Final = " Call me on +48 601 234 567."
SLIP: Final = "bookshp onlin shop"


def find_each_other(deal: Deal) -> None:
    """A job is posted, and the right person finds it; so does its client find her."""
    deal.terminal.act("A job, and who finds it")
    held = deal.marta.post("/jobs", **{**JOB, "description": JOB["description"] + PHONE}).data
    deal.job_id = held["id"]
    found = held["review"]["findings"]
    if held["state"] != "pending" or not found:
        raise WentWrong(f"A job with a telephone number is {held['state']}.")
    deal.say(deal.marta, f"posts a job: an online shop, {shown(of(eur(BUDGET)))} at most.")
    deal.tell("review", f"holds it back: {found[0]['words']}")
    opened = deal.marta.put(f"/jobs/{deal.job_id}", **JOB).data
    deal.say(deal.marta, f"takes the number out. The job is {opened['state']}.")
    _searches(deal, deal.ines)
    _is_recommended(deal)


def _searches(deal: Deal, who: Client) -> None:
    page = who.get("/jobs", q=SLIP, budget_min="100000", currency="EUR").data
    if deal.job_id not in [each["id"] for each in page["items"]]:
        raise WentWrong(f"The search for “{SLIP}” does not find the job.")
    taken = ", ".join(f"“{slip}” for “{word}”" for slip, word in page["corrected"].items())
    deal.say(who, f"searches “{SLIP}”, from {shown(of(eur(100_000)))}: upclone takes {taken}, and finds it.")


def _is_recommended(deal: Deal) -> None:
    best = deal.marta.get(f"/jobs/{deal.job_id}/recommendations").data["items"]
    names = [each["freelancer"]["name"] for each in best]
    if not names or not names[0].startswith("Inès"):
        raise WentWrong(f"Inès is not the best match: {names}.")
    match = best[0]["match"]
    parts = sorted(match["parts"], key=lambda part: -part["points"])
    if sum(part["points"] for part in parts) != match["score"]:
        raise WentWrong("The parts of a recommendation don't sum to its score.")
    why = ", ".join(f"{part['factor'].replace('_', ' ')} {part['points']}" for part in parts[:3])
    deal.say(deal.marta, f"is recommended Inès: {match['score']} points of {match['most']}; {why}.")
    fits = deal.ines.get("/recommendations/jobs").data["items"]
    if deal.job_id not in [each["job"]["id"] for each in fits]:
        raise WentWrong("The job is not recommended to Inès.")
    better = fits[0]["match"]["improvement"]
    if better:
        deal.say(deal.ines, f"is recommended the job. {better['words']} (+{better['points']})")

"""Samples of activity on the page of a contract's time: how many were committed to, and what was revealed holds."""

from __future__ import annotations

from datetime import datetime

from tests.api_world import World
from tests.web_world import browsing, words
from upclone.domain.deals.commitments import commit, moment
from upclone.entrypoints.web.deals.samples import MOST


def test_both_sides_see_what_was_committed_to(world: World) -> None:
    """The hash, short, and nothing of what it is of, until the freelancer reveals one of a questioned entry; then that
    it is what was committed to. A stranger sees none of it."""
    contract = str(world.hourly()["id"])
    world.client.does(f"/contracts/{contract}/billing", {"payment_method": "tok_answered"}, "PUT")
    entry = world.worked(3600, contract)
    at = datetime.fromisoformat(entry["started_at"])
    given = [commit(f"salt {number}", moment(at), 100 + number) for number in range(MOST + 3)]
    world.freelancer.does(f"/time/{entry['id']}/samples", {"commitments": given})
    client, page = browsing(world, world.client), f"/contracts/{contract}/time"
    said = words(client.goes(page))
    assert f"{MOST + 3} samples of activity · none revealed" in said
    assert f"{given[0][:12]}…" in said
    assert "and 3 more" in said
    assert "keys and clicks" not in said.replace("counted keys and clicks", "")
    world.freelancer.does(f"/timesheets/{entry['timesheet_id']}/close")
    world.client.does(f"/time/{entry['id']}/question", {"reason": "What was it?"})
    shown = {"number": 2, "salt": "salt 1", "minute": entry["started_at"], "count": 101}
    world.freelancer.does(f"/time/{entry['id']}/reveal", shown)
    said = words(client.goes(page))
    assert f"{MOST + 3} samples of activity · 1 revealed" in said
    assert f"{given[1][:12]}… {at:%H:%M} 101 keys and clicks is what was committed to" in said
    assert "and 2 more" in said
    assert "15 échantillons d’activité · 1 révélé" in words(client.goes(f"/fr{page}"))
    browsing(world, world.stranger).goes(page, 404)

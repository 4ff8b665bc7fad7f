"""A preview tells what its command would do, and does nothing."""

from typing import Any

import psycopg

from tests.api_world import World, eur

TABLES = "contract, milestone, hold, dispute, transfer, job, proposal, entry, posting, balance, event, request, book"


def kept(world: World) -> list[Any]:
    """Everything that is in the tables, jobs to be done included."""
    url = world.settings.database_url.replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        return [
            connection.execute(
                f"SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {table} AS t"
            ).fetchone()
            for table in (*TABLES.split(", "), "procrastinate_jobs")
        ]


def test_a_preview_keeps_nothing_and_tells_what_happens(world: World):
    """What the preview of an approval tells is what the approval does; before it, nothing changed anywhere."""
    contract = world.funded()
    milestone, payment = contract["milestones"][0]["id"], contract["payments"][0]["id"]
    before = kept(world)
    told = world.client.does(f"/milestones/{milestone}/approve/preview")
    assert kept(world) == before
    states = {change["id"]: (change["process"], change["before"], change["after"]) for change in told["changes"]}
    assert states[milestone] == ("milestone", "funded", "approved")
    assert states[payment] == ("hold", "held", "released")
    assert told["fees"] == [{"client": eur(900), "freelancer": eur(3000), "client_refunded": eur(0)}]
    assert sum(line["amount"]["amount_minor"] for line in told["postings"]) == 0
    available = f"freelancer_available:{world.freelancer.id}:EUR"
    earned = next(line["amount"] for line in told["postings"] if line["account"] == available)
    balance = world.freelancer.sees("/balances")["items"]
    had = balance[0]["available"]["amount_minor"] if balance else 0
    assert world.client.does(f"/milestones/{milestone}/approve")["state"] == states[milestone][2]
    assert world.freelancer.sees("/balances")["items"][0]["available"]["amount_minor"] == had + earned["amount_minor"]
    assert {each["account_id"] for each in told["told"]} == {world.freelancer.id}


def test_previews_of_every_kind_keep_nothing(world: World):
    """Creating, hiring, signing, funding, withdrawing: each is tried, none remains."""
    job = world.job()
    proposal = world.bid(job)
    offer = world.offered()
    contract = world.funded()
    before = kept(world)
    world.client.does("/jobs/preview", {"title": "x", "description": "y", "budget": eur(1)})
    hire = world.client.does(f"/jobs/{job}/hire/preview", {"proposal_id": proposal})
    assert [deadline["move"] for deadline in hire["deadlines"]] == ["expire"]
    world.client.does(f"/contracts/{offer['id']}/terms/preview", {"scope": "x"})
    world.freelancer.does(f"/contracts/{offer['id']}/sign/preview")
    planned = contract["milestones"][1]["id"]
    funding = world.client.does(
        f"/contracts/{contract['id']}/payment/preview", {"milestone_id": planned, "amount": eur(30000)}
    )
    assert funding["fees"][0]["client"] == eur(900)
    world.client.does(f"/contracts/{contract['id']}/cancel/preview", {"reason": "x"})
    assert kept(world) == before


def test_a_preview_is_refused_as_its_command_is(world: World):
    """The same status and code."""
    contract = world.funded()
    path = f"/milestones/{contract['milestones'][1]['id']}/approve"
    preview, command = world.client.post(f"{path}/preview"), world.client.post(path)
    assert preview.status_code == command.status_code == 409
    assert {**preview.json, "request_id": ""} == {**command.json, "request_id": ""}

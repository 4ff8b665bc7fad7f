"""What the administration says of somebody, of a word of the market, and of a setting."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.api_world import World, eur
from tests.web_world import Visitor, browsing, table, words
from upclone.application.ports.gateways import Claim, ClaimState
from upclone.application.reads.categories import Use
from upclone.application.reads.office import JobsWanted
from upclone.application.reads.paging import Slice
from upclone.domain.actors import Actor, member, moderator, operator


@pytest.fixture(scope="module")
def office(world: World) -> Visitor:
    """An operator's browser."""
    return browsing(world, world.admin)


def test_a_page_of_somebody_says_that_they_have_nothing(world: World, office: Visitor) -> None:
    """Each part has its sentence, and leads nowhere."""
    nobody = world.newcomer("client")
    page = words(office.goes(f"/admin/people/{nobody.id}"))
    for says in (
        "No money of theirs is here",
        "No contract with anybody",
        "No job was posted",
        "No dispute",
        "Never s",
    ):
        assert says in page
    assert not [link for link in office.links() if link.endswith(f"={nobody.id}")]


def test_a_page_of_somebody_shows_what_is_theirs(world: World, office: Visitor) -> None:
    """Money by what it waits for, the newest contracts, jobs and disputes, each a link; the rest is one link away."""
    client, freelancer = world.client, world.freelancer
    dispute = world.disputed()
    job = client.does("/jobs", {"title": "Ninety labels", "description": "For jars.", "budget": eur(9000)})["id"]
    for number in range(5):
        client.does("/jobs", {"title": f"Label {number}", "description": "For a jar.", "budget": eur(9000)})
    page = words(office.goes(f"/admin/people/{freelancer.id}"))
    assert "On hold for their work €300.00 of it contested: €300.00" in page
    assert any(dispute["contract_id"] in link for link in office.links())
    assert office.follows(f"/admin/disputes/{dispute['id']}")
    page = words(office.goes(f"/admin/people/{client.id}"))
    assert "On hold of what they paid €309.00" in page
    assert "Label 4" in page
    assert "Ninety labels" not in page
    office.follows(f"/admin/jobs?client={client.id}")
    assert any(job in link for link in office.links())
    assert words(office.page.text).count("Everybody’s") == 2  # the title, and the way out of the filter
    for place in (
        f"contracts?party={client.id}",
        f"disputes?party={freelancer.id}",
        f"sanctions?account_id={client.id}",
    ):
        page = words(office.goes(f"/admin/{place}"))
        assert world.admin.sees(f"/users/{place.partition('=')[2]}")["name"] in page
    assert "No contract is like that" in words(office.goes(f"/admin/contracts?party={world.newcomer('client').id}"))
    assert [row[1:3] for row in table(office, f"/admin/contracts.csv?party={client.id}")[1:]] == [["A logo", "active"]]


def test_a_debt_stands_on_the_page_of_who_owes_it(world: World, office: Visitor) -> None:
    """A bank took a payment back after its work was paid out: what is owed leads to its entries, for operators."""
    contract = world.funded()
    milestone, payment = contract["milestones"][0]["id"], UUID(contract["payments"][0]["id"])
    world.freelancer.does(f"/milestones/{milestone}/submit", {"note": "Here."})
    world.client.does(f"/milestones/{milestone}/approve")
    (lies,) = world.freelancer.sees("/balances")["items"]
    world.freelancer.does("/payouts", {"amount": lies["free"], "destination": "acct_answered"})
    world.settle()
    with world.doors.unit_of_work() as work:
        hold = work.holds.get(payment)
    claim = Claim("claim_owed", hold.gateway_ref or "", hold.total, ClaimState.LOST, "fraudulent", True)
    assert world.doors.chargebacks.claimed(hold.gateway, claim) is not None
    freelancer = UUID(world.freelancer.id)
    (owed,) = world.doors.wallet.debts(operator(UUID(world.admin.id)), freelancer)
    assert world.doors.wallet.debts(member(freelancer)) == (owed,)
    assert world.doors.wallet.debts(member(UUID(world.client.id)), freelancer) == ()
    assert world.doors.wallet.debts(member(UUID(world.client.id))) == ()
    page = words(office.goes(f"/admin/people/{freelancer}"))
    assert f"Owed by them €{owed.amount_minor / 100:.2f} made good out of what they earn next" in page
    office.follows("freelancer_debt")
    lines = table(office, f"/admin/ledger/entries.csv?account=freelancer_debt:{freelancer}:EUR")[1:]
    assert {line[2] for line in lines} == {"chargeback"}


def test_what_is_somebodys_is_read_by_operators_alone(world: World) -> None:
    """A moderator and another member read nothing of it, whoever asks for them; its holder reads their own money."""
    world.disputed()
    doors, few = world.doors, Slice(5)

    def seen(actor: Actor) -> tuple[bool, ...]:
        of = UUID(world.client.id)
        return (
            bool(doors.wallet.held(actor, of)),
            bool(doors.office.contracts(actor, None, of, few).items),
            bool(doors.office.cases(actor, None, few, of).items),
            bool(doors.office.jobs(actor, JobsWanted(client=of), few).items),
        )

    assert seen(operator(UUID(world.admin.id))) == (True, True, True, True)
    assert seen(moderator(UUID(world.moderator.id))) == (False, False, False, True)
    assert seen(member(UUID(world.freelancer.id))) == (False, False, False, False)
    assert seen(member(UUID(world.client.id))) == (True, False, False, False)
    assert doors.payments.balances(member(UUID(world.client.id)), UUID(world.freelancer.id)) == ()


def test_a_setting_says_what_it_does_and_whether_it_was_changed(world: World, office: Visitor) -> None:
    """A title and a sentence, the value with what it counts, the default of what differs; in both languages."""
    page = words(office.goes("/admin/settings"))
    assert "Money held for long Payments that are held for longer are listed" in page
    assert "UPCLONE_HELD_DAYS 90 days as by default" in page
    assert "UPCLONE_DEMO yes changed by default: no" in page
    assert "UPCLONE_STRIPE_SECRET_KEY not set off" in page
    assert "UPCLONE_OIDC_… not set passwords only" in page
    page = words(browsing(world, world.admin, "fr").goes("/fr/admin/settings"))
    assert "UPCLONE_HELD_DAYS 90 jours valeur par défaut" in page
    assert "UPCLONE_STATEMENT_TIMEOUT_MS 8 000 ms" in page


def test_a_category_says_what_uses_it_and_what_it_is_made_of(world: World, office: Visitor) -> None:
    """Open jobs, freelancers and skills of it and of each part, each figure with its rows; a part leads back up."""
    body = {"title": "A poster", "description": "For a fair.", "budget": eur(9000), "category": "illustration"}
    world.client.does("/jobs", body)
    painter = world.newcomer("freelancer")
    part = {"skills": [{"slug": "python", "level": "expert"}], "categories": ["illustration"]}
    painter.does("/users/profile", {"headline": "Painter", "bio": "I paint.", "freelancer": part}, "PUT")
    tops = {each["slug"]: each for each in world.admin.sees("/categories")["items"]}
    design = tops["design"]
    page = words(office.goes(f"/admin/categories/{design['id']}"))
    assert "Open jobs 1 " in page
    assert "Freelancers 1 " in page
    assert "1 open job · 1 freelancer" in page
    assert "A poster" in office.follows("/admin/jobs?state=open&category=design")
    office.goes(f"/admin/categories/{design['id']}")
    part = next(each for each in design["parts"] if each["slug"] == "illustration")
    page = words(office.follows(f"/admin/categories/{part['id']}"))
    assert "Its parts" not in page
    assert f"/admin/categories/{design['id']}" in office.links()
    office.goes(f"/admin/categories/new?parent={design['slug']}")
    office.sends({"names.en": "Etchings", "names.fr": "Eaux-fortes"}, form=-1)
    made = next(each for each in world.admin.sees("/categories")["items"] if each["slug"] == "design")["parts"][-1]
    assert made["names"] == {"en": "Etchings", "fr": "Eaux-fortes"}
    assert "No skill belongs to it yet" in words(office.goes(f"/admin/categories/{made['id']}"))
    assert world.doors.taxonomy.uses(member(UUID(world.client.id)), ["design", "illustration"]).each["design"] == Use()


def test_the_categories_of_a_skill_are_ticked(world: World, office: Visitor) -> None:
    """The main one from a list, others by boxes; sent as it stands nothing changes, what is emptied is empty, and
    a mistake keeps what was ticked."""
    skill = world.admin.sees("/skills?q=python")["items"][0]
    before = skill["categories"]
    office.goes(f"/admin/skills/{skill['id']}")
    office.sends(form=-1)
    assert world.admin.sees("/skills/python")["categories"] == before
    office.goes(f"/admin/skills/{skill['id']}")
    office.sends({"categories": ["illustration", *before]}, form=-1)
    assert world.admin.sees("/skills/python")["categories"] == ["illustration", *before]
    office.goes(f"/admin/skills/{skill['id']}")
    office.sends({"aliases:commas": "snake charming, pythonic"}, form=-1)
    assert world.admin.sees("/skills/python")["aliases"] == ["snake charming", "pythonic"]
    office.goes(f"/admin/skills/{skill['id']}")
    office.sends({"aliases:commas": ""}, form=-1)
    assert world.admin.sees("/skills/python")["aliases"] == []
    office.goes(f"/admin/skills/{skill['id']}")
    office.sends({"names.en": " ", "categories": ["", before[0]]}, 422, form=-1)
    assert [value for name, value in office.form().fields if name == "categories"] == [before[0], before[0]]
    office.sends({"names.en": "Python", "categories": [""]}, 422, form=-1)
    assert "f-categories-error" in office.page.text
    assert world.admin.sees("/skills/python")["categories"] == ["illustration", *before]

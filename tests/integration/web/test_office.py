"""The administration by pages alone, without scripts: reviews, people, disputes, money, words, records."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.api_world import World, eur
from tests.web_world import HOST, Visitor, browsing, table, words
from upclone.application.payments.reconciliation import Reconciliations
from upclone.application.ports.gateways import Claim, ClaimState
from upclone.domain.money import Money
from upclone.domain.payments.findings import Finding, Reason
from upclone.domain.payments.reconciliation import ReconciliationAsked, Run


@pytest.fixture(scope="module")
def office(world: World) -> Visitor:
    """An operator's browser."""
    return browsing(world, world.admin)


def test_a_moderator_reads_what_was_found_and_sends_the_job_back(world: World) -> None:
    """The words at fault are marked in the text; the reason that is given is what the client is told."""
    body = {"title": "Flyer", "description": "Nice one. Call me at +33 6 12 34 56 78.", "budget": eur(20000)}
    job = world.client.does("/jobs", body)
    assert job["state"] == "pending"
    moderator = browsing(world, world.moderator)
    page = moderator.goes("/admin")
    assert "Jobs wait for a review" in words(page)
    assert "Money in" not in words(page)  # deals and money are not theirs
    page = moderator.goes("/admin/reviews")
    assert "+33 6 12 34 56 78</mark>" in page
    assert "A phone number" in words(page)
    article = words(page[page.index(f'aria-labelledby="j-{job["id"]}"') :].partition("</article>")[0])
    assert article.count("Flyer") == 1, "the title is said once"
    moderator.follows(f"/do/jobs/{job['id']}/reject")
    moderator.sends({"reason": "Leave the number out, please."}, form="/reject")
    assert moderator.at == "/admin/reviews"
    assert world.client.sees(f"/jobs/{job['id']}")["review"]["reason"] == "Leave the number out, please."
    assert "No job waits" in words(moderator.page.text)


def test_people_are_found_stopped_heard_and_let_go(world: World, office: Visitor) -> None:
    """From a search to a suspension with its reason, the appeal, and the decision about it."""
    person = world.newcomer("client")
    address = person.sees("/users/profile")["email"]
    page = words(office.goes(f"/admin/people?q={address.upper()}"))
    assert address in page
    assert [row[2] for row in table(office, f"/admin/people.csv?q={address}")] == ["E-mail", address]
    assert "Nobody is like that" in words(office.goes("/admin/people?q=nobody-has-this"))
    office.goes(f"/admin/people/{person.id}")
    office.follows("/suspend")
    office.sends({"reason": "Two people report the same copied work.", "hold_money_days": "3"}, form="/suspend")
    assert "Payouts wait for another" in words(office.page.text)
    sanction = person.sees("/sanctions")["items"][0]
    person.does(f"/sanctions/{sanction['id']}/appeal", {"statement": "Both are mine."})
    page = words(office.goes("/admin/appeals"))
    assert "Both are mine." in page
    assert sanction["id"] in office.page.text
    other = browsing(world, world.operator())
    assert "You imposed it: another operator decides" in words(office.goes("/admin/appeals"))
    assert "You imposed it" not in words(other.goes("/admin/appeals"))
    assert [link for link in other.links() if f"{sanction['id']}/uphold" in link]
    office.goes(f"/admin/people/{person.id}")
    assert "Appealed" in words(office.page.text)


def test_a_list_of_jobs_says_what_an_hour_costs(world: World, office: Visitor) -> None:
    """A rate is none of a whole job's budgets, neither on the page nor in the file."""
    world.hourly()
    assert "an hour" in words(office.goes("/admin/jobs"))
    said = table(office, "/admin/jobs.csv")
    paid = {row[said[0].index("How it is paid")] for row in said[1:]}
    assert "By the hour" in paid


def test_sessions_end_and_roles_are_given(world: World, office: Visitor) -> None:
    """Signed out everywhere with a reason; made a moderator by ticking a box, and no more by unticking it."""
    person = world.newcomer("client")
    office.goes(f"/admin/people/{person.id}")
    office.follows("/end-sessions")
    office.sends({"reason": "A stolen laptop."}, form="/end-sessions")
    assert "Nowhere." in words(office.page.text)
    assert person.get("/users/profile").status_code == 401
    office.sends({"roles": "moderator", "reason": " "}, 422, form="/roles")
    assert world.admin.sees(f"/users/{person.id}")["roles"] == ["client"]
    office.sends({"roles": "moderator", "reason": "Knows the trade."}, form="/roles")
    assert world.admin.sees(f"/users/{person.id}")["roles"] == ["client", "moderator"]
    assert "A stolen laptop." in words(office.goes("/admin/audit"))
    assert "Knows the trade." in words(office.page.text)
    assert "all are as they were written" in words(office.page.text)
    assert any("A stolen laptop." in row for row in table(office, "/admin/audit.csv"))


def test_a_ruling_is_seen_before_it_is_made(world: World, office: Visitor) -> None:
    """The first press shows who would get what, and keeps what was typed; only then is there a button that decides.
    What was to be made and what was handed over stands there too."""
    dispute = world.disputed()
    world.freelancer.does(f"/disputes/{dispute['id']}/answer", {"statement": "The rest waits for texts."})
    world.client.does(f"/disputes/{dispute['id']}/escalate")
    assert dispute["id"] in office.goes("/admin/disputes")
    page = words(office.goes(f"/admin/disputes/{dispute['id']}"))
    assert "The rest waits for texts." in page
    assert "events were checked one by one" in page
    assert "The work in dispute 1. " in page
    assert "Nothing was handed over." in page
    assert page.count("Decide") == 1
    split = {"outcome": "split", "release": "100.00", "reason": "One of three came."}
    page = words(office.sends(split, form="/ruling", press="_preview"))
    assert "What would happen" in page
    assert "To the freelancer €100.00 Back to the client €200.00" in page
    for wrong in ({"outcome": "nothing"}, {"outcome": ""}, {"release": ""}, {"release": "300.01"}, {"release": "-1"}):
        office.sends(split | wrong, 422, form="/ruling", press="_preview")
    assert world.admin.sees(f"/disputes/{dispute['id']}")["rulings"] == []
    office.sends(split, form="/ruling")
    ruling = world.client.sees(f"/disputes/{dispute['id']}")["rulings"][0]
    assert (ruling["outcome"], ruling["release"], ruling["refund"]) == ("split", eur(10000), eur(20000))
    assert "open to appeal" in words(office.page.text)


def test_the_books_are_read_filtered_and_proven(world: World, office: Visitor) -> None:
    """Balances by kind sum to nothing; entries are filtered by account; every row is computed again."""
    world.funded()
    assert "Everything sums to €0.00" in words(office.goes("/admin/ledger"))
    office.follows("kind=escrow")
    assert "Held for this contract" in words(office.page.text)
    office.follows("/admin/ledger/entries?account=escrow")
    assert "Paid in" in words(office.page.text)
    assert "No entry is like that" in words(office.goes("/admin/ledger/entries?kind=chargeback_returned"))
    kinds = {row[2] for row in table(office, "/admin/ledger/entries.csv?kind=fund")[1:]}
    assert kinds == {"fund"}
    office.goes("/admin/ledger/verify")
    assert "All is as it was written" in words(office.sends(form="/verify"))


def test_figures_are_the_rows_behind_them(world: World, office: Visitor) -> None:
    """What the overview says is what the API says, and what was made meanwhile is in it; each figure leads to rows."""
    before = world.admin.sees("/admin/figures?days=7")
    world.funded()
    after = world.admin.sees("/admin/figures?days=7")
    euros = {
        name: next(each for each in after["money"][name] if each["currency"] == "EUR") for name in ("volume", "held")
    }
    was = [each for each in before["money"]["volume"] if each["currency"] == "EUR"]
    assert euros["volume"]["now"] - (was[0]["now"] if was else 0) == 30900
    assert after["jobs"]["now"] == before["jobs"]["now"] + 1
    assert sum(euros["held"]["payments"]) >= 1
    assert world.moderator.sees("/admin/figures")["money"] is None
    page = words(office.goes("/admin?days=7"))
    assert "Money in EUR" in page
    for part in ("/admin/people", "/admin/jobs", "/admin/held", "kind=fund", "fee_income"):
        assert any(part in link for link in office.links())
    assert words(office.goes("/admin?days=nonsense"))
    assert len(table(office, "/admin/figures.csv?days=7")) > 7 * 4


def test_a_reconciliation_is_asked_for_and_made_by_a_reaction(world: World, office: Visitor) -> None:
    """The page answers at once; the run has the promised id, is made once, and stands in the list."""
    office.goes("/admin/reconciliations")
    office.sends({"gateway": "sandbox", "reason": "A payout is missing."}, form="/reconciliations")
    assert "The gateway is being asked. Look again" in words(office.page.text)
    asked = world.admin.does("/reconciliations", {"gateway": "sandbox"})
    assert world.admin.get(f"/reconciliations/{asked['id']}").status_code == 404
    at: Reconciliations = world.doors.reconciliations
    with world.doors.unit_of_work() as work:
        row = work.transaction.one(  # type: ignore[attr-defined]  # PostgreSQL's
            "SELECT id FROM event WHERE subject_id = %(id)s", {"id": UUID(asked["id"])}
        )
        event = work.events.get(row[0])
    assert isinstance(event, ReconciliationAsked)
    at.asked(event)
    at.asked(event)
    run = world.admin.sees(f"/reconciliations/{asked['id']}")
    assert run["by"] == world.admin.id
    assert sum(each["id"] == asked["id"] for each in world.admin.sees("/reconciliations")["items"]) == 1
    assert "Lines of the gateway" in words(office.goes(f"/admin/reconciliations/{asked['id']}"))
    assert world.admin.post("/reconciliations", {"gateway": "nowhere"}).status_code == 422


def test_claims_on_payments_of_nobodys_stand_below_the_money(world: World, office: Visitor) -> None:
    """Who claims how much and why, since when; and, once a report says what left for it, where that gets its place."""
    page = office.goes("/admin/suspense")
    assert "No bank claims a payment that nobody here knows" in words(page)
    claim = Claim("claim_x", "pay_x", Money(12_34, "EUR"), ClaimState.OPEN, "fraudulent", True)
    assert world.doors.chargebacks.claimed("sandbox", claim) is None
    page = words(office.goes("/admin/suspense"))
    assert "Claim claim_x · payment pay_x €12.34 Nothing open" in page
    assert "The payer says that they did not pay" in page
    left = Finding(Reason.MISSING_HERE, "EUR", None, -12_34, world.doors.clock.now(), "mov_x", "claim_x")
    at = world.doors.clock.now()
    with world.doors.unit_of_work():
        world.doors.books.keep(Run(uuid4(), "sandbox", at - timedelta(days=1), at, at, None, 1, 0, 0, (left,)))
    page = words(office.goes("/admin/suspense"))
    assert "Has taken money" in page
    said = table(office, "/admin/suspense/claims.csv")
    assert said[1][:6] == ["sandbox", "claim_x", "pay_x", "12.34", "EUR", "fraudulent"]
    office.follows("line=mov_x")
    assert "mov_x" in office.page.text


def test_two_people_move_what_one_may_not(world: World, office: Visitor) -> None:
    """One asks by a form that names what is missing; the other sees what it would do, and does it."""
    contract = world.funded()
    milestone = contract["milestones"][0]["id"]
    office.goes("/admin/approvals/new?act=hold")
    assert "must be given" in words(office.sends({"reason": "Both asked."}, 422, form="/approvals/new")).lower()
    office.sends({"milestone": milestone, "reason": "Both asked."}, form="/approvals/new")
    other = browsing(world, world.operator())
    other.goes("/admin/approvals")
    other.follows(f"/milestones/{milestone}")
    assert other.at.endswith(f"/contracts/{contract['id']}")
    other.goes("/admin/approvals")
    other.follows("/approve")
    other.sends(form="/approve")
    assert "Done" in words(other.page.text)
    other.goes("/admin/held?days=0")
    assert "Kept by an operator" in words(other.page.text)
    other.follows(f"/do/milestones/{milestone}/unhold")
    other.sends({"reason": "It is settled."}, form="/unhold")
    assert "Kept by an operator" not in words(other.page.text)


def test_a_ruling_is_asked_for_with_its_parts(world: World, office: Visitor) -> None:
    """The outcome is chosen, the freelancer's part of a split is typed; who asks reads in French what is meant."""
    dispute = world.disputed()
    world.freelancer.does(f"/disputes/{dispute['id']}/answer", {"statement": "Half of it is there."})
    world.client.does(f"/disputes/{dispute['id']}/escalate")
    page = words(browsing(world, world.admin, "fr").goes("/fr/admin/approvals/new?act=rule"))
    assert "Litige Par son identifiant. Issue" in page, page
    office.goes(f"/admin/approvals/new?act=rule&dispute={dispute['id']}")
    asked = {"outcome": "split", "reason": "Half came."}
    office.sends(asked | {"amount": "301.00 EUR"}, 422, form="/approvals/new")
    office.sends(asked | {"amount": "100.00 EUR"}, form="/approvals/new")
    waiting = world.admin.sees("/approvals")["items"][0]
    assert waiting["arguments"] == {**asked, "amount": "100.00 EUR", "dispute": dispute["id"]}
    assert f"/admin/disputes/{dispute['id']}" in office.links()


def test_what_is_no_id_leads_nowhere(world: World, office: Visitor) -> None:
    """A script may tell an act more than it needs: the page lists it as it is."""
    milestone = world.funded()["milestones"][0]["id"]
    told = {"milestone": milestone, "transfer": "none of ours"}
    world.admin.does("/approvals", {"act": "hold", "arguments": {**told, "reason": "Both asked."}, "reason": "Both."})
    assert "none of ours" in words(office.goes("/admin/approvals"))
    assert f"/milestones/{milestone}" in office.links()


def test_a_skill_is_merged_into_one_by_its_name(world: World, office: Visitor) -> None:
    """Names are proposed, any word for it is taken, and one that nobody knows is refused beside the field."""
    body = {"names": {"en": "Signwriting", "fr": "Peinture en lettres"}, "categories": ["illustration"]}
    skill = world.admin.does("/skills", body)
    page = office.goes(f"/do/skills/{skill['id']}/merge")
    assert '<option value="Python">' in page
    office.sends({"into": "no such skill", "reason": "The same."}, 422, form="/merge")
    assert "f-into-error" in office.page.text
    office.sends({"into": "Python", "reason": "The same."}, form="/merge")
    assert world.admin.sees("/skills?q=signwriting")["items"][0]["slug"] == "python"


def test_an_operator_says_why_on_a_page_as_well(world: World, office: Visitor) -> None:
    """A move that others make without a word asks an operator for one, and the audit has it."""
    milestone = world.funded()["milestones"][0]["id"]
    assert 'name="reason"' not in browsing(world, world.freelancer).goes(f"/do/milestones/{milestone}/refund")
    office.goes(f"/do/milestones/{milestone}/refund")
    office.sends({"amount": "10.00"}, 422, form="/refund")
    office.sends({"amount": "10.00", "reason": "Both asked."}, form="/refund")
    assert world.doors.audit.acts(1)[0].act.reason == "Both asked."


def test_words_of_the_market_are_added_and_retired(world: World, office: Visitor) -> None:
    """A category and a skill in both languages, found again by another word for them. What lacks, or means another
    already, is said beside its field."""
    office.goes("/admin/skills/new")
    page = words(office.sends({}, 422, form=-1))
    for label in ("Name in English", "Name in French", "Main category"):
        assert f"{label}: this field is required." in page
    office.goes("/admin/categories/new")
    page = words(office.sends({"names.en": "development", "names.fr": "Bois"}, 409, form=-1))
    assert "Name in English: “development” already means Development." in page
    office.sends({"names.en": "Woodcuts", "names.fr": "Gravure sur bois", "parent": "design"}, form=-1)
    assert "Woodcuts" in words(office.page.text)
    office.goes("/admin/skills/new?word=Linocut")
    told = {"names.fr": "Linogravure", "aliases:commas": "lino printing", "categories": "illustration"}
    office.sends(told, form=-1)
    assert "Linogravure" in words(office.goes("/admin/skills?q=lino+printing"))
    assert "Every word is known" in words(office.goes("/admin/unknown-skills"))


def test_settings_say_what_runs_and_keep_secrets(world: World, office: Visitor) -> None:
    """Every setting is there; nothing of a secret is."""
    page = office.goes("/admin/settings")
    assert "UPCLONE_HELD_DAYS" in page
    assert "set, and kept secret" in page
    for secret in (world.settings.secret_key, world.settings.sandbox_webhook_secret, str(world.settings.database_url)):
        assert secret not in page


@pytest.mark.parametrize(
    "place", ["people", "jobs", "disputes", "ledger/entries", "payouts", "held", "audit", "reviews"]
)
def test_no_address_breaks_a_page(office: Visitor, place: str) -> None:
    """Whatever stands after the question mark: a page, or none there."""
    for query in (
        "limit=0",
        "cursor=x",
        "state=x",
        "kind=x",
        "days=x",
        "by=1",
        "category=%00x",
        "q=%00",
        "q=%25",
        "account=x",
    ):
        answer = office.client.get(f"/admin/{place}?{query}", base_url=HOST)
        assert answer.status_code in (200, 404, 422), query

"""Acts one to three: people sign up, a job finds two bids, and one of them becomes a signed contract."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from upclone.entrypoints.cli.demo.client import ApiRefused, Client
from upclone.entrypoints.cli.demo.deal import PASSWORD, Deal, WentWrong, eur, of, shown
from upclone.entrypoints.doors import Doors

PLAN: Final = (("Design", 30_000), ("The shop", 50_000), ("Payments and launch", 40_000))
REVIEW_DAYS: Final = 7


def sign_up(deal: Deal, doors: Doors) -> None:
    """Three people sign up; the operator's account is made at the desk, as `upclone accounts create-admin` does."""
    deal.terminal.act("Four people")
    _joins(deal, deal.marta, "Marta Łęcka", "client", "PL")
    deal.say(deal.marta, "signs up as a client: Marta Łęcka, a bookseller in Kraków.")
    _joins(deal, deal.ines, "Inès Beauséjour", "freelancer", "FR")
    deal.say(deal.ines, "signs up as a freelancer: Inès Beauséjour builds web shops.")
    _joins(deal, deal.oleg, "Олег Коваль", "freelancer", "UA")
    deal.say(deal.oleg, "signs up, too: Олег Коваль, a freelancer.")
    doors.accounts.create_admin(_email("noor", deal), PASSWORD, "Noor Haddad")
    deal.noor.token = deal.noor.post("/users/login", email=_email("noor", deal), password=PASSWORD).data["token"]
    deal.say(deal.noor, "works for the marketplace; a command made her account.")


def find_each_other(deal: Deal) -> None:
    """A job and two bids."""
    deal.terminal.act("A job, two bids")
    deal.job_id = deal.marta.post(
        "/jobs",
        title="An online shop for a bookshop",
        description="Two thousand books, a search that forgives typing errors, and payment by card.",
        budget=eur(120_000),
        category="web",
        skills=["shop", "python"],
    ).data["id"]
    deal.say(deal.marta, f"posts a job: an online shop, {shown(of(eur(120_000)))} at most.")
    steps = [{"title": title, "amount": eur(amount)} for title, amount in PLAN]
    bid = f"/jobs/{deal.job_id}/bid"
    letter = "I have built five of them. Three steps, each paid when you like it."
    deal.ines.post(bid, price=eur(120_000), cover_letter=letter, milestones=steps)
    deal.say(deal.ines, f"bids {shown(of(eur(120_000)))} in three milestones.")
    whole = [{"title": "Everything", "amount": eur(110_000)}]
    deal.oleg.post(bid, price=eur(110_000), cover_letter="Швидко й акуратно.", milestones=whole)
    deal.say(deal.oleg, f"bids {shown(of(eur(110_000)))} for everything at once.")


def hire_and_sign(deal: Deal) -> None:
    """The hire, both signatures under the same terms, and a stranger who sees nothing."""
    deal.terminal.act("A hire, two signatures")
    found = deal.marta.get(f"/jobs/{deal.job_id}/proposals").data["items"]
    deal.say(deal.marta, f"reads {len(found)} proposals, and likes the three steps.")
    chosen = next(each for each in found if each["freelancer"]["name"].startswith("Inès"))
    offer = deal.marta.put(f"/jobs/{deal.job_id}/hire", proposal_id=chosen["id"], review_days=REVIEW_DAYS).data
    deal.contract_id = offer["id"]
    deal.say(deal.marta, f"hires Inès. The terms give her {REVIEW_DAYS} days to review each milestone.")
    terms = offer["terms_hash"]
    deal.marta.post(f"{deal.contract}/sign", terms_hash=terms)
    deal.say(deal.marta, f"signs the terms with the hash {terms[:12]}…")
    contract = deal.ines.post(f"{deal.contract}/sign", terms_hash=terms).data
    deal.say(deal.ines, f"signs the same. The contract is {contract['state']}.")
    deal.milestones = [each["id"] for each in contract["milestones"]]
    deal.books.owners |= {UUID(deal.contract_id), UUID(contract["freelancer"]["id"])}
    _sees_nothing(deal, deal.oleg)


def _joins(deal: Deal, who: Client, name: str, role: str, country: str) -> None:
    email = _email(name.split()[0], deal)
    who.token = who.post("/users/signup", email=email, password=PASSWORD, name=name, role=role).data["token"]
    asked = who.last
    who.put("/users/profile", country=country)
    who.last = asked


def _email(name: str, deal: Deal) -> str:
    plain = {"Inès": "ines", "Олег": "oleh"}.get(name, name.lower())
    return f"{plain}.{deal.run}@example.org"


def _sees_nothing(deal: Deal, stranger: Client) -> None:
    try:
        stranger.get(deal.contract)
    except ApiRefused as refused:
        if refused.status != 404:
            raise
        deal.say(stranger, "asks for their contract. For strangers there is none.")
        return
    raise WentWrong("A stranger can read the contract.")

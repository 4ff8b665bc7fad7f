"""Agreeing: two bids, a negotiation in rounds, and two signatures under what was agreed."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from upclone.entrypoints.cli.demo.client import ApiRefused, Client
from upclone.entrypoints.cli.demo.deal import Deal, WentWrong, eur, of, shown

PLAN: Final = (("Design", 30_000), ("The shop", 50_000), ("Payments and launch", 40_000))
ASKED: Final = 126_000
AGREED: Final = 120_000
REVIEW_DAYS: Final = 7


def negotiate(deal: Deal) -> None:
    """Two bids; one of them is answered by a counter-offer, and that one is accepted."""
    deal.terminal.act("Two bids, three rounds")
    bid = f"/jobs/{deal.job_id}/bid"
    steps = [{"title": "Design", "amount": eur(36_000)}, {"title": "The shop", "amount": eur(90_000)}]
    letter = "I have built five of them. Each step is paid when you like it."
    proposal = deal.ines.post(bid, price=eur(ASKED), cover_letter=letter, milestones=steps).data
    deal.say(deal.ines, f"bids {shown(of(eur(ASKED)))} in two milestones.")
    whole = [{"title": "Everything", "amount": eur(110_000)}]
    deal.oleg.post(bid, price=eur(110_000), cover_letter="Швидко й акуратно.", milestones=whole)
    deal.say(deal.oleg, f"bids {shown(of(eur(110_000)))} for everything at once.")
    found = deal.marta.get(f"/jobs/{deal.job_id}/proposals").data["items"]
    deal.say(deal.marta, f"reads {len(found)} proposals, and puts Inès on her shortlist.")
    path = f"/proposals/{proposal['id']}"
    deal.marta.post(f"{path}/shortlist")
    plan = [{"title": title, "amount": eur(amount)} for title, amount in PLAN]
    note = "Could the launch be a step of its own?"
    countered = deal.marta.post(f"{path}/counter", price=eur(AGREED), milestones=plan, note=note).data
    deal.say(deal.marta, f"counters: {shown(of(eur(AGREED)))} in three milestones. “{note}”")
    contract = deal.ines.post(f"{path}/accept", round=countered["rounds"][-1]["number"]).data
    agreed = [(each["title"], each["amount"]["amount_minor"]) for each in contract["terms"]["milestones"]]
    if agreed != list(PLAN):
        raise WentWrong(f"The contract has other milestones than were agreed: {agreed}.")
    deal.contract_id = contract["id"]
    deal.say(deal.ines, "accepts. The contract has exactly these terms; all rounds are kept.")


def sign(deal: Deal) -> None:
    """Both signatures under the same terms, and a stranger who sees nothing."""
    deal.terminal.act("Two signatures")
    terms = deal.marta.put(f"{deal.contract}/terms", review_days=REVIEW_DAYS).data["terms_hash"]
    deal.say(deal.marta, f"sets the time to review each milestone to {REVIEW_DAYS} days.")
    deal.marta.post(f"{deal.contract}/sign", terms_hash=terms)
    deal.say(deal.marta, f"signs the terms with the hash {terms[:12]}…")
    contract = deal.ines.post(f"{deal.contract}/sign", terms_hash=terms).data
    deal.say(deal.ines, f"signs the same. The contract is {contract['state']}.")
    deal.milestones = [each["id"] for each in contract["milestones"]]
    deal.books.owners |= {UUID(deal.contract_id), UUID(contract["freelancer"]["id"])}
    _sees_nothing(deal, deal.oleg)


def _sees_nothing(deal: Deal, stranger: Client) -> None:
    try:
        stranger.get(deal.contract)
    except ApiRefused as refused:
        if refused.status != 404:
            raise
        deal.say(stranger, "asks for their contract. For strangers there is none.")
        return
    raise WentWrong("A stranger can read the contract.")

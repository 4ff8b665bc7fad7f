"""Four acts in the middle: one milestone is approved, one by the clock, one disputed and split, one given back."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from attrs import evolve

from upclone.domain.money import Money
from upclone.entrypoints.cli.demo.agreeing import REVIEW_DAYS
from upclone.entrypoints.cli.demo.client import ApiRefused
from upclone.entrypoints.cli.demo.deal import CURRENCY, Deal, WentWrong, eur, moves, of, shown

DAY: Final = 24 * 3600
DISPUTED: Final = 40_000
"""The third milestone, in cents."""
PARTS: Final = (28_000, 12_000)
"""70 % of it for Inès, 30 % back to Marta."""


def approved(deal: Deal) -> None:
    """The first milestone: a declined card, the hosted page, changes, approval."""
    deal.terminal.act("Milestone 1: paid, reviewed, approved")
    way = deal.till.declined
    foreseen = deal.fund(1, way).data
    amounts = f"{shown(of(foreseen['work']))} and a fee of {shown(of(foreseen['client_fee']))} on top."
    deal.say(deal.marta, f"{way.words}: {amounts}")
    deal.approve(foreseen, way)
    payment = f"/payments/{foreseen['id']}"
    refused = deal.reached(deal.marta, payment, "declined", f"{deal.till.called} to decline")
    deal.tell(deal.till.bank, f"says no: “{refused['failure']}” Nothing was taken.")
    _approve_on_the_page(deal)
    before = deal.money()
    work = deal.milestone(1)
    deal.ines.post(f"{work}/submit", note="Three pages, and a palette.", links=["https://example.org/design"])
    deal.say(deal.ines, "hands the design over.")
    deal.marta.post(f"{work}/request-changes", note="Lovely. The letters are too small for my readers.")
    deal.say(deal.marta, "asks for larger letters.")
    deal.ines.post(f"{work}/submit", note="Larger, everywhere.", links=["https://example.org/design-2"])
    deal.say(deal.ines, "hands it over again.")
    outcome = deal.marta.preview(f"{work}/approve")
    deal.say(deal.marta, f"looks at what approving would do: {moves(outcome)}.")
    deal.marta.post(f"{work}/approve")
    deal.say(deal.marta, "approves. It does exactly that.")
    deal.agreed(outcome, before, deal.money())


def _approve_on_the_page(deal: Deal) -> None:
    way = deal.till.first
    payment = deal.fund(1, way).data
    deal.say(deal.marta, way.words)
    page = deal.approve(payment, way)
    deal.funded(1)
    held = deal.marta.get(f"/payments/{payment['id']}").data["held"]
    said = "writes a webhook, and is asked whether it is true"
    if page is not None and deal.simulator is None:
        said = f"“{page.title.partition(' · ')[0]}.” A webhook says so"
    deal.tell(
        deal.till.bank if deal.simulator is None else deal.till.called, f"{said}: {shown(of(held))} are in escrow."
    )


def approved_by_the_clock(deal: Deal) -> None:
    """The second milestone: a request that is sent twice, and a client who says nothing."""
    deal.terminal.act("Milestone 2: silence, then the clock")
    key = str(uuid4())
    way = deal.till.second
    first = deal.fund(2, way, key)
    deal.say(deal.marta, f"{way.words} {shown(of(first.data['work']))}. Did it arrive? She sends it again,")
    again = deal.fund(2, way, key)
    if not again.replayed or again.body != first.body:
        raise WentWrong("The same idempotency key had two effects.")
    deal.say(deal.marta, "with the same idempotency key: the same answer, and one payment.")
    try:
        deal.fund(2, evolve(way, method="tok_another"), key)
    except ApiRefused as refused:
        if refused.code != "key_reused":
            raise
        deal.say(deal.marta, "Another request under that key is refused.")
    else:
        raise WentWrong("A used idempotency key was taken for another request.")
    deal.approve(first.data, way)
    deal.funded(2)
    deal.money()
    deal.ines.post(f"{deal.milestone(2)}/submit", note="The shop is up, with all two thousand books.")
    deal.say(deal.ines, "hands the shop over. Marta is at a book fair, and says nothing.")
    deal.noor.post("/sandbox/clock", seconds=REVIEW_DAYS * DAY + 60)
    if deal.simulator is not None:
        deal.simulator.tell("clock", advance_s=REVIEW_DAYS * DAY + 60)
    deal.say(deal.noor, f"moves the demo's clock: {REVIEW_DAYS} days pass.")
    deal.reached(deal.marta, deal.milestone(2), "approved", "the clock to approve milestone 2")
    deal.tell("the clock", "approves: the review period that both signed is over.")
    deal.money()


def disputed(deal: Deal) -> None:
    """The third milestone: a dispute, an offer, a ruling of 70 to 30, which both accept."""
    deal.terminal.act("Milestone 3: a dispute, split 70 to 30")
    way = deal.till.third
    payment = deal.fund(3, way).data
    deal.say(deal.marta, f"{way.words} {shown(of(eur(DISPUTED)))}.")
    deal.approve(payment, way)
    deal.funded(3)
    deal.ines.post(f"{deal.milestone(3)}/submit", note="Cards work. Launched.")
    deal.say(deal.ines, "hands it over.")
    reason = "Payment by card works, refunds to cards don't."
    dispute = deal.marta.post(f"{deal.contract}/disputes", milestone_id=deal.milestones[2], reason=reason).data
    path = f"/disputes/{dispute['id']}"
    deal.say(deal.marta, "disputes it: refunds to cards don't work. The money is frozen.")
    deal.ines.post(f"{path}/answer", statement="They were not in the plan; I would do them for more.")
    deal.say(deal.ines, "answers: they were never in the plan.")
    deal.ines.post(f"{path}/offer", release=eur(36_000))
    deal.say(deal.ines, f"offers to settle for {shown(of(eur(36_000)))}.")
    deal.marta.post(f"{path}/escalate")
    deal.say(deal.marta, "does not accept, and asks the marketplace to decide.")
    ruling = "Most of it is delivered; a shop without refunds is not finished."
    deal.noor.post(f"{path}/rule", outcome="split", release=eur(PARTS[0]), reason=ruling)
    deal.say(deal.noor, f"rules: 70 % to Inès, 30 % back. {ruling}")
    deal.marta.post(f"{path}/accept-ruling")
    deal.say(deal.marta, "accepts.")
    before = deal.books.sums()
    outcome = deal.ines.preview(f"{path}/accept-ruling")
    deal.say(deal.ines, f"looks at what accepting would do: {moves(outcome)}.")
    ended = deal.ines.post(f"{path}/accept-ruling").data
    deal.say(deal.ines, f"accepts. The dispute is {ended['state']}.")
    back = _fee_included(PARTS[1])
    deal.refund_arrived(back)
    deal.tell(deal.till.bank, f"{shown(back)} are back with Marta: her part, and her fee on it.")
    deal.agreed(outcome, before, deal.money())


def given_back(deal: Deal) -> None:
    """A fourth milestone, added by agreement, and its refund."""
    deal.terminal.act("Milestone 4: added later, and given back")
    amount = 15_000
    extended = deal.marta.post(f"{deal.contract}/milestone", title="Refunds to cards", amount=eur(amount)).data
    deal.say(deal.marta, f"proposes a fourth milestone: refunds to cards, {shown(of(eur(amount)))}.")
    deal.milestones.append(extended["milestones"][-1]["id"])
    deal.ines.post(f"{deal.milestone(4)}/agree")
    deal.say(deal.ines, "agrees.")
    way = deal.till.fourth
    payment = deal.fund(4, way).data
    deal.say(deal.marta, way.words)
    deal.approve(payment, way)
    deal.funded(4)
    deal.money()
    before = deal.books.sums()
    outcome = deal.ines.preview(f"{deal.milestone(4)}/refund")
    deal.ines.post(f"{deal.milestone(4)}/refund")
    deal.say(deal.ines, f"has no time after all, and gives everything back: {moves(outcome)}.")
    back = _fee_included(amount)
    kept = f" of ours; {deal.till.called} keeps its own" if deal.simulator else ""
    deal.refund_arrived(back)
    deal.tell(deal.till.bank, f"{shown(back)} are back with Marta. What is refunded costs no fee{kept}.")
    deal.agreed(outcome, before, deal.money())


def _fee_included(work: int) -> Money:
    """With the client's fee of 3 %."""
    return Money(work + work * 3 // 100, CURRENCY)

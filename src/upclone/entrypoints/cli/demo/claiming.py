"""Marta's bank wants two payments back whose money Inès has: one claim is won, one is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from upclone.entrypoints.cli.demo.deal import Deal, of, shown
from upclone.entrypoints.cli.demo.ending import PDF, write
from upclone.entrypoints.cli.demo.simulator import Simulator


def charged_back(deal: Deal, simulator: Simulator, out: Path) -> None:
    """The first two milestones' payments are claimed, one after the other, and answered with a dossier."""
    deal.terminal.act("Two chargebacks: one is won, one is lost")
    ref, claim = _claimed(deal, simulator, 1)
    deal.tell("", "The contract is halted. What Inès had of it is taken from what she can withdraw.")
    path = f"/chargebacks/{claim['id']}"
    write(out / "dossier.pdf", deal.noor.get(f"{path}/dossier", accept=PDF).body)
    deal.say(deal.noor, f"saves {out / 'dossier.pdf'}: terms, deliveries, approvals, history.")
    _decided(deal, simulator, path, ref, won=True)
    deal.tell(deal.till.called, "gives the money back, and keeps the fee of the claim. The contract goes on.")
    deal.money()
    ref, claim = _claimed(deal, simulator, 2)
    _decided(deal, simulator, f"/chargebacks/{claim['id']}", ref, won=False)
    debt, loss = (shown(of(claim["taken"][part])) for part in ("debt", "loss"))
    deal.tell("", f"Inès bears what she got, {debt}; the marketplace bears its fees, {loss}.")


def _claimed(deal: Deal, simulator: Simulator, number: int) -> tuple[str, Any]:
    """The bank takes the payment of a milestone back: what the gateway calls it, and the claim once it is booked."""
    paid = deal.payments[number]
    ref = simulator.dispute(deal.till.key.format(paid))

    def look() -> Any:
        return next((each for each in deal.noor.get("/chargebacks").data["items"] if each["payment_id"] == paid), None)

    claim = deal.noor.until("the chargeback to be booked", look, lambda seen: seen is not None and seen["taken"])
    deal.tell(
        "the bank", f"wants {shown(of(claim['amount']))} of milestone {number} back. {deal.till.called} takes it."
    )
    deal.money()
    return ref, claim


def _decided(deal: Deal, simulator: Simulator, path: str, ref: str, won: bool) -> None:
    deal.noor.post(f"{path}/contest")
    deal.say(deal.noor, "answers the bank, with the dossier.")
    deal.reached(deal.noor, path, "answered", "the gateway to take the answer")
    simulator.act("decide", ref, won=won)
    state = "won" if won else "lost"
    deal.noor.until(
        "the bank to decide",
        lambda: deal.noor.get(path).data,
        lambda seen: seen["state"] == state and seen["returned"] is won,
    )
    deal.tell("the bank", f"decides: the claim is {state}.")

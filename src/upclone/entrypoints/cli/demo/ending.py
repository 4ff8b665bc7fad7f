"""The last two acts: the papers, and the books."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click

from upclone.application.reads.ledger import LedgerVerification
from upclone.domain.money import Money
from upclone.domain.payments.ledger import AccountKind
from upclone.entrypoints.cli.demo.client import TookTooLong
from upclone.entrypoints.cli.demo.deal import CURRENCY, Deal, WentWrong, shown
from upclone.entrypoints.cli.demo.simulator import Simulator
from upclone.entrypoints.cli.demo.terminal import digits
from upclone.entrypoints.cli.output import wide

PDF: Final = "application/pdf"


def papers(deal: Deal, out: Path) -> None:
    """The contract is completed; its papers become files in the folder `out`."""
    deal.terminal.act("The papers")
    contract = deal.marta.post(f"{deal.contract}/complete").data
    deal.say(deal.marta, f"closes the contract: it is {contract['state']}.")
    history = deal.marta.get(f"{deal.contract}/history", limit="100").data["items"]
    deal.say(deal.marta, f"reads its history: {len(history)} events, each chained to the one before it.")
    for name, who, path in (
        ("contract.pdf", deal.marta, f"{deal.contract}/document"),
        ("invoice-client.pdf", deal.marta, f"/jobs/{deal.job_id}/invoice"),
        ("invoice-freelancer.pdf", deal.ines, f"/jobs/{deal.job_id}/invoice"),
    ):
        write(out / name, who.get(path, accept=PDF).body)
        deal.say(who, f"saves {out / name}")


def books(deal: Deal) -> None:
    """The ledger by kind of account, its proof, and the gateway's own figures. Raises WentWrong."""
    deal.terminal.act("The books")
    kinds, sums = deal.books.by_kind(), deal.books.sums()
    mine = {
        AccountKind.ESCROW: sums.escrow,
        AccountKind.FREELANCER_AVAILABLE: sums.available,
        AccountKind.FEE_INCOME: sums.fees,
        AccountKind.GATEWAY_FEES: sums.kept,
        AccountKind.DISPUTE_LOSS: sums.lost,
        AccountKind.FREELANCER_DEBT: sums.owed,
        AccountKind.GATEWAY_CLEARING: sums.gateway,
    }
    rows = [(str(kind), mine.get(kind, Money.zero(CURRENCY)), kinds[kind]) for kind in AccountKind if kind in kinds]
    total = sum((whole for _, _, whole in rows), Money.zero(CURRENCY))
    _table(deal, [*rows, ("sum", sums.zero, total)])
    if total or sums.zero:
        raise WentWrong(f"The ledger sums to {total}.")
    _verified(deal, deal.books.reads.verify())
    if deal.simulator is None:
        _same_at_the_gateway(deal)
    else:
        _same_at_the_simulator(deal, deal.simulator)


def _table(deal: Deal, rows: list[tuple[str, Money, Money]]) -> None:
    """A second column, where earlier demos left something in these books."""
    several = any(mine != whole for _, mine, whole in rows)
    cells = [(name, digits(mine), digits(whole)) for name, mine, whole in rows]
    titles = ("account, in EUR", "this deal", "all demos here")
    sizes = [max(wide(row[at]) for row in [*cells, titles]) for at in range(3)]
    deal.terminal.line()
    for name, mine, whole in [titles, *cells]:
        end = f"   {whole:>{sizes[2]}}" if several else ""
        line = f"  {name:<{sizes[0]}}   {mine:>{sizes[1]}}{end}"
        last = {"fg": "green", "bold": True} if name == "sum" else {"dim": True} if name == titles[0] else {}
        deal.terminal.line(click.style(line, **last))
    deal.terminal.line()


def _verified(deal: Deal, found: LedgerVerification) -> None:
    if found.flaw is not None:
        raise WentWrong(f"The ledger was altered: {found.flaw}.")
    counted = f"{found.entries} entries, {found.postings} postings, {found.books} books, {found.events} events"
    _check(deal, f"The ledger sums to zero, and `upclone ledger verify` finds {counted} as they were written.")


def _same_at_the_gateway(deal: Deal) -> None:
    """The gateway keeps books of its own, which know nothing of ours."""

    def both() -> tuple[int, int, dict[str, int]]:
        there = next(each for each in deal.noor.get("/sandbox/totals").data["items"] if each["currency"] == CURRENCY)
        lies_there = there["captured_minor"] - there["refunded_minor"] - there["paid_out_minor"]
        return lies_there, -deal.books.by_kind()[AccountKind.GATEWAY_CLEARING].amount_minor, there

    try:
        theirs, _, there = deal.noor.until("the gateway's books to agree", both, lambda seen: seen[0] == seen[1])
    except TookTooLong:
        theirs, ours, _ = both()
        raise WentWrong(f"{theirs} lie at the gateway, the ledger says {ours} (minor units).") from None
    took, back, out = (
        shown(Money(there[name], CURRENCY)) for name in ("captured_minor", "refunded_minor", "paid_out_minor")
    )
    words = f"The gateway's own books agree: it took {took}, sent {back} back and paid {out} out."
    _check(deal, f"{words} {shown(Money(theirs, CURRENCY))} lie there.")


def _same_at_the_simulator(deal: Deal, simulator: Simulator) -> None:
    """Likewise, by the simulator's own book of the marketplace's account, to the cent."""

    def both() -> tuple[dict[str, int], int]:
        return simulator.totals(CURRENCY), -deal.books.by_kind()[AccountKind.GATEWAY_CLEARING].amount_minor

    try:
        there, _ = deal.noor.until("the gateway's books to agree", both, lambda seen: seen[0]["balance"] == seen[1])
    except TookTooLong:
        theirs, ours = both()
        raise WentWrong(f"{deal.till.called} has {theirs}, the ledger {ours} (minor units).") from None
    out = there["payout"] - there.get("payout_returned", 0)
    gone = there["chargeback"] - there["chargeback_returned"]
    kept = there["payment"] - there["refund"] - out - gone - there["balance"]
    took, back, lost, left, fees, lies = (
        shown(Money(each, CURRENCY)) for each in (there["payment"], there["refund"], gone, out, kept, there["balance"])
    )
    words = f"{deal.till.called}'s own books agree: it took {took}, sent {back} back and {lost} to a bank"
    _check(deal, f"{words}, paid {left} out and kept {fees}. {lies} lie there.")


def _check(deal: Deal, words: str) -> None:
    deal.terminal.says("✓", words)


def write(path: Path, body: bytes) -> None:
    """All or nothing: somebody may have the file of an earlier demo open."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(body)
    draft.replace(path)

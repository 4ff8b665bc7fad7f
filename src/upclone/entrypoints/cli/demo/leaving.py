"""Money leaves: at the sandbox in one act, at a simulated gateway in two, to a place that Inès sets up there."""

from __future__ import annotations

from typing import Any, Final

from upclone.entrypoints.cli.demo.deal import PASSWORD, Deal, eur, of, shown
from upclone.entrypoints.cli.demo.simulator import Simulator

PART: Final = 30_000
"""What is withdrawn first, in cents, where more follows."""


def pay_out(deal: Deal) -> None:
    """Inès withdraws everything; the first attempt comes back."""
    deal.terminal.act("A payout that bounces once")
    balance = deal.ines.get("/balances").data["items"][0]["available"]
    deal.say(deal.ines, f"has earned {shown(of(balance))}, fees deducted.")
    payout = deal.ines.post("/payouts", amount=balance, destination="acct_bounces_once").data
    deal.say(deal.ines, "withdraws all of it.")
    path = f"/payouts/{payout['id']}"
    failed = deal.reached(deal.ines, path, "failed", "the payout to bounce")
    deal.tell(deal.till.bank, f"“{failed['failure']}”")
    deal.tell("", "The money is back in her balance, once.")
    deal.money()
    deal.ines.post(f"{path}/retry")
    deal.say(deal.ines, "sends it again.")
    paid = deal.reached(deal.ines, path, "paid", "the payout to be paid")
    deal.tell(deal.till.bank, f"has it at attempt {paid['attempt']}.")
    deal.money()


def withdraw(deal: Deal, simulator: Simulator) -> None:
    """Inès sets up where she is paid, withdraws a part, and then the rest, which her bank sends back once."""
    deal.terminal.act(f"Withdrawn by {deal.till.called}")
    method = _set_up(deal)
    waits = "at once, because she has no other place" if method["state"] == "active" else "in some days"
    deal.say(deal.ines, f"is paid to {method['label']} from now on; money can leave to it {waits}.")
    balance = next(each for each in deal.ines.get("/balances").data["items"] if each["gateway"] == deal.till.name)
    deal.say(deal.ines, f"has earned {shown(of(balance['available']))} by {deal.till.called}, fees deducted.")
    part = deal.ines.post("/payouts", amount=eur(PART)).data
    deal.say(deal.ines, f"withdraws {shown(of(eur(PART)))}.")
    deal.reached(deal.ines, f"/payouts/{part['id']}", "paid", "the payout to be paid")
    deal.tell(deal.till.bank, "has it.")
    deal.money()
    _bounces(deal, simulator)


def _set_up(deal: Deal) -> Any:
    """A means of being paid, at the gateway's own page where it has one."""
    address = {"address": "ines@example.org"} if deal.till.name == "paypal" else {}
    begun = deal.ines.post("/payout-methods", password=PASSWORD, **address).data
    deal.say(deal.ines, f"sets up where she is paid, and proves who she is. {deal.till.called} is asked.")
    path = f"/methods/{begun['id']}"

    def look() -> Any:
        return deal.ines.get(path).data

    method = deal.ines.until("the page to open", look, lambda seen: seen["url"] or seen["state"] != "begun")
    if method["state"] != "begun":
        return method
    page = deal.ines.visit(method["url"])
    deal.tell("", f"She opens {deal.till.called}'s page: “{page.title}” upclone sees neither papers nor account.")
    deal.ines.press(page, deal.till.button)
    return deal.ines.until("the gateway to know her", look, lambda seen: seen["state"] != "begun")


def _bounces(deal: Deal, simulator: Simulator) -> None:
    deal.terminal.act("A payout that bounces, and is sent again")
    rest = next(each for each in deal.ines.get("/balances").data["items"] if each["gateway"] == deal.till.name)
    payout = deal.ines.post("/payouts", amount=rest["free"]).data
    deal.say(deal.ines, f"withdraws the rest, {shown(of(rest['free']))}.")
    path = f"/payouts/{payout['id']}"
    deal.reached(deal.ines, path, "paid", "the payout to be paid")
    deal.tell(deal.till.bank, "has it, or says so.")
    deal.money()
    deal.till.bounce(simulator, f"{payout['id']}:1")
    failed = deal.reached(deal.ines, path, "failed", "the payout to bounce")
    deal.tell(deal.till.bank, f"sends it back: “{failed['failure']}” The money is in her balance again, once.")
    deal.money()
    deal.ines.post(f"{path}/retry")
    deal.say(deal.ines, "sends it again.")
    paid = deal.reached(deal.ines, path, "paid", "the payout to be paid")
    deal.tell(deal.till.bank, f"has it at attempt {paid['attempt']}.")
    deal.money()

"""Work by the hour in a run: time that is measured or written down, weeks under review, and how they are charged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from attrs import define, field

from tests.campaign.doing import Doing
from tests.campaign.rig import Rig
from upclone.application.deals.contracts import Offered
from upclone.domain.actors import Actor, member
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.hours import CONTESTED, TimeEntry
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.money import Money
from upclone.domain.people.accounts import Account

RATES: Final = (Money(8_000, "EUR"), Money(3_333, "EUR"), Money(5_000, "JPY"))
SAVED: Final = "VAULT-OF-A-RUN"
TOKENS: Final[Mapping[str, tuple[str, ...]]] = {
    "stripe": (
        "pm_card_visa", "pm_card_visa", "pm_card_visa", "pm_card_authenticationRequired",
        "pm_card_visa_chargeDeclined", "pm_slow",
    ),
    "paypal": (SAVED, SAVED, SAVED, "VAULT-OF-NOBODY"),
}  # fmt: skip
"""What hours are charged to: most pay, some ask for the payer, some refuse, one takes an hour."""


@define(eq=False)
class Weeks:
    """Client, freelancer and operator of the hourly contract, over one run's rig."""

    doing: Doing
    gateways: tuple[str, ...]
    on: Rig = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.on = self.doing.on

    def hire(self, ada: Account, dan: Account) -> None:
        """A contract that both have signed."""
        place, rate = self.on.place, self.on.draw.choice(RATES)
        job = place.jobs.post(ada.actor, Brief("Gate", "Green.", Payment.HOURLY, rate))
        proposal = place.proposals.bid(dan.actor, job.id, rate, "I paint.", (), 20)
        offered = Offered(time_zone="Europe/Paris", review_days=1, answer_days=1)
        contract = place.contracts.hire(ada.actor, job.id, proposal.id, offered)
        for account in (ada, dan):
            place.contracts.sign(account.actor, contract.id, None)
        self.on.world.halves["paypal"].vault.saved.add(SAVED)  # type: ignore[attr-defined]

    def begin(self) -> None:
        """The first day's work, which the client mostly has held the money for."""
        self.bill()
        self.on.work()
        self.on.pass_time(timedelta(hours=9))
        for _ in range(self.on.draw.randint(0, 3)):
            self.log()

    def bill(self) -> None:
        """The client says how hours are charged; where a charge had failed, that is another try."""
        contract, gateway = self._contract(), self.on.draw.choice(self.gateways)
        token, call = self.on.draw.choice(TOKENS[gateway]), self.on.place.timesheets.set_billing
        client = member(contract.parties.client)
        self.doing.does(f"bill {gateway} {token}", lambda: call(client, contract.id, gateway, token))

    def measure(self) -> None:
        """The freelancer starts the timer, or stops it."""
        contract, hours = self._contract(), self.on.place.hours
        freelancer = member(contract.parties.freelancer)
        if any(each.state == "running" for each in self.doing.now().all(TimeEntry)):
            self.doing.does("stop", lambda: hours.stop(freelancer, contract.id))
        else:
            self.doing.does("start", lambda: hours.start(freelancer, contract.id, "Painting."))

    def log(self) -> None:
        """The freelancer writes down what they did since their last entry, or a part of it."""
        contract, hours = self._contract(), self.on.place.hours
        entries = [each for each in self.doing.now().all(TimeEntry) if each.ended_at and each.state != "deleted"]
        assert contract.activated_at is not None
        last = max((each.ended_at for each in entries if each.ended_at), default=contract.activated_at)
        start = last.replace(second=0, microsecond=0) + timedelta(minutes=1)
        span = (start, start + timedelta(minutes=self.on.draw.choice((20, 60, 95, 300))))
        freelancer = member(contract.parties.freelancer)
        self.doing.does("log", lambda: hours.log(freelancer, contract.id, span, "Painting.", "No network."))

    def review(self) -> None:
        """A week is handed over, questioned or approved."""
        now, place = self.doing.now(), self.on.place
        sheets = [
            each for each in now.all(Timesheet) if each.state == "in_review" or (each.state == "open" and each.minutes)
        ]
        if not sheets:
            return
        sheet = self.on.draw.choice(sheets)
        client, freelancer = member(sheet.parties.client), member(sheet.parties.freelancer)
        logged = [each for each in now.all(TimeEntry) if each.timesheet_id == sheet.id and each.state == "logged"]
        if sheet.state == "open":
            self.doing.does("close a week", lambda: place.timesheets.close(freelancer, sheet.id))
        elif logged and self.on.draw.random() < 0.5:
            entry = self.on.draw.choice(logged)
            self.doing.does("question", lambda: place.hours.question(client, entry.id, "Was it you?"))
        else:
            self.doing.does("approve a week", lambda: place.timesheets.approve(client, sheet.id))

    def answer(self, operator: Actor) -> None:
        """What was questioned is accepted, withdrawn, stood by, or ruled on."""
        found = [each for each in self.doing.now().all(TimeEntry) if each.state in CONTESTED]
        if not found:
            return
        entry, hours = self.on.draw.choice(found), self.on.place.hours
        client, freelancer = member(entry.parties.client), member(entry.parties.freelancer)
        paid = self.on.draw.random() < 0.5
        answers: dict[str, Any] = {
            "accept": lambda: hours.accept(client, entry.id),
            "withdraw": lambda: hours.withdraw(freelancer, entry.id),
            "stand by": lambda: hours.stand_by(freelancer, entry.id, "It was."),
            "rule on": lambda: hours.rule(operator, entry.id, paid, "The wall says so."),
        }
        name = self.on.draw.choice(list(answers))
        self.doing.does(f"{name} hours", answers[name])

    def days(self) -> None:
        """Weeks end, and begin."""
        days = self.on.draw.choice((1, 2, 4, 7))
        self.on.say(f"{days} days")
        self.on.pass_time(timedelta(days=days))

    def _contract(self) -> Contract:
        return next(each for each in self.doing.now().all(Contract) if each.terms.hourly_rate is not None)

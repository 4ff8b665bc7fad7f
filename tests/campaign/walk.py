"""What happens in a run: people at work, operators who send and send again, time that passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from attrs import define, field

from tests.campaign.doing import Doing
from tests.campaign.outside import Outside
from tests.campaign.rig import Rig
from tests.campaign.weeks import Weeks
from tests.deals_commands import COMMANDS, Scene
from upclone.adapters.postgres.deferring import REACT
from upclone.application.deals.contracts import Offered
from upclone.domain.actors import Actor, member
from upclone.domain.deals.milestones import Milestone
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.market.rounds import Step
from upclone.domain.money import Money
from upclone.domain.payments.chargebacks import Chargeback
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.transfers import Transfer
from upclone.domain.people.accounts import Account, AccountRole

GATEWAYS: Final = ("stripe", "paypal")
KINDS: Final = ("chargebacks", "hours")
"""What there may be in a run besides deals at a fixed price."""
METHODS: Final[Mapping[str, tuple[str, ...]]] = {
    "stripe": (
        "", "", "pm_card_visa", "pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_threeDSecure2Required",
        "pm_slow",
    ),
    "paypal": ("",),
}  # fmt: skip
PAYEES: Final = ("ok", "ok", "ok", "fails", "bounces", "refused", "slow")
ADDRESSES: Final = ("dan", "dan", "dan", "failed", "bounces", "blocked")
AMOUNTS: Final = (1_005, 12_345, 30_000, 99_999, 250_001)
SENSIBLE: Final = (
    "milestones_submit", "milestones_approve", "milestones_approve", "milestones_release_part", "milestones_refund",
    "milestones_request_changes", "escrow_cancel", "disputes_open", "disputes_answer", "disputes_offer",
    "disputes_accept_offer", "disputes_escalate", "disputes_withdraw", "disputes_rule", "disputes_accept_ruling",
    "disputes_appeal", "contracts_pause", "contracts_resume", "contracts_cancel", "contracts_complete",
)  # fmt: skip
RARE: Final = frozenset({"contracts_cancel", "contracts_pause", "escrow_cancel", "disputes_withdraw"})


class Seeded(Scene):
    """A scene whose choices are the run's."""

    def one_of(self, *values: Any) -> Any:
        return self.draw(values)  # type: ignore[arg-type]


@define(eq=False)
class Walk:
    """One run's people, over its rig."""

    on: Rig
    gateways: tuple[str, ...] = GATEWAYS
    kinds: frozenset[str] = frozenset()
    payees: list[str] = field(factory=list)
    doing: Doing = field(init=False)
    outside: Outside = field(init=False)
    weeks: Weeks = field(init=False)
    admin: Actor = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.doing = Doing(self.on)
        self.outside = Outside(self.doing)
        self.weeks = Weeks(self.doing, self.gateways)

    def begin(self) -> None:
        """One deal, or two, signed, perhaps paid for in part. Nothing breaks yet; of the past nobody is written to."""
        draw, accounts = self.on.draw, self.on.place.accounts
        self.admin = accounts.create_admin("olga@example.org", "long enough", "Olga").actor
        dan = accounts.sign_up("dan@example.org", "long enough", "Dan", frozenset({AccountRole.FREELANCER}))
        for number in range(draw.choice((1, 1, 2))):
            roles = frozenset({AccountRole.CLIENT})
            ada = accounts.sign_up(f"ada{number}@example.org", "long enough", "Ada", roles)
            currency = draw.choice(("EUR", "EUR", "EUR", "JPY"))
            self._hire(ada, dan, [Money(draw.choice(AMOUNTS), currency) for _ in range(draw.randint(1, 3))])
        if "hours" in self.kinds:
            self.weeks.hire(ada, dan)
        self.on.store.reader.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", (REACT,))
        if "hours" in self.kinds:
            self.weeks.begin()
        if "stripe" in self.gateways:
            self.payees = [str(self.doing.outside("stripe", "payee", behaviour=each)) for each in PAYEES]
        for _ in range(draw.randint(int("chargebacks" in self.kinds), 2)):
            self.fund()
            self.on.work()
            self.outside.press(yes=True)
            self.on.deliver()
            self.on.work()
        for milestone in [
            each for each in self.doing.now().all(Milestone) if each.state == "funded" and not each.hourly
        ]:
            if draw.random() < 0.6:
                self.on.place.milestones.approve(member(milestone.parties.client), milestone.id)

    def _hire(self, ada: Account, dan: Account, amounts: list[Money]) -> None:
        place, currency = self.on.place, amounts[0].currency
        whole = Money(sum(each.amount_minor for each in amounts), currency)
        plan = tuple(Step(f"Part {number}", each) for number, each in enumerate(amounts, 1))
        job = place.jobs.post(ada.actor, Brief("Fence", "White.", Payment.FIXED, whole))
        proposal = place.proposals.bid(dan.actor, job.id, whole, "I paint.", plan)
        kill_fee = self.on.draw.choice((0, 3_333, 10_000))
        contract = place.contracts.hire(ada.actor, job.id, proposal.id, Offered(kill_fee_basis_points=kill_fee))
        for account in (ada, dan):
            place.contracts.sign(account.actor, contract.id, None)

    def step(self) -> None:
        """One thing, somewhere."""
        kinds: tuple[tuple[int, Callable[[], object]], ...] = (
            (6, self.fund), (12, self.command), (9, self.pay_out), (4, self.retry), (1, self.return_suspense),
            (8, lambda: self.on.work(self.on.draw.choice((1, 3, 1000)))), (4, self.outside.press), (5, self._post),
            (3, self.on.poll), (2, self.outside.bank), (3, self.time),
        )  # fmt: skip
        if "chargebacks" in self.kinds:
            kinds += ((6, self.take_back), (3, self.outside.decide), (3, self.contest))
        if "hours" in self.kinds:
            kinds += (
                (2, self.weeks.bill), (3, self.weeks.measure), (4, self.weeks.log), (8, self.weeks.review),
                (4, lambda: self.weeks.answer(self.admin)), (4, self.weeks.days),
            )  # fmt: skip
        weights, acts = zip(*kinds, strict=True)
        chosen = self.on.draw.choices(acts, weights)[0]
        chosen()
        if chosen == self.fund and self.on.draw.random() < 0.7:  # as it mostly goes: asked for, and paid
            self.on.work()
            self.outside.press()
            self._post()
        if chosen in (self.pay_out, self.retry, self.command) and self.on.draw.random() < 0.5:
            self.on.work()

    def _post(self) -> None:
        self.on.deliver(self.on.draw.choice((1, 2, 1000)))

    def fund(self) -> None:
        """A client asks for the money of a milestone."""
        planned = [each for each in self.doing.now().all(Milestone) if each.state == "planned"]
        if not planned:
            return
        milestone, gateway = self.on.draw.choice(planned), self.on.draw.choice(self.gateways)
        method = self.on.draw.choice(METHODS[gateway])
        call = self.on.place.escrow.fund
        client = member(milestone.parties.client)
        self.doing.does(f"fund {gateway} {method}", lambda: call(
            client, milestone.contract_id, milestone.id, milestone.amount, gateway, method))  # fmt: skip

    def command(self) -> None:
        """Anything that makes sense, by somebody who may."""
        now = self.doing.now()
        found = [name for name in SENSIBLE if COMMANDS[name].makes_sense(now)]
        names = [name for name in found if name not in RARE or self.on.draw.random() < 0.15]
        if names:
            name = self.on.draw.choice(names)
            scene = Seeded(self.on.place, now, self.on.draw.choice)  # type: ignore[arg-type]
            actor, subject = self.on.draw.choice(list(COMMANDS[name].aims(scene)))
            self.doing.does(name, COMMANDS[name].call(scene, actor, subject))

    def pay_out(self) -> None:
        """An operator sends what is available to a place that behaves as its name says."""
        rows = [
            (account, minor)
            for account, minor in sorted(self.doing.now().balances.items(), key=lambda row: row[0].key)
            if account.kind == "freelancer_available" and minor
        ]
        if not rows:
            return
        account, minor = self.on.draw.choice(rows)
        gateway = account.key.split(":")[2]
        whole = Money(max(1, self.on.draw.choice((minor, minor // 2, 500, 500, 500, minor + 1))), account.currency)
        owner, to, call = UUID(account.owner), self._place(gateway), self.on.place.transfers.pay_out
        self.doing.does(f"pay out {gateway}", lambda: call(self.admin, owner, whole, gateway, to))

    def _place(self, gateway: str) -> str:
        if gateway == "stripe":
            return self.on.draw.choice((*self.payees, *self.payees[:1] * 4))  # most go where one went before
        return f"{self.on.draw.choice(ADDRESSES)}@example.org"

    def retry(self) -> None:
        """What failed is sent once more, elsewhere or to the same place."""
        failed = [each for each in self.doing.now().all(Transfer) if each.state == "failed"]
        if failed:
            chosen = self.on.draw.choice(failed)
            elsewhere = self._place(chosen.gateway) if chosen.kind == "payout" else None
            call = self.on.place.transfers.retry
            self.doing.does(f"retry {chosen.kind}", lambda: call(self.admin, chosen.id, elsewhere))

    def return_suspense(self) -> None:
        """An operator sends back what should not have come."""
        kept = {
            each.owner: each for each, minor in self.doing.now().balances.items() if each.kind == "suspense" and minor
        }
        holds = [each for each in self.doing.now().all(Hold) if str(each.id) in kept]
        if holds:
            chosen, call = self.on.draw.choice(holds), self.on.place.escrow.return_suspense
            currency = kept[str(chosen.id)].currency
            self.doing.does("return suspense", lambda: call(self.admin, chosen.id, currency))

    def take_back(self) -> None:
        """A bank wants a payment back; mostly it is heard of at once, and sometimes answered at once."""
        self.outside.take_back()
        if self.on.draw.random() < 0.7:
            self.on.deliver()
            self.on.work()
        if self.on.draw.random() < 0.4:
            self.contest()
            self.on.work()

    def contest(self) -> None:
        """An operator has a chargeback answered."""
        waiting = [each for each in self.doing.now().all(Chargeback) if each.state in ("opened", "unanswered")]
        if waiting:
            chosen, call = self.on.draw.choice(waiting), self.on.place.chargebacks.contest
            self.doing.does("contest", lambda: call(self.admin, chosen.id))

    def time(self) -> None:
        """Seconds, hours; now and then so many that pages close and keys are forgotten."""
        seconds = self.on.draw.choice((1, 5, 20, 20, 90, 3_600, 7_200, 26 * 3_600))
        self.on.say(f"{seconds} s")
        self.on.pass_time(timedelta(seconds=seconds))

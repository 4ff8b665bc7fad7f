"""The deal that is played: who takes part, what exists by now, and what several acts do."""

from __future__ import annotations

from typing import Any, Final

from attrs import define, field

from upclone.application.ports.mail import Mailbox
from upclone.domain.money import Money
from upclone.entrypoints.cli.demo.books import Books, Sums
from upclone.entrypoints.cli.demo.client import Answer, Client, Page
from upclone.entrypoints.cli.demo.simulator import Simulator
from upclone.entrypoints.cli.demo.terminal import Terminal
from upclone.entrypoints.cli.demo.tills import SANDBOX, Till, Way
from upclone.entrypoints.web.sandbox_words import WORDS, readable_money

CURRENCY: Final = "EUR"
PASSWORD: Final = "correct horse battery"  # noqa: S105  (demo people have nothing to lose)
COLUMNS: Final = (
    ("escrow", 8),
    ("available", 9),
    ("transit", 8),
    ("fees", 6),
    ("gateway", 9),
    ("sum", 4),
    ("refunded", 8),
    ("paid out", 8),
)
"""The titles of the table of money, and how wide its amounts become."""
COSTS: Final = (("costs", 7), ("owed", 7))
"""Where the gateway keeps fees, and banks take money back: the columns before the gateway itself."""
MEMO: Final = 2
"""Columns that are no account: what has left the gateway."""
_WHERE: Final = {
    "escrow": "escrow",
    "freelancer_available": "Inès",
    "fee_income": "fees",
    "refund_transit": "back to Marta",
    "payout_transit": "to the bank",
    "gateway_clearing": "the gateway",
}


class WentWrong(Exception):
    """The server did something else than it ought to: the demo found a bug."""


@define
class Deal:
    """Marta asks for work, Inès does it, Олег bids too, Noor works for the marketplace. Ids come on the way."""

    terminal: Terminal
    marta: Client
    ines: Client
    oleg: Client
    noor: Client
    books: Books
    letters: Mailbox
    run: str
    till: Till = SANDBOX
    simulator: Simulator | None = None
    job_id: str = ""
    contract_id: str = ""
    milestones: list[str] = field(factory=list)
    payments: dict[int, str] = field(factory=dict)
    """By the milestone's number, the last one that was asked for."""
    _before: Sums = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._before = self.books.sums()

    @property
    def contract(self) -> str:
        """The contract's path."""
        return f"/contracts/{self.contract_id}"

    def milestone(self, number: int) -> str:
        """A milestone's path; they count from 1."""
        return f"/milestones/{self.milestones[number - 1]}"

    def say(self, who: Client, words: str) -> None:
        """What one of them just did, with the request that did it."""
        names = {id(self.marta): "Marta", id(self.ines): "Inès", id(self.oleg): "Олег", id(self.noor): "Noor"}
        self.terminal.says(names[id(who)], words, who.last)

    def tell(self, who: str, words: str) -> None:
        """What happens by itself, or follows."""
        self.terminal.says(who, words)

    def money(self) -> Sums:
        """The table of money as the ledger has it now. Raises WentWrong where it does not sum to zero."""
        sums = self.books.sums()
        columns, costly = list(COLUMNS), self.simulator is not None
        if costly:
            columns[4:4] = COSTS
        rows = [_cells(sums, costly), _cells(self._before, costly)]
        self.terminal.money(columns, rows[0], MEMO, [now != before for now, before in zip(*rows, strict=True)])
        if sums.zero or sums.suspense:
            raise WentWrong(f"The ledger does not sum to zero: {sums}.")
        self._before = sums
        return sums

    def fund(self, number: int, way: Way, key: str | None = None) -> Answer:
        """Marta pays for a milestone; answered before the gateway was asked."""
        if self.simulator is not None:
            self.simulator.tell("hook", api=self.till.name, copies=way.letters)
            if way.rule is not None:
                self.simulator.tell("rules", rules=[way.rule])
        amount = self.marta.get(self.milestone(number)).data["amount"]
        body = {"milestone_id": self.milestones[number - 1], "amount": amount}
        chosen = {"payment_method": way.method} if way.method else {}
        answer = self.marta.post(f"{self.contract}/payment", key, **body, **chosen)
        self.payments[number] = answer.data["id"]
        return answer

    def approve(self, payment: Any, way: Way) -> Page | None:
        """Marta opens the gateway's page, where this way leads over it, and presses the button; what she sees then."""
        if not way.page:
            return None
        page = self.marta.visit(payment["approve_url"])
        self.tell("", f"She opens it: “{page.title.partition(' · ')[0]}” She presses the button.")
        return self.marta.press(page, self.till.button)

    def funded(self, number: int) -> None:
        """Wait until the gateway's word is in."""
        self.reached(self.marta, self.milestone(number), "funded", "the gateway to say that it has the money")

    def refund_arrived(self, amount: Money) -> None:
        """Wait until the gateway has sent a refund of this amount to Marta."""
        self.marta.until(
            "the refund to reach Marta",
            lambda: self.marta.get("/payouts", kind="refund").data["items"],
            lambda refunds: any(each["state"] == "paid" and of(each["amount"]) == amount for each in refunds),
        )

    def reached(self, who: Client, path: str, state: str, awaited: str) -> Any:
        """Wait until what lies at `path` is in `state`; what it is then."""
        return who.until(awaited, lambda: who.get(path).data, lambda seen: seen["state"] == state)

    def agreed(self, foreseen: Any, before: Sums, after: Sums) -> None:
        """See that a move did what its preview said. Raises WentWrong."""
        for name, kind in (("escrow", "escrow"), ("available", "freelancer_available"), ("fees", "fee_income")):
            moved = getattr(after, name) - getattr(before, name)
            told = sum(each["amount"]["amount_minor"] for each in foreseen["postings"] if _kind(each) == kind)
            if moved.amount_minor != told:
                raise WentWrong(f"The preview said {told} for {kind}; {moved} moved.")


def moves(outcome: Any) -> str:
    """The postings of a preview in words: `escrow −309.00, Inès +270.00, fees +39.00`."""
    kinds: dict[str, Money] = {}
    for each in outcome["postings"]:
        kinds[_kind(each)] = kinds.get(_kind(each), Money.zero(CURRENCY)) + of(each["amount"])
    signed = [(_WHERE[kind], "+" if amount.amount_minor > 0 else "−", amount) for kind, amount in kinds.items()]
    return ", ".join(f"{where}\u00a0{sign}{shown(abs_of(amount))}" for where, sign, amount in signed)


def eur(amount_minor: int) -> dict[str, Any]:
    """An amount as the API takes it."""
    return {"amount_minor": amount_minor, "currency": CURRENCY}


def of(amount: dict[str, Any]) -> Money:
    """An amount as the API answers it."""
    return Money(amount["amount_minor"], amount["currency"])


def abs_of(amount: Money) -> Money:
    """Without its sign."""
    return Money(abs(amount.amount_minor), amount.currency)


def shown(amount: Money) -> str:
    """`€1,236.00`."""
    return readable_money(amount, WORDS["en"])


def _kind(posting: Any) -> str:
    return str(posting["account"]).partition(":")[0]


def _cells(sums: Sums, costly: bool) -> list[Money]:
    return [
        sums.escrow,
        sums.available,
        sums.transit,
        sums.fees,
        *([sums.costs, sums.owed] if costly else []),
        sums.gateway,
        sums.zero,
        sums.refunded,
        sums.paid_out,
    ]

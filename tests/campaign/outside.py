"""What happens at the gateways without upclone: payers at pages, and banks that change their minds."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from attrs import define, field

from tests.campaign.doing import Doing
from tests.campaign.rig import Rig
from tests.simulator.stripe.state import key_of
from upclone.domain.actors import member
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.transfers import Transfer

PAID: Final = frozenset({"held", "frozen", "released", "refunded", "split"})

ON_ITS_WAY: Final = frozenset({"requested", "sent"})


@define(eq=False)
class Outside:
    """Payers and banks, over one run's rig."""

    doing: Doing
    on: Rig = field(init=False)
    _claimed: set[UUID] = field(factory=set, init=False)

    def __attrs_post_init__(self) -> None:
        self.on = self.doing.on

    def press(self, yes: bool = False) -> None:
        """A payer at a gateway's page presses a button, and comes back."""
        waiting = [each for each in self.doing.now().all(Hold) if each.state == "requested" and each.gateway_ref]
        if waiting:
            chosen = self.on.draw.choice(waiting)
            self._press(chosen, "pay" if yes or self.on.draw.random() < 0.7 else "decline")

    def bank(self) -> None:
        """What was sent comes back, long after it was said to be there."""
        sent = [each for each in self.doing.now().all(Transfer) if each.state in ("paid", "sent")]
        if sent:
            chosen = self.on.draw.choice(sent)
            if chosen.gateway == "paypal":
                self.doing.outside("paypal", "fail", chosen.key)
            else:
                self.doing.outside(
                    "stripe", "fail_refund" if chosen.kind == "refund" else "fail_payout", f"key:{chosen.key}"
                )

    def take_back(self) -> None:
        """A payer's bank, or PayPal, wants a payment back, or half of it; each of them once."""
        paid = [each for each in self.doing.now().all(Hold) if each.state in PAID and each.id not in self._claimed]
        if paid:
            chosen = self.on.draw.choice(paid)
            amount = self.on.draw.choice((None, None, max(1, chosen.total.amount_minor // 2)))
            self._claimed.add(chosen.id)
            self.doing.outside(chosen.gateway, "dispute", str(chosen.gateway_ref), amount=amount)

    def decide(self) -> None:
        """The bank's last word on one of them."""
        waiting = self._open()
        if waiting:
            gateway, ref = self.on.draw.choice(waiting)
            self.doing.outside(gateway, "decide", ref, won=self.on.draw.random() < 0.5)

    def claims(self) -> list[tuple[str, str]]:
        """Gateway and name of every chargeback that there ever was."""
        halves: Any = self.on.world.halves
        found = [("stripe", str(each["id"])) for each in halves["stripe"].state.kinds["dispute"]]
        return found + [("paypal", id) for id in halves["paypal"].disputes.disputes]

    def _open(self) -> list[tuple[str, str]]:
        halves: Any = self.on.world.halves
        things, disputes = halves["stripe"].state.things, halves["paypal"].disputes.disputes
        return [
            (gateway, ref)
            for gateway, ref in self.claims()
            if (
                things[ref]["status"] not in ("won", "lost")
                if gateway == "stripe"
                else disputes[ref].status != "RESOLVED"
            )
        ]

    def keeps_an_error(self) -> bool:
        """Whether Stripe remembers a failure of its own under the key of money that is on its way: it says so for a
        day to whoever asks again, and proves nothing by it."""
        keys: Any = self.on.world.halves["stripe"].keys  # type: ignore[attr-defined]
        failed = {key.partition("/")[0] for key, kept in keys.items() if kept.reply and kept.reply.status == 500}
        return any(each.key in failed for each in self.doing.now().all(Transfer) if each.state in ON_ITS_WAY)

    def conclude(self) -> None:
        """Whoever is at a page makes up their mind; PayPal looks at what it wanted to; banks do what they had begun."""
        for hold in self.doing.now().all(Hold):
            if hold.state == "requested":
                assert hold.gateway_ref is not None, f"nobody has asked for {hold.id}"
                if self.on.draw.random() < 0.6:
                    self._press(hold, "pay")
                    if self._declined(hold.id):
                        self._give_up(hold)
                else:
                    self._give_up(hold)
        reviewed = [each.id for each in self._captures().values() if each.status == "PENDING"]
        for capture in reviewed:
            self.doing.outside("paypal", "review", capture, status=self.on.draw.choice(("COMPLETED", "DECLINED")))
        for gateway, ref in self._open():
            self.doing.outside(gateway, "decide", ref, won=self.on.draw.random() < 0.5)
        self.on.world.advance(2 * 3_600)

    def _press(self, hold: Hold, button: str) -> None:
        self.doing.outside(hold.gateway, button, f"key:{hold.id}" if hold.gateway == "stripe" else str(hold.id))
        self.on.lives(lambda: self.on.plant.came_back(self.on.place, hold))

    def _declined(self, id: UUID) -> bool:
        """Whether the card was, so that the page still waits for another."""
        pages = self.on.world.halves["stripe"].state.kinds["checkout.session"]  # type: ignore[attr-defined]
        return any(each["status"] == "open" for each in pages if key_of(each) == str(id))

    def _give_up(self, hold: Hold) -> None:
        client, id = member(hold.parties.client), hold.id
        self.doing.does("cancel", lambda: self.on.place.escrow.cancel(client, id))

    def _captures(self) -> dict[str, Any]:
        return dict(self.on.world.halves["paypal"].orders.captures)  # type: ignore[attr-defined]

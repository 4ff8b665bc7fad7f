"""What happens at the gateways without upclone: payers at pages, and banks that change their minds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from attrs import define, field

from tests.campaign.doing import Doing
from tests.campaign.rig import Rig
from tests.simulator.stripe.state import key_of
from upclone.domain.actors import member
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.transfers import Transfer


@define(eq=False)
class Outside:
    """Payers and banks, over one run's rig."""

    doing: Doing
    on: Rig = field(init=False)

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

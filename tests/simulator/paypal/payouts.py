"""Payouts. What becomes of an item is said by its address: `unclaimed@…`, `onhold@…`, `blocked@…`, `failed@…`,
`bounces@…` (paid, and sent back an hour later). The fee is taken when an item succeeds, and kept."""

from __future__ import annotations

from typing import Any, Final

from attrs import define

from tests.simulator.paypal.wire import DAY, HOUR, link, minor, missing, moment, no, written
from tests.simulator.wire import Call, Reply

FEE: Final = 25
KNOWN_FOR: Final = 30 * DAY
BY_ADDRESS: Final = {"unclaimed": "UNCLAIMED", "onhold": "ONHOLD", "blocked": "BLOCKED", "failed": "FAILED"}
LEFT: Final = frozenset({"SUCCESS", "UNCLAIMED", "ONHOLD"})
"""States in which the money is no longer on the balance."""

EVENTS: Final = {"SUCCESS": "SUCCEEDED", "ONHOLD": "HELD"}
"""Those that are not called as their state."""


@define
class Batch:
    id: str
    sender: str
    key: str
    amount: int
    currency: str
    receiver: str
    item: str
    transaction: str
    at: float
    done: bool = False
    charged: bool = False
    status: str = "PENDING"


class Payouts:
    """Over `half`; one item a batch."""

    def __init__(self, half: Any) -> None:
        self.half = half
        self.batches: dict[str, Batch] = {}

    def create(self, call: Call) -> Reply:
        body = call.request.json
        sender, item = body["sender_batch_header"]["sender_batch_id"], body["items"][0]
        if len(body["items"]) != 1 or len(sender) > 30:
            raise no(400, "VALIDATION_ERROR", "One item, and a sender_batch_id of 30 characters at most.")
        now = self.half.world.now()
        same = [each for each in self.batches.values() if each.sender == sender and now - each.at < KNOWN_FOR]
        if same:
            original = f"{call.request.address}/paypal/v1/payments/payouts/{same[0].id}"
            words = f"Batch with given sender_batch_id already exists: {sender}"
            problem = no(400, "DUPLICATE_BATCH", words, [link(original, "self")])
            problem.reply.body["name"] = "USER_BUSINESS_ERROR"
            raise problem
        currency = item["amount"]["currency"]
        amount = minor(item["amount"]["value"], currency)
        taken = sum(each.amount + FEE for each in self.batches.values() if not each.done and each.currency == currency)
        if call.fault == "decline" or taken + amount + FEE > self.half.balance(currency):
            raise no(422, "INSUFFICIENT_FUNDS", "Sender does not have sufficient funds to complete this payout.")
        names = self.half.names
        batch = Batch(names.new("BATCH"), sender, item["sender_item_id"], amount, currency, item["receiver"], names.new("ITEM"), names.new("TXN"), now)  # fmt: skip  # noqa: E501
        self.batches[batch.id] = batch
        self.half.did("payout", batch.key)
        self.half.world.later(0.0, lambda: self._process(batch))
        return Reply(201, {"batch_header": self._header(batch), "links": []})

    def get(self, call: Call) -> Reply:
        if call.params["id"] not in self.batches:
            raise missing("payout batch")
        return Reply(200, self.view(self.batches[call.params["id"]]))

    def become(self, ref: str, status: str) -> Any:
        """Something happens to the item of a batch, named by its id or our key."""
        found = [each for each in self.batches.values() if ref in (each.id, each.key)]
        if not found:
            raise missing("payout")
        self._process(found[0])
        self._become(found[0], status)
        return {"status": found[0].status}

    def come_back(self, ref: str) -> Any:
        """What was sent comes back."""
        found = next((each for each in self.batches.values() if ref in (each.id, each.key)), None)
        if found is None:
            raise missing("payout")
        self._process(found)
        self._back(found)
        return {"status": found.status}

    def _back(self, batch: Batch) -> None:
        """RETURNED is what nobody claimed; what was paid is REFUNDED."""
        if batch.status in LEFT:
            self._become(batch, "REFUNDED" if batch.status == "SUCCESS" else "RETURNED")

    def view(self, batch: Batch) -> dict[str, Any]:
        shown: dict[str, Any] = {"batch_header": self._header(batch), "total_items": 1, "links": []}
        return {**shown, "items": [self.view_item(batch)]} if batch.done else shown

    def view_item(self, batch: Batch) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "payout_item_id": batch.item,
            "transaction_id": batch.transaction,
            "transaction_status": batch.status,
            "payout_batch_id": batch.id,
            "payout_item_fee": {"currency": batch.currency, "value": written(FEE, batch.currency)},
            "payout_item": {
                "recipient_type": "EMAIL",
                "receiver": batch.receiver,
                "sender_item_id": batch.key,
                "amount": {"currency": batch.currency, "value": written(batch.amount, batch.currency)},
            },
        }
        if batch.status == "UNCLAIMED":
            words = "The recipient for this payout does not have an account."
            shown["errors"] = {"name": "RECEIVER_UNREGISTERED", "message": words, "debug_id": "simulated"}
        return shown

    def _header(self, batch: Batch) -> dict[str, Any]:
        return {
            "payout_batch_id": batch.id,
            "batch_status": "SUCCESS" if batch.done else "PENDING",
            "time_created": moment(batch.at),
            "sender_batch_header": {"sender_batch_id": batch.sender},
        }

    def _process(self, batch: Batch) -> None:
        if batch.done:
            return
        batch.done = True
        name = batch.receiver.partition("@")[0].partition("+")[0]
        self._become(batch, BY_ADDRESS.get(name, "SUCCESS"))
        if name == "bounces":
            self.half.world.later(HOUR, lambda: self._back(batch))
        self.half.tell("PAYMENT.PAYOUTSBATCH.SUCCESS", "payouts", self.view(batch))

    def _become(self, batch: Batch, status: str) -> None:
        before, batch.status = batch.status, status
        fee = FEE if status == "SUCCESS" and not batch.charged else 0
        batch.charged = batch.charged or fee > 0
        named = (batch.key, batch.id, batch.currency)
        if status in LEFT and before not in LEFT:
            self.half.move("payout", *named, batch.amount, fee, -batch.amount - fee, batch.transaction)
        elif status not in LEFT and before in LEFT:
            self.half.move("payout_returned", *named, batch.amount, 0, batch.amount)
        elif fee:
            self.half.move("fee", *named, fee, 0, -fee, self.half.names.new("TXN"))
        if status == "UNCLAIMED":
            self.half.world.later(30 * DAY, lambda: self._give_up(batch))
        self.half.tell(f"PAYMENT.PAYOUTS-ITEM.{EVENTS.get(status, status)}", "payouts_item", self.view_item(batch))

    def _give_up(self, batch: Batch) -> None:
        if batch.status == "UNCLAIMED":
            self._become(batch, "RETURNED")

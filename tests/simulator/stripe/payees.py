"""Connected accounts, transfers to them, and their payouts."""

from __future__ import annotations

from typing import Final

from tests.simulator.ledger import PLATFORM
from tests.simulator.stripe.state import State, Thing, key_of, refuse
from tests.simulator.wire import Call, Reply

LATER_S: Final = 3600


def create_account(state: State, call: Call, given: Thing) -> Reply:
    """Express, and with nothing yet."""
    return Reply(200, state.show(_account(state, given), given.get("expand", [])))


def _account(state: State, given: Thing) -> Thing:
    due = ["individual.id_number", "external_account"]
    needed = {"currently_due": due, "disabled_reason": "requirements.past_due"}
    return state.add(
        "acct", "account", type="express", country=given.get("country"), email=given.get("email"),
        metadata=dict(given.get("metadata", {})), charges_enabled=False, payouts_enabled=False, details_submitted=False,
        capabilities={"transfers": "inactive"}, requirements=needed,
        external_accounts={"object": "list", "data": [], "has_more": False, "url": "/v1/accounts/x/external_accounts"},
        _behaviour="ok",
    )  # fmt: skip


def enable(state: State, account: Thing, behaviour: str = "ok") -> Thing:
    """Its holder has given everything. `behaviour` says how its payouts go: ok, refused, fails, bounces, slow."""
    account.update(charges_enabled=True, payouts_enabled=True, details_submitted=True, _behaviour=behaviour)
    account["capabilities"] = {"transfers": "active"}
    account["requirements"] = {"currently_due": [], "disabled_reason": None}
    bank = {"id": "ba_1", "object": "bank_account", "bank_name": "TEST BANK", "last4": "3000", "country": "DE"}
    account["external_accounts"]["data"] = [bank]
    state.tell("account.updated", account, account["id"])
    return account


def payee(state: State, behaviour: str) -> Thing:
    """One that is ready from the start."""
    return enable(state, _account(state, {"country": "DE"}), behaviour)


def create_link(state: State, call: Call, given: Thing) -> Reply:
    """Where its holder goes on."""
    account = state.get(given["account"], "account")
    account["_return"] = given.get("return_url", "")
    url = f"{state.world.address}/pay/stripe/{account['id']}"
    now = int(state.world.now())
    return Reply(200, {"object": "account_link", "created": now, "expires_at": now + 300, "url": url})


def create_transfer(state: State, call: Call, given: Thing) -> Reply:
    """From what is available."""
    account = state.things.get(given["destination"])
    if account is None or account["object"] != "account":
        message = f"No such destination: '{given['destination']}'"
        refuse(400, "invalid_request_error", message, code="resource_missing", param="destination")
    if account["capabilities"]["transfers"] != "active" or call.fault == "decline":
        message = "Your destination account needs to have the transfers capability enabled."
        refuse(400, "invalid_request_error", message, code="insufficient_capabilities_for_transfer")
    amount, currency = int(given["amount"]), given["currency"].lower()
    if state.balance(PLATFORM, currency) < amount:
        message = "You have insufficient available funds in your Stripe account."
        refuse(400, "invalid_request_error", message, code="balance_insufficient")
    reversals = {"object": "list", "data": [], "has_more": False, "url": "/v1/transfers/x/reversals"}
    transfer = state.add(
        "tr", "transfer", amount=amount, amount_reversed=0, currency=currency, destination=account["id"],
        transfer_group=given.get("transfer_group"), metadata=dict(given.get("metadata", {})), reversed=False,
        reversals=reversals, description=None, source_transaction=None, balance_transaction=None,
    )  # fmt: skip
    key = key_of(transfer)
    line = state.book("payout", transfer, key, amount, type="transfer", category="transfer", sign=-1)
    transfer["balance_transaction"] = line["id"]
    state.connected(account["id"], "transfer", transfer, amount)
    state.did("transfer", key)
    state.tell("transfer.created", transfer)
    return Reply(200, state.show(transfer, given.get("expand", [])))


def reverse(state: State, call: Call, given: Thing) -> Reply:
    """No more than there is left, of the transfer and of the account's balance."""
    transfer = state.get(call.params["id"], "transfer")
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = int(given.get("amount", left))
    if not 0 < amount <= left:
        refuse(400, "invalid_request_error", "This transfer is already fully reversed.")
    if state.balance(transfer["destination"], transfer["currency"]) < amount:
        message = "The connected account has insufficient funds for this reversal."
        refuse(400, "invalid_request_error", message, code="balance_insufficient")
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    reversal = state.add(
        "trr", "transfer_reversal", amount=amount, currency=transfer["currency"], transfer=transfer["id"],
        metadata=dict(given.get("metadata", {})), balance_transaction=None,
    )  # fmt: skip
    key = key_of(transfer)
    line = state.book("payout_returned", reversal, key, amount, type="transfer_refund", category="transfer_reversal")
    reversal["balance_transaction"] = line["id"]
    state.connected(transfer["destination"], "transfer", reversal, -amount)
    transfer["reversals"]["data"].insert(0, state.show(reversal, []))
    state.did("reversal", key)
    state.tell("transfer.reversed", transfer)
    return Reply(200, state.show(reversal, given.get("expand", [])))


def create_payout(state: State, call: Call, given: Thing) -> Reply:
    """From a connected account to its bank."""
    id = call.request.headers.get("stripe-account")
    if id is None:
        refuse(400, "invalid_request_error", "This simulator pays out from connected accounts only.")
    account = state.get(id, "account")
    amount, currency = int(given["amount"]), given["currency"].lower()
    if account["_behaviour"] == "refused" or call.fault == "decline":
        message = "Payouts are not allowed for this account."
        refuse(400, "invalid_request_error", message, code="payouts_not_allowed")
    if state.balance(id, currency) < amount:
        refuse(400, "invalid_request_error", "Insufficient funds in the account.", code="balance_insufficient")
    payout = state.add(
        "po", "payout", amount=amount, currency=currency, status="pending", metadata=dict(given.get("metadata", {})),
        failure_code=None, failure_message=None, automatic=False, method="standard", type="bank_account",
        arrival_date=int(state.world.now()), _account=id,
    )  # fmt: skip
    state.connected(id, "payout", payout, -amount)
    state.did("payout", key_of(payout))
    state.tell("payout.created", payout, id)
    if not state.payouts_held:
        _plan(state, payout, account["_behaviour"])
    return Reply(200, state.show(payout, given.get("expand", [])))


def _plan(state: State, payout: Thing, behaviour: str) -> None:
    if behaviour == "fails":
        state.later(0, lambda: _bounce(state, payout))
    elif behaviour == "slow":
        state.later(LATER_S, lambda: pay(state, payout))
    else:
        state.later(0, lambda: pay(state, payout))
    if behaviour == "bounces":
        state.later(LATER_S, lambda: _bounce(state, payout))


def _bounce(state: State, payout: Thing) -> None:
    """What has not failed meanwhile for another reason."""
    if payout["status"] != "failed":
        fail(state, payout)


def pay(state: State, payout: Thing) -> None:
    """It arrives."""
    if payout["status"] == "pending":
        payout["status"] = "paid"
        state.tell("payout.paid", payout, payout["_account"])


def fail(state: State, payout: Thing) -> None:
    """The bank sends it back, also long after it was paid."""
    if payout["status"] not in ("pending", "paid"):
        refuse(400, "invalid_request_error", f"The payout is {payout['status']}.")
    message = "The bank account has been closed."
    payout.update(status="failed", failure_code="account_closed", failure_message=message)
    state.connected(payout["_account"], "payout_returned", payout, payout["amount"])
    state.tell("payout.failed", payout, payout["_account"])

"""Intents, the hosted page, saved cards, refunds."""

from __future__ import annotations

import re
from typing import Any, Final

from tests.simulator.stripe.state import State, Thing, key_of, refuse
from tests.simulator.wire import Call, Reply

CARDS: Final = {
    "pm_card_visa": "ok",
    "pm_card_visa_chargeDeclined": "decline",
    "pm_card_threeDSecure2Required": "3ds",
    "pm_card_authenticationRequired": "off_session_3ds",
    "pm_slow": "slow",
}
"""Methods that everybody has, named as in Stripe's test mode, and what each does; `pm_slow` takes an hour."""

PAGE_S: Final = 24 * 3600
SLOW_S: Final = 3600


def card(state: State, behaviour: str, customer: str | None, id: str = "") -> Thing:
    """A saved one."""
    details = {"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2034}
    made = state.add("pm", "payment_method", type="card", card=details, customer=customer, metadata={})
    made["_behaviour"] = behaviour
    if id:
        state.things[id] = state.things.pop(made["id"])
        made["id"] = id
    return made


def fee_of(amount: int, currency: str) -> int:
    """2.9 % and 30; whole krónur and shillings, which Stripe counts in hundredths that nobody has."""
    fee = min(amount, amount * 29 // 1000 + 30)
    return fee - fee % 100 if currency in ("isk", "ugx") else fee


# Intents


def create_intent(state: State, call: Call, given: Thing) -> Reply:
    """Confirmed at once where that is asked for."""
    intent = _intent(state, given["amount"], given["currency"], given)
    if given.get("confirm") == "true":
        confirm(state, intent, given.get("payment_method", ""), given.get("off_session") == "true", call.fault)
    return Reply(200, state.show(intent, given.get("expand", [])))


def _intent(state: State, amount: str, currency: str, given: Thing) -> Thing:
    if int(amount) < 1:
        refuse(400, "invalid_request_error", "Amount must be at least 1.", code="amount_too_small", param="amount")
    return state.add(
        "pi", "payment_intent", amount=int(amount), amount_received=0, amount_capturable=0, currency=currency.lower(),
        status="requires_payment_method", metadata=dict(given.get("metadata", {})), latest_charge=None,
        transfer_group=given.get("transfer_group"), description=given.get("description"), next_action=None,
        last_payment_error=None, cancellation_reason=None, customer=given.get("customer"), payment_method=None,
        client_secret="secret_of_the_intent", capture_method="automatic_async", confirmation_method="automatic",
        payment_method_types=["card"], _return=given.get("return_url", ""),
    )  # fmt: skip


def confirm(state: State, intent: Thing, method: str, off_session: bool, fault: str) -> None:
    """Charge it, as the method and the fault say."""
    chosen = state.get(method, "payment_method")
    if chosen["customer"] != intent["customer"] and chosen["customer"] is not None:
        refuse(400, "invalid_request_error", "The PaymentMethod belongs to a Customer: include it.", param="customer")
    intent["payment_method"] = method
    behaviour = chosen["_behaviour"]
    if fault == "decline" or behaviour == "decline":
        _fail(state, intent, "card_declined", "Your card was declined.", in_call=True)
    if off_session and (fault == "requires_action" or behaviour in ("3ds", "off_session_3ds")):
        _fail(state, intent, "authentication_required", "Your card was declined: authentication needed.", in_call=True)
    if fault == "requires_action" or behaviour == "3ds":
        intent["status"] = "requires_action"
        url = f"{state.world.address}/pay/stripe/{intent['id']}"
        redirect = {"url": url, "return_url": intent["_return"]}
        intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": redirect}
        state.tell("payment_intent.requires_action", intent)
    elif behaviour == "slow":
        intent["status"] = "processing"
        state.tell("payment_intent.processing", intent)
        state.later(SLOW_S, lambda: succeed(state, intent, ""))
    else:
        succeed(state, intent, fault)


def succeed(state: State, intent: Thing, fault: str) -> None:
    """The money comes in, nine tenths of it with `wrong_amount`."""
    amount = intent["amount"] * 9 // 10 if fault == "wrong_amount" else intent["amount"]
    key = key_of(intent)
    charge = state.add(
        "ch", "charge", amount=amount, currency=intent["currency"], payment_intent=intent["id"], status="succeeded",
        metadata=dict(intent["metadata"]), amount_refunded=0, balance_transaction=None, paid=True, _key=key,
    )  # fmt: skip
    line = state.book(
        "payment", charge, key, amount, type="charge", category="charge", fee=fee_of(amount, charge["currency"])
    )
    charge["balance_transaction"] = line["id"]
    intent.update(status="succeeded", amount_received=amount, latest_charge=charge["id"], next_action=None)
    intent["last_payment_error"] = None
    state.did("payment", key)
    state.tell("payment_intent.succeeded", intent)
    state.tell("charge.succeeded", charge)


def _fail(state: State, intent: Thing, code: str, message: str, in_call: bool) -> None:
    error = {"type": "card_error", "code": code, "message": message, "decline_code": "generic_decline"}
    intent.update(status="requires_payment_method", last_payment_error=error, next_action=None)
    state.tell("payment_intent.payment_failed", intent)
    if in_call:
        refuse(402, "card_error", message, code=code, payment_intent=state.show(intent, []))


def search_intents(state: State, call: Call, given: Thing) -> Reply:
    """By metadata only, and blind for what is younger than the lag."""
    found = re.fullmatch(r"metadata\['(\w+)'\]:'([^']*)'", given["query"])
    if found is None:
        refuse(400, "invalid_request_error", "That query is not understood.", param="query")
    until = state.world.now() - state.lag_s
    expand = [path.removeprefix("data.") for path in given.get("expand", [])]
    data = [
        state.show(each, expand)
        for each in state.all("payment_intent")
        if each["metadata"].get(found[1]) == found[2] and (not state.lag_s or each["created"] <= until)
    ]
    return Reply(200, {"object": "search_result", "url": "/v1/payment_intents/search", "has_more": False, "data": data})


def confirm_intent(state: State, call: Call, given: Thing) -> Reply:
    """A second try of an open one."""
    intent = state.get(call.params["id"], "payment_intent")
    method = given.get("payment_method") or intent["payment_method"] or ""
    if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
        _wrong_state(intent)
    confirm(state, intent, method, given.get("off_session") == "true", call.fault)
    return Reply(200, state.show(intent, given.get("expand", [])))


def cancel_intent(state: State, call: Call, given: Thing) -> Reply:
    """While nothing was paid."""
    intent = state.get(call.params["id"], "payment_intent")
    if intent["status"] in ("succeeded", "canceled"):
        _wrong_state(intent)
    intent.update(status="canceled", cancellation_reason=given.get("cancellation_reason"), next_action=None)
    state.tell("payment_intent.canceled", intent)
    return Reply(200, state.show(intent, given.get("expand", [])))


def _wrong_state(intent: Thing) -> None:
    message = f"This PaymentIntent's status is {intent['status']}."
    refuse(400, "invalid_request_error", message, code="payment_intent_unexpected_state")


def authenticate(state: State, intent: Thing, passed: bool) -> None:
    """The payer at their bank."""
    if intent["status"] != "requires_action":
        _wrong_state(intent)
    if passed:
        succeed(state, intent, "")
    else:
        code = "payment_intent_authentication_failure"
        _fail(state, intent, code, "The payer could not be authenticated.", in_call=False)


# The hosted page


def create_page(state: State, call: Call, given: Thing) -> Reply:
    """Open for a day."""
    lines = given.get("line_items", [])
    total = sum(int(line["price_data"]["unit_amount"]) * int(line.get("quantity", 1)) for line in lines)
    currency = lines[0]["price_data"]["currency"] if lines else None
    page = state.add(
        "cs", "checkout.session", mode=given["mode"], status="open", payment_status="unpaid", currency=currency,
        amount_total=total or None, customer=given.get("customer"),
        client_reference_id=given.get("client_reference_id"),
        metadata=dict(given.get("metadata", {})), payment_intent=None, setup_intent=None, expires_at=0, url=None,
        success_url=given.get("success_url"), cancel_url=given.get("cancel_url"), _fault=call.fault,
        _data=given.get("payment_intent_data", {}),
    )  # fmt: skip
    page["url"] = f"{state.world.address}/pay/stripe/{page['id']}"
    page["expires_at"] = page["created"] + PAGE_S
    state.later(PAGE_S, lambda: expire(state, page))
    return Reply(200, state.show(page, given.get("expand", [])))


def expire(state: State, page: Thing) -> None:
    """Its time is over; nothing happens to one that is done."""
    if page["status"] == "open":
        page.update(status="expired", url=None)
        state.tell("checkout.session.expired", page)


def expire_page(state: State, call: Call, given: Thing) -> Reply:
    """Asked for."""
    page = state.get(call.params["id"], "checkout.session")
    if page["status"] != "open":
        refuse(400, "invalid_request_error", "Only Checkout Sessions with a status in open can be expired.")
    expire(state, page)
    return Reply(200, state.show(page, given.get("expand", [])))


def press(state: State, page: Thing, paid: bool, method: str) -> None:
    """The payer's two buttons. A declined card leaves the page open for another."""
    if page["status"] != "open":
        refuse(400, "invalid_request_error", f"The page is {page['status']}.")
    if page["mode"] == "setup":
        if paid:
            _set_up(state, page, method)
        return
    intent = state.things.get(page["payment_intent"] or "")
    if intent is None:
        intent = _intent(
            state, str(page["amount_total"]), page["currency"], page["_data"] | {"customer": page["customer"]}
        )
        page["payment_intent"] = intent["id"]
    if not paid or page["_fault"] == "decline":
        _fail(state, intent, "card_declined", "Your card was declined.", in_call=False)
        return
    page.update(status="complete", url=None)
    if method == "pm_slow":
        intent["status"] = "processing"
        state.later(SLOW_S, lambda: _paid_late(state, page, intent))
    else:
        page["payment_status"] = "paid"
        succeed(state, intent, page["_fault"])
    state.tell("checkout.session.completed", page)


def _paid_late(state: State, page: Thing, intent: Thing) -> None:
    page["payment_status"] = "paid"
    succeed(state, intent, "")
    state.tell("checkout.session.async_payment_succeeded", page)


def _set_up(state: State, page: Thing, behaviour: str) -> None:
    method = card(state, CARDS.get(behaviour, "ok"), page["customer"])
    intent = state.add(
        "seti", "setup_intent", status="succeeded", payment_method=method["id"], customer=page["customer"], metadata={}
    )
    page.update(status="complete", url=None, setup_intent=intent["id"])
    state.tell("setup_intent.succeeded", intent)
    state.tell("checkout.session.completed", page)


# Customers


def create_customer(state: State, call: Call, given: Thing) -> Reply:
    """Who pays."""
    fields = {name: given.get(name) for name in ("email", "name")}
    return Reply(200, state.show(state.add("cus", "customer", metadata=dict(given.get("metadata", {})), **fields), []))


# Refunds


def create_refund(state: State, call: Call, given: Thing) -> Reply:
    """Up to what is left of the payment, and of the balance."""
    intent = state.get(given["payment_intent"], "payment_intent")
    charge = state.things.get(intent["latest_charge"] or "")
    if charge is None:
        refuse(400, "invalid_request_error", "This PaymentIntent does not have a successful charge to refund.")
    left = charge["amount"] - charge["amount_refunded"]
    amount = int(given.get("amount", left))
    if left == 0:
        refuse(400, "invalid_request_error", "The charge has already been refunded.", code="charge_already_refunded")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        refuse(400, "invalid_request_error", message, param="amount")
    if call.fault == "decline":
        refuse(400, "invalid_request_error", "The payment can't be refunded.", code="charge_not_refundable")
    charge["amount_refunded"] += amount
    refund = state.add(
        "re", "refund", amount=amount, currency=charge["currency"], payment_intent=intent["id"], charge=charge["id"],
        status="succeeded", metadata=dict(given.get("metadata", {})), failure_reason=None, balance_transaction=None,
    )  # fmt: skip
    key = key_of(refund)
    line = state.book("refund", refund, key, amount, type="refund", category="refund", sign=-1)
    refund["balance_transaction"] = line["id"]
    state.did("refund", key)
    state.tell("refund.created", refund)
    return Reply(200, state.show(refund, given.get("expand", [])))


def fail_refund(state: State, refund: Thing) -> None:
    """The payer's bank sends it back."""
    if refund["status"] != "succeeded":
        refuse(400, "invalid_request_error", f"The refund is {refund['status']}.")
    refund.update(status="failed", failure_reason="lost_or_stolen_card")
    amount = refund["amount"]
    state.book("refund_returned", refund, key_of(refund), amount, type="refund_failure", category="refund_failure")
    state.things[refund["charge"]]["amount_refunded"] -= amount
    state.tell("refund.failed", refund)


def shown(kind: str) -> Any:
    """A handler that shows one object."""

    def handle(state: State, call: Call, given: Thing) -> Reply:
        return Reply(200, state.show(state.get(call.params["id"], kind), given.get("expand", [])))

    return handle


def listing(kind: str, *filters: str) -> Any:
    """A handler that lists those which agree with the filters."""

    def handle(state: State, call: Call, given: Thing) -> Reply:
        account = call.request.headers.get("stripe-account")
        found = (
            each
            for each in state.all(kind)
            if all(each.get(name) == given[name] for name in filters if name in given)
            and each.get("_account") == account
        )
        return Reply(200, state.listed(found, given, call.request.path))

    return handle

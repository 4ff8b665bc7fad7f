"""The API as a whole: who may call it, what a key means, where each route leads, and what happens outside of it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from attrs import define, field, frozen

from tests.simulator.stripe import disputes, forms, payees, payments, planting, shapes
from tests.simulator.stripe.state import KEY, NAME, State, Thing, key_of, refuse
from tests.simulator.wire import Call, Problem, Reply, Request, Route
from tests.simulator.world import World

Handle = Callable[[State, Call, Thing], Reply]

KEPT_S: Final = 24 * 3600

ROUTES: Final[Sequence[tuple[str, str, str, Handle]]] = (
    ("POST", "/v1/payment_intents", "payment_intents.create", payments.create_intent),
    ("GET", "/v1/payment_intents/search", "payment_intents.search", payments.search_intents),
    ("GET", "/v1/payment_intents/{id}", "payment_intents.retrieve", payments.shown("payment_intent")),
    ("POST", "/v1/payment_intents/{id}/confirm", "payment_intents.confirm", payments.confirm_intent),
    ("POST", "/v1/payment_intents/{id}/cancel", "payment_intents.cancel", payments.cancel_intent),
    ("GET", "/v1/payment_methods/{id}", "payment_methods.retrieve", payments.shown("payment_method")),
    ("POST", "/v1/checkout/sessions", "checkout.sessions.create", payments.create_page),
    ("GET", "/v1/checkout/sessions", "checkout.sessions.list", payments.listing("checkout.session", "payment_intent")),
    ("GET", "/v1/checkout/sessions/{id}", "checkout.sessions.retrieve", payments.shown("checkout.session")),
    ("POST", "/v1/checkout/sessions/{id}/expire", "checkout.sessions.expire", payments.expire_page),
    ("POST", "/v1/customers", "customers.create", payments.create_customer),
    ("POST", "/v1/refunds", "refunds.create", payments.create_refund),
    ("GET", "/v1/refunds", "refunds.list", payments.listing("refund", "payment_intent")),
    ("GET", "/v1/refunds/{id}", "refunds.retrieve", payments.shown("refund")),
    ("POST", "/v1/transfers", "transfers.create", payees.create_transfer),
    ("GET", "/v1/transfers", "transfers.list", payments.listing("transfer", "transfer_group", "destination")),
    ("GET", "/v1/transfers/{id}", "transfers.retrieve", payments.shown("transfer")),
    ("POST", "/v1/transfers/{id}/reversals", "transfers.reverse", payees.reverse),
    ("POST", "/v1/payouts", "payouts.create", payees.create_payout),
    ("GET", "/v1/payouts", "payouts.list", payments.listing("payout", "status")),
    ("GET", "/v1/payouts/{id}", "payouts.retrieve", payments.shown("payout")),
    ("POST", "/v1/accounts", "accounts.create", payees.create_account),
    ("GET", "/v1/accounts/{id}", "accounts.retrieve", payments.shown("account")),
    ("POST", "/v1/account_links", "account_links.create", payees.create_link),
    ("GET", "/v1/disputes/{id}", "disputes.retrieve", payments.shown("dispute")),
    ("POST", "/v1/disputes/{id}", "disputes.update", disputes.update),
    ("POST", "/v1/disputes/{id}/close", "disputes.close", disputes.close),
    ("POST", "/v1/files", "files.create", disputes.upload),
    ("GET", "/v1/balance", "balance.retrieve", disputes.balance),
    ("GET", "/v1/balance_transactions", "balance_transactions.list", payments.listing("balance_transaction", "type")),
)


@frozen
class Kept:
    """What came under a key. No reply yet: it is still running."""

    request: str
    at: float
    reply: Reply | None = None


@define(eq=False)
class StripeHalf:
    """See wire.Half. `checked` counts the requests that were held against each description."""

    world: World
    name: str = NAME
    state: State = field(init=False)
    routes: Sequence[Route] = field(init=False)
    keys: dict[str, Kept] = field(factory=dict)
    checked: Counter[str] = field(factory=Counter)

    def __attrs_post_init__(self) -> None:
        self.state = State(self.world)
        self.routes = [Route(method, path, name, self._checked(path, handle)) for method, path, name, handle in ROUTES]
        for id, behaviour in payments.CARDS.items():
            payments.card(self.state, behaviour, None, id)

    def key_of(self, request: Request) -> str:
        """From the metadata of the request or of the object it names, else from its idempotency key."""
        given = forms.read(request)
        key = str((given.get("metadata") or {}).get(KEY, "")) if isinstance(given.get("metadata"), dict) else ""
        if not key and "query" in given:
            key = given["query"].rpartition(":'")[2].rstrip("'")
        if not key:
            named = self.state.things.get(request.path.split("/")[-1]) or {}
            key = key_of(named) or str(given.get("transfer_group", "")).removeprefix("payout_")
        return key or request.headers.get("idempotency-key", "").partition("/")[0]

    def admit(self, request: Request) -> Reply | None:
        """Stripe keeps an answer for a day, whatever it was, under the key of its request."""
        if not _secret(request).startswith("sk_"):
            return _error(401, "invalid_request_error", "Invalid API Key provided.")
        account = self.state.things.get(request.headers.get("stripe-account", ""))
        if account is not None and account.get("_shut"):
            return _error(403, "invalid_request_error", "The key does not have access to it.", code="account_invalid")
        key = request.headers.get("idempotency-key")
        if request.method != "POST" or key is None:
            return None
        print_ = f"{request.path} {request.headers.get('stripe-account')} {request.body.decode(errors='replace')}"
        kept = self.keys.get(key)
        if kept is None or kept.at + KEPT_S <= self.world.now():
            self.keys[key] = Kept(print_, self.world.now())
            return None
        if kept.request != print_:
            message = "Keys for idempotent requests can only be used with the parameters they were first used with."
            return _error(400, "idempotency_error", message)
        if kept.reply is None:
            message = "There is currently another in-progress request using this Idempotent Key."
            return _error(409, "idempotency_error", message, code="idempotency_key_in_use")
        return Reply(kept.reply.status, kept.reply.body, {**kept.reply.headers, "Idempotent-Replayed": "true"})

    def keep(self, request: Request, reply: Reply) -> None:
        """Nothing is kept of what was not understood."""
        key = request.headers.get("idempotency-key")
        if key is None or key not in self.keys:
            return
        if reply.status == 400 and reply.body["error"].get("code") == "parameter_unknown":
            del self.keys[key]
        else:
            self.keys[key] = Kept(self.keys[key].request, self.keys[key].at, reply)

    def broken(self, status: int) -> Reply:
        """In Stripe's shape."""
        if status == 404:
            return _error(404, "invalid_request_error", "Unrecognized request URL.")
        return _error(status, "rate_limit" if status == 429 else "api_error", "An unknown error occurred.")

    def sign(self, body: bytes, secret: str) -> Mapping[str, str]:
        """As of now."""
        at = int(time.time())
        mark = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        return {"Stripe-Signature": f"t={at},v1={mark}"}

    def act(self, action: str, ref: str, arguments: Mapping[str, Any]) -> Any:
        """See ACTIONS."""
        return ACTIONS[action](self, ref, **arguments)

    def page(self, ref: str) -> Mapping[str, str]:
        """A payment, a card or an account to set up, a bank's question."""
        thing = self.state.get(ref, "checkout.session", "payment_intent", "account")
        state, back, title = str(thing.get("status", "open")), str(thing.get("_return", "")), "A payment"
        about = str(thing.get("description") or thing.get("email") or "")
        if thing["object"] == "account":
            state, title = ("ready" if thing["payouts_enabled"] else "open"), "An account to be paid to"
        elif thing["object"] == "payment_intent":
            state, title = ("open" if state == "requires_action" else state), "Your bank asks whether it is you"
        else:
            back, about = str(thing["success_url"] or ""), str(thing["_data"].get("description", ""))
            title = "A card to keep" if thing["mode"] == "setup" else title
        units = thing.get("amount_total") or thing.get("amount")
        amount = forms.readable(int(units), str(thing.get("currency")).upper()) if units else ""
        return {"title": title, "about": about, "amount": amount, "state": state, "return_url": back}

    def _checked(self, path: str, handle: Handle) -> Callable[[Call], Reply]:
        def checked(call: Call) -> Reply:
            given = forms.read(call.request)
            mistakes = shapes.by_sdk(call.operation, given)
            by_document = shapes.by_document(call.request.method, path, given)
            self.checked["sdk"] += call.operation in shapes.TYPED
            self.checked["document"] += by_document is not None
            mistakes += by_document or []
            if mistakes:
                self.world.bugs.append(f"{call.operation}: {'; '.join(mistakes)}")
                refuse(400, "invalid_request_error", mistakes[0], code="parameter_unknown")
            return handle(self.state, call, given)

        return checked

    def _press(self, ref: str, paid: bool, method: str = "pm_card_visa") -> Any:
        thing = self.state.named(ref, "checkout.session", "payment_intent", "account")
        if thing["object"] == "account":
            return payees.enable(self.state, thing)["id"] if paid else None
        if thing["object"] == "payment_intent":
            return payments.authenticate(self.state, thing, paid)
        return payments.press(self.state, thing, paid, method)

    def _card(self, account: str, behaviour: str = "ok") -> str:
        customer = self.state.add("cus", "customer", email="", name="", metadata={"upclone_account": account})
        return str(payments.card(self.state, behaviour, customer["id"])["id"])

    def _top_up(self, currency: str, amount: int) -> None:
        source = self.state.add("tu", "topup", currency=currency.lower(), amount=amount, metadata={})
        self.state.book("topup", source, "", amount, type="topup", category="topup")

    def _drain(self, ref: str) -> None:
        for currency in {each.currency for each in self.world.ledger.effects if each.account == ref}:
            source = self.state.add("tu", "topup", currency=currency.lower(), metadata={})
            self.state.connected(ref, "gone", source, -self.state.balance(ref, currency))

    def _settle(self, ref: str, currency: str, amount: int) -> None:
        source = self.state.add("tu", "topup", currency=currency.lower(), metadata={})
        self.state.connected(ref, "come", source, amount)

    def _dispute(self, ref: str, amount: int | None = None, reason: str = "fraudulent") -> str:
        intent = self.state.named(ref, "payment_intent")
        return str(disputes.open_dispute(self.state, intent, amount, reason)["id"])

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            getattr(self.state, name)
            setattr(self.state, name, value)


ACTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "pay": lambda half, ref, **more: half._press(ref, True, **more),
    "decline": lambda half, ref, **more: half._press(ref, False, **more),
    "expire": lambda half, ref: payments.expire(half.state, half.state.named(ref, "checkout.session")),
    "card": lambda half, ref, **more: half._card(**more),
    "payee": lambda half, ref, behaviour="ok": payees.payee(half.state, behaviour)["id"],
    "top_up": lambda half, ref, **more: half._top_up(**more),
    "drain": lambda half, ref: half._drain(ref),
    "fill": lambda half, ref, **more: half._settle(ref, **more),
    "shut": lambda half, ref, shut=True: half.state.get(ref, "account").update(_shut=shut),
    "dispute": lambda half, ref, **more: half._dispute(ref, **more),
    "decide": lambda half, ref, won: disputes.decide(half.state, half.state.get(ref, "dispute"), won),
    "pay_payout": lambda half, ref: payees.pay(half.state, half.state.named(ref, "payout")),
    "fail_payout": lambda half, ref: payees.fail(half.state, half.state.named(ref, "payout")),
    "fail_refund": lambda half, ref: payments.fail_refund(half.state, half.state.named(ref, "refund")),
    "set": lambda half, ref, **values: half._set(**values),
    "show": lambda half, ref: half.state.show(half.state.things[ref], []),
    "plant": lambda half, ref, how: planting.plant(half.state, ref, how),
    "mend": lambda half, ref: planting.mend(half.state),
    "tell": lambda half, ref, type: half.state.tell(type, half.state.things[ref]),
    "checked": lambda half, ref: dict(half.checked),
}
"""`pay` and `decline` are the payer's buttons (on a page, at the bank, in an account's papers); `card` is a saved one
of an account of upclone's; `payee` an account that is ready, whose payouts go as `behaviour` says; `top_up` puts
money of the platform's own in; `drain` empties a connected account, `fill` fills it, `shut` keeps the platform out;
`set` changes lag_s and payouts_held; `plant` tells a line of the report wrongly until `mend`."""


def _secret(request: Request) -> str:
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    return given if kind == "Bearer" else base64.b64decode(given).decode().partition(":")[0]


def _error(status: int, kind: str, message: str, **more: Any) -> Reply:
    try:
        refuse(status, kind, message, **more)
    except Problem as problem:
        return problem.reply

"""PayPal's half: tokens, replays by PayPal-Request-Id, letters that only a postback can check, and who does what."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from tests.simulator.paypal import shapes
from tests.simulator.paypal.desk import Disputes, Reports, Vault, effect
from tests.simulator.paypal.orders import Orders
from tests.simulator.paypal.payouts import Payouts
from tests.simulator.paypal.wire import DAY, HOUR, Names, moment, no, written
from tests.simulator.wire import Call, Reply, Request, Route
from tests.simulator.world import World

KEPT: Final = {"order": 6 * HOUR, "capture": 6 * HOUR, "refund": 45 * DAY, "payout": 30 * DAY}
_MARK: Final = b'"webhook_event": '


class PayPal:
    """A Half."""

    name = "paypal"

    def __init__(self, world: World) -> None:
        self.world = world
        self.names = Names()
        self.orders, self.payouts, self.disputes = Orders(self), Payouts(self), Disputes(self)
        self.vault, self.reports = Vault(self), Reports(self)
        self.tokens: dict[str, float] = {}
        self.kept: dict[tuple[str, str], tuple[float, str, Reply]] = {}
        self.letters_key = self.names.salt.encode()
        self.routes: Sequence[Route] = self._routes()

    def _routes(self) -> tuple[Route, ...]:
        def once(method: str, path: str, operation: str, handle: Callable[[Call], Reply]) -> Route:
            return Route(method, path, operation, partial(self._once, handle))

        orders, captures = "/v2/checkout/orders", "/v2/payments/captures/{id}"
        return (
            Route("POST", "/v1/oauth2/token", "token", self._token),
            once("POST", orders, "order", self.orders.create),
            Route("GET", f"{orders}/{{id}}", "order_get", self.orders.get),
            once("POST", f"{orders}/{{id}}/capture", "capture", self.orders.capture),
            Route("GET", captures, "capture_get", self.orders.get_capture),
            once("POST", f"{captures}/refund", "refund", self.orders.refund),
            Route("GET", "/v2/payments/refunds/{id}", "refund_get", self.orders.get_refund),
            once("POST", "/v1/payments/payouts", "payout", self.payouts.create),
            Route("GET", "/v1/payments/payouts/{id}", "payout_get", self.payouts.get),
            Route("POST", "/v1/notifications/verify-webhook-signature", "verify", self._verify),
            Route("GET", "/v1/customer/disputes/{id}", "dispute_get", self.disputes.get),
            Route("POST", "/v1/customer/disputes/{id}/provide-evidence", "evidence", self.disputes.answer),
            once("POST", "/v3/vault/setup-tokens", "setup", self.vault.begin),
            Route("GET", "/v3/vault/setup-tokens/{id}", "setup_get", self.vault.get),
            once("POST", "/v3/vault/payment-tokens", "save", self.vault.save),
            Route("GET", "/v1/reporting/transactions", "report", self.reports.transactions),
            Route("GET", "/v1/reporting/balances", "balances", self.reports.balances),
        )

    def key_of(self, request: Request) -> str:
        """Ours, from wherever this call has it."""
        kept = request.headers.get("paypal-request-id", "")
        if kept:
            return kept.removesuffix("-capture")
        id = request.path.rpartition("/")[2]
        if id in self.orders.orders:
            return self.orders.orders[id].key
        if id in self.orders.captures:
            return self.orders.captures[id].order.key
        found = self.orders.refunds.get(id) or self.payouts.batches.get(id)
        return found.key if found else ""

    def admit(self, request: Request) -> Reply | None:
        """A token that holds, and a body as the published documents have it."""
        if request.path == "/v1/oauth2/token":
            return None
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, 0) <= self.world.now():
            return Reply(401, {"error": "invalid_token", "error_description": "Token signature verification failed"})
        wrong = shapes.mistakes(request)
        if wrong:
            self.world.bugs.append(f"{request.method} {request.path}: {'; '.join(wrong)}")
            return no(400, "INVALID_PARAMETER", "; ".join(wrong)).reply
        return None

    def keep(self, request: Request, reply: Reply) -> None:
        """Replies are kept with their effects, whatever becomes of them on the line."""

    def broken(self, status: int) -> Reply:
        names = {404: "RESOURCE_NOT_FOUND", 429: "RATE_LIMIT_REACHED"}
        return Reply(status, {"name": names.get(status, "INTERNAL_SERVER_ERROR"), "message": "Simulated.", "debug_id": "simulated"})  # fmt: skip  # noqa: E501

    def sign(self, body: bytes, secret: str) -> Mapping[str, str]:
        """`secret` is the id of the webhook that the letter is for."""
        id, at = f"{self.names.new('TRANS')}", moment(time.time())
        return {
            "PAYPAL-TRANSMISSION-ID": id,
            "PAYPAL-TRANSMISSION-TIME": at,
            "PAYPAL-TRANSMISSION-SIG": self._signature(id, at, secret, body),
            "PAYPAL-AUTH-ALGO": "SHA256withRSA",
            "PAYPAL-CERT-URL": f"{self.world.address}/paypal/v1/notifications/certs/CERT",
        }

    def act(self, action: str, ref: str, arguments: Mapping[str, Any]) -> Any:
        """pay, decline; review (status), payout (status), claim, fail; dispute (amount), decide (won); end_tokens;
        plant (how) in the report, and mend; forget_requests, as PayPal does after some hours or days."""
        actions: Mapping[str, Callable[..., Any]] = {
            "pay": self._pay,
            "decline": lambda ref: {},  # PayPal tells nobody; the order is forgotten after some hours
            "review": self.orders.review,
            "payout": self.payouts.become,
            "claim": partial(self.payouts.become, status="SUCCESS"),
            "fail": self._fail,
            "dispute": self.disputes.open,
            "decide": self.disputes.decide,
            "plant": self.reports.plant,
            "mend": self.reports.mend,
            "end_tokens": lambda ref: self.tokens.clear() or {},
            "forget_requests": lambda ref: self.kept.clear() or {},
        }
        return actions[action](ref, **arguments)

    def page(self, ref: str) -> Mapping[str, str]:
        if ref in self.vault.waiting:
            state = "open" if self.vault.waiting[ref] == "PAYER_ACTION_REQUIRED" else "agreed"
            back = self.vault.returns[ref]
            return {"title": "Save this PayPal account", "amount": "", "state": state, "return_url": back}
        order = self.orders.order(ref)
        state = "open" if order.status == "PAYER_ACTION_REQUIRED" else order.status.lower()
        amount = f"{written(order.amount, order.currency)} {order.currency}"
        about, back = order.description, order.return_url
        return {"title": "A payment by PayPal", "about": about, "amount": amount, "state": state, "return_url": back}

    def did(self, operation: str, key: str) -> None:
        """An operation had its effect."""
        self.world.ledger.did(self.name, operation, key)

    def balance(self, currency: str) -> int:
        """What lies here."""
        return self.world.ledger.balance(self.name, "platform", currency)

    def move(
        self,
        what: str,
        key: str,
        ref: str,
        currency: str,
        amount: int,
        fee: int,
        net: int,
        id: str = "",
        about: str = "",
    ) -> None:
        """The balance changes; `id` is the transaction's, where it is not `ref`."""
        moved = effect(self, what, key, ref, currency, amount, fee, net)
        self.world.moved(moved)
        returned = self.names.new("TXN") if what.endswith("_returned") else ref
        self.reports.lines.append((moved, id or returned, about))

    def tell(self, event: str, kind: str, resource: Any) -> None:
        """A letter."""
        letter = {
            "id": f"WH-{self.names.new('EV')}",
            "event_version": "1.0",
            "create_time": moment(self.world.now()),
            "resource_type": kind,
            "event_type": event,
            "resource": resource,
        }
        self.world.tell(self.name, json.dumps(letter, separators=(",", ":")).encode())

    def _once(self, handle: Callable[[Call], Reply], call: Call) -> Reply:
        """The same PayPal-Request-Id again is the same operation, as long as it is kept: an order as it is by now."""
        id, body = call.request.headers.get("paypal-request-id", ""), hashlib.sha256(call.request.body).hexdigest()
        at, before, reply = self.kept.get((call.operation, id), (0.0, "", Reply(0, None)))
        if not id or self.world.now() - at >= KEPT.get(call.operation, 3 * HOUR):
            reply = handle(call)
            self.kept[call.operation, id] = (self.world.now(), body, reply)
            return reply
        if before != body:
            raise no(422, "DUPLICATE_REQUEST_ID", "The value of PayPal-Request-Id header has already been used.")
        if call.operation == "order":
            return Reply(200, self.orders.view(self.orders.orders[reply.body["id"]], call.request.address))
        return reply

    def _token(self, call: Call) -> Reply:
        given = call.request.headers.get("authorization", "").removeprefix("Basic ")
        if base64.b64decode(given).decode().partition(":")[2] in ("", "wrong"):
            return Reply(401, {"error": "invalid_client", "error_description": "Client Authentication failed"})
        token = f"A21AA{self.names.new('T')}"
        self.tokens[token] = self.world.now() + 9 * HOUR
        return Reply(200, {"access_token": token, "token_type": "Bearer", "expires_in": 32400})

    def _verify(self, call: Call) -> Reply:
        """The letter is taken from the question as it stands there, byte by byte."""
        given, raw = call.request.json, call.request.body.partition(_MARK)[2].removesuffix(b"}")
        expected = self._signature(given["transmission_id"], given["transmission_time"], given["webhook_id"], raw)
        ours = given["webhook_id"] == self.world.office.hooks[self.name].secret
        good = ours and hmac.compare_digest(expected, given["transmission_sig"])
        return Reply(200, {"verification_status": "SUCCESS" if good else "FAILURE"})

    def _signature(self, id: str, at: str, webhook: str, body: bytes) -> str:
        signed = b"|".join((id.encode(), at.encode(), webhook.encode(), body))
        return "v1=" + hmac.new(self.letters_key, signed, hashlib.sha256).hexdigest()

    def _pay(self, ref: str) -> Any:
        return self.vault.approve(ref) if ref in self.vault.waiting else self.orders.approve(ref)

    def _fail(self, ref: str) -> Any:
        """What was sent comes back: a refund, or a payout."""
        if ref in self.orders.refunds:
            return self.orders.fail_refund(ref)
        found = [each.id for each in self.orders.refunds.values() if each.key == ref]
        return self.orders.fail_refund(found[0]) if found else self.payouts.come_back(ref)

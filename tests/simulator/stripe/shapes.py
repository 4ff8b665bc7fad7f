"""Whether a request is one that Stripe documents: by the SDK's own TypedDicts, which are of the API's present version,
and by the published OpenAPI document where it is at hand (UPCLONE_SPECS, or `shared/specs` above the repository)."""

from __future__ import annotations

import functools
import json
import os
import types
import typing
from pathlib import Path
from typing import Any, Final

import stripe
from stripe import RequestOptions
from typing_extensions import is_typeddict

NEWER: Final = {"/v1/checkout/sessions": {"allowed_payment_method_types", "created"}}
"""Parameters that the document, of 2023, does not know yet; the SDK does."""

TYPED: Final[dict[str, Any]] = {
    "payment_intents.create": stripe.params.PaymentIntentCreateParams,
    "payment_intents.retrieve": stripe.params.PaymentIntentRetrieveParams,
    "payment_intents.search": stripe.params.PaymentIntentSearchParams,
    "payment_intents.confirm": stripe.params.PaymentIntentConfirmParams,
    "payment_intents.cancel": stripe.params.PaymentIntentCancelParams,
    "payment_methods.retrieve": stripe.params.PaymentMethodRetrieveParams,
    "checkout.sessions.create": stripe.params.checkout.SessionCreateParams,
    "checkout.sessions.retrieve": stripe.params.checkout.SessionRetrieveParams,
    "checkout.sessions.list": stripe.params.checkout.SessionListParams,
    "checkout.sessions.expire": stripe.params.checkout.SessionExpireParams,
    "customers.create": stripe.params.CustomerCreateParams,
    "refunds.create": stripe.params.RefundCreateParams,
    "refunds.retrieve": stripe.params.RefundRetrieveParams,
    "refunds.list": stripe.params.RefundListParams,
    "transfers.create": stripe.params.TransferCreateParams,
    "transfers.retrieve": stripe.params.TransferRetrieveParams,
    "transfers.list": stripe.params.TransferListParams,
    "transfers.reverse": stripe.params.TransferReversalCreateParams,
    "payouts.create": stripe.params.PayoutCreateParams,
    "payouts.retrieve": stripe.params.PayoutRetrieveParams,
    "payouts.list": stripe.params.PayoutListParams,
    "accounts.create": stripe.params.AccountCreateParams,
    "accounts.retrieve": stripe.params.AccountRetrieveParams,
    "account_links.create": stripe.params.AccountLinkCreateParams,
    "disputes.retrieve": stripe.params.DisputeRetrieveParams,
    "disputes.update": stripe.params.DisputeUpdateParams,
    "disputes.close": stripe.params.DisputeCloseParams,
    "balance.retrieve": stripe.params.BalanceRetrieveParams,
    "balance_transactions.list": stripe.params.BalanceTransactionListParams,
}


def by_sdk(operation: str, given: dict[str, Any]) -> list[str]:
    """What the SDK's types say against it."""
    kind = TYPED.get(operation)
    return [] if kind is None else list(_typed(_fields(kind) - RequestOptions.__annotations__.keys(), kind, given, ""))


def _fields(kind: Any) -> set[str]:
    return set(kind.__required_keys__ | kind.__optional_keys__)


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind, localns={"StripeContext": str, "Mapping": typing.Mapping})


def _typed(known: set[str], kind: Any, given: dict[str, Any], path: str) -> typing.Iterator[str]:
    for name in given.keys() - known:
        yield f"{path}{name}: unknown"
    for name in kind.__required_keys__ - given.keys():
        yield f"{path}{name}: missing"
    for name in given.keys() & known:
        yield from _fits(_hints(kind)[name], given[name], f"{path}{name}")


def _fits(kind: Any, value: Any, path: str) -> typing.Iterator[str]:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        tries = [list(_fits(each, value, path)) for each in _choices(kind)]
        if all(tries):
            yield from min(tries, key=len)
    elif origin is typing.Literal:
        if value not in [str(each) for each in typing.get_args(kind)]:
            yield f"{path}: {value!r} is none of its words"
    elif origin is list:
        if not isinstance(value, list):
            yield f"{path}: no list"
        else:
            for at, each in enumerate(value):
                yield from _fits(typing.get_args(kind)[0], each, f"{path}.{at}")
    elif is_typeddict(kind):
        yield from _typed(_fields(kind), kind, value, f"{path}.") if isinstance(value, dict) else [f"{path}: no object"]
    elif origin is dict or (isinstance(origin, type) and issubclass(origin, stripe.StripeObject)):
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            yield f"{path}: no object of strings"
    elif kind is int and not str(value).lstrip("-").isdecimal():
        yield f"{path}: no whole number"
    elif kind is bool and value not in ("true", "false"):
        yield f"{path}: neither true nor false"
    elif kind is str and not isinstance(value, str):
        yield f"{path}: no string"


def _choices(kind: Any) -> list[Any]:
    """Stripe types each list of words with `|str` at its end, for words that come later: a listed one is meant."""
    kinds = [each for each in typing.get_args(kind) if each is not type(None)]
    words = [each for each in kinds if typing.get_origin(each) is typing.Literal and any(typing.get_args(each))]
    return [each for each in kinds if each is not str] if words else kinds


def document() -> Path | None:
    """Where the published document lies, if it does."""
    here = Path(__file__).resolve()
    folders = [Path(os.environ["UPCLONE_SPECS"])] if os.environ.get("UPCLONE_SPECS") else []
    folders += [parent / "shared" / "specs" for parent in here.parents]
    found = (next(iter(sorted(folder.glob("stripe-spec3-*.json"))), None) for folder in folders if folder.is_dir())
    return next((each for each in found if each), None)


@functools.cache
def _paths() -> dict[str, Any] | None:
    file = document()
    return None if file is None else json.loads(file.read_text())["paths"]


def by_document(method: str, path: str, given: dict[str, Any]) -> list[str] | None:
    """What the published document says against it; None where it is not at hand. `path` has its braces."""
    paths = _paths()
    if paths is None:
        return None
    shape = _shape(paths, method.lower(), path)
    known = {name: value for name, value in given.items() if name not in NEWER.get(path, ())}
    return [f"{path}: not in the document"] if shape is None else list(_schema(shape, known, ""))


def _shape(paths: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    pieces = path.split("/")
    for name, entry in paths.items():
        other = name.split("/")
        same = len(other) == len(pieces) and all(a == b or "{" in a for a, b in zip(other, pieces, strict=True))
        if same and method in entry and ("{" in path) == ("{" in name):
            found = entry[method]
            if method == "get":
                fields = {each["name"]: each["schema"] for each in found["parameters"] if each["in"] == "query"}
                return {"type": "object", "properties": fields, "additionalProperties": False}
            return next(iter(found["requestBody"]["content"].values()))["schema"]
    return None


def _schema(shape: dict[str, Any], value: Any, path: str) -> typing.Iterator[str]:
    if "anyOf" in shape:
        tries = [list(_schema(each, value, path)) for each in shape["anyOf"]]
        if all(tries):
            yield from min(tries, key=len)
        return
    kind = shape.get("type")
    if kind == "object":
        yield from _object(shape, value, path) if isinstance(value, dict) else [f"{path}: no object"]
    elif kind == "array":
        for at, each in enumerate(value) if isinstance(value, list) else ():
            yield from _schema(shape["items"], each, f"{path}.{at}")
        if not isinstance(value, list):
            yield f"{path}: no list"
    elif kind == "integer" and not str(value).lstrip("-").isdecimal():
        yield f"{path}: no whole number"
    elif kind == "boolean" and value not in ("true", "false"):
        yield f"{path}: neither true nor false"
    elif kind == "string" and shape.get("format") != "binary":
        if not isinstance(value, str) or len(value) > shape.get("maxLength", 10**9):
            yield f"{path}: no string, or too long a one"
        elif "enum" in shape and value not in shape["enum"]:
            yield f"{path}: {value!r} is none of its words"


def _object(shape: dict[str, Any], value: dict[str, Any], path: str) -> typing.Iterator[str]:
    fields, others = shape.get("properties", {}), shape.get("additionalProperties", True)
    for name in set(shape.get("required", ())) - value.keys():
        yield f"{path}{name}: missing"
    for name, each in value.items():
        if name in fields:
            yield from _schema(fields[name], each, f"{path}{name}.")
        elif others is False:
            yield f"{path}{name}: unknown"
        elif isinstance(others, dict):
            yield from _schema(others, each, f"{path}{name}.")

"""Withdrawing: how much, from where, to whom; what arrives is said before it leaves, and kept for good after."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from attrs import frozen
from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from upclone.domain.errors import NotEnoughFunds
from upclone.domain.money import Money
from upclone.domain.payments import schedules
from upclone.domain.payments.ledger import TEST_GATEWAY
from upclone.domain.payments.methods import SET_UP
from upclone.domain.payments.transfers import Kind, State
from upclone.entrypoints.api.payments import methods, payouts
from upclone.entrypoints.api.payments.methods import MethodShape
from upclone.entrypoints.api.payments.payouts import BalanceShape, PayoutBody
from upclone.entrypoints.web.amounts import amount_text
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal, Typed, body_of
from upclone.entrypoints.web.payments.overview import balances_of
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words.errors import sentence
from upclone.entrypoints.web.words.payments import shown_as

PAGES = Blueprint("withdrawing", __name__)
PREVIEW: Final = "_preview"
TEST_PLACES: Final = (
    ("acct_ok", _("A test account, where money arrives")),
    ("acct_bounces_once", _("A test account that sends money back once")),
)
"""Where test money can go besides one's own methods."""


@frozen
class Place:
    """Somewhere to send money to: `key` is what the form sends, `waits` says why not now."""

    key: str
    words: str
    usual: bool = False
    waits: MethodShape | None = None


@PAGES.get("/money/withdraw")
def ask() -> ResponseReturnValue:
    """Choose a balance where there are several, then how much and where to."""
    return _asked(Form(request.args.copy()) if request.args.get("amount") else Form())


@PAGES.post("/money/withdraw")
def withdraw() -> ResponseReturnValue:
    """First what would happen, then, confirmed, the withdrawal."""
    typed = _typed()
    try:
        if PREVIEW in request.form:
            desk().preview(payouts.pay_out, typed)
            return _confirmed(_amount(typed))
        made = desk().do(payouts.pay_out, typed)
    except Refusal as refusal:
        return _asked(_renamed(refusal), refusal.status)
    return done(f"{request.script_root}/payouts/{made.id}", gettext("Your withdrawal is on its way."))


def _typed() -> Typed:
    """The form as the API takes it: one field says where to."""
    typed = request.form.copy()
    kind, _sep, value = typed.pop("to", "").partition(":")
    if kind in ("method", "destination"):
        typed[kind] = value
    return typed


def _renamed(refusal: Refusal) -> Form:
    lacks, form = refusal.__cause__, refusal.form
    if isinstance(lacks, NotEnoughFunds) and lacks.available_minor is not None:
        most = amount_text(Money(max(lacks.available_minor, 0), lacks.currency))
        return Form(request.form, {"amount": gettext("You can withdraw %(amount)s at most.", amount=most)})
    names = {"method": "to", "destination": "to"}
    return Form(request.form, {names.get(name, name): words for name, words in form.errors.items()}, form.problem)


def _amount(typed: Typed) -> Money:
    return body_of(PayoutBody, typed).amount.money()


def _balance() -> tuple[BalanceShape | None, list[BalanceShape]]:
    """The one that is meant, and all that something could leave from."""
    every = balances_of()
    open_ones = [each for each in every if each.free.amount_minor]
    named = (request.values.get("gateway"), request.values.get("currency") or request.values.get("amount.currency"))
    meant = next((each for each in every if (each.gateway, each.available.currency) == named), None)
    return meant or (open_ones[0] if open_ones else None), open_ones


def _asked(form: Form, status: int = 200) -> ResponseReturnValue:
    desk().must_be_signed_in()
    balance, every = _balance()
    places = _places(balance.gateway) if balance else []
    return page(
        "payments/withdraw.html",
        status,
        form=form,
        balance=balance,
        balances=every,
        places=places,
        open_places=[each for each in places if each.waits is None],
        least=schedules.least(balance.available.currency) if balance else None,
    )


def _confirmed(amount: Money) -> ResponseReturnValue:
    balance, _every = _balance()
    assert balance is not None
    left = Money(balance.available.amount_minor - amount.amount_minor, amount.currency)
    to = request.form.get("to", "")
    place = next((each for each in _places(balance.gateway) if each.key == to), None)
    return page(
        "payments/withdraw_confirm.html", balance=balance, amount=amount, left=left, place=place, to=to,
    )  # fmt: skip


def _places(gateway: str) -> list[Place]:
    own: list[MethodShape] = desk().read(methods.payout_methods).items
    here = [each for each in own if each.gateway == gateway and each.state in SET_UP]
    found = [
        Place(f"method:{each.id}", shown_as(each.label), each.usual, each if each.active_from else None)
        for each in sorted(here, key=lambda each: not each.usual)
    ]
    if gateway == TEST_GATEWAY:
        found += [Place(f"destination:{token}", str(words)) for token, words in TEST_PLACES]
    return found


@PAGES.get("/payouts")
def listed() -> ResponseReturnValue:
    """What left, newest first: withdrawals, or refunds that came to a client."""
    desk().must_be_signed_in()
    kind = kind_of(request.args)
    found = desk().read(payouts.payouts, {**request.args.to_dict(), "kind": kind.value})
    return page("payments/payouts.html", found=found, kind=kind)


def kind_of(asked: Typed) -> Kind:
    """Which way the money of the list went: to a freelancer, where it does not say."""
    return Kind.REFUND if asked.get("kind") == Kind.REFUND else Kind.PAYOUT


@PAGES.get("/payouts/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """A record that stays: how far it came, when, and what can be done where it came back."""
    payout = desk().read(payouts.payout, id=id)
    rows = desk().doors.wallet.happened(desk().must_be_signed_in().actor, id)
    own = desk().read(methods.payout_methods).items if payout.state is State.FAILED else []
    return page(
        "payments/payout.html",
        payout=payout,
        rows=rows,
        sentence=sentence,
        moving=payout.state in (State.REQUESTED, State.SENT),
        has_method=any(each.gateway == payout.gateway for each in own),
    )

"""Ways to pay and to be paid: kept at the gateway, added on its own page where it has one, chosen, removed; and when
money leaves by itself."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from upclone.domain.payments.methods import Purpose, State
from upclone.domain.payments.schedules import LAST_DAY, Rhythm
from upclone.entrypoints.api.payments import methods, payments, payouts
from upclone.entrypoints.api.payments.methods import MethodShape
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.languages import remember, spoken
from upclone.entrypoints.web.people.preferences import secure
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words.errors import sentence

PAGES = Blueprint("ways", __name__)
BY_ADDRESS: Final = frozenset({"paypal"})
"""Gateways that pay to an e-mail address, which is typed here."""

_OPERATIONS: Final = {
    "payments": (Purpose.PAYING, methods.payment_methods, methods.add_payment_method),
    "payouts": (Purpose.BEING_PAID, methods.payout_methods, methods.add_payout_method),
}


@PAGES.get("/<any(payments, payouts):wing>/methods")
def listed(wing: str) -> ResponseReturnValue:
    """What one has, with what each waits for. The gateway's page leads back here."""
    purpose, read, _add = _OPERATIONS[wing]
    found: list[MethodShape] = desk().read(read).items
    moving = any(each.state is State.BEGUN for each in found)
    plans = desk().read(payouts.schedules).items if purpose is Purpose.BEING_PAID else []
    shown = make_response(
        page(
            "payments/methods.html",
            found=found,
            wing=wing,
            purpose=purpose,
            moving=moving,
            plans=plans,
            sentence=sentence,
        )
    )
    if any(each.url for each in found):
        return remember(shown, spoken(), secure())  # the gateway leads back to an address of no language
    return shown


@PAGES.get("/methods/<uuid:id>")
def one(id: UUID) -> ResponseReturnValue:
    """To its place in the list of its kind."""
    purpose = desk().read(methods.method, id=id).purpose
    wing = next(wing for wing, (kind, *_rest) in _OPERATIONS.items() if kind is purpose)
    return redirect(f"{request.script_root}/{wing}/methods#m-{id}", 303)


@PAGES.get("/<any(payments, payouts):wing>/methods/new")
def ask(wing: str) -> ResponseReturnValue:
    """Which gateway, and proof of who asks."""
    desk().must_be_signed_in()
    return _asked(wing)


@PAGES.post("/<any(payments, payouts):wing>/methods/new")
def add(wing: str) -> ResponseReturnValue:
    """Begin: the gateway is asked, and its person goes on there."""
    purpose, _read, operation = _OPERATIONS[wing]
    typed = request.form.copy()
    if purpose is Purpose.PAYING or typed.get("gateway") not in BY_ADDRESS:
        typed.pop("address", None)
    try:
        made = desk().do(operation, typed)
    except Refusal as refusal:
        return _asked(wing, refusal.form, refusal.status)
    return done(f"{request.script_root}/{wing}/methods#m-{made.id}", gettext("Added. We ask the payment provider now."))


def _asked(wing: str, form: Form | None = None, status: int = 200) -> ResponseReturnValue:
    names = desk().read(payments.gateways).items
    factor = desk().doors.second_factors.standing(desk().must_be_signed_in().actor).enabled
    facts: dict[str, Any] = {"wing": wing, "purpose": _OPERATIONS[wing][0], "gateways": names, "form": form or Form()}
    by_address = [name for name in names if name in BY_ADDRESS]
    return page("payments/method_new.html", status, by_address=by_address, second_factor=factor, **facts)


@PAGES.get("/payouts/schedule")
def plan() -> ResponseReturnValue:
    """When money leaves by itself, for each gateway."""
    return _planned(Form())


@PAGES.post("/payouts/schedule")
def change() -> ResponseReturnValue:
    """Choose another rhythm."""
    typed = request.form.copy()
    days = {Rhythm.WEEKLY: typed.pop("weekday", ""), Rhythm.MONTHLY: typed.pop("monthday", "")}
    typed["day"] = next((day for rhythm, day in days.items() if typed.get("rhythm") == rhythm.value), "")
    try:
        desk().do(payouts.schedule, typed)
    except Refusal as refusal:
        return _planned(refusal.form, refusal.status)
    return done(f"{request.script_root}/payouts/schedule", gettext("Your choice is kept."))


def _planned(form: Form, status: int = 200) -> ResponseReturnValue:
    plans = desk().read(payouts.schedules).items
    return page("payments/schedule.html", status, form=form, plans=plans, rhythms=Rhythm, last_day=LAST_DAY)

"""What the wing `payments` calls things on pages.

STATES with their tones, TERMS of fixed lists, ACTS by operation, EVENTS by name. States of payments and chargebacks,
which rooms show, too, are in `deals`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from flask_babel import lazy_gettext as _

from upclone.application.payments.withdrawals import Why
from upclone.domain.payments import invoices, methods, taxes, transfers
from upclone.domain.payments.schedules import Rhythm
from upclone.entrypoints.api.payments import methods as means
from upclone.entrypoints.api.payments import payouts
from upclone.entrypoints.api.payments import taxes as tax_routes
from upclone.entrypoints.web.words.payments_tokens import ACCOUNTS
from upclone.entrypoints.web.words.tones import Act, Said, States, humanised, plainly

_TRANSFER: Final[States] = {
    transfers.State.REQUESTED: Said(_("Being sent"), "wait"),
    transfers.State.SENT: Said(_("On its way"), "live"),
    transfers.State.PAID: Said(_("Arrived"), "done"),
    transfers.State.FAILED: Said(_("Came back"), "alarm"),
}
_METHOD: Final[States] = {
    methods.State.BEGUN: Said(_("Not finished yet"), "wait"),
    methods.State.WAITING: Said(_("Waits before its first use"), "wait"),
    methods.State.ACTIVE: Said(_("Ready"), "live"),
    methods.State.FAILED: Said(_("Not set up"), "alarm"),
    methods.State.REMOVED: Said(_("Removed"), "calm"),
}
_DOCUMENT: Final[States] = {
    invoices.Document.INVOICE: Said(_("Invoice"), "done"),
    invoices.Document.CREDIT_NOTE: Said(_("Credit note"), "wait"),
}
STATES: Final[tuple[States, ...]] = (_TRANSFER, _METHOD, _DOCUMENT)

_DOCUMENTS: Final[Mapping[StrEnum, Any]] = {document: said.word for document, said in _DOCUMENT.items()}
_BILLED: Final[Mapping[StrEnum, Any]] = {
    invoices.Kind.WORK: _("Work"),
    invoices.Kind.CLIENT_FEE: _("Client’s fee"),
    invoices.Kind.FREELANCER_FEE: _("Freelancer’s fee"),
}
_LEAVING: Final[Mapping[StrEnum, Any]] = {
    transfers.Kind.PAYOUT: _("Withdrawal"),
    transfers.Kind.REFUND: _("Refund"),
}
_PURPOSE: Final[Mapping[StrEnum, Any]] = {
    methods.Purpose.PAYING: _("Ways to pay"),
    methods.Purpose.BEING_PAID: _("Ways to be paid"),
}
_DUE: Final[Mapping[StrEnum, Any]] = {
    methods.Move.FAIL: _("Is given up if it is not finished"),
    methods.Move.ACTIVATE: _("Can be used"),
}
_RHYTHM: Final[Mapping[StrEnum, Any]] = {
    Rhythm.BY_HAND: _("Only when I ask for it"),
    Rhythm.AT_ONCE: _("As soon as it is available"),
    Rhythm.WEEKLY: _("Every week"),
    Rhythm.MONTHLY: _("Every month"),
}
_TREATMENT: Final[Mapping[StrEnum, Any]] = {
    taxes.Treatment.STANDARD: _("VAT at the standard rate"),
    taxes.Treatment.REVERSE_CHARGE: _("Reverse charge: the buyer owes the VAT"),
    taxes.Treatment.OUTSIDE_SCOPE: _("Outside the scope of VAT"),
    taxes.Treatment.ZERO_RATED: _("Export at zero"),
    taxes.Treatment.SMALL_BUSINESS: _("Exempt as a small business"),
    taxes.Treatment.NOT_TAXABLE: _("No VAT: not a taxable person"),
}
_TAXED: Final[Mapping[StrEnum, Any]] = {
    taxes.Standing.REGISTERED: _("Your invoices name the VAT that is in their price"),
    taxes.Standing.SMALL: _("Your invoices name no VAT: you are exempt as a small business"),
    taxes.Standing.PRIVATE: _("Your invoices name no VAT: you are not registered for it"),
}
TERMS: Final[tuple[Mapping[StrEnum, Any], ...]] = (
    _DOCUMENTS, _BILLED, _LEAVING, _PURPOSE, _DUE, _RHYTHM, _TREATMENT, _TAXED,
)  # fmt: skip

ACTS: Final[Mapping[Callable[..., Any], Act]] = {
    payouts.pay_out: Act(
        _("Withdraw"), _("Withdraw"), _("The money leaves your balance at once, and is sent to you."),
        said=_("Your withdrawal is on its way."),
    ),
    payouts.retry: Act(
        _("Send it again?"), _("Send again"),
        _("The money leaves the balance once more. It goes where it went before, or, where that is no longer a way to "
          "be paid, to the usual one."),
        said=_("It is on its way again."),
    ),
    payouts.schedule: Act(_("Automatic withdrawals"), _("Save"), said=_("Your choice is kept.")),
    tax_routes.declare: plainly(_("Say how one is taxed")),
    means.add_payment_method: plainly(_("Add a way to pay")),
    means.add_payout_method: plainly(_("Add a way to be paid")),
    means.go_on: Act(
        _("Ask the payment provider again?"), _("Check again"),
        _("We ask how far it is, and for a fresh link to its page."), said=_("We asked. This page shows the answer."),
    ),
    means.choose: Act(
        _("Make this the usual one?"), _("Make it the usual one"),
        _("It is taken from now on where you choose none."), said=_("It is the usual one now."),
    ),
    means.remove: Act(
        _("Remove this way to pay or be paid?"), _("Remove"),
        _("It is used no longer. What is on its way to it still arrives. To use it again, add it again."),
        danger=True, said=_("Removed."),
    ),
}  # fmt: skip
EVENTS: Final[Mapping[str, Any]] = {
    "MethodAsked": _("The payment provider was asked"),
    "MethodConfirmed": _("A way to pay or be paid is ready"),
    "MethodWaits": _("A new way to be paid waits before its first use"),
    "MethodActivated": _("A new way to be paid can be used"),
    "MethodLapsed": _("The payment provider asks for more"),
    "MethodFailed": _("A way to pay or be paid was not set up"),
    "MethodChosen": _("A way to pay or be paid is the usual one now"),
    "MethodRemoved": _("A way to pay or be paid was removed"),
}

_GATEWAYS: Final[Mapping[str, Any]] = {"stripe": "Stripe", "paypal": "PayPal", "sandbox": _("Test account")}
_WHY: Final[Mapping[Why, Any]] = {
    Why.SANCTION: _("The marketplace keeps your money where it is for now"),
    Why.DEBT: _("You owe it: a payment that you were paid from went back to the payer’s bank"),
    Why.METHOD_WAITS: _("Your new way to be paid waits before its first use"),
    Why.NO_METHOD: _("There is no way to be paid yet"),
    Why.CONTESTED: _("A dispute or the payer’s bank keeps it, for work that is not paid yet"),
}

_REASONS: Final[Mapping[str, Any]] = {
    "fraudulent": _("The payer says that they did not pay"),
    "unauthorised": _("The payer says that they did not pay"),
    "unrecognized": _("The payer does not recognise the payment"),
    "product_not_received": _("The payer says that nothing was delivered"),
    "merchandise_or_service_not_received": _("The payer says that nothing was delivered"),
    "product_unacceptable": _("The payer says that it is not what was agreed"),
    "merchandise_or_service_not_as_described": _("The payer says that it is not what was agreed"),
    "duplicate": _("The payer says that they paid twice"),
    "duplicate_transaction": _("The payer says that they paid twice"),
    "credit_not_processed": _("The payer waits for a refund"),
    "incorrect_amount": _("The payer says that the amount is wrong"),
}
"""By what gateways call them, in small letters."""


_TEST_PLACES: Final[Mapping[str, Any]] = {
    "acct_ok": "•••• 6789",
    "acct_bounces": _("Sends money back"),
    "acct_bounces_once": _("Sends money back once"),
}
_MEANS: Final[Mapping[str, Any]] = {
    "Test card": _("Test card"),
    "Test account": _("Test account"),
    "Account": _("Account"),
    "Stripe account": _("Stripe account"),
}
"""What gateways call means that they have no better name for."""
_DIGITS: Final = " •••• "


def reason(name: str) -> Any:
    """Why a payer's bank wants money back; a reason that nobody translated is said as it is."""
    return _REASONS.get(name.lower()) or humanised(name.lower())


def gateway(name: str) -> Any:
    """What a payment provider is called."""
    return _GATEWAYS.get(name) or humanised(name)


def destination(name: str) -> Any:
    """Where money went: a place for test money in words, any other as its gateway shows it."""
    return _TEST_PLACES.get(name) or ACCOUNTS.get(name, name)


def shown_as(label: str) -> str:
    """A way to pay or be paid, as its gateway shows it: a name of its own and the last digits."""
    called, dots, digits = label.partition(_DIGITS)
    return f"{_MEANS.get(called, called)}{dots}{digits}"


def held_why(why: Why) -> Any:
    """Why money does not leave."""
    return _WHY[why]

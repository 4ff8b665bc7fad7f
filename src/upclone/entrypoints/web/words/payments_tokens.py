"""What test cards and test accounts of the sandbox do: as its own table says it, to be said in other languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

CARDS: Final[Mapping[str, Any]] = {
    "tok_hosted": _("Waits for a person to approve or decline at the hosted page; expires after 24 hours."),
    "tok_instant": _("Is approved at once, and told by webhook."),
    "tok_answered": _("Is approved in the answer itself; the webhook repeats it."),
    "tok_declined": _("Is declined in the answer."),
    "tok_later": _("Approves itself after one hour."),
    "tok_later_declined": _("Is declined after one hour."),
    "tok_expires": _("Waits at the hosted page, and expires after 30 minutes."),
    "tok_wrong_amount": _("Captures nine tenths of what was asked for."),
    "tok_timeout_before": _("Does not answer the first time, and nothing happened; asked again, it is approved."),
    "tok_timeout_after": _("Takes the money, and does not answer the first time."),
    "tok_error_after": _("Takes the money, and answers the first time with an error 500."),
    "tok_duplicate": _("Is approved at once, and its webhook is sent three times."),
    "tok_refund_fails": _("Is approved at once; its refunds are taken on and then fail."),
    "tok_refund_later_fails": _("Is approved at once; its refunds succeed and fail one hour later."),
    "tok_refund_slow": _("Is approved at once; its refunds succeed after one hour."),
    "tok_refund_refused": _("Is approved at once; its refunds are refused."),
    "tok_refund_timeout_after": _("Is approved at once; a refund is made, and its answer is lost the first time."),
    "tok_chargeback_won": _(
        "Is approved at once; one hour later the payer's bank takes it back; answered, or after a week, it returns it."
    ),
    "tok_chargeback_lost": _(
        "Is approved at once; one hour later the payer's bank takes it back; answered, or after a week, it keeps it."
    ),
}
"""By the payer's method."""

ACCOUNTS: Final[Mapping[str, Any]] = {
    "acct_ok": _("Is paid at once, and told by webhook."),
    "acct_answered": _("Is paid in the answer itself; the webhook repeats it."),
    "acct_refused": _("Is refused in the answer."),
    "acct_bounces_once": _("The first attempt is taken on and then fails; the next one is paid."),
    "acct_bounces": _("Every attempt is taken on and then fails."),
    "acct_slow": _("Is paid after one hour."),
    "acct_paid_then_returned": _("Is paid, and comes back one hour later."),
    "acct_timeout_before": _("Does not answer the first time, and nothing happened; asked again, it is paid."),
    "acct_timeout_after": _("Is paid, and does not answer the first time."),
    "acct_error_after": _("Is paid, and answers the first time with an error 500."),
    "acct_duplicate": _("Is paid at once, and its webhook is sent three times."),
}
"""By the payee's destination."""

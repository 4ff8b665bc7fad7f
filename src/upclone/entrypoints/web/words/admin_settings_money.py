"""Settings of money: what guards it, who takes it in, and who issues the invoices."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _

from upclone.entrypoints.web.words.admin_settings_about import About, Group, Unit

_OFF: Final = _("off")

_GUARDS: Final = {
    "two_person_limit": About(
        _("What one operator may move alone"),
        _("In each currency’s own units. Above it a second operator has to approve."),
    ),
    "reconciliation_limit": About(
        _("Difference that stops payouts"),
        _("In each currency’s own units. Where our books and a gateway’s differ by more, nothing leaves it by itself."),
    ),
    "held_days": About(
        _("Money held for long"),
        _("Payments that are held for longer are listed under Held for long, and operators are told of them."),
        Unit.DAYS,
    ),
    "payout_method_days": About(
        _("Wait of a new payout method"),
        _("So long no money leaves to a place that was just added: time to object to a stolen account."),
        Unit.DAYS,
    ),
    "gateway_timeout_s": About(
        _("Patience with gateways"),
        _("No call of a payment gateway takes longer. What is not answered by then is asked about later."),
        Unit.SECONDS,
    ),
}
_STRIPE: Final = {
    "stripe_secret_key": About(_("Key of Stripe’s API"), _("Switches Stripe on."), unset=_OFF),
    "stripe_webhook_secret": About(
        _("Secret of Stripe’s webhooks"),
        _("Proves that a message is Stripe’s. Several, with commas between them, where there are several endpoints."),
    ),
    "stripe_webhook_old_secret": About(
        _("Former secret of Stripe’s webhooks"), _("Is still accepted while you change it for a new one.")
    ),
    "stripe_api_base": About(_("Address of Stripe’s API"), _("Another one is a simulator’s, for tests.")),
}
_PAYPAL: Final = {
    "paypal_client_id": About(_("PayPal’s client id"), _("Switches PayPal on, together with its secret."), unset=_OFF),
    "paypal_client_secret": About(_("PayPal’s client secret"), _("Proves to PayPal that it is this marketplace.")),
    "paypal_webhook_id": About(_("PayPal’s webhook id"), _("Names the webhook whose messages are accepted.")),
    "paypal_api_base": About(
        _("Address of PayPal’s API"), _("Another one is PayPal’s own sandbox, or a simulator’s, for tests.")
    ),
}
_SANDBOX: Final = {
    "sandbox": About(
        _("Test money"), _("Lets people pay with money that is none. Never switch it on where real deals are made.")
    ),
    "sandbox_webhook_secret": About(
        _("Secret of the sandbox’s webhooks"),
        _("Proves that a message is the sandbox’s."),
        unset=_("made from the secret key"),
    ),
    "sandbox_webhook_old_secret": About(
        _("Former secret of the sandbox’s webhooks"), _("Is still accepted while you change it for a new one.")
    ),
}
_COMPANY: Final = {
    "company_name": About(_("Legal name"), _("Who issues the invoices of fees.")),
    "company_street": About(_("Street"), _("With its number, as it stands on invoices.")),
    "company_postcode": About(_("Postcode"), _("As it stands on invoices.")),
    "company_city": About(_("City"), _("As it stands on invoices.")),
    "company_country": About(_("Country"), _("In two letters (ISO 3166-1), such as FR. Taxes depend on it.")),
    "company_registration": About(_("Company register"), _("The number in the register, as it stands on invoices.")),
    "company_vat_number": About(
        _("VAT number"), _("With its prefix. Taxes are charged on fees only with one."), unset=_("no tax is charged")
    ),
    "company_small_business": About(
        _("Exempt as a small business"), _("Charges no VAT, and says so on each invoice, by the rule of its country.")
    ),
}

GROUPS: Final[tuple[Group, ...]] = (
    Group(_("What guards money"), icon="shield-check", settings=_GUARDS),
    Group(_("Stripe"), icon="landmark", settings=_STRIPE),
    Group(_("PayPal"), icon="landmark", settings=_PAYPAL),
    Group(_("The sandbox"), icon="circle-help", settings=_SANDBOX),
    Group(_("Who issues invoices"), icon="scroll-text", settings=_COMPANY),
)

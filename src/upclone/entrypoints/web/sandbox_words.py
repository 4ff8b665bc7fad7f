"""The checkout's words in each language, and money and time as its readers write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from attrs import frozen

from upclone.domain.money import Money

NARROW: Final = "\u202f"
NO_BREAK: Final = "\u00a0"
_SYMBOLS: Final = {
    "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "CAD": "CA$", "AUD": "A$", "PLN": "zł",
}  # fmt: skip


@frozen
class Outcome:
    """What the page says in one state: its title, and a sentence."""

    title: str
    says: str


@frozen
class Words:
    """Everything that the page says. `symbol_first`, `thousands` and `decimal` are how amounts are written."""

    language: str
    months: tuple[str, ...]
    symbol_first: bool
    thousands: str
    decimal: str
    moment: str
    test_money: str
    nothing_real: str
    pay_to: str
    what_for: str
    reference: str
    paid_from: str
    account: str
    account_note: str
    approve: str
    decline: str
    until: str
    back: str
    again: str
    foot: str
    outcomes: Mapping[str, Outcome]


_ENGLISH: Final = Words(
    language="en",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    symbol_first=True,
    thousands=",",
    decimal=".",
    moment="{day} {month} {year}, {time} UTC",
    test_money="Test money",
    nothing_real="Nothing real moves on this page.",
    pay_to="Pay",
    what_for="For",
    reference="Reference",
    paid_from="Paid from",
    account="Sandbox Bank",
    account_note="Test account •••• 4242",
    approve="Approve {amount}",
    decline="Decline",
    until="This page waits until {moment}.",
    back="Back to {merchant}",
    again="Open the page again",
    foot="A sandbox for trying payments. No bank is asked, and no card is charged.",
    outcomes={
        "waiting": Outcome("Approve this payment?", "{merchant} holds the money until the work is approved."),
        "processing": Outcome(
            "Your bank is on it", "There is nothing to do here. {merchant} hears as soon as it is decided."
        ),
        "approved": Outcome("Payment approved", "{merchant} hears of it right away. You can close this page."),
        "declined": Outcome("Payment declined", "Nothing was taken. {merchant} hears of it right away."),
        "expired": Outcome("This payment has expired", "Nothing was taken. Ask for a new payment at {merchant}."),
        "unknown": Outcome(
            "There is no such payment", "Check that the address is complete, or start again at {merchant}."
        ),
        "stale": Outcome(
            "Please open this page again",
            "It was open for too long, or the form came from elsewhere. Nothing was changed.",
        ),
        "silent": Outcome("No answer right now", "Nothing is lost. Please try again in a moment."),
    },
)

_FRENCH: Final = Words(
    language="fr",
    months=(
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    symbol_first=False,
    thousands=NARROW,
    decimal=",",
    moment="{day} {month} {year} à {time} UTC",
    test_money="Argent fictif",
    nothing_real="Aucun argent réel ne circule sur cette page.",
    pay_to="Payer",
    what_for="Pour",
    reference="Référence",
    paid_from="Payé depuis",
    account="Banque Bac à sable",
    account_note="Compte d’essai •••• 4242",
    approve="Approuver {amount}",
    decline="Refuser",
    until="Cette page attend jusqu’au {moment}.",
    back="Retour à {merchant}",
    again="Rouvrir la page",
    foot="Un bac à sable pour essayer les paiements. Aucune banque n’est sollicitée, aucune carte n’est débitée.",
    outcomes={
        "waiting": Outcome(
            "Approuver ce paiement\u202f?", "{merchant} conserve l’argent jusqu’à la validation du travail."
        ),
        "processing": Outcome(
            "Votre banque s’en occupe", "Il n’y a rien à faire ici. {merchant} sera prévenu dès la décision."
        ),
        "approved": Outcome("Paiement approuvé", "{merchant} en est informé aussitôt. Vous pouvez fermer cette page."),
        "declined": Outcome("Paiement refusé", "Rien n’a été prélevé. {merchant} en est informé aussitôt."),
        "expired": Outcome(
            "Ce paiement a expiré", "Rien n’a été prélevé. Demandez un nouveau paiement sur {merchant}."
        ),
        "unknown": Outcome(
            "Ce paiement n’existe pas", "Vérifiez que l’adresse est complète, ou recommencez sur {merchant}."
        ),
        "stale": Outcome(
            "Rouvrez cette page",
            "Elle est restée ouverte trop longtemps, ou le formulaire vient d’ailleurs. Rien n’a changé.",
        ),
        "silent": Outcome("Pas de réponse pour l’instant", "Rien n’est perdu. Réessayez dans un instant."),
    },
)

WORDS: Final[Mapping[str, Words]] = {"en": _ENGLISH, "fr": _FRENCH}


def readable_money(amount: Money, words: Words) -> str:
    """`€1,250.00`, or `1 250,00 €`: every digit of it, and nothing rounded."""
    whole, _, fraction = str(amount).split(" ")[0].partition(".")
    digits = f"{int(whole):,}".replace(",", words.thousands) + (words.decimal + fraction if fraction else "")
    symbol = _SYMBOLS.get(amount.currency, amount.currency)
    if not words.symbol_first:
        return f"{digits}{NO_BREAK}{symbol}"
    return f"{symbol}{NO_BREAK}{digits}" if symbol.isalpha() else f"{symbol}{digits}"


def readable_time(at: datetime, words: Words) -> str:
    """A moment in UTC, to the minute."""
    utc = at.astimezone(UTC)
    return words.moment.format(day=utc.day, month=words.months[utc.month - 1], year=utc.year, time=f"{utc:%H:%M}")
